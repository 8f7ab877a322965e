"""What people are called in words: classes, and why one was guessed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.domain import ContactClass, Reason

CLASSES: Final = {
    ContactClass.FRIEND: "Friend",
    ContactClass.FAMILY: "Family",
    ContactClass.WORK: "Work",
    ContactClass.CLIENT: "Client",
    ContactClass.ACQUAINTANCE: "Acquaintance",
    ContactClass.UNKNOWN: "Unknown",
}

#: Why a class was guessed, by the code of the reason.
REASONS: Final = {
    "class_name_kin": "the name says family",
    "class_name_kin_like": "the name may be a family word",
    "class_name_work": "the name says work",
    "class_name_client": "the name says client",
    "class_name_business": "the name is a business",
    "class_name_trade": "the name says what they do",
    "class_name_friend": "the name says friend",
    "class_name_heart": "a heart in the name",
    "class_organisation": "saved as a company",
    "class_saved": "in your contacts",
    "class_unsaved": "not in your contacts",
    "class_payments": "has paid you",
    "class_buys": "asks about prices and bookings",
    "class_pays": "pays",
    "class_sells": "sells you something",
    "class_terms": "you talk of bookings and payments",
    "class_prices_mine": "you named a price",
    "class_prices_theirs": "they named a price",
    "class_found_you": "somebody sent them to you",
    "class_owed": "you settle money between you",
    "class_kin_talk": "you talk about family",
    "class_signs_as_kin": "calls themselves family",
    "class_home_talk": "you talk about home",
    "class_affection": "warm words",
    "class_slang": "loose words",
    "class_outing": "you go out together",
    "class_office_talk": "you talk about work",
    "class_polite": "polite words",
    "class_near_by": "you live or meet near each other",
    "class_much_talk": "you write much and have for long",
    "class_little_talk": "you write little",
    "class_office_hours": "you write in office hours",
    "class_free_hours": "you write in the evening and at weekends",
    "class_they_begin": "they begin most talks",
    "class_both_begin": "you both begin talks",
}


def class_word(contact_class: ContactClass, set_by: str) -> str:
    """ "Client", or "Client?" where it is only a guess."""
    word = CLASSES[contact_class]
    return f"{word}?" if set_by == "guess" and contact_class is not ContactClass.UNKNOWN else word


def class_reasons(reasons: Sequence[Reason]) -> str:
    """Why a class was guessed: "the name says family; warm words"."""
    return "; ".join(REASONS[reason.code] for reason in reasons)
