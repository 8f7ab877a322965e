"""Quality of the shipped judgement on our own sets: `make eval` prints one JSON document, then the table of the README.

The sets are synthetic, written by us and drawn with fixed seeds: they guard against falling back. What the judgement is
worth on outside data is measured with `sotto eval`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator

from tests.quality import ask, brief, demo_inbox, memory, people, pii, reply, risk, triage, voice

#: What is measured, in the order it is printed.
SETS: dict[str, Callable[[], dict[str, object]]] = {
    "demo inbox": demo_inbox.figures,
    "triage": triage.figures,
    "risk": risk.figures,
    "brief": brief.figures,
    "memory": memory.figures,
    "voice": voice.figures,
    "reply": reply.figures,
    "pii": pii.figures,
    "people": people.figures,
    "ask": ask.figures,
}


def main() -> int:
    """Measure every set; the document goes to stdout, the table to stderr."""
    found = {}
    for name, figures in SETS.items():
        found[name] = figures()
        sys.stderr.writelines(f"| {name} | {what} | {value} |\n" for what, value in _flat(found[name]))
    json.dump(found, sys.stdout, indent=1)
    return 0


def _flat(figures: dict[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Single figures with the path to each; lists are left to the document."""
    for name, value in figures.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name} · ")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield f"{before}{name}", value


if __name__ == "__main__":
    sys.exit(main())
