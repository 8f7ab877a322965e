"""Personal details in a text: which spans give somebody away, and what sort of detail each is.

Abstention is the rule for bare numbers: a price, date, time, count or order number is none, so a number counts only
with a shape that nothing else has, a check digit together with a shape, or a word beside it that says what it is.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.privacy import addresses, links, named, numbers, phones
from engine.privacy.named import Known


class Kind(StrEnum):
    """What sort of detail."""

    EMAIL = "EMAIL"
    PHONE = "PHONE"
    IBAN = "IBAN"
    CARD = "CARD"
    ADDRESS = "ADDRESS"
    CODE = "CODE"
    NAME = "NAME"
    ID = "ID"
    LINK = "LINK"
    GEO = "GEO"


@dataclass(frozen=True, slots=True)
class Entity:
    """One detail: [start, end) of the text in code points."""

    start: int
    end: int
    kind: Kind


Span = tuple[int, int]


def found(text: str, *, names: Collection[str] | Known = (), region: str = "US") -> tuple[Entity, ...]:
    """The personal details of a text, in order, never overlapping.

    Where two readings overlap, the one that rests on the stronger evidence stays: a check digit before a shape, a shape
    before a word beside it (an e-mail address with a name in it is one EMAIL).

    Args:
        names: contacts as the person knows them ("Anna Müller", "Mum"); their parts count alone as well.
        region: ISO 3166 country in which a phone number without + is read first; those where the text's language is
            spoken are tried next.
    """
    taken = bytearray(len(text))
    entities: list[Entity] = []
    for kind, spans in _readings(text, names, region):
        for start, end in spans:
            if start < end and not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                entities.append(Entity(start, end, kind))
    return tuple(sorted(entities, key=lambda one: one.start))


def _readings(text: str, names: Collection[str] | Known, region: str) -> Iterator[tuple[Kind, Iterable[Span]]]:
    """Every reading of the text, the one with the strongest evidence first."""
    plain = _with_ascii_digits(text)
    with_digits = any(map(str.isdigit, plain))  # most texts have none, and most details do
    yield Kind.LINK, links.urls(plain)
    yield Kind.EMAIL, links.emails(plain)
    if with_digits:
        yield Kind.IBAN, numbers.ibans(plain)
        yield Kind.ID, numbers.labelled_ids(plain)
        yield Kind.CARD, numbers.cards(plain)
        yield Kind.ID, numbers.shaped_ids(plain)
        yield Kind.GEO, links.coordinates(plain)
        yield Kind.ADDRESS, addresses.streets(plain)
        yield Kind.CODE, numbers.codes(plain)
        yield Kind.PHONE, phones.phones(plain, region)
    yield Kind.LINK, links.bare_domains(plain)
    yield Kind.NAME, named.names(text, names)


def _with_ascii_digits(text: str) -> str:
    """The text with every digit of any script as 0–9 and every space as one of ASCII; spans stay the same."""
    if text.isascii():
        return text
    return "".join(_plain(sign) for sign in text)


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign in "\u2010\u2011\u2012\u2013\u2212\uff0d":
        return "-"
    return " " if unicodedata.category(sign) == "Zs" else sign
