"""Stretches of time in words."""

from __future__ import annotations

MINUTE, HOUR, DAY = 60, 3600, 86400


def waited(seconds: int | None) -> str:
    """ "now", "12 min", "3 h", "2 d": how long somebody has been waiting."""
    if seconds is None:
        return ""
    if seconds < MINUTE:
        return "now"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h"
    return f"{seconds // DAY} d"
