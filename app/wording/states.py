"""What stands in the way for a while: what happened, what is safe, and what to do, in the words of the window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.wording import model_choice, problems
from engine.problems import (
    DiskFull,
    KeychainUnavailable,
    ModelMissing,
    ModelRefused,
    Problem,
    SottoIsOpen,
    SourceDenied,
    SourceUnsupported,
    StoreKeyMissing,
    StoreKeyWrong,
    TooLittleMemory,
)


class Act(StrEnum):
    """What a button of a state does."""

    SYSTEM_SETTINGS = "system_settings"
    CHECK = "check"
    CHOOSE_MODEL = "choose_model"
    SMALLER_MODEL = "smaller_model"
    TRY_AGAIN = "try_again"
    COPY = "copy"
    READABLE = "readable"
    RECORD = "record"
    CLOSE = "close"


WORDS: Final[dict[Act, str]] = {
    Act.SYSTEM_SETTINGS: "Open System Settings",
    Act.CHECK: "Check again",
    Act.CHOOSE_MODEL: "Choose a model…",
    Act.SMALLER_MODEL: "Try the smaller model",
    Act.TRY_AGAIN: "Try again",
    Act.COPY: "Copy version info",
    Act.READABLE: "Show readable messages",
    Act.RECORD: "See what happened",
    Act.CLOSE: "Close",
}


@dataclass(frozen=True, slots=True)
class State:
    """Title, text, up to two acts, and one small line of technical detail.

    Attributes:
        alarms: it asks for attention, so its picture stands on amber.
        passes: it goes by itself after a while.
    """

    icon: str
    title: str
    text: str = ""
    acts: tuple[Act, ...] = ()
    detail: str = ""
    alarms: bool = False
    passes: bool = False


#: The only command that the window names: without it the store stays shut.
RECOVERY: Final = (
    "Bring back the keychain that had it and try again. With your recovery key, run “sotto recovery restore” in a "
    "terminal."
)
NO_MODEL: Final = State(
    "chip",
    "No model yet",
    "Sotto suggests from your own past replies. Fresh drafts and fuller briefs start once a model is here.",
    (Act.CHOOSE_MODEL, Act.CLOSE),
)
KEEPS_STOPPING: Final = State(
    "refresh",
    "The model keeps stopping",
    "Drafts are paused. Try the smaller model.",
    (Act.SMALLER_MODEL, Act.CHOOSE_MODEL),
    alarms=True,
)
SETTINGS_NOT_SAVED: Final = State(
    "info",
    "Your settings could not be saved",
    "They hold until Sotto ends, and the ones before are still on disk. Sotto can’t write to its folder.",
    (Act.TRY_AGAIN,),
    alarms=True,
)
SMALLEST: Final = "The smallest one needs {disk} of disk and {memory} of memory"


def of_source(problem: Problem, clock: str, *, unreadable: int = 0, total: int = 0) -> State:
    """Why messages are not read; `clock` is when they were read last ("11:07 today"), "" for never."""
    detail = _detail(problem)
    match problem:
        case SourceDenied():
            kept = f" Everything up to {clock} is still here." if clock else ""
            told = f"macOS says no. Access was turned off, or it needs a restart.{kept}"
            acts = (Act.SYSTEM_SETTINGS, Act.CHECK)
            return State("lock", "Sotto can’t read Messages", told, acts, detail, alarms=True)
        case SourceUnsupported():
            return new_format(unreadable, total, detail)
        case DiskFull():
            return disk_full(problem)
        case _:
            what, _, safe = problems.sentence(problem).what.partition(". ")
            kept = f"Everything up to {clock} is still here." if clock else safe
            return State("info", what.rstrip("."), kept, (Act.CHECK,), detail)


def new_format(unreadable: int, total: int, detail: str = "") -> State:
    """Messages keeps some texts in a way that is not known."""
    counted = f"{unreadable:,} of {total:,} messages shown as “not readable yet”" if unreadable else detail
    text = "It shows what it can read and guesses nothing."
    return State("info", "Messages changed its format", text, (Act.READABLE, Act.COPY), counted)


def disk_full(problem: Problem) -> State:
    """Nothing more can be stored."""
    text = (
        "Everything stored before is safe. The last step was not kept. Free some space: Sotto goes on by itself as "
        "soon as there is room."
    )
    return State("disk", "The disk is full", text, (Act.TRY_AGAIN,), _detail(problem), alarms=True)


def loading(about_s: float | None) -> State:
    """The model comes into memory."""
    about = f", about {max(1, round(about_s))} s" if about_s is not None else ""
    return State("chip", f"Getting the model ready{about}. You can already read and write.", passes=True)


def restarted(clock: str, seconds: float, *, smaller: bool) -> State:
    """The model stopped and is back."""
    took = max(1, round(seconds))
    if smaller:
        told = f"It ran out of memory at {clock} and restarted in {took} s with a smaller context."
    else:
        told = f"It stopped at {clock} and restarted in {took} s."
    text = f"{told} No message was lost and nothing was sent."
    return State("refresh", "The model stopped and is back", text, (Act.RECORD, Act.CLOSE), passes=True)


def of_model(problem: Problem) -> State:
    """Why the model that was chosen is not in use."""
    reason = str(problem.facts.get("reason", ""))
    if isinstance(problem, ModelRefused) and reason == "killed_worker":
        return KEEPS_STOPPING
    detail = _detail(problem)
    meanwhile = "Sotto suggests from your own past replies until it is back."
    if isinstance(problem, ModelMissing):
        title = "The model’s file has changed" if reason == "changed" else "The model’s file is not there any more"
        return State("chip", title, meanwhile, (Act.CHOOSE_MODEL, Act.CHECK), detail, alarms=True)
    title, text = model_choice.problem(problem)
    if isinstance(problem, TooLittleMemory):
        return State("chip", title, text, (Act.SMALLER_MODEL, Act.CHOOSE_MODEL), detail, alarms=True)
    return State("chip", title, text, (Act.CHOOSE_MODEL, Act.CHECK), detail, alarms=True)


def at_start(problem: Problem) -> State:
    """Why the store could not be opened; the way on is always to try again."""
    acts = (Act.TRY_AGAIN, Act.CLOSE)
    if isinstance(problem, KeychainUnavailable):
        text = (
            "It keeps the key of your store, and it is locked or does not answer. Nothing was changed. Unlock it, then "
            "try again."
        )
        return State("lock", "Sotto can’t use the keychain", text, acts, _detail(problem), alarms=True)
    words = problems.sentence(problem)
    title, _, safe = words.what.partition(". ")
    if isinstance(problem, StoreKeyMissing | StoreKeyWrong):
        next_step = RECOVERY
    else:
        next_step = "" if "`" in words.next or "--" in words.next else words.next
    icon = "lock" if isinstance(problem, SottoIsOpen) else "info"
    text = " ".join(part for part in (safe, next_step) if part)
    return State(icon, title.rstrip("."), text, acts, _detail(problem), alarms=True)


def _detail(problem: Problem) -> str:
    """One line to copy: the code and its facts, which never hold words of messages."""
    facts = ", ".join(str(value) for value in problem.facts.values() if value != "")
    return f"Details: {problem.code}" + (f", {facts}" if facts else "")
