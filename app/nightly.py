"""Whether to train tonight, and whether to go on: pure rules over what is so; every reason to wait has a name.

The night of a date begins at the hour the person chose on that date and lasts `WINDOW`; each date is trained for at
most once, and an interrupted night goes on in its own window or a later one. Times are compared as moments, so a
night of 23 or 25 hours, a clock that is set and a computer that slept change nothing but when one looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

#: How long after its hour a night may begin or go on.
WINDOW = timedelta(hours=6)
#: Idle before a start; a sign of the person after that stops.
IDLE_S = 600.0
#: While it runs, input so short ago means that the person is back.
BACK_S = 5.0
#: Examples decided since the last run, and in all.
NEW_EXAMPLES, ALL_EXAMPLES = 40, 200
#: Free disk for a start; free memory beside what training takes, and while it runs.
DISK_BYTES, SPARE_BYTES, LEAST_BYTES = 8_000_000_000, 2_000_000_000, 700_000_000
#: Free disk beside what the job writes.
LEAST_DISK_BYTES = 1_000_000_000
#: A date so far ahead of today was written by a clock that was wrong.
AHEAD = timedelta(days=1)


class Reason(StrEnum):
    """Why it is not trained now; `app.wording.nights` has the sentences."""

    OFF = "off"
    PARTS = "parts"
    NO_MODEL = "no_model"
    MODEL_CANNOT = "model_cannot"
    MODEL_REMOTE = "model_remote"
    PAUSED = "paused"
    RUNNING = "running"
    NOT_YET = "not_yet"
    DONE_TONIGHT = "done_tonight"
    BATTERY = "battery"
    PRESENT = "present"
    IDLE_UNKNOWN = "idle_unknown"
    BUSY = "busy"
    HOT = "hot"
    MEMORY = "memory"
    DISK = "disk"
    FEW_NEW = "few_new"
    FEW = "few"
    MORNING = "morning"


class Base(StrEnum):
    """What would be trained."""

    READY = "ready"
    NONE = "none"
    CANNOT = "cannot"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class Facts:
    """How things are.

    Attributes:
        now: aware, local.
        train_at: the hour, None for never.
        last_night: the date trained for last, whatever came of it.
        unfinished: whether a run waits with a checkpoint.
        by_hand: the person asked for it now: neither hour, idleness nor new examples are waited for.
        installed: whether the parts that train are there. on_mains: False on battery.
        idle_s: seconds without input, None if that cannot be told.
        busy: whether somebody waits for an answer of the model. hot: whether the machine throttles.
        needs_bytes: memory that training takes. writes_bytes: disk that it takes, beside what it wrote already.
        outlived: the adapter in use learnt from words that are gone, so that a night waits for no new examples.
    """

    now: datetime
    train_at: time | None
    last_night: date | None = None
    unfinished: bool = False
    by_hand: bool = False
    installed: bool = True
    base: Base = Base.READY
    paused: bool = False
    running: bool = False
    on_mains: bool = True
    idle_s: float | None = 3600.0
    busy: bool = False
    hot: bool = False
    free_memory_bytes: int = 1 << 40
    needs_bytes: int = 0
    free_disk_bytes: int = 1 << 40
    writes_bytes: int = 0
    n_new: int = 1_000
    n_examples: int = 1_000
    outlived: bool = False


@dataclass(frozen=True, slots=True)
class Train:
    """Begin, or go on, for the night of a date."""

    night: date
    resume: bool


@dataclass(frozen=True, slots=True)
class Wait:
    """Not now; `until` is when to look again at the latest, None when something has to change first."""

    reason: Reason
    until: datetime | None = None


def consider(facts: Facts) -> Train | Wait:
    """Whether to train now: what must be there first, then the hour, then the conditions of this moment."""
    for so, reason in (
        (facts.train_at is None and not facts.by_hand, Reason.OFF),
        (not facts.installed, Reason.PARTS),
        (facts.base is Base.NONE, Reason.NO_MODEL),
        (facts.base is Base.REMOTE, Reason.MODEL_REMOTE),
        (facts.base is Base.CANNOT, Reason.MODEL_CANNOT),
        (facts.running, Reason.RUNNING),
        (facts.paused and not facts.by_hand, Reason.PAUSED),
    ):
        if so:
            return Wait(reason, None if reason in (Reason.OFF, Reason.RUNNING) else _within_night(facts))
    if facts.by_hand:
        night: date | None = facts.now.date()
    else:
        night = night_of(facts.now, facts.train_at) if facts.train_at else None
    if night is None:
        return Wait(Reason.NOT_YET, next_start(facts))
    if not facts.by_hand and not facts.unfinished and _done(facts.last_night, night, facts.now):
        return Wait(Reason.DONE_TONIGHT, next_start(facts))
    unmet = _unmet(facts)
    return Train(night, facts.unfinished) if unmet is None else Wait(unmet, _look_again(facts))


def go_on(facts: Facts, *, began: datetime) -> Reason | None:
    """Why a run that began at `began` must stop now, keeping its checkpoint; None while it may go on."""
    since_s = (facts.now.astimezone(UTC) - began.astimezone(UTC)).total_seconds()
    recent_s = min(BACK_S, since_s) if since_s >= 0 else BACK_S  # a clock that was set back tells nothing
    back = not facts.by_hand and (facts.idle_s is None or facts.idle_s < recent_s)
    morning = not facts.by_hand and (facts.train_at is None or night_of(facts.now, facts.train_at) is None)
    for so, reason in (
        (back, Reason.PRESENT),
        (facts.busy and not facts.by_hand, Reason.BUSY),
        (not facts.on_mains, Reason.BATTERY),
        (facts.hot, Reason.HOT),
        (facts.free_memory_bytes < LEAST_BYTES, Reason.MEMORY),
        (facts.free_disk_bytes < LEAST_DISK_BYTES + facts.writes_bytes, Reason.DISK),
        (morning, Reason.MORNING),
    ):
        if so:
            return reason
    return None


def tells_more(reason: Reason, before: str) -> bool:
    """Whether a night is remembered for another reason than before: whoever sits down in the morning hindered nothing
    that something else had hindered all night."""
    of_the_person = (Reason.PRESENT, Reason.BUSY)
    return reason != before and (reason not in of_the_person or before in ("", *of_the_person))


def disk_needed(facts: Facts) -> int:
    """Free disk for a start."""
    return max(DISK_BYTES, LEAST_DISK_BYTES + facts.writes_bytes)


def night_of(now: datetime, train_at: time) -> date | None:
    """The date whose night it is at `now`, or None between nights."""
    for day in (now.date(), now.date() - timedelta(days=1)):
        start = start_of(day, train_at, now)
        if start <= now.astimezone(UTC) < start + WINDOW:
            return day
    return None


def start_of(day: date, train_at: time, now: datetime) -> datetime:
    """When the night of `day` begins, in UTC; an hour the clocks skip begins as much later, one that comes twice at
    its first coming."""
    return datetime.combine(day, train_at, now.tzinfo).astimezone(UTC)


def next_start(facts: Facts) -> datetime | None:
    """When the next night begins, local; None for never."""
    if facts.train_at is None:
        return None
    for ahead in range(3):
        start = start_of(facts.now.date() + timedelta(days=ahead), facts.train_at, facts.now)
        if start > facts.now.astimezone(UTC):
            return start.astimezone(facts.now.tzinfo)
    raise AssertionError("one of three days begins later than now")


def _done(last: date | None, night: date, now: datetime) -> bool:
    return last is not None and night <= last <= now.date() + AHEAD


def _unmet(facts: Facts) -> Reason | None:
    """The first condition of this moment that does not hold."""
    waits_for_person = not facts.by_hand
    fresh = not facts.unfinished
    for so, reason in (
        (not facts.on_mains, Reason.BATTERY),
        (waits_for_person and facts.idle_s is None, Reason.IDLE_UNKNOWN),
        (waits_for_person and (facts.idle_s or 0.0) < IDLE_S, Reason.PRESENT),
        (waits_for_person and facts.busy, Reason.BUSY),
        (facts.hot, Reason.HOT),
        (facts.free_memory_bytes < facts.needs_bytes + SPARE_BYTES, Reason.MEMORY),
        (facts.free_disk_bytes < disk_needed(facts), Reason.DISK),
        (fresh and facts.n_examples < ALL_EXAMPLES, Reason.FEW),
        (fresh and waits_for_person and not facts.outlived and facts.n_new < NEW_EXAMPLES, Reason.FEW_NEW),
    ):
        if so:
            return reason
    return None


def _within_night(facts: Facts) -> datetime | None:
    """Soon, where a night is lost else: what is lacking may come, and a pause ends by itself."""
    in_one = facts.train_at is not None and night_of(facts.now, facts.train_at) is not None
    return _look_again(facts) if in_one else None


def _look_again(facts: Facts) -> datetime:
    """Soon within a night: conditions come and go."""
    return facts.now + timedelta(minutes=5)
