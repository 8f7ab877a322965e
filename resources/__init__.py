"""Data that the other rooms read: prompts, patterns, phrases, icons, demo conversations. No code."""
