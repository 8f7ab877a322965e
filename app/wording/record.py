"""The plain record of what happened while the window was open: one sentence an event, without words of messages."""

from __future__ import annotations

from typing import Final

from app import events
from app.events import Event
from app.wording import problems, sending
from engine.problems import Problem

TITLE: Final = "What happened"
NOTHING: Final = "Nothing out of the ordinary since Sotto started."
MORE: Final = "Since Sotto started. It names no message and stays on this computer."
COPY, CLOSE = "Copy", "Close"
_ENDINGS: Final = {
    "sent": "A reply was sent and seen in Messages.",
    "unknown": "A reply was handed to Messages and not seen there within 10 s. It was not sent again.",
    "taken_back": "A reply was taken back before it was sent.",
}


def sentence(event: Event) -> str:
    """What to write down of an event, "" for nothing."""
    match event:
        case events.ModelLoading():
            return "The model was loaded."
        case events.ModelRestarted(_, seconds, smaller):
            took = max(1, round(seconds))
            why = "It ran out of memory and was restarted with a smaller context" if smaller else "It was restarted"
            return f"The model stopped. {why}, which took {took} s. No message was lost and nothing was sent."
        case events.SendEnded(_, outcome, problem):
            return _ended(outcome, problem)
        case events.SyncFailed(problem):
            return problems.sentence(problem).what
        case events.SuggestionsFailed(_, problem):
            return f"No drafts were written. {problems.sentence(problem).what}"
        case events.StoreFull():
            return "The disk was full. The last step was not kept."
        case events.StoreHasRoom():
            return "There was room on the disk again, and Sotto went on."
        case _:
            return ""


def unreadable(count: int, total: int) -> str:
    """A sync met messages that nobody could decode."""
    return f"{count:,} of {total:,} messages could not be read. Nothing was guessed."


def _ended(outcome: str, problem: Problem | None) -> str:
    if outcome in _ENDINGS:
        return _ENDINGS[outcome]
    return f"A reply was not sent. {sending.failed(problem)}"
