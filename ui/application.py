"""Starting the window, or telling the one that is open already."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication

from ui import beginning
from ui.running import Running
from ui.session_end import SessionEnd
from ui.single_instance import QUICK, RAISE, SingleInstance, tell_first


def run(home_option: Path | None, wish: str = RAISE) -> int:
    """Open the window and stay until it is closed; where it is open already, it comes to the front.

    Args:
        wish: `QUICK` opens quick reply.
    """

    def begin(running: Running) -> None:
        running.begin()
        if wish == QUICK:
            running.hear_wish(wish)

    return _stay(Running(home_option), begin, alone=wish)


def open_demo(home_option: Path | None, n_messages: int | None) -> int:
    """Open the window on the demo inbox and stay until it is closed."""
    throwaway = home_option is None
    return _stay(
        Running(home_option),
        lambda running: running.begin_demo(throwaway=throwaway, n_messages=n_messages),
        alone="" if throwaway else RAISE,
    )


def _stay(running: Running, begin: Callable[[Running], None], *, alone: str) -> int:
    """`alone`: what another window of the same home is told instead; "" where there may be several."""
    instance = SingleInstance(running.home)
    if alone and not instance.claim():
        return 0 if tell_first(running.home, alone) else 1
    instance.wished.connect(running.hear_wish)
    ending = SessionEnd()
    ending.asked.connect(running.quit)
    begin(running)
    try:
        return QApplication.exec()
    finally:
        running.end()
        instance.release()
        ending.close()
        if running.restarts:
            beginning.start_again()
