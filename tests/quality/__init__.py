"""Quality on our own invented data: what `make eval` prints."""
