"""Why there is no draft, in the words of UX.md §9."""

from __future__ import annotations

WORDS = {
    "sticker_only": ("No draft for a sticker", "Nothing was asked. Press E when you are done."),
    "group_off": ("No draft in groups", "You can turn this on for one group in Privacy."),
    "low_confidence": (
        "Not sure enough to write this",
        "Too much is unclear here. Say what you want below, and Sotto writes it.",
    ),
    "switched_off": ("You asked Sotto not to read this person", "Nothing is stored or drafted."),
    "one_time_code": (
        "No draft for a code",
        "One-time codes are never answered, kept for learning or sent on.",
    ),
    "risk_stop": (
        "No draft, because this needs your decision",
        "The words here look like a scam. Look at Risk first; ⌘R asks for careful drafts.",
    ),
    "money": ("No draft, because this needs your decision", "Say yes or no, and Sotto writes the rest."),
    "nothing_asked": ("No draft needed", "Nothing was asked. Press E when you are done."),
}
#: Silences that need no words: the thread itself shows that the person spoke last.
SPEAKS_FOR_ITSELF = frozenset({"last_is_mine", "empty"})


def words(code: str) -> tuple[str, str]:
    """Title and text for the code of a silence."""
    return WORDS.get(code, ("No draft here", "Write what you want, and Sotto keeps out of the way."))
