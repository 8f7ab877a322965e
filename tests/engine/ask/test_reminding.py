"""When a reminder is due and what it says, as people put it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask import reminding
from engine.ask.reminding import Wish
from engine.ask.times import Unclear
from tests.engine.ask.reminder_examples import EXAMPLES, NOW, UNCLEAR

LONDON = ZoneInfo("Europe/London")
#: The clocks go forward on 29 March 2026 at 01:00 and back on 25 October 2026 at 02:00.
BEFORE_SPRING = datetime(2026, 3, 28, 22, 0, tzinfo=LONDON)
BEFORE_AUTUMN = datetime(2026, 10, 24, 22, 0, tzinfo=LONDON)


def wish(said: str, now: datetime = NOW) -> Wish:
    found = reminding.read(said, now)
    assert isinstance(found, Wish), found
    return found


@pytest.mark.parametrize(("said", "due", "text"), EXAMPLES, ids=[said[:50] for said, _, _ in EXAMPLES])
def test_a_wish_is_read_with_its_time(said: str, due: str, text: str) -> None:
    found = wish(said)
    assert (f"{found.at:%Y-%m-%d %H:%M}", found.text) == (due, text)


@pytest.mark.parametrize(("said", "code"), UNCLEAR)
def test_what_cannot_be_kept_is_asked_back(said: str, code: str) -> None:
    assert reminding.read(said, NOW) == Unclear(code)


def test_there_are_enough_examples() -> None:
    assert len(EXAMPLES) + len(UNCLEAR) >= 80


def test_a_time_the_clocks_skip_is_moved_on_by_what_they_skip() -> None:
    found = wish("remind me tomorrow at 01:30 to feed the cat", BEFORE_SPRING)
    assert found.at.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert f"{found.at:%H:%M}" == "02:30"
    assert "gap" in found.guessed


def test_of_a_time_that_comes_twice_the_first_is_meant() -> None:
    found = wish("remind me tomorrow at 01:30 to feed the cat", BEFORE_AUTUMN)
    assert found.at.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "fold" in found.guessed


def test_the_second_is_meant_where_the_first_is_over() -> None:
    now = datetime(2026, 10, 25, 1, 10, tzinfo=LONDON, fold=1)
    found = wish("remind me at 01:30 to feed the cat", now)
    assert found.at.astimezone(UTC) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_hours_are_counted_on_a_stop_watch_and_days_on_the_calendar() -> None:
    for now in (BEFORE_SPRING, BEFORE_AUTUMN):
        assert wish("remind me in 4 hours to eat", now).at.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=4)
        assert f"{wish('remind me in 1 day to eat', now).at:%H:%M}" == f"{now:%H:%M}"
        assert f"{wish('remind me tomorrow at 09:00 to eat', now).at:%H:%M}" == "09:00"


def test_a_day_and_month_in_figures_are_read_as_in_the_zone() -> None:
    there = NOW.astimezone(ZoneInfo("America/New_York"))
    assert f"{wish('remind me on 5/4 to pay').at:%d %B}" == "05 April"
    assert f"{wish('remind me on 5/4 to pay', there).at:%d %B}" == "04 May"
    assert "order" in wish("remind me on 5/4 to pay").guessed


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("remind me at 3 to eat", "half_day"),
        ("remind me tomorrow to eat", "time"),
        ("remind me next Friday to eat", "week"),
    ],
)
def test_what_was_filled_in_is_told(said: str, code: str) -> None:
    assert code in wish(said).guessed


@pytest.mark.parametrize("said", ["remind me at 15:00 to eat", "remind me tomorrow at 9am to eat"])
def test_what_was_said_in_full_is_not_guessed(said: str) -> None:
    assert wish(said).guessed == ()


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ("remind me on Thursday the 26th to pay", "2026-03-26 09:00"),
        ("remind me on Friday 27 March at 4 to pay", "2026-03-27 16:00"),
        ("remind me next week on Tuesday to pay", "2026-03-24 09:00"),
        ("remind me on Tuesday next week at 3 to pay", "2026-03-24 15:00"),
        ("remind me on Sunday evening to pay", "2026-03-22 19:00"),
        ("remind me at 10 tonight to pay", "2026-03-18 22:00"),
        ("remind me on 29 February to pay", "2028-02-29 09:00"),
        ("remind me to text Sun on Monday", "2026-03-23 09:00"),
        ("remind me to wish Kim good morning at 8am", "2026-03-19 08:00"),
    ],
)
def test_the_surest_name_of_a_day_counts(said: str, due: str) -> None:
    assert f"{wish(said).at:%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize(
    "said",
    ["", "x", "🦜", "remind me at 25 to eat", "remind me on 99/99 to eat", "remind me in 999 years to eat",
     "\u202eremind me", "ذكرني غدا", "9" * 100_000, "remind me at " * 9_000, "at 3 " * 5_000],
)  # fmt: skip
def test_nonsense_is_asked_back_or_read_but_never_breaks(said: str) -> None:
    found = reminding.read(said, NOW)
    assert isinstance(found, Unclear) or found.at.astimezone(UTC) > NOW.astimezone(UTC)


@given(st.text(max_size=120))
def test_no_text_breaks_the_reading(text: str) -> None:
    found = reminding.read(f"remind me {text}", NOW)
    assert isinstance(found, Unclear) or found.at.astimezone(UTC) > NOW.astimezone(UTC)


@given(
    st.integers(0, 23), st.integers(0, 59), st.sampled_from(["tomorrow", "on Friday", "on 5 May", ""]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
)  # fmt: skip
def test_a_time_said_in_full_is_kept_to_the_minute(hour: int, minute: int, day: str, said_at: datetime) -> None:
    now = said_at.replace(tzinfo=LONDON)
    found = reminding.read(f"remind me {day} at {hour:02}:{minute:02} to eat", now)
    assert isinstance(found, Wish)
    assert found.at.astimezone(UTC) > now.astimezone(UTC)
    named = hour > 12 or hour == 0 or hour < 10
    if "gap" not in found.guessed and named:
        assert (found.at.hour, found.at.minute) == (hour, minute)
    assert found.text == "Eat"
