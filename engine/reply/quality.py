"""How good an option is, and which set of options is worth showing: good ones, but not the same thing thrice."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

from engine.domain import Move, Option, StyleProfile
from engine.reply.moves import HOLDING_BACK
from engine.voice.vocabulary import DAYS

#: How near two texts are in meaning: the cosine of their embeddings.
Alike = Callable[[str, str], float]
#: Parts of `Option.quality_score`; each part is in [0, 1] and they add up to one.
WEIGHTS = {
    "relevance": 0.45,  # answers this turn
    "voice": 0.20,  # sounds like the person
    "length": 0.10,  # as long as they usually write
    "sourced": 0.15,  # states nothing the conversation does not hold
    "safe": 0.10,  # the outgoing guard has nothing to say
}
#: Characters of an answer when nothing is known of the person.
_USUAL_LENGTH = 60.0
#: Texts more alike than this are the same text: letters (0 … 100), cosine of their embeddings.
SAME, SAME_MEANING = 90.0, 0.9
#: Balance of quality and difference in choosing a set (maximal marginal relevance).
_QUALITY_SHARE = 0.65
#: What a decline or defer loses in the places before its own, so that it does not take two of the first three.
_EARLY = 0.15
#: The place, counted from 0, that always holds a decline or defer.
HOLDING_PLACE = 2


def score(
    *,
    relevance: float,
    voice: float,
    length: float,
    n_unsourced: int,
    n_warnings: int,
    weights: dict[str, float] = WEIGHTS,
) -> float:
    """The weighted sum of the parts, in [0, 1]; each unsourced fact halves its part, a warning empties its own."""
    parts = {
        "relevance": relevance,
        "voice": voice,
        "length": length,
        "sourced": 0.5**n_unsourced,
        "safe": 0.0 if n_warnings else 1.0,
    }
    return round(sum(weights[name] * part for name, part in parts.items()), 4)


def length_fit(text: str, profile: StyleProfile) -> float:
    """1 at the person's usual length of an answer (bubbles × their mean length), falling with the ratio."""
    usual = profile.avg_length * profile.bubbles_per_turn if profile.samples_count else _USUAL_LENGTH
    return math.exp(-0.6 * abs(math.log((len(text) + 10) / (usual + 10))))


def normalised(text: str) -> str:
    """Letters and digits only, small, single spaces: what makes two texts the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def distinct(options: Sequence[Option], alike: Alike | None = None) -> list[Option]:
    """The options without near-duplicates; of two alike the better one stays."""
    kept: list[Option] = []
    for option in sorted(options, key=lambda one: -one.quality_score):
        if not any(same(option, other, alike) for other in kept):
            kept.append(option)
    return kept


def same(one: Option, other: Option, alike: Alike | None = None) -> bool:
    """Whether two options say the same: equal letters, or nearly equal ones with the same numbers and days.

    What agrees and what declines are never the same, however few letters tell them apart. `alike`, where there is
    one, tells how near the meanings are.
    """
    texts = [normalised(each.text) or each.text for each in (one, other)]
    if texts[0] == texts[1]:
        return True
    numbers, others = (re.findall(r"\d+", text) for text in texts)
    if numbers != others or (one.move is not other.move and Move.INFORM not in (one.move, other.move)):
        return False
    days, other_days = (DAYS.intersection(text.split()) for text in texts)
    if days and other_days and days != other_days:
        return False
    return fuzz.ratio(*texts) > SAME or (alike is not None and alike(one.text, other.text) > SAME_MEANING)


def chosen(
    options: Sequence[Option],
    count: int,
    bonus: Callable[[Option], float] = lambda option: 0.0,
    *,
    shown: Sequence[Option] = (),
    alike: Alike | None = None,
) -> list[Option]:
    """The set to show, best first, at most `count`.

    Maximal marginal relevance over quality plus `bonus`; a decline or defer stands in third place (last in a
    shorter set, unless only one is wanted), so that saying no costs one key. What is `shown` already stays in its
    place and is not said again.
    """
    left = [one for one in distinct(options, alike) if not any(same(one, other, alike) for other in shown)]
    taken = list(shown)
    holding = min(HOLDING_PLACE, count - 1)
    while left and len(taken) < count:
        pool = left
        if len(taken) == holding and count > 1:
            pool = [one for one in left if one.move in HOLDING_BACK] or left
        early = _EARLY if len(taken) < holding else 0.0
        best = max(pool, key=lambda one: (_marginal(one, taken, bonus, early), one.quality_score, one.response_id))
        taken.append(best)
        left.remove(best)
    return taken if len(shown) > holding else _with_holding_back(taken, holding, len(shown))


def _with_holding_back(taken: list[Option], holding: int, n_shown: int) -> list[Option]:
    """The set with one that holds back in its place, if it has any and another stands there; the shown stay."""
    place = min(holding, len(taken) - 1)
    backs = [one for one in taken[n_shown:] if one.move in HOLDING_BACK]
    if place < 1 or not backs or taken[place] in backs:
        return taken
    rest = [one for one in taken if one is not backs[0]]
    return [*rest[:place], backs[0], *rest[place:]]


def _marginal(option: Option, taken: Sequence[Option], bonus: Callable[[Option], float], early: float) -> float:
    worth = option.quality_score + bonus(option) - (early if option.move in HOLDING_BACK else 0.0)
    alike = max((_likeness(option, other) for other in taken), default=0.0)
    return _QUALITY_SHARE * worth - (1 - _QUALITY_SHARE) * alike


def _likeness(one: Option, other: Option) -> float:
    words = fuzz.token_set_ratio(normalised(one.text), normalised(other.text)) / 100
    return 0.5 * words + 0.35 * (one.move is other.move) + 0.15 * (one.theme is other.theme)
