"""Counts by key that stay small: one more, one fewer, and the rarest dropped beyond a bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def count(counted: dict[str, int], keys: Iterable[str], by: int, *, most: int) -> None:
    """Add `by` for every key; what falls to zero goes, and the rarer half when there are more than `most`."""
    for key in keys:
        n = counted.get(key, 0) + by
        if n > 0:
            counted[key] = n
        else:
            counted.pop(key, None)
    if len(counted) > most:
        keep = set(most_frequent(counted, most // 2))
        for key in [key for key in counted if key not in keep]:
            del counted[key]


def most_frequent(counted: Mapping[str, int], limit: int, *, least: float = 1) -> tuple[str, ...]:
    """The keys that come at least so often, most frequent first; of equals in the order of the alphabet."""
    often = sorted((key for key in counted if counted[key] >= least), key=lambda key: (-counted[key], key))
    return tuple(often[:limit])
