"""A scripted desk: the photographer's inbox, and verdicts, drafts and memories to go with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from photographer import (
    GROUP,
    GROUP_LINES,
    INES,
    INES_LINES,
    INES_OPTIONS,
    NOW,
    THEO,
    THEO_LINES,
    THEO_OPTIONS,
    at,
    inbox_rows,
    line,
    risk,
    suggestions,
)
from verdicts import ines_brief, ines_recollections, ines_risk, ines_voice, theo_risk

from app.briefing import Brief
from app.clear_desk import ClearDesk, Today
from app.desk_rows import ConversationHead, EarlierWording, InboxRow, SearchHit, Status, ThreadLine
from app.provenance import Recalled
from app.recollections import Recollections
from app.send import Reach
from app.store.outbox import Letter
from app.voice_shown import VoiceShown
from engine.asked import Reminder
from engine.domain import ContactClass, Option, Reason, Risk, Standing, State, Suggestions, Triage


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
