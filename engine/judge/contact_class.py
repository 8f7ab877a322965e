"""What somebody is to the person, guessed from name, history and talk; "unknown" rather than a wrong guess.

    score(class) = PRIOR + sum over cues of weight(cue, class) x strength(cue)
    confidence   = softmax of the scores at TEMPERATURE, of the best class

Weights are set by hand on the examples of the tests. Strength is 1 for what is there or not, and for words
1 - exp(-messages that have them / (SATURATES + messages read / PER_MESSAGES)): a word a day says no more than a word
a week, and one word in a long talk less than one in a short.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain import ContactClass, Message, Reason
from engine.judge.contact_cues import NAME_CUES, TALK_CUES, WEIGHTS, name_cue
from engine.judge.folding import fold

CLASSES = (
    ContactClass.FRIEND,
    ContactClass.FAMILY,
    ContactClass.WORK,
    ContactClass.CLIENT,
    ContactClass.ACQUAINTANCE,
)
#: A guess is made from this confidence on, else "unknown". By hand: with two classes left the better one must lead
#: clearly. On generated people (tests/quality/people.py) 95 % of the guesses above it are right.
SURE = 0.6
#: A guess that was made before is kept while its own confidence does not fall below this, so that it does not flicker.
STAYS = 0.42
TEMPERATURE = 0.8
#: The summed strength a guess needs, besides what is said of nearly everybody; a stranger who asks one price is no
#: client yet.
LEAST_EVIDENCE, LEAST_OF_STRANGERS = 0.7, 1.4
SATURATES, PER_MESSAGES = 1.5, 60.0
PRIOR = {
    ContactClass.FRIEND: 0.0,
    ContactClass.FAMILY: -0.2,
    ContactClass.WORK: -0.2,
    ContactClass.CLIENT: 0.0,
    ContactClass.ACQUAINTANCE: 0.1,
}
#: A talk begins anew after this silence.
NEW_TALK = timedelta(hours=6)
#: Messages from which on hours and beginnings say something.
ENOUGH_MESSAGES = 12
#: How much and how long makes somebody close.
MUCH_MESSAGES, LONG_DAYS = 300, 60.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one contact.

    Attributes:
        name: as the address book has it; "" for none.
        saved: whether the address book has them at all.
        messages: the newest of the talk with them alone, oldest first, times in the person's zone.
        n_messages, span_days: how many there are in all, over how long.
        n_payments: payments of theirs that were noted.
    """

    name: str
    saved: bool
    is_organisation: bool
    messages: Sequence[Message]
    n_messages: int
    span_days: float
    n_payments: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """The class, how sure, in [0, 1], and the cues that spoke for it, strongest first."""

    contact_class: ContactClass
    confidence: float
    reasons: tuple[Reason, ...] = ()


NOTHING = Guess(ContactClass.UNKNOWN, 0.0)


def guess(evidence: Evidence, *, before: ContactClass = ContactClass.UNKNOWN) -> Guess:
    """What somebody is, as far as it can be told.

    Args:
        before: the last guess; it stays while it is not clearly wrong.
    """
    found = cues(evidence)
    telling = {cue: strength for cue, strength in found.items() if cue not in _BACKGROUND}
    if sum(telling.values()) < (LEAST_EVIDENCE if evidence.saved else LEAST_OF_STRANGERS):
        return NOTHING
    sure = shares(found)
    best = max(CLASSES, key=sure.__getitem__)
    if before in sure and sure[before] >= STAYS and sure[best] < SURE:
        best = before
    elif sure[best] < SURE:
        return Guess(ContactClass.UNKNOWN, round(sure[best], 3))
    return Guess(best, round(sure[best], 3), _reasons(found, best))


