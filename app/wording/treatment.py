"""What the voice panel says of how somebody is treated, and where it knows that from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

FIELDS: Final = {
    "address": "How you address them",
    "playful": "Teasing and flirting",
    "greetings": "How you begin",
    "closings": "How you end",
    "signs": "Your emoji",
    "pet_names": "What you call them",
}
ADDRESSES: Final = {"familiar": "Familiar", "polite": "Polite"}
#: Steps of how far a persona may go, from "never" on.
PLAYFUL: Final = ((0.0, "Never"), (0.5, "A little"), (1.0, "Fully"))
AS_GUESSED, FREE, NONE_OF_IT = "As guessed", "Guessed", "None"
NONE_WISHED: Final = "None, by your wish"
NOTHING: Final = "Nothing known yet"
_SOURCES: Final = {
    "hand": "Set by you",
    "everybody": "Set for everybody",
    "persona": "From your persona",
    "none": "",
}
_LANGUAGES: Final = {"de": "German", "fr": "French", "es": "Spanish", "pt": "Portuguese", "en": "English"}


def whence(source: str, seen: int, of: int) -> str:
    """Where a field comes from; a guess says that it is one, and from how much."""
    if not source.startswith("guess"):
        return _SOURCES.get(source, "")
    guess = "Guessed from what you write to everybody" if source == "guess_of_all" else "Guessed"
    return f"{guess}, {seen:,} of {of:,} times" if of else guess


def address(value: str | Sequence[str]) -> str:
    """The form of address in words: "Familiar", or "Familiar in German" where it was read from one language."""
    if isinstance(value, str):
        return ADDRESSES.get(value, value)
    told = []
    for one in value:
        tongue, _, form = one.partition(" ")
        word = ADDRESSES.get(form, form)
        told.append(f"{word} in {_LANGUAGES[tongue]}" if tongue in _LANGUAGES else word)
    return ", ".join(told)
