"""The adapters: each version with what the gate measured, where it stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.store.adapters import State
from app.training_shown import Version
from app.wording import gate
from app.wording.gate import Measured
from ui import marks, times
from ui.buttons import Button
from ui.chips import Chip
from ui.marks import Shape
from ui.painting import draw_chip, draw_text
from ui.panel_pieces import emptied
from ui.plain import plain_tip
from ui.surface import Elided, Surface, Words
from ui.theme import Theme

#: Shares of the width: name, state, trained, examples, then each test; the acts have what they need.
SHARES = (11, 10, 9, 8, 17, 15, 14, 14)
ACTS, LEAST = 104, 916
#: How each state is called, and whether it stands out.
STATES = {
    State.OFFERED: ("Ready", False),
    State.REFUSED: ("Refused", False),
    State.KEPT: ("Not used", False),
    State.USED: ("In use", True),
    State.RETIRED: ("Kept", False),
}
STALE, STALE_TIP = "Retrain", "It learnt from words that are gone since. Train again to be rid of them"
MARKS = {
    True: (Shape.TICK, "positive.mark"),
    False: (Shape.CROSS, "risk.high.mark"),
    None: (Shape.DASHED_RING, "text.tertiary"),
}


class AdapterRows(QScrollArea):
    """A row for each; where they have too little room they scroll sideways.

    Signals:
        use_wished, why_wished, delete_wished: of the version with this number.
    """

    use_wished = Signal(int)
    why_wished = Signal(int)
    delete_wished = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.rows: list[AdapterRow] = []
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.setWidget(self._body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for widget in (self.viewport(), self._body):
            widget.setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Adapters"))

    def show_versions(self, found: Sequence[Version], own: Sequence[str], now: datetime) -> None:
        """Show these, newest first; `own` are names of files of the person's own on the model in use."""
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        emptied(self._column)
        self._column.addWidget(_heading(self.theme))
        self.rows = [AdapterRow(self.theme, one, now) for one in found]
        for row in self.rows:
            self._column.addWidget(row)
            row.wished.connect(self._wished)
        for one in own:
            said = self.tr("{0}, a file of your own, is in use").format(one)
            self._column.addWidget(Words(self.theme, said, style="small", role="text.secondary", wrap=True))
        self._body.setMinimumWidth(self.theme.px(LEAST))
        self.updateGeometry()
        if name:
            self._focus_again(name)

    def sizeHint(self) -> QSize:
        """As high as its rows; the bar that scrolls them sideways has its room below."""
        bar = self.horizontalScrollBar().sizeHint().height() if self._is_narrow() else 0
        return QSize(self.theme.px(400), self._column.sizeHint().height() + bar)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def _is_narrow(self) -> bool:
        return self.width() < self.theme.px(LEAST)

    def _wished(self, act: str, number: int) -> None:
        signals = {"use": self.use_wished, "why": self.why_wished, "delete": self.delete_wished}
        signals[act].emit(number)

    def _focus_again(self, name: str) -> None:
        for row in self.rows:
            for widget in (row, *row.findChildren(QWidget)):
                if widget.accessibleName() == name and widget.focusPolicy():
                    widget.setFocus()
                    return
        if self.rows:
            self.rows[0].setFocus()


