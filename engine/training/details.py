"""The details that never stand in what is learnt: those masked everywhere, and whatever else a model could remember.

Here it costs little to mask too much, and what a model once learnt cannot be taken out of it again. Digits and signs of
other scripts count as the plain ones they stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from engine.privacy import pii
from engine.privacy.named import Known
from engine.privacy.pii import Entity, Kind
from engine.training import said_secrets

#: Full-width signs, and the plain ones that they stand for.
_WIDE = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)}
#: Numbers of six digits and more, however they are grouped, but for dates.
_LONG = re.compile(r"(?<!\d)\d(?:[ .·\-]?\d){5,}(?!\d)")
_DATE = re.compile(r"\d{1,2}([.-])\d{1,2}\1(?:20)?\d\d|\d{1,2} \d{1,2} 20\d\d|20\d\d-\d\d-\d\d")
#: Days on which somebody may be born: the year is told, and it is long ago.
_BORN = re.compile(
    r"(?<!\d)\d{1,2}([./ -])\d{1,2}\1(?:19[2-9]\d|200\d)(?!\d)|(?<!\d)(?:19[2-9]\d|200\d)-\d\d-\d\d(?!\d)"
)
#: Keys, addresses of wallets, tracking numbers: letters and digits without an end.
_TOKEN = re.compile(r"(?<![\w-])(?=[\w-]{0,199}\d)(?=[\w-]{0,199}[A-Za-z])[A-Za-z0-9_-]{20,}")
_HANDLE = re.compile(r"(?<![\w@.])@[A-Za-z0-9_][\w.]{2,63}")
_SPELT = re.compile(
    r"(?<![\w.+-])(?:\w{1,64} dot ){0,3}[\w.+-]{1,64} (?:at|\(at\)) [\w-]{1,63}(?: (?:dot|\(dot\)) [\w-]{2,63}){1,4}"
)
_PIN = re.compile(
    r"\bpin\b(?: (?:is|ist|lautet|es|é|est)\b)?\s{0,3}[:=]?\s{0,3}(?P<it>(?=\S{0,63}\d)\S{3,64})", re.IGNORECASE
)


def found(text: str, *, names: Collection[str] | Known) -> tuple[Entity, ...]:
    """The details of a text, in order, never overlapping.

    Args:
        names: people who may be in it.
    """
    plain = _plain(text)
    known = pii.found(plain, names=names)
    taken = bytearray(len(plain))
    for one in known:
        taken[one.start : one.end] = b"\1" * (one.end - one.start)
    more: list[Entity] = []
    for start, end, kind in _remembered(plain):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            more.append(Entity(start, end, kind))
    return tuple(sorted((*known, *more), key=lambda one: one.start))


def _remembered(text: str) -> list[tuple[int, int, Kind]]:
    return [
        *said_secrets.found(text),
        *((*hit.span("it"), Kind.CODE) for hit in _PIN.finditer(text)),
        *((*hit.span(), Kind.EMAIL) for hit in _SPELT.finditer(text)),
        *((*hit.span(), Kind.ID) for hit in _BORN.finditer(text)),
        *((*hit.span(), Kind.ID) for hit in _HANDLE.finditer(text)),
        *((*hit.span(), Kind.ID) for hit in _TOKEN.finditer(text)),
        *((*hit.span(), Kind.CODE) for hit in _LONG.finditer(text) if not _DATE.fullmatch(hit.group())),
    ]


def _plain(text: str) -> str:
    """The same text, sign for sign, with plain digits and signs."""
    if text.isascii():
        return text
    return "".join(_digit(sign) for sign in text.translate(_WIDE))


def _digit(sign: str) -> str:
    number = unicodedata.decimal(sign, None) if not sign.isascii() else None
    return sign if number is None else str(number)
