"""Guards on what goes out: nothing of another contact's leaks, nothing dangerous leaves without a warning.

They look at the text alone, whatever produced it: a model, a past reply, a phrase or the person's own fingers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from stdnum import iban, luhn

from engine.reply.facts import PERSONAL, facts, keys_of
from engine.voice.vocabulary import words

#: So many words in a row are a quotation (threat model: verbatim 6-grams).
QUOTE = 6


class Elsewhere(Protocol):
    """What is known of everybody *but* the contact at hand."""

    def has_fact(self, key: str) -> bool:
        """Whether a fact with this key (`engine.reply.facts`) occurs in another contact's history."""

    def has_words(self, quote: str) -> bool:
        """Whether these words, small letters and single spaces, were written by another contact."""

    def is_private(self, word: str) -> bool:
        """Whether a rare word may name somebody or give away their matter: only one or two others know it."""


@dataclass(frozen=True, slots=True)
class Texts:
    """`Elsewhere` over texts in memory; without their words every rare word counts as private."""

    keys: frozenset[str] = frozenset()
    quotes: frozenset[str] = field(default=frozenset(), repr=False)
    said: frozenset[str] | None = field(default=None, repr=False)

    def has_fact(self, key: str) -> bool:
        """See `Elsewhere`."""
        return key in self.keys

    def has_words(self, quote: str) -> bool:
        """See `Elsewhere`."""
        return quote in self.quotes

    def is_private(self, word: str) -> bool:
        """See `Elsewhere`."""
        return self.said is None or word in self.said


#: Nobody else is known.
NOBODY = Texts()


def texts(incoming: Iterable[str], outgoing: Iterable[str] = ()) -> Texts:
    """`Elsewhere` from other contacts' messages and what the person wrote to them.

    Word-for-word quotes count only from their side: the person's own way of putting things is theirs to repeat.
    """
    theirs = list(incoming)
    return Texts(
        keys=keys_of([*theirs, *outgoing]),
        quotes=frozenset(quote for text in theirs for quote in quotes(text)),
        said=frozenset(word for text in theirs for word in words(text)),
    )


def quotes(text: str) -> Iterator[str]:
    """Every run of `QUOTE` words of a text."""
    said = words(text)
    for at in range(len(said) - QUOTE + 1):
        yield " ".join(said[at : at + QUOTE])


def leaks(text: str, here: Sequence[str], elsewhere: Elsewhere) -> tuple[tuple[int, int], ...]:
    """Spans of a text that occur only in another contact's history; empty means it may be shown.

    `here` are the texts of this conversation. Names, places, links, addresses, phone numbers, prices and other
    numbers are compared as facts; a run of six of somebody else's words marks the whole text.
    """
    strange = [one for one in facts(text) if one.fact in PERSONAL and any(map(elsewhere.has_fact, one.keys))]
    own = keys_of(here) if strange else frozenset()  # a long conversation takes long to read, and few texts need it
    found = [one.span for one in strange if not one.keys & own]
    quoted = {quote for quote in quotes(text) if elsewhere.has_words(quote)}
    if quoted and not quoted <= {quote for line in here for quote in quotes(line)}:
        found.append((0, len(text)))
    return tuple(found)


# ---- what deserves a warning before it is sent ---------------------------------------------------------------------

_CODE = re.compile(
    r"\b(?:code|otp|pin|tan|verification|passcode|one[- ]time|código|kode|"
    r"2fa)\b\W+(?:\w+\W+){0,4}?(?:\d[\s-]?){4,8}(?!\d)"
    r"|\b(?:\d[\s-]?){4,8}(?!\d)\W+(?:\w+\W+){0,4}?(?:code|otp|pin|tan|código)\b"
    r"|\bG-\d{6}\b",
    re.I,
)
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b", re.I)
_PASSWORD = re.compile(
    r"\b(?:password|passwort|passcode|pwd|contraseña|mot de passe|senha)\b\s*(?:is|:|=|ist|es|est|é)\s*\S+|"
    r"\bpw\s*[:=]\s*\S+",
    re.I,
)
_ADDRESS = re.compile(
    r"\b\d{1,4}[a-z]?,?\s+(?:[A-Z][\w'’-]+\s+){1,3}(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|"
    r"way|"
    r"place|pl|terrace|crescent|square|boulevard|blvd)\b|\b[A-ZÄÖÜ][\wäöüß-]+(?:straße|strasse|weg|gasse|"
    r"platz)\s+\d{1,4}\b|"
    r"\b(?:calle|rue|rua|avenida|avenue)\s+[\w'’ ]{3,40}?\s*,?\s*\d{1,4}\b",
    re.I,
)
_ID = re.compile(
    r"\b\d{3}-\d{2}-\d{4}\b|\b(?:passport|ssn|national insurance|dni|nie|"
    r"personalausweis)\W+(?:\w+\W+){0,3}?\w*\d{5,}",
    re.I,
)


def warnings(text: str, home_address: str | None = None) -> tuple[str, ...]:
    """Codes of what the person should see before sending: words in `app.wording.replies`.

    one_time_code, card_number (13–19 digits that pass Luhn), iban (valid check digits), password, home_address,
    id_number. A street address counts unless the person's home is known and it is another one.
    """
    found = {
        "one_time_code": bool(_CODE.search(text)),
        "card_number": any(luhn.is_valid(re.sub(r"\D", "", hit.group())) for hit in _CARD.finditer(text)),
        "iban": any(_holds_iban(hit.group()) for hit in _IBAN.finditer(text)),
        "password": bool(_PASSWORD.search(text)),
        "home_address": _gives_home(text, home_address),
        "id_number": bool(_ID.search(text)),
    }
    return tuple(code for code, there in found.items() if there)


def _holds_iban(run: str) -> bool:
    """Whether a run of letters and digits begins with a valid IBAN (words may follow it)."""
    packed = re.sub(r"\s", "", run).upper()
    return any(iban.is_valid(packed[:length]) for length in range(15, min(len(packed), 34) + 1))


def _gives_home(text: str, home: str | None) -> bool:
    if home is None:
        return bool(_ADDRESS.search(text))
    street = words(home)[:2]
    return bool(street) and " ".join(street) in " ".join(words(text))
