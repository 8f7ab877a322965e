"""A reply that says otherwise than the person did is told so, and one that does not is left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wording import replies as words
from engine.brief import Booking, BookingState, PriceQuoted, Promise, PromiseState, Side
from engine.domain import Message
from engine.judge import promises
from engine.reply.consistency import CODES, NONE, Price, Terms, contradictions

#: A Tuesday.
NOW = datetime(2026, 5, 5, 10, tzinfo=UTC)
CARD = (Price("portrait session", 180.0, "EUR", minutes=60), Price("wedding day", 1900.0, "EUR"))
HOURLY = (Price("lesson", 45.0, "GBP", unit="hour"),)
LAST = PriceQuoted(Side.ME, 150.0, "", "", "", "m1", NOW - timedelta(days=10))
SATURDAY = Booking("shoot", datetime(2026, 5, 9, 14, tzinfo=UTC), True, BookingState.AGREED, "m2", 0.9)


def promised(text: str) -> tuple[Promise, ...]:
    found = tuple(promises.find(Message("m3", True, text, NOW - timedelta(days=1))))
    assert found, text
    return found


WEDNESDAY = promised("I'll send the invoice by Wednesday")


@pytest.mark.parametrize(
    ("text", "terms", "told"),
    [
        ("a portrait session is €150", Terms(NOW, CARD), ("price_off_card:150:180",)),
        ("a portrait session is €180", Terms(NOW, CARD), ()),
        ("the portrait session costs 360 euros for 2 hours", Terms(NOW, CARD), ()),
        ("a wedding day is €1,900", Terms(NOW, CARD), ()),
        ("a wedding day is €1,500", Terms(NOW, CARD), ("price_off_card:1500:1900",)),
        ("a portrait session is $150", Terms(NOW, CARD), ()),
        ("the deposit for the portrait session is €50", Terms(NOW, CARD), ()),
        ("a portrait session is €150, €50 deposit", Terms(NOW, CARD), ("price_off_card:150:180",)),
        ("a portrait session is lovely in May", Terms(NOW, CARD), ()),
        ("Saturday 14:00 is fine, bring 2 outfits", Terms(NOW, CARD), ()),
        ("it's £45 per hour", Terms(NOW, HOURLY), ()),
        ("it's £40 per hour", Terms(NOW, HOURLY), ("price_off_card:40:45",)),
        ("it's 150 as before", Terms(NOW, last=LAST), ()),
        ("it's €170 for you", Terms(NOW, last=LAST), ("price_off_last:170:150",)),
        ("it's €180 for the portrait session", Terms(NOW, CARD, last=LAST), ()),
        ("it's €170 for you", Terms(NOW + timedelta(days=200), last=LAST), ()),
        ("Saturday at 14:30 works for me", Terms(NOW, taken=(SATURDAY,)), ("time_taken:14.00",)),
        ("Saturday at 17:00 works for me", Terms(NOW, taken=(SATURDAY,)), ()),
        ("Sunday at 14:30 works for me", Terms(NOW, taken=(SATURDAY,)), ()),
        ("Saturday at 14:30 is taken, sorry", Terms(NOW, taken=(SATURDAY,)), ()),
        ("Saturday works for me", Terms(NOW, taken=(SATURDAY,)), ()),
        ("I'll send the invoice on Friday", Terms(NOW, promised=WEDNESDAY), ("promise_later:Wednesday",)),
        ("I'll send the invoice tomorrow", Terms(NOW, promised=promised("I'll send the invoice by Friday")), ()),
        ("hello there", Terms(NOW, CARD, LAST, (SATURDAY,)), ()),
    ],
)  # fmt: skip
def test_what_contradicts_and_what_does_not(text: str, terms: Terms, told: tuple[str, ...]) -> None:
    assert contradictions(text, terms) == told


def test_a_cancelled_booking_takes_no_time() -> None:
    gone = Booking("shoot", SATURDAY.starts_at, True, BookingState.CANCELLED, "m2", 0.9)
    assert contradictions("Saturday at 14:00 works for me", Terms(NOW, taken=(gone,))) == ()


def test_nothing_known_contradicts_nothing() -> None:
    assert contradictions("a portrait session is €1 on Saturday at 14:00", NONE) == ()


def test_every_contradiction_has_its_sentence() -> None:
    assert set(words.CONTRADICTIONS) == set(CODES)
    assert words.warning("price_off_card:150:180") == "It says 150; your rate card says 180."
    assert words.warning("time_taken:14.00") == "You are booked at 14.00 then."


def test_an_open_promise_is_needed() -> None:
    assert all(one.state is PromiseState.OPEN for one in promised("I'll send the invoice by Wednesday"))


@given(st.text(max_size=300))
def test_any_text_is_taken(text: str) -> None:
    terms = Terms(NOW, CARD, LAST, (SATURDAY,), promised("I'll send the invoice by Wednesday"))
    assert {one.partition(":")[0] for one in contradictions(text, terms)} <= set(CODES)
