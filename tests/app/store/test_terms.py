"""The person's own terms: written by them, or guessed and ruled on by them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlite_utils import Database

from app.store import guesses, removal, terms
from app.store.connection import transaction
from app.store.terms import Footing
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


def test_the_rate_card_is_added_edited_and_deleted(db: Database) -> None:
    first = terms.add_rate(db, service=" Portrait ", price=180, currency="eur", minutes=60)
    terms.add_rate(db, service="Print", price=12.5, currency="EUR", unit="piece")
    (portrait, _print) = terms.rates(db)
    assert (portrait.service, portrait.currency, portrait.minutes, portrait.active) == ("Portrait", "EUR", 60, True)
    assert terms.edit_rate(db, replace(portrait, price=200, active=False))
    assert [one.service for one in terms.rates(db, active_only=True)] == ["Print"]
    assert terms.delete_rate(db, first)
    assert not terms.delete_rate(db, first)


def test_boundaries_are_added_edited_and_deleted(db: Database) -> None:
    one = terms.add_boundary(db, "No calls after 20:00", kind="hours")
    (boundary,) = terms.boundaries(db)
    assert terms.edit_boundary(db, replace(boundary, text="No calls after 19:00"))
    assert [one.text for one in terms.boundaries(db)] == ["No calls after 19:00"]
    assert terms.delete_boundary(db, one)
    assert terms.boundaries(db) == []


def test_guesses_are_noted_once_and_confirmed_or_dismissed(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    for _again in range(2):
        guesses.note(db, conversation_id, dealt(paid, booked), read=[str(paid), str(booked)])
    (payment,) = terms.payments(db, conversation_id=conversation_id)
    (booking,) = terms.bookings(db, conversation_id=conversation_id)
    assert (payment.amount, payment.standing, booking.standing) == (100, Footing.GUESSED, Footing.GUESSED)
    terms.rule_payment(db, payment.id, Footing.DISMISSED)
    terms.rule_booking(db, booking.id, Footing.CONFIRMED)
    guesses.note(db, conversation_id, dealt(paid, booked), read=[str(paid), str(booked)])
    assert terms.payments(db, conversation_id=conversation_id) == []
    assert terms.bookings(db, conversation_id=conversation_id)[0].standing is Footing.CONFIRMED
    terms.rule_payment(db, payment.id, Footing.GUESSED)
    assert len(terms.payments(db)) == 1


def test_a_guess_that_is_not_read_any_more_goes(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    guesses.note(db, conversation_id, Dealings(), read=[str(paid), str(booked)])
    assert terms.payments(db) == []
    assert terms.bookings(db) == []


def test_a_payment_spoken_of_again_elsewhere_is_the_same_one(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    again = Dealings(payments=(Payment(Direction.IN, None, "", AT + DAY, str(booked), 0.8),))
    guesses.note(db, conversation_id, again, read=[])
    assert len(terms.payments(db)) == 1
    guesses.note(db, conversation_id, replace(again, payments=(replace(again.payments[0], amount=50),)), read=[])
    assert len(terms.payments(db)) == 2


def test_what_was_confirmed_outlives_its_message_and_a_guess_does_not(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    terms.rule_booking(db, terms.bookings(db)[0].id, Footing.CONFIRMED)
    with transaction(db):
        removal.remove(db, [paid, booked], source_id=0, now_us=START)
    assert terms.payments(db) == []
    (booking,) = terms.bookings(db)
    assert booking.message_id is None


def test_what_the_person_writes_is_confirmed_and_what_they_edit_too(db: Database, talk: tuple[int, int, int]) -> None:
    conversation_id, paid, booked = talk
    terms.add_payment(db, conversation_id, amount=50, currency="EUR", direction=Direction.IN, paid_at=AT)
    own = terms.add_booking(db, conversation_id, what="call", starts_at=AT + 3 * DAY)
    guesses.note(db, conversation_id, dealt(paid, booked), read=[])
    guess = next(one for one in terms.bookings(db) if one.standing is Footing.GUESSED)
    assert terms.edit_booking(db, replace(guess, what="portrait"))
    assert {one.standing for one in terms.bookings(db)} == {Footing.CONFIRMED}
    assert terms.delete_booking(db, own)
    assert terms.delete_booking(db, guess.id)
    assert terms.bookings(db) == []
    (row,) = terms.payments(db)[:1]
    assert terms.edit_payment(db, replace(row, amount=75))
    assert 75 in [one.amount for one in terms.payments(db)]
    assert terms.delete_payment(db, row.id)


def test_payments_of_a_contact_come_from_all_their_conversations(db: Database, rows: Rows) -> None:
    contact_id = rows.contact()
    for _each in range(2):
        conversation_id = rows.conversation(contact_id)
        terms.add_payment(db, conversation_id, amount=5, currency="EUR", direction=Direction.IN, paid_at=AT)
    terms.add_payment(
        db, rows.conversation(rows.contact("Lee")), amount=9, currency="EUR", direction=Direction.IN, paid_at=AT
    )
    assert [one.amount for one in terms.payments(db, contact_id=contact_id)] == [5, 5]


@pytest.mark.parametrize("price", [float("nan"), float("inf"), -1.0])
def test_a_price_or_payment_that_is_no_amount_of_money_is_refused(
    db: Database, talk: tuple[int, int, int], price: float
) -> None:
    conversation_id, *_ = talk
    terms.add_rate(db, service="Print", price=12.5, currency="EUR")
    terms.add_payment(db, conversation_id, amount=None, currency="", direction=Direction.IN, paid_at=AT)
    rates, paid = terms.rates(db), terms.payments(db)
    with pytest.raises(ValueError, match="not negative"):
        terms.add_rate(db, service="Print", price=price, currency="EUR")
    with pytest.raises(ValueError, match="not negative"):
        terms.edit_rate(db, replace(rates[0], price=price))
    with pytest.raises(ValueError, match="not negative"):
        terms.add_payment(db, conversation_id, amount=price, currency="", direction=Direction.IN, paid_at=AT)
    with pytest.raises(ValueError, match="not negative"):
        terms.edit_payment(db, replace(paid[0], amount=price))
    assert (terms.rates(db), terms.payments(db)) == (rates, paid)


def test_half_a_character_in_the_own_terms_is_written_as_a_question_mark(
    db: Database, talk: tuple[int, int, int]
) -> None:
    half = "one \ud800 half"
    terms.add_rate(db, service=half, price=1, currency="EUR")
    terms.edit_rate(db, replace(terms.rates(db)[0], unit=half))
    terms.add_boundary(db, half)
    terms.add_booking(db, talk[0], what=half, starts_at=AT)
    (rate,), (boundary,), (booking,) = terms.rates(db), terms.boundaries(db), terms.bookings(db)
    assert {rate.service, rate.unit, boundary.text, booking.what} == {"one ? half"}
