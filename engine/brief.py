"""The brief of a conversation: a short summary with its sources, open questions, promises and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from engine.domain import Risk


class Side(StrEnum):
    """Who of a conversation."""

    ME = "me"
    THEM = "them"

    @property
    def other(self) -> Side:
        """The other side."""
        return Side.THEM if self is Side.ME else Side.ME


class Stage(StrEnum):
    """How far a piece of business has come; the rules stand in `engine.judge.stages`."""

    INITIAL_CONTACT = "initial_contact"
    EARLY_ENGAGEMENT = "early_engagement"
    QUALIFICATION = "qualification"
    NEGOTIATION = "negotiation"
    CLOSING = "closing"
    STALLED = "stalled"
    DEAD = "dead"


class PromiseState(StrEnum):
    """What became of a promise; DISMISSED (it was none) is only ever said by the person."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"


class BookingState(StrEnum):
    """What became of a booking."""

    AGREED = "agreed"
    CANCELLED = "cancelled"


class Direction(StrEnum):
    """Which way money went: IN came to the person."""

    IN = "in"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One sentence of a summary.

    Attributes:
        sources: ids of the messages it comes from; never empty.
        verbatim: what stands between its quotation marks was said so, in the sources.
    """

    text: str
    sources: tuple[str, ...]
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Signal:
    """What speaks for or against a conversation: a code that `app.wording.brief` puts into words, with its facts."""

    code: str
    sources: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """What they asked and nobody answered, word for word; no mark is added where they wrote none."""

    text: str
    message_id: str
    intent: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something the person might do next: a code that `app.wording.brief` puts into words, with its facts."""

    code: str
    sources: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something one side said they would do.

    Attributes:
        text: the sentence as said. what: the part of it that names the deed, as said.
        kind: send, pay, tell, call, bring, make or do.
        place: which promise of its message it is, from 0.
        due_at: UTC; a day without a time stands for its end. due_text: the words of the time, "" without.
        clock: a time of day was named, not only a day.
        settled_by: id of the message that kept, broke or withdrew it.
        promise_id, conversation_id: of the ledger in the store; "" outside.
    """

    by: Side
    text: str
    what: str
    kind: str
    message_id: str
    made_at: datetime
    due_at: datetime | None
    due_text: str
    state: PromiseState
    confidence: float
    clock: bool = False
    place: int = 0
    settled_by: str = ""
    promise_id: str = ""
    conversation_id: str = ""

    def overdue(self, now: datetime) -> bool:
        """Whether it is open and its time has passed."""
        return self.state is PromiseState.OPEN and self.due_at is not None and self.due_at < now


@dataclass(frozen=True, slots=True)
class PriceQuoted:
    """A price somebody named; `unit` is what it is for one of ("hour", "photo"), "" where it was not said."""

    by: Side
    amount: float
    currency: str
    unit: str
    what: str
    message_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that somebody said went over; `amount` is None where it was not named, `currency` "" likewise."""

    direction: Direction
    amount: float | None
    currency: str
    paid_at: datetime
    message_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Booking:
    """A date both sides settled on; `starts_at` is UTC, `clock` whether a time of day was named."""

    what: str
    starts_at: datetime
    clock: bool
    state: BookingState
    message_id: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Dealings:
    """What was dealt in a conversation, each oldest first."""

    prices: tuple[PriceQuoted, ...] = ()
    payments: tuple[Payment, ...] = ()
    bookings: tuple[Booking, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """What a conversation's history comes to, for one line of the brief."""

    first_at: datetime
    first_message_id: str
    n_bookings: int
    last_paid_at: datetime | None
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Primer:
    """The brief of one conversation.

    Attributes:
        summary: at most two sentences.
        relation: one line on a long history, None for a short one.
        questions: theirs that stand open, word for word.
        mood: how they sound; moods: that and what else is heard ("rushed").
        open_promises: of both sides, the nearest due time first.
        risk: the verdict it was made with. through: id of the newest message it has read, "" for none.
        n_messages: how many it was made from.
    """

    summary: tuple[SummarySentence, ...]
    relation: SummarySentence | None
    questions: tuple[Question, ...]
    mood: str
    moods: tuple[str, ...]
    positive_signals: tuple[Signal, ...]
    negative_signals: tuple[Signal, ...]
    stage: Stage
    suggested_actions: tuple[Step, ...]
    recommended_tone: str
    risk_level: str
    risk: Risk
    open_promises: tuple[Promise, ...]
    n_messages: int
    through: str
    mode: str = "no-model"
