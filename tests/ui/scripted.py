"""A scripted desk: the inbox of an invented photographer, and verdicts, drafts and memories to go with it."""
# ruff: noqa: E501 - a story reads better with one message a line

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.briefing import Brief
from app.clear_desk import ClearDesk, Today
from app.desk_rows import (
    AttachmentLine,
    ConversationHead,
    EarlierWording,
    InboxRow,
    SearchHit,
    Status,
    Tapback,
    ThreadLine,
)
from app.provenance import Recalled
from app.recollections import Moment, Quote, Recollections
from app.send import Reach
from app.store.outbox import Letter
from app.voice_shown import OwnQuote, VoiceShown
from engine.asked import Reminder
from engine.brief import Primer, Promise, PromiseState, Question, Side, Signal, Stage, Step, SummarySentence
from engine.domain import (
    ContactClass,
    Kind,
    Move,
    Option,
    Priority,
    Reason,
    RedFlag,
    Risk,
    Severity,
    Standing,
    State,
    Suggestions,
    Theme,
    Triage,
)
from engine.remembered import Fact, FactKind

NOW = datetime(2026, 10, 8, 11, 7, tzinfo=UTC)
INES, DELE, THEO, GROUP = 1, 2, 3, 9


def at(clock: str, days_ago: int = 0) -> datetime:
    """A time of the story."""
    hours, minutes = clock.split(":")
    return NOW.replace(hour=int(hours), minute=int(minutes)) - timedelta(days=days_ago)


def inbox_row(conversation_id: int, name: str, preview: str, **more: Any) -> InboxRow:
    """A row that needs a reply, unless told otherwise."""
    usual: dict[str, Any] = {
        "is_group": False,
        "state": State.NEEDS_REPLY,
        "urgency": 0.5,
        "priority": Priority.ROUTINE,
        "reason": "asks a question",
        "chip": "This week · question",
        "level": "soon",
        "waiting_seconds": 3600,
        "risk": 0.0,
        "risk_level": "clear",
        "last_message_at": NOW - timedelta(seconds=more.get("waiting_seconds") or 3600),
        "unread": 0,
    }
    return InboxRow(conversation_id=conversation_id, name=name, preview=preview, **(usual | more))


def line(message_id: int, text: str, sent_at: datetime, **more: Any) -> ThreadLine:
    """A line of theirs, unless told otherwise."""
    usual: dict[str, Any] = {
        "guid": f"guid-{message_id}",
        "conversation_id": INES,
        "from_me": False,
        "sender": "Ines",
        "kind": Kind.TEXT,
        "edited": False,
        "unsent": False,
        "reply_to": None,
        "service": "iMessage",
        "read_at": None,
    }
    return ThreadLine(message_id=message_id, text=text, sent_at=sent_at, **(usual | more))


def option(n: int, text: str, **more: Any) -> Option:
    """A draft."""
    usual: dict[str, Any] = {
        "bubbles": (text,),
        "move": Move.AGREE,
        "theme": Theme.WARM,
        "descriptor": "",
        "confidence": 0.8,
        "quality_score": 0.7,
        "voice_match": 0.9,
        "sources": ("1",),
        "unsourced": (),
        "warnings": (),
        "origin": "model",
    }
    return Option(response_id=f"r{n}", text=text, **(usual | more))


def suggestions(conversation_id: int, options: Sequence[Option], **more: Any) -> Suggestions:
    """A set of drafts."""
    usual: dict[str, Any] = {
        "request_id": f"q{conversation_id}",
        "mode": "model",
        "model_version": "Qwen3 4B",
        "has_more": False,
        "total_count": len(options),
        "elapsed_ms": 900,
        "cached": False,
        "fallback_reason": None,
        "silent_reason": None,
    }
    return Suggestions(conversation_id=str(conversation_id), options=tuple(options), **(usual | more))


def risk(conversation_id: int, combined: float = 0.0, flags: Sequence[RedFlag] = (), **more: Any) -> Risk:
    """A verdict."""
    usual: dict[str, Any] = {
        "freeloader_score": 0.06,
        "scam_risk": 0.04,
        "time_waste_score": 0.1,
        "manipulation_score": 0.0,
        "timeline": (),
        "counter_evidence": (),
        "recommendation": "clear",
        "should_block": False,
        "certainty": "high",
    }
    return Risk(conversation_id=str(conversation_id), combined_risk=combined, red_flags=tuple(flags), **(usual | more))


