"""What the person's own messages say about answering, counted from the store for a week, a month or a year.

An answer's time runs from the first unanswered message of a burst to the person's reply (`app.store.delays.answered`:
a burst begins anew after six silent hours without an open question), in direct conversations with people. Minutes saved
are an estimate, for each draft that was taken:

    max(0, characters kept / (5 x TYPED_WPM) - characters read / (5 x READ_WPM))

"Kept" are the characters of the draft that are still in the text that was used, in order; "read" are all drafts shown
with it. Drafts that were rejected save nothing and cost nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq
from sqlite_utils import Database

from app import insight_periods
from app.insight_periods import Span, Steps
from app.insight_values import (
    ENOUGH_ANSWERS,
    ENOUGH_ASKED,
    ENOUGH_DECISIONS,
    ENOUGH_FORETOLD,
    ENOUGH_TAKEN,
    READ_WPM,
    TYPED_WPM,
    Amount,
    AnswerTimes,
    Calibration,
    Choices,
    Decisions,
    Foretold,
    HourDelay,
    Insights,
    Saved,
    Silences,
    Volume,
)
from app.store import insights as store
from app.store.flow import QUARTER_US
from engine.domain import micros, moment

#: An answer counts as foretold if it came within so long; verdicts younger than this are left out.
WITHIN_US = 3 * 86_400_000_000
#: Scores are compared in so many groups; one with fewer verdicts than this is not shown.
BINS, ENOUGH_IN_BIN = 8, 5
_MINUTE_US = 60_000_000


def insights(db: Database, span: Span, *, now: datetime, goal_min: int = 0) -> Insights:
    """Everything for one period.

    Args:
        now: aware, in the person's zone: days and hours are counted in it.
        goal_min: the answer time the person aims at, in minutes; 0 for none.
    """
    steps = insight_periods.period(span, now)
    return Insights(
        span=span,
        steps=steps,
        answers=_answers(db, steps, insight_periods.before(span, now), now.tzinfo, goal_min),
        decisions=_decisions(db, steps, insight_periods.weeks(span, now)),
        saved=_saved(db, steps),
        calibration=_calibration(db, steps.since_us, micros(now)),
        silences=_silences(db, steps),
        volume=_volume(db, steps),
        counting=store.is_counting(db),
    )


def saved_min(draft: str, sent: str, n_read: int) -> float:
    """Minutes that taking a draft saved; `n_read` characters of drafts were shown with it. Never negative."""
    kept = LCSseq.similarity(draft, sent)
    return max(0.0, kept / (5 * TYPED_WPM) - n_read / (5 * READ_WPM))


def _answers(db: Database, steps: Steps, earlier: Steps, zone: tzinfo | None, goal_min: int) -> AnswerTimes:
    asked, minutes = _delays(db, steps)
    _asked_before, minutes_before = _delays(db, earlier)
    hours = _hours(asked, zone)
    by_hour = [minutes[hours == hour] for hour in range(24)]
    return AnswerTimes(
        amount=Amount(len(minutes), ENOUGH_ANSWERS),
        median_min=_median(minutes),
        before_min=_median(minutes_before),
        hours=tuple(HourDelay(hour, _median(found), len(found)) for hour, found in enumerate(by_hour)),
        goal_min=goal_min,
    )


def _delays(db: Database, steps: Steps) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """When each burst that was answered began, in µs, and how many minutes the answer took."""
    rows = np.array(store.answers(db, steps.since_us, steps.until_us), dtype=np.int64).reshape(-1, 2)
    return rows[:, 0], (rows[:, 1] - rows[:, 0]) / _MINUTE_US


def _hours(times_us: NDArray[np.int64], zone: tzinfo | None) -> NDArray[np.int64]:
    """The local hour of each time: clocks stand on quarters of an hour from each other all over the world."""
    quarters, place = np.unique(times_us // QUARTER_US, return_inverse=True)
    hours = [moment(int(one) * QUARTER_US).astimezone(zone).hour for one in quarters]
    return np.array(hours, dtype=np.int64)[place]


def _median(minutes: NDArray[np.float64]) -> float | None:
    return float(np.median(minutes)) if len(minutes) else None


def _decisions(db: Database, steps: Steps, bars: Steps) -> Decisions:
    found = store.decisions(db, min(steps.since_us, bars.since_us), steps.until_us)
    whole = _choices(found, steps.since_us, steps.until_us)
    stretches = zip(bars.bounds_us, bars.bounds_us[1:], strict=False)
    return Decisions(
        amount=Amount(whole.total, ENOUGH_DECISIONS),
        steps=bars,
        bars=tuple(_choices(found, since_us, until_us) for since_us, until_us in stretches),
        whole=whole,
    )


def _choices(found: Sequence[tuple[int, str]], since_us: int, until_us: int) -> Choices:
    verbs = [verb for decided_us, verb in found if since_us <= decided_us < until_us]
    return Choices(verbs.count("accept"), verbs.count("edit"), verbs.count("reject"))


def _saved(db: Database, steps: Steps) -> Saved:
    taken = store.taken(db, steps.since_us, steps.until_us)
    minutes = _summed(
        steps, [one.decided_us for one in taken], [saved_min(one.draft, one.sent, one.n_read) for one in taken]
    )
    return Saved(Amount(len(taken), ENOUGH_TAKEN), tuple(minutes.tolist()), float(minutes.sum()))


def _summed(steps: Steps, times_us: Sequence[int], amounts: Sequence[float]) -> NDArray[np.float64]:
    """The sum of the amounts in each step; all times lie in the period."""
    places = np.searchsorted(steps.bounds_us, np.array(times_us, dtype=np.int64), side="right") - 1
    sums: NDArray[np.float64] = np.bincount(
        places, weights=np.array(amounts, dtype=np.float64), minlength=len(steps.firsts)
    ).astype(np.float64)
    return sums


def _calibration(db: Database, since_us: int, now_us: int) -> Calibration:
    """Over verdicts whose time for an answer is over: the period, as much earlier."""
    pairs = store.foretold(db, since_us - WITHIN_US, now_us - WITHIN_US, within_us=WITHIN_US)
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, was_answered in pairs:
        groups[min(BINS - 1, int(score * BINS))].append((score, was_answered))
    found = tuple(
        Foretold(float(np.mean([s for s, _ in group])), float(np.mean([a for _, a in group])), len(group))
        for group in groups
        if len(group) >= ENOUGH_IN_BIN
    )
    n = sum(one.n for one in found)
    error = sum(abs(one.said - one.answered) * one.n for one in found) / n if n else 0.0
    return Calibration(Amount(n, ENOUGH_FORETOLD), found, error)


def _silences(db: Database, steps: Steps) -> Silences:
    asked = store.turns_asked(db, steps.since_us, steps.until_us)
    sets = store.sets_written(db, steps.since_us, steps.until_us)
    return Silences(
        amount=Amount(sum(asked.values()), ENOUGH_ASKED),
        reasons=_most_first(asked),
        n_written=sum(sets.values()),
        stood_in=_most_first(sets),
    )


def _most_first(counts: dict[str, int]) -> tuple[tuple[str, int], ...]:
    named = [(code, n) for code, n in counts.items() if code]
    return tuple(sorted(named, key=lambda one: (-one[1], one[0])))


def _volume(db: Database, steps: Steps) -> Volume:
    rows = store.said(db, steps.since_us, steps.until_us)
    times_us = [row[0] for row in rows]
    n_in, n_out = (_summed(steps, times_us, [row[side] for row in rows]).astype(int).tolist() for side in (1, 2))
    return Volume(Amount(sum(n_in) + sum(n_out), 1), tuple(n_in), tuple(n_out))
