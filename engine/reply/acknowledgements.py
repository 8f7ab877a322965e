"""What to say when something was just written down for somebody: "booked, see you at 2"."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from engine.domain import StyleProfile
from engine.reply import phrase_bank
from engine.reply.candidates import Candidate
from engine.reply.slots import Slots

#: Offered at most, and how surely: the person has just done what they say.
MOST, RELEVANCE, CONFIDENCE = 3, 0.8, 0.7
ORIGIN = "acknowledgement"


class Noted(StrEnum):
    """What was recorded; the values are the tables of the phrase bank."""

    REMINDER = "noted_reminder"
    BOOKING = "noted_booking"
    PROMISE = "noted_promise"


def acknowledgements(
    noted: Noted,
    profile: StyleProfile,
    tongue: str = "en",
    *,
    day: str = "",
    time: str = "",
    thing: str = "",
    sources: Iterable[str] = (),
) -> list[Candidate]:
    """Texts that tell the other side what was recorded, in the person's style, the fullest first.

    Args:
        tongue: the language of the conversation; one without phrases is answered in English.
        day, time, thing: what was recorded, as one says it ("Sunday", "14:00", "the invoice"); "" where not.
        sources: ids of the messages that say so.
    """
    if not phrase_bank.phrases(tongue).get(noted):
        tongue = "en"
    slots = Slots(days=(day,) if day else (), time=time, thing=thing, sources=tuple(sources))
    found = [
        Candidate(one.bubbles, one.move, one.theme, RELEVANCE, CONFIDENCE, ORIGIN, one.sources)
        for one in sorted(phrase_bank.candidates(noted, slots, profile, tongue), key=lambda one: -one.relevance)
    ]
    by_theme: dict[object, Candidate] = {}
    for one in found:
        by_theme.setdefault(one.theme, one)
    rest = [one for one in found if by_theme[one.theme] is not one]
    return [*by_theme.values(), *rest][:MOST]
