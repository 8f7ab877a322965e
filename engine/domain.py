"""The words of the house: values that every room understands, as frozen dataclasses; times are aware UTC.

What importers hear, before it is filed, stands in `engine.heard`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(us: int) -> datetime:
    """The aware UTC time of `us` microseconds since 1970."""
    return EPOCH + timedelta(microseconds=us)


def micros(when: datetime) -> int:
    """Microseconds since 1970 of an aware time."""
    return (when - EPOCH) // timedelta(microseconds=1)


class Kind(StrEnum):
    """What one row of a message table is. Edits, unsends and replies are states of a message and have flags."""

    TEXT = "text"
    ATTACHMENT = "attachment"
    TAPBACK = "tapback"
    STICKER = "sticker"
    APP = "app"
    POLL = "poll"
    POLL_VOTE = "poll_vote"
    AUDIO = "audio"
    GROUP_ACTION = "group_action"
    LOCATION = "location"
    SHAREPLAY = "shareplay"
    SCHEDULED = "scheduled"
    ONE_TIME_CODE = "one_time_code"
    UNSENT = "unsend"
    SYSTEM = "system"
    UNKNOWN = "unknown"


#: Kinds that carry words somebody said; only these are judged, learnt from and answered.
SPOKEN = frozenset({Kind.TEXT, Kind.ATTACHMENT, Kind.APP, Kind.POLL, Kind.AUDIO, Kind.LOCATION, Kind.STICKER})


class Filter(StrEnum):
    """Where the system filed a conversation; everything but MAIN and ALLOWED stays out of suggestions."""

    MAIN = "main"
    ALLOWED = "allowed"
    UNKNOWN_SENDER = "unknown_sender"
    JUNK = "junk"
    PROMOTION = "promotion"
    TRANSACTION = "transaction"
    BLACKHOLED = "blackholed"


class ContactClass(StrEnum):
    """What somebody is to the person."""

    FRIEND = "friend"
    FAMILY = "family"
    WORK = "work"
    ACQUAINTANCE = "acquaintance"
    CLIENT = "client"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as judgement reads it.

    Attributes:
        message_id: text id, unique within whatever is judged (a store id, or a position in a file).
        sender: name or address as shown; "" for the person themselves.
        text: what was said; "" for rows without words.
    """

    message_id: str
    from_me: bool
    text: str
    sent_at: datetime
    sender: str = ""
    kind: Kind = Kind.TEXT
    one_time_code: bool = False
    n_attachments: int = 0

    @property
    def spoken(self) -> bool:
        """Whether somebody said this (tapbacks, group events and codes do not count)."""
        return self.kind in SPOKEN


class Priority(StrEnum):
    """How soon an answer is due; bands in `engine.judge.triage`."""

    URGENT = "urgent"
    TIME_SENSITIVE = "time-sensitive"
    ROUTINE = "routine"
    LOW = "low"


class State(StrEnum):
    """Whose turn it is."""

    NEEDS_REPLY = "needs_reply"
    WAITING = "waiting"
    LATER = "later"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was judged so: a code that `app.wording` turns into a sentence, with its facts."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Triage:
    """One message (or turn) weighed. Scores are in [0, 1]; `action_score` is how surely it needs action."""

    urgency_score: float
    adjusted_urgency: float
    priority: Priority
    intent: str
    emotional_tone: str
    topic: str
    suggested_response_style: str
    suggested_response_time: str
    confidence_overall: float
    raw_message: str
    message_id: str
    is_urgent: bool
    needs_action: bool
    is_positive: bool
    is_negative: bool
    reasons: tuple[Reason, ...] = ()
    action_score: float = 0.0


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands in the worklist.

    Attributes:
        loss: expected loss of waiting, the sorting key of the inbox (larger first).
        due_at: a deadline they named, if one was found.
        waiting_since: time of their first unanswered message.
    """

    state: State
    urgency: float
    priority: Priority
    reasons: tuple[Reason, ...]
    loss: float
    waiting_since: datetime | None
    due_at: datetime | None
    triage: Triage | None


class Severity(StrEnum):
    """How bad a red flag is."""

    CRITICAL = "CRITICAL"
    HIGH = "HIGH"
    MEDIUM = "MEDIUM"
    LOW = "LOW"


@dataclass(frozen=True, slots=True)
class RedFlag:
    """Words of theirs that match a pattern; `span` are code points [start, end) within that message's text."""

    pattern_name: str
    matched_text: str
    message_id: str
    span: tuple[int, int]
    severity: Severity
    weight: float
    category: str


