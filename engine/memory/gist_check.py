"""Whether a summary by a model may stand for what was said: it adds nothing, turns nothing round and orders nothing.

A sentence tells of "they" or "you" and of nobody else. Every figure, date, price, link, sign and name in it stands in
the messages; so does every word that claims something. In English other everyday words may be added, no more than a
share of all; in the other languages none. A summary that cannot be told from an order, or that quotes one, is refused.
What a summary leaves out, and whether its words are put together rightly, no check of words can tell.
"""

from __future__ import annotations

import re
import unicodedata

from engine.memory import gist_words as told
from engine.memory.gist_source import DIGITS, Source, core, squeezed
from engine.memory.orders import is_order
from engine.memory.query import STOP
from engine.reply import outgoing, tidying
from engine.reply.facts import facts, unsourced
from engine.reply.guards import NOBODY, Elsewhere, leaks
from engine.reply.hygiene import as_data
from engine.reply.usability import Heard, unusable
from engine.voice.language import language
from engine.voice.vocabulary import WORD, is_common, plain

#: Sentences and characters of a summary.
MOST_SENTENCES, LONGEST = 2, 240
#: Share of the longer words that must stand in the messages, and share of those that its own side must have said.
SUPPORTED, OWN_SIDE = 0.6, 0.5
#: Letters of a word that counts as longer, and those of it that must agree: "session" and "sessions" are one.
LONG, ROOT = 4, 5
#: Every code that `refused` gives.
CODES = (
    *("language", "empty", "too_long", "hidden", "order", "form", "assistant", "fact", "word", "claim"),
    *("negation", "first_person", "unsupported", "wrong_side", "secret", "leak"),
)

#: What quotes or commands rather than tells: a colon before words, brackets, braces, code.
_MARKUP = re.compile(r":(?!\S)|[{}\[\]<>|\\`=;*#]|--|\.\.\.")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+")
_INNER = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+){0,6}")


def refused(text: str, source: Source, elsewhere: Elsewhere = NOBODY) -> str | None:
    """The code of why a summary may not stand for these messages, None where it may.

    Args:
        elsewhere: what other contacts said, for the guard on leaks.
    """
    tongue = source.tongue
    if tongue is None or language(text) not in (tongue, None):
        return "language"
    sentences = [one for one in _SENTENCE.split(text.strip()) if one]
    if not sentences:
        return "empty"
    if len(sentences) > MOST_SENTENCES or len(text) > LONGEST:
        return "too_long"
    if as_data(text) != text or tidying.leftover(text):
        return "hidden"
    if is_order(text):
        return "order"
    if unusable(text, Heard(frozenset(), frozenset(), tongue)):
        return "assistant"
    for one in sentences:
        code = _refused_sentence(one, source, tongue)
        if code is not None:
            return code
    if any(code != "home_address" for code in outgoing.warnings(text)):
        return "secret"
    return "leak" if leaks(text, source.texts, elsewhere) else None


def _refused_sentence(text: str, source: Source, tongue: str) -> str | None:
    begun = _opening(text, tongue)
    if begun is None:
        return "form"
    opening, side = begun
    rest = text[len(opening) :]
    if _MARKUP.search(text) or not _begins_telling(rest, tongue):
        return "form"
    if not _facts_stand(text, source):
        return "fact"
    return _refused_words(rest, source, tongue, side)


_THEM, _ME = frozenset({False}), frozenset({True})
_SIDES = ((told.BOTH, _THEM | _ME), (told.THEM, _THEM), (told.ME, _ME))


def _opening(text: str, tongue: str) -> tuple[str, frozenset[bool]] | None:
    """How a sentence begins and of whom it tells (True the person); None where it does not say, as no order does."""
    return next(((one, side) for listed, side in _SIDES for one in listed[tongue] if _begins(text, one)), None)


def _begins_telling(rest: str, tongue: str) -> bool:
    """Whether what follows says that somebody does something: "they asked …", and not "they please do …"."""
    first = core(next(iter(rest.split()), ""))
    known = first in told.TELLING[tongue] or first in told.CLAIMS or first in STOP
    return known or (tongue == "en" and first.islower() and first.endswith("ed"))


def _begins(text: str, opening: str) -> bool:
    return text.replace("’", "'").startswith(f"{opening} ")


