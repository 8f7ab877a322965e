"""From an incoming turn to options worth showing."""
