"""A card of the insights: title, figure, chart or table, and what stands there while there is too little to say."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from app.insight_tables import Table
from app.wording.insights import TITLES, Told
from ui.buttons import Button
from ui.figure_table import FigureTable
from ui.painting import draw_text, rounded, text_width
from ui.surface import Elided, Surface, Words
from ui.theme import Theme

ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class Legend(QWidget):
    """A coloured square and a word for each kind of mark in the chart."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._parts: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_parts(self, parts: Sequence[tuple[str, str]]) -> None:
        """Show (colour role, word); a role of "" has no square."""
        self._parts = tuple(parts)
        self.setVisible(bool(parts))
        self.setAccessibleName(", ".join(word for _role, word in parts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(sum(self._wide(role, word) for role, word in self._parts)), self.theme.line("caption"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, left = self.theme, QPainter(self), 0.0
        side = theme.px(8)
        for role, word in self._parts:
            wide = self._wide(role, word)
            start = left + theme.px(10)
            if role:
                box = QRectF(start, (self.height() - side) / 2, side, side)
                rounded(painter, box, theme.px(2), theme.colour(role), None)
                start += side + theme.px(5)
            place = QRectF(start, 0, left + wide - start + 1, self.height())
            draw_text(painter, place, word, theme.font("caption"), theme.colour("text.secondary"))
            left += wide

    def _wide(self, role: str, word: str) -> float:
        mark = self.theme.px(13) if role else 0
        return self.theme.px(10) + mark + text_width(self.theme.font("caption"), word)


class Skeleton(QWidget):
    """A still grey place where a chart will be."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setAccessibleName("Counting…")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        rounded(painter, box, self.theme.radius("card"), self.theme.colour("bg.sunken"), None)


class InsightCard(Surface):
    """One card; it is one stop of the keyboard, and reads itself aloud in one sentence.

    Attributes:
        name: of `app.wording.insights.TITLES`.
        chart: what draws its figures, None before there were any.
        has_table: whether the table is shown in place of the chart.
        letters: whether keys without a modifier work.

    Signals:
        stepped: an arrow key was pressed, with its step across and down.
    """

    stepped = Signal(int, int)

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__(theme, "bg.raised", line="line.hair", radius="panel")
        self.name = name
        self.chart: QWidget | None = None
        self.has_table = False
        self.letters = True
        self.title = Elided(theme, TITLES[name], role="text.secondary")
        self.legend = Legend(theme)
        self.turn = Button(theme, "", look="icon", icon="table", name=f"{TITLES[name]}: show as a table", key="T")
        self.figure = Words(theme, "", style="display")
        self.beside = Elided(theme, "", style="small", role="text.secondary")
        self.table = FigureTable(theme)
        self.nothing = Words(theme, "", style="body_strong", wrap=True)
        self.needed = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.note = Words(theme, "", style="caption", role="text.tertiary", wrap=True)
        self.places = QStackedWidget()
        self._skeleton = Skeleton(theme)
        self._empty = self._empty_place()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self.turn.clicked.connect(self.toggle_table)
        self.table.left.connect(self.toggle_table)
        self.table.installEventFilter(self)
        theme.changed.connect(self._dress)
        self._dress()
        self.show_waiting()

    def show_chart(self, chart: QWidget) -> None:
        """What has drawn its figures."""
        if self.chart is None:
            self.chart = chart
            self.places.addWidget(chart)
        self._show_place()

    def show_told(self, told: Told, table: Table, legend: Sequence[tuple[str, str]]) -> None:
        """Say what there is to say; the chart follows."""
        self.figure.setText(told.figure)
        self.beside.setText(told.beside)
        self.legend.show_parts(legend)
        self.note.setText(told.note)
        self.note.setVisible(bool(told.note))
        self.table.show_table(table)
        self.turn.show()
        self.setAccessibleName(told.spoken)
        self._show_place()

    def show_nothing(self, title: str, text: str) -> None:
        """There is too little to say yet."""
        self._blank()
        self.has_table = False
        self.nothing.setText(title)
        self.needed.setText(text)
        self.setAccessibleName(f"{TITLES[self.name]}. {title}. {text}")
        self.places.setCurrentWidget(self._empty)

    def show_waiting(self) -> None:
        """The figures are being counted."""
        self._blank()
        self.setAccessibleName(f"{TITLES[self.name]}. Counting…")
        self.places.setCurrentWidget(self._skeleton)

    def toggle_table(self) -> None:
        """The table in place of the chart, or the chart again."""
        if not self.turn.isVisibleTo(self):
            return
        self.has_table = not self.has_table
        had_focus = self.table.hasFocus()
        self._show_place()
        if self.has_table:
            self.table.setFocus()
        elif had_focus:
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        step = ARROWS.get(Qt.Key(event.key())) if plain else None
        if step is not None:
            self.stepped.emit(*step)
        elif plain and self.letters and event.key() == Qt.Key.Key_T:
            self.toggle_table()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.paint_roles("bg.raised", "focus.ring")
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.paint_roles("bg.raised", "line.hair")
        super().focusOutEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The frame shows the focus that the table has."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            focused = event.type() == QEvent.Type.FocusIn
            self.paint_roles("bg.raised", "focus.ring" if focused else "line.hair")
        return super().eventFilter(watched, event)

    def _show_place(self) -> None:
        self.places.setCurrentWidget(self.table if self.has_table else self.chart or self._skeleton)
        other = "as a chart" if self.has_table else "as a table"
        self.turn.set_icon("insights" if self.has_table else "table")
        self.turn.setAccessibleName(f"{TITLES[self.name]}: show {other}")
        self.turn.setToolTip(f"Show {other}  T")

    def _blank(self) -> None:
        self.figure.setText("")
        self.beside.setText("")
        self.legend.show_parts(())
        self.note.hide()
        self.turn.hide()
        if self.table.hasFocus():
            self.setFocus()

    def _empty_place(self) -> QWidget:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(2)
        for words in (self.nothing, self.needed):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addStretch(3)
        return place

    def _build(self) -> None:
        for place in (self._skeleton, self._empty, self.table):
            self.places.addWidget(place)
        self.places.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._top, self._second, self._column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        self._top.addWidget(self.title, 1)
        self._top.addWidget(self.legend)
        self._top.addWidget(self.turn)
        self._second.addWidget(self.figure)
        self._second.addWidget(self.beside, 1, Qt.AlignmentFlag.AlignBottom)
        self._column.addLayout(self._top)
        self._column.addLayout(self._second)
        self._column.addWidget(self.places, 1)
        self._column.addWidget(self.note)

    def _dress(self) -> None:
        px = self.theme.px
        self._column.setContentsMargins(px(18), px(8), px(14), px(14))
        self._column.setSpacing(px(4))
        self._top.setSpacing(px(4))
        self._second.setSpacing(px(8))
        self.beside.setFixedHeight(self.theme.line("small") + px(4))
        self.figure.setFixedHeight(self.theme.line("display"))
        self.title.setFixedHeight(self.theme.size("control"))
