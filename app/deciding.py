"""What became of a suggestion: decision, training sample, what it taught and audit row, all or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from app import audit, taste, voices
from app.store import conversations, suggestions
from app.store.connection import transaction
from app.store.threads import recent
from engine.domain import Message, micros, moment
from engine.reply import prompts

#: Messages before the reply that a training sample remembers.
CONTEXT = 10


class Verb(StrEnum):
    """What the person did with an option."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of one option; `quality` of its training sample, None if there is none."""

    response_id: str
    conversation_id: str
    verb: Verb
    reason: str | None
    quality: float | None


def decide(
    db: Database, key: bytes, response_id: str, verb: Verb, *, text: str | None, reason: str | None, now: datetime
) -> Decision:
    """Record what became of an option, in place of an earlier decision on it.

    An accepted text that differs from the option counts as edited, an edit without words as accepted.

    Raises:
        NoSuchResponse: no option with that id.
    """
    option = suggestions.get_option(db, response_id)
    conversation_id = suggestions.conversation_of(db, response_id)
    if verb is not Verb.REJECT:
        own = text is not None and text.strip() not in ("", option.text.strip())
        verb = Verb.EDIT if own else Verb.ACCEPT
    final = text if verb is Verb.EDIT and text else option.text
    quality = {Verb.ACCEPT: option.confidence, Verb.EDIT: 1.0, Verb.REJECT: None}[verb]
    with transaction(db):
        suggestions.undecide(db, response_id)
        suggestions.decide(
            db, response_id, conversation_id, verb=verb, reason=reason, text=final, decided_us=micros(now)
        )
        if quality is not None:
            read_us = suggestions.read_until(db, response_id)
            context = recent(db, conversation_id, limit=CONTEXT, until=moment(read_us) if read_us else now)
            suggestions.add_sample(
                db,
                conversation_id,
                option_id=response_id,
                source="accepted" if verb is Verb.ACCEPT else "edited",
                sample_input=sample_input(context),
                output=final,
                quality=quality,
                span_us=(micros(context[0].sent_at), micros(context[-1].sent_at)) if context else (0, 0),
                made_us=micros(now),
            )
        contact_id = conversations.get(db, conversation_id).contact_id
        taste.decided(db, response_id, verb.value, profile=voices.profile_for(db, contact_id), now=now)
        audit.append(db, key, act=f"suggestion_{verb}", subject=response_id, at_us=micros(now))
    return Decision(response_id, str(conversation_id), verb, reason, quality)


def take_back(db: Database, key: bytes, response_id: str, *, now: datetime) -> None:
    """Undo the decision on an option; the audit keeps both."""
    with transaction(db):
        suggestions.undecide(db, response_id)
        taste.take_back(db, response_id)
        audit.append(db, key, act="decision_taken_back", subject=response_id, at_us=micros(now))


def sample_input(context: list[Message]) -> str:
    """The context of a reply in the plain form that base models are prompted with."""
    written: str = prompts.plain(context, system="", max_messages=CONTEXT)
    return written
