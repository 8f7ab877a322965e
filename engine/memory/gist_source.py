"""The messages of one segment, as a summary of them is held against."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from engine.domain import Message
from engine.judge.intent import accepts
from engine.judge.reading import read
from engine.memory.orders import is_order
from engine.reply.facts import keys_of
from engine.reply.hygiene import as_data
from engine.voice.language import language, language_of_many
from engine.voice.vocabulary import WORD, plain

#: Words of a message that says in which language it is.
TELLING_WORDS = 4
#: How people say yes to a time or a price.
_SUITS = re.compile(
    r"\b(?:works|suits|is (?:fine|good|great|perfect))(?: for)? (?:me|us)\b|\bworks (?:well|great|perfectly)\b|"
    r"\b(?:sounds|that's|that is|that would be) (?:good|great|perfect|fine|lovely)\b|\bit's a deal\b|\bsee you then\b",
    re.I,
)
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Source:
    """The messages of one segment, as a summary of them is held against."""

    messages: tuple[Message, ...]

    @cached_property
    def tongue(self) -> str | None:
        """The language they are in; None where most of them do not say so."""
        found = language_of_many(self.texts)
        longer = [text for text in self.texts if len(WORD.findall(text)) >= TELLING_WORDS]
        own = sum(language(text) == found for text in longer)
        return found if 2 * own > len(longer) else None

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What was said, message by message."""
        return tuple(one.text for one in self.messages if one.text.strip())

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of all facts and words (`engine.reply.facts`)."""
        return keys_of(self.texts)

    @cached_property
    def run_on(self) -> str:
        """Everything in small letters without spaces, messages apart."""
        return "\n".join(map(squeezed, self.texts))

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Everything between spaces, in small letters, without the marks around it."""
        return frozenset(squeezed(core(one)) for text in self.texts for one in text.split())

    @cached_property
    def digits(self) -> frozenset[str]:
        """Every run of digits."""
        return frozenset(DIGITS.findall(unicodedata.normalize("NFKC", "\n".join(self.texts))))

    @cached_property
    def theirs(self) -> frozenset[str]:
        """Words of the other side."""
        return _words(one.text for one in self.messages if not one.from_me)

    @cached_property
    def mine(self) -> frozenset[str]:
        """Words of the person."""
        return _words(one.text for one in self.messages if one.from_me)

    @cached_property
    def words(self) -> frozenset[str]:
        """Words of both."""
        return self.theirs | self.mine

    @cached_property
    def accepted_by(self) -> frozenset[bool]:
        """Who took up an offer: True the person, False the other side."""
        return frozenset(
            one.from_me for one in self.messages if accepts(read(one.text)) or _SUITS.search(one.text) is not None
        )

    @cached_property
    def ordered(self) -> bool:
        """Whether something in it is said to a machine."""
        return any(is_order(as_data(text)) for text in self.texts)


def core(token: str) -> str:
    """What stands between spaces without the marks around it."""
    return token.strip(".,!?…;:()“”\"'‘’-–—¿¡")


def squeezed(text: str) -> str:
    """A text in small letters without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().replace("’", "'").split())


def _words(texts: Iterable[str]) -> frozenset[str]:
    found = {plain(word) for text in texts for word in WORD.findall(text)}
    return frozenset(found | {re.sub(r"'s$", "", word) for word in found})
