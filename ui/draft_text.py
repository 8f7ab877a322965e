"""The text of a draft as it is shown: letters behind recalled facts, lines under what is recalled or unsourced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QTextCharFormat, QTextLayout

from app.provenance import Recalled
from engine.domain import Option
from ui.theme import Theme
from ui.thread_layout import utf16


@dataclass(frozen=True, slots=True)
class Underlined:
    """A span of the shown text in UTF-16 units; `source` is None for a fact that stands nowhere."""

    start: int
    end: int
    source: Recalled | None


@dataclass(frozen=True, slots=True)
class DraftText:
    """A draft with its letters; `letters` are where they stand, in UTF-16 units, one each."""

    shown: str
    letters: tuple[int, ...]
    spans: tuple[Underlined, ...]


def draft_text(option: Option, sources: Sequence[Recalled]) -> DraftText:
    """Put the letters in; the draft itself is not touched."""
    shown, at, letters, spans = "", 0, [], []
    amber = [(start, end, None) for start, end in option.unsourced]
    marked: list[tuple[int, int, Recalled | None]] = [*amber, *((one.start, one.end, one) for one in sources)]
    for start, end, source in sorted(marked, key=lambda one: one[0]):
        if start < at or end > len(option.text):
            continue
        shown += option.text[at:start]
        first = utf16(shown, len(shown))
        shown += option.text[start:end]
        if source is not None:
            letters.append(utf16(shown, len(shown)))
            shown += source.letter
        spans.append(Underlined(first, utf16(shown, len(shown)), source))
        at = end
    return DraftText(shown + option.text[at:], tuple(letters), tuple(spans))


def formats(theme: Theme, text: DraftText) -> list[QTextLayout.FormatRange]:
    """How the letters look: small, raised, in the accent."""
    raised = QTextCharFormat()
    raised.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
    raised.setForeground(theme.colour("accent.base"))
    raised.setFontWeight(QFont.Weight.DemiBold)
    made = []
    for at in text.letters:
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = at, 1, raised
        made.append(part)
    return made


def paint_lines(painter: QPainter, theme: Theme, layout: QTextLayout, at: QPointF, text: DraftText) -> None:
    """A dotted line under each span: the accent where it is recalled, amber where it stands nowhere."""
    for span in text.spans:
        pen = QPen(theme.colour("risk.check.mark" if span.source is None else "accent.base"), 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1, 1])
        painter.setPen(pen)
        for box in boxes(layout, span):
            painter.drawLine(at + box.bottomLeft(), at + box.bottomRight())


def boxes(layout: QTextLayout, span: Underlined) -> Iterator[QRectF]:
    """Where a span lies, a box a line, relative to the layout."""
    for n in range(layout.lineCount()):
        line = layout.lineAt(n)
        begin, stop = max(span.start, line.textStart()), min(span.end, line.textStart() + line.textLength())
        if begin < stop:
            left, right = sorted((_x(line.cursorToX(begin)), _x(line.cursorToX(stop))))
            right = min(right, line.naturalTextRect().right())  # not under the blank at the end of the line
            yield QRectF(left, line.y(), right - left, line.height())


def _x(found: object) -> float:
    """`QTextLine.cursorToX` answers with a tuple in some bindings."""
    return float(found[0]) if isinstance(found, tuple) else float(str(found))