def flag(name: str, text: str, matched: str, message_id: int, severity: Severity, category: str) -> RedFlag:
    """A red flag where `matched` stands in `text`."""
    start = text.index(matched)
    return RedFlag(name, matched, str(message_id), (start, start + len(matched)), severity, 0.6, category)


ASK = (
    "Thank you! And since we’re regulars, could you add the two extra outfits for free like last time? "
    "I need to know by 15:00, her train has to be booked"
)
CHEQUE = (
    "Our office will post you a cheque for 2,400, keep your 1,500 and send the balance to our stylist by transfer. "
    "Please keep this between us for now, the team does not know yet. It has to be done today"
)
INES_LINES = [
    line(10, "", at("16:20", 2), kind=Kind.ATTACHMENT, attachments=(AttachmentLine("IMG_2041.heic", "image/heic", True, 3_100_000),)),
    line(11, "The twins are taller than me now. Lovely", at("16:31", 2), from_me=True, sender="", tapbacks=(Tapback("Ines", "love", None),)),
    line(12, "Could we move Saturday 14:00 to Sunday instead? My mother can join", at("09:12"), edited=True),
    line(13, "", at("09:13"), extra={"url": "https://maps.example/westmere", "title": "Westmere Arboretum"}, kind=Kind.APP),
    line(14, "Let me check the light for Sunday, I’ll come back to you today", at("09:40"), from_me=True, sender="", read_at=at("09:41")),
    line(15, "", at("09:52"), unsent=True),
    line(16, ASK, at("10:04")),
]  # fmt: skip
THEO_LINES = [
    line(30, "Good day, I found your portfolio and I am impressed. We need team portraits for 12 people on 24 October at Harrow Quay", at("08:31"), conversation_id=THEO, sender=""),
    line(31, "Hello, thank you. 12 portraits on location are 1,500 for the half day, 30 % to hold the date. Who am I speaking with?", at("08:50"), from_me=True, sender="", conversation_id=THEO),
    line(32, "Theo, events coordinator. Price is fine, budget is no issue", at("09:18"), conversation_id=THEO, sender=""),
    line(33, "", at("09:19"), conversation_id=THEO, sender="", kind=Kind.ATTACHMENT, attachments=(AttachmentLine("payment-details.pdf", "application/pdf", True, 84_000),)),
    line(34, CHEQUE, at("09:20"), conversation_id=THEO, sender=""),
]  # fmt: skip
GROUP_LINES = [
    line(90, "Kit named the conversation “Harbour shoot”", at("08:00"), conversation_id=GROUP, kind=Kind.GROUP_ACTION, sender="Kit Abernathy"),
    line(91, "Who brings the reflector?", at("10:20"), conversation_id=GROUP, sender="Kit Abernathy"),
    line(92, "I can", at("10:22"), conversation_id=GROUP, sender="Lena Ostrowe", reply_to="guid-91"),
    line(93, "And the tall stand too", at("10:23"), conversation_id=GROUP, sender="Lena Ostrowe"),
]  # fmt: skip
INES_OPTIONS = [
    option(1, "Sunday 14:00 works, so your mother can come. The extra outfits are 60 each, as in March. Shall I add both?", unsourced=((67, 87),)),
    option(2, "Sunday 14:00 is yours. Outfits are 60 each, same as March. One, two or none?", theme=Theme.BRIEF, voice_match=0.8),
    option(3, "Sunday is too tight for me, sorry. Saturday 14:00 still stands, or Sunday the 18th. Outfits stay at 60 each.", move=Move.DECLINE, voice_match=0.75, sources=()),
    option(4, "Which train does she take? Then I’ll pick the hour.", move=Move.ASK, voice_match=0.8, confidence=0.5),
    option(5, "Sunday at 13:00 has the better light, would that do?", theme=Theme.CASUAL, voice_match=0.95),
    option(6, "Let me confirm tonight, is 19:00 early enough?", move=Move.DEFER, voice_match=0.7),
    option(7, "Mothers outrank light. Sunday it is.", theme=Theme.PLAYFUL, voice_match=0.6, confidence=0.3),
    option(8, "Sunday at 14:00 is confirmed. Outfits are 60 each.", theme=Theme.PROFESSIONAL, voice_match=0.4),
]  # fmt: skip
THEO_OPTIONS = [
    option(11, "I only take the exact amount by card or bank transfer, from the company paying. Which company should the invoice name?", move=Move.ASK, sources=()),
    option(12, "Thank you, but I can’t pay other suppliers or take more than the fee, so I’ll pass on this one.", move=Move.DECLINE, sources=()),
    option(13, "I’ll look at this tomorrow with my bookkeeper and let you know.", move=Move.DEFER, confidence=0.5, sources=()),
]  # fmt: skip


