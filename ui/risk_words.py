"""Titles, advice and figures of the risk panel."""

from __future__ import annotations

from app.wording import judgement
from engine.domain import Reciprocity, Risk, Severity

SEVERITIES = {
    Severity.CRITICAL: "High",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
}
TITLES = {
    "scam": "Likely a scam",
    "payment_scam": "Likely a payment scam",
    "freeloader": "Work without a fee",
    "time_waste": "Takes time without booking",
    "emotional_manipulation": "Puts pressure on you",
}
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
#: A balance is worth a meter from so many words on.
LEAST_WORDS = 60


def title(risk: Risk, level: str) -> str:
    """The banner's title: amber only ever says "Worth checking"."""
    if level != "high" or not risk.red_flags:
        return "Worth checking"
    heaviest = max(risk.red_flags, key=lambda flag: flag.weight)
    return TITLES.get(heaviest.category, "High risk")


def advice(risk: Risk, level: str, thresholds: tuple[float, float]) -> str:
    """The banner's sentence."""
    n_flags = len(risk.red_flags)
    count = NUMBERS[n_flags] if n_flags < len(NUMBERS) else str(n_flags)
    noticed = f"{count} phrase stands out." if n_flags == 1 else f"{count} phrases stand out."
    if level == "high":
        noticed = f"Above the threshold of {round(thresholds[1] * 100)}."
    return f"{noticed} {judgement.recommendation(risk.recommendation)}".strip()


def shows_balance(found: Reciprocity | None) -> bool:
    """Whether there is enough of a talk to say what was given and what came back."""
    return found is not None and found.words_given + found.words_received >= LEAST_WORDS


def balance(found: Reciprocity) -> str:
    """ "About 14 min of yours · 1 booking, 2 payments"."""
    minutes = round(found.minutes_given)
    given = f"About {minutes} min of yours" if minutes else "Under a minute of yours"
    return f"{given} · {_counted(found.bookings, 'booking')}, {_counted(found.payments, 'payment')}"


def _counted(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}" if count else f"no {word}"
