"""The language model: load, decode, embed; inside the worker process only."""
