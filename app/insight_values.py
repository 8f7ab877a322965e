"""What insights say: figures for each card, without a name and without a word anybody said."""

from __future__ import annotations

from dataclasses import dataclass

from app.insight_periods import Span, Steps

#: From how many on a card says something: answers, decisions, drafts taken, verdicts with an outcome, drafts asked for.
ENOUGH_ANSWERS, ENOUGH_DECISIONS, ENOUGH_TAKEN, ENOUGH_FORETOLD, ENOUGH_ASKED = 5, 5, 3, 40, 10
#: Words a minute on a keyboard, a word being five characters: the mean of 168,000 people (Dhakal et al., CHI 2018).
#: On a phone people type slower (36, Palin et al. 2019), so this makes the estimate small rather than large.
TYPED_WPM = 52
#: Words a minute read silently (Brysbaert 2019, non-fiction).
READ_WPM = 238


@dataclass(frozen=True, slots=True)
class Amount:
    """How much a card is made of, and how much it needs to say something."""

    n: int
    needed: int

    @property
    def enough(self) -> bool:
        """Whether it says something."""
        return self.n >= self.needed


@dataclass(frozen=True, slots=True)
class HourDelay:
    """How long answers took to what came in one local hour of the day; None without any."""

    hour: int
    median_min: float | None
    n: int


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """How long the person took to answer.

    Attributes:
        before_min: the median of the period before.
        hours: 24, by the hour in which the first unanswered message came.
        goal_min: what the person aims at; 0 for nothing.
    """

    amount: Amount
    median_min: float | None
    before_min: float | None
    hours: tuple[HourDelay, ...]
    goal_min: int

    def is_slow(self, one: HourDelay) -> bool:
        """Whether answers to what comes in this hour take longer than the person wants."""
        return bool(self.goal_min) and one.median_min is not None and one.median_min > self.goal_min


@dataclass(frozen=True, slots=True)
class Choices:
    """What was done with drafts in some time."""

    as_is: int
    edited: int
    rejected: int

    @property
    def total(self) -> int:
        """How many were decided on."""
        return self.as_is + self.edited + self.rejected


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was done with drafts: in the whole period, and in each of `steps`."""

    amount: Amount
    steps: Steps
    bars: tuple[Choices, ...]
    whole: Choices


@dataclass(frozen=True, slots=True)
class Saved:
    """Minutes that were not typed, an estimate (`app.insights.saved_min`); `minutes` by step of the period."""

    amount: Amount
    minutes: tuple[float, ...]
    total_min: float


@dataclass(frozen=True, slots=True)
class Foretold:
    """Verdicts of about the same score: their mean, the share that was answered in time, how many."""

    said: float
    answered: float
    n: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well "needs a reply" was foretold; `error` is the mean absolute difference, weighted by how many."""

    amount: Amount
    bins: tuple[Foretold, ...]
    error: float


@dataclass(frozen=True, slots=True)
class Silences:
    """For which messages no draft was offered.

    Attributes:
        amount: messages for which drafts were asked.
        reasons: (code of `engine.reply.silence`, how many), the most frequent first.
        n_written: sets of drafts made while a model was in use.
        stood_in: (code of a fallback reason, how many) of those in which past replies stood in for it.
    """

    amount: Amount
    reasons: tuple[tuple[str, int], ...]
    n_written: int
    stood_in: tuple[tuple[str, int], ...]

    @property
    def n_silent(self) -> int:
        """Messages without a draft."""
        return sum(n for _code, n in self.reasons)

    @property
    def n_stood_in(self) -> int:
        """Sets in which past replies stood in."""
        return sum(n for _code, n in self.stood_in)


@dataclass(frozen=True, slots=True)
class Volume:
    """Messages in and out, by step of the period."""

    amount: Amount
    n_in: tuple[int, ...]
    n_out: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Insights:
    """Everything the page shows; `counting` while messages are still being counted."""

    span: Span
    steps: Steps
    answers: AnswerTimes
    decisions: Decisions
    saved: Saved
    calibration: Calibration
    silences: Silences
    volume: Volume
    counting: bool = False
