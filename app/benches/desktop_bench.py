"""What the size of the store costs the window: starting and opening a conversation on a small and on a large one.

The window is measured in processes of its own (`python -m ui.bench`), because only the window knows Qt.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from typing import Any

from app import clock, judging, paths, syncing, vault
from app.vault import PASSPHRASE_VARIABLE
from importers.demo import load

SMALL = 1_000
#: For `startup`, the same in both stores: few enough that a thread of the small one fills the pane too, so that the
#: ratio is about messages. For `window`: a list that scrolls.
N_CONVERSATIONS, N_LISTED = 20, 300
#: Starts of each store, taken in turn, so that a busy machine weighs on both alike.
ROUNDS = 5
WITHIN_S = 600.0
#: Opens the throw-away stores; there is nothing in them to guard.
PASSPHRASE = "measured, not kept"  # noqa: S105 - of invented messages
JUDGED_AT_ONCE = 64


def startup(n_messages: int = 1_000_000, *, rounds: int = ROUNDS) -> dict[str, float]:
    """Medians of starts on `SMALL` messages and on `n_messages`, in ms, and their ratios.

    `start_*`: from the start of the process until the list is painted and has answered a key. `window_*`: the part of
    it after everything was imported. `open_*`: another conversation, with its paint; the mean over conversations, of
    which those with drafts take twice as long, of each one's median over the starts.
    """
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as folder:
        homes = {"small": Path(folder) / "small", "large": Path(folder) / "large"}
        _fill(homes["small"], SMALL, N_CONVERSATIONS)
        _fill(homes["large"], n_messages, N_CONVERSATIONS)
        took: dict[str, list[_Start]] = {"small": [], "large": []}
        for _ in range(rounds):
            for name, home in homes.items():
                took[name].append(_started(home))
    figures: dict[str, float] = {"messages": n_messages, "small": SMALL}
    for what, of in _FIGURES.items():
        small, large = (of(took[name]) for name in ("small", "large"))
        figures |= {
            f"{what}_small_ms": round(small, 1),
            f"{what}_large_ms": round(large, 1),
            f"{what}_ratio": round(large / small, 3),
        }
    return figures


def window(n_messages: int = 1_000_000, n_thread: int = 100_000) -> dict[str, float]:
    """Scrolling one thread of `n_thread` messages, and ordinary use of a store of `n_messages`.

    `paint_median_ms`: one frame of the thread. `gap_longest_ms`: the longest time in which the window's thread could
    do nothing else, `gap_p99_ms` of all such times; `turn_*_ms`: what that thread itself worked in one turn of its
    loop, which a busy machine does not stretch; `rss_mb`: of the window's process, without the worker.
    """
    scrolled = _measured("scroll", str(n_thread))
    with tempfile.TemporaryDirectory(prefix="sotto-bench-") as folder:
        home = Path(folder) / "home"
        _fill(home, n_messages, N_LISTED)
        used = _measured("use", str(home))
    return {f"scroll_{name}": value for name, value in scrolled.items()} | {"messages": n_messages} | used


def _fill(home: Path, n_messages: int, n_conversations: int) -> None:
    """A store with so many messages, weighed as it is after its first import."""
    now = clock.now()
    home.mkdir(parents=True)
    source = home.with_suffix(".db")
    load.write(source, n_messages=n_messages, n_conversations=n_conversations, now=now)
    with vault.open_vault(paths.home(home), write=True, passphrase=PASSPHRASE) as opened:
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=clock.now)
        while judging.judge_changed(opened.db, now=clock.now(), limit=JUDGED_AT_ONCE):
            pass


@dataclass(frozen=True, slots=True)
class _Start:
    """One start, in ms."""

    start_ms: float
    window_ms: float
    opens_ms: tuple[float, ...]


#: How a figure of several starts comes about.
_FIGURES: dict[str, Callable[[list[_Start]], float]] = {
    "start": lambda starts: median(one.start_ms for one in starts),
    "window": lambda starts: median(one.window_ms for one in starts),
    "open": lambda starts: mean(median(each) for each in zip(*(one.opens_ms for one in starts), strict=True)),
}


def _started(home: Path) -> _Start:
    """One start, told from outside until the line that says it is ready."""
    began = time.perf_counter()
    command = _command("start", str(home))
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        start_ms = 1000 * (time.perf_counter() - began)
        told = json.loads(process.stdout.readline())
        process.wait(WITHIN_S)
    return _Start(start_ms, told["window"], tuple(told["open"]))


def _measured(*arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        _command(*arguments), env=_environment(), stdout=subprocess.PIPE, text=True, check=True, timeout=WITHIN_S
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ui.bench", *arguments]


def _environment() -> dict[str, str]:
    return os.environ | {"QT_QPA_PLATFORM": "offscreen", PASSPHRASE_VARIABLE: PASSPHRASE}
