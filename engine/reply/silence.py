"""When nothing is suggested, and why: saying nothing is better than something wrong, if the reason is shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.domain import Kind, Message, Risk
from engine.memory.turns import turns
from engine.reply.occasions import asks, is_acknowledgement
from engine.reply.outgoing import warnings
from engine.reply.stance import is_careful

#: What callers say when options came out empty.
NOTHING_CERTAIN = "low_confidence"
#: What they say when a wish was not understood, and no model wrote.
WISH_UNCLEAR = "wish_unclear"
#: What they say when the person dismissed everything that could be suggested.
NOTHING_ELSE = "nothing_else"
#: What they say when others were wanted than those in sight, and there are none.
NO_OTHERS = "no_others"
#: Every code `silent_reason` gives, and those above. The words are in `app.wording.replies`.
CODES = (
    "switched_off",
    "filtered",
    "group_off",
    "empty",
    "one_time_code",
    "automatic",
    "last_is_mine",
    "sticker_only",
    "no_words",
    "nothing_asked",
    "risk_stop",
    "money",
    NOTHING_CERTAIN,
    WISH_UNCLEAR,
    NOTHING_ELSE,
    NO_OTHERS,
)
_DEMANDS_MONEY = re.compile(
    r"\b(?:i|we)(?:['’]d| would)? (?:want|demand|expect|like|need|insist on|am asking for|request)\b.{0,30}"
    r"\b(?:refund|money back)\b|"
    r"\b(?:can|could|will|when do|how do) (?:i|we|you)\b.{0,40}\b(?:refund|money back)\b|"
    r"\b(?:give|send|pay) (?:me|us) (?:my|our|the) money back\b|\bchargeback\b|"
    r"\b(?:my|our) (?:lawyer|solicitor|attorney)\b|\blegal action\b|\bsee you in court\b",
    re.I,
)


def silent_reason(
    messages: Sequence[Message],
    *,
    is_group: bool,
    switched_off: bool,
    risk: Risk | None,
    filtered: bool = False,
    groups_on: bool = False,
    quick: bool = False,
    steer: str | None = None,
) -> str | None:
    """The code of why nothing is suggested for this conversation (`messages` oldest first), or None to go on.

    `filtered` means the system filed it away (junk, unknown senders, promotions), `quick` means quick reply (nothing
    at high risk; the window still offers careful replies). Money back and lawyers need the
    person's decision first: a steer is one, and with one even a sticker is answered.
    """
    if switched_off:
        return "switched_off"
    if filtered:
        return "filtered"
    if is_group and not groups_on:
        return "group_off"
    if _last_is_code(messages):
        return "one_time_code"
    said = turns(messages)
    if not said:
        return "empty"
    last = said[-1]
    if last.from_me:
        return "last_is_mine"
    if all(_SHORT_CODE.fullmatch(message.sender) for message in last.messages):
        return "one_time_code" if "one_time_code" in warnings(last.text) else "automatic"
    if not last.text.strip() and not steer:
        return "sticker_only" if all(one.kind is Kind.STICKER for one in last.messages) else "no_words"
    if quick and is_careful(risk):
        return "risk_stop"
    if steer:
        return None
    if is_acknowledgement(last.text) and not (len(said) > 1 and said[-2].from_me and asks(said[-2].text)):
        return "nothing_asked"
    return "money" if _DEMANDS_MONEY.search(last.text) else None


#: Senders of three to six digits are machines.
_SHORT_CODE = re.compile(r"\d{3,6}")


def _last_is_code(messages: Sequence[Message]) -> bool:
    """Whether the newest message that is no tapback or event carries a one-time code from the other side."""
    for message in reversed(messages):
        if message.kind is Kind.ONE_TIME_CODE or message.one_time_code:
            return not message.from_me
        if message.spoken:
            return False
    return False
