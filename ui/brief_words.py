"""Words of the brief: state, reasons, intent, tone."""

from __future__ import annotations

from datetime import datetime

from app.wording import judgement
from engine.domain import Standing, State, Triage
from ui import times


def standing(found: Standing, now: datetime) -> str:
    """Whose turn it is, in a sentence."""
    if found.state is State.NEEDS_REPLY and found.waiting_since is not None:
        seconds = max(0, int((now - found.waiting_since).total_seconds()))
        return f"Waiting for your answer for {times.spoken_waiting(seconds)}"
    return {
        State.NEEDS_REPLY: "Waiting for your answer",
        State.WAITING: "It is their turn",
        State.LATER: "Set aside for later",
        State.DONE: "Done",
    }[found.state]


def reasons(found: Standing, now: datetime) -> list[str]:
    """Why it ranks here, a sentence each."""
    told = [judgement.reason_sentence([reason], now=now) for reason in found.reasons]
    return [words[:1].upper() + words[1:] for words in dict.fromkeys(told) if words]


def word(code: str) -> str:
    """A label of the judgement as a chip; "" for what says nothing."""
    return "" if code in ("other", "neutral", "") else code.replace("_", " ").capitalize()


def suggested(triage: Triage) -> list[str]:
    """How and when to answer, as the judgement suggests."""
    lines = [("Tone", triage.suggested_response_style), ("Answer", triage.suggested_response_time)]
    return [f"{name}: {line.replace('_', ' ').lower()}" for name, line in lines if line]
