"""What the person asks their own history, what is answered, and the reminders that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.domain import Suggestions


class Intent(StrEnum):
    """What a question is for."""

    CHIT_CHAT = "chit_chat"
    GENERAL_QUERY = "general_query"
    FIND = "find"
    DRAFT = "draft"
    REMIND = "remind"
    STATUS = "status"


class ReminderState(StrEnum):
    """Open until its time, fired until the person is done with it; cancelled ones fire no more."""

    OPEN = "open"
    FIRED = "fired"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something the person wants to be told at a time.

    Attributes:
        text: what to tell, the person's own words.
        conversation_id: whom it is about, None for nobody; `name` is what that conversation is called, "" for none.
        due_at: the moment, UTC. zone: the IANA name of the zone in which the time was said.
        source: "ask" (said in words), "command" (added by hand) or "promise".
        fired_at: when it was told, UTC; None before.
    """

    reminder_id: str
    text: str
    conversation_id: str | None
    name: str
    due_at: datetime
    zone: str
    state: ReminderState
    made_at: datetime
    source: str
    fired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AskSource:
    """A message that an answer rests on; `quote` is verbatim, cut with an ellipsis where it is long.

    Attributes:
        name: whose conversation it is, or in a group who wrote it.
        from_me: the person wrote it.
    """

    number: int
    message_id: str
    conversation_id: str
    name: str
    quote: str
    sent_at: datetime
    from_me: bool


@dataclass(frozen=True, slots=True)
class AskSentence:
    """One sentence of an answer and the numbers of the sources it rests on."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AskRow:
    """One line of a list answer: somebody who waits, a promise, a reminder.

    Attributes:
        level: "now", "today", "soon", "done" or "".
        when: the time in words, "" for none. source: number of the source it rests on, None for none.
    """

    title: str
    name: str
    conversation_id: str | None
    level: str
    when: str
    source: int | None = None


@dataclass(frozen=True, slots=True)
class AskAnswer:
    """What is answered to one question.

    Attributes:
        text: all sentences, as they are read. sure: False where only the closest was found, or something is asked back.
        mode: "no-model" or "model". unclear: code of what is asked back, "" for nothing (`app.wording.asking`).
        rows: the answer as a list, where it is one. draft: suggestions made for a conversation.
        tongue: the language it is in, that of the question.
    """

    text: str
    sentences: tuple[AskSentence, ...]
    intent: Intent
    sources: tuple[AskSource, ...]
    sure: bool
    mode: str
    reminder: Reminder | None = None
    draft: Suggestions | None = None
    elapsed_ms: int = 0
    unclear: str = ""
    rows: tuple[AskRow, ...] = ()
    tongue: str = "en"


@dataclass(frozen=True, slots=True)
class AskTurn:
    """A question that was asked, with its answer as far as what it quotes is still there."""

    turn_id: str
    question: str
    answer: AskAnswer
    asked_at: datetime
