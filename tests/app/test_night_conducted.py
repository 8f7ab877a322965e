"""A night of training through a whole conductor: the hour comes, it trains, the morning tells, drafts are signed."""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

import learning_bench
import msgspec
import pytest
import scripted_worker
from learning_bench import MODEL, NOW, Bench, with_parameters

from app import clock, desk, events, models, training
from app.child import Child
from app.conductor import Conductor
from app.learning import Workers
from app.night_facts import Probes
from app.nightly import IDLE_S
from app.power import Power
from app.settings import Settings
from app.store import adapters as stored
from app.store import learnt_words, nights, samples, trainings
from app.store.adapters import How, State
from app.store.jobs import Status
from app.store.samples import Wanted
from app.training_files import JobFiles
from app.vault import Vault
from engine.training.values import Parameters
from tests.app.store.conftest import Rows, versions

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(120)]
News = TypeVar("News")
PATIENCE_S = 60.0
#: The hour at which a night begins here, a few minutes before `NOW`.
HOUR = (NOW - timedelta(minutes=6)).astimezone(clock.zone()).strftime("%H:%M")
QUICK, SLOW = Parameters(epochs=2, warmup=0.0), Parameters(epochs=200, warmup=0.1)


class Home:
    """A window's conductor, and what this machine is like."""

    def __init__(self, vault: Vault, trainers: Workers, *, train_at: str = HOUR) -> None:
        self.vault, self.now, self.idle_s = vault, NOW, IDLE_S
        self._told: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        self.children: list[Child] = []
        probes = Probes(
            idle_s=lambda: self.idle_s, on_battery=lambda: False, hot=lambda: False,
            free_memory_bytes=lambda: 1 << 40, free_disk_bytes=lambda _home: 1 << 40,
            part=lambda _home: training.Part.INSTALLED,
        )  # fmt: skip
        settings = msgspec.structs.replace(Settings(), train_at=train_at, drafts_ahead=0)
        self.conductor = Conductor(
            vault, settings, clock=self.clock, power=Power(lambda: None), start=self.start, probes=probes,
            trainers=trainers,
        )  # fmt: skip
        self.conductor.hear(self._told.put)
        self.conductor.start()
        self.db = vault.reader()

    def clock(self) -> datetime:
        return self.now

    def start(self, remote: bool) -> Child:
        child = Child(scripted_worker.main, name="inference")
        self.children.append(child)
        return child

    def next(self, kind: type[News], such: Callable[[News], bool] = lambda _event: True) -> News:
        """Wait for the next event of a kind."""
        while True:
            event = self._told.get(timeout=PATIENCE_S)
            if isinstance(event, kind) and such(event):
                return event

    def until(self, holds: Callable[[trainings.Job], bool]) -> trainings.Job:
        """Wait until this is so of the newest job."""
        while True:
            self.next(events.TrainingChanged)
            (job,) = trainings.listing(self.db, limit=1)
            if holds(job):
                return job

    def draft_for(self, conversation_id: int) -> str:
        """Have drafts written; what they are signed with."""
        self.conductor.suggest(conversation_id, fresh=True)
        self.next(events.SuggestionsReady, lambda event: event.conversation_id == conversation_id)
        drafts = desk.drafts(self.db, conversation_id)
        assert drafts is not None
        assert drafts.mode == "model"
        return drafts.model_version

    def idle(self, holds: Callable[[], bool]) -> None:
        """Wait for something that is not told of."""
        while not holds():
            with suppress(queue.Empty):
                self._told.get(timeout=0.05)

    def stop(self) -> None:
        assert self.conductor.stop(PATIENCE_S)


@pytest.fixture
def vault() -> Iterator[Vault]:
    with learning_bench.filled(230) as opened:
        yield opened


@pytest.fixture
def asked(vault: Vault) -> int:
    """A conversation in which somebody waits for an answer."""
    here = 1
    Rows(vault.db).message(here, "Could you do Saturday for the shoot?", at_us=int(NOW.timestamp() - 3600) * 1_000_000)
    return here


def test_the_hour_comes_and_in_the_morning_drafts_are_signed_with_what_was_learnt(vault: Vault, asked: int) -> None:
    home = Home(vault, with_parameters(QUICK))
    report = home.next(events.MorningReport)
    made = stored.get(home.db, report.adapter_id)
    night = nights.last(home.db)
    assert night is not None
    assert (made.state, night.date, night.job_id) == (State.OFFERED, NOW.astimezone(clock.zone()).date(), made.job_id)

    before = home.draft_for(asked)
    assert before == models.in_use(vault.home).version
    assert "+" not in before
    home.conductor.use_adapter(made.id)
    home.next(events.AdaptersChanged, lambda _event: stored.in_use(home.db, MODEL) is not None)
    assert home.draft_for(asked) == f"{before}+{made.sha256[:8]}"
    use = stored.in_use(home.db, MODEL)
    assert use is not None
    assert (use.adapter_id, use.how) == (made.id, How.PERSON)
    home.conductor.roll_back_adapter()
    home.next(events.AdaptersChanged, lambda _event: stored.in_use(home.db, MODEL) != use)
    assert home.draft_for(asked) == before
    home.stop()


def test_the_person_comes_back_and_the_next_night_goes_on_from_where_it_was(vault: Vault) -> None:
    home = Home(vault, with_parameters(SLOW))
    told = home.until(lambda job: job.step >= 2)
    home.idle_s, home.now = 1.0, NOW + timedelta(minutes=1)
    waiting = home.until(lambda job: job.status is Status.QUEUED)
    assert waiting.reason == "present"
    (newest, *_) = JobFiles(vault.home, waiting.id, waiting.key).checkpoints()
    assert newest.step >= told.step
    home.stop()

    later = Home(vault, with_parameters(QUICK))
    report = later.next(events.MorningReport)
    (job,) = trainings.listing(later.db)
    assert (job.id, job.status) == (stored.get(later.db, report.adapter_id).job_id, Status.COMPLETED)
    later.stop()


def test_what_the_person_sends_becomes_samples_while_nothing_else_is_to_do(vault: Vault, asked: int) -> None:
    rows = Rows(vault.db)
    rows.message(asked, "yes, after six", from_me=True, at_us=int(NOW.timestamp() - 1800) * 1_000_000)
    home = Home(vault, with_parameters(QUICK), train_at="")
    home.idle(lambda: any(one.output == "yes, after six" for one in samples.page(home.db, Wanted(source="history"))))
    home.stop()


def test_a_job_that_waits_ends_as_soon_as_the_person_does_not_let_changed_drafts_be_learnt_from(vault: Vault) -> None:
    vault.db.conn.execute("UPDATE sample SET source = 'edited' WHERE id = 1")
    job = Bench(vault).job()
    assert learnt_words.put(vault.db, job.id, versions(vault.db, 1), groups=False, edits=True)
    home = Home(vault, with_parameters(QUICK), train_at="")
    home.conductor.use_settings(msgspec.structs.replace(Settings(), train_at="", learn_from_edits=False))
    home.idle(lambda: trainings.get(home.db, job.id).is_over)
    home.stop()
