"""The words and people in resources/demo, as they are written there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

#: Files of hand-written conversations; `sessions` is put together from scenes.
FILES = ("clients", "risk", "people", "groups", "notices")
_FIRST_SESSION_NUMBER = 447700900200


@dataclass(frozen=True, slots=True)
class Person:
    """A card in Contacts. An `organisation` that is also the name has no person's name.

    Attributes:
        addresses: E.164 phone numbers and e-mail addresses.
    """

    name: str
    addresses: tuple[str, ...]
    organisation: str = ""


def load(name: str) -> dict[str, Any]:
    """One file of resources/demo."""
    return tomllib.loads((files("resources") / "demo" / f"{name}.toml").read_text(encoding="utf-8"))


def session_clients() -> list[tuple[str, str, str, str]]:
    """Name, child (partner, dog), kind of session and phone number of every client made of scenes."""
    lines = load("sessions")["clients"].strip().splitlines()
    rows = [line.split("|") for line in lines]
    return [(name, kid, kind, f"+{_FIRST_SESSION_NUMBER + n}") for n, (name, kid, kind) in enumerate(rows)]


def addresses() -> dict[str, str]:
    """Key → address of everybody who can be a member of a group."""
    return {one["key"]: one["address"] for one in _entries() if "address" in one}


def cards() -> list[Person]:
    """Everybody whom the photographer has in Contacts."""
    found = [
        Person(one["name"], (one["address"], *one.get("also", ())), one.get("organisation", ""))
        for one in _entries()
        if one.get("name")
    ]
    return found + [Person(name, (number,)) for name, _, _, number in session_clients()]


def _entries() -> list[dict[str, Any]]:
    return [one for name in FILES for key in ("conversation", "person") for one in load(name).get(key, ())]
