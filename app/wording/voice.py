"""What the voice panel says of how somebody writes, field by field."""

from __future__ import annotations

from typing import Final

FIELDS: Final = {
    "formality": "Formality",
    "length": "Length",
    "emoji": "Emoji",
    "capitalization": "Capitalisation",
    "warmth": "Warmth",
}
CAPITALS: Final = {"lowercase": "all lowercase", "mixed": "now and then", "sentence": "sentence case"}
FORMALITY: Final = ("very relaxed", "relaxed", "in between", "polite", "formal")
WARMTH: Final = ("matter-of-fact", "reserved", "friendly", "warm", "very warm")
#: Code points of a word with the space after it, roughly, over the languages Sotto reads.
WORD_CHARS: Final = 5.5


def value(field: str, found: float | str) -> str:
    """A value in words: "relaxed", "about 17 words", "1 in 12 messages", "sentence case"."""
    if isinstance(found, str):
        return CAPITALS.get(found, found)
    match field:
        case "length":
            words = round(found / WORD_CHARS)
            return f"about {words} words" if words > 1 else "a word or two"
        case "emoji":
            return _emoji(found)
        case _:
            scale = WARMTH if field == "warmth" else FORMALITY
            return scale[min(len(scale) - 1, int(found * len(scale)))]


def _emoji(share: float) -> str:
    if share < 0.01:
        return "never"
    if share > 0.95:
        return "in every message"
    if share > 0.6:
        return f"{round(share * 10)} in 10 messages"
    return f"1 in {max(2, round(1 / share))} messages"


def learnt(n_messages: int, learnt_for: str, *, name: str, is_group: bool) -> str:
    """What the panel's label says: "Your voice with Ines · from 96 of your messages"."""
    if learnt_for == "none" or not n_messages:
        to = "to everybody" if is_group else f"with {name}" if name else "here"
        return f"Your voice {to} · nothing learnt yet"
    to = "to everybody" if learnt_for == "everybody" else f"with {name}" if name else "here"
    plural = "" if n_messages == 1 else "s"
    return f"Your voice {to} · from {n_messages:,} of your message{plural}"
