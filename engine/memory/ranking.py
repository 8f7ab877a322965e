"""Which messages answer a question: words and meaning fused, then weighed by who said them, when and how.

The figures were set by hand; on LoCoMo (measured only, nothing is learnt from it) the neighbours of a match bring
hit@10 of the words from 0.71 to 0.79, and a factor between 0.5 and 2 for the speaker changes little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.memory import recall
from engine.memory.query import Query

#: Share of its score that a message lends to the one after it (often the answer) and to the one before.
TO_NEXT, TO_PREVIOUS = 0.5, 0.3
#: Small, because the top of both lists is mostly right.
FUSION_K = 10
#: Said by somebody the question names, or said to them by the person.
SAID_BY, SAID_TO = 1.0, 0.5
#: Sent in a month that the question names; as much again for the day.
IN_MONTH = 0.4
#: A message that only asks is less of an answer.
ASKS_TOO = 0.3
#: In a turn of several messages the longest carries its meaning; the others count this much.
BESIDE_THE_LONGEST = 0.7

_TOKEN = re.compile(r"\w+")
_LEAST_STEM, _ENDING = 3, 3
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")

Scores = Sequence[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may answer.

    Attributes:
        said_by: contact id of who said it; None for the person themselves.
        said_to: the contact of a direct conversation, None in a group.
    """

    message_id: int
    text: str
    sent_at: datetime
    said_by: int | None
    said_to: int | None


def spread(scores: Scores, beside: Mapping[int, tuple[int | None, int | None]]) -> list[tuple[int, float]]:
    """Scores of matches with what they lend to the messages before and after them, best first.

    Args:
        beside: (before, after) of each match, None where nothing is near in time.
    """
    found: dict[int, float] = {}
    for one, score in scores:
        before, after = beside.get(one, (None, None))
        for other, share in ((one, 1.0), (after, TO_NEXT), (before, TO_PREVIOUS)):
            if other is not None:
                found[other] = found.get(other, 0.0) + share * score
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def of_turns(turns: Iterable[tuple[Sequence[tuple[int, str]], float]]) -> list[tuple[int, float]]:
    """Cosines of turns, given as ((message id, text) …, cosine), told of their single messages, best first."""
    found: dict[int, float] = {}
    for messages, cosine in turns:
        longest = max((len(text) for _id, text in messages), default=0)
        for one, text in messages:
            if text:
                share = 1.0 if len(text) == longest else BESIDE_THE_LONGEST
                found[one] = max(found.get(one, -1.0), cosine * share)
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def fused(rankings: Sequence[Scores]) -> list[tuple[int, float]]:
    """Several rankings with scores made one by reciprocal rank."""
    return recall.fuse([[one for one, _score in ranking] for ranking in rankings], k=FUSION_K)


def weighed(
    scores: Scores, candidates: Mapping[int, Candidate], query: Query, named: Mapping[str, frozenset[int]]
) -> list[tuple[int, float]]:
    """The scores times what speaks for each candidate, best first; what is no candidate is left out.

    Args:
        named: the contacts each name of the query may mean.
    """
    meant = frozenset[int]().union(*(named.get(name, frozenset()) for name in query.names))
    found = [
        (one, score * _for(candidates[one], query, meant)) for one, score in scores if one in candidates and score > 0
    ]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _for(one: Candidate, query: Query, meant: frozenset[int]) -> float:
    who = SAID_BY * (one.said_by in meant) or SAID_TO * (one.said_by is None and one.said_to in meant)
    when = max((_in(one.sent_at, month.month, month.years, month.days) for month in query.months), default=0)
    asks = ASKS_TOO * question_share(one.text) if query.asks else 0.0
    return (1 + who) * (1 + IN_MONTH * when) * (1 - asks)


def _in(at: datetime, month: int, years: frozenset[int], days: frozenset[int]) -> int:
    if at.month != month or (years and at.year not in years):
        return 0
    return 2 if at.day in days else 1


def question_share(text: str) -> float:
    """Share of the sentences of a text that are questions."""
    sentences = [sentence for sentence in _SENTENCE.findall(text[:2000]) if sentence.strip()]
    return sum(sentence.endswith("?") for sentence in sentences) / len(sentences) if sentences else 0.0


def coverage(words: Sequence[str], text: str) -> float:
    """Share of these words that occur in a text, endings aside; in [0, 1], 0 of no words."""
    tokens = set(_TOKEN.findall(text.casefold()))
    stems = [word.casefold()[: max(_LEAST_STEM, len(word) - _ENDING)] for word in words]
    return sum(any(token.startswith(stem) for token in tokens) for stem in stems) / len(stems) if stems else 0.0
