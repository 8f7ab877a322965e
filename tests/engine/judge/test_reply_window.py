"""When the person usually answers: by contact and hour, in waking time, with few answers trusted a little."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.judge import reply_window as window
from engine.judge.reply_window import BINS, CELLS, EDGES, History, asleep, bin_of, cell, counted, forecast

NIGHT = (23, 7)
TUESDAY = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def history(*answers: tuple[datetime, float], everybody: tuple[tuple[datetime, float], ...] = ()) -> History:
    """Answers of a contact (and of others), each given as when it was asked and after how many minutes answered."""
    found = History(night=NIGHT)
    for counts, told in ((found.contact, answers), (found.everybody, (*answers, *everybody))):
        pairs = [(asked, asked + minutes(after)) for asked, after in told]
        for (at, place), n in counted(pairs, NIGHT).items():
            counts[at, place] += n
    return found


def usual_minutes(known: History, arrived: datetime = TUESDAY) -> float:
    return forecast(known, arrived_at=arrived, now=arrived).usual_s / 60


def test_with_no_answers_some_hours_are_assumed_and_nothing_is_said() -> None:
    found = forecast(History(), arrived_at=TUESDAY, now=TUESDAY)
    assert 2 * 3600 < found.usual_s < 12 * 3600
    assert not found.sure


def test_many_answers_decide() -> None:
    known = history(*((TUESDAY - timedelta(days=7 * week), 10 + week % 8) for week in range(40)))
    assert 12 < usual_minutes(known) < 22
    assert forecast(known, arrived_at=TUESDAY, now=TUESDAY).sure


def test_a_few_answers_move_the_forecast_towards_them_but_not_all_the_way() -> None:
    others = tuple((TUESDAY - timedelta(days=day), 120.0) for day in range(1, 60))
    none, few = usual_minutes(history(everybody=others)), history(*((TUESDAY, 5.0),) * 3, everybody=others)
    many = history(*((TUESDAY, 5.0),) * 60, everybody=others)
    assert none > 90
    assert usual_minutes(many) < 8 < usual_minutes(few) < none


def test_who_is_answered_fast_at_noon_and_slowly_in_the_evening_has_two_windows() -> None:
    noon, evening = TUESDAY.replace(hour=12), TUESDAY.replace(hour=19)
    known = history(*((noon, 5.0), (evening, 150.0)) * 30)
    assert usual_minutes(known, noon) < 15
    assert usual_minutes(known, evening) > 90


def test_weekends_are_their_own() -> None:
    saturday = TUESDAY + timedelta(days=4)
    known = history(*((TUESDAY, 10.0), (saturday, 400.0)) * 30)
    assert usual_minutes(known, saturday) > 5 * usual_minutes(known)


def test_a_message_before_midnight_that_is_answered_at_breakfast_was_answered_soon() -> None:
    late = TUESDAY.replace(hour=23, minute=40)
    morning = late.replace(hour=8, minute=10) + timedelta(days=1)
    assert window.waking_seconds(late, morning, NIGHT) == 70 * 60
    known = history(*((late, (morning - late) / minutes(1)),) * 30)
    found = forecast(known, arrived_at=late, now=late)
    assert found.usual_s < 2 * 3600
    assert found.closes_at.date() == morning.date()
    assert 7 <= found.closes_at.hour <= 9


def test_the_window_of_an_evening_message_goes_on_after_the_night() -> None:
    asked = TUESDAY.replace(hour=22, minute=30)
    assert window.later(asked, 20 * 60, NIGHT) == asked + minutes(20)
    assert window.later(asked, 50 * 60, NIGHT) == TUESDAY.replace(hour=7, minute=20) + timedelta(days=1)


def test_nothing_passes_while_the_person_sleeps() -> None:
    asked = TUESDAY.replace(hour=23, minute=30)
    known = history(*((TUESDAY, 30.0),) * 40)
    at = [forecast(known, arrived_at=asked, now=asked + timedelta(hours=h)).passed for h in (0, 3, 7, 8, 9)]
    assert at[0] == at[1] == at[2] < at[3] < at[4]


def test_closing_grows_with_time_and_reaches_the_usual_share_when_the_window_closes() -> None:
    known = history(*((TUESDAY - timedelta(days=day), 20.0 + day) for day in range(40)))
    opened = forecast(known, arrived_at=TUESDAY, now=TUESDAY)
    closed = forecast(known, arrived_at=TUESDAY, now=opened.closes_at)
    assert closed.passed == pytest.approx(window.USUAL, abs=0.03)
    assert opened.passed < 0.05


def test_the_zone_of_now_says_what_hour_it_is() -> None:
    tokyo = timezone(timedelta(hours=9))
    known = history(*((TUESDAY.replace(hour=12), 5.0),) * 30)
    asked = TUESDAY.replace(hour=15)  # midnight in Tokyo
    assert forecast(known, arrived_at=asked, now=asked.astimezone(tokyo)).closes_at.hour == 7


@pytest.mark.parametrize(
    ("when", "same_as"),
    [
        ("2026-03-10T02:00", "2026-03-09T22:00"),
        ("2026-03-09T03:00", "2026-03-08T23:00"),
        ("2026-03-14T02:00", "2026-03-13T22:00"),
    ],
)
def test_the_small_hours_belong_to_the_day_before(when: str, same_as: str) -> None:
    assert cell(datetime.fromisoformat(when)) == cell(datetime.fromisoformat(same_as))


def test_what_is_answered_a_week_later_answers_something_else() -> None:
    asked = TUESDAY
    assert not counted([(asked, asked + timedelta(days=8)), (asked, asked - minutes(1))], NIGHT)


def test_the_night_is_read_from_when_the_person_writes() -> None:
    day = [0] * 7 + [30] * 16 + [2]
    assert asleep(day) in ((23, 7), (0, 7))
    owl = [40] * 4 + [0] * 7 + [30] * 13
    assert asleep(owl) == (4, 11)
    assert asleep([50] * 24) == (0, 0)
    assert asleep([1] * 24) == window.USUAL_NIGHT


@given(st.floats(0, 1e7), st.integers(0, 23), st.integers(0, window.LONGEST_NIGHT))
def test_waking_time_and_the_clock_agree(seconds: float, first: int, hours: int) -> None:
    night = (first, (first + hours) % 24)
    since = TUESDAY.replace(hour=night[1])  # awake
    assert window.waking_seconds(since, window.later(since, seconds, night), night) == pytest.approx(seconds, abs=1.0)


@given(st.lists(st.tuples(st.integers(0, CELLS - 1), st.integers(0, BINS - 1)), max_size=60), st.floats(0, 1e6))
def test_a_distribution_adds_up_and_its_quantiles_rise(seen: list[tuple[int, int]], waited: float) -> None:
    known = History()
    for at, place in seen:
        known.contact[at, place] += 1
        known.everybody[at, place] += 1
    spread = window.distribution(known, 3)
    assert spread.sum() == pytest.approx(1.0)
    levels = [window.quantile(spread, share) for share in (0.1, 0.5, 0.7, 0.9)]
    assert levels == sorted(levels)
    assert 0.0 <= window.share_within(spread, waited) < 1.0


def test_bins_have_their_edges() -> None:
    assert bin_of(0) == 0
    assert bin_of(EDGES[0]) == 1
    assert bin_of(1e9) == BINS - 1
    assert np.all(np.diff(EDGES) > 0)
