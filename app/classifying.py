"""What people are to the person and whom they answer first: guessed and learnt piece by piece, set by hand at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import logs
from app.store import contacts, conversations, delays, judgements, ledger, listing, preferences, threads
from app.store.conversations import ConversationRow
from engine.brief import Direction
from engine.domain import ContactClass, Message, Standing, State, micros, moment
from engine.judge import answer_order, contact_class, reply_window
from engine.judge.answer_order import Features, Waiting
from engine.judge.contact_class import Evidence, Guess
from engine.judge.standing import RETURNING_FROM
from engine.problems import StoreProblem

#: Newest messages of each conversation with a contact from which they are guessed.
READS = 250
#: Conversations of one contact that are read.
CONVERSATIONS = 4
#: Pieces a command does at most: some 400 contacts, or a million messages counted, take a few seconds.
PIECES = 800


def step(db: Database, *, now: datetime) -> bool:
    """One piece: guess what one contact is, or count some answers; whether there may be more."""
    contact_id = contacts.unclassified(db)
    if contact_id is None:
        return delays.count_some(db, now=now)
    try:
        guess_and_keep(db, contact_id, now=now)
    except StoreProblem:
        raise
    except Exception as bug:  # noqa: BLE001 - foreign words of one contact, which must not stop the others
        logs.bug(bug)
        contacts.mark_guessed(db, contact_id)
    return True


def catch_up(db: Database, *, now: datetime, pieces: int = PIECES) -> None:
    """Do at once what there is to do, for a command that nobody runs beside; the rest is left for the next time."""
    for _ in range(pieces):
        if not step(db, now=now):
            return


def guess(db: Database, contact_id: int, *, now: datetime) -> Guess:
    """What a contact seems to be, from name, history and talk; writes nothing.

    Raises:
        NoSuchContact: no such id.
    """
    row = contacts.get(db, contact_id)
    before = row.contact_class if row.class_set_by == "guess" else ContactClass.UNKNOWN
    return contact_class.guess(_evidence(db, row, now), before=before)


def guess_and_keep(db: Database, contact_id: int, *, now: datetime) -> Guess:
    """Guess and remember it, unless the person said what they are. Raises as `guess`."""
    found = guess(db, contact_id, now=now)
    conversations.classify(
        db, contact_id, found.contact_class, "guess", confidence=found.confidence, reasons=found.reasons
    )
    contacts.mark_guessed(db, contact_id)
    return found


def classify(db: Database, contact_id: int, cls: ContactClass, *, now: datetime) -> Callable[[], None]:
    """The person says what a contact is; returns the way back.

    Raises:
        NoSuchContact: no such id.
    """
    was = contacts.get(db, contact_id)
    conversations.classify(db, contact_id, cls, "person")

    def back() -> None:
        if was.class_set_by == "person":
            conversations.classify(db, contact_id, was.contact_class, "person")
        else:
            unclassify(db, contact_id, now=now)

    return back


def unclassify(db: Database, contact_id: int, *, now: datetime) -> Guess:
    """Back to a guess. Raises as `guess`."""
    contacts.get(db, contact_id)
    contacts.unset_class(db, contact_id)
    return guess_and_keep(db, contact_id, now=now)


def answered(db: Database, conversation_id: int, *, now: datetime) -> Callable[[], None]:
    """Learn from the person answering (or marking done) one conversation while others wait; returns the way back.

    To be called before that conversation is weighed again: what it stood for when it was chosen is what counts.
    """
    before = preferences.get(db)
    waiting = _waiting(db, now)
    chosen = waiting.pop(conversation_id, None)
    if chosen is None or not waiting:
        return lambda: None
    after = answer_order.learn(before, chosen, list(waiting.values()))
    preferences.put(db, after, learnt_us=micros(now))

    def back() -> None:
        if preferences.get(db) == after:
            preferences.put(db, before, learnt_us=micros(now))

    return back


def features(db: Database, row: ConversationRow, standing: Standing, *, now: datetime) -> Features:
    """What the learnt order sees of a conversation."""
    return _features(row, standing, listing.unread_of(db, row.id), now)


def _features(row: ConversationRow, standing: Standing, n_unread: int, now: datetime) -> Features:
    return answer_order.features(
        standing,
        row.contact_class,
        n_unread=n_unread,
        returning=row.n_messages >= RETURNING_FROM,
        is_group=row.is_group,
        now=now,
    )


def _waiting(db: Database, now: datetime) -> dict[int, Waiting]:
    """Conversations that need a reply as they were weighed last, by id."""
    unread = listing.unread(db)
    rows = {row.id: row for row in conversations.listing(db) if not row.filtered and not row.switched_off}
    return {
        verdict.conversation_id: Waiting(
            verdict.standing.loss, _features(row, verdict.standing, unread.get(row.id, 0), now)
        )
        for verdict in judgements.listing(db).values()
        if verdict.standing.state is State.NEEDS_REPLY and (row := rows.get(verdict.conversation_id)) is not None
    }


def usual_reply_s(db: Database, contact_id: int) -> float | None:
    """Waking seconds within which the person usually answers a contact; None while too little is known."""
    return reply_window.usual_s(delays.history(db, contact_id))


def _evidence(db: Database, row: contacts.ContactRow, now: datetime) -> Evidence:
    count, first_us, last_us = contacts.said_with(db, row.id)
    said: list[Message] = []
    for conversation_id in contacts.conversations_of(db, row.id)[:CONVERSATIONS]:
        if not conversations.get(db, conversation_id).switched_off:
            said += threads.recent(db, conversation_id, limit=READS, until=now)
    local = [replace(one, sent_at=one.sent_at.astimezone(now.tzinfo)) for one in said if one.spoken]
    return Evidence(
        name=row.name,
        saved=row.saved,
        is_organisation=row.is_organisation,
        messages=tuple(sorted(local, key=lambda one: one.sent_at)),
        n_messages=count,
        n_payments=sum(one.direction is Direction.IN for one in ledger.payments(db, contact_id=row.id)),
        span_days=(moment(last_us) - moment(first_us)) / timedelta(days=1),
    )
