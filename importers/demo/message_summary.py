"""`message_summary_info` as Messages writes it after edits and unsends."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping
from typing import Any

from importers.demo import typedstream_writer as typedstream

#: What an untouched message carries often.
UNTOUCHED: bytes = plistlib.dumps({"ust": True, "amc": 0}, fmt=plistlib.FMT_BINARY)


def load(blob: bytes | None) -> dict[str, Any]:
    """The summary as a dictionary; empty where there is none."""
    if not blob:
        return {}
    found: dict[str, Any] = plistlib.loads(blob)
    return found


def edited(summary: Mapping[str, Any], *, part: int, texts: Mapping[int, str], new: str, at_s: float) -> bytes:
    """The summary after one more edit of `part`.

    Args:
        texts: the text of every part as it stands before the edit.
        at_s: seconds since 2001, with fraction, as the file has them.
    """
    changed = dict(summary)
    changed.setdefault("otr", original_ranges(texts))
    history = {key: list(events) for key, events in changed.get("ec", {}).items()}
    events = history.setdefault(str(part), [])
    if not events:
        events.append({"d": at_s - 30.0, "t": typedstream.attributed(texts[part])})
    events.append({"d": at_s, "t": typedstream.attributed(new)})
    changed["ec"] = history
    changed["ep"] = sorted({*changed.get("ep", []), part})
    changed.setdefault("ust", True)
    return plistlib.dumps(changed, fmt=plistlib.FMT_BINARY)


def unsent(summary: Mapping[str, Any], *, parts: tuple[int, ...], texts: Mapping[int, str]) -> bytes:
    """The summary after taking back `parts`; their edit history goes with them."""
    changed = dict(summary)
    changed.setdefault("otr", original_ranges(texts))
    changed["rp"] = sorted({*changed.get("rp", []), *parts})
    kept = {key: events for key, events in changed.get("ec", {}).items() if int(key) not in parts}
    changed.pop("ec", None)
    changed.pop("ep", None)
    if kept:
        changed["ec"], changed["ep"] = kept, sorted(int(key) for key in kept)
    changed.setdefault("ust", True)
    return plistlib.dumps(changed, fmt=plistlib.FMT_BINARY)


def original_ranges(texts: Mapping[int, str]) -> dict[str, dict[str, int]]:
    """Where each part began and how long it was, in UTF-16 units."""
    ranges, start = {}, 0
    for part, text in sorted(texts.items()):
        length = len(text.encode("utf-16-le", "surrogatepass")) // 2
        ranges[str(part)] = {"lo": start, "le": length}
        start += length
    return ranges
