"""Owning a home for writing: another process that writes for a moment is waited for, and told of else."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from app.lock import HomeLock, waited_for
from app.paths import Home
from engine.problems import SottoIsOpen


class Owner(StrEnum):
    """Who has a home, as `reason` of a `SottoIsOpen`."""

    WINDOW = ""
    TRAINING = "at_training"
    COMMAND = "busy"


def own(
    home: Home, *, within_s: float = 0.0, by_window: bool = False, enough: Callable[[], bool] = lambda: False
) -> HomeLock:
    """The lock of whoever writes.

    Args:
        within_s: how long to wait for a process that writes; the window is not waited for, for it keeps the home.
        by_window: whoever asks is the window of this home.
        enough: says that there is no more time to wait.

    Raises:
        SottoIsOpen: another process had it all that time; `reason` says who.
    """
    owner: Owner | None = None

    def is_enough() -> bool:
        nonlocal owner
        owner = owner_of(home, by_window=by_window) if owner is None else owner
        return owner is Owner.WINDOW or enough()

    try:
        return waited_for(home.lock, within_s=within_s, enough=is_enough)
    except SottoIsOpen:
        raise SottoIsOpen(path=str(home.lock), reason=str(owner)) from None


def owner_of(home: Home, *, by_window: bool = False) -> Owner:
    """Who has a home that is owned, as far as the other locks tell."""
    if not by_window and _held(home.window_lock):
        return Owner.WINDOW
    return Owner.TRAINING if _held(home.training_lock) else Owner.COMMAND


def _held(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        HomeLock(path).release()
    except SottoIsOpen:
        return True
    except OSError:
        return False
    return False
