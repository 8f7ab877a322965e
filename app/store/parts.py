"""Lists that are too long for one statement: their parts, and the marks that stand for the values of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")
_CHUNK = 500


def parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """The values in their order, so many at a time that one statement takes them."""
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def marks(values: Sequence[object]) -> str:
    """A question mark for each value, as `IN (...)` wants them."""
    return ",".join("?" * len(values))
