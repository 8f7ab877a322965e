"""One message weighed: urgency, intent, tone, topic and whether it asks for something (FEATURES §6)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from engine.domain import ContactClass, Priority, Reason, Triage
from engine.judge import alarm, ask_head, asking, deadlines
from engine.judge.deadlines import Deadline
from engine.judge.folding import fold
from engine.judge.intent import Intent, intent
from engine.judge.patterns import catalogue
from engine.judge.reading import Reading, Shape, read
from engine.judge.tone import NEGATIVE, POSITIVE, tone
from engine.judge.topic import topic
from engine.judge.urgency import Urgency, adjusted, urgency

#: Bands of adjusted urgency, highest first.
BANDS = (
    (0.8, Priority.URGENT),
    (0.6, Priority.TIME_SENSITIVE),
    (0.3, Priority.ROUTINE),
    (0.0, Priority.LOW),
)
RESPONSE_TIME = {
    Priority.URGENT: "immediately",
    Priority.TIME_SENSITIVE: "within the hour",
    Priority.ROUTINE: "today",
    Priority.LOW: "whenever",
}
#: From this score on a message counts as asking for something.
ACTION = 0.5

#: Weight of the rules' log odds beside the learned ones. Set by hand.
RULES_WEIGHT = 0.25
#: The learned part is English: where it knows fewer than 1 / FULL_TRUST of the words, the rules take over in step.
FULL_TRUST = 2.5
#: Thanks, greetings and small talk of at most so many words ask for nothing more.
SHORT = 6

#: What is made of a text without a word or sign: the intent of texts without cues, and no certainty at all.
NOTHING_SAID = Intent("information", 0.0, False)

#: What an emergency scores at least.
EMERGENCY = 0.9

#: The asking score by rules alone, by intent.
_ASKS = {"emergency": 0.95, "request": 0.85, "question": 0.8, "complaint": 0.75, "payment": 0.6}
_CLOSED = {"thanks": 0.06, "greeting": 0.12, "smalltalk": 0.08, "spam": 0.04, "information": 0.2}
#: Intents whose cues settle that an answer is wanted.
_SETTLED = frozenset({"question", "price", "booking", "reschedule", "cancel", "complaint"})

#: The theme that fits a tone; where the tone asks for none, the one that fits the intent.
_STYLES = {
    "angry": "empathetic",
    "frustrated": "empathetic",
    "sad": "empathetic",
    "concerned": "empathetic",
    "affectionate": "warm",
    "grateful": "warm",
    "happy": "warm",
    "excited": "warm",
}
_STYLE_BY_INTENT = {
    "price": "professional",
    "payment": "professional",
    "booking": "professional",
    "reschedule": "professional",
    "cancel": "professional",
    "emergency": "brief",
    "spam": "firm",
    "greeting": "casual",
    "smalltalk": "casual",
}


def priority(score: float) -> Priority:
    """The band of an adjusted urgency."""
    return next(band for limit, band in BANDS if score >= limit)


def triage(
    text: str,
    *,
    contact_class: ContactClass = ContactClass.UNKNOWN,
    message_id: str = "",
    now: datetime | None = None,
    said_at: datetime | None = None,
    embedding: NDArray[np.float32] | None = None,
) -> Triage:
    """Weigh one message or turn.

    Args:
        now: aware; its zone is the zone of times named in the text. Without it named times are not weighed.
        said_at: when it was said, where that is not now: "tomorrow" is counted from there.
        embedding: the text's MiniLM unit vector, (384,), where it is known; it makes `action_score` surer,
            and sees urgency that no word names.
    """
    reading = read(text)
    found = intent(reading)
    distress = catalogue().care.find(fold(text).text) is not None
    if distress:
        found = Intent("emergency", 0.7, True)
    when = deadlines.find(reading.low, _said(said_at, now)) if now is not None else None
    alarming = alarm.score(embedding) * trust(reading) if embedding is not None else 0.0
    weighed = urgency(reading, found.name, asks=found.asks, deadline=when, now=now, alarm=alarming)
    level = adjusted(weighed.score, contact_class)
    band = priority(level)
    silent = reading.shape is Shape.EMPTY
    if silent:
        found = NOTHING_SAID
    asks = asking_score(reading, found, embedding)
    sound = tone(reading)
    return Triage(
        urgency_score=weighed.score,
        adjusted_urgency=level,
        priority=band,
        intent=found.name,
        emotional_tone=sound,
        topic=topic(reading, found.name),
        suggested_response_style=_style(found.name, sound),
        suggested_response_time=RESPONSE_TIME[band],
        confidence_overall=0.0 if silent else _confidence(found, asks),
        raw_message=text,
        message_id=message_id,
        is_urgent=band is Priority.URGENT,
        needs_action=asks >= ACTION,
        is_positive=sound in POSITIVE,
        is_negative=sound in NEGATIVE,
        reasons=(
            *((Reason("intent_none"),) if silent else _reasons(found, weighed, when, contact_class, level)),
            *((Reason("distress"),) if distress else ()),
        ),
        action_score=asks,
    )


def triage_many(
    texts: Sequence[str],
    *,
    contact_class: ContactClass = ContactClass.UNKNOWN,
    message_ids: Sequence[str] | None = None,
    now: datetime | None = None,
    embeddings: Sequence[NDArray[np.float32] | None] | None = None,
) -> list[Triage]:
    """Weigh several messages; the most urgent first, equals in the order given. `embeddings` as of `triage`."""
    ids = message_ids if message_ids is not None else [str(i) for i in range(len(texts))]
    vectors = embeddings if embeddings is not None else [None] * len(texts)
    weighed = [
        triage(text, contact_class=contact_class, message_id=message_id, now=now, embedding=vector)
        for text, message_id, vector in zip(texts, ids, vectors, strict=True)
    ]
    return sorted(weighed, key=lambda t: -t.adjusted_urgency)


def _said(said_at: datetime | None, now: datetime) -> datetime:
    return said_at.astimezone(now.tzinfo) if said_at is not None else now


def asking_score(reading: Reading, found: Intent, embedding: NDArray[np.float32] | None = None) -> float:
    """How surely the text wants something back, in [0, 1]: rules and learned weights mixed, clear cases by rule.

    Args:
        embedding: as of `triage`; without it words alone are weighed.
    """
    if reading.shape is not Shape.WORDS:
        return 0.25 if reading.shape is Shape.LINK else 0.02
    closed = found.name in _CLOSED and not found.asks
    rules = _CLOSED[found.name] if closed else _ASKS.get(found.name, 0.75) if found.asks else 0.3
    trusted = trust(reading)
    learned = asking.logit(reading) if embedding is None else ask_head.logit(reading, found, embedding)
    score = asking.chance(trusted * learned + (RULES_WEIGHT + 1 - trusted) * math.log(rules / (1 - rules)))
    if found.name == "spam" or (closed and found.name != "information" and len(reading.words) <= SHORT):
        return round(min(score, 0.1 + 0.4 * score), 3)
    if found.name == "emergency":
        return round(max(score, EMERGENCY), 3)
    return round(max(score, 0.5 + 0.1 * score) if _plainly_asks(reading, found) else score, 3)


def trust(reading: Reading) -> float:
    """How far what was learned holds for a text, in [0, 1]: weights and vectors know English only."""
    return min(1.0, asking.known(reading) * FULL_TRUST)


def _plainly_asks(reading: Reading, found: Intent) -> bool:
    """Whether rules alone settle that something is wanted, whatever the learned part makes of the words."""
    return found.asks and (found.name in _SETTLED or (found.name in ("request", "payment") and len(reading.words) <= 8))


def _style(intent_name: str, sound: str) -> str:
    return _STYLES.get(sound) or _STYLE_BY_INTENT.get(intent_name, "brief")


def _confidence(found: Intent, asks: float) -> float:
    return round(0.5 * found.sure + 0.5 * (0.5 + abs(asks - 0.5)), 3)


def _reasons(
    found: Intent, weighed: Urgency, when: Deadline | None, contact_class: ContactClass, level: float
) -> tuple[Reason, ...]:
    reasons = [Reason(f"intent_{found.name}")]
    for cue in weighed.cues:
        if cue in ("deadline", "time_named") and when is not None:
            reasons.append(
                Reason(cue, {"at": _iso(when.at), "clock": "yes" if when.clock else "no", "words": when.phrase})
            )
        else:
            reasons.append(Reason(cue))
    if level != weighed.score:
        reasons.append(Reason("class_shift", {"class": contact_class.value, "by": f"{level - weighed.score:+.2f}"}))
    return tuple(reasons)


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")
