"""What the training page shows: the conditions of tonight, the job, the adapters, the morning; read at one moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from app import (
    harvest,
    manifest,
    model_rows,
    morning,
    night_facts,
    nightly,
    parts,
    power,
    sample_table,
    training,
    training_files,
)
from app.adapter_opening import SEALED
from app.lock import HomeLock
from app.manifest import Entry, Manifest
from app.morning import Morning
from app.night_facts import Probes
from app.nightly import Base, Facts, Reason, Wait
from app.parts import Parts
from app.paths import Home
from app.settings import Groups, Settings
from app.store import adapters, nights, samples, trainings
from app.store.adapters import State
from app.store.samples import Counts, Sample, Wanted
from app.store.trainings import Job
from app.training import Condition, Part
from app.wording import tray as words
from app.wording.tray import Line
from engine.domain import moment
from engine.problems import SottoIsOpen
from engine.training.gate import Verdict

#: Samples on one page of their table.
PAGE = 50

Points = tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Course:
    """A job and how its loss fell.

    Attributes:
        number: of the adapter that it makes, or has made.
        alive: whether a process works on it now, or is about to; one that was killed with Sotto waits to go on.
        ours: whether this process is the one that works on it.
        fits: whether the adapter that came of it can be used on the model in use.
        learnt, held: (step, loss), on what is learnt and on what is held out.
        result: state of the adapter that came of it, None for none.
    """

    job: Job
    number: int
    alive: bool
    learnt: Points = ()
    held: Points = ()
    result: State | None = None
    ours: bool = True
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """An adapter.

    Attributes:
        model: title of the model it was made for, "" for one that is gone.
        fits: whether it can be used on the model in use.
    """

    id: int
    state: State
    stale: bool
    made_at: datetime
    n_learnt: int
    verdict: Verdict
    model: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Merged:
    """A model of its own.

    Attributes:
        model: its id. number: of the adapter that was merged into it.
        stale: words are gone since that it learnt from.
    """

    model: str
    number: int
    in_use: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything but the samples.

    Attributes:
        parts: what installing would take, None where nothing is missing or nothing could train.
        train_at: the hour, "" for never. next_start: of the next night, None for never.
        waits: why nothing is trained now, a code of `app.nightly.Reason`; "" if a night would begin.
        by_hand: why it cannot be begun by hand, "" if it can.
        model: title of the model that would learn, "" for none.
        own: names of adapters of the person's own on the model in use. merged: models made of adapters, newest first.
        in_use: number of the adapter in use on it; `before` what a step back leads to, None for the model alone.
        skipped: why the last night was not trained for, "" if it was, or there was none.
    """

    part: Part
    parts: Parts | None
    now: datetime
    train_at: str
    next_start: datetime | None
    conditions: tuple[Condition, ...]
    waits: str
    by_hand: str
    model: str
    course: Course | None
    versions: tuple[Version, ...]
    own: tuple[str, ...]
    merged: tuple[Merged, ...]
    in_use: int | None
    before: int | None
    morning: Morning | None
    skipped: str


@dataclass(frozen=True, slots=True)
class SamplePage:
    """Some of the samples, masked.

    Attributes:
        n_found: how many fit what is wanted, on all pages. n_new: decided since the last training.
    """

    rows: tuple[Sample, ...]
    offset: int
    n_found: int
    counts: Counts
    n_new: int


def look(db: Database, home: Home, settings: Settings, probes: Probes, *, now: datetime, paused: bool = False) -> Shown:
    """How everything stands.

    Args:
        now: aware, local. paused: whether Sotto rests.
    """
    has = probes.part(home)
    course = newest_course(db, home)
    running = course is not None and course.alive
    facts = night_facts.gather(db, home, probes, settings, now, by_hand=False, busy=False, paused=paused, running=False)
    known = manifest.read(home)
    entry = manifest.in_use(known)
    use = None if entry is None else adapters.used_on(db, entry.id, entry.sha256)
    return Shown(
        part=has,
        parts=parts.look(parts.place(home)) if has is Part.NOT_INSTALLED else None,
        now=now,
        train_at=settings.train_at,
        next_start=nightly.next_start(facts),
        conditions=training.conditions(facts, has_battery=power.battery() is not None),
        waits=_reason(facts, running=running, by_hand=False),
        by_hand=_reason(facts, running=running, by_hand=True),
        model=entry.title if entry else "",
        course=course,
        versions=tuple(_version(one, entry, known.models) for one in adapters.listing(db)),
        own=_own(entry),
        merged=_merged(known),
        in_use=None if use is None else use.id,
        before=adapters.before(db, entry.id) if entry is not None and use is not None else None,
        morning=morning.report(db, now=now, train_at=facts.train_at),
        skipped=skipped(db, facts),
    )


