"""A night of training in the window: begun by the hour, once a date, stopped for whoever is back, told of at last."""

from __future__ import annotations

import dataclasses
import queue
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import learning_bench
import learning_targets
import msgspec
import pytest
from learning_bench import NOW, decide, workers
from swapping_bench import PATIENCE_S, SwapBench

from app import events, training
from app.learning import Workers
from app.lock import HomeLock
from app.night_facts import Probes
from app.nightly import IDLE_S, NEW_EXAMPLES, WINDOW, Reason
from app.nights import Nights
from app.settings import Settings
from app.store import adapters as stored
from app.store import nights, trainings
from app.store.adapters import State
from app.store.jobs import Status
from app.training_files import lock_of
from app.vault import Vault
from engine import protocol
from engine.domain import micros
from engine.problems import AlreadyTraining, CannotTrainNow, TooFewExamples
from engine.training.values import Parameters

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="signals"), pytest.mark.timeout(90)]
NIGHT = NOW + timedelta(minutes=4)
QUICK = Parameters(epochs=2, warmup=0.0)
SLOW = Parameters(epochs=3, warmup=0.2)


class Machine:
    """What the probes say, and the time."""

    def __init__(self) -> None:
        self.now = NIGHT
        self.idle_s: float | None = IDLE_S
        self.on_battery = False
        self.memory = 1 << 40

    def probes(self) -> Probes:
        return Probes(
            idle_s=lambda: self.idle_s,
            on_battery=lambda: self.on_battery,
            hot=lambda: False,
            free_memory_bytes=lambda: self.memory,
            free_disk_bytes=lambda _home: 1 << 40,
            part=lambda _home: training.Part.INSTALLED,
        )


class NightBench:
    """A window's part that trains."""

    def __init__(self, vault: Vault, at_work: Workers, *, zone: str = "UTC") -> None:
        self.vault, self.machine = vault, Machine()
        self.swap = SwapBench(vault)
        self.settings = Settings(train_at="05:00")
        self.paused = False
        self.said: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self.nights = Nights(
            vault, self.swap.mailbox, self.swap.inference, self.swap.swapping, settings=lambda: self.settings,
            paused=lambda: self.paused, announce=self.said.put, clock=lambda: self.machine.now, zone=ZoneInfo(zone),
            probes=self.machine.probes(), workers=at_work, look_s=0.02,
        )  # fmt: skip

    def do(self, act: Callable[[], object]) -> None:
        self.swap.do(act)

    def start(self) -> None:
        self.do(self.nights.start)

    def next(self, kind: type[events.Event]) -> events.Event:
        while not isinstance(event := self.said.get(timeout=20), kind):
            pass
        return event

    def waits(self) -> str:
        event = self.next(events.TrainingWaits)
        assert isinstance(event, events.TrainingWaits)
        return event.reason

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait, event by event, until this holds on the conductor's thread."""
        while True:
            found: list[bool] = []
            self.do(lambda found=found: found.append(holds()))  # type: ignore[misc]  # bound at once
            if found[0]:
                return
            self.said.get(timeout=20)

    def until_over(self) -> None:
        self.until(lambda: not self.nights.running)

    def jobs(self) -> list[trainings.Job]:
        return trainings.listing(self.vault.db)

    def close(self) -> None:
        self.do(self.nights.stop)
        self.nights.wait_for_end()
        self.swap.close()


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(230) as opened:
        yield opened


@pytest.fixture
def bench(vault: Vault) -> Iterator[NightBench]:
    made = NightBench(vault, slow(QUICK))
    yield made
    made.close()


def slow(parameters: Parameters, at_work: Workers | None = None) -> Workers:
    """Workers with these parameters, whatever the night asks for."""
    base = at_work or workers()
    return Workers(
        lambda begin: base.trainer(msgspec.structs.replace(begin, parameters=parameters)),
        base.gate,
    )


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


