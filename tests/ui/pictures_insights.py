"""Pictures of the insights: full, with tables, small, with large text, and with too little to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from photographer import NOW
from pictured import WHOLE, save, scripted_window
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from app import insight_periods
from app.insight_periods import Span, Steps
from app.insight_values import (
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
from ui.main_window import MainWindow
from ui.theme import Theme

HOURS = (38, 22, 14, 11, 13, 26, 31, 18, 15, 17, 22, 34, 48, 61, 55)
TAKEN = ((44, 38, 18), (47, 36, 17), (50, 35, 15), (53, 33, 14), (55, 32, 13), (58, 30, 12))
IN, OUT = (88, 41, 29, 102, 96, 110, 64), (71, 30, 18, 84, 90, 97, 49)
SAID = ((0.1, 0.08, 60), (0.24, 0.21, 40), (0.39, 0.43, 24), (0.54, 0.51, 38), (0.68, 0.74, 26), (0.95, 0.96, 30))
REASONS = (("money", 31), ("low_confidence", 24), ("group_off", 19), ("no_words", 15), ("automatic", 6))


def figures(span: Span = Span.MONTH) -> Insights:
    """Invented figures of a busy photographer."""
    steps = insight_periods.period(span, NOW)
    n = len(steps.firsts)
    minutes = tuple(float((at * 37 + 11) % 41 + (7 if at % 7 else 0)) for at in range(n))
    return Insights(
        span=span,
        steps=steps,
        answers=AnswerTimes(Amount(412, 5), 18.0, 26.0, _hours(), 45),
        decisions=_decisions(insight_periods.weeks(span, NOW)),
        saved=Saved(Amount(230, 3), minutes, sum(minutes)),
        calibration=Calibration(Amount(218, 40), tuple(Foretold(*one) for one in SAID), 0.03),
        silences=Silences(Amount(1002, 10), REASONS, 907, (("WorkerDied", 9), ("nothing_usable", 4))),
        volume=Volume(Amount(969, 1), _repeated(IN, n), _repeated(OUT, n)),
    )


def nothing(span: Span = Span.MONTH) -> Insights:
    """A store that has hardly anything."""
    full = figures(span)
    empty = tuple(HourDelay(hour, None, 0) for hour in range(24))
    return replace(
        full,
        answers=AnswerTimes(Amount(2, 5), None, None, empty, 0),
        decisions=replace(full.decisions, amount=Amount(1, 5)),
        saved=replace(full.saved, amount=Amount(0, 3)),
        calibration=Calibration(Amount(0, 40), (), 0.0),
        silences=Silences(Amount(3, 10), (), 0, ()),
        volume=replace(full.volume, amount=Amount(0, 1)),
        counting=True,
    )


class Told:
    """Reads that answer with figures given, whatever is asked."""

    def __init__(self, found: Insights) -> None:
        self.found = found

    def ask(self, name: str, read: object, then: object, failed: object = None) -> None:
        """See `ui.aside.Reads`."""
        import ui.insight_charts  # noqa: F401 - as the page has it read aside

        if name == "insights":
            then(self.found)  # type: ignore[operator]  # a callable


def shown(theme: Theme, found: Insights, width: int, height: int) -> MainWindow:
    """A window on the insights."""
    window = scripted_window(theme, ScriptedDesk(), width, height, **WHOLE)
    window.reads = Told(found)  # type: ignore[assignment]  # figures at hand
    window.go("insights")
    return window


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    for span in Span:
        window = shown(theme, figures(span), 1440, 900)
        window.page.spans.setCurrentIndex(list(Span).index(span))
        save(window, folder, f"insights-{span}-{mode}")
        if span is Span.MONTH:
            for card in window.page.cards.values():
                card.toggle_table()
            save(window, folder, f"insights-tables-{mode}")
        window.close()
    for name, found, size in (("small", figures(), (1100, 700)), ("empty", nothing(), (1440, 900))):
        window = shown(theme, found, *size)
        save(window, folder, f"insights-{name}-{mode}")
        window.close()
    theme.set_scale(2.0)
    window = shown(theme, figures(), 1440, 900)
    save(window, folder, f"insights-large-text-{mode}")
    window.close()


def _hours() -> tuple[HourDelay, ...]:
    told = dict(enumerate(HOURS, 7))
    return tuple(HourDelay(hour, told.get(hour), 20 if hour in told else 0) for hour in range(24))


def _decisions(steps: Steps) -> Decisions:
    bars = tuple(Choices(*TAKEN[at % 6]) for at in range(len(steps.firsts)))
    return Decisions(Amount(100, 5), steps, bars, bars[-1])


def _repeated(numbers: Sequence[int], n: int) -> tuple[int, ...]:
    return tuple(numbers[at % len(numbers)] for at in range(n))
