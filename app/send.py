"""Whether and how a finished reply may leave, and what to look at before it does. Nothing here sends."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlite_utils import Database

from app import keeping_to, sources
from app.elsewhere import OtherContacts
from app.osascript import PATIENCE_S
from app.store import conversations, outbox
from app.store.outbox import Arrived
from app.store.threads import recent
from engine.privacy import pii
from engine.problems import CannotSend
from engine.reply import consistency, guards, outgoing
from engine.reply.facts import Fact, facts
from engine.voice.vocabulary import words

#: Messages of the conversation that a text is held against.
READS = 60
#: What points at one person even in the person's own words; prices and names of others are theirs to speak of.
TELLING = frozenset({Fact.EMAIL, Fact.PHONE, Fact.LINK})
#: Digits from which a bare number is somebody's.
TELLING_DIGITS = 5
#: Code of a concern about another contact; start and end of the words follow.
ELSEWHERE = "elsewhere"


class Reach(StrEnum):
    """How far Sotto may take a reply: copy it, open Messages beside that, or send it to the chat."""

    COPY = "copy"
    MESSAGES = "messages"
    CHAT = "chat"


class Why(StrEnum):
    """Why a reply is not sent by Sotto."""

    ELSEWHERE = "elsewhere"
    GROUP = "group"
    NOT_ASKED_FOR = "not_asked_for"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Mac:
    """What sending needs of this machine.

    Attributes:
        own: the message database of this Mac's Messages, None elsewhere; copies of others are never sent from.
        search: where the program that speaks to Messages is looked for, None for PATH.
        within_s: how long it may take.
        seen_within_s: how long the sent text is looked for.
    """

    own: Path | None = field(default_factory=sources.of_this_mac)
    search: str | None = None
    within_s: float = PATIENCE_S
    seen_within_s: float = 10.0


def reach(db: Database, conversation_id: int, own: Path | None) -> Reach:
    """How far a reply in this conversation may be taken on a Mac with these messages of its own.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    if own is None or not outbox.is_held_by(db, conversation_id, str(own)):
        return Reach.COPY
    there = outbox.chat_of(db, conversation_id, str(own))
    return Reach.CHAT if there is not None and not row.switched_off else Reach.MESSAGES


def recipient(db: Database, conversation_id: int, own: Path | None) -> str:
    """The chat that a reply is sent to, as Messages names it; it comes from the store and from nowhere else.

    Raises:
        CannotSend: a group, a copy, or not a Mac.
        NoSuchConversation: no such id.
    """
    match reach(db, conversation_id, own):
        case Reach.CHAT:
            found = outbox.chat_of(db, conversation_id, str(own))
            assert found is not None
            return found
        case Reach.MESSAGES:
            raise CannotSend(why=Why.GROUP)
        case Reach.COPY:
            raise CannotSend(why=Why.ELSEWHERE)


def cleaned(text: str) -> str:
    """A text as it is sent: what no store and no script can hold is replaced."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", "")


def same(sent: str, arrived: Arrived) -> bool:
    """Whether a message is the text that was sent: equal once decoded, whatever form its letters have."""
    return _folded(sent) in (_folded(arrived.text), _folded(arrived.url))


def concerns(db: Database, conversation_id: int, text: str, *, now: datetime) -> tuple[str, ...]:
    """What to look at before a text leaves, as codes of `app.wording.sending`; empty if there is nothing.

    Args:
        now: aware, in the person's zone.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    here = [message.text for message in recent(db, conversation_id, limit=READS, until=now)]
    known = OtherContacts(db, contact_id=row.contact_id or 0, conversation_id=conversation_id)
    terms = keeping_to.terms_of(db, row, now=now)
    return (*_details(text, here), *consistency.contradictions(text, terms), *_theirs(text, here, known))


def _details(text: str, here: Sequence[str]) -> Iterator[str]:
    """Codes, accounts and the like; an address that was spoken of here is no secret."""
    for code in outgoing.warnings(text):
        if code != "home_address" or not _streets(text) <= frozenset[str]().union(*map(_streets, here)):
            yield code


def _streets(text: str) -> frozenset[str]:
    """Number and street of every address in a text."""
    found = (one for one in pii.found(text) if one.kind is pii.Kind.ADDRESS)
    return frozenset(" ".join(words(text[one.start : one.end])[:2]) for one in found)


def _theirs(text: str, here: Sequence[str], known: OtherContacts) -> Iterator[str]:
    telling = {one.span for one in facts(text) if one.fact in TELLING or _is_long(one.fact, one.text)}
    for span in guards.leaks(text, here, known):
        if span in telling or span == (0, len(text)):
            yield f"{ELSEWHERE}:{span[0]}:{span[1]}"


def _is_long(fact: Fact, text: str) -> bool:
    return fact is Fact.NUMBER and sum(map(str.isdigit, text)) >= TELLING_DIGITS


def _folded(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffc", "")
    return unicodedata.normalize("NFC", lines).strip()
