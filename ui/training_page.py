"""The training page: tonight, the job, adapters and samples, and the morning report in their place."""

from __future__ import annotations

import importlib
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
)

from app import events, training_shown
from app.events import Event
from app.night_facts import Probes
from app.store.samples import Wanted
from app.training import Part
from app.training_shown import Course, Shown
from app.wording import nights, problems
from app.wording import training as words
from engine.problems import Problem
from ui.adapter_rows import AdapterRows
from ui.buttons import Button
from ui.morning_view import MorningView
from ui.notice import Notice, announce
from ui.page import Page
from ui.segments import Segments
from ui.surface import Words
from ui.training_acts import TrainingActs
from ui.training_card import BAR, Card, Saying, Scrolled
from ui.training_install import Install
from ui.training_job import JobCard
from ui.training_parts import LacksCard
from ui.training_samples import SamplesCard
from ui.training_tonight import Tonight
from ui.try_step import computer

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: Everything is looked at again so often while the page is in sight.
AGAIN_MS = 10_000
#: Effective widths from which the conditions and the job stand side by side, and the job has twice the room.
BESIDE, WIDE = 900, 1250
TONIGHT, SAMPLES, ADAPTERS, MORNING = range(4)


class TrainingPage(Page):
    """Reads aside what there is; what the person wants goes to the core.

    Attributes:
        found: what is shown, None before the first reading.
        probes: what is asked of the machine, None before the first reading.
    """

    def __init__(self, window: MainWindow, *, install: Install | None = None, probes: Probes | None = None) -> None:
        """Args:
        install, probes: what installs the parts, and what is asked of the machine; None for the real ones.
        """
        super().__init__(window.theme)
        self._window = window
        self.found: Shown | None = None
        self.probes = probes
        theme = self.theme
        self.install = install or Install(window.preferences.home, self)
        self.title = Words(theme, words.TITLE, style="display")
        self.text = Words(theme, words.NOT_YET, role="text.secondary", wrap=True)
        tabs = [self.tr("Tonight"), self.tr("Samples"), self.tr("Adapters"), self.tr("Morning report")]
        self.tabs = Segments(theme, tabs, name=self.tr("Parts of the page"))
        self.notice = Notice(theme)
        self.lacks = LacksCard(theme, self.install)
        self.tonight, self.job, self.samples = Tonight(theme), JobCard(theme), SamplesCard(theme)
        self.adapters = Card(theme, self.tr("Adapters"), self.tr("a new one is offered only after it passes all tests"))
        self.rows, self.no_adapter = AdapterRows(theme), Saying(theme, *words.NO_ADAPTER)
        self.roll_back = Button(theme, "", look="quiet", icon="undo")
        self.morning = MorningView(theme)
        self.area = Scrolled(theme, (self.lacks, self.adapters, self.samples), below=16)
        self.places = QStackedWidget()
        self.acts = TrainingActs(window, self)
        self._upper = QGridLayout()
        self._again = QTimer(self, interval=AGAIN_MS)
        self._build()
        self._connect()

    # ---- the window

    def enter(self) -> None:
        letters = self._window.preferences.settings.single_letter_keys
        self.job.letters = self.job.table.letters = letters
        self._read_all()
        self._again.start()
        self.tabs.setFocus()
        if self.acts.has_unseen():
            self.tabs.setCurrentIndex(MORNING)

    def leave(self) -> None:
        self._again.stop()
        self.notice.hide()

    def hear(self, event: Event) -> None:
        match event:
            case events.TrainingChanged():
                self._read_course()
            case (
                events.TrainingWaits()
                | events.AdaptersChanged()
                | events.MorningReport()
                | events.ModelChanged()
                | events.PauseChanged()
            ):
                self._read()
            case events.Kept() | events.ContactErased():  # either may end a job that waits
                self._read_course()
                self._read_same_samples()
            case events.WishFailed(problem):
                self.fail(problem)
            case _:
                pass

    def fit(self, width: int, height: int) -> None:
        wide = width / self.theme.scale
        beside = wide >= BESIDE
        self._upper.removeWidget(self.job)
        self._upper.addWidget(self.job, *((0, 1) if beside else (1, 0)))
        self._upper.setColumnStretch(0, 4)
        self._upper.setColumnStretch(1, 8 if wide >= WIDE else 5 if beside else 0)
        self.morning.fit(wide)

    def step_back(self) -> bool:
        if self.notice.isVisible():
            self.notice.hide()
            return True
        return False

    def focusNextPrevChild(self, forward: bool) -> bool:
        """What the focus comes to is in sight, also where it comes from outside of what scrolls."""
        moved = super().focusNextPrevChild(forward)
        reached = QApplication.focusWidget()
        for area in self.findChildren(QScrollArea):
            if reached is not None and area.isAncestorOf(reached):
                area.ensureWidgetVisible(reached)
        return moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """T turns the chart wherever on the page the focus is, while the chart can be seen."""
        if self.job.visibleRegion().isEmpty():
            super().keyPressEvent(event)
        else:
            self.job.keyPressEvent(event)

    def fail(self, problem: Problem) -> None:
        """Say that something asked for here could not be done."""
        said = problems.sentence(problem)
        self.notice.show_words(said.what, said.next, icon="info", for_ms=12_000)
        announce(self, f"{said.what} {said.next}", assertive=True)
        self._read_all()

    def show_morning(self) -> None:
        """Go to the morning report."""
        self.tabs.setCurrentIndex(MORNING)

    # ---- reading

    def _read_all(self) -> None:
        self._read()
        self._read_same_samples()

    def _read(self) -> None:
        settings, home, paused = self._window.preferences.settings, self._window.preferences.home, self._window.paused

        def read(desk: Any) -> Shown:
            importlib.import_module("ui.training_chart")  # its library takes a while
            self.probes = self.probes or Probes()
            now = desk.now().astimezone()
            return training_shown.look(desk.db, home, settings, self.probes, now=now, paused=paused)

        self._window.reads.ask("training", read, self.show_training)

    def _read_course(self) -> None:
        home = self._window.preferences.home

        def read(desk: Any) -> Course | None:
            importlib.import_module("ui.training_chart")
            return training_shown.newest_course(desk.db, home)

        self._window.reads.ask("training course", read, self._show_course)

    def _read_same_samples(self) -> None:
        self._read_samples(self.samples.wanted, self.samples.offset)

    def _read_samples(self, wanted: Wanted, offset: int) -> None:
        settings = self._window.preferences.settings
        self._window.reads.ask(
            "training samples",
            lambda desk: training_shown.sample_page(desk.db, wanted, offset=offset, settings=settings),
            self.samples.show_samples,
        )

    # ---- showing

    def show_training(self, found: Shown) -> None:
        """Show how everything stands."""
        first, self.found = self.found is None, found
        self.lacks.show_lacks(found)
        self.tonight.show_tonight(found)
        self.job.show_job(found)
        self._show_adapters(found)
        self.morning.show_morning(found)
        self._chain()
        asks = found.morning is not None and found.morning.asks
        if first and asks:
            self.tabs.setCurrentIndex(MORNING)
        elif self.places.currentWidget() is self.morning:
            self.acts.note_seen()
        self._head()

    def _show_course(self, course: Course | None) -> None:
        if self.found is None or course is None or not course.alive:
            self._read_all()  # it began, waits or is over: other things stand otherwise too
        else:
            self.job.show_course(course, self.found.train_at)

    def _show_adapters(self, found: Shown) -> None:
        some = bool(found.versions or found.own or found.merged)
        self.rows.setVisible(some)
        self.no_adapter.setVisible(not some)
        self.rows.show_versions(found.versions, found.own, found.merged, found.now)
        self.roll_back.setVisible(found.in_use is not None)
        to = self.tr("the model alone") if found.before is None else str(found.before)
        self.roll_back.setText(self.tr("Roll back to {0}").format(to))
        self.roll_back.setAccessibleName(self.roll_back.text())
        self.roll_back.updateGeometry()

    def _chain(self) -> None:
        """Tab goes through the page as it is read; what was made anew stood at the end."""
        stops = [self.tabs, *self.lacks.stops, self.tonight.change, *self.job.stops]
        stops += [self.roll_back, *self.rows.stops, *self.samples.stops, *self.morning.stops]
        for one, following in pairwise(stops):
            self.setTabOrder(one, following)

    def _head(self) -> None:
        """Title and text of what is in sight."""
        found, report = self.found, self.places.currentWidget() is self.morning
        if report:
            self.title.setText(self.morning.title)
            self.text.setText(self.morning.text)
            return
        self.title.setText(words.TITLE)
        if found is None or found.part is not Part.INSTALLED:
            self.text.setText(words.NOT_YET)
        elif found.skipped:
            again = f"{found.next_start:%H:%M}" if found.next_start is not None else ""
            self.text.setText(nights.skipped(found.skipped, computer=computer(), again=again))
        else:
            self.text.setText(words.TEXT.format(computer=computer()))

    def _go_to(self, at: int) -> None:
        report = at == MORNING
        self.places.setCurrentWidget(self.morning if report else self.area)
        self._head()
        if report:
            self.acts.note_seen()
            return
        self._scroll_to(at)

    def _scroll_to(self, at: int) -> None:
        card = {SAMPLES: self.samples, ADAPTERS: self.adapters}.get(at)
        self.area.begin_with(card)

    # ---- building

    def _connect(self) -> None:
        acts = self.acts
        self.tabs.currentChanged.connect(self._go_to)
        self._again.timeout.connect(self._read)
        self.install.arrived.connect(self._read)
        self.install.changed.connect(acts.show_sockets)
        self._window.closing.connect(self._again.stop)
        self._window.closing.connect(self.install.close)
        self.lacks.model_wished.connect(partial(self._window.go, "model"))
        self.tonight.hours_wished.connect(partial(self._window.go, "voice"))
        self.job.begin_wished.connect(acts.begin)
        self.job.pause_wished.connect(acts.pause)
        self.job.stop_wished.connect(acts.stop)
        self.job.report_wished.connect(self.show_morning)
        for place in (self.rows, self.morning):
            place.use_wished.connect(acts.use)
            place.why_wished.connect(acts.why)
        self.rows.delete_wished.connect(acts.delete)
        self.roll_back.clicked.connect(acts.roll_back)
        self.morning.keep_wished.connect(acts.keep)
        self.samples.page_wished.connect(self._read_samples)
        self.samples.include_wished.connect(acts.include)
        self.samples.edit_wished.connect(acts.edit)

    def _build(self) -> None:
        theme = self.theme
        named = QHBoxLayout()
        named.addWidget(self.title, 1)
        named.addWidget(self.tabs)
        head = QVBoxLayout()
        head.setContentsMargins(0, 0, theme.px(BAR), 0)
        head.setSpacing(theme.px(2))
        head.addLayout(named)
        head.addWidget(self.text)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.adapters.beside(self.roll_back)
        self.roll_back.hide()
        self.adapters.add(self.rows)
        self.adapters.add(self.no_adapter)
        self.rows.hide()
        self._upper.setSpacing(theme.px(12))
        self._upper.addWidget(self.tonight, 0, 0)
        self._upper.addWidget(self.job, 0, 1)
        self.area.column.insertLayout(1, self._upper)
        self.area.column.addStretch(1)
        self.places.addWidget(self.area)
        self.places.addWidget(self.morning)
        whole = QVBoxLayout(self)
        right = theme.px(28 - BAR)
        whole.setContentsMargins(theme.px(32), theme.px(16), right, 0)
        whole.setSpacing(theme.px(12))
        whole.addLayout(head)
        whole.addWidget(self.notice)
        whole.addWidget(self.places, 1)
