"""One training job of the command line, from its wish until it is over or has to wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app import adapters, clock, collecting, endings, logs, manifest, night_facts, nightly, settings, training_queue
from app.books import Lent
from app.commands.session import WRITE_WITHIN_S, Session
from app.commands.training_lines import Teller
from app.examples_taken import Taking, names_key
from app.learning import Course, Workers
from app.lock import HomeLock
from app.night_facts import Probes
from app.paths import Home
from app.settings import Settings
from app.store import trainings
from app.store.trainings import Job
from app.training_files import lock_of
from app.training_queue import Options
from app.vault import Vault
from app.wording import nights as words
from app.wording import training as training_words
from app.writing import writer
from engine.domain import micros
from engine.problems import AlreadyTraining, CannotTrainNow, Problem, SottoIsOpen, TrainingFailed

#: What a job of the command line is stopped with.
STOPPED = "stopped"
#: How long a job waits for a command that has the store for itself, such as a first sync of many years.
PATIENCE_S = 1800.0


def run(session: Session, vault: Vault, options: Options) -> Job:
    """The job that waits to go on, or a new one, as it stands afterwards; for whoever is alone at it."""
    chosen = settings.load(vault.home)
    if training_queue.waiting(vault.home, vault.db) is None:
        training_queue.need_parts(vault.home)
        training_queue.base(vault.home)
        collecting.collect(
            Lent(vault, within_s=PATIENCE_S), settings=chosen, now=clock.now(),
            tell=lambda step, percent: session.note(training_words.collecting(step, percent)),
        )  # fmt: skip
    training_queue.check(vault.home, vault.db, settings=chosen, options=options)
    _look(vault, chosen)
    with writer(vault, within_s=PATIENCE_S) as db:
        job = training_queue.wanted(vault.home, db, settings=chosen, by_hand=True, options=options, now=clock.now())
    if job.merges:
        session.note(words.MERGED_IS_PLAIN)
    over = worked(session, vault, chosen, job)
    if over.merges:
        _tell_of_model(session, vault, over)
    return over


def worked(session: Session, vault: Vault, chosen: Settings, job: Job, *, workers: Workers | None = None) -> Job:
    """The job as it stands after its course; what asks this process to end stops it, and what was done is kept.

    Raises:
        SottoIsOpen: somebody else kept the store for himself all the time; the job goes on from what was kept of it.
    """
    probes, home = Probes(), vault.home
    began, told, writes = clock.now(), Teller(session), night_facts.next_state(home, job)
    with endings.caught() as asked:

        def halt() -> str:
            now = night_facts.of_now(
                probes, home, clock.now(), train_at=None, by_hand=True, busy=False, writes_bytes=writes
            )
            return STOPPED if asked else str(nightly.go_on(now, began=began) or "")

        books = Lent(vault, within_s=PATIENCE_S, hurried=lambda: bool(asked))
        taking = Taking(chosen, names_key(vault))
        course = Course(home, books, job.id, taking, halt=halt, now=clock.now, tell=told, workers=workers)
        try:
            return course.run()
        except Problem:
            raise
        except Exception as bug:  # the top of the job, as its thread is in the window
            if session.store_problem(bug) is not None:
                raise
            logs.bug(bug)
            _fail(vault, job)
            return trainings.get(vault.db, job.id)


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """Nobody else trains in this home meanwhile.

    Raises:
        AlreadyTraining: somebody does.
    """
    try:
        lock = HomeLock(lock_of(home))
    except SottoIsOpen:
        raise AlreadyTraining from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def elsewhere(what: str = "training") -> Iterator[None]:
    """While the window is open, it is where this is done, or is in the way of it: the problem says so.

    Args:
        what: training, or merging, which the window has no place for.

    Raises:
        SottoIsOpen: `what` is its reason; or who else writes.
    """
    try:
        yield
    except SottoIsOpen as problem:
        raise SottoIsOpen(**{**problem.facts, "reason": problem.facts.get("reason") or what}) from None


def _look(vault: Vault, chosen: Settings) -> None:
    """Raises `CannotTrainNow` where a condition does not hold."""
    facts = night_facts.gather(
        vault.db, vault.home, Probes(), chosen, clock.now(), by_hand=True, busy=False, paused=False, running=False
    )
    found = nightly.consider(facts)
    if isinstance(found, nightly.Wait):
        raise CannotTrainNow(reason=str(found.reason))


def _fail(vault: Vault, job: Job) -> None:
    """A mistake of ours would come again each time the job goes on."""
    with writer(vault, within_s=WRITE_WITHIN_S) as db:
        trainings.fail(db, job.id, TrainingFailed(reason="bug"), now_us=micros(clock.now()))
        adapters.sweep(vault.home, db)


def _tell_of_model(session: Session, vault: Vault, over: Job) -> None:
    for one in manifest.read(vault.home).models:
        if one.learnt and str(one.learnt) == over.output:
            session.note(f"{one.id} is here: sotto model use {one.id}")
