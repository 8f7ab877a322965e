"""When the person first said no to a lower price: what is asked for after that is asked in spite of an answer."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from engine.domain import Message

_SAID_NO = re.compile(
    r"\b(?:keep|kept) (?:my |the |all )?prices? the same\b|\bsame price for (?:every(?:one|body)|all)\b|\b(?:prices?|rates?|fees?) (?:are|is|stays?|don't|doesn't|won't|can't)(?: \w+){0,3} (?:fixed|firm|change|move|go down|negotiable|lower)\b|"
    r"\b(?:can't|cannot|won't|don't|couldn't|not able to|unable to) (?:\w+ ){0,3}(?:lower|cheaper|less|half price|discounts?|drop|haggle|go (?:down|below|under)|that price|it for (?:that|less|[$£€]?\d+))\b|"
    r"\bno,? (?:discounts?|sorry|thank you|thanks|it's|it is|i'm afraid)\b.{0,40}\d|\b(?:sorry|afraid|thank you but no|thanks but no)\b.{0,30}\b\d{2,}\b.{0,20}\b(?:price|it is|rate|stays|with an invoice)|\bno discounts?\b|"
    r"\bsorry,? (?:it's |it is )?[$£€]?\d{2,} is (?:my|the)\b"
)


def refused_price(messages: Sequence[Message]) -> datetime | None:
    """Time of the person's first no to a lower price; None if there was none."""
    mine = (m for m in messages if m.from_me and m.text)
    return next((m.sent_at for m in mine if _SAID_NO.search(m.text.lower().replace("’", "'"))), None)
