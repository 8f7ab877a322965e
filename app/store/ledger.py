"""The ledger: bookings and payments of each conversation.

Those that were read from what was said are guesses until the person confirms them; dismissed ones are remembered, so
that they do not come back.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from app.store.single_rows import change, insert
from engine.brief import BookingState, Direction
from engine.domain import micros, moment

_BOOKINGS = "SELECT id, conversation_id, what, starts_us, clock, state, message_id, standing, confidence FROM booking"
_PAYMENTS = (
    "SELECT id, conversation_id, amount, currency, direction, paid_us, message_id, standing, confidence FROM payment"
)


class Footing(StrEnum):
    """What the person says of a booking or payment."""

    GUESSED = "guessed"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class BookingRow:
    """A booking of a conversation; `message_id` is None where the person wrote it down."""

    id: int
    conversation_id: int
    what: str
    starts_at: datetime
    clock: bool
    state: BookingState
    message_id: int | None
    standing: Footing
    confidence: float


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment of a conversation; `amount` is None where it was not named."""

    id: int
    conversation_id: int
    amount: float | None
    currency: str
    direction: Direction
    paid_at: datetime
    message_id: int | None
    standing: Footing
    confidence: float


def bookings(
    db: Database, *, conversation_id: int | None = None, since: datetime | None = None, dismissed: bool = False
) -> list[BookingRow]:
    """Bookings by their start; of all conversations with None.

    Args:
        since: only those that start at or after it.
        dismissed: also those the person dismissed.
    """
    rows = db.conn.execute(
        f"{_BOOKINGS} WHERE (?1 IS NULL OR conversation_id = ?1) AND starts_us >= ?2 "
        "AND (?3 OR standing <> 'dismissed') ORDER BY starts_us, id",
        (conversation_id, 0 if since is None else micros(since), dismissed),
    )
    return [_booking(row) for row in rows]


def add_booking(
    db: Database,
    conversation_id: int,
    *,
    what: str,
    starts_at: datetime,
    clock: bool = True,
    state: BookingState = BookingState.AGREED,
) -> int:
    """A booking that the person writes down; returns its id."""
    return insert(
        db,
        "INSERT INTO booking (conversation_id, what, starts_us, clock, state, standing, confidence) "
        "VALUES (?, ?, ?, ?, ?, 'confirmed', 1.0) RETURNING id",
        (conversation_id, what, micros(starts_at), clock, state),
    )


def edit_booking(db: Database, row: BookingRow) -> bool:
    """Put a booking in place of the one with its id; whatever the person edits is no guess any more."""
    footing = Footing.CONFIRMED if row.standing is Footing.GUESSED else row.standing
    return change(
        db,
        "UPDATE booking SET what = ?, starts_us = ?, clock = ?, state = ?, standing = ? WHERE id = ?",
        (row.what, micros(row.starts_at), row.clock, row.state, footing, row.id),
    )


def rule_booking(db: Database, booking_id: int, footing: Footing) -> bool:
    """Confirm or dismiss a booking, or take that back (GUESSED); whether there is one."""
    return change(db, "UPDATE booking SET standing = ? WHERE id = ?", (footing, booking_id))


def delete_booking(db: Database, booking_id: int) -> bool:
    """Remove a booking the person wrote down; a guess is dismissed, so that it does not come back."""
    gone = change(db, "DELETE FROM booking WHERE id = ? AND message_id IS NULL", (booking_id,))
    return gone or rule_booking(db, booking_id, Footing.DISMISSED)


def payments(
    db: Database, *, conversation_id: int | None = None, contact_id: int | None = None, dismissed: bool = False
) -> list[PaymentRow]:
    """Payments, oldest first; of one conversation, of a contact's conversations, or of all."""
    rows = db.conn.execute(
        f"{_PAYMENTS} WHERE (?1 IS NULL OR conversation_id = ?1) AND (?2 IS NULL OR conversation_id IN "
        "(SELECT id FROM conversation WHERE contact_id = ?2)) AND (?3 OR standing <> 'dismissed') ORDER BY paid_us, id",
        (conversation_id, contact_id, dismissed),
    )
    return [_payment(row) for row in rows]


def add_payment(
    db: Database,
    conversation_id: int,
    *,
    amount: float | None,
    currency: str,
    direction: Direction,
    paid_at: datetime,
) -> int:
    """A payment that the person writes down; returns its id.

    Raises:
        ValueError: the amount is negative or no number.
    """
    check_amount(amount)
    return insert(
        db,
        "INSERT INTO payment (conversation_id, amount, currency, direction, paid_us, standing, confidence) "
        "VALUES (?, ?, ?, ?, ?, 'confirmed', 1.0) RETURNING id",
        (conversation_id, amount, currency, direction, micros(paid_at)),
    )


def edit_payment(db: Database, row: PaymentRow) -> bool:
    """Put a payment in place of the one with its id; whatever the person edits is no guess any more.

    Raises:
        ValueError: the amount is negative or no number.
    """
    check_amount(row.amount)
    footing = Footing.CONFIRMED if row.standing is Footing.GUESSED else row.standing
    return change(
        db,
        "UPDATE payment SET amount = ?, currency = ?, direction = ?, paid_us = ?, standing = ? WHERE id = ?",
        (row.amount, row.currency, row.direction, micros(row.paid_at), footing, row.id),
    )


def rule_payment(db: Database, payment_id: int, footing: Footing) -> bool:
    """Confirm or dismiss a payment, or take that back (GUESSED); whether there is one."""
    return change(db, "UPDATE payment SET standing = ? WHERE id = ?", (footing, payment_id))


def delete_payment(db: Database, payment_id: int) -> bool:
    """Remove a payment the person wrote down; a guess is dismissed, so that it does not come back."""
    gone = change(db, "DELETE FROM payment WHERE id = ? AND message_id IS NULL", (payment_id,))
    return gone or rule_payment(db, payment_id, Footing.DISMISSED)


def check_amount(amount: float | None) -> None:
    """Refuse what is no amount of money.

    Raises:
        ValueError: it is negative or no number.
    """
    if amount is not None and not (math.isfinite(amount) and amount >= 0):
        raise ValueError("an amount of money is a finite number that is not negative")


def _booking(row: tuple[Any, ...]) -> BookingRow:
    return BookingRow(
        row[0], row[1], row[2], moment(row[3]), bool(row[4]), BookingState(row[5]), row[6], Footing(row[7]), row[8]
    )


def _payment(row: tuple[Any, ...]) -> PaymentRow:
    return PaymentRow(
        row[0], row[1], row[2], row[3], Direction(row[4]), moment(row[5]), row[6], Footing(row[7]), row[8]
    )
