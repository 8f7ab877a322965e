"""What was said before: turns, passages and how they are found again."""
