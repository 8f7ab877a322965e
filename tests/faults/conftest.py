"""Fault runs find their children's targets and the writers of tiny models on the path; what survived is counted.

`make faults` leaves `build/faults.json`: for each fault, how many were tried and survived, what became of the damaged
files, and the machine. For 0 failures of N the upper bound with 95 % confidence is about 3/N.
"""

from __future__ import annotations

import json
import platform
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
# The root comes last: `tests/engine` and the like are no packages, so that the real ones are found there.
for folder in (TESTS / "faults", TESTS / "app", TESTS / "engine" / "llm", TESTS, TESTS.parent):
    if str(folder) not in sys.path:
        sys.path.append(str(folder))

_tried: Counter[str] = Counter()
_survived: Counter[str] = Counter()
_outcomes: defaultdict[str, Counter[str]] = defaultdict(Counter)


@pytest.fixture(scope="session")
def tally() -> Callable[[str, str], None]:
    """Counts what became of a fault: (class of fault, outcome)."""

    def count(fault: str, outcome: str) -> None:
        _outcomes[fault][outcome] += 1

    return count


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Every fault run of the session, whatever folder it is in."""
    if report.when == "call" and "faults" in report.keywords:
        name = report.nodeid.split("[")[0]
        _tried[name] += 1
        _survived[name] += report.passed


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write down what `make faults` found."""
    if session.config.option.markexpr != "faults" or not _tried:
        return
    found = {
        "machine": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "command": "make faults",
        "faults": {
            name: {
                "tried": tried,
                "survived": _survived[name],
                "failure_rate_below": round(3 / tried, 4) if _survived[name] == tried else None,
            }
            for name, tried in sorted(_tried.items())
        },
        "outcomes": {fault: dict(counts) for fault, counts in sorted(_outcomes.items())},
    }
    target = session.config.rootpath / "build" / "faults.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
