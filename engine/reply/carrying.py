"""A reply from another day or to another contact, carried over: its day, time and name become today's."""

from __future__ import annotations

import re

from engine.reply.facts import Fact, Found, facts, keys_of
from engine.reply.slots import Slots


def carried(bubble: str, incoming: str, now: Slots) -> str:
    """A bubble with that day's day, time and name replaced by today's; what cannot be replaced stays."""
    then = keys_of([incoming])
    for one in reversed(facts(bubble)):
        put = _replacement(bubble, one, then, now)
        if put is not None:
            start = one.start
            if not put:
                start -= len(re.search(r"[,\s]*$", bubble[:start]).group())  # type: ignore[union-attr]  # matches ""
            bubble = bubble[:start] + put + bubble[one.end :]
    return bubble.strip()


def _replacement(bubble: str, one: Found, then: frozenset[str], now: Slots) -> str | None:
    match one.fact:
        case Fact.DATE if one.keys & then and len(now.days) == 1 and not _is_relative(one):
            return now.days[0].lower() if one.text.islower() else now.days[0]
        case Fact.TIME if one.keys & then and now.time:
            return now.time
        case Fact.NAME if _is_address(bubble, one):
            return (now.name.lower() if one.text.islower() else now.name) if now.name else ""
    return None


def _is_relative(one: Found) -> bool:
    return one.text.casefold() in ("today", "yesterday", "tonight")


def _is_address(bubble: str, one: Found) -> bool:
    """Whether a name is how the other side is addressed: after a greeting, or set off by commas at an end."""
    before, after = bubble[: one.start].rstrip(" ,"), bubble[one.end :]
    greeted = re.search(r"\b(?:hi+|hey+|hello|hiya|dear|thanks|thank you|morning|hola|hallo|bonjour|oi)$", before, re.I)
    closes = re.match(r"\W*$", after) and bubble[: one.start].rstrip().endswith(",")
    return bool(greeted or closes)
