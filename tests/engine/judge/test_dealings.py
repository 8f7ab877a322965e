"""What counts as a price, a payment and a booking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Message
from engine.judge import dealings
from tests.engine.judge.conversations import NOW, said
from tests.engine.judge.dealing_examples import (
    BOOKINGS,
    NO_BOOKINGS,
    NO_PAYMENTS,
    NO_PRICES,
    PAYMENTS,
    PRICES,
)


@pytest.mark.parametrize(("line", "amount", "currency", "unit"), PRICES)
def test_a_price_is_found_with_what_it_is_for(line: str, amount: float, currency: str, unit: str) -> None:
    (price,) = dealings.find(said(line)).prices
    assert (price.amount, price.currency, price.unit) == (amount, currency, unit)


@pytest.mark.parametrize("line", NO_PRICES)
def test_other_numbers_are_no_prices(line: str) -> None:
    assert dealings.find(said(line)).prices == ()


@pytest.mark.parametrize(("lines", "direction", "amount"), PAYMENTS)
def test_a_payment_is_found_once_whoever_speaks_of_it(
    lines: tuple[str, ...], direction: str, amount: float | None
) -> None:
    (payment,) = dealings.find(said(*lines)).payments
    assert (payment.direction, payment.amount) == (direction, amount)


@pytest.mark.parametrize("lines", NO_PAYMENTS)
def test_plans_questions_and_other_money_are_no_payments(lines: tuple[str, ...]) -> None:
    assert dealings.find(said(*lines)).payments == ()


@pytest.mark.parametrize(("lines", "starts", "state"), BOOKINGS)
def test_a_date_both_sides_settle_on_is_a_booking(lines: tuple[str, ...], starts: str, state: str) -> None:
    booking = dealings.find(said(*lines)).bookings[-1]
    assert (f"{booking.starts_at:%m-%d %H:%M}", booking.state) == (starts, state)
    assert len(dealings.find(said(*lines)).bookings) == 1


@pytest.mark.parametrize("lines", NO_BOOKINGS)
def test_a_date_that_was_only_named_or_refused_is_none(lines: tuple[str, ...]) -> None:
    assert dealings.find(said(*lines)).bookings == ()


def test_there_are_enough_examples() -> None:
    cases = (PRICES, NO_PRICES, PAYMENTS, NO_PAYMENTS, BOOKINGS, NO_BOOKINGS)
    assert sum(map(len, cases)) >= 50


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=120)), max_size=6))
def test_any_talk_is_read(lines: list[tuple[bool, str]]) -> None:
    talk = [Message(str(at), mine, text, NOW) for at, (mine, text) in enumerate(lines)]
    found = dealings.find(talk)
    ids = {one.message_id for one in talk}
    assert {one.message_id for one in (*found.prices, *found.payments, *found.bookings)} <= ids


@pytest.mark.parametrize(
    "text", ["€" * 100_000, "1,000," * 20_000, "paid " * 20_000, "دفع 100 ريال", "see you " * 9_000]
)
def test_hostile_texts_are_read(text: str) -> None:
    assert dealings.find([Message("1", False, text, NOW)]) is not None
