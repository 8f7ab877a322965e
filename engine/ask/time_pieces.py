"""The pieces of a wish that say when: which of the times it names is the one to be told at.

"Remind me at 3 to confirm the 5pm booking" names two; the one right behind the wish or at the very end counts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from engine.ask import time_words as words

_LEAD_GAP = re.compile(r"[\s,:;–-]*(?:on|at|by|for|the|please|and|y|et|und|e|de|also|then)?[\s,:]*", re.I)
_TAIL_GAP = re.compile(r"[\s,.!?;:–-]*(?:please|pls|thanks|thank you|bitte|por favor|merci|ok)?[\s.!?]*", re.I)
_BELONGS = re.compile(
    r"\b(?:that|the|this|a|an|our|my|his|her|their|your|for|about|from|of|if|whether|que|of the|dass|daß)\s*$"
)
_GOOD = re.compile(r"\b(?:good|happy|buenas|buenos|bon|bonne|guten|gute|bom|boa)\s*$")
#: Short day names that are other words too, counted only behind "on" or at the end.
_DOUBTFUL = frozenset({"sun", "sat", "mon", "wed", "segunda", "quarta", "quinta", "sexta", "terça", "terca"})


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a time in folded text: `kind` is "span", "day", "part" or "clock"."""

    kind: str
    start: int
    end: int
    found: re.Match[str]
    name: str = ""


def _pieces(low: str) -> list[Piece]:
    """Every piece of a time, longest first where they overlap, in order."""
    named = (("span", "", words.SPAN), ("day", "iso", words.ISO), ("day", "date", words.DATE))
    more = (("day", "numeric", words.NUMERIC), ("day", "week", words.WEEK), ("day", "monthday", words.MONTHDAY))
    parts = [("today_part", name, pattern) for name, pattern in words.TODAY_PART.items()]
    parts += [("part", name, pattern) for name, pattern in words.PART.items()]
    rest = (("day", "near", words.DAY), ("day", "weekday", words.WEEKDAY), ("clock", "", words.CLOCK))
    found: list[Piece] = []
    taken = bytearray(len(low))
    for kind, name, pattern in chain(named, more, parts, rest):
        for hit in pattern.finditer(low):
            if any(taken[hit.start() : hit.end()]) or not _stands(low, kind, name, hit):
                continue
            taken[hit.start() : hit.end()] = b"\1" * (hit.end() - hit.start())
            found.append(Piece(kind, hit.start(), hit.end(), hit, name))
    return sorted(found, key=lambda one: one.start)


def _stands(low: str, kind: str, name: str, hit: re.Match[str]) -> bool:
    """Whether these words name a time at all: not "Friday's list", "the sun", "the 5pm booking"."""
    if name in ("near", "weekday"):
        if hit["poss"] and not re.match(r"\s*(?:morning|afternoon|evening|night)?\s*(?:$|[,.])", low[hit.end() :]):
            return False
        if hit["day"] not in _DOUBTFUL or hit.group().strip() != hit["day"]:
            return True
        return not low[: hit.start()].strip() or _is_last(low, hit)
    if kind == "part" and _GOOD.search(low[: hit.start()]):
        return False
    if kind == "clock" and not re.match(words.AT, hit.group()):
        return not re.search(r"\b(?:the|my|our|his|her|their|your|a|an)\s*$", low[: hit.start()])
    return True


def _is_last(low: str, hit: re.Match[str]) -> bool:
    return re.match(r"\s*(?:$|[.,!?]|at\b|\d|morning|afternoon)", low[hit.end() :]) is not None


def chosen(low: str, after: int) -> list[Piece]:
    """The pieces that say when: before and right behind "remind me", or at the very end; else one in between.

    Args:
        low: folded text. after: where the wish itself begins in it.
    """
    items = _pieces(low)
    before = [one for one in items if one.end <= after]
    head, at = [], after
    for one in items:
        if one.start >= at and _LEAD_GAP.fullmatch(low[at : one.start]):
            head.append(one)
            at = one.end
    tail: list[Piece] = []
    end = len(low)
    for one in reversed(items):
        gap = low[one.end : end]
        if one.start >= at and (_TAIL_GAP.fullmatch(gap) or (tail and _LEAD_GAP.fullmatch(gap))):
            tail.insert(0, one)
            end = one.start
    chosen = before + head
    chosen += [one for one in tail if not _said_already(chosen, one, low)]
    if not chosen:
        middle = [one for one in items if not _BELONGS.search(low[: one.start])]
        chosen = middle[:1] + [one for one in middle[1:2] if _LEAD_GAP.fullmatch(low[middle[0].end : one.start])]
    return chosen


def _said_already(chosen: list[Piece], one: Piece, low: str) -> bool:
    """Whether the time is known and this one belongs to the matter ("in 20 minutes that we start at 5")."""
    kinds = {known.kind for known in chosen}
    if not kinds:
        return False
    clause = re.search(r"\b(?:that|que|dass|daß)\b", low[chosen[-1].end : one.start])
    if "span" in kinds or clause is not None:
        return True
    days = {"day", "today_part", "span"}
    return bool(kinds & days and one.kind in days) or bool(kinds & {"clock", "part"} and one.kind in ("clock", "part"))
