"""The inbox of an invented photographer: who writes, what they said, and drafts to answer with."""

# ruff: noqa: E501 - a story reads better with one message a line

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.desk_rows import AttachmentLine, InboxRow, Tapback, ThreadLine
from engine.domain import Kind, Move, Option, Priority, RedFlag, Risk, Severity, State, Suggestions, Theme
from tests import drafts

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
    usual: dict[str, Any] = {"confidence": 0.8, "quality_score": 0.7, "voice_match": 0.9, "sources": ("1",)}
    return drafts.option(f"r{n}", text, **(usual | more))


def suggestions(conversation_id: int, options: Sequence[Option], **more: Any) -> Suggestions:
    """A set of drafts."""
    usual: dict[str, Any] = {"request_id": f"q{conversation_id}", "model_version": "Qwen3 4B", "elapsed_ms": 900}
    return drafts.suggestions(options, conversation_id=str(conversation_id), **(usual | more))


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
