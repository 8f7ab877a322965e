"""How the loss falls: on held-out replies with a ring at each measure, and on what is learnt behind it."""

from __future__ import annotations

from math import ceil, floor, log10

from app.insight_tables import Row, Table
from app.training_shown import Points
from ui.plot import Plot
from ui.theme import Theme

DOT = 7.0
#: Room above the highest mark, for its word.
HEADROOM = 0.06
#: And behind the last step, for its number.
AFTER = 0.035
#: So many marks at most on each side.
MARKS_LEFT, MARKS_BELOW = 4, 4


def made(theme: Theme) -> Plot:
    """An empty chart."""
    return Plot(theme)


def draw(plot: Plot, learnt: Points, held: Points, steps: int) -> None:
    """Draw both over all the steps there will be."""
    values = [loss for _step, loss in (*learnt, *held)]
    last = max([steps, 1, *(step for step, _loss in (*learnt, *held))])
    ticks = marks_between(min(values), max(values))
    digits = 0 if len(ticks) < 2 else max(0, -floor(log10(ticks[1] - ticks[0])))
    plot.begin(
        (-0.005 * last, (1 + AFTER) * last),
        (ticks[0], ticks[-1] + HEADROOM * (ticks[-1] - ticks[0])),
        bottom=[(float(at), f"{at:,}") for at in _steps(last)],
        left=[(at, f"{at:.{digits}f}") for at in ticks],
    )
    plot.line([(float(step), loss) for step, loss in learnt], "chart.4", width=1.5)
    points = [(float(step), loss) for step, loss in held]
    plot.line(points, "chart.1")
    plot.dots(points, [DOT] * len(points))


def table(learnt: Points, held: Points) -> Table:
    """The same in numbers: each measure on held-out replies, and the loss of that step."""
    beside = dict(learnt)
    rows = tuple(Row(f"{step:,}", f"{step:,}", (loss, _near(beside, step))) for step, loss in held or learnt)
    return Table("Step", (("held", "held-out loss"), ("learnt", "training loss")), rows)


def marks_between(lowest: float, highest: float, *, most: int = MARKS_LEFT) -> list[float]:
    """Round marks around these values: 1.0, 1.5, 2.0, 2.5 for 1.2 and 2.4."""
    rough = max(highest - lowest, 1e-3) / most
    size = 10.0 ** floor(log10(rough))
    step = next(size * many for many in (1, 2, 5, 10) if size * many >= rough)
    first, last = floor(lowest / step + 1e-9), max(ceil(highest / step - 1e-9), floor(lowest / step + 1e-9) + 1)
    return [n * step for n in range(first, last + 1)]


def _steps(last: int) -> list[int]:
    if last <= MARKS_BELOW:
        return list(range(last + 1))
    return [round(last * n / MARKS_BELOW) for n in range(MARKS_BELOW + 1)]


def _near(beside: dict[int, float], step: int) -> float | None:
    """The loss that was told nearest to a step."""
    if not beside:
        return None
    return beside[min(beside, key=lambda at: abs(at - step))]