def _facts_stand(text: str, source: Source) -> bool:
    """Whether every figure, date, price, link and sign stands there as it is written, spaces aside."""
    plain_text = unicodedata.normalize("NFKC", text)
    if not set(DIGITS.findall(plain_text)) <= source.digits or unsourced(text, source.keys):
        return False
    exact = [one.text for one in facts(text) if DIGITS.search(one.text)]
    exact += [one for token in text.split() if (one := core(token)) and not _is_wording(one)]
    return all(squeezed(one) in source.tokens or _stands(one, source.run_on) for one in exact)


def _is_wording(token: str) -> bool:
    """Whether a token is letters only, with apostrophes and hyphens; a slash or an emoji makes it something else."""
    return all(_INNER.fullmatch(part) for part in re.split(r"[—–]", token))


def _stands(text: str, run_on: str) -> bool:
    """Whether this stands in there, and is no part of a longer number."""
    wanted = squeezed(text)
    before, after = r"(?<!\d)" if wanted[:1].isdigit() else "", r"(?!\d)" if wanted[-1:].isdigit() else ""
    return bool(wanted) and re.search(f"{before}{re.escape(wanted)}{after}", run_on) is not None


def _refused_words(rest: str, source: Source, tongue: str, side: frozenset[bool]) -> str | None:
    held = _Held(source, side)
    for one in facts(rest):
        if DIGITS.search(one.text):
            held.count_fact(one.text)
    for hit in WORD.finditer(rest):
        small = plain(hit.group())
        if small in told.FIRST[tongue]:
            return "first_person"
        bare = re.sub(r"'s$", "", small)
        if bare not in source.words and small not in source.words:
            code = _refused_word(hit.group(), small, source, tongue, side)
            if code is not None:
                return code
        if small not in STOP and small not in told.TELLING[tongue] and len(bare) >= LONG:
            held.count_word(bare)
    return held.refused


class _Held:
    """How much of a sentence the messages hold, and how much of that its own side said."""

    def __init__(self, source: Source, side: frozenset[bool]) -> None:
        self._source = source
        self._own = source.words if side == _THEM | _ME else source.mine if side == _ME else source.theirs
        self._side = side
        self._longer = self._supported = self._of_own = 0

    def count_word(self, word: str) -> None:
        """One of its longer words."""
        self._longer += 1
        self._supported += word in self._source.words or _is_like(word, self._source.words)
        self._of_own += word in self._own or _is_like(word, self._own)

    def count_fact(self, fact: str) -> None:
        """One of its figures, which stands in the messages."""
        self._longer += 1
        self._supported += 1
        self._of_own += any(
            _stands(fact, squeezed(one.text)) for one in self._source.messages if one.from_me in self._side
        )

    @property
    def refused(self) -> str | None:
        """The code of why it may not stand, None where it may."""
        if not self._supported or self._supported < SUPPORTED * self._longer:
            return "unsupported"
        return "wrong_side" if self._of_own < OWN_SIDE * self._supported else None


def _refused_word(word: str, small: str, source: Source, tongue: str, side: frozenset[bool]) -> str | None:
    """Why a word that the messages do not hold may not be added, None where it may."""
    if small in told.NEGATIONS:
        return "negation"
    if small in told.NUMBERS:
        return "fact"
    if small in told.CLAIMS:
        takes_up = re.match(r"(?:agree|accept|confirm)", small) and side & source.accepted_by
        return None if takes_up or _is_like(small, source.words) else "claim"
    if small in told.TELLING[tongue] or (len(small) > 1 and small in STOP) or small in ("a", "y", "e", "o", "à", "u"):
        return None
    if word[:1].isupper():
        return "fact"
    if _is_like(small, source.words):
        return None
    return None if tongue == "en" and is_common(small) else "word"


def _is_like(word: str, there: frozenset[str]) -> bool:
    """Whether a word differs from one of these in its ending only."""
    if len(word) < ROOT:
        return any(other in (f"{word}s", f"{word}ed", f"{word}ing", f"{word}d") for other in there)
    root = word[: max(ROOT, len(word) - 3)]
    return any(other.startswith(root) and len(other) - len(root) <= LONG for other in there)
