"""The charts of the insights: what each card draws from its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from app.insight_periods import Span, Step, Steps
from app.insight_values import Insights
from app.wording import insights as words
from ui.plot import Bar, Plot, round_ticks
from ui.reason_bars import ReasonBars
from ui.theme import Theme

#: Room above the highest value, for its words.
HEADROOM = 1.14
#: Minutes from which an axis tells hours.
LONG_MIN = 240
PERCENTS = ((0.0, "0 %"), (50.0, "50 %"), (100.0, "100 %"))
DOT, DOT_MORE = 8.0, 8.0


def made(theme: Theme, name: str) -> QWidget:
    """An empty chart for a card of this name."""
    return ReasonBars(theme) if name == "silences" else Plot(theme)


def draw(chart: QWidget, name: str, found: Insights) -> None:
    """Draw the figures of a card in a chart that was made for it."""
    if isinstance(chart, ReasonBars):
        chart.show_reasons([(words.reason(code), n) for code, n in found.silences.reasons])
    elif isinstance(chart, Plot):
        CHARTS[name](chart, found)


def draw_answers(plot: Plot, found: Insights) -> None:
    """A bar for each hour, the slow ones in another colour above the line of the goal; the slowest with its minutes."""
    one = found.answers
    known = [(hour.hour, hour.median_min, one.is_slow(hour)) for hour in one.hours if hour.median_min is not None]
    slowest = max(known, key=lambda hour: hour[1], default=(0, 0.0, False))
    highest = max(1.0, slowest[1], float(one.goal_min))
    plot.begin(
        (-0.8, 23.8),
        (0.0, highest * HEADROOM),
        bottom=[(hour, f"{hour:02}") for hour in (0, 6, 12, 18, 23)],
        left=[(at, _minutes(at, highest)) for at in round_ticks(highest)],
    )
    plot.add_bars([Bar(hour, 0.72, 0.0, minutes, "chart.2" if slow else "chart.1") for hour, minutes, slow in known])
    if one.goal_min:
        plot.across(one.goal_min, "text.tertiary", dashed=True)
        plot.words((-0.6, one.goal_min), f"your goal, {words.duration(one.goal_min)}", anchor=(0, 1))
    plot.words((slowest[0], slowest[1]), _minutes(slowest[1], highest), anchor=(0.5, 1), strong=True)


def draw_decisions(plot: Plot, found: Insights) -> None:
    """Bars of what was taken as it was, edited and rejected, in parts of a hundred."""
    one = found.decisions
    bars: list[Bar] = []
    for at, choices in enumerate(one.bars):
        bottom = 0.0
        parts = ((choices.as_is, "chart.1"), (choices.edited, "chart.4"), (choices.rejected, "chart.3"))
        for n, role in parts:
            share = 100 * n / choices.total if choices.total else 0.0
            bars.append(Bar(at, 0.72, bottom, bottom + share, role))
            bottom += share
    plot.begin((-0.6, len(one.bars) - 0.4), (0.0, 104.0), bottom=_places(one.steps, found.span), left=PERCENTS)
    plot.add_bars(bars, gap=2)


def draw_saved(plot: Plot, found: Insights) -> None:
    """A line over the minutes of each step, its highest with its minutes."""
    minutes = found.saved.minutes
    highest = max(1.0, *minutes)
    at = minutes.index(max(minutes))
    plot.begin(
        (-0.4, len(minutes) - 0.5),
        (0.0, highest * HEADROOM),
        bottom=_places(found.steps, found.span),
        left=[(tick, _minutes(tick, highest)) for tick in round_ticks(highest)],
    )
    points = list(enumerate(minutes))
    plot.line(points, "chart.1", fill="accent.soft")
    plot.dots([points[at]], [DOT])
    side = 0.0 if at < len(minutes) * 0.12 else 1.0 if at > len(minutes) * 0.88 else 0.5
    plot.words((at, minutes[at] * 1.02), words.duration(minutes[at]), anchor=(side, 1.1), strong=True)


def draw_calibration(plot: Plot, found: Insights) -> None:
    """What was said across, what was answered up; on the dashed line is right. Larger rings stand for more verdicts."""
    bins = found.calibration.bins
    plot.begin((-3.0, 106.0), (-3.0, 106.0), bottom=PERCENTS, left=PERCENTS)
    plot.line([(0.0, 0.0), (100.0, 100.0)], "text.tertiary", dashed=True, width=1)
    points = [(one.said * 100, one.answered * 100) for one in bins]
    most = max((one.n for one in bins), default=1)
    plot.line(points, "chart.1")
    plot.dots(points, [DOT + DOT_MORE * one.n / most for one in bins])
    plot.words((2.0, 96.0), "↑ you answered", anchor=(0, 0))
    plot.words((104.0, 4.0), "said it would need a reply →", anchor=(1, 1))


def draw_volume(plot: Plot, found: Insights) -> None:
    """Two bars for each step: messages in and out."""
    one = found.volume
    highest = max(1, *one.n_in, *one.n_out)
    plot.begin(
        (-0.6, len(one.n_in) - 0.4),
        (0.0, highest * 1.04),
        bottom=_places(found.steps, found.span),
        left=[(at, f"{at:,.0f}") for at in round_ticks(highest) if at == int(at)],
    )
    bars = [Bar(at - 0.19, 0.34, 0.0, n, "chart.3") for at, n in enumerate(one.n_in)]
    plot.add_bars(bars + [Bar(at + 0.19, 0.34, 0.0, n, "chart.1") for at, n in enumerate(one.n_out)])


#: What is drawn with a plot.
CHARTS: Mapping[str, Callable[[Plot, Insights], None]] = {
    "answers": draw_answers,
    "decisions": draw_decisions,
    "saved": draw_saved,
    "calibration": draw_calibration,
    "volume": draw_volume,
}


def _minutes(value: float, highest: float) -> str:
    if highest >= LONG_MIN:
        return f"{value / 60:.0f} h" if value % 60 == 0 else f"{value / 60:.1f} h"
    return f"{value:.0f}" if value >= 1 or not value else f"{value:.1f}"


def _places(steps: Steps, span: Span) -> Sequence[tuple[float, str]]:
    """Labels below a chart: every step where they are few, else about every seventh day."""
    days: Sequence[tuple[int, date]] = list(enumerate(steps.firsts))
    if steps.step is Step.DAY and span is not Span.WEEK:
        days = days[3::7]
    return [(float(at), words.step_label(day, steps.step, span)) for at, day in days]
