"""How urgent a message is: the one table of weights, and the sum that uses it.

    urgency = clip(intent + every cue found + deadline, 0, 1)
    adjusted = clip(urgency + shift of the sender's class, 0, 1)

The weights are set by hand so that the bands of `engine.judge.triage` hold on the examples of the tests: an intent
alone never reaches "time-sensitive", one strong cue lifts a request there, two make it urgent, calm words undo them.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from engine.domain import ContactClass
from engine.judge.deadlines import Deadline
from engine.judge.intent import accepts
from engine.judge.reading import Reading

#: Where an intent starts.
INTENT = {
    "emergency": 0.82,
    "cancel": 0.52,
    "complaint": 0.50,
    "reschedule": 0.48,
    "request": 0.42,
    "booking": 0.42,
    "payment": 0.42,
    "question": 0.40,
    "price": 0.40,
    "information": 0.24,
    "smalltalk": 0.14,
    "greeting": 0.22,
    "thanks": 0.10,
    "spam": 0.05,
}
#: An intent met only politely ("booking: perfect, see you at 2") starts here.
SETTLED = 0.22

#: What a named time adds, by hours until it; the first row whose hours are not exceeded counts.
DEADLINE = ((2.0, 0.32), (10.0, 0.24), (34.0, 0.15), (80.0, 0.08), (180.0, 0.03))
#: A time passed by more hours than this is history.
OVER_AFTER_H = 24.0
#: A time that is only named ("dinner at 8") adds this share of it.
NAMED_ONLY = 0.4

#: What the sender's class adds. Clients pay for quick answers; family and work rarely write without cause;
#: friends and acquaintances can wait a little; nothing is known of the unknown.
SHIFT = {
    ContactClass.CLIENT: 0.10,
    ContactClass.FAMILY: 0.05,
    ContactClass.WORK: 0.05,
    ContactClass.UNKNOWN: 0.0,
    ContactClass.ACQUAINTANCE: -0.05,
    ContactClass.FRIEND: -0.05,
}
#: A class moves the sum only where something is at stake at all: below this nothing is added.
SHIFT_FROM = 0.25

_ASAP = (
    r"\basap\b|\ba\.s\.a\.p|\bas soon as (?:you can|possible|u can|poss)|\bright (?:now|away)\b|\bimmediately\b|\bat once\b|"
    r"\blo antes posible\b|\bcuanto antes\b|\bahora mismo\b|\binmediatamente\b|\bau plus (?:vite|t[oô]t)\b|\bd[èe]s que possible\b|"
    r"\bimm[ée]diatement\b|\btout de suite\b|\bso (?:schnell|bald) wie m[öo]glich\b|\bschnellstm[öo]glich\b|\bsofort\b|\bumgehend\b|"
    r"\bo (?:mais r[aá]pido|quanto antes)\b|\bimediatamente\b|\bagora mesmo\b|马上|立刻|至急|немедленно|فورا|지금 당장"
)
_URGENT = r"\burgen\w*\b|\bdringend\b|\bcritical\b|\btime[- ]sensitive\b|\bit can'?t wait\b|\bemergency\b|срочно|紧急|緊急|عاجل|급해"
_NO_RUSH = (
    r"\bno (?:rush|hurry|pressure|worries if not|stress)\b|\bnot (?:\w+ )?urgent\b|\bisn't (?:\w+ )?urgent\b|\bnothing urgent\b|\bwhenever\b|"
    r"\btake your time\b|\bno need to (?:rush|hurry|reply|answer|call)|\bdon'?t (?:need to |have to )?(?:rush|hurry|worry)\b|\bat your convenience\b|"
    r"\bno deadline\b|\bwhen(?:ever)? you (?:get|have) (?:a chance|time|a (?:moment|minute|sec))\b|\b(?:isn't|not) an? (?:emergency|rush|priority)\b|\bsometime next\b|"
    r"\bsin prisa\b|\bno corre prisa\b|\bno (?:es )?urgente\b|\brien (?:ne presse|d'urgent)\b|\bpas (?:d'urgence|urgent|press[ée])\b|\bquand (?:tu|vous) (?:peux|pouvez)\b|"
    r"\bkeine eile\b|\bnicht (?:\w+ )?(?:dringend|eilig)\b|\birgendwann\b|\bsem pressa\b|\bn[aã]o (?:[ée] )?urgente\b|не срочно|不急"
)

#: Cues in words: code, weight, expression. "no_rush" silences asap and urgent.
_CUES: tuple[tuple[str, float, str], ...] = (
    ("no_rush", -0.30, _NO_RUSH),
    ("asap", 0.32, _ASAP),
    ("urgent_word", 0.26, _URGENT),
    (
        "outage",
        0.24,
        r"\b(?:server|site|website|system|app|shop|checkout|database|network|power|internet|payment page)s? (?:\w+ )?(?:is|are|went|has|just|keeps) ?(?:\w+ )?(?:down|crash\w*|broken|offline|dead|out)\b|\b(?:is|are|went) (?:all )?down\b|\bcrashed\b|\bflood(?:ing|ed)\b|\blocked out\b|\bcan'?t (?:get in|log ?in|pay|access)\b",
    ),
    (
        "chasing",
        0.12,
        r"\bstill (?:waiting|no|haven't|have not|hasn't)\b|\bany (?:update|news)\b|\b(?:my|the) (?:second|third|2nd|3rd) (?:time|reminder|message)\b(?! lucky)|\b(?:second|third|last|final) reminder\b|\bfollowing up\b|\boverdue\b|\bbeen waiting\b|\b(?:why|are) (?:\w+ )?(?:aren't |not |you )(?:not |ignoring|answering|replying)",
    ),
    ("running_late", 0.12, r"\b(?:running|be|are|am|i'm|we're|stuck) (?:\w+ ){0,4}late\b|\bstuck in traffic\b|\bmins? late\b"),
    ("call_wanted", 0.05, r"\b(?:call|ring|phone) me\b|\bgive me a (?:call|ring)\b|\bll[aá]mame\b|\bruf mich\b|\bappelle[sz]?[- ]moi\b|\bm'appeler\b|\bme liga\w*\b|\bllamarme\b"),
    ("bad_news", 0.20, r"\b(?:died|passed away|diagnos\w+|broke up|miscarr\w+|funeral|(?:in|to) (?:the )?hospital|lost (?:my|the|our) (?:job|baby|dad|mum|mom|dog|cat|house))\b"),
    ("at_the_door", 0.36, r"\b(?:i'm|i am|we're|we are) (?:just )?(?:outside|downstairs|at the (?:door|gate|entrance)|by the (?:door|gate|entrance))\b"),
    ("angry_words", 0.10, r"\b(?:unacceptable|furious|(?:very|really|so|extremely|deeply|bitterly) disappointed|ridiculous|lawyer|legal action|refund|worst|inaceptable|inacceptable|inakzeptabel)\b"),
)  # fmt: skip
#: Somebody who takes up an offer is not kept waiting.
READY = 0.06
SHOUTING = 0.06
EXCLAIMING = 0.04


@dataclass(frozen=True, slots=True)
class Urgency:
    """Urgency in [0, 1] and the codes of what made it."""

    score: float
    cues: tuple[str, ...]


def urgency(reading: Reading, intent: str, *, asks: bool, deadline: Deadline | None, now: datetime | None) -> Urgency:
    """Sum the table for one text. `now` is needed where a deadline is given."""
    settled = not asks and intent in ("booking", "price", "request", "question", "payment")
    total = min(INTENT[intent], SETTLED) if settled and intent != "payment" else INTENT[intent]
    if intent == "spam":
        return Urgency(total, ())
    found = {code: weight for code, weight, expression in _expressions() if expression.search(reading.low)}
    if "no_rush" in found:
        found.pop("asap", None)
        found.pop("urgent_word", None)
        found.pop("call_wanted", None)
    if intent == "information" and found.keys() & {"asap", "urgent_word", "outage"}:
        total = INTENT["request"]
    total += sum(found.values())
    cues = list(found)
    if intent == "booking" and accepts(reading):
        total += READY
        cues.append("ready_to_book")
    if deadline is not None and now is not None and (weight := _deadline(deadline, now, asks=asks)):
        total += weight
        cues.append("deadline" if deadline.firm else "time_named")
    if intent not in ("thanks", "greeting", "smalltalk"):
        if reading.shouting:
            total += SHOUTING
            cues.append("shouting")
        if reading.exclamations:
            total += EXCLAIMING
    return Urgency(round(min(1.0, max(0.0, total)), 3), tuple(cues))


def adjusted(score: float, contact_class: ContactClass) -> float:
    """Urgency after the documented shift for who writes."""
    if score < SHIFT_FROM:
        return score
    return round(min(1.0, max(0.0, score + SHIFT[contact_class])), 3)


def pressure(at: datetime, now: datetime) -> float:
    """What a firm deadline adds."""
    hours = (at - now).total_seconds() / 3600
    return 0.0 if hours < -OVER_AFTER_H else next((w for limit, w in DEADLINE if hours <= limit), 0.0)


def _deadline(deadline: Deadline, now: datetime, *, asks: bool) -> float:
    weight = pressure(deadline.at, now)
    if deadline.firm:
        return weight
    return weight * NAMED_ONLY if asks else 0.0


@cache
def _expressions() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple((code, weight, re.compile(expression)) for code, weight, expression in _CUES)
