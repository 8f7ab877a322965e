"""Bookings and payments: written by the person, or guessed and ruled on by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from app.store import guesses, ledger, removal
from app.store.connection import transaction
from app.store.ledger import Footing
from engine.brief import Booking, BookingState, Dealings, Direction, Payment
from engine.domain import moment
from tests.app.store.conftest import START, Rows

DAY = timedelta(days=1)
AT = moment(START)


@pytest.fixture
def talk(rows: Rows) -> tuple[int, int, int]:
    """A conversation and two of its messages."""
    conversation_id = rows.conversation(rows.contact())
    return conversation_id, rows.message(conversation_id, "paid 100"), rows.message(conversation_id, "see you Saturday")


def dealt(paid: int, booked: int, amount: float | None = 100) -> Dealings:
    return Dealings(
        payments=(Payment(Direction.IN, amount, "EUR", AT, str(paid), 0.8),),
        bookings=(Booking("session", AT + DAY, True, BookingState.AGREED, str(booked), 0.8),),
    )


def test_guesses_are_noted_once_and_confirmed_or_dismissed(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    for _again in range(2):
        guesses.note(db, conversation_id, dealt(paid, booked), read=[str(paid), str(booked)])
    (payment,) = ledger.payments(db, conversation_id=conversation_id)
    (booking,) = ledger.bookings(db, conversation_id=conversation_id)
    assert (payment.amount, payment.standing, booking.standing) == (100, Footing.GUESSED, Footing.GUESSED)
    ledger.rule_payment(db, payment.id, Footing.DISMISSED)
    ledger.rule_booking(db, booking.id, Footing.CONFIRMED)
    guesses.note(db, conversation_id, dealt(paid, booked), read=[str(paid), str(booked)])
    assert ledger.payments(db, conversation_id=conversation_id) == []
    assert ledger.bookings(db, conversation_id=conversation_id)[0].standing is Footing.CONFIRMED
    ledger.rule_payment(db, payment.id, Footing.GUESSED)
    assert len(ledger.payments(db)) == 1


def test_a_guess_that_is_not_read_any_more_goes(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    guesses.note(db, conversation_id, Dealings(), read=[str(paid), str(booked)])
    assert ledger.payments(db) == []
    assert ledger.bookings(db) == []


def test_a_payment_spoken_of_again_elsewhere_is_the_same_one(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    again = Dealings(payments=(Payment(Direction.IN, None, "", AT + DAY, str(booked), 0.8),))
    guesses.note(db, conversation_id, again, read=[])
    assert len(ledger.payments(db)) == 1
    guesses.note(db, conversation_id, replace(again, payments=(replace(again.payments[0], amount=50),)), read=[])
    assert len(ledger.payments(db)) == 2


def test_what_was_confirmed_outlives_its_message_and_a_guess_does_not(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    ledger.rule_booking(db, ledger.bookings(db)[0].id, Footing.CONFIRMED)
    with transaction(db):
        removal.remove(db, [paid, booked], source_id=0, now_us=START)
    assert ledger.payments(db) == []
    (booking,) = ledger.bookings(db)
    assert booking.message_id is None


def test_what_the_person_writes_is_confirmed_and_what_they_edit_too(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    ledger.add_payment(db, conversation_id, amount=50, currency="EUR", direction=Direction.IN, paid_at=AT)
    own = ledger.add_booking(db, conversation_id, what="call", starts_at=AT + 3 * DAY)
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    guess = next(one for one in ledger.bookings(db) if one.standing is Footing.GUESSED)
    assert ledger.edit_booking(db, replace(guess, what="portrait"))
    assert {one.standing for one in ledger.bookings(db)} == {Footing.CONFIRMED}
    assert ledger.delete_booking(db, own)
    assert ledger.delete_booking(db, guess.id)
    assert ledger.bookings(db) == []
    (row,) = ledger.payments(db)[:1]
    assert ledger.edit_payment(db, replace(row, amount=75))
    assert 75 in [one.amount for one in ledger.payments(db)]
    assert ledger.delete_payment(db, row.id)


def test_payments_of_a_contact_come_from_all_their_conversations(db: Database, rows: Rows) -> None:
    contact_id = rows.contact()
    for _each in range(2):
        conversation_id = rows.conversation(contact_id)
        ledger.add_payment(db, conversation_id, amount=5, currency="EUR", direction=Direction.IN, paid_at=AT)
    ledger.add_payment(
        db, rows.conversation(rows.contact("Lee")), amount=9, currency="EUR", direction=Direction.IN, paid_at=AT
    )
    assert [one.amount for one in ledger.payments(db, contact_id=contact_id)] == [5, 5]


@pytest.mark.parametrize("price", [float("nan"), float("inf"), -1.0])
def test_a_payment_that_is_no_amount_of_money_is_refused(
    db: Database, talk: tuple[int, int, int], price: float
) -> None:
    conversation_id, *_ = talk
    ledger.add_payment(db, conversation_id, amount=None, currency="", direction=Direction.IN, paid_at=AT)
    paid = ledger.payments(db)
    with pytest.raises(ValueError, match="not negative"):
        ledger.add_payment(db, conversation_id, amount=price, currency="", direction=Direction.IN, paid_at=AT)
    with pytest.raises(ValueError, match="not negative"):
        ledger.edit_payment(db, replace(paid[0], amount=price))
    assert ledger.payments(db) == paid


def test_half_a_character_in_a_booking_is_written_as_a_question_mark(db: Database, talk: tuple[int, int, int]) -> None:
    ledger.add_booking(db, talk[0], what="one \ud800 half", starts_at=AT)
    assert [one.what for one in ledger.bookings(db)] == ["one ? half"]
