"""The window shows and asks: everything Qt, and the console entry."""
