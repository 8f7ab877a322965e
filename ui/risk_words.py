"""Titles and advice of the risk panel."""

from __future__ import annotations

from engine.domain import Reason, Risk, Severity

SEVERITIES = {
    Severity.CRITICAL: "High",
    Severity.HIGH: "High",
    Severity.MEDIUM: "Medium",
    Severity.LOW: "Low",
}
CARE = (
    "Some words here speak of self-harm. This is not about risk to you. A calm answer, or somebody who can "
    "help, matters more than any draft."
)
TITLES = {
    "scam": "Likely a scam",
    "payment_scam": "Likely a payment scam",
    "freeloader": "Work without a fee",
    "time_waste": "Takes time without booking",
    "emotional_manipulation": "Puts pressure on you",
}


def pattern(name: str) -> str:
    """The name of a pattern as a title."""
    return name.replace("_", " ").replace("-", " ").strip().capitalize()


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
    return f"{noticed} {recommendation(risk.recommendation)}".strip()


def recommendation(code: str) -> str:
    """What is suggested."""
    return ""


def counter_evidence(reason: Reason) -> str:
    """Something that speaks against the risk."""
    return reason.code.replace("_", " ").capitalize()
