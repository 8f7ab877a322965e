"""Briefs of conversations: what was read is noted (promises, bookings, payments), the brief is kept, and told as kept.

A new message costs bounded work: the newest messages are read as judgement reads them, and what is older stands in
the ledger. Payments and bookings of older messages are looked for once, in the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from app import consulting
from app.paths import Home
from app.store import briefs, conversations, guesses, names, promises, threads
from app.store.connection import transaction
from app.store.conversations import ConversationRow
from engine.brief import Dealings, Primer, Promise
from engine.domain import Message, Risk, Standing, micros, moment
from engine.judge import dealings, episodes, fulfilment, primer, primer_model
from engine.judge.openness import automated
from engine.reply.guards import NOBODY, Elsewhere

#: Messages read for a brief made anew, and in one step through older ones.
READS, STEP = 400, 120


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief to show; `newer` messages came since it was made, `ticked` are numbers of suggested steps, from 0."""

    primer: Primer
    made_at: datetime
    newer: int
    ticked: tuple[int, ...] = ()


def refresh(
    db: Database,
    row: ConversationRow,
    messages: Sequence[Message],
    *,
    now: datetime,
    risk: Risk,
    standing: Standing,
) -> Primer:
    """Read the newest messages (oldest first), note what they hold, and keep the brief.

    Args:
        now: in the person's zone.
        risk, standing: the verdict on the same messages.
    """
    said = episodes.spoken(messages, now)
    ids = [message.message_id for message in said]
    written = said if not automated(said) else []
    with transaction(db):
        found = dealings.find(written, zone=now.tzinfo)
        promises.note(db, row.id, _ledger(db, row.id, written, now), read=ids)
        guesses.note(db, row.id, found, read=ids)
        _mark_dealt(db, row.id, said)
        known = guesses.dealt(db, row.id)
        dealt = Dealings(found.prices, known.payments, known.bookings)
        made = _made(db, row, said, promises.of(db, row.id), dealt, now=now, risk=risk, standing=standing)
        through_us = micros(said[-1].sent_at) if said else 0
        briefs.put(db, row.id, made, through_us=through_us, made_us=micros(now))
    return made


def for_conversation(db: Database, conversation_id: int, *, now: datetime) -> Brief | None:
    """The brief as it was kept, with promises as they stand now; None if none was made. Writes nothing.

    Raises:
        NoSuchConversation: no such id.
    """
    conversations.get(db, conversation_id)
    kept = briefs.get(db, conversation_id)
    if kept is None:
        return None
    openly = tuple(promises.open(db, conversation_id=conversation_id, now=now))
    return Brief(replace(kept.primer, open_promises=openly), moment(kept.made_us), kept.newer, kept.ticked)


def fresh(db: Database, conversation_id: int, *, now: datetime, risk: Risk, standing: Standing) -> Primer:
    """The brief of a conversation as it stands now; writes nothing.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    messages = threads.recent(db, conversation_id, limit=READS, until=now)
    said = episodes.spoken(messages, now)
    known = guesses.dealt(db, conversation_id)
    written = said if not automated(said) else []
    found = dealings.find(written, zone=now.tzinfo)
    both = Dealings(found.prices, known.payments or found.payments, known.bookings or found.bookings)
    ledger = _ledger(db, conversation_id, written, now)
    return _made(db, row, said, ledger, both, now=now, risk=risk, standing=standing)


def rewritten(
    home: Home, made: Primer, messages: Sequence[Message], *, now: datetime, elsewhere: Elsewhere = NOBODY
) -> Primer:
    """`made` with a summary by the model in use, where it can give one that may stand; else as it is.

    Args:
        elsewhere: what other contacts said, for the guard on leaks.
    """
    episode = episodes.last(episodes.spoken(messages, now))
    if not episode:
        return made
    advice = consulting.consult(home, primer_model.prompt(episode), list[primer_model.Told])
    summary = None if advice is None else primer_model.answer(advice.value, episode, elsewhere)
    return made if summary is None else replace(made, summary=summary, mode="model")


def step(db: Database, *, now: datetime) -> bool:
    """Look through some older messages of one conversation for payments and bookings; whether there may be more."""
    found = briefs.to_deal(db)
    if found is None:
        return False
    conversation_id, from_us = found
    older = threads.recent(db, conversation_id, limit=STEP, until=moment(from_us - 1))
    with transaction(db):
        said = [message for message in older if not message.one_time_code]
        guesses.note(db, conversation_id, dealings.find(said, zone=now.tzinfo), read=[one.message_id for one in said])
        start = micros(older[0].sent_at) if older else from_us
        briefs.set_dealt(db, conversation_id, start, complete=len(older) < STEP)
    return True


def _ledger(db: Database, conversation_id: int, said: Sequence[Message], now: datetime) -> list[Promise]:
    """Promises of `said`, and those noted before them that still stand, with what became of them."""
    ids = {message.message_id for message in said}
    known = promises.of(db, conversation_id)
    earlier = [one for one in known if one.message_id not in ids and one.message_id and fulfilment.stands(one, now)]
    return fulfilment.ledger(said, now=now, earlier=earlier)


def _mark_dealt(db: Database, conversation_id: int, said: Sequence[Message]) -> None:
    """Note from when on payments were looked for; older messages than that are looked through in the background."""
    first = briefs.first_message(db, conversation_id)
    if first is None or not said:
        return
    before = briefs.dealt_from(db, conversation_id)
    start = min(micros(said[0].sent_at), before if before is not None else 2**62)
    briefs.set_dealt(db, conversation_id, start, complete=start <= first[1])


def _made(
    db: Database,
    row: ConversationRow,
    said: Sequence[Message],
    ledger: Sequence[Promise],
    dealt: Dealings,
    *,
    now: datetime,
    risk: Risk,
    standing: Standing,
) -> Primer:
    first = briefs.first_message(db, row.id)
    return primer.primer(
        said,
        now=now,
        risk=risk,
        standing=standing,
        contact_class=row.contact_class,
        name="" if row.is_group else names.of_conversations(db, [row.id])[row.id],
        promises=ledger,
        dealings=dealt,
        first=None if first is None else Message(str(first[0]), False, "", moment(first[1])),
        n_messages=row.n_messages,
    )
