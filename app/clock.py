"""The time here: aware, in this machine's zone, because people name times in theirs."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import tzlocal


def now() -> datetime:
    """The local time in this machine's zone."""
    return datetime.now(zone())


def zone() -> ZoneInfo:
    """The zone of this machine, which knows when its clocks change."""
    return tzlocal.get_localzone()
