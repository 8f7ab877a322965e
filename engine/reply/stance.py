"""How much a conversation's risk holds the replies back."""

from __future__ import annotations

from engine.domain import Move, Risk
from engine.judge.risk import AMBER, RED
from engine.reply.occasion_patterns import Occasion


def is_careful(risk: Risk | None) -> bool:
    """Whether only careful replies (ask, decline, defer, boundary, close) may be offered."""
    return risk is not None and risk.combined_risk >= RED


def is_watchful(risk: Risk | None) -> bool:
    """Whether words look like a scam or like pressure, so that no reply should agree to anything by itself.

    Asking for free work or taking up time is no reason for distrust: that is answered like any other wish.
    """
    return is_careful(risk) or (risk is not None and max(risk.scam_risk, risk.manipulation_score) >= AMBER)


def rash(occasion: Occasion) -> frozenset[Move]:
    """The moves that are not offered where `is_watchful`; to close would accept what was only told."""
    return frozenset({Move.AGREE, Move.CLOSE} if occasion is Occasion.INFORMATION else {Move.AGREE})
