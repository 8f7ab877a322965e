"""The training page: tonight's conditions, the job, adapters and examples, as far as there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app import events, power, training
from app.events import Event
from app.training import Condition, Met, Part, Training
from app.wording import training as words
from ui.chips import Chip
from ui.marks import Shape
from ui.notice import Picture
from ui.page import Page
from ui.panel_pieces import MarkPicture, Skeleton, emptied
from ui.sample_table import SampleTable
from ui.segments import Segments
from ui.surface import Elided, Surface, Words
from ui.try_step import computer

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Conditions are looked at again so often while the page is in sight.
AGAIN_MS = 10_000
MARKS = {
    Met.MET: (Shape.TICK, "positive.mark"),
    Met.LATER: (Shape.DASHED_RING, "text.tertiary"),
    Met.UNMET: (Shape.BAR, "risk.check.mark"),
}
#: Effective width from which the conditions and the job stand side by side.
BESIDE = 900


class TrainingPage(Page):
    """Reads aside what exists.

    Attributes:
        found: what is shown, None before the first reading.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme)
        self._window = window
        self.found: Training | None = None
        theme = self.theme
        self.title = Words(theme, words.TITLE, style="display")
        self.text = Words(theme, words.NOT_YET, role="text.secondary", wrap=True)
        tabs = [self.tr("Tonight"), self.tr("Samples"), self.tr("Adapters"), self.tr("Morning report")]
        self.tabs = Segments(theme, tabs, name=self.tr("Parts of the page"))
        self.part = Card(window, "")
        self.tonight = Card(window, self.tr("Ready for tonight"))
        self.job = Card(window, self.tr("Tonight’s training"))
        gate = self.tr("a new one is offered only after it passes all tests")
        self.adapters = Card(window, self.tr("Adapters"), gate)
        self.samples = Card(window, self.tr("Samples to learn from"))
        self.report = Card(window, self.tr("Morning report"))
        self.table = SampleTable(theme)
        self.area = QScrollArea()
        self._upper = QGridLayout()
        self._again = QTimer(self, interval=AGAIN_MS)
        self._build()
        self.tabs.currentChanged.connect(self._go_to)
        self._again.timeout.connect(self._read)

    def enter(self) -> None:
        self._read()
        self._again.start()
        self.tabs.setFocus()

    def leave(self) -> None:
        self._again.stop()

    def hear(self, event: Event) -> None:
        match event:
            case events.ModelChanged():
                self._read()
            case _:
                pass

    def fit(self, width: int, height: int) -> None:
        beside = width / self.theme.scale >= BESIDE
        self._upper.removeWidget(self.job)
        self._upper.addWidget(self.job, *((0, 1) if beside else (1, 0)))
        self._upper.setColumnStretch(0, 4)
        self._upper.setColumnStretch(1, 7 if beside else 0)

    def _read(self) -> None:
        settings, home = self._window.preferences.settings, self._window.preferences.home

        def read(desk: Any) -> Training:
            return training.overview(
                desk.db, home, train_at=settings.train_at, battery=power.battery(), machine=training.look(home)
            )

        self._window.reads.ask("training", read, self.show_training)

    def show_training(self, found: Training) -> None:
        """Show what there is."""
        if found == self.found:
            return
        self.found = found
        self._show_part(found)
        self._show_conditions(found)
        self.job.say(*words.NO_JOB)
        self._show_adapters(found)
        self._show_samples(found)
        self.report.say(*words.NO_REPORT)

    def _show_part(self, found: Training) -> None:
        usual = words.TEXT.format(computer=computer())
        self.text.setText(usual if found.part is Part.INSTALLED else words.NOT_YET)
        self.part.setVisible(found.part is not Part.INSTALLED)
        if found.part is not Part.INSTALLED:
            self.part.say(*words.PARTS[found.part], icon="info")

    def _show_conditions(self, found: Training) -> None:
        self.tonight.clear()
        self.tonight.show_chip(words.met(found))
        for one in found.conditions:
            self.tonight.add(_condition(self, one, found.train_at))
        self.tonight.add(Words(self.theme, words.hours(found), style="small", role="text.secondary", wrap=True))

    def _show_adapters(self, found: Training) -> None:
        if not found.adapters:
            self.adapters.say(*words.NO_ADAPTER)
            return
        self.adapters.clear()
        for one in found.adapters:
            state = self.tr("In use") if one.used else self.tr("Kept")
            self.adapters.add(Words(self.theme, f"{one.name} · {one.model} · {state}"))

    def _show_samples(self, found: Training) -> None:
        self.samples.caption.setText(self.tr("%n, names and numbers are masked before training", "", found.n_samples))
        if not found.samples:
            title, text = words.NO_SAMPLES
            self.samples.caption.setText("")
            self.samples.say(title, text.format(needs=training.EXAMPLES))
            return
        self.samples.clear(but=self.table)
        self.table.show_samples(found.samples)
        self.samples.add(self.table)
        self.table.show()

    def _go_to(self, at: int) -> None:
        card = (self.tonight, self.samples, self.adapters, self.report)[at]
        self.area.verticalScrollBar().setValue(card.y())

    def _build(self) -> None:
        theme = self.theme
        named = QHBoxLayout()
        named.addWidget(self.title, 1)
        named.addWidget(self.tabs)
        head = QVBoxLayout()
        head.setSpacing(theme.px(2))
        head.addLayout(named)
        head.addWidget(self.text)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, theme.px(4), theme.px(16))
        column.setSpacing(theme.px(12))
        self._upper.setSpacing(theme.px(12))
        self._upper.addWidget(self.tonight, 0, 0)
        self._upper.addWidget(self.job, 0, 1)
        column.addWidget(self.part)
        column.addLayout(self._upper)
        for card in (self.adapters, self.samples, self.report):
            column.addWidget(card)
        column.addStretch(1)
        self.part.hide()
        for card in (self.tonight, self.job, self.adapters, self.samples, self.report):
            card.add(Skeleton(theme))
        self.area.setWidget(body)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for widget in (self.area.viewport(), body):
            widget.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.px(32), theme.px(16), theme.px(28), 0)
        whole.setSpacing(theme.px(12))
        whole.addLayout(head)
        whole.addWidget(self.area, 1)