def shares(found: Mapping[str, float]) -> dict[ContactClass, float]:
    """How likely each class is under these cues; adds up to 1."""
    scores = {
        cls: PRIOR[cls] + sum(WEIGHTS[cue].get(cls, 0.0) * strength for cue, strength in found.items())
        for cls in CLASSES
    }
    top = max(scores.values())
    raised = {cls: math.exp((score - top) / TEMPERATURE) for cls, score in scores.items()}
    total = sum(raised.values())
    return {cls: value / total for cls, value in raised.items()}


def cues(evidence: Evidence) -> dict[str, float]:
    """Every cue that was found, with its strength in (0, 1]."""
    found: dict[str, float] = {}
    named = name_cue(evidence.name)
    if named is not None:
        found[named] = 1.0
    if evidence.is_organisation and named not in ("name_trade", "name_work"):
        found["organisation"] = 1.0
    found["saved" if evidence.saved else "unsaved"] = 1.0
    if evidence.n_payments:
        found["payments"] = _saturated(2 * evidence.n_payments, 0)
    found |= _talk(evidence.messages)
    found |= _volume(evidence)
    found |= _habits(evidence.messages)
    return found


#: Said of nearly everybody; alone they make no guess.
_BACKGROUND = frozenset(
    {"saved", "unsaved", "much_talk", "little_talk", "office_hours", "free_hours", "they_begin", "both_begin"}
)


def _talk(messages: Sequence[Message]) -> dict[str, float]:
    hits: dict[str, int] = {}
    for message in messages:
        if message.text:
            low = fold(message.text).text
            for cue, (theirs, mine) in TALK_CUES.items():
                pattern = mine if message.from_me else theirs
                if pattern is not None and pattern.search(low):
                    hits[cue] = hits.get(cue, 0) + 1
    if hits.get("owed"):  # paying back a pizza is no business
        for cue in ("pays", "buys", "terms", "prices_mine", "prices_theirs"):
            if cue in hits:
                hits[cue] = max(0, hits[cue] - hits["owed"])
    return {cue: _saturated(count, len(messages)) for cue, count in hits.items() if count}


def _volume(evidence: Evidence) -> dict[str, float]:
    much = min(1.0, evidence.n_messages / MUCH_MESSAGES) * min(1.0, evidence.span_days / LONG_DAYS)
    if much >= 0.25:
        return {"much_talk": much}
    return {"little_talk": 1.0} if evidence.n_messages < ENOUGH_MESSAGES * 2 else {}


def _habits(messages: Sequence[Message]) -> dict[str, float]:
    if len(messages) < ENOUGH_MESSAGES:
        return {}
    found: dict[str, float] = {}
    office = sum(_in_office_hours(message.sent_at) for message in messages) / len(messages)
    if office >= 0.85:
        found["office_hours"] = office
    elif office <= 0.4:
        found["free_hours"] = 1.0 - office
    begun = [m.from_me for m in _beginnings(messages)]
    if len(begun) >= 4:
        theirs = 1.0 - sum(begun) / len(begun)
        if theirs >= 0.8:
            found["they_begin"] = theirs
        elif 0.3 <= theirs <= 0.7:
            found["both_begin"] = 1.0
    return found


def _in_office_hours(when: datetime) -> bool:
    return when.weekday() < 5 and 8 <= when.hour < 18


def _beginnings(messages: Sequence[Message]) -> Iterable[Message]:
    last: datetime | None = None
    for message in messages:
        if last is None or message.sent_at - last > NEW_TALK:
            yield message
        last = message.sent_at


def _saturated(count: int, n_read: int) -> float:
    return 1.0 - math.exp(-count / (SATURATES + n_read / PER_MESSAGES))


def _reasons(found: Mapping[str, float], cls: ContactClass) -> tuple[Reason, ...]:
    spoke = {cue: WEIGHTS[cue].get(cls, 0.0) * strength for cue, strength in found.items()}
    order = sorted((cue for cue, worth in spoke.items() if worth > 0.15), key=lambda cue: -spoke[cue])
    return tuple(Reason(f"class_{cue}") for cue in order[:4])


assert set(NAME_CUES) | set(TALK_CUES) <= set(WEIGHTS)
