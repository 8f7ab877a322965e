"""Addresses as people and networks write them, and the one form we compare them in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

import phonenumbers

DEFAULT_REGION = "US"
SHORTEST_NUMBER = 7
TAIL_DIGITS = 9

_INTERNATIONAL = re.compile(r"^\+[1-9]\d{7,14}$")
_PHONE = re.compile(r"^\+?[\d\s().\-/\u00a0\u2010-\u2015\u202a\u202c]+$")
_NOISE = re.compile(r"[^\d+]")
_CARRIER_SUFFIX = re.compile(r"\(sms[a-z]*\)$", re.IGNORECASE)
#: Mexican mobiles were written +521…, the network now drops the 1; both reach the same person.
_OLD_MEXICAN_MOBILE = re.compile(r"^\+521(\d{10})$")


def normalised(address: str, region: str = DEFAULT_REGION) -> str:
    """The form an address is compared in: E.164, lower-case e-mail, short codes and business ids as written.

    Args:
        region: two-letter country by which numbers without a country code are read.
    """
    address = _CARRIER_SUFFIX.sub("", address.strip()).strip()
    if "@" in address:
        return address.removeprefix("mailto:").strip("<>").lower()
    if not _PHONE.match(address):
        return address
    digits = _NOISE.sub("", address)
    if digits.count("+") > digits.startswith("+"):
        return address
    if _INTERNATIONAL.match(address):
        return _OLD_MEXICAN_MOBILE.sub(r"+52\1", digits)
    return _parsed(digits, region) if len(digits) >= SHORTEST_NUMBER else digits


def _parsed(digits: str, region: str) -> str:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(number):
        return digits
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return _OLD_MEXICAN_MOBILE.sub(r"+52\1", written)


def is_short(address: str) -> bool:
    """Whether a normalised address is a short code or a sender's name: no person's number or e-mail address."""
    return (
        bool(address)
        and "@" not in address
        and not address.startswith(("+", "urn:"))
        and (not address.isdigit() or len(address) < SHORTEST_NUMBER)
    )


def tail(address: str) -> str | None:
    """The last nine digits of a normalised phone number, by which differently written numbers meet; else None."""
    digits = address.removeprefix("+")
    return digits[-TAIL_DIGITS:] if digits.isdigit() and len(digits) >= TAIL_DIGITS else None


def home_region(countries: Iterable[str], addresses: Iterable[str]) -> str:
    """The country most handles name, else the one most numbers belong to, else `DEFAULT_REGION`."""
    named = Counter(country.upper() for country in countries if len(country) == 2 and country.isalpha())
    if named:
        return min(named, key=lambda country: (-named[country], country))
    codes = Counter(_region_of(address) for address in addresses if _INTERNATIONAL.match(address))
    codes.pop("", None)
    return min(codes, key=lambda code: (-codes[code], code)) if codes else DEFAULT_REGION


def _region_of(number: str) -> str:
    try:
        region: str | None = phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return ""
    return region if region and region.isalpha() else ""