class Card(Surface):
    """A part of the page: its heading, and what is in it.

    Attributes:
        caption: beside the heading.
    """

    def __init__(self, window: MainWindow, title: str, caption: str = "") -> None:
        super().__init__(window.theme, "bg.raised", line="line.hair", radius="panel")
        theme = self.theme
        self._title = Words(theme, title, style="body_strong")
        self.caption = Elided(theme, caption, style="small", role="text.secondary")
        self._chip = Chip(theme, "")
        self._chip.hide()
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(self._title)
        head.addWidget(self.caption, 1)
        head.addWidget(self._chip)
        self._body = QVBoxLayout()
        self._body.setSpacing(theme.px(6))
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(14))
        column.setSpacing(theme.px(10))
        if title:
            column.addLayout(head)
        column.addLayout(self._body)
        column.addStretch()
        self.setAccessibleName(title)

    def add(self, widget: QWidget) -> None:
        """One more line."""
        self._body.addWidget(widget)

    def clear(self, *, but: QWidget | None = None) -> None:
        """Take everything out; `but` only out of the layout."""
        if but is not None:
            self._body.removeWidget(but)
        emptied(self._body)

    def show_chip(self, text: str) -> None:
        """A word at the right of the heading."""
        self._chip.setText(text)
        self._chip.show()

    def say(self, title: str, text: str, *, icon: str = "") -> None:
        """Say why there is nothing else here."""
        self.clear()
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(12))
        if icon:
            row.addWidget(Picture(self.theme, icon, role="text.secondary"), 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout()
        column.setSpacing(self.theme.px(2))
        column.addWidget(Words(self.theme, title, style="body_strong" if icon else "body", wrap=True))
        column.addWidget(Words(self.theme, text, style="small", role="text.secondary", wrap=True))
        row.addLayout(column, 1)
        line.setAccessibleName(f"{title}. {text}")
        self.add(line)


def _condition(page: TrainingPage, one: Condition, train_at: str) -> QWidget:
    theme = page.theme
    icon, name = words.CONDITIONS[one.name]
    line = Surface(theme, None, edges="bottom")
    row = QHBoxLayout(line)
    row.setContentsMargins(0, theme.px(4), 0, theme.px(6))
    row.setSpacing(theme.px(10))
    shape, role = MARKS[one.met]
    row.addWidget(Picture(theme, icon, role="text.secondary", side=16))
    row.addWidget(Words(theme, name), 1)
    row.addWidget(Words(theme, words.value(one, train_at), role="text.secondary"))
    row.addWidget(MarkPicture(theme, shape, role))
    state = Words(theme, words.MET[one.met])
    state.setMinimumWidth(theme.px(52))
    row.addWidget(state)
    line.setAccessibleName(f"{name}, {words.value(one, train_at)}, {words.MET[one.met]}")
    return line
