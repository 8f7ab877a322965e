"""Bookings and payments that were read from what was said: guesses, until the person rules on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlite_utils import Database

from app.store import ledger
from app.store.connection import transaction
from app.store.ledger import PaymentRow
from engine.brief import Booking, Dealings, Payment
from engine.domain import micros
from engine.judge.dealings import SAME_PAYMENT


def note(db: Database, conversation_id: int, found: Dealings, *, read: Iterable[str]) -> None:
    """Bring the guesses of a conversation up to what was read; what the person ruled on stays.

    Args:
        read: ids of the messages that were read: a guess of theirs that is not found any more is dropped.
    """
    ids = set(read)
    with transaction(db):
        _drop_gone(db, "booking", conversation_id, ids, {one.message_id for one in found.bookings})
        _drop_gone(db, "payment", conversation_id, ids, {one.message_id for one in found.payments})
        for booking in found.bookings:
            _note_booking(db, conversation_id, booking)
        known = ledger.payments(db, conversation_id=conversation_id, dismissed=True)
        for payment in found.payments:
            _note_payment(db, conversation_id, payment, known)


def dealt(db: Database, conversation_id: int) -> Dealings:
    """The bookings and payments of a conversation that were not dismissed, as judgement reads them."""
    booked = [
        Booking(row.what, row.starts_at, row.clock, row.state, _text(row.message_id), row.confidence)
        for row in ledger.bookings(db, conversation_id=conversation_id)
    ]
    paid = [
        Payment(row.direction, row.amount, row.currency, row.paid_at, _text(row.message_id), row.confidence)
        for row in ledger.payments(db, conversation_id=conversation_id)
    ]
    return Dealings((), tuple(paid), tuple(booked))


def _drop_gone(db: Database, table: str, conversation_id: int, read: set[str], found: set[str]) -> None:
    rows = db.conn.execute(
        f"SELECT id, message_id FROM {table} WHERE conversation_id = ? AND standing = 'guessed' "
        "AND message_id IS NOT NULL",
        (conversation_id,),
    ).fetchall()
    gone = [(row[0],) for row in rows if str(row[1]) in read and str(row[1]) not in found]
    db.conn.executemany(f"DELETE FROM {table} WHERE id = ?", gone)


def _note_booking(db: Database, conversation_id: int, one: Booking) -> None:
    if not one.message_id.isdigit():
        return
    db.conn.execute(
        "INSERT INTO booking (conversation_id, what, starts_us, clock, state, message_id, standing, confidence) "
        "VALUES (?, ?, ?, ?, ?, ?, 'guessed', ?) ON CONFLICT (message_id) WHERE message_id IS NOT NULL DO UPDATE SET "
        "what = excluded.what, starts_us = excluded.starts_us, clock = excluded.clock, state = excluded.state, "
        "confidence = excluded.confidence WHERE standing = 'guessed'",
        (conversation_id, one.what, micros(one.starts_at), one.clock, one.state, int(one.message_id), one.confidence),
    )


def _note_payment(db: Database, conversation_id: int, one: Payment, known: Sequence[PaymentRow]) -> None:
    """A payment of which a message outside of what was read spoke already is the same one."""
    if not one.message_id.isdigit() or any(_same(one, row) for row in known):
        return
    db.conn.execute(
        "INSERT INTO payment (conversation_id, amount, currency, direction, paid_us, message_id, standing, confidence) "
        "VALUES (?, ?, ?, ?, ?, ?, 'guessed', ?) ON CONFLICT (message_id) WHERE message_id IS NOT NULL DO UPDATE SET "
        "amount = excluded.amount, currency = excluded.currency, confidence = excluded.confidence "
        "WHERE standing = 'guessed'",
        (
            conversation_id,
            one.amount,
            one.currency,
            one.direction,
            micros(one.paid_at),
            int(one.message_id),
            one.confidence,
        ),
    )


def _same(one: Payment, row: PaymentRow) -> bool:
    if str(row.message_id) == one.message_id or row.direction is not one.direction:
        return False
    near = abs(row.paid_at - one.paid_at) <= SAME_PAYMENT
    return near and (None in (row.amount, one.amount) or row.amount == one.amount)


def _text(message_id: int | None) -> str:
    return "" if message_id is None else str(message_id)