def inbox_rows() -> list[InboxRow]:
    """The worklist of the story."""
    return [
        inbox_row(INES, "Ines Calloway", ASK[ASK.index("since") :], chip="By 15:00 · reschedule", level="now", risk=0.63, risk_level="check", priority=Priority.URGENT, reason="asks a question, gives a deadline, returning client"),
        inbox_row(DELE, "Dele Osei-Hart", "Is the gallery link meant to ask for a password?", chip="Blocked · question", level="today", waiting_seconds=7300),
        inbox_row(THEO, "+44 7700 900142", CHEQUE, chip="Wants reply today", level="today", waiting_seconds=7200, risk=0.94, risk_level="high"),
        inbox_row(4, "Saskia Penn", "Happy with the quote. Where do I sign?", chip="Ready to book", level="today", waiting_seconds=11000),
        inbox_row(5, "Kit Abernathy", "Could you do 40 headshots on the 22nd, in two rooms, with the same grey?", chip="Quote requested", level="today", waiting_seconds=90000),
        inbox_row(6, "Mirela Voss", "No rush, just wondering about print sizes for the hallway", waiting_seconds=95000),
        inbox_row(7, "Jonah Fairweather", "And one more idea for the shoot, and a drone, and maybe a second day", chip="This week · scope", waiting_seconds=180000, risk=0.61, risk_level="check"),
        inbox_row(8, "Lena Ostrowe", "Did the prints leave the lab yet?", waiting_seconds=190000),
        inbox_row(GROUP, "Harbour shoot", "And the tall stand too", is_group=True, state=State.WAITING, chip="", level="", waiting_seconds=None),
        inbox_row(10, "Bram Dekker", "Thanks, that is all I need", state=State.LATER, chip="", level="", waiting_seconds=None),
    ]  # fmt: skip


