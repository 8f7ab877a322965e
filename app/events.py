"""What happened: news that the conductor tells, in the past tense.

It carries ids and counts only; `SuggestionGrew` alone carries words, and no event is ever logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.problems import Problem


@dataclass(frozen=True, slots=True)
class SyncReport:
    """What one sync of one source did; the fields are those of `sotto sync --json`."""

    source: str
    seen: int = 0
    imported: int = 0
    updated: int = 0
    removed: int = 0
    quarantined: int = 0
    undecodable: int = 0
    unfiled: int = 0
    conversations: int = 0
    contacts: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class MessagesArrived:
    """New messages were stored."""

    conversation_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MessagesChanged:
    """Stored messages were edited, unsent, read, tapped or removed."""

    conversation_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SyncProgressed:
    """An import went on; `eta_s` is None while unknown, `oldest_us` the oldest message reached."""

    done: int
    total: int
    eta_s: float | None
    oldest_us: int


@dataclass(frozen=True, slots=True)
class SyncFinished:
    """The source is in the store up to now."""

    report: SyncReport


@dataclass(frozen=True, slots=True)
class SyncFailed:
    """The source could not be read; what is stored stays."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class ConversationJudged:
    """Triage and risk of a conversation were stored anew."""

    conversation_id: int


@dataclass(frozen=True, slots=True)
class InboxChanged:
    """Order or states of the list may differ now."""


@dataclass(frozen=True, slots=True)
class SuggestionsStarted:
    """Drafting began for a conversation."""

    conversation_id: int


@dataclass(frozen=True, slots=True)
class SuggestionsReading:
    """Somebody waits for options: so many messages, and so many memories, are read for them."""

    conversation_id: int
    n_messages: int
    n_memories: int


@dataclass(frozen=True, slots=True)
class SuggestionGrew:
    """An option is being written: `text` is all of it so far, `index` its number among those under way, from 0.

    What is stored at the end may be worded or ordered otherwise: it is cleaned, guarded and chosen from.
    """

    conversation_id: int
    index: int
    text: str


@dataclass(frozen=True, slots=True)
class SuggestionsReady:
    """A set of options (or the reason for silence) was stored, asked for or ahead."""

    conversation_id: int
    request_id: str


@dataclass(frozen=True, slots=True)
class SuggestionsExtended:
    """A set of options has got those that were still to come, behind the ones it had."""

    conversation_id: int
    request_id: str


@dataclass(frozen=True, slots=True)
class SuggestionsFailed:
    """No options came; the problem says why."""

    conversation_id: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class EmbeddingProgressed:
    """Turns embedded so far."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ModelChanged:
    """Another model is in use, or none; it was loaded, let go or failed; an endpoint is in use or no more."""


@dataclass(frozen=True, slots=True)
class ModelLoading:
    """The model in use comes into memory; `about_s` is how long that took before, None if it never did."""

    about_s: float | None


@dataclass(frozen=True, slots=True)
class ModelRestarted:
    """The model had stopped and is back: when it stopped, how long loading took, and whether it sees less now."""

    stopped_at: datetime
    seconds: float
    smaller: bool


@dataclass(frozen=True, slots=True)
class StoreFull:
    """Nothing more can be stored; what was stored before is safe."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class StoreHasRoom:
    """What could not be stored for a while can be stored again."""


@dataclass(frozen=True, slots=True)
class SocketsChanged:
    """Internet sockets opened since start, those of the remote child with them."""

    count: int


@dataclass(frozen=True, slots=True)
class WishFailed:
    """Something the person asked for could not be done."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class PauseChanged:
    """Nothing knocks and nothing is written ahead until then; None: Sotto goes on."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """The time of a reminder has come; it was noted as fired, and is told once."""

    reminder_id: str


@dataclass(frozen=True, slots=True)
class RemindersChanged:
    """Reminders were made, moved, done or taken away."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The person kept, forgot or set something about somebody, or took that back (`app.keeping`)."""


@dataclass(frozen=True, slots=True)
class ContactErased:
    """A person was forgotten for good; these conversations with them are gone."""

    contact_id: int
    conversation_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """A question to the own history was answered and kept."""

    turn_id: str


@dataclass(frozen=True, slots=True)
class AskedChanged:
    """Kept questions were forgotten, or are there again."""


@dataclass(frozen=True, slots=True)
class SendCounting:
    """A reply goes in so many seconds, unless it is taken back; 0: Messages is being asked."""

    conversation_id: int
    seconds_left: int


@dataclass(frozen=True, slots=True)
class SendEnded:
    """A reply was sent, failed, was taken back, or cannot be seen.

    Attributes:
        outcome: a stage of `app.store.outbox`, or "refused": it was never claimed, and `problem` says why.
    """

    conversation_id: int
    outcome: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class TrainingChanged:
    """A training job began, went on, waits or is over (`app.store.trainings`)."""

    job_id: str


@dataclass(frozen=True, slots=True)
class TrainingWaits:
    """Nothing is trained now: a code of `app.nightly.Reason`."""

    reason: str


@dataclass(frozen=True, slots=True)
class MorningReport:
    """A night is over, and this adapter came of it: offered, in use already, or refused."""

    adapter_id: int


@dataclass(frozen=True, slots=True)
class AdaptersChanged:
    """Adapters were made, put to use, taken back or deleted (`app.store.adapters`)."""


Event = (
    MessagesArrived
    | MessagesChanged
    | SyncProgressed
    | SyncFinished
    | SyncFailed
    | ConversationJudged
    | InboxChanged
    | SuggestionsStarted
    | SuggestionsReading
    | SuggestionGrew
    | SuggestionsReady
    | SuggestionsExtended
    | SuggestionsFailed
    | EmbeddingProgressed
    | ModelChanged
    | ModelLoading
    | ModelRestarted
    | StoreFull
    | StoreHasRoom
    | SocketsChanged
    | WishFailed
    | PauseChanged
    | ReminderDue
    | RemindersChanged
    | Kept
    | ContactErased
    | Answered
    | AskedChanged
    | SendCounting
    | SendEnded
    | TrainingChanged
    | TrainingWaits
    | MorningReport
    | AdaptersChanged
)
