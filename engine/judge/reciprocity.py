"""What the person gives and what comes back: minutes and words against bookings and payments (FEATURES §7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from engine.domain import Message, Reciprocity
from engine.judge import counter_evidence

#: Words a minute typed on a phone (Palin, Feit, Kim, Kristensson and Oulasvirta 2019: 36) and read silently
#: (Brysbaert 2019: 238).
TYPED_A_MINUTE: Final = 36.0
READ_A_MINUTE: Final = 238.0
#: After this many replies that nothing came of, it is said.
RULE: Final = 3

#: The name under which an appeal ("this contact is fine, this is no unpaid work") is remembered, among the names of
#: patterns called "not a risk".
APPEAL: Final = "appeal"
#: What an appeal leaves of the scores of unpaid work and lost time.
APPEAL_KEEPS: Final = 0.3

#: Somebody talks business: asks for a price, a time, or work.
_BUSINESS = re.compile(
    r"\b(?:prices?|rates?|quote|how much|charge|book(?:ing)?|appointment|sessions?|shoot|discount|for free|invoice|"
    r"precio|tarifa|cu[áa]nto (?:cuesta|cobras)|reserva\w*|cita|prix|tarif|combien|r[ée]server|preis|kostet|termin|"
    r"pre[çc]o|quanto (?:custa|fica)|or[çc]amento|agendar)\b"
)


def measure(
    messages: Sequence[Message],
    *,
    bookings: int | None = None,
    payments: int | None = None,
    unpaid_work: bool = False,
    appealed: bool = False,
) -> Reciprocity:
    """The balance of a conversation (oldest first).

    Args:
        bookings, payments: how many are known from elsewhere; at least those count that the person's own words confirm,
            as they speak against a risk by the same words.
        unpaid_work: whether flags of unpaid work or lost time stand.
        appealed: whether the person said that all is well.

    Returns:
        `note` is "appealed", "returns" (something was booked or paid), "unanswered" (the last three or more messages
        are the person's), "unpaid" (three or more replies to somebody who talks business and neither books nor pays) or
        "balanced".
    """
    spoken = [m for m in messages if m.spoken and m.text]
    mine = [m for m in spoken if m.from_me]
    theirs = [m for m in spoken if not m.from_me]
    given, received = (sum(len(m.text.split()) for m in side) for side in (mine, theirs))
    known = {reason.code: int(reason.facts.get("count", "1")) for reason in counter_evidence.find(messages)}
    booked = max(known.get("booking_kept", 0), bookings or 0)
    paid = max(known.get("paid_before", 0), payments or 0)
    return Reciprocity(
        minutes_given=round(given / TYPED_A_MINUTE + received / READ_A_MINUTE, 1),
        words_given=given,
        words_received=received,
        messages_given=len(mine),
        bookings=booked,
        payments=paid,
        ratio=round(given / max(1, received), 2),
        note=_note(spoken, booked + paid, unpaid_work, appealed),
    )


def _note(spoken: Sequence[Message], returns: int, unpaid_work: bool, appealed: bool) -> str:
    if appealed:
        return "appealed"
    if returns:
        return "returns"
    last_theirs = max((place for place, m in enumerate(spoken) if not m.from_me), default=-1)
    if len(spoken) - 1 - last_theirs >= RULE:
        return "unanswered"
    replies = sum(m.from_me and not before.from_me for before, m in pairwise(spoken))
    business = unpaid_work or any(not m.from_me and _BUSINESS.search(m.text.lower()) for m in spoken)
    return "unpaid" if business and replies >= RULE else "balanced"
