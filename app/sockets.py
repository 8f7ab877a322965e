"""How many internet sockets this process and the children it started have opened."""

from __future__ import annotations

from engine import sockets as own

_by_children = 0
_reason = ""


def watch() -> None:
    """Begin to count; once is enough."""
    own.watch()


def opened() -> int:
    """Internet sockets made since `watch`, here and by children as far as they were added."""
    return own.opened() + _by_children


def add(count: int, reason: str = "") -> None:
    """A child has opened so many, for this."""
    global _by_children, _reason
    _by_children += count
    if count:
        _reason = reason


def reason() -> str:
    """What children opened their newest sockets for, "" if nobody said."""
    return _reason
