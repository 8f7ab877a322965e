"""Whether two texts say the same: the numbers, links, quotations, names, refusals, questions of one are the other's."""

from __future__ import annotations

import re
from collections import Counter

from engine.voice.vocabulary import WORD, is_common, plain

#: A link is looked for from where a word begins, and a quotation ends within so many signs: every text takes a time in
#: step with its length.
_FACT = re.compile(
    r"(?<!\S)\S*?(?:://|www\.|@)\S*|[^\s\w]?\d[\d.,:/%-]*\d%?|[^\s\w]?\d%?|"
    r"\"[^\"\n]{1,400}\"|“[^”\n]{1,400}”|«[^»\n]{1,400}»"
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|cannot|none|nothing|nobody|without|nicht|kein\w*|nunca|jamais|não|nie|pas)\b|n['’]t\b", re.I
)
_ASKS = re.compile("[?؟？]")


def same(text: str, said: str, *, besides: frozenset[str] = frozenset()) -> bool:
    """Whether `said` holds the numbers, links, quoted words and names of `text` and no others, and as many negations
    and questions.

    Args:
        besides: words in small letters that may come or go: those of greetings, pet names, ways of saying.
    """
    return (
        _facts(text) == _facts(said)
        and not (_names(text) ^ _names(said)) - besides
        and len(_NEGATION.findall(text)) == len(_NEGATION.findall(said))
        and len(_ASKS.findall(text)) == len(_ASKS.findall(said))
    )


def states_something(words: str) -> bool:
    """Whether a few words hold a number, a link, a quotation, a refusal or a question."""
    return bool(_FACT.search(words) or _NEGATION.search(words) or _ASKS.search(words))


def _facts(text: str) -> Counter[str]:
    return Counter(fact.rstrip(".,;:!?") for fact in _FACT.findall(text))


def _names(text: str) -> frozenset[str]:
    """Words that not everybody uses: names, places, products; small, so that a change of case is none of meaning."""
    bare = _FACT.sub(" ", text)
    return frozenset(plain(word) for word in WORD.findall(bare) if len(word) > 1 and not is_common(word))
