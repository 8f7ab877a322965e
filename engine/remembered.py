"""What is remembered of somebody: episodes that can be recalled, and facts with where they come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FactKind(StrEnum):
    """What sort of thing is known: how it is, how they like it, or how to do it."""

    FACT = "fact"
    PREFERENCE = "preference"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a memory; `direction` is "incoming" or "outgoing", other fields are "" or None if unknown."""

    message_id: str
    direction: str
    text: str
    sent_at: datetime | None = None
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """An episode: a segment of a conversation, or what a script stored.

    Attributes:
        memory_id: "s…" a segment of the messages, "m…" stored from outside.
        similarity_score: in [0, 1]: cosine to its nearest turn; without vectors the share of the words found in it.
        stored_at: when it was stored; for a segment when it ended.
        written_by: version of the model that wrote the summary; "" where it was extracted, or handed in.
    """

    memory_id: str
    user_id: str
    contact_id: str
    conversation_id: str | None
    summary: str
    similarity_score: float
    stored_at: datetime
    messages: tuple[Said, ...]
    metadata: Mapping[str, object] = field(default_factory=dict)
    written_by: str = ""

    @property
    def mode(self) -> str:
        """Whether a model wrote the summary: "model" or "no-model"."""
        return "model" if self.written_by else "no-model"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something known of a contact.

    Attributes:
        slot: what it is about ("home", "allergy", "daughter.name").
        text: in their own words, or as the person edited it.
        message_id: where they said it; None where the person wrote it anew and the message is gone.
        superseded_by: fact id of what they said later about the same; None while it holds.
    """

    fact_id: int
    contact_id: int
    kind: FactKind
    slot: str
    value: str
    text: str
    message_id: str | None
    said_at: datetime
    edited: bool = False
    locked: bool = False
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class MemoryStats:
    """What there is to recall; the times are None while there is nothing."""

    total_memories: int
    unique_users: int
    unique_contacts: int
    index_size_bytes: int
    oldest_memory: datetime | None
    newest_memory: datetime | None
