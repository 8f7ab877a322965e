"""The adapters: each version with what the gate measured, where it stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.store.adapters import State
from app.training_shown import Merged, Version
from app.wording import gate
from app.wording import training as words
from ui import times
from ui.adapter_cells import Cell, Named, StateChip
from ui.buttons import Button
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
OTHER = "Other model"


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
        self._shown: object = None
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

    def show_versions(
        self, found: Sequence[Version], own: Sequence[str], merged: Sequence[Merged], now: datetime
    ) -> None:
        """Show these, newest first.

        Args:
            own: names of files of the person's own on the model in use. merged: models that were made of versions.
        """
        shown = (tuple(found), tuple(own), tuple(merged), now.date(), self.theme.scale)
        if shown == self._shown:  # nothing is taken away under the cursor
            return
        self._shown = shown
        focused = QApplication.focusWidget()
        name = focused.accessibleName() if focused is not None and self.isAncestorOf(focused) else ""
        emptied(self._column)
        self._column.addWidget(_heading(self.theme))
        self.rows = [AdapterRow(self.theme, one, now) for one in found]
        for row in self.rows:
            self._column.addWidget(row)
            row.wished.connect(self._wished)
        said = [self.tr("{0}, a file of your own, is in use").format(one) for one in own]
        for line in (
            *said,
            *(words.merged(one.model, one.number, in_use=one.in_use, stale=one.stale) for one in merged),
        ):
            self._column.addWidget(Words(self.theme, line, style="small", role="text.secondary", wrap=True))
        self._body.setMinimumWidth(self.theme.px(LEAST))
        self.updateGeometry()
        if name:
            self._focus_again(name)

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab halts, in their order: each row, and what can be done with it."""
        return [widget for row in self.rows for widget in (row, *row.findChildren(Button))]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows that came take their room once they are shown, which is a turn later."""
        if watched is self._body and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

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
        state, stands_out = STATES[one.state]
        chip = StateChip(theme, state, stands_out)
        more = self._more(one)
        trained = Elided(theme, _day(one.made_at, now), role="text.secondary")
        trained.setToolTip(plain_tip(f"{times.day(one.made_at, now)}, {times.clock(one.made_at)}"))
        cells = [
            Named(theme, self.tr("Adapter {0}").format(one.id), more),
            _held_left(chip),
            trained,
            Elided(theme, f"{one.n_learnt:,}"),
            *(Cell(theme, m) for m in measured),
        ]
        row = _laid_out(self, theme, cells, high=44)
        row.addWidget(self._acts(one))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tests = "; ".join(m.spoken for m in measured)
        told = [f"Adapter {one.id}", state, *(word for word, _said in more)]
        self.setAccessibleDescription(". ".join(said for _word, said in more))
        self.setAccessibleName(
            f"{', '.join(told)}, trained {_day(one.made_at, now)}, {one.n_learnt:,} examples; {tests}"
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.paint_roles("bg.selected", None)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.paint_roles(None, None)
        super().focusOutEvent(event)

    def _more(self, one: Version) -> list[tuple[str, str]]:
        """What is to be known of it besides its state: a word, and the whole of it."""
        model = one.model or self.tr("a model that is gone")
        other = [] if one.fits else [(OTHER, self.tr("For {0}").format(model))]
        return ([(STALE, STALE_TIP)] if one.stale else []) + other

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
        waits = one.fits and one.state is State.OFFERED
        if one.state is not State.USED and not waits:
            delete = Button(self.theme, "", look="icon", icon="trash", name=self.tr("Delete {0}").format(named))
            delete.clicked.connect(lambda: self.wished.emit("delete", one.id))
            row.addWidget(delete)
        return box

    def _button(self, act: str, text: str, look: str, name: str) -> Button:
        button = Button(self.theme, text, look=look, name=name)
        button.clicked.connect(lambda: self.wished.emit(act, self.version.id))
        return button


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
