"""The schedule nudges: late, twice or after a jump of the clock, and always through the one thread that acts."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.schedule import Act, Schedule

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 18, 14, 30, tzinfo=LONDON)
#: Seconds until a nudge that does not come counts as missing.
PATIENCE_S = 30.0


class Clock:
    """A clock that is set by hand."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class Bench:
    """A schedule whose nudges pile up until the test works them off."""

    def __init__(self, now: datetime = NOW, *, beat_s: float = 3600) -> None:
        self.clock = Clock(now)
        self.posted: queue.SimpleQueue[Act] = queue.SimpleQueue()
        self.told: list[str] = []
        self.schedule = Schedule(self.posted.put, self.clock, zone=LONDON, beat_s=beat_s)

    def tell(self, what: str) -> Act:
        return lambda: self.told.append(what)

    def beat(self) -> None:
        """What the timer thread would post, without waiting for it."""
        self.schedule.look()

    def work(self) -> None:
        """Wait for one nudge of the timer thread and act on it."""
        self.posted.get(timeout=PATIENCE_S)()


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.schedule.stop()


def test_an_act_is_posted_at_its_time_and_once(bench: Bench) -> None:
    bench.schedule.at("one", NOW + timedelta(minutes=5), bench.tell("one"))
    bench.beat()
    assert bench.told == []
    bench.clock.now = NOW + timedelta(minutes=5)
    bench.beat()
    bench.beat()
    assert bench.told == ["one"]
    assert bench.schedule.pending() == frozenset()


def test_the_timer_thread_posts_and_does_nothing_else(bench: Bench) -> None:
    bench.schedule.start()
    bench.clock.now = datetime.now(UTC)
    bench.schedule.at("one", bench.clock.now - timedelta(hours=5), bench.tell("one"))
    posted = bench.posted.get(timeout=PATIENCE_S)
    assert bench.told == []
    posted()
    assert bench.told == ["one"]


def test_what_was_missed_by_hours_of_sleep_still_comes(bench: Bench) -> None:
    bench.clock.now = datetime.now(UTC)
    bench.schedule.at("one", bench.clock.now - timedelta(hours=5), bench.tell("one"))
    bench.schedule.start()
    bench.work()
    assert bench.told == ["one"]


def test_the_beat_finds_what_a_clock_set_forward_made_due() -> None:
    bench = Bench(beat_s=0.05)
    bench.schedule.at("one", NOW + timedelta(days=3000), bench.tell("one"))
    bench.schedule.start()
    bench.clock.now = NOW + timedelta(days=3001)
    bench.work()
    bench.schedule.stop()
    assert bench.told == ["one"]


def test_a_nudge_that_a_clock_set_back_made_early_waits_on(bench: Bench) -> None:
    bench.schedule.at("one", NOW + timedelta(minutes=5), bench.tell("one"))
    bench.clock.now = NOW - timedelta(hours=2)
    bench.beat()
    assert bench.told == []
    assert bench.schedule.pending() == {"one"}
    bench.clock.now = NOW + timedelta(minutes=6)
    bench.beat()
    assert bench.told == ["one"]


def test_a_second_time_for_a_key_takes_the_place_of_the_first(bench: Bench) -> None:
    bench.schedule.at("one", NOW + timedelta(minutes=5), bench.tell("early"))
    bench.schedule.at("one", NOW + timedelta(minutes=9), bench.tell("late"))
    bench.clock.now = NOW + timedelta(minutes=30)
    bench.beat()
    assert bench.told == ["late"]


def test_what_is_cancelled_is_not_told_even_if_its_nudge_is_under_way(bench: Bench) -> None:
    bench.clock.now = datetime.now(UTC)
    bench.schedule.at("one", bench.clock.now, bench.tell("one"))
    bench.schedule.start()
    posted = bench.posted.get(timeout=PATIENCE_S)
    bench.schedule.cancel("one")
    posted()
    assert bench.told == []


def test_a_daily_act_comes_once_a_local_date(bench: Bench) -> None:
    bench.schedule.daily("night", time(2, 30), bench.tell("night"))
    for hours in range(0, 72):
        bench.clock.now = (NOW.astimezone(UTC) + timedelta(hours=hours)).astimezone(LONDON)
        bench.beat()
    assert len(bench.told) == 4  # 18th (slept through), 19th, 20th, 21st


def test_the_hour_that_comes_twice_nudges_once() -> None:
    bench = Bench(datetime(2026, 10, 25, 0, 30, tzinfo=LONDON))
    bench.schedule.daily("night", time(1, 30), bench.tell("night"))
    start = bench.clock.now.astimezone(UTC)
    for minutes in range(0, 300, 10):
        bench.clock.now = (start + timedelta(minutes=minutes)).astimezone(LONDON)
        bench.beat()
    assert bench.told == ["night"]


def test_the_hour_that_is_skipped_nudges_after_the_gap() -> None:
    bench = Bench(datetime(2026, 3, 29, 0, 30, tzinfo=LONDON))
    bench.schedule.daily("night", time(1, 30), bench.tell("night"))
    bench.beat()
    assert bench.told == []
    bench.clock.now = datetime(2026, 3, 29, 2, 31, tzinfo=LONDON)
    bench.beat()
    assert bench.told == ["night"]


def test_a_clock_set_back_over_midnight_nudges_that_date_again_for_the_row_to_decide(bench: Bench) -> None:
    bench.schedule.daily("night", time(2, 30), bench.tell("night"))
    bench.beat()
    bench.clock.now = NOW - timedelta(days=1)
    bench.beat()
    assert bench.told == ["night", "night"]


def test_an_act_may_ask_for_the_next_time_itself(bench: Bench) -> None:
    def again() -> None:
        bench.told.append("one")
        bench.schedule.at("one", NOW + timedelta(hours=1), bench.tell("two"))

    bench.schedule.at("one", NOW, again)
    bench.beat()
    bench.clock.now = NOW + timedelta(hours=1)
    bench.beat()
    assert bench.told == ["one", "two"]


def test_stopping_leaves_nothing_behind_and_may_be_done_twice(bench: Bench) -> None:
    bench.schedule.start()
    bench.schedule.at("one", NOW, bench.tell("one"))
    bench.schedule.stop()
    bench.schedule.stop()
    bench.beat()
    assert bench.told == []
    assert not bench.schedule.running
