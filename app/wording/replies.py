"""The words around suggested replies: why there is none, what one does, how sure Sotto is, what to look at first."""

from __future__ import annotations

from typing import Final

from engine.domain import Move, Option, Theme

#: Silence code → (title, what to do). Codes: `engine.reply.silence`.
SILENCES: Final[dict[str, tuple[str, str]]] = {
    "sticker_only": ("No draft for a sticker", "Nothing was asked. Press E when you are done."),
    "no_words": ("No draft for this", "It came without words. Press E when you are done."),
    "nothing_asked": ("No draft needed", "Nothing was asked. Press E when you are done."),
    "group_off": ("No draft in groups", "You can turn this on for one group in Privacy."),
    "low_confidence": (
        "Not sure enough to write this",
        "Too much is unclear here. Say what you want, and Sotto writes it.",
    ),
    "money": (
        "No draft, because this needs your decision",
        "It is about money or a contract. Say yes or no, and Sotto writes the rest.",
    ),
    "risk_stop": (
        "No draft, because this needs your decision",
        "The words here look like a scam. Look at Risk first; the window has careful drafts.",
    ),
    "switched_off": ("You asked Sotto not to read this person", "Nothing is stored or drafted."),
    "filtered": (
        "No draft for filtered messages",
        "Messages filed this away. Move it to your inbox to get drafts.",
    ),
    "one_time_code": (
        "No draft for a code",
        "One-time codes are never answered, kept for learning or sent on.",
    ),
    "automatic": ("No draft for automatic messages", "Nobody reads answers there."),
    "last_is_mine": ("Nothing to answer", "You spoke last."),
    "empty": ("Nothing to answer", "Nobody has written here yet."),
}
_SILENT = ("No draft here", "Write what you want, and Sotto keeps out of the way.")

#: Warning code → what stands beside the draft before it is sent. Codes: `engine.reply.guards.warnings`.
WARNINGS: Final[dict[str, str]] = {
    "one_time_code": "This holds a one-time code. Nobody honest asks for it.",
    "card_number": "This holds a card number.",
    "iban": "This holds a bank account number.",
    "password": "This holds a password.",
    "home_address": "This gives a home address.",
    "id_number": "This holds the number of an ID document.",
}

#: Descriptor code → what the draft does. Codes: `engine.reply.options.descriptor`.
DESCRIPTORS: Final[dict[str, str]] = {
    "yes": "Says yes",
    "yes_and_asks": "Says yes and asks back",
    "no": "Says no",
    "no_kindly": "Says no, kindly",
    "no_but": "Says no and offers another way",
    "not_yet": "Puts it off",
    "asks_back": "Asks back",
    "tells": "Tells them",
    "limit": "Sets a limit",
    "wraps_up": "Wraps it up",
}

MOVES: Final[dict[Move, str]] = {
    Move.AGREE: "Agree",
    Move.DECLINE: "Decline",
    Move.DEFER: "Not yet",
    Move.ASK: "Ask",
    Move.INFORM: "Inform",
    Move.BOUNDARY: "Limit",
    Move.CLOSE: "Close",
}

THEMES: Final[dict[Theme, str]] = {
    Theme.CASUAL: "Casual",
    Theme.BRIEF: "Brief",
    Theme.WARM: "Warm",
    Theme.EMPATHETIC: "Gentle",
    Theme.PROFESSIONAL: "Professional",
    Theme.PLAYFUL: "Playful",
    Theme.FIRM: "Firm",
}

#: From these confidences on a draft is "Sure" or "Fairly sure".
SURE, FAIRLY_SURE = 0.75, 0.4


def silent(code: str) -> str:
    """Why nothing is suggested, as one line."""
    title, what_next = silence(code)
    return f"{title}. {what_next}"


def silence(code: str) -> tuple[str, str]:
    """Why nothing is suggested: title and what to do."""
    return SILENCES.get(code, _SILENT)


def warning(code: str) -> str:
    """What to look at before sending."""
    return WARNINGS.get(code, "Look at this once more before sending.")


def descriptor(code: str) -> str:
    """What a draft does, in a few words."""
    return DESCRIPTORS.get(code, "A reply")


def chip(option: Option) -> str:
    """The one word on a card: what it refuses or puts off, else how it sounds."""
    return MOVES[option.move] if option.move in (Move.DECLINE, Move.DEFER) else THEMES[option.theme]


def confidence(value: float) -> str:
    """How sure Sotto is that a draft answers the message."""
    if value >= SURE:
        return "Sure"
    return "Fairly sure" if value >= FAIRLY_SURE else "Not sure"
