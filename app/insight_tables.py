"""The figures of each insights card as a table, for reading and for export: numbers only, no names, no words said."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.insight_periods import Span, Step, Steps
from app.insight_values import Insights
from app.wording import insights as words

Number = float | int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line: its name in a file ("2026-10-08"), in words ("8 Oct"), and its numbers; None where there is none."""

    key: str
    label: str
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart shows.

    Attributes:
        first: heading of the labels. columns: (name in a file, heading in words) of the numbers.
    """

    first: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Row, ...]


def tables(found: Insights) -> dict[str, Table]:
    """Every card's table, by its name in `words.TITLES`."""
    return {
        "answers": _answers(found),
        "decisions": _decisions(found),
        "saved": Table("Time", (("minutes_estimate", "Minutes, estimate"),), _by_step(found, found.saved.minutes)),
        "calibration": _calibration(found),
        "silences": _silences(found),
        "volume": Table(
            "Time",
            (("messages_in", "In"), ("messages_out", "Out")),
            _by_step(found, found.volume.n_in, found.volume.n_out),
        ),
    }


def csv_text(found: Insights) -> str:
    """Every number as a line of its own: chart, place, measure, value; decimal points, RFC 4180."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["chart", "place", "measure", "value"])
    writer.writerow(["period", found.steps.firsts[0].isoformat(), "span", found.span.value])
    for name, table in tables(found).items():
        for row in table.rows:
            for (measure, _heading), number in zip(table.columns, row.numbers, strict=True):
                writer.writerow([name, row.key, measure, _plain(number)])
    return out.getvalue()


def shown(number: Number, *, digits: int = 1) -> str:
    """A number in a table: "1,002", "18.5", "–" for none; `digits` behind the point of what is not whole."""
    if number is None:
        return "–"
    return f"{number:,}" if isinstance(number, int) else f"{number:,.{digits}f}"


def _plain(number: Number) -> str:
    if number is None:
        return ""
    return str(number) if isinstance(number, int) else f"{number:.4f}".rstrip("0").rstrip(".")


def _answers(found: Insights) -> Table:
    rows = [
        Row(f"{one.hour:02}:00", f"{one.hour:02}:00", (one.median_min, one.n)) for one in found.answers.hours if one.n
    ]
    columns = (("median_minutes", "Minutes, median"), ("answers", "Answers"))
    return Table("Hour", columns, tuple(rows))


def _decisions(found: Insights) -> Table:
    steps = found.decisions.steps
    rows = [
        Row(day.isoformat(), _label(day, steps, found.span), (one.as_is, one.edited, one.rejected))
        for day, one in zip(steps.firsts, found.decisions.bars, strict=True)
    ]
    columns = (("as_is", "As written"), ("edited", "Edited"), ("rejected", "Rejected"))
    return Table("Month" if steps.step is Step.MONTH else "Week of", columns, tuple(rows))


def _calibration(found: Insights) -> Table:
    rows = [
        Row(f"{one.said:.2f}", words.percent(one.said), (one.answered * 100, one.n)) for one in found.calibration.bins
    ]
    columns = (("answered_percent", "Answered, %"), ("verdicts", "Verdicts"))
    return Table("Said", columns, tuple(rows))


def _silences(found: Insights) -> Table:
    one = found.silences
    total = max(1, one.amount.n)
    rows = [Row(code, words.reason(code), (n, 100 * n / total)) for code, n in one.reasons]
    if one.n_written:
        share = 100 * one.n_stood_in / one.n_written
        rows.append(Row("past_replies", "Past replies stood in", (one.n_stood_in, share)))
    return Table("Reason", (("count", "Times"), ("share_percent", "Share, %")), tuple(rows))


def _by_step(found: Insights, *numbers: Iterable[Number]) -> tuple[Row, ...]:
    return tuple(
        Row(day.isoformat(), _label(day, found.steps, found.span), tuple(values))
        for day, *values in zip(found.steps.firsts, *numbers, strict=True)
    )


def _label(day: date, steps: Steps, span: Span) -> str:
    if steps.step is Step.MONTH:
        return f"{words.MONTHS[day.month - 1]} {day.year}"
    if steps.step is Step.WEEK:
        return f"{day.day} {words.MONTHS[day.month - 1]}"
    return f"{words.DAYS[day.weekday()]} {day.day} {words.MONTHS[day.month - 1]}"
