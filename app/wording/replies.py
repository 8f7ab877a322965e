"""The words around suggested replies: why there is none, what one does, how sure Sotto is, what to look at first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from engine.domain import Move, Option, Suggestions, Theme

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
    "wish_unclear": (
        "Sotto did not understand this wish",
        "Without a model it knows yes, no, later, thanks, sorry, questions, and another day or price. "
        "Or write the sentence itself.",
    ),
    "nothing_else": (
        "Nothing else to suggest",
        "You dismissed what Sotto knows here. Say what you want, or press Z to bring one back.",
    ),
    "no_others": (
        "There are no others",
        "These are all that Sotto has for these words. Say what you want instead.",
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
#: What a decision is about, where words or a sum tell, and what follows it.
DECISION: Final = "{about} Say yes or no, and Sotto writes the rest."
REFUND_OF: Final = "It is about a refund of {sum}."
REFUND: Final = "It is about a refund."
LAW: Final = "It is about a legal matter."
MONEY: Final = "It is about money or a contract."
_SILENT = ("No draft here", "Write what you want, and Sotto keeps out of the way.")

#: Warning code → what stands beside the draft before it is sent. Codes: `engine.reply.outgoing.CODES`.
WARNINGS: Final[dict[str, str]] = {
    "one_time_code": "This holds a one-time code. Nobody honest asks for it.",
    "card_number": "This holds a card number.",
    "iban": "This holds a bank account number.",
    "password": "This holds a password.",
    "home_address": "This gives a home address.",
    "id_number": "This holds the number of an ID document.",
}
#: Contradiction code → the sentence, with its figures in order. Codes: `engine.reply.consistency.CODES`.
CONTRADICTIONS: Final[dict[str, str]] = {
    "price_off_card": "It says {0}; your rate card says {1}.",
    "price_off_last": "It says {0}; the last price you gave here was {1}.",
    "time_taken": "You are booked at {0} then.",
    "promise_later": "You promised it by {0}, and this says later.",
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

#: Where words that no model wrote come from, the first that is among a set. Codes: `engine.domain.Option.origin`.
ORIGINS: Final[dict[str, str]] = {
    "past_reply": "your own past replies",
    "steered": "what you asked for",
    "acknowledgement": "what was just noted",
}
PHRASES: Final = "set phrases in your style"

#: Why past replies stand in → the sentence. Codes: `engine.domain.Suggestions.fallback_reason`.
FALLBACKS: Final[dict[str, str]] = {
    "no_model": "No model is in use.",
    "nothing_usable": "The model wrote nothing that could be used.",
    "worker_down": "The model was not ready.",
    "slow": "The model is still writing.",
    "deadline": "The model took too long.",
}
#: Those that are the code of a problem → the sentence; `sotto model reload` says more about each.
FAILURES: Final[dict[str, str]] = {
    "ModelMissing": "The file of the model is gone or changed.",
    "ModelRefused": "The model in use is not loaded any more.",
    "TooLittleMemory": "There was too little memory for the model.",
    "WorkerDied": "The model stopped twice.",
    "EndpointUnreachable": "Your model server does not answer.",
    "EndpointUntrusted": "Your model server could not prove that it is yours.",
    "EndpointRefused": "Your model server refused to answer.",
    "EndpointBusy": "Your model server has too much to do.",
    "EndpointFailed": "Your model server gave no usable answer.",
}
_FELL_BACK = "The model in use could not answer."
_SEE = "See `sotto model reload`."

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
    """What to look at before sending; figures stand behind the code."""
    name, *figures = code.split(":")
    if name in CONTRADICTIONS:
        return CONTRADICTIONS[name].format(*figures)
    return WARNINGS.get(code, "Look at this once more before sending.")


def descriptor(code: str) -> str:
    """What a draft does, in a few words."""
    return DESCRIPTORS.get(code, "A reply")


def source(made: Suggestions) -> str:
    """Who wrote a set of options, and why it was not the model."""
    past = others(made.options)
    if made.mode == "model":
        return f"Written by {made.model_version}" + (f", some from {past}." if past else ".")
    return " ".join(part for part in (f"From {past or PHRASES}.", _why(made.fallback_reason)) if part)


def others(options: Iterable[Option]) -> str:
    """Where those of a set come from that no model wrote, "" if there are none."""
    origins = {option.origin for option in options} - {"model"}
    return next((words for code, words in ORIGINS.items() if code in origins), PHRASES) if origins else ""


def why_not(reason: str | None) -> str:
    """Why a model that was chosen did not write, as a short clause; "" if nothing went wrong."""
    if reason is None or reason == "no_model":
        return ""
    told = FALLBACKS.get(reason) or FAILURES.get(reason, _FELL_BACK)
    return told[0].lower() + told[1:].rstrip(".")


def _why(reason: str | None) -> str:
    if reason is None:
        return ""
    return FALLBACKS.get(reason) or f"{FAILURES.get(reason, _FELL_BACK)} {_SEE}"


def chip(option: Option) -> str:
    """The one word on a card: what it refuses, puts off or asks, else how it sounds."""
    return MOVES[option.move] if option.move in (Move.DECLINE, Move.DEFER, Move.ASK) else THEMES[option.theme]


def confidence(value: float) -> str:
    """How sure Sotto is that a draft answers the message."""
    if value >= SURE:
        return "Sure"
    return "Fairly sure" if value >= FAIRLY_SURE else "Not sure"
