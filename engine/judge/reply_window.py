"""When the person usually answers: their own delays by contact and hour, counted in waking time.

Delays are counted in BINS of the logarithm of waking seconds, in cells of (weekday or weekend) x (block of the hour at
which their message came). A forecast mixes four levels, each shrunk towards the wider one as by a Dirichlet prior:

    all       = (counts of everybody         + N_PRIOR x PRIOR)    / (n + N_PRIOR)
    all cell  = (counts of everybody, cell   + N_ALL x all)        / (n + N_ALL)
    contact   = (counts of the contact       + N_CELL x all cell)  / (n + N_CELL)
    forecast  = (counts of the contact, cell + N_CONTACT x contact) / (n + N_CONTACT)

so that a few answers move the forecast and many decide it. Waking time passes over the hours in which the person
sleeps (`asleep`): a message of 23:40 answered at 8:10 was answered after some minutes, not after eight hours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]

#: Upper edges of the bins in waking seconds, sqrt(2) apart from 30 s to 5 days; what is longer falls in the last.
EDGES: tuple[float, ...] = tuple(30.0 * 2 ** (step / 2) for step in range(28))
BINS = len(EDGES) + 1
#: First hours of the blocks of a day; a message before the first belongs to the last block of the day before.
BLOCKS = (6, 9, 12, 15, 18, 21)
CELLS = 2 * len(BLOCKS)
#: An answer later than this answers something else.
ANSWERED_WITHIN = timedelta(days=7)
#: How many answers each prior is worth. By hand, checked on the generated person of tests/quality/people.py.
N_PRIOR, N_ALL, N_CELL, N_CONTACT = 4.0, 20.0, 6.0, 10.0
#: "Usually" is the time within which this share of answers comes.
USUAL = 0.7
#: Answers to this contact from which on the window is told in words.
SURE_FROM = 3
#: Where nothing is known: answers spread around four hours (log-normal, a factor of four to either side).
PRIOR_MEDIAN_S, PRIOR_SPREAD = 4 * 3600.0, math.log(4.0)
#: Hours of the night where nothing is known, as (first asleep, first awake).
USUAL_NIGHT = (23, 7)
#: An hour is slept through if it has less than this share of what an even day would give it.
SLEEPY = 0.12
#: Own messages from which on the night is read from them.
ENOUGH_FOR_NIGHT = 200
#: A night has at least and at most so many hours.
SHORTEST_NIGHT, LONGEST_NIGHT = 3, 11


@dataclass(frozen=True, slots=True)
class History:
    """How the person has answered.

    Attributes:
        contact, everybody: counts of answers, (CELLS, BINS): to this contact, to all.
        night: (first hour asleep, first hour awake), local; equal for somebody who never sleeps.
    """

    contact: Counts = field(default_factory=lambda: np.zeros((CELLS, BINS)))
    everybody: Counts = field(default_factory=lambda: np.zeros((CELLS, BINS)))
    night: tuple[int, int] = USUAL_NIGHT


@dataclass(frozen=True, slots=True)
class Window:
    """When an answer is usually there.

    Attributes:
        usual_s: waking seconds within which a share of USUAL of the answers comes.
        closes_at: the clock time when they have passed since the message.
        sure: whether enough answers to this contact are known to say so in words.
        passed: share of answers that would have come by now, in [0, 1).
    """

    usual_s: float
    closes_at: datetime
    sure: bool
    passed: float


def forecast(history: History, *, arrived_at: datetime, now: datetime) -> Window:
    """The window of a message that arrived then; times are aware, and local to the zone of `now`."""
    arrived = arrived_at.astimezone(now.tzinfo)
    spread = distribution(history, cell(arrived))
    usual_s = quantile(spread, USUAL)
    return Window(
        usual_s=usual_s,
        closes_at=later(arrived, usual_s, history.night),
        sure=bool(history.contact.sum() >= SURE_FROM),
        passed=share_within(spread, waking_seconds(arrived, now, history.night)),
    )


def usual_s(history: History) -> float | None:
    """Waking seconds within which this contact is usually answered at any hour; None while too little is known."""
    if history.contact.sum() < SURE_FROM:
        return None
    everybody = _mixed(history.everybody.sum(axis=0), N_PRIOR, _prior())
    return quantile(_mixed(history.contact.sum(axis=0), N_CELL, everybody), USUAL)


def distribution(history: History, at: int) -> Counts:
    """Probabilities of the bins in cell `at`, (BINS,), by the levels named above."""
    everybody = _mixed(history.everybody.sum(axis=0), N_PRIOR, _prior())
    everybody_then = _mixed(history.everybody[at], N_ALL, everybody)
    contact = _mixed(history.contact.sum(axis=0), N_CELL, everybody_then)
    return _mixed(history.contact[at], N_CONTACT, contact)


def _mixed(counts: Counts, weight: float, wider: Counts) -> Counts:
    mixed: Counts = (counts + weight * wider) / (counts.sum() + weight)
    return mixed


def _prior() -> Counts:
    edges = np.array([_normal((math.log(edge) - math.log(PRIOR_MEDIAN_S)) / PRIOR_SPREAD) for edge in EDGES])
    prior: Counts = np.diff(np.concatenate([[0.0], edges, [1.0]]))
    return prior


def _normal(z: float) -> float:
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def quantile(spread: Counts, share: float) -> float:
    """Waking seconds within which this share of the answers comes, between edges by the logarithm."""
    before = 0.0
    for place, mass in enumerate(spread):
        if before + mass >= share and mass > 0:
            return _between(place, (share - before) / mass)
        before += mass
    return EDGES[-1] * math.sqrt(2.0)


def _between(place: int, part: float) -> float:
    low = EDGES[place - 1] if place else EDGES[0] / math.sqrt(2.0)
    return float(low * math.sqrt(2.0) ** part)


def share_within(spread: Counts, seconds: float) -> float:
    """The share of answers that come within so many waking seconds, in [0, 1)."""
    place = bin_of(seconds)
    low = EDGES[place - 1] if place else EDGES[0] / math.sqrt(2.0)
    part = 0.0 if seconds <= low else min(1.0, math.log(seconds / low) / math.log(math.sqrt(2.0)))
    return min(0.999, float(spread[:place].sum() + part * spread[place]))


def bin_of(seconds: float) -> int:
    """The bin of a delay in waking seconds."""
    return next((place for place, edge in enumerate(EDGES) if seconds < edge), BINS - 1)


def cell(arrived: datetime) -> int:
    """The cell of a message that arrived at this local time."""
    day = arrived if arrived.hour >= BLOCKS[0] else arrived - timedelta(days=1)
    block = sum(arrived.hour >= first for first in BLOCKS) - 1 if day is arrived else len(BLOCKS) - 1
    return (len(BLOCKS) if day.weekday() >= 5 else 0) + block


def counted(delays: Sequence[tuple[datetime, datetime]], night: tuple[int, int]) -> Mapping[tuple[int, int], int]:
    """How often each (cell, bin) occurs among (arrived, answered) local times; those that came too late are left."""
    found: dict[tuple[int, int], int] = {}
    for arrived, answered in delays:
        if timedelta() <= answered - arrived <= ANSWERED_WITHIN:
            key = (cell(arrived), bin_of(waking_seconds(arrived, answered, night)))
            found[key] = found.get(key, 0) + 1
    return found


def waking_seconds(since: datetime, until: datetime, night: tuple[int, int]) -> float:
    """Seconds from one local time to another without the nights between them; never negative."""
    total = (until - since).total_seconds()
    if total <= 0:
        return 0.0
    slept = sum(
        max(0.0, (min(until, end) - max(since, start)).total_seconds()) for start, end in _nights(since, until, night)
    )
    return total - slept


def later(since: datetime, seconds: float, night: tuple[int, int]) -> datetime:
    """The local time so many waking seconds after another."""
    at, left = since, timedelta(seconds=seconds)
    horizon = since + timedelta(days=30) + 2 * left
    for start, end in _nights(since, horizon, night):
        if at < start and start - at > left:
            break
        left -= max(timedelta(), start - at)
        at = max(at, end)
    return at + left


def _nights(since: datetime, until: datetime, night: tuple[int, int]) -> Iterator[tuple[datetime, datetime]]:
    """The nights that begin before `until` and end after `since`, in order."""
    hours = (night[1] - night[0]) % 24
    if not hours:
        return
    start = since.replace(hour=night[0], minute=0, second=0, microsecond=0) - timedelta(days=1)
    while start < until:
        if start + timedelta(hours=hours) > since:
            yield start, start + timedelta(hours=hours)
        start += timedelta(days=1)


def asleep(by_hour: Sequence[int]) -> tuple[int, int]:
    """The night of somebody who wrote so many messages in each of the 24 local hours.

    The longest run of hours in which hardly anything was written; USUAL_NIGHT while too little is known, nothing
    (equal hours) for those who write around the clock.
    """
    total = sum(by_hour)
    if total < ENOUGH_FOR_NIGHT:
        return USUAL_NIGHT
    quiet = [count < SLEEPY * total / 24 for count in by_hour]
    best = (0, 0)
    for first in range(24):
        length = next((n for n in range(24) if not quiet[(first + n) % 24]), 24)
        if length > best[1]:
            best = (first, length)
    first, length = best
    if length < SHORTEST_NIGHT:
        return (0, 0)
    return (first, (first + min(length, LONGEST_NIGHT)) % 24)
