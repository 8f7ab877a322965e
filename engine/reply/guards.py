"""The guard against leaks: nothing of another contact's history may stand in what is offered here.

It looks at the text alone, whatever produced it: a model, a past reply, a phrase or the person's own fingers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from engine.reply.disguises import readings
from engine.reply.facts import PERSONAL, facts, keys_of
from engine.voice.vocabulary import WORD, is_common, plain, words

#: So many words in a row are a quotation (threat model: verbatim 6-grams).
QUOTE = 6
#: Shorter words are no names by themselves (Al, Jo: too many other words are spelled so).
SHORTEST_NAME = 3

Span = tuple[int, int]


class Elsewhere(Protocol):
    """What is known of everybody *but* the contact at hand."""

    def has_fact(self, key: str) -> bool:
        """Whether a fact with this key (`engine.reply.facts`) occurs in another contact's history."""

    def has_words(self, quote: str) -> bool:
        """Whether these words, small letters and single spaces, were written by another contact."""

    def is_private(self, word: str) -> bool:
        """Whether a rare word may name somebody or give away their matter: only one or two others know it."""

    def is_called(self, word: str) -> bool:
        """Whether another contact, or somebody they speak of, is called so."""


@dataclass(frozen=True, slots=True)
class Texts:
    """`Elsewhere` over texts in memory; without their words every rare word counts as private."""

    keys: frozenset[str] = frozenset()
    quotes: frozenset[str] = field(default=frozenset(), repr=False)
    said: frozenset[str] | None = field(default=None, repr=False)
    called: frozenset[str] = field(default=frozenset(), repr=False)

    def has_fact(self, key: str) -> bool:
        """See `Elsewhere`."""
        return key in self.keys

    def has_words(self, quote: str) -> bool:
        """See `Elsewhere`."""
        return quote in self.quotes

    def is_private(self, word: str) -> bool:
        """See `Elsewhere`."""
        return self.said is None or word in self.said

    def is_called(self, word: str) -> bool:
        """See `Elsewhere`."""
        return word in self.called


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
    numbers are compared as facts; a run of six of somebody else's words marks the whole text, and so does anything
    that leaks only once a disguise is undone (`engine.reply.disguises`).
    """
    found = _leaks(text, here, elsewhere)
    if not found and any(_leaks(reading, here, elsewhere) for reading in readings(text)):
        return ((0, len(text)),)
    return found


def _leaks(text: str, here: Sequence[str], elsewhere: Elsewhere) -> tuple[tuple[int, int], ...]:
    strange = [one for one in facts(text) if one.fact in PERSONAL and any(map(elsewhere.has_fact, one.keys))]
    own = keys_of(here) if strange else frozenset()  # a long conversation takes long to read, and few texts need it
    found = [one.span for one in strange if not one.keys & own]
    found += _called(text, here, elsewhere, found)
    quoted = {quote for quote in quotes(text) if elsewhere.has_words(quote)}
    if quoted and not quoted <= {quote for line in here for quote in quotes(line)}:
        found.append((0, len(text)))
    return tuple(found)


def _called(text: str, here: Sequence[str], elsewhere: Elsewhere, found: Sequence[Span]) -> Iterator[Span]:
    """Other contacts' names in small letters, which are no facts by their looks; everyday words name nobody."""
    own: frozenset[str] | None = None  # read once, and only when somebody's name stands in the text
    spans = frozenset(found)
    for hit in WORD.finditer(text):
        word = plain(hit.group())
        bare = word.removesuffix("'s")
        if len(bare) < SHORTEST_NAME or is_common(bare) or not elsewhere.is_called(bare):
            continue
        if own is None:
            own = frozenset(word for line in here for word in words(line))
        if hit.span() not in spans and bare not in own:
            yield hit.span()
