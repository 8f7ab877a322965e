"""The voice of one person: measured, described, applied."""
