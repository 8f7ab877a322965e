"""Speed and memory: what `make bench` measures, alone on a quiet machine."""
