"""A night of training begins by the hour, once a date, whatever clock or computer does, and is told of at last."""

from __future__ import annotations

import dataclasses
import sys
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from learning_bench import with_parameters
from night_bench import NIGHT, QUICK, SLOW, NightBench

from app import events, manifest, morning, training_shown
from app.lock import HomeLock
from app.manifest import AdapterRef
from app.nightly import NEW_EXAMPLES, WINDOW, Reason
from app.settings import Settings
from app.store import adapters as stored
from app.store import nights
from app.store.adapters import State
from app.store.jobs import Status
from app.training_files import lock_of
from app.vault import Vault
from engine.domain import micros

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(90)]


def test_a_night_makes_an_adapter_and_the_morning_tells_of_it(bench: NightBench) -> None:
    bench.start()
    report = bench.next(events.MorningReport)
    assert isinstance(report, events.MorningReport)
    made = stored.get(bench.vault.db, report.adapter_id)
    assert made.state is State.OFFERED
    assert stored.in_use(bench.vault.db, made.model_id) is None
    night = nights.last(bench.vault.db)
    assert night is not None
    assert (night.date, night.job_id, night.seen) == (date(2036, 3, 4), made.job_id, False)
    bench.do(bench.nights.see)
    assert nights.newest(bench.vault.db) == dataclasses.replace(night, seen=True)


def test_a_date_is_trained_for_once_also_by_a_clock_that_is_set_back(bench: NightBench) -> None:
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    for later in (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=5), timedelta(days=-1)):
        bench.machine.now = NIGHT + later
        bench.do(bench.nights.look)
        assert bench.waits() == Reason.DONE_TONIGHT
    assert len(bench.jobs()) == 1


def test_a_night_of_a_clock_that_was_wrong_hides_no_run(bench: NightBench) -> None:
    ahead = NIGHT + timedelta(days=30)
    nights.claim(bench.vault.db, ahead.date(), "", now_us=micros(ahead))
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    bench.machine.now = NIGHT + timedelta(minutes=30)
    bench.do(bench.nights.look)
    assert bench.waits() == Reason.DONE_TONIGHT
    assert len(bench.jobs()) == 1


def test_a_night_of_a_clock_that_was_wrong_hides_no_morning(bench: NightBench) -> None:
    db, ahead = bench.vault.db, NIGHT.date() + timedelta(days=30)
    nights.put_reason(db, ahead, Reason.BATTERY)
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    told = morning.report(db, now=NIGHT, train_at=NIGHT.time())
    assert told is not None
    assert told.night is not None
    assert (told.night.date, told.night.seen) == (NIGHT.date(), False)
    bench.do(bench.nights.see)
    night = nights.newest(db, by=NIGHT.date())
    assert night is not None
    assert night.seen
    shown = training_shown.look(
        db, bench.vault.home, bench.settings, bench.machine.probes(), now=NIGHT + timedelta(hours=9)
    )
    assert (shown.skipped, shown.morning and shown.morning.night) == ("", night)


def test_what_cannot_be_put_right_at_the_start_costs_no_night(bench: NightBench) -> None:
    """A model is said to have an adapter that is not in use, and that cannot be noted otherwise now."""
    home = bench.vault.home
    (entry,) = manifest.read(home).models
    half = AdapterRef(str(home.training / "adapters" / "half.sealed"), "ab" * 32, 1.0, entry.sha256)
    manifest.write(home, manifest.Manifest(active=entry.id, models=(msgspec.structs.replace(entry, adapters=(half,)),)))
    (home.models / "manifest.json.new").mkdir()
    bench.start()
    assert isinstance(bench.next(events.MorningReport), events.MorningReport)


def test_what_cannot_be_read_just_now_is_no_mistake_of_ours(bench: NightBench) -> None:
    path = manifest.file_of(bench.vault.home)
    content = path.read_bytes()
    path.unlink()
    path.mkdir()
    bench.do(bench.nights.look)
    assert bench.jobs() == []
    path.rmdir()
    path.write_bytes(content)
    bench.do(bench.nights.look)
    bench.next(events.MorningReport)


def test_a_computer_that_slept_over_the_hour_trains_when_it_wakes_or_sotto_starts(bench: NightBench) -> None:
    bench.machine.now = NIGHT + WINDOW - timedelta(minutes=30)
    bench.start()
    bench.next(events.MorningReport)
    night = nights.last(bench.vault.db)
    assert night is not None
    assert night.date == NIGHT.date()


def test_a_computer_that_sleeps_in_the_middle_goes_on_another_night(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(SLOW))
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    bench.machine.now += WINDOW
    bench.until_over()
    (job,) = bench.jobs()
    assert (job.status, job.reason) == (Status.QUEUED, "morning")
    bench.machine.now = NIGHT + timedelta(days=1)
    bench.do(bench.nights.look)
    bench.next(events.MorningReport)
    assert [one.status for one in bench.jobs()] == [Status.COMPLETED]
    bench.close()


@pytest.mark.parametrize(
    ("first", "date_of_it"),
    [
        (datetime(2036, 10, 26, 0, 40, tzinfo=UTC), date(2036, 10, 26)),  # 01:40 comes twice
        (datetime(2036, 3, 30, 1, 40, tzinfo=UTC), date(2036, 3, 30)),  # 01:30 never comes: it is 02:40
    ],
)
def test_the_night_of_a_clock_change_is_one_night(vault: Vault, first: datetime, date_of_it: date) -> None:
    bench = NightBench(vault, with_parameters(QUICK), zone="Europe/London")
    bench.settings = Settings(train_at="01:30")
    bench.machine.now = first
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    for minutes in (30, 60, 120):
        bench.machine.now = first + timedelta(minutes=minutes)
        bench.do(bench.nights.look)
        assert bench.waits() == Reason.DONE_TONIGHT
    night = nights.last(vault.db)
    assert night is not None
    assert night.date == date_of_it
    bench.close()


def test_a_night_waits_for_another_process_that_trains_and_goes_on_with_its_job(vault: Vault) -> None:
    bench = NightBench(vault, with_parameters(QUICK))
    lock = HomeLock(lock_of(vault.home))
    bench.start()
    assert not bench.nights.running
    lock.release()
    bench.do(bench.nights.look)
    bench.next(events.MorningReport)
    assert len(bench.jobs()) == 1
    bench.close()


def test_the_next_night_needs_new_examples(bench: NightBench) -> None:
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    bench.machine.now = NIGHT + timedelta(days=1)
    bench.do(bench.nights.look)
    assert bench.waits() == Reason.FEW_NEW
    bench.vault.db.conn.execute(
        "UPDATE sample SET made_us = made_us + ? WHERE id <= ?", (2 * 86_400_000_000, NEW_EXAMPLES)
    )
    bench.do(bench.nights.look)
    bench.next(events.MorningReport)
    assert len(bench.jobs()) == 2
