"""The key that opens quick reply from anywhere: what it is, and how each desktop lets a program listen for it."""