@dataclass
class ScriptedDesk:
    """A desk whose facts a test may change."""

    rows: list[InboxRow] = field(default_factory=inbox_rows)
    threads: dict[int, list[ThreadLine]] = field(
        default_factory=lambda: {INES: INES_LINES, THEO: THEO_LINES, GROUP: GROUP_LINES}
    )
    made: dict[int, Suggestions] = field(
        default_factory=lambda: {INES: suggestions(INES, INES_OPTIONS), THEO: suggestions(THEO, THEO_OPTIONS)}
    )
    risks: dict[int, Risk] = field(default_factory=lambda: {INES: ines_risk(), THEO: theo_risk()})
    hits: list[SearchHit] = field(default_factory=list)
    wished: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Sequence[Recalled]] = field(default_factory=dict)
    files: dict[tuple[int, int], Path] = field(default_factory=dict)
    wordings: dict[int, Sequence[EarlierWording]] = field(default_factory=dict)
    clear: ClearDesk = field(default_factory=lambda: ClearDesk(None, (), 0, Today(0, None, None), ()))
    reached: dict[int, Reach] = field(default_factory=dict)
    letters: dict[int, Letter] = field(default_factory=dict)
    briefs: dict[int, Brief] = field(default_factory=lambda: {INES: ines_brief()})
    recollected: dict[int, Recollections] = field(default_factory=lambda: {INES: ines_recollections()})
    voices: dict[int, VoiceShown] = field(default_factory=dict)
    worries: dict[str, Sequence[str]] = field(default_factory=dict)
    reminded: list[Reminder] = field(default_factory=list)
    page: int = 60
    pages_read: int = 0
    n_messages: int = 4711

    def inbox(self) -> Sequence[InboxRow]:
        return list(self.rows)

    def thread(
        self, conversation_id: int, before: ThreadLine | None = None, *, after: ThreadLine | None = None
    ) -> Sequence[ThreadLine]:
        self.pages_read += 1
        found = self.threads.get(conversation_id) or [
            line(
                conversation_id * 1000,
                self._row(conversation_id).preview,
                NOW - timedelta(hours=2),
                sender="",
            )
        ]
        if before is not None:
            found = [one for one in found if one.message_id < before.message_id]
        if after is not None:
            return [one for one in found if one.message_id > after.message_id][: self.page]
        return found[-self.page :]

    def thread_around(self, conversation_id: int, message_id: int) -> Sequence[ThreadLine]:
        self.pages_read += 1
        found = self.threads.get(conversation_id, [])
        at = next((n for n, one in enumerate(found) if one.message_id == message_id), len(found))
        return found[max(0, at - self.page // 2) : at + self.page // 2]

    def head(self, conversation_id: int) -> ConversationHead:
        row = self._row(conversation_id)
        first = NOW - timedelta(days=200)
        contact = ContactClass.UNKNOWN if conversation_id == THEO else ContactClass.CLIENT
        return ConversationHead(conversation_id, row.name, row.name, "iMessage", row.is_group, contact, 41, first, NOW)

    def risk(self, conversation_id: int) -> Risk:
        return self.risks.get(conversation_id) or risk(conversation_id)

    def standing(self, conversation_id: int) -> Standing:
        row = self._row(conversation_id)
        triage = Triage(
            0.8, 0.82, row.priority, "reschedule", "concerned", "booking", "warm and clear", "within the hour", 0.8,
            row.preview, "16", True, True, False, False, (Reason("intent_question"),),
        )  # fmt: skip
        due = at("15:00") if conversation_id == INES else None
        return Standing(
            row.state,
            row.urgency,
            row.priority,
            (
                Reason("intent_question"),
                Reason("deadline", {"words": "by 15:00"}),
                Reason("returning_client"),
            ),
            1.0,
            at("10:04"),
            due,
            triage,
        )

    def brief(self, conversation_id: int) -> Brief | None:
        return self.briefs.get(conversation_id)

    def recollections(self, conversation_id: int) -> Recollections:
        return self.recollected.get(conversation_id, Recollections(why_none="nothing_to_answer"))

    def voice(self, conversation_id: int) -> VoiceShown:
        return self.voices.get(conversation_id) or ines_voice(contact_id=conversation_id)

    def drafts(self, conversation_id: int) -> Suggestions | None:
        return self.made.get(conversation_id)

    def steered(self, request_id: str) -> str:
        return self.wished.get(request_id, "")

    def recalled(self, conversation_id: int, options: Sequence[Option]) -> Mapping[str, Sequence[Recalled]]:
        return {one.response_id: self.sources[one.response_id] for one in options if one.response_id in self.sources}

    def file_place(self, message_id: int, part: int) -> Path | None:
        return self.files.get((message_id, part))

    def earlier(self, message_id: int) -> Sequence[EarlierWording]:
        return self.wordings.get(message_id, ())

    def clear_desk(self) -> ClearDesk:
        return self.clear

    def nudges(self, conversation_id: int) -> Sequence[str]:
        return ("Did you see my last message?", "No rush, just checking in.")

    def search(self, text: str) -> Sequence[SearchHit]:
        return [hit for hit in self.hits if text.lower() in hit.text.lower()]

    def status(self) -> Status:
        return Status(self.n_messages, len(self.rows), NOW, "", 10, 10)

    def sprint(self) -> Sequence[InboxRow]:
        return [row for row in self.rows if row.state is State.NEEDS_REPLY]

    def reminders(self) -> Sequence[Reminder]:
        return list(self.reminded)

    def reach(self, conversation_id: int) -> Reach:
        return self.reached.get(conversation_id, Reach.COPY)

    def letter(self, conversation_id: int) -> Letter | None:
        return self.letters.get(conversation_id)

    def concerns(self, conversation_id: int, text: str) -> Sequence[str]:
        return self.worries.get(text, ())

    def thresholds(self) -> tuple[float, float]:
        return (0.6, 0.85)

    def now(self) -> datetime:
        return NOW

    def change(self, conversation_id: int, **more: Any) -> None:
        """Change a row."""
        self.rows = [replace(row, **more) if row.conversation_id == conversation_id else row for row in self.rows]

    def _row(self, conversation_id: int) -> InboxRow:
        return next(row for row in self.rows if row.conversation_id == conversation_id)


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