@dataclass(frozen=True, slots=True)
class Milestone:
    """A stage of a scam on the timeline: hook, trust, urgency or ask."""

    stage: str
    message_id: str
    at: datetime
    pattern_name: str


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """What the person gave a contact against what came back.

    Attributes:
        minutes_given: spent typing and reading, estimated from the words.
        ratio: words given for each word received.
        note: code of what is worth saying; see `engine.judge.reciprocity`.
    """

    minutes_given: float
    words_given: int
    words_received: int
    messages_given: int
    bookings: int
    payments: int
    ratio: float
    note: str


@dataclass(frozen=True, slots=True)
class Risk:
    """A conversation weighed for scams and manipulation; `recommendation` and `counter_evidence` are codes."""

    conversation_id: str
    freeloader_score: float
    scam_risk: float
    time_waste_score: float
    manipulation_score: float
    combined_risk: float
    red_flags: tuple[RedFlag, ...]
    timeline: tuple[Milestone, ...]
    counter_evidence: tuple[Reason, ...]
    recommendation: str
    should_block: bool
    certainty: str
    care_notice: bool = False
    reciprocity: Reciprocity | None = None


class Move(StrEnum):
    """What a reply does."""

    AGREE = "agree"
    DECLINE = "decline"
    DEFER = "defer"
    ASK = "ask"
    INFORM = "inform"
    BOUNDARY = "boundary"
    CLOSE = "close"


class Theme(StrEnum):
    """How a reply sounds."""

    CASUAL = "casual"
    BRIEF = "brief"
    WARM = "warm"
    EMPATHETIC = "empathetic"
    PROFESSIONAL = "professional"
    PLAYFUL = "playful"
    FIRM = "firm"


@dataclass(frozen=True, slots=True)
class Option:
    """One suggested reply.

    Attributes:
        bubbles: 1–3 texts as they would be sent; `text` is their join by newlines.
        sources: ids of messages whose facts or wording it uses.
        unsourced: code-point spans of `text` with facts that do not occur in the conversation.
        origin: "model", "past_reply", "phrase_bank" or "steered".
    """

    response_id: str
    text: str
    bubbles: tuple[str, ...]
    move: Move
    theme: Theme
    descriptor: str
    confidence: float
    quality_score: float
    voice_match: float
    sources: tuple[str, ...]
    unsourced: tuple[tuple[int, int], ...]
    warnings: tuple[str, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The answer to one wish for replies, its options best first."""

    request_id: str
    conversation_id: str
    mode: str
    model_version: str
    options: tuple[Option, ...]
    has_more: bool
    total_count: int
    elapsed_ms: int
    cached: bool
    fallback_reason: str | None
    silent_reason: str | None


@dataclass(frozen=True, slots=True)
class PastReply:
    """A turn of theirs and what the person answered; `similarity` in [0, 1] to the turn at hand."""

    incoming: str
    reply: tuple[str, ...]
    reply_ids: tuple[str, ...]
    contact_id: int
    same_contact: bool
    similarity: float
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class StyleProfile:
    """How one person writes, to everybody or to one contact.

    Attributes:
        formality: 0 loose … 1 formal. emoji_usage: share of sent texts with an emoji.
        avg_length: mean code points of one sent text. response_brevity: 1 a word or two … 0 long letters.
        contraction_preference: share of contractible places written together; 0.5 when there were none.
        samples_count: sent texts it was learnt from. reply_delay_s: seconds until an answer, the middle one.
        warmth: 0 matter-of-fact … 1 affectionate. never: words and phrases the person does not want written.
    """

    formality: float
    emoji_usage: float
    avg_length: float
    punctuation_style: str
    capitalization: str
    common_phrases: tuple[str, ...]
    contraction_preference: float
    response_brevity: float
    samples_count: int
    emoji: tuple[str, ...] = ()
    greetings: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    bubbles_per_turn: float = 1.0
    reply_delay_s: float | None = None
    languages: tuple[str, ...] = ()
    warmth: float = 0.5
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Persona:
    """How somebody writes to fans; used only for contacts it is switched on for.

    Attributes:
        pet_names, signature_emojis: most frequent first. teasing_level: share of texts that tease.
        formality: 0 loose … 1 formal.
        escalation_phrases, deflection_phrases: sentences that invite to more, and that turn a wish down.
    """

    creator_id: str
    sample_count: int
    pet_names: tuple[str, ...]
    signature_emojis: tuple[str, ...]
    teasing_level: float
    formality: float
    escalation_phrases: tuple[str, ...]
    deflection_phrases: tuple[str, ...]
