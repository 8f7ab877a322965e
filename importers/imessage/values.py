"""Column values of a foreign row as what they should be, whatever they are."""

from __future__ import annotations

import re
from typing import Any

EPOCH_2001_US = 978_307_200_000_000
#: Times from here on are nanoseconds since 2001 (macOS 10.13 and later), below it seconds.
NANOSECONDS_FROM = 1_000_000_000_000
#: 1990 and 2100: no message is older, and what is newer is damage (scheduled ones are days ahead, not decades).
EARLIEST_US = 631_152_000_000_000
LATEST_US = 4_102_444_800_000_000
MAX_GUID = 255

_SURROGATE = re.compile("[\ud800-\udfff]")


def moment_us(value: object) -> int:
    """Microseconds since 1970 of a date column, by its own magnitude; 0 for none and for what cannot be a date."""
    if not isinstance(value, int):
        value = int(value) if isinstance(value, float) and abs(value) < 2**63 else 0
    if value == 0:
        return 0
    since = value // 1000 if abs(value) >= NANOSECONDS_FROM else value * 1_000_000
    moment = EPOCH_2001_US + since
    return moment if EARLIEST_US <= moment <= LATEST_US else 0


def guid_of(value: object) -> str:
    """The key of a row. Raises ValueError for anything that cannot be one."""
    text = value.decode("utf-8") if isinstance(value, bytes) else value
    if not isinstance(text, str) or not 0 < len(text) <= MAX_GUID or "\x00" in text:
        raise ValueError("not a guid")
    return text


def words(value: object) -> str:
    """A text column as text: bad UTF-8 replaced, numbers of STRING columns as written, nothing as ""."""
    if value is None:
        return ""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def number(value: object) -> int:
    """An integer column as integer, whatever stands in it."""
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value == value and abs(value) < 2**63:
        return int(value)
    return 0


def clean(text: str) -> str:
    """Text that can be stored and packed: no NUL, no lone surrogates."""
    if text.isascii():
        return text.replace("\x00", "")
    return _SURROGATE.sub("\ufffd", text).replace("\x00", "")


def cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): cleaned(item) for key, item in value.items()}
    return [cleaned(item) for item in value] if isinstance(value, list | tuple) else value