def test_a_date_is_trained_for_once(bench: NightBench) -> None:
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    for minutes in (10, 60, 300):
        bench.machine.now = NIGHT + timedelta(minutes=minutes)
        bench.do(bench.nights.look)
        assert bench.waits() == Reason.DONE_TONIGHT
    assert len(bench.jobs()) == 1


def test_a_clock_that_is_set_back_trains_for_no_date_twice(bench: NightBench) -> None:
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    bench.machine.now = NIGHT - timedelta(days=1)
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


def test_a_computer_that_slept_over_the_hour_trains_when_it_wakes_or_sotto_starts(bench: NightBench) -> None:
    bench.machine.now = NIGHT + WINDOW - timedelta(minutes=30)
    bench.start()
    bench.next(events.MorningReport)
    night = nights.last(bench.vault.db)
    assert night is not None
    assert night.date == NIGHT.date()


def test_a_computer_that_sleeps_in_the_middle_goes_on_another_night(vault: Vault) -> None:
    bench = NightBench(vault, slow(SLOW))
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
    bench = NightBench(vault, slow(QUICK), zone="Europe/London")
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
    bench = NightBench(vault, slow(QUICK))
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


def test_the_person_comes_back_and_the_next_night_goes_on(vault: Vault) -> None:
    bench = NightBench(vault, slow(SLOW))
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    bench.machine.idle_s = 1.0
    bench.machine.now += timedelta(minutes=5)
    bench.until_over()
    (job,) = bench.jobs()
    assert (job.status, job.reason) == (Status.QUEUED, "present")
    bench.do(bench.nights.look)
    assert bench.waits() == Reason.PRESENT
    bench.machine.idle_s, bench.machine.now = IDLE_S, NIGHT + timedelta(days=1)
    bench.do(bench.nights.look)
    bench.next(events.MorningReport)
    (job,) = bench.jobs()
    assert job.status is Status.COMPLETED
    bench.close()


def test_whoever_wants_a_draft_comes_first(vault: Vault) -> None:
    bench = NightBench(vault, slow(SLOW))
    hold = bench.swap.told("hold")
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    asked: queue.SimpleQueue[object] = queue.SimpleQueue()

    def make(ticket: int) -> protocol.Generate:
        return protocol.Generate(ticket=ticket, prompt="Them: hi\nMe:", count=1, max_tokens=8)

    bench.do(lambda: bench.swap.inference.generate(make, asked.put))
    bench.until_over()
    (job,) = bench.jobs()
    assert (job.status, job.reason) == (Status.QUEUED, "busy")
    hold.unlink()
    assert isinstance(asked.get(timeout=PATIENCE_S), protocol.Generated)
    bench.close()


def test_the_model_rests_while_it_trains(vault: Vault) -> None:
    bench = NightBench(vault, slow(QUICK))
    assert bench.swap.write()
    assert len(bench.swap.asked("Load")) == 1
    bench.start()
    bench.next(events.MorningReport)
    assert len(bench.swap.asked("Rest")) == 1
    bench.close()


def test_by_hand_it_does_not_wait_for_the_night_or_for_nobody_being_there(bench: NightBench) -> None:
    bench.machine.now, bench.machine.idle_s = NOW.replace(hour=14), 0.0
    bench.do(bench.nights.begin_by_hand)
    bench.next(events.AdaptersChanged)
    bench.until_over()
    (job,) = bench.jobs()
    assert (job.status, job.by_hand) == (Status.COMPLETED, True)
    assert nights.newest(bench.vault.db) is None


def test_by_hand_a_condition_that_does_not_hold_is_told(bench: NightBench) -> None:
    bench.machine.on_battery = True
    with pytest.raises(CannotTrainNow) as told:
        bench.do(bench.nights.begin_by_hand)
    assert told.value.facts["reason"] == Reason.BATTERY
    assert bench.jobs() == []  # or the next night would take up what was refused


def test_by_hand_too_few_samples_are_told(bench: NightBench) -> None:
    bench.vault.db.conn.execute("DELETE FROM sample WHERE id > 150")
    with pytest.raises(TooFewExamples) as told:
        bench.do(bench.nights.begin_by_hand)
    assert told.value.facts == {"needed": 200, "examples": 150}


