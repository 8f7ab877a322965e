"""The words on a draft: chip, confidence, where it comes from, and how it is read aloud."""

from __future__ import annotations

from engine.domain import Move, Option, Theme
from ui.painting import bars
from ui.plain import one_line

#: Moves that say something by themselves; other drafts are named by how they sound.
MOVE_CHIPS = {
    Move.DECLINE: "Decline",
    Move.DEFER: "Not yet",
    Move.ASK: "Ask",
    Move.BOUNDARY: "Boundary",
    Move.CLOSE: "Close",
}
THEME_CHIPS = {
    Theme.CASUAL: "Casual",
    Theme.BRIEF: "Brief",
    Theme.WARM: "Warm",
    Theme.EMPATHETIC: "Caring",
    Theme.PROFESSIONAL: "Formal",
    Theme.PLAYFUL: "Playful",
    Theme.FIRM: "Firm",
}
HOLDING_BACK = (Move.DECLINE, Move.DEFER)
VOICE_WORDS = ("barely", "a little", "somewhat", "mostly", "very")
SURE, FAIRLY_SURE = 0.66, 0.4


def chip(option: Option) -> str:
    """One word for what the draft does or how it sounds."""
    return MOVE_CHIPS.get(option.move) or THEME_CHIPS[option.theme]


def confidence(option: Option) -> str:
    """ "Sure", "Fairly sure" or "Not sure"."""
    if option.confidence >= SURE:
        return "Sure"
    return "Fairly sure" if option.confidence >= FAIRLY_SURE else "Not sure"


def origin(option: Option) -> str:
    """What it rests on, in a word or two."""
    if option.unsourced:
        count = len(option.unsourced)
        return "1 fact to check" if count == 1 else f"{count} facts to check"
    if option.move in HOLDING_BACK:
        return "always offered"
    if option.origin == "past_reply":
        return "your past reply"
    if option.sources:
        return "1 source" if len(option.sources) == 1 else f"{len(option.sources)} sources"
    return ""


def voice(option: Option) -> str:
    """How much it sounds like the person, in words."""
    return f"sounds like you: {VOICE_WORDS[bars(option.voice_match) - 1]}"


def spoken(option: Option, number: int, total: int) -> str:
    """A draft read aloud (UX.md §11)."""
    parts = [
        f"Draft {number} of {total}",
        chip(option).lower(),
        "written by Sotto",
        f"voice match {bars(option.voice_match)} of 5",
        confidence(option).lower(),
        origin(option),
    ]
    return ", ".join(part for part in parts if part) + ": " + one_line(option.text)
