"""Why there is no draft, in the words of the window, and what the person can do about it with one press."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.wording import replies
from engine.reply.facts import Fact, facts

#: What a press does: "steer:<wish>" asks for drafts that way, "done" finishes, "write" goes to the composer, "anew"
#: tries again, "steer" goes to the field for wishes, "privacy" and "model" to their settings, "risk" to the panel.
Press = tuple[str, str]

_REFUND = re.compile(r"\brefund|\bmoney back\b|\bchargeback\b", re.I)
_LAW = re.compile(r"\b(?:lawyer|solicitor|attorney|legal action|court)\b", re.I)

_REFUND_PRESSES: tuple[Press, ...] = (
    ("Yes, refund", "steer:say yes"),
    ("Part of it", "steer:I can refund part of it."),
    ("No, and why", "steer:say no kindly"),
    ("Ask for the receipt", "steer:Could you send me the receipt?"),
)
_DECISION: tuple[Press, ...] = (
    ("Say yes", "steer:say yes"),
    ("Say no", "steer:say no"),
    ("Ask something", "steer:ask something"),
    ("I’ll write it", "write"),
)
_UNSURE: tuple[Press, ...] = (
    ("Ask what they mean", "steer:ask something"),
    ("Write anyway", "anew"),
    ("I’ll write it", "write"),
)
_ENDED: tuple[Press, ...] = (("Thank them", "steer:say thanks"), ("Done", "done"))

#: Silence code → presses. Codes: `engine.reply.silence`.
PRESSES: dict[str, tuple[Press, ...]] = {
    "sticker_only": _ENDED,
    "no_words": _ENDED,
    "nothing_asked": _ENDED,
    "group_off": (("Open Privacy", "privacy"),),
    "low_confidence": _UNSURE,
    "wish_unclear": (("Say it differently", "steer"), ("I’ll write it", "write")),
    "nothing_else": (("Say what you want", "steer"), ("I’ll write it", "write")),
    "no_others": (("Say what you want", "steer"), ("I’ll write it", "write")),
    "risk_stop": (("Look at Risk", "risk"),),
    "switched_off": (("Open Privacy", "privacy"),),
    "filtered": (("I’ll write it", "write"),),
    "one_time_code": (("Done", "done"),),
    "automatic": (("Done", "done"),),
}


@dataclass(frozen=True, slots=True)
class Silence:
    """Why there is no draft: what is said, and what can be pressed (a word and what it does)."""

    title: str
    text: str
    presses: tuple[Press, ...] = ()


def silence(code: str, newest: str) -> Silence:
    """What a silence says of a conversation whose newest turn of theirs reads so."""
    title, text = replies.silence(code)
    if code != "money":
        return Silence(title, text, PRESSES.get(code, ()))
    about, presses = _about(newest)
    return Silence(title, replies.DECISION.format(about=about), presses)


def _about(newest: str) -> tuple[str, tuple[Press, ...]]:
    """What has to be decided, and the usual answers to it; a sum is named only if just one is."""
    if _REFUND.search(newest):
        sums = {found.text for found in facts(newest) if found.fact is Fact.PRICE}
        sums = sums or {found.text for found in facts(newest) if found.fact is Fact.NUMBER}
        return replies.REFUND_OF.format(sum=sums.pop()) if len(sums) == 1 else replies.REFUND, _REFUND_PRESSES
    return (replies.LAW if _LAW.search(newest) else replies.MONEY), _DECISION
