"""The recovery key: the store's key as something that can be printed, put in a drawer and typed in again."""

from __future__ import annotations

import base64
import hashlib

from app.store.connection import KEY_BYTES
from engine.problems import RecoveryKeyWrong

_CHECK_BYTES = 2
_GROUP = 5
# The digits that base32 leaves out, read as the letters they are mistaken for.
_MISREAD = str.maketrans("0189", "OIBG")


def printed(key: bytes) -> str:
    """The key as eleven groups of five letters and digits, with a checksum inside."""
    text = base64.b32encode(key + _check(key)).decode().rstrip("=")
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def read(typed: str) -> bytes:
    """The key that was printed; case, spaces and dashes do not matter.

    Raises:
        RecoveryKeyWrong: it is mistyped.
    """
    text = "".join(character for character in typed.upper() if character.isalnum()).translate(_MISREAD)
    try:
        content = base64.b32decode(text + "=" * (-len(text) % 8))
    except ValueError:
        raise RecoveryKeyWrong(why="mistyped") from None
    key, check = content[:KEY_BYTES], content[KEY_BYTES:]
    if len(content) != KEY_BYTES + _CHECK_BYTES or check != _check(key):
        raise RecoveryKeyWrong(why="mistyped")
    return key


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"sotto recovery key" + key).digest()[:_CHECK_BYTES]
