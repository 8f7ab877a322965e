"""What speaks against a suspicion, read only from where it cannot be faked: the person's own words and the history."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.domain import Message, Reason

#: What remains of a score for each piece found, and at least in all.
FACTOR = {
    "paid_before": 0.72,
    "booking_kept": 0.75,
    "long_history": 0.72,
    "answered_identity": 0.93,
    "you_know_them": 0.8,
}
LEAST = 0.4

LONG_DAYS = 60
LONG_EACH = 25

_PAID = re.compile(
    r"\b(?:got|received|have|thanks? for|thank you for|confirm(?:ing)?)\b.{0,25}\b(?:your |the |ur )?(?:payment|deposit|transfer|balance|money|cheque|check)\b|"
    r"\b(?:payment|deposit|transfer|balance|money)\b.{0,20}\b(?:received|arrived|came through|is in|cleared|landed|got it)\b|\bpaid in full\b"
)
_KEPT = re.compile(
    r"\b(?:great|lovely|nice|good|so good|wonderful|pleasure|fun) (?:to (?:meet|see)|meeting|seeing|working with|shooting with|having) (?:you|u|all|your)\b|"
    r"\bthanks? (?:you )?(?:so much )?for (?:coming|yesterday|today|the lovely|having me|your visit)\b|\byour (?:gallery|photos|pictures|album|proofs) (?:is|are) (?:ready|online|up)\b|"
    r"\bthanks for the (?:lovely|great|fun) (?:day|session|shoot|afternoon|morning)\b"
)
_ASKED_WHO = re.compile(
    r"\b(?:who (?:is|are) (?:this|you)|who am i (?:talking|speaking)|what(?:'s| is) your (?:full )?name|how did you (?:find|get|hear)|where did you (?:find|get|hear)|"
    r"can (?:we|you|i) (?:call|video|meet)|could we (?:call|meet)|send me your (?:address|company|website))"
)
_EVASIVE = re.compile(
    r"\b(?:can't|cannot|won't|later|trust me|why|not (?:now|at liberty|possible)|don't worry|doesn't matter|busy|broken)\b"
)
_KNOWN = re.compile(
    r"\b(?:love you (?:mum|mom|dad|sis)|happy birthday|see you at (?:home|mum's|mom's|dad's|work|school)|good ?night (?:love|babe|darling))\b"
)


def find(messages: Sequence[Message]) -> tuple[Reason, ...]:
    """The pieces found, each once; codes are the keys of FACTOR."""
    mine = [(i, m.text.lower().replace("’", "'")) for i, m in enumerate(messages) if m.from_me and m.text]
    theirs = sum(not m.from_me for m in messages)
    found: list[Reason] = []
    paid = [i for i, text in mine if _PAID.search(text) and "?" not in text]
    if paid:
        found.append(Reason("paid_before", {"count": str(len(paid))}))
    kept = sum(1 for _, text in mine if _KEPT.search(text))
    if kept:
        found.append(Reason("booking_kept", {"count": str(kept)}))
    if messages:
        days = (messages[-1].sent_at - messages[0].sent_at).days
        if days >= LONG_DAYS and len(mine) >= LONG_EACH and theirs >= LONG_EACH:
            found.append(Reason("long_history", {"days": str(days), "messages": str(len(messages))}))
    if any(_answered(messages, i) for i, text in mine if _ASKED_WHO.search(text)):
        found.append(Reason("answered_identity"))
    if len(mine) >= LONG_EACH and any(_KNOWN.search(text) for _, text in mine):
        found.append(Reason("you_know_them"))
    return tuple(found)


def factor(found: Sequence[Reason]) -> float:
    """What remains of a score, in [LEAST, 1]."""
    product = 1.0
    for reason in found:
        product *= FACTOR[reason.code]
    return max(LEAST, product)


def _answered(messages: Sequence[Message], asked: int) -> bool:
    reply = next((m for m in messages[asked + 1 : asked + 4] if not m.from_me and m.text), None)
    if reply is None or len(reply.text.split()) < 3:
        return False
    low = reply.text.lower().replace("’", "'")
    return _EVASIVE.search(low) is None and "?" not in low
