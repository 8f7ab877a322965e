"""Runs every benchmark one after the other and prints one JSON document."""

from __future__ import annotations

import argparse
import json
import platform
import sys

from app.benches import embed_bench, import_bench, judge_bench, options_bench, recall_bench, swap_bench, train_bench


def main() -> int:
    """Measure and print; progress goes to stderr."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--segments", type=int, default=4000)
    parser.add_argument("--vectors", type=int, default=100_000)
    wish = parser.parse_args()
    figures = {"machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"}
    for name, measure in (
        ("import", lambda: import_bench.run(wish.messages)),
        ("options 150m", lambda: options_bench.run("150m")),
        ("options 1b", lambda: options_bench.run("1b")),
        ("swap 1b", lambda: swap_bench.run("1b")),
        ("embed", lambda: embed_bench.run(wish.segments)),
        ("recall", lambda: recall_bench.run(wish.vectors)),
        ("judge", judge_bench.run),
        ("train 150m", lambda: train_bench.run("150m")),
    ):
        print(f"bench {name} …", file=sys.stderr)
        figures[name] = measure()
    json.dump(figures, sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
