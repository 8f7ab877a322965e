"""What Sotto makes of the photographer's talks: flags, a brief, promises, memories and a voice."""

# ruff: noqa: E501 - a story reads better with one message a line

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from photographer import ASK, CHEQUE, INES, THEO, at, flag, risk

from app.briefing import Brief
from app.recollections import Moment, Quote, Recollections
from app.voice_shown import OwnQuote, VoiceShown
from engine.brief import Primer, Promise, PromiseState, Question, Side, Signal, Stage, Step, SummarySentence
from engine.domain import Reason, Risk, Severity
from engine.remembered import Fact, FactKind


def ines_risk() -> Risk:
    flags = [
        flag("scope_creep", ASK, "add the two extra outfits for free", 16, Severity.MEDIUM, "freeloader"),
        flag("act_now", ASK, "I need to know by 15:00", 16, Severity.LOW, "time_waste"),
    ]
    return risk(
        INES,
        0.63,
        flags,
        freeloader_score=0.63,
        time_waste_score=0.22,
        recommendation="agree_price_first",
        counter_evidence=(Reason("paid_before", {"count": "3"}),),
    )


def theo_risk() -> Risk:
    flags = [
        flag(
            "overpayment",
            CHEQUE,
            "a cheque for 2,400, keep your 1,500",
            34,
            Severity.CRITICAL,
            "payment_scam",
        ),
        flag(
            "third_party_payout",
            CHEQUE,
            "send the balance to our stylist",
            34,
            Severity.HIGH,
            "payment_scam",
        ),
        flag("keep_it_secret", CHEQUE, "keep this between us for now", 34, Severity.MEDIUM, "scam"),
        flag("act_now", CHEQUE, "today", 34, Severity.LOW, "scam"),
    ]
    return risk(
        THEO,
        0.94,
        flags,
        freeloader_score=0.31,
        scam_risk=0.94,
        time_waste_score=0.42,
        recommendation="do_not_pay_or_share",
    )


def ines_brief(**more: Any) -> Brief:
    """What Sotto makes of the talk with Ines."""
    usual: dict[str, Any] = {
        "summary": (
            SummarySentence(
                "Ines asked: “could you add the two extra outfits for free like last time?”", ("16",), True
            ),
            SummarySentence("You said you would check the light for Sunday.", ("14",), False),
        ),
        "relation": None,
        "questions": (
            Question("Could we move Saturday 14:00 to Sunday instead?", "12", "reschedule"),
            Question("could you add the two extra outfits for free like last time?", "16", "price"),
        ),
        "mood": "happy",
        "moods": ("happy", "rushed"),
        "positive_signals": (
            Signal("booked", ("10",), {"count": "3"}),
            Signal("paid", ("10",), {"count": "3"}),
        ),
        "negative_signals": (Signal("haggles", ("16",)),),
        "stage": Stage.NEGOTIATION,
        "suggested_actions": (
            Step("confirm_or_refuse_move", ("12",), {"day": "Sunday"}),
            Step("state_price", ("16",)),
        ),
        "recommended_tone": "warm",
        "risk_level": "check",
        "risk": ines_risk(),
        "open_promises": (
            promise(Side.ME, "check the light for Sunday", 14, at("23:59")),
            promise(Side.THEM, "send the outfit photos", 10, at("12:00", 2)),
        ),
        "n_messages": 41,
        "through": "16",
    }
    return Brief(Primer(**(usual | more)), at("11:06"), 0)


def promise(by: Side, what: str, message_id: int, due_at: datetime | None) -> Promise:
    """An open promise."""
    return Promise(by, what, what, "do", str(message_id), at("09:40"), due_at, "", PromiseState.OPEN, 0.9)


def ines_recollections() -> Recollections:
    """What is recalled of Ines."""
    when = datetime(2026, 3, 14, 10, tzinfo=UTC)
    prices = (
        Quote(True, "Two extra outfits at 60 each, so 120 on top.", 11),
        Quote(False, "Perfect, paid just now.", 12),
    )
    late = (Quote(True, "You waited 20 minutes for the late sun, thank you. I loved the last frame", 14),)
    facts = (
        Fact(1, INES, FactKind.FACT, "children", "twins", "my twins are 15 now", "10", when),
        Fact(2, INES, FactKind.PREFERENCE, "hours", "after 10", "Best hours: after 10:00", None, when, edited=True),
    )
    return Recollections(
        (
            Moment("s1", INES, when, prices, "Two extra outfits", False, 0.91, frozenset({"1", "11", "12"})),
            Moment("s2", INES, when + timedelta(days=2), late, "The late sun", False, 0.78, frozenset({"14"})),
            Moment("m3", None, when + timedelta(days=80), (), "Prefers matte, 30 × 40. Delivered by post.", True, 0.64, frozenset()),
        ),
        212,
        facts,
    )  # fmt: skip


def ines_voice(**more: Any) -> VoiceShown:
    """How the person writes to Ines."""
    usual: dict[str, Any] = {
        "contact_id": INES,
        "learnt_from": 96,
        "learnt_for": "contact",
        "values": {"formality": 0.28, "length": 94.0, "emoji": 0.083, "capitalization": "sentence", "warmth": 0.72},
        "by_hand": frozenset({"length", "capitalization"}),
        "locked": frozenset({"length", "capitalization"}),
        "phrases": ("lovely", "works for me"),
        "never": ("kindly", "I hope this finds you well"),
        "learnt": ("shall I", "thank you, Ines"),
        "whole_locked": True,
        "quote": OwnQuote("Lovely light on Friday, shall I bring the long lens too?", at("18:02", 209), 11),
    }
    return VoiceShown(**(usual | more))
