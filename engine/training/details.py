"""The details that never stand in what is learnt: those masked everywhere, and whatever else a model could remember.

Here it costs little to mask too much, and what a model once learnt cannot be taken out of it again. Digits and signs of
other scripts, in circles or on keys count as the plain ones they stand for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence

from engine.privacy import named, pii
from engine.privacy.named import Known
from engine.privacy.pii import Entity, Kind
from engine.training import said_secrets

#: Full-width signs and dashes, and the plain ones that they stand for.
_WIDE = {sign: sign - 0xFEE0 for sign in range(0xFF01, 0xFF5F)} | dict.fromkeys(
    (*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63), ord("-")
)
#: Make a key or an emoji of the sign before them.
_AROUND = re.compile("[\ufe0e\ufe0f\u20e3]")
#: Digits said one by one in Chinese or Japanese.
_HAN = re.compile("[〇零一二三四五六七八九幺]{4,}")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九幺", "001234567891")
#: Numbers of six digits and more, however they are grouped, but for dates.
_LONG = re.compile(r"(?<!\d)\d(?:[ .·\-]?\d){5,}(?!\d)")
#: Days, years and hours, from one to another too.
_DATE = re.compile(
    r"\d{1,2}([.-])\d{1,2}\1(?:20)?\d\d|\d{1,2} \d{1,2} 20\d\d|20\d\d-\d\d-\d\d|(?:19|20)\d\d-(?:19|20)\d\d|"
    r"[012]?\d\.[0-5]\d-[012]?\d\.[0-5]\d"
)
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
    plain, places = _plain(text)
    taken = bytearray(len(plain))
    found: list[Entity] = []
    for start, end, kind in _everywhere(plain, names):
        for begin, stop in _free(taken, start, end):
            taken[begin:stop] = b"\1" * (stop - begin)
            found.append(Entity(places[begin], places[stop], kind))
    return tuple(sorted(found, key=lambda one: one.start))


def _everywhere(text: str, names: Collection[str] | Known) -> Iterator[tuple[int, int, Kind]]:
    """Where details are, the surer ones first; they may overlap."""
    yield from ((one.start, one.end, one.kind) for one in pii.found(text))
    yield from ((*span, Kind.NAME) for span in named.names(text, names, doubtful=True))
    yield from _remembered(text)


def _free(taken: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of a span that are not taken yet."""
    while (begin := taken.find(0, start, end)) >= 0:
        start = taken.find(1, begin, end)
        yield begin, (end if start < 0 else start)
        if start < 0:
            return


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


def _plain(text: str) -> tuple[str, Sequence[int]]:
    """The same text with plain digits and signs, and where each of its signs, and the end, is in the text."""
    if text.isascii():
        return text, range(len(text) + 1)
    plain = "".join(_digit(sign) for sign in text.translate(_WIDE))
    plain = _HAN.sub(lambda hit: hit.group().translate(_HAN_DIGITS), plain)
    if not _AROUND.search(plain):
        return plain, range(len(text) + 1)
    places = [at for at, sign in enumerate(plain) if not _AROUND.match(sign)]
    return _AROUND.sub("", plain), [*places, len(text)]


def _digit(sign: str) -> str:
    number = unicodedata.digit(sign, None) if not sign.isascii() else None
    return sign if number is None else str(number)