def test_one_job_runs_at_a_time(vault: Vault) -> None:
    bench = NightBench(vault, slow(SLOW))
    lock = HomeLock(lock_of(vault.home))
    with pytest.raises(AlreadyTraining):
        bench.do(bench.nights.begin_by_hand)
    assert bench.jobs() == []
    lock.release()
    bench.do(bench.nights.begin_by_hand)
    with pytest.raises(CannotTrainNow):
        bench.do(bench.nights.begin_by_hand)
    with pytest.raises(CannotTrainNow) as told:
        bench.do(bench.nights.begin_by_hand)
    assert told.value.facts["reason"] == Reason.RUNNING
    bench.close()


def test_closing_the_window_keeps_what_was_done(vault: Vault) -> None:
    bench = NightBench(vault, slow(SLOW))
    bench.start()
    bench.until(lambda: any(job.step >= 2 for job in bench.jobs()))
    bench.close()
    (job,) = bench.jobs()
    assert (job.status, job.reason) == (Status.QUEUED, "end")
    again = NightBench(vault, slow(SLOW))
    again.start()
    again.next(events.MorningReport)
    assert [one.status for one in again.jobs()] == [Status.COMPLETED]
    again.close()


def test_calling_off_a_job_ends_it(vault: Vault) -> None:
    bench = NightBench(vault, slow(SLOW))
    bench.start()
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    bench.do(lambda: bench.nights.cancel(bench.jobs()[0].id))
    bench.until_over()
    assert bench.jobs()[0].status is Status.CANCELLED
    assert [path for path in vault.home.training.rglob("*") if path.is_file()] == [lock_of(vault.home)]
    bench.close()


def test_a_pause_keeps_it_for_later(vault: Vault) -> None:
    bench = NightBench(vault, slow(SLOW))
    bench.do(bench.nights.begin_by_hand)
    bench.until(lambda: any(job.step >= 1 for job in bench.jobs()))
    bench.do(bench.nights.pause)
    bench.until_over()
    assert bench.jobs()[0].reason == "stopped"
    bench.do(bench.nights.begin_by_hand)
    bench.next(events.AdaptersChanged)
    assert len(bench.jobs()) == 1
    bench.close()


def test_a_better_adapter_is_used_by_itself_only_where_that_is_wanted(bench: NightBench) -> None:
    bench.settings = Settings(train_at="05:00", use_better_adapter=True)
    bench.start()
    report = bench.next(events.MorningReport)
    assert isinstance(report, events.MorningReport)
    use = stored.in_use(bench.vault.db, learning_bench.MODEL)
    assert use is not None
    assert (use.adapter_id, use.how) == (report.adapter_id, "automatic")


def test_one_that_came_to_use_by_itself_goes_by_itself_where_it_is_received_worse(bench: NightBench) -> None:
    bench.settings = Settings(train_at="05:00", use_better_adapter=True)
    decide(bench.vault, 50, 10)
    bench.start()
    bench.next(events.MorningReport)
    bench.until_over()
    decide(bench.vault, 10, 50)
    bench.do(bench.nights.look)
    failed = bench.next(events.WishFailed)
    assert isinstance(failed, events.WishFailed)
    assert failed.problem.facts["reason"] == "received_worse"
    use = stored.in_use(bench.vault.db, learning_bench.MODEL)
    assert use is not None
    assert (use.adapter_id, use.how) == (None, "rolled_back")


def test_a_refused_adapter_is_never_used_by_itself(vault: Vault) -> None:
    bench = NightBench(vault, slow(QUICK, workers(gate=learning_targets.gate_that_dies)))
    bench.settings = Settings(train_at="05:00", use_better_adapter=True)
    bench.start()
    report = bench.next(events.MorningReport)
    assert isinstance(report, events.MorningReport)
    assert stored.get(vault.db, report.adapter_id).state is State.REFUSED
    assert stored.in_use(vault.db, learning_bench.MODEL) is None
    bench.close()
