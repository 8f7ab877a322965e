"""Reads Messages of macOS and iOS where they lie, read-only."""
