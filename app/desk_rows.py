"""The values both faces show: rows of the inbox, lines of a thread, hits of a search."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from engine.domain import ContactClass, Kind, Priority, State
from engine.problems import Problem


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One conversation of the list; `reason` is a sentence, `chip` the short form, `risk` in [0, 1].

    `unread`: messages of theirs read neither in Messages nor in Sotto, 1 at least where it was marked unread.
    `drafted`: options that answer its newest message are there. `weighed`: it was judged, at least once.
    """

    conversation_id: int
    name: str
    is_group: bool
    state: State
    urgency: float
    priority: Priority
    reason: str
    chip: str
    level: str
    waiting_seconds: int | None
    risk: float
    risk_level: str
    preview: str
    last_message_at: datetime | None
    unread: int
    drafted: bool = False
    weighed: bool = True


@dataclass(frozen=True, slots=True)
class Tapback:
    """A reaction that stands."""

    sender: str
    kind: str
    emoji: str | None


@dataclass(frozen=True, slots=True)
class AttachmentLine:
    """A file beside a message."""

    name: str
    mime_type: str | None
    on_disk: bool
    total_bytes: int


@dataclass(frozen=True, slots=True)
class EarlierWording:
    """What an edited message said before; `said_at` is None where nobody knows when."""

    text: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """One row of a thread, oldest first; `readable` is false where nobody could decode what it says."""

    message_id: int
    guid: str
    conversation_id: int
    from_me: bool
    sender: str
    kind: Kind
    text: str
    sent_at: datetime
    edited: bool
    unsent: bool
    reply_to: str | None
    service: str
    read_at: datetime | None
    tapbacks: tuple[Tapback, ...] = ()
    attachments: tuple[AttachmentLine, ...] = ()
    extra: dict[str, object] = field(default_factory=dict)
    readable: bool = True


@dataclass(frozen=True, slots=True)
class ConversationHead:
    """What the header of a thread says."""

    conversation_id: int
    name: str
    address: str
    service: str
    is_group: bool
    contact_class: ContactClass
    n_messages: int
    first_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A message found; `score` in (0, 1], larger is better."""

    conversation_id: int
    message_id: int
    guid: str
    name: str
    text: str
    sent_at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Status:
    """Figures of the status bar; `remote` names the endpoint that writes, "" while everything stays on this machine.

    `model_problem`: why the model that was chosen is not in use, None if it is or none was.
    """

    n_messages: int
    n_conversations: int
    last_sync_at: datetime | None
    model_version: str
    passages_embedded: int
    passages_total: int
    remote: str = ""
    model_problem: Problem | None = None
