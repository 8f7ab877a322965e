"""What the person said no to: a lower price, or being the one who was meant. What comes after comes in spite of it."""

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
_NOT_THEM = re.compile(
    r"\b(?:wrong (?:number|person|one|guy|girl|man|woman|chat)|(?:i'?m|i am|it'?s|this is|am) not (?!sure|free|home|at|in|going|here|well|happy|really|there)\w+(?: (?:sorry|i'?m afraid))?\W*$|not (?:him|her)\b|"
    r"(?:don'?t|do not) know (?:any|a|an|any ?one called) \w+|mistaken me|(?:texted|messaged|got) the wrong)\b|^\W*not [a-z]+(?: (?:sorry|i'?m afraid))?\W*$|"
    r"\b(?:te equivocas?(?:te)?|se equivoca|n[úu]mero equivocado|no soy \w+|vous (?:vous )?trompez|erreur de num[ée]ro|mauvais num[ée]ro|je ne suis pas \w+|falsche nummer|falsch verbunden|"
    r"vertippt|n[úu]mero errado|foi engano|n[ãa]o sou (?:a |o )?\w+)\b"
)


def refused_price(messages: Sequence[Message]) -> datetime | None:
    """Time of the person's first no to a lower price; None if there was none."""
    mine = (m for m in messages if m.from_me and m.text)
    return next((m.sent_at for m in mine if _SAID_NO.search(m.text.lower().replace("’", "'"))), None)


def was_not_meant(messages: Sequence[Message]) -> datetime | None:
    """Time at which the person first said that they are not who was meant; None if they never did."""
    mine = (m for m in messages if m.from_me and m.text)
    return next((m.sent_at for m in mine if _NOT_THEM.search(m.text.lower().replace("’", "'"))), None)
