"""The words of a sprint."""

from __future__ import annotations

from typing import Final

from app.wording import insights

CLEAR: Final = ("Nothing to look at", "Nobody needs a reply, and nothing from this week is open.")
PAUSED: Final = "Paused"
ESTIMATE: Final = insights.METHOD
SKIPPED_ALL: Final = "This is the last one. Answer it, press E when you are done, or Esc to leave."
CHOOSE: Final = "Press 1, 2 or 3 first, or R to write your own."


def taken(number: int, key: str, *, sends: bool) -> str:
    """A draft was taken because nothing was chosen: `key` once more lets it go."""
    return f"Draft {number} is chosen. {key} again {'sends' if sends else 'copies'} it."


def plan(n_needed: int, n_of_week: int) -> str:
    """ "8 need a reply first, then 22 from this week"."""
    need = f"{n_needed} {'needs' if n_needed == 1 else 'need'} a reply" if n_needed else ""
    week = f"{n_of_week} from this week" if n_of_week else ""
    return f"{need} first, then {week}" if need and week else need or week


def saved(minutes: float) -> str:
    """ "about 14 min saved", "" for nothing."""
    if minutes <= 0:
        return ""
    told = insights.duration(minutes)
    return f"{told} saved" if told.startswith("under") else f"about {told} saved"


def ended(n_seen: int, n_answered: int, minutes: float) -> str:
    """ "30 looked at, 22 answered, about 41 min saved."."""
    told = [f"{n_seen} looked at", f"{n_answered} answered", saved(minutes)]
    return ", ".join(part for part in told if part) + "."


def paused(n_left: int) -> str:
    """How much is left."""
    left = "1 conversation is" if n_left == 1 else f"{n_left} conversations are"
    return f"{left} left. Nothing is sent meanwhile."
