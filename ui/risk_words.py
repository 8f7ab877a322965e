"""Titles and advice of the risk panel."""

from __future__ import annotations

from app.wording import judgement
from engine.domain import Risk, Severity

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


def title(risk: Risk, level: str) -> str:
    """The banner's title: amber only ever says "Worth checking"."""
    if level != "high" or not risk.red_flags:
        return "Worth checking"
    heaviest = max(risk.red_flags, key=lambda flag: flag.weight)
    return TITLES.get(heaviest.category, "High risk")


def advice(risk: Risk, level: str, thresholds: tuple[float, float]) -> str:
    """The banner's sentence."""
    n_flags = len(risk.red_flags)
    noticed = "One phrase stands out." if n_flags == 1 else f"{n_flags} phrases stand out."
    if level == "high":
        noticed = f"Above the threshold of {round(thresholds[1] * 100)}."
    return f"{noticed} {judgement.recommendation(risk.recommendation)}".strip()
