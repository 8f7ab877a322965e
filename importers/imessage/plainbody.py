"""The plain message body, one run of part 0: read by its constant bytes, tens of times faster than decoded.

Nearly every body is one of six byte frames around a text: NSMutableAttributedString or NSAttributedString,
and the part number alone or beside a writing direction, in either order. Every byte
outside the text is compared, and both lengths with the text, so whatever comes back is what the full decoder
would give.
"""

from __future__ import annotations

from importers.imessage.streamtokens import HEADER
from importers.imessage.typedstream import utf16_length

_MUTABLE = HEADER + (
    b"\x84\x01@\x84\x84\x84\x19NSMutableAttributedString\x00\x84\x84\x12NSAttributedString\x00"
    b"\x84\x84\x08NSObject\x00\x85\x92\x84\x84\x84\x0fNSMutableString\x01\x84\x84\x08NSString\x01\x95\x84\x01+"
)
_IMMUTABLE = HEADER + (
    b"\x84\x01@\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85"
    b"\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
)
_MIDDLE = b"\x86\x84\x02iI\x01"
_PART = b"\x1d__kIMMessagePartAttributeName\x86\x92\x84"
_DIRECTION = b"\x26__kIMBaseWritingDirectionAttributeName\x86\x92\x84"
_WIDE = {0x81: 3, 0x82: 5}
_N_SHORT = 128


def plain_text(blob: object) -> str | None:
    """The text of a plain body; None for any other body and for texts that need cleaning. Never raises."""
    if type(blob) is not bytes:
        return None
    if blob.startswith(_MUTABLE):
        at, rests, tails = _AT_MUTABLE, _RESTS_MUTABLE, _TAILS_MUTABLE
    elif blob.startswith(_IMMUTABLE):
        at, rests, tails = _AT_IMMUTABLE, _RESTS_IMMUTABLE, _TAILS_IMMUTABLE
    else:
        return None
    try:
        length = blob[at]
        if length < _N_SHORT:
            at += 1
        else:
            width = _WIDE[length]
            length = int.from_bytes(blob[at + 1 : at + width], "little")
            at += width
        text = blob[at : at + length].decode()
        rest = blob[at + length :]
        n_units = rests.get(rest) or _n_units(rest, tails)
    except (IndexError, KeyError, UnicodeDecodeError):
        return None
    if len(text) != length:
        if n_units != utf16_length(text) or "\ufffc" in text or "\ufffd" in text:
            return None
    elif n_units != length:
        return None
    return None if "\r" in text or "\0" in text else text


def _n_units(rest: bytes, tails: frozenset[bytes]) -> int:
    """The length of the run in UTF-16 units where it takes 3 or 5 bytes; -1 for another frame."""
    at = len(_MIDDLE)
    end = at + _WIDE[rest[at]]
    whole = rest.startswith(_MIDDLE) and rest[end:] in tails
    return int.from_bytes(rest[at + 1 : end], "little") if whole else -1


def _tails(shift: int) -> frozenset[bytes]:
    """What follows the run's length; two mutable classes before it move later numbers by `shift`."""

    def numbers(*of_immutable: int) -> bytes:
        return bytes([n + shift for n in of_immutable])

    root_class = bytes((0x94 + shift // 2,))
    open_name = b"\x92\x84" + numbers(0x96, 0x96)
    open_first = b"\x92\x84\x84\x84\x0cNSDictionary\x00" + root_class + b"\x84\x01i"
    number = b"\x84\x84\x08NSNumber\x00\x84\x84\x07NSValue\x00" + root_class + b"\x84\x01*\x84"
    as_int = number + numbers(0x99, 0x99)
    as_long = number + b"\x84\x01q" + numbers(0x9D)
    as_long_again = numbers(0x9B, 0x9C, 0x9D, 0x9D)
    zero, minus_one = b"\x00\x86", b"\xff\x86"
    alone = b"\x01" + open_name + _PART + as_int + zero
    direction, part = open_name + _DIRECTION, open_name + _PART
    direction_first = b"\x02" + direction + as_long + minus_one + part + as_long_again + zero
    part_first = b"\x02" + part + as_long + zero + direction + as_long_again + minus_one
    return frozenset(open_first + items + b"\x86\x86" for items in (alone, direction_first, part_first))


def _rests(tails: frozenset[bytes]) -> dict[bytes, int]:
    """Everything after the text, for each run length that takes one byte, to that length."""
    return {_MIDDLE + bytes((n,)) + tail: n for tail in tails for n in range(1, _N_SHORT)}


_AT_MUTABLE, _AT_IMMUTABLE = len(_MUTABLE), len(_IMMUTABLE)
_TAILS_MUTABLE, _TAILS_IMMUTABLE = _tails(2), _tails(0)
_RESTS_MUTABLE, _RESTS_IMMUTABLE = _rests(_TAILS_MUTABLE), _rests(_TAILS_IMMUTABLE)
