"""Nothing is trained while a condition of the machine or the settings does not hold."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from learning_bench import NOW
from night_bench import NightBench

from app import events
from app.nightly import Reason
from app.settings import Settings
from app.store import nights

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(90)]


@pytest.mark.parametrize(
    ("so", "reason"),
    [
        (lambda bench: setattr(bench.machine, "idle_s", 3.0), Reason.PRESENT),
        (lambda bench: setattr(bench.machine, "idle_s", None), Reason.IDLE_UNKNOWN),
        (lambda bench: setattr(bench.machine, "on_battery", True), Reason.BATTERY),
        (lambda bench: setattr(bench.machine, "memory", 1 << 30), Reason.MEMORY),
        (lambda bench: setattr(bench, "paused", True), Reason.PAUSED),
        (lambda bench: setattr(bench, "settings", Settings()), Reason.OFF),
        (lambda bench: setattr(bench.machine, "now", NOW.replace(hour=14)), Reason.NOT_YET),
    ],
)
def test_nothing_is_trained_while_a_condition_does_not_hold(
    bench: NightBench, so: Callable[[NightBench], None], reason: Reason
) -> None:
    so(bench)
    bench.start()
    assert bench.waits() == reason
    assert bench.jobs() == []
    newest = nights.newest(bench.vault.db)
    if reason in (Reason.OFF, Reason.NOT_YET):
        assert newest is None
    else:
        assert newest is not None
        assert (newest.begun_us, newest.reason) == (0, reason)


@pytest.mark.parametrize(("idle_s", "reason"), [(3.0, Reason.BATTERY), (None, Reason.IDLE_UNKNOWN)])
def test_whoever_sits_down_in_the_morning_is_not_why_nothing_was_trained_all_night(
    bench: NightBench, idle_s: float | None, reason: Reason
) -> None:
    bench.machine.on_battery = True
    bench.start()
    bench.machine.on_battery, bench.machine.idle_s = False, idle_s
    bench.do(bench.nights.look)
    newest = nights.newest(bench.vault.db)
    assert newest is not None
    assert newest.reason == reason


def test_a_condition_that_comes_to_hold_later_in_the_night_lets_it_begin(bench: NightBench) -> None:
    bench.machine.on_battery = True
    bench.start()
    assert bench.waits() == Reason.BATTERY
    bench.machine.on_battery = False
    bench.do(bench.nights.look)
    bench.next(events.MorningReport)
    night = nights.last(bench.vault.db)
    assert night is not None
    assert night.reason == ""
