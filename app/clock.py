"""The time here: aware, in this machine's zone, because people name times in theirs."""

from __future__ import annotations

from datetime import datetime


def now() -> datetime:
    """The local time with its zone."""
    return datetime.now().astimezone()