def newest_course(db: Database, home: Home) -> Course | None:
    """The newest job; None if there never was one."""
    found = trainings.listing(db, limit=1)
    if not found:
        return None
    job = found[0]
    made, alive = adapters.of_job(db, job.id), not job.is_over and is_worked_on(home)
    told = int(job.output) if job.output.isdecimal() else 0  # of one that may be deleted since
    return Course(
        job,
        number=made.id if made is not None else told or adapters.next_id(db),
        alive=alive,
        learnt=tuple(trainings.losses(db, job.id, held=False)),
        held=tuple(trainings.losses(db, job.id, held=True)),
        result=None if made is None else made.state,
        ours=not alive or training_files.lock_of(home) in HomeLock.mine,
        fits=made is None or _fits(made, manifest.in_use(manifest.read(home))),
    )


def line(db: Database, home: Home, settings: Settings, *, part: Part) -> Line:
    """The line of this moment: a job under way, an adapter to compare, or why the hour that is set comes to nothing."""
    course = newest_course(db, home)
    entry = manifest.in_use(manifest.read(home))
    offered = next((one for one in adapters.listing(db) if one.state is State.OFFERED and _fits(one, entry)), None)
    ready = offered.id if offered is not None else 0
    if course is not None and course.alive:
        return Line(*words.now(course.job), ready)
    if ready:
        return Line(*words.ready(ready), ready)
    base = night_facts.base_of(home)
    if settings.train_at and part is not Part.INSTALLED:
        return Line(*words.hindered("parts"))
    if settings.train_at and base is not Base.READY:
        return Line(*words.hindered(str(base)))
    return Line()


def sample_page(db: Database, wanted: Wanted, *, offset: int, settings: Settings) -> SamplePage:
    """A page of samples; the last one there is where `offset` lies behind it."""
    n_found = samples.n_found(db, wanted, groups=settings.groups is Groups.DRAFT, edits=settings.learn_from_edits)
    offset = max(0, min(offset, (n_found - 1) // PAGE * PAGE))
    since_us = trainings.last_completed_us(db)
    collected = harvest.collected(db, since=moment(since_us) if since_us else None, settings=settings)
    rows = sample_table.page(db, wanted, limit=PAGE, offset=offset, settings=settings)
    return SamplePage(tuple(rows), offset, n_found, collected.counts, collected.new)


def skipped(db: Database, facts: Facts) -> str:
    """Why the last night was not trained for; "" for one that was, that is not over, or that nobody wanted."""
    last = nights.newest(db, by=(facts.now + nightly.AHEAD).date())
    if last is None or last.begun_us or facts.train_at is None or last.reason in ("", Reason.OFF, Reason.NOT_YET):
        return ""
    is_over = nightly.night_of(facts.now, facts.train_at) != last.date
    yesterday = (facts.now.date() - last.date).days <= 1
    return last.reason if is_over and yesterday else ""


def _reason(facts: Facts, *, running: bool, by_hand: bool) -> str:
    if running:
        return Reason.RUNNING
    found = nightly.consider(replace(facts, by_hand=by_hand))
    return str(found.reason) if isinstance(found, Wait) else ""


def is_worked_on(home: Home) -> bool:
    """Whether some process holds the lock of training; asked only where one should."""
    if not home.training.is_dir():
        return False
    try:
        HomeLock(training_files.lock_of(home)).release()
    except SottoIsOpen:
        return True
    except OSError:
        pass
    return False


def _version(one: adapters.Adapter, entry: Entry | None, models: tuple[Entry, ...]) -> Version:
    model = next((other.title for other in models if other.id == one.model_id), "")
    made_at, fits = moment(one.made_us), _fits(one, entry)
    return Version(one.id, one.state, one.stale, made_at, one.n_learnt, one.verdict, model, fits)


def _fits(one: adapters.Adapter, entry: Entry | None) -> bool:
    """Whether an adapter can be used on the model in use."""
    return entry is not None and (one.model_id, one.base_sha256) == (entry.id, entry.sha256)


def _merged(known: Manifest) -> tuple[Merged, ...]:
    made = (Merged(one.id, one.learnt, one.id == known.active, one.stale) for one in known.models if one.learnt)
    return tuple(sorted(made, key=lambda one: one.number, reverse=True))


def _own(entry: Entry | None) -> tuple[str, ...]:
    if entry is None:
        return ()
    return tuple(ref.sha256[:8] for ref in model_rows.fitting(entry) if not ref.path.endswith(SEALED))
