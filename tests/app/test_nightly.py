"""When a night trains: one run a date, whatever the clock does, and a named reason whenever it waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.nightly import IDLE_S, WINDOW, Base, Facts, Reason, Train, Wait, consider, go_on, next_start, night_of

LONDON = ZoneInfo("Europe/London")
HALF_TWO = time(2, 30)
TONIGHT = datetime(2026, 6, 18, 2, 40, tzinfo=LONDON)
FIT = Facts(TONIGHT, HALF_TWO)


def test_all_conditions_met_trains_for_tonight() -> None:
    assert consider(FIT) == Train(date(2026, 6, 18), resume=False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"train_at": None}, Reason.OFF),
        ({"installed": False}, Reason.PARTS),
        ({"base": Base.NONE}, Reason.NO_MODEL),
        ({"base": Base.CANNOT}, Reason.MODEL_CANNOT),
        ({"base": Base.REMOTE}, Reason.MODEL_REMOTE),
        ({"running": True}, Reason.RUNNING),
        ({"paused": True}, Reason.PAUSED),
        ({"now": TONIGHT.replace(hour=1)}, Reason.NOT_YET),
        ({"now": TONIGHT.replace(hour=12)}, Reason.NOT_YET),
        ({"last_night": date(2026, 6, 18)}, Reason.DONE_TONIGHT),
        ({"on_mains": False}, Reason.BATTERY),
        ({"idle_s": None}, Reason.IDLE_UNKNOWN),
        ({"idle_s": IDLE_S - 1}, Reason.PRESENT),
        ({"busy": True}, Reason.BUSY),
        ({"hot": True}, Reason.HOT),
        ({"free_memory_bytes": 4_000_000_000, "needs_bytes": 3_000_000_000}, Reason.MEMORY),
        ({"free_disk_bytes": 7_000_000_000}, Reason.DISK),
        ({"free_disk_bytes": 33_500_000_000, "writes_bytes": 33_000_000_000}, Reason.DISK),
        ({"n_examples": 199}, Reason.FEW),
        ({"n_new": 39}, Reason.FEW_NEW),
    ],
)
def test_each_unmet_condition_waits_with_its_own_reason(change: dict[str, object], reason: Reason) -> None:
    found = consider(replace(FIT, **change))  # type: ignore[arg-type]
    assert isinstance(found, Wait)
    assert found.reason is reason


def test_words_that_are_gone_are_unlearnt_without_waiting_for_new_examples() -> None:
    assert isinstance(consider(replace(FIT, n_new=3, outlived=True)), Train)
    found = consider(replace(FIT, n_new=3, n_examples=199, outlived=True))
    assert isinstance(found, Wait)
    assert found.reason is Reason.FEW


@pytest.mark.parametrize(
    "change",
    [{"paused": True}, {"installed": False}, {"base": Base.NONE}, {"base": Base.REMOTE}, {"base": Base.CANNOT}],
)
def test_what_may_end_within_the_night_is_looked_at_again_soon_and_else_at_the_next_hour(
    change: dict[str, object],
) -> None:
    found = consider(replace(FIT, **change))  # type: ignore[arg-type]
    assert isinstance(found, Wait)
    assert found.until == TONIGHT + timedelta(minutes=5)
    by_day = consider(replace(FIT, now=TONIGHT.replace(hour=12), **change))  # type: ignore[arg-type]
    assert isinstance(by_day, Wait)
    assert by_day.until is None


def test_every_reason_is_given_by_some_rule() -> None:
    given_by_start = {
        Reason.OFF, Reason.PARTS, Reason.NO_MODEL, Reason.MODEL_CANNOT, Reason.MODEL_REMOTE, Reason.RUNNING,
        Reason.PAUSED, Reason.NOT_YET, Reason.DONE_TONIGHT, Reason.BATTERY, Reason.IDLE_UNKNOWN, Reason.PRESENT,
        Reason.BUSY, Reason.HOT, Reason.MEMORY, Reason.DISK, Reason.FEW, Reason.FEW_NEW,
    }  # fmt: skip
    assert set(Reason) - given_by_start == {Reason.MORNING}


def test_what_the_person_starts_waits_for_no_hour_no_idleness_and_no_new_examples() -> None:
    noon = replace(FIT, now=TONIGHT.replace(hour=12), by_hand=True, train_at=None, idle_s=0.0, n_new=0, busy=True)
    assert consider(noon) == Train(date(2026, 6, 18), resume=False)
    assert consider(replace(noon, paused=True)) == Train(date(2026, 6, 18), resume=False)
    assert consider(replace(noon, on_mains=False)) == Wait(Reason.BATTERY, noon.now + timedelta(minutes=5))
    few = consider(replace(noon, n_examples=10))
    assert isinstance(few, Wait)
    assert few.reason is Reason.FEW


def test_an_interrupted_night_goes_on_without_new_examples_even_on_the_date_it_began() -> None:
    again = replace(FIT, unfinished=True, last_night=date(2026, 6, 18), n_new=0, n_examples=0)
    assert consider(again) == Train(date(2026, 6, 18), resume=True)


def test_a_night_that_begins_before_midnight_belongs_to_the_date_it_began_on() -> None:
    late = time(23, 30)
    assert night_of(datetime(2026, 6, 18, 23, 45, tzinfo=LONDON), late) == date(2026, 6, 18)
    assert night_of(datetime(2026, 6, 19, 5, 29, tzinfo=LONDON), late) == date(2026, 6, 18)
    assert night_of(datetime(2026, 6, 19, 5, 30, tzinfo=LONDON), late) is None


def test_a_computer_that_slept_through_the_hour_trains_when_it_wakes_within_the_night_only() -> None:
    assert consider(replace(FIT, now=TONIGHT.replace(hour=8, minute=29))) == Train(date(2026, 6, 18), resume=False)
    found = consider(replace(FIT, now=TONIGHT.replace(hour=8, minute=30)))
    assert found == Wait(Reason.NOT_YET, datetime(2026, 6, 19, 2, 30, tzinfo=LONDON))


@pytest.mark.parametrize("hour", [time(1, 0), time(1, 30), time(2, 0), time(23, 59), time(0, 0)])
@pytest.mark.parametrize("spring", [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)])
def test_over_the_change_of_the_clocks_every_date_is_trained_for_exactly_once(hour: time, spring: datetime) -> None:
    nights: list[date] = []
    last: date | None = None
    for minute in range(0, 5 * 24 * 60, 7):
        now = (spring + timedelta(minutes=minute)).astimezone(LONDON)
        found = consider(replace(FIT, now=now, train_at=hour, last_night=last))
        if isinstance(found, Train):
            nights.append(found.night)
            last = found.night
    assert len(nights) == len(set(nights)) >= 5
    assert nights == [nights[0] + timedelta(days=i) for i in range(len(nights))]


def test_a_clock_set_back_does_not_train_again_and_one_that_was_years_ahead_does_not_stop_training() -> None:
    back = consider(replace(FIT, last_night=date(2026, 6, 19)))
    assert isinstance(back, Wait)
    assert back.reason is Reason.DONE_TONIGHT
    assert consider(replace(FIT, last_night=date(2031, 1, 1))) == Train(date(2026, 6, 18), resume=False)


@given(minutes=st.integers(0, 400 * 24 * 60), hour=st.times())
def test_the_next_start_is_ahead_and_begins_a_night(minutes: int, hour: time) -> None:
    now = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)).astimezone(LONDON)
    hour = hour.replace(second=0, microsecond=0, tzinfo=None)
    start = next_start(replace(FIT, now=now, train_at=hour))
    assert start is not None
    assert start > now
    assert start - now <= timedelta(hours=25)
    assert night_of(start, hour) is not None


BEGAN = TONIGHT - timedelta(minutes=5)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, None),
        ({"idle_s": 1.0}, Reason.PRESENT),
        ({"idle_s": None}, Reason.PRESENT),
        ({"busy": True}, Reason.BUSY),
        ({"on_mains": False}, Reason.BATTERY),
        ({"hot": True}, Reason.HOT),
        ({"free_memory_bytes": 100}, Reason.MEMORY),
        ({"free_disk_bytes": 999_999_999}, Reason.DISK),
        ({"free_disk_bytes": 3_600_000_000, "writes_bytes": 2_700_000_000}, Reason.DISK),
        ({"free_disk_bytes": 3_700_000_000, "writes_bytes": 2_700_000_000}, None),
        ({"now": TONIGHT + WINDOW}, Reason.MORNING),
        ({"train_at": None}, Reason.MORNING),
        ({"by_hand": True, "idle_s": 0.0, "busy": True, "now": TONIGHT + WINDOW}, None),
        ({"by_hand": True, "on_mains": False}, Reason.BATTERY),
    ],
)
def test_a_run_stops_for_a_named_reason_or_goes_on(change: dict[str, object], reason: Reason | None) -> None:
    assert go_on(replace(FIT, **change), began=BEGAN) is reason  # type: ignore[arg-type]


def test_the_input_that_ended_before_the_start_does_not_count_as_the_persons_return() -> None:
    just_begun = replace(FIT, idle_s=2.0)
    assert go_on(just_begun, began=TONIGHT - timedelta(seconds=1)) is None