class AdapterRow(Surface):
    """One version; it takes the focus to be read aloud as a whole.

    Signals:
        wished: "use", "why" or "delete", and its number.
    """

    wished = Signal(str, int)

    def __init__(self, theme: Theme, one: Version, now: datetime) -> None:
        super().__init__(theme, None, edges="top")
        self.version = one
        measured = gate.measured(one.verdict)
        state, stands_out = (STALE, False) if one.stale else STATES[one.state]
        chip = _StateChip(theme, state, stands_out, tip=STALE_TIP if one.stale else "")
        name = Elided(theme, self.tr("Adapter {0}").format(one.id), style="body_strong")
        trained = Elided(theme, _day(one.made_at, now), role="text.secondary")
        trained.setToolTip(plain_tip(f"{times.day(one.made_at, now)}, {times.clock(one.made_at)}"))
        if not one.fits:
            name.setToolTip(plain_tip(self.tr("For {0}").format(one.model or self.tr("a model that is gone"))))
        cells = [
            name,
            _held_left(chip),
            trained,
            Elided(theme, f"{one.n_learnt:,}"),
            *(Cell(theme, m) for m in measured),
        ]
        row = _laid_out(self, theme, cells, high=44)
        row.addWidget(self._acts(one))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tests = "; ".join(m.spoken for m in measured)
        self.setAccessibleName(
            f"Adapter {one.id}, {state}, trained {_day(one.made_at, now)}, {one.n_learnt:,} examples; {tests}"
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.paint_roles("bg.selected", None)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.paint_roles(None, None)
        super().focusOutEvent(event)

    def _acts(self, one: Version) -> QWidget:
        box = QWidget()
        box.setFixedWidth(self.theme.px(ACTS))
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(6))
        row.addStretch()
        named = self.tr("adapter {0}").format(one.id)
        if one.state is State.REFUSED:
            row.addWidget(self._button("why", self.tr("Why"), "plain", self.tr("Why {0} can’t be used").format(named)))
        if one.fits and one.state in (State.OFFERED, State.KEPT, State.RETIRED):
            look = "primary" if one.state is State.OFFERED else "plain"
            row.addWidget(self._button("use", self.tr("Use"), look, self.tr("Use {0}").format(named)))
        if one.state not in (State.USED, State.OFFERED):
            delete = Button(self.theme, "", look="icon", icon="trash", name=self.tr("Delete {0}").format(named))
            delete.clicked.connect(lambda: self.wished.emit("delete", one.id))
            row.addWidget(delete)
        return box

    def _button(self, act: str, text: str, look: str, name: str) -> Button:
        button = Button(self.theme, text, look=look, name=name)
        button.clicked.connect(lambda: self.wished.emit(act, self.version.id))
        return button


class Cell(QWidget):
    """What one test came to: a mark and a word, and the figure below."""

    def __init__(self, theme: Theme, one: Measured) -> None:
        super().__init__()
        self.theme, self.measured = theme, one
        self.setToolTip(plain_tip(one.spoken))
        self.setAccessibleName(one.spoken)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(100), self.theme.line("body") + self.theme.line("caption"))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, one = self.theme, QPainter(self), self.measured
        cell = one.figure.cell if one.figure is not None else ""
        first, second = theme.line("body"), theme.line("caption") if cell else 0
        top, side = (self.height() - first - second) / 2, theme.px(10)
        mirrored = self.isRightToLeft()
        left = self.width() - side - 1 if mirrored else 1
        shape, role = MARKS[one.holds]
        marks.draw(painter, shape, QRectF(left, top + (first - side) / 2, side, side), theme.colour(role))
        gap = theme.px(17)
        room = QRectF(0 if mirrored else gap, top, self.width() - gap - 2, first)
        draw_text(painter, room, one.short, theme.font("body"), theme.colour("text.primary"))
        if cell:
            below = QRectF(room.left(), top + first, room.width(), second)
            draw_text(painter, below, cell, theme.font("caption"), theme.colour("text.secondary"))


class _StateChip(Chip):
    """Where a version stands; the one in use stands out."""

    def __init__(self, theme: Theme, word: str, stands_out: bool, *, tip: str = "") -> None:
        super().__init__(theme, word, tip=tip)
        self._stands_out = stands_out

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stands_out:
            super().paintEvent(event)
            return
        draw_chip(QPainter(self), self.theme, QRectF(self.rect()), self.text(), fill="accent.soft", ink="accent.onSoft")


def _day(when: datetime, now: datetime) -> str:
    """ "Today", "Yesterday", "23 Sep"."""
    day = times.day(when, now)
    return day if day in ("Today", "Yesterday") else times.last(when, now)


def _heading(theme: Theme) -> QWidget:
    line = QWidget()
    names = ("", "State", "Trained", "Examples", *gate.NAMES.values())
    cells = [Elided(theme, name, style="caption_strong", role="text.secondary") for name in names]
    row = _laid_out(line, theme, cells, high=24)
    acts = QWidget()
    acts.setFixedWidth(theme.px(ACTS))
    row.addWidget(acts)
    return line


def _laid_out(holder: QWidget, theme: Theme, cells: Sequence[QWidget], *, high: int) -> QHBoxLayout:
    """Cells in their shares of the width, the same in every row."""
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, theme.px(2), 0, theme.px(2))
    row.setSpacing(theme.px(8))
    holder.setMinimumHeight(theme.px(high))
    for cell, share in zip(cells, SHARES, strict=True):
        row.addWidget(cell, share)
    return row


def _held_left(widget: QWidget) -> QWidget:
    """A widget at the left of the share that it has."""
    box = QWidget()
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget)
    row.addStretch()
    return box
