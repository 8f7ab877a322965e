"""The first steps: try it, the messages, a model, done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.machine import Machine
from app.paths import Home
from app.wording import first_steps as words
from ui import model_choice
from ui.access import Access, is_backup, is_database
from ui.access_step import AccessStep
from ui.aside import Reads
from ui.buttons import Button
from ui.done_step import DoneStep
from ui.first_steps import Steps
from ui.flow import Flow
from ui.model_choice import ModelChoice
from ui.model_fetch import ModelFetch
from ui.surface import Surface, Words, shelf
from ui.theme import Theme
from ui.try_step import TryStep, computer

TRY, MESSAGES, MODEL, DONE = range(4)
SIZE = (1040, 680)


class Start(StrEnum):
    """What the person chose to begin with."""

    DEMO = "demo"
    MESSAGES = "messages"
    COPY = "copy"


class Onboarding(Surface):
    """A window of its own.

    Attributes:
        step: TRY, MESSAGES, MODEL or DONE.

    Signals:
        chosen: how to begin, and the path of the messages.
        may_read: these messages may be read from now on (their path).
        restart_wished: Sotto is to end and start again, here.
        stepped: another step is shown.
    """

    chosen = Signal(object, object)
    may_read = Signal(object)
    restart_wished = Signal()
    stepped = Signal(int)

    def __init__(
        self,
        theme: Theme,
        home: Home,
        source: Path | None,
        reads: Reads,
        fetch: ModelFetch,
        *,
        step: int = TRY,
        check: Callable[[Path | None], Access] | None = None,
        machine: Callable[[Home], Machine] = model_choice.look,
        last_read: datetime | None = None,
    ) -> None:
        """Args:
        source: this Mac's own messages, None elsewhere.
        reads: looks at files beside the Qt thread.
        fetch: outlives this window.
        step: where to begin, after a restart.
        check: looks whether the source may be read.
        machine: looks at memory and disk.
        last_read: when messages were read last, None if never.
        """
        super().__init__(theme, "bg.page")
        self._source = source
        self.step = TRY
        self.setWindowTitle(self.tr("Welcome to Sotto"))
        self.resize(QSize(*(theme.px(side) for side in SIZE)).boundedTo(self.screen().availableSize()))
        self.steps = Steps(theme, words.STEPS)
        self.trying = TryStep(theme)
        self.access = AccessStep(theme, source, reads, check=check, last_read=last_read)
        self.model = ModelChoice(theme, home, reads, fetch, of=machine)
        self.done = DoneStep(theme)
        self.pages = QStackedWidget()
        self.note = Words(theme, "", style="small", role="text.secondary", wrap=True)
        self.demo = Button(theme, self.tr("Open the demo inbox"), tall=True)
        self.own = Button(theme, self.tr("Use my messages"), look="primary", tall=True)
        self.copy = Button(theme, self.tr("Import a copied history…"), look="quiet", tall=True)
        self.stay = Button(theme, self.tr("Stay with the demo"), look="quiet", tall=True)
        self.without = Button(theme, self.tr("Continue without"), look="quiet", tall=True)
        self.back = Button(theme, self.tr("Back"), tall=True)
        self.go_on = Button(theme, self.tr("Continue"), look="primary", tall=True)
        self.finish = Button(theme, self.tr("Open Sotto"), look="primary", tall=True)
        self._build()
        self._connect()
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Show a step."""
        self.step = step
        self.pages.setCurrentIndex(step)
        self.steps.show_step(step)
        note = words.NOTE_HERE if step == MESSAGES and self._source is None else words.NOTES[step]
        self.note.setText(note)
        shown = {
            TRY: (self.copy, self.demo, self.own),
            MESSAGES: (self.copy, self.stay, self.back, self.go_on),
            MODEL: (self.without, self.model.own, self.back, self.go_on),
            DONE: (self.back, self.finish),
        }[step]
        for button in self._foot_buttons:
            button.setVisible(button in shown)
        if step == MODEL:
            self.model.look()
        self._allow()
        if self.isVisible():
            self._focus()
        self.stepped.emit(step)

    def import_copy(self, path: Path) -> None:
        """Begin with a copied chat.db or an iOS backup, if it is one."""
        if self.step != MESSAGES:
            self.show_step(MESSAGES)
        if is_database(path) or is_backup(path):
            self.access.take_copy(path)
        else:
            self.access.refuse_copy()

    def say_reading(self, told: str) -> None:
        """How far reading is: "Newest first: back to 14 March."."""
        self.access.say_reading(told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.step != TRY:
            self.show_step(self.step - 1)
        elif self.step == TRY and event.text() in ("1", "2", "3"):
            self.trying.demo.choose(int(event.text()))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.trying.fit(self.width())
        self.access.fit(self.width())

    def _focus(self) -> None:
        order = {TRY: self.demo, MESSAGES: self.go_on, MODEL: self.go_on, DONE: self.finish}
        wanted = order[self.step]
        if wanted.isEnabled():
            wanted.setFocus()
        elif self.step == MODEL:
            self.without.setFocus()
        else:
            (self.access.card.first if self.access.card.first.isVisible() else self.stay).setFocus()

    def _allow(self) -> None:
        """What can be done follows from what is true by now."""
        has_model = self.model.has_model
        self.go_on.setEnabled(self.access.ready if self.step == MESSAGES else has_model)
        if has_model and self.without.hasFocus():
            self.go_on.setFocus()
        self.without.setVisible(self.step == MODEL and not has_model)
        if self.step == DONE:
            self.done.show_state(reads=self.access.ready, has_model=has_model, fetching=self.model.fetch.standing)

    def _next(self) -> None:
        self.show_step(self.step + 1)

    def _end(self) -> None:
        if self.access.copy is not None:
            self.chosen.emit(Start.COPY, self.access.copy)
        else:
            self.chosen.emit(Start.MESSAGES, self._source)

    def _ask_for_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Import a copied history"), str(Path.home()))
        dialog.setNameFilters([self.tr("Message databases (*.db)"), self.tr("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.import_copy(Path(name)))
        dialog.open()

    def _connect(self) -> None:
        for button in (self.demo, self.stay):
            button.clicked.connect(lambda: self.chosen.emit(Start.DEMO, None))
        self.own.clicked.connect(lambda: self.show_step(MESSAGES))
        self.back.clicked.connect(lambda: self.show_step(self.step - 1))
        self.go_on.clicked.connect(self._next)
        self.without.clicked.connect(self._next)
        self.finish.clicked.connect(self._end)
        self.copy.clicked.connect(self._ask_for_file)
        self.access.import_wished.connect(self._ask_for_file)
        self.access.restart_wished.connect(self.restart_wished)
        self.access.without_wished.connect(self._next)
        self.access.granted.connect(self.may_read)
        self.access.changed.connect(self._allow)
        self.model.changed.connect(self._allow)

    def _build(self) -> None:
        theme = self.theme
        self._foot_buttons = (
            self.copy, self.without, self.model.own, self.stay, self.demo, self.back, self.own, self.go_on, self.finish,
        )  # fmt: skip
        for page in (self.trying, self.access, self._model_page(), self.done):
            self.pages.addWidget(_scrolled(page))
        foot = Surface(theme, "bg.content", edges="top")
        buttons = QWidget()
        flow = Flow(spacing=theme.px(10), parent=buttons)
        for button in self._foot_buttons:
            flow.addWidget(button)
        row = shelf(self.note, buttons, spacing=10, margins=(theme.px(28), 12, theme.px(28), 12))
        row.setStretch(0, 1)
        foot.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(10), 0, 0)
        column.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        column.setSpacing(0)
        column.addWidget(self.steps)
        column.addWidget(self.pages, 1)
        column.addWidget(foot)
        self.setMinimumSize(560, 420)

    def _model_page(self) -> QWidget:
        theme, page = self.theme, QWidget()
        title, told = words.MODEL
        column = QVBoxLayout(page)
        column.setContentsMargins(theme.px(56), theme.px(32), theme.px(56), theme.px(20))
        column.setSpacing(theme.px(6))
        column.addWidget(Words(theme, title.format(computer=computer()), style="display", wrap=True))
        column.addWidget(Words(theme, told, role="text.secondary", wrap=True))
        column.addSpacing(theme.px(8))
        column.addWidget(self.model)
        return page


def _scrolled(page: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setWidget(page)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.viewport().setAutoFillBackground(False)
    page.setAutoFillBackground(False)
    return area
