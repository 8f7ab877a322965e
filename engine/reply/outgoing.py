"""What the person should see before a text leaves: codes, accounts, passwords, ids and their home address in it."""

from __future__ import annotations

import re

from engine.privacy import pii
from engine.privacy.pii import Kind
from engine.voice.vocabulary import words

#: Personal details that deserve a look before they are sent, with the codes of `app.wording.replies`.
WARNED = {
    Kind.CODE: "one_time_code",
    Kind.CARD: "card_number",
    Kind.IBAN: "iban",
    Kind.ADDRESS: "home_address",
    Kind.ID: "id_number",
}
#: Every code `warnings` gives, in this order.
CODES = ("one_time_code", "card_number", "iban", "password", "home_address", "id_number")

_PASSWORD = re.compile(
    r"\b(?:password|passwort|pwd|contraseña|mot de passe|senha)\b\s*(?:is|:|=|ist|es|est|é)\s*\S+|\bpw\s*[:=]\s*\S+",
    re.I,
)


def warnings(text: str, home_address: str | None = None) -> tuple[str, ...]:
    """Codes of what stands in the text, each once, in the order of `CODES`.

    A street address counts unless the person's home is known and it is another one.
    """
    there = {WARNED[one.kind] for one in pii.found(text) if one.kind in WARNED}
    if _PASSWORD.search(text):
        there.add("password")
        there.discard("one_time_code")
    if home_address is not None:
        there.discard("home_address")
        if _gives(text, home_address):
            there.add("home_address")
    return tuple(code for code in CODES if code in there)


def _gives(text: str, home: str) -> bool:
    """Whether the number and street of an address stand in the text."""
    street = re.findall(r"\w+", home.casefold())[:2]
    return len(words(home)) > 0 and " ".join(street) in " ".join(re.findall(r"\w+", text.casefold()))
