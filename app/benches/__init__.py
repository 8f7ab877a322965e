"""Benchmarks that people can run: ratios measured within one run."""
