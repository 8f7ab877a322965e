"""Which date a calendar expression comes to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dates import reckoning
from engine.dates.names import MONTHS, MONTHS_OF, WEEKDAYS, month

WEDNESDAY = date(2026, 3, 18)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


def test_the_next_weekday_is_not_today_unless_that_counts() -> None:
    assert reckoning.weekday_after(WEDNESDAY, 2) == date(2026, 3, 25)
    assert reckoning.weekday_after(WEDNESDAY, 2, today=True) == WEDNESDAY
    assert reckoning.weekday_after(WEDNESDAY, 4) == date(2026, 3, 20)


@pytest.mark.parametrize(("weekday", "found"), [(4, date(2026, 3, 27)), (0, date(2026, 3, 23)), (2, date(2026, 3, 25))])
def test_next_friday_is_the_friday_of_the_week_after_this_one(weekday: int, found: date) -> None:
    assert reckoning.weekday_of_next_week(WEDNESDAY, weekday) == found


@pytest.mark.parametrize(
    ("number", "found"),
    [
        (20, date(2026, 3, 20)),
        (18, date(2026, 4, 18)),
        (5, date(2026, 4, 5)),
        (31, date(2026, 3, 31)),
        (32, None),
        (0, None),
    ],
)
def test_a_day_of_the_month_is_the_next_one_that_there_is(number: int, found: date | None) -> None:
    assert reckoning.day_of_month(number, WEDNESDAY) == found


def test_today_may_count_as_the_day_of_the_month() -> None:
    assert reckoning.day_of_month(18, WEDNESDAY, today=True) == WEDNESDAY


def test_a_month_without_that_day_is_left_out() -> None:
    assert reckoning.day_of_month(31, date(2026, 3, 31)) == date(2026, 5, 31)
    assert reckoning.day_of_month(30, date(2026, 1, 31)) == date(2026, 3, 30)


def test_figures_are_read_in_the_order_asked() -> None:
    assert reckoning.in_figures("3", "4", None, WEDNESDAY, order="DMY") == date(2026, 4, 3)
    assert reckoning.in_figures("3", "4", None, WEDNESDAY, order="MDY") == date(2027, 3, 4)
    assert reckoning.in_figures("15", "3", "2027", WEDNESDAY, order="DMY") == date(2027, 3, 15)
    assert reckoning.in_figures("15", "3", None, WEDNESDAY, order="MDY") is None
    assert reckoning.in_figures("31", "2", None, WEDNESDAY, order="DMY") is None


def test_a_named_month_without_a_year_is_the_next_one_unless_it_has_only_just_passed() -> None:
    assert reckoning.in_month(1, 3, WEDNESDAY, back=timedelta(days=60)) == date(2026, 3, 1)
    assert reckoning.in_month(1, 3, WEDNESDAY, back=timedelta()) == date(2027, 3, 1)
    assert reckoning.in_month(31, 2, WEDNESDAY, back=timedelta()) is None


@given(DAYS, st.integers(0, 6))
def test_weekdays_are_within_two_weeks_and_of_that_name(day: date, weekday: int) -> None:
    for found in (
        reckoning.weekday_after(day, weekday),
        reckoning.weekday_of_next_week(day, weekday),
        reckoning.in_next_week(day, weekday),
    ):
        assert found.weekday() == weekday
        assert 0 < (found - day).days <= 14
    before = reckoning.weekday_before(day, weekday)
    assert before.weekday() == weekday
    assert 0 < (day - before).days <= 7


@given(DAYS, st.integers(0, 30))
def test_a_month_begins_and_ends_in_itself(day: date, months: int) -> None:
    first, last = reckoning.month_start(day, months), reckoning.month_end(day, months)
    assert first.day == 1
    assert (last + timedelta(days=1)).day == 1
    assert (first.year, first.month) == (last.year, last.month)


def test_every_name_of_a_month_has_the_number_of_its_place() -> None:
    assert {MONTHS[word] for word in MONTHS_OF["de"].split()} == set(range(1, 13))
    for tongue in ("es", "fr", "pt"):
        assert {MONTHS[word] for word in MONTHS_OF[tongue].split()} == set(range(1, 13))
    assert set(WEEKDAYS.values()) == set(range(7))
    with pytest.raises(ValueError, match="foo"):
        month("foo")
