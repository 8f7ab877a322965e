"""The job: what it does, how far it is, how its loss falls, and what it came to; pause, stop and train now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QWidget

from app.store.adapters import State
from app.store.jobs import Status
from app.training_shown import Course, Shown
from app.wording import nights, problems
from app.wording import training as words
from engine.domain import moment
from ui import times
from ui.buttons import Button
from ui.figure_table import FigureTable
from ui.insight_card import Legend
from ui.meter import Meter
from ui.panel_pieces import Skeleton
from ui.surface import Words, keep_size
from ui.switch import Switch
from ui.theme import Theme
from ui.training_card import Card, Saying

if TYPE_CHECKING:
    from ui.plot import Plot

LEGEND = (("chart.1", "held-out loss"), ("chart.4", "training loss"))


class JobCard(Card):
    """Signals: what the person wants of the job; report_wished: to compare what came of it.

    Attributes:
        course: the job that is shown, None for none.
        letters: whether T turns the chart.
        whole: whether a job that is begun now writes a model of its own too.
    """

    begin_wished = Signal()
    pause_wished = Signal()
    stop_wished = Signal()
    report_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, self.tr("Training"))
        self.letters = True
        self.has_table = False
        self.begin = Button(theme, self.tr("Train now"))
        self.whole = Switch(theme, name=self.tr("Write a model of its own too"))
        self.pause = Button(theme, self.tr("Pause"), look="quiet", icon="pause")
        self.stop = Button(theme, self.tr("Stop"))
        self.compare = Button(theme, self.tr("Compare"), look="primary")
        self.step, self.of = Words(theme, "", style="body_strong"), Words(theme, "", role="text.secondary")
        self.left = Words(theme, "", style="small", role="text.secondary")
        self.progress = Meter(theme)
        self.saying = Saying(theme)
        self.legend = Legend(theme)
        self.turn = Button(theme, "", look="icon", icon="table", name=self.tr("Loss: show as a table"), key="T")
        self.table = FigureTable(theme)
        self.places = QStackedWidget()
        self._chart: Plot | None = None
        self._bar, self._foot, self._more = QWidget(), QWidget(), QWidget()
        self.course: Course | None = None
        self._waiting = Skeleton(theme)
        self._build()
        self._connect()

    @property
    def is_open(self) -> bool:
        """Whether the job that is shown is under way or waits to go on."""
        return self.course is not None and not self.course.job.is_over

    @property
    def stops(self) -> list[QWidget]:
        """Where Tab halts, in their order."""
        return [self.compare, self.begin, self.pause, self.stop, self.whole, self.table, self.turn]

    def show_job(self, found: Shown) -> None:
        """Show the newest job, and whether another one can be begun."""
        self._waiting.hide()
        self.begin.setEnabled(not found.by_hand)
        self._more.setVisible(not found.by_hand and (found.course is None or found.course.job.is_over))
        self.show_course(found.course, found.train_at, found.by_hand)
        over = found.course is None or found.course.job.is_over
        if over and found.by_hand and found.by_hand != "running":
            why = words.lower(nights.waits(found.by_hand))
            said = (
                self.tr("Training can’t begin now: {0}")
                if found.course is None
                else self.tr("Another one can’t begin now: {0}")
            ).format(why)
            self.saying.say(self.saying.title.text(), " ".join(filter(None, (self.saying.text.text(), said))))

    def show_course(self, course: Course | None, train_at: str, hindered: str = "") -> None:
        """Show a job; None for none at all. `hindered`: why it cannot be gone on with by hand, "" if it can."""
        self.course = course
        if course is None:
            self._show_none()
            return
        job, alive = course.job, course.alive
        open_ = not job.is_over
        self.name_anew(words.job_title(job, course.number, alive=alive))
        began = times.clock(moment(job.resumed_us or job.begun_us or job.asked_us))
        self.caption.setText(words.job_began(job, began) if alive and job.begun_us else "")
        self.pause.setVisible(alive and course.ours)
        self.stop.setVisible(open_)
        self.begin.setVisible(not alive)
        self.begin.setText(self.tr("Go on") if open_ else self.tr("Train now"))
        self.begin.setAccessibleName(self.begin.text())
        self.begin.updateGeometry()
        self.compare.setVisible(job.status is Status.COMPLETED and course.result is State.OFFERED)
        self._show_progress(course)
        self.saying.say(*_said(course, train_at, hindered))
        self.saying.setVisible(bool(self.saying.accessibleName()))
        self._show_losses(course)

    def toggle_table(self) -> None:
        """The numbers in place of the chart, or the chart again."""
        if self.course is None or not self.turn.isVisibleTo(self):
            return
        self.has_table = not self.has_table
        had_focus = self.table.hasFocus()
        self._show_losses(self.course)
        if self.has_table:
            self.table.setFocus()
        elif had_focus:
            self.turn.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.letters and event.key() == Qt.Key.Key_T and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            self.toggle_table()
        else:
            super().keyPressEvent(event)

    def _show_none(self) -> None:
        self.name_anew(self.tr("Training"))
        self.caption.setText("")
        for widget in (self.pause, self.stop, self.compare, self._bar, self.places, self._foot):
            widget.hide()
        self.begin.show()
        self.saying.show()
        self.saying.say(*words.NO_JOB)

    def _show_progress(self, course: Course) -> None:
        job = course.job
        self._bar.setVisible(not job.is_over)
        step, of = words.step(job)
        self.step.setText(step)
        self.of.setText(of)
        self.of.setVisible(bool(of))
        self.progress.setRange(0, 100)
        self.progress.setValue(job.progress)  # of the whole job: it never goes back when the steps are done
        self.left.setText(words.job_left(job) if course.alive else "")
        told = nights.progress(job.stage, job.progress, job.step, job.steps, job.eta_s)
        self.progress.setAccessibleDescription(told)

    def _show_losses(self, course: Course) -> None:
        known = bool(course.learnt or course.held)
        self.places.setVisible(known)
        self._foot.setVisible(known)
        if not known:
            return
        from ui import training_chart  # loaded aside, before there is anything to draw

        if self._chart is None:
            self._chart = training_chart.made(self.theme)
            self.places.addWidget(self._chart)
        summary = words.job_summary(course.job, course.held)
        self.places.setAccessibleName(summary)
        self._chart.setAccessibleName(summary)
        if self.has_table:
            self.table.show_table(training_chart.table(course.learnt, course.held), digits=3)
        else:
            training_chart.draw(self._chart, course.learnt, course.held, course.job.steps)
        self.places.setCurrentWidget(self.table if self.has_table else self._chart)
        other = self.tr("as a chart") if self.has_table else self.tr("as a table")
        self.turn.set_icon("insights" if self.has_table else "table")
        self.turn.setAccessibleName(self.tr("Loss: show {0}").format(other))
        self.turn.setToolTip(self.tr("Show {0}  T").format(other))

    def _draw_again(self) -> None:
        """Other colours or sizes hold."""
        if self.course is not None:
            self._show_losses(self.course)

    def _build(self) -> None:
        theme = self.theme
        self.beside(self.compare, self.begin, self.pause, self.stop)
        for button in (self.compare, self.begin, self.pause, self.stop):
            button.hide()
        self.progress.setAccessibleName(self.tr("Progress"))
        keep_size(self.progress, theme, height=6)
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(4))
        row.addWidget(self.step)
        row.addWidget(self.of)
        row.addSpacing(theme.px(10))
        row.addWidget(self.progress, 1)
        row.addSpacing(theme.px(10))
        row.addWidget(self.left)
        self.legend.show_parts(LEGEND)
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(theme.px(4))
        foot.addWidget(self.legend)
        foot.addStretch()
        quiet = Words(theme, self.tr("Log has numbers only, no message text"), style="caption", role="text.tertiary")
        foot.addWidget(quiet)
        foot.addWidget(self.turn)
        self.places.addWidget(self.table)
        self.places.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        more = QHBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.setSpacing(theme.px(10))
        more.addWidget(self.whole)
        told = " ".join((self.whole.accessibleName() + ".", nights.MERGED_IS_PLAIN))
        more.addWidget(Words(theme, told, style="small", role="text.secondary", wrap=True), 1)
        for widget in (self._waiting, self._bar, self.saying, self._more):
            self.add(widget)
        self.add(self.places, 1)
        self.add(self._foot)
        self._body.addStretch()
        for widget in (self._bar, self.saying, self._more, self.places, self._foot):
            widget.hide()

    def _connect(self) -> None:
        self.begin.clicked.connect(self.begin_wished)
        self.pause.clicked.connect(self.pause_wished)
        self.stop.clicked.connect(self.stop_wished)
        self.compare.clicked.connect(self.report_wished)
        self.turn.clicked.connect(self.toggle_table)
        self.table.left.connect(self.toggle_table)
        self.theme.changed.connect(self._draw_again)


def _said(course: Course, train_at: str, hindered: str) -> tuple[str, str]:
    """The sentences below the heading."""
    job = course.job
    if course.alive:
        stage = "" if job.stage == "training" and job.steps else words.job_stage(job)
        no_loss = "" if stage or course.learnt or course.held else words.NO_LOSS
        return stage, no_loss if course.ours else words.ELSEWHERE
    if not job.is_over:
        return "", words.job_waits(job, train_at, hindered)
    if job.status is Status.COMPLETED:
        problem = problems.sentence(job.problem) if job.problem is not None else None
        stands = words.stands(course.result, fits=course.fits)
        return "", " ".join((stands, problem.what, problem.next)) if problem else stands
    return "", words.job_ended(job, course.number if course.result is not None else 0)
