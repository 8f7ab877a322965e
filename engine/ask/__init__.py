"""Asking one's own history: what is wanted, by when, and answers with their sources."""
