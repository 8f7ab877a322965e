"""The sprint: one conversation after the other, from a queue that is frozen when it begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout

from app import events
from app.desk_rows import InboxRow
from app.events import Event
from app.sprint_course import Course, Deed, Step
from app.wording import problems
from app.wording import sending as sent_words
from app.wording import sprint as words
from engine.domain import Option, State
from engine.problems import TooLate
from ui.leaving import Leaving
from ui.notice import Notice, announce
from ui.page import Page
from ui.sprint_card import NO_STEER, SprintCard
from ui.sprint_deeds import SprintDeeds
from ui.sprint_end import SprintEnd
from ui.sprint_frame import SprintFoot, SprintHeader, SprintProgress, centred, in_card, scrolled
from ui.sprint_parts import Behind

if TYPE_CHECKING:
    from ui.main_window import MainWindow

NOTICE_MS = 8000


class SprintPage(Page):
    """Reads its queue aside.

    Attributes:
        course: what is ahead and what was done, None before the queue was read.
        paused: the card is out of sight.
    """

    with_rail = False

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, "bg.rail")
        self._window = window
        self.course: Course | None = None
        self.paused = False
        self._red: set[int] = set()  # told assertively once
        self.header = SprintHeader(self.theme)
        self.progress = SprintProgress(self.theme)
        self.behind = Behind(self.theme)
        self.card = SprintCard(window)
        self.notice = Notice(self.theme)
        self.foot = SprintFoot(self.theme)
        self.end = SprintEnd(window, self)
        self.deeds = SprintDeeds(window, self)
        self.leaving = Leaving(window, window.sending, self.card)
        self.notice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._ended = in_card(self.end)
        self._stack = QStackedWidget()
        self._area = scrolled(self.theme, self.behind, self.card)
        self._build()
        self._connect()

    # ---- the window

    def enter(self) -> None:
        if self.paused and self.course is not None:
            self._show_pause()
        else:
            self._begin()

    def leave(self) -> None:
        if not self.paused:
            self.card.clear_card()
            self.course = None
        self.notice.hide()

    def hear(self, event: Event) -> None:
        number = self.card.head.conversation_id if self.card.head is not None else 0
        match event:
            case events.MessagesArrived(ids) | events.MessagesChanged(ids) if number in ids:
                self._reread()
            case events.WishFailed(problem):
                said = problems.sentence(problem)
                self.say(said.what, said.next)
            case _:
                self.card.drafting.hear(event)

    def fit(self, width: int, height: int) -> None:
        high = round(height / self.theme.scale)
        self.foot.set_compact(width / self.theme.scale < 860)
        self.progress.set_low(high < NO_STEER)
        self.behind.setVisible(high >= NO_STEER)
        self.card.set_room(high)

    def step_back(self) -> bool:
        if self.card.steer.field.edit.hasFocus() or self.card.composer.edit.hasFocus():
            self.card.take_focus()
            return True
        if self.notice.isVisible():
            self.notice.hide()
            return True
        self.paused = False
        return False

    def take_back(self) -> bool:
        """Z: the last deed of this sprint, its card is in sight again."""
        if self.course is None or self.paused or not self.course.steps:
            return False
        last = self.course.steps[-1]
        if last.deed is Deed.SENT:
            if not self._window.sending.take_back():
                self.say(problems.sentence(TooLate()).what, "")
            return True
        self.course.take_back()
        if last.noted:
            self._window.wishes.undo()
        if last.deed is Deed.REJECTED:
            self.card.drafts.restore(last.response_id)
        else:
            self._show_current(brought_back=True)
        return True

    def take_text(self, conversation_id: int, text: str, option: Option | None) -> bool:
        """A reply of this sprint was not sent after all: its card is in sight again, with its text."""
        if self.course is None or self.course.forget(conversation_id) is None:
            return False
        self._window.sending.let_go(conversation_id)
        self._show_current(brought_back=True)
        self.card.bring_text(text, option)
        self.say(sent_words.TAKEN_BACK, "")
        return True

    # ---- the course

    def pause(self) -> None:
        """Put the card out of sight, or go on."""
        if self.course is None or self.course.current is None:
            return
        self.paused = not self.paused
        if self.paused:
            self._show_pause()
        else:
            self._stack.setCurrentWidget(self._area)
            self._tell_place()
            self.card.take_focus()

    def _begin(self) -> None:
        self.paused, self.course = False, None
        self._window.reads.ask("sprint", lambda desk: desk.sprint(), self._start)

    def _start(self, rows: Sequence[InboxRow]) -> None:
        if not self.isVisible():
            return
        self.course, self._red = Course(rows), set()
        n_needed = sum(row.state is State.NEEDS_REPLY for row in rows)
        self.header.say_plan(words.plan(n_needed, len(rows) - n_needed))
        self._show_current()

    def row_on(self) -> InboxRow | None:
        """The card in sight, None while there is none."""
        return None if self.paused or self.course is None else self.course.current

    def do(self, step: Step) -> None:
        """Something was done with the card in sight: the next one."""
        if self.course is None:
            return
        self.course.do(step)
        self._show_current()

    def _show_current(self, *, brought_back: bool = False) -> None:
        """Show the first card that still needs something; what was answered elsewhere goes without a word."""
        course = self.course
        assert course is not None
        while (row := course.current) is not None and not self.card.show_row(row):
            course.drop()
            brought_back = False
        if row is None:
            self._show_end()
            return
        course.look()
        self.notice.hide()
        self._stack.setCurrentWidget(self._area)
        self._area.verticalScrollBar().setValue(0)
        self._tell_place()
        self.card.take_focus()
        back = self.tr("Back: ") if brought_back else ""
        red = self.card.risk_level == "high" and row.conversation_id not in self._red
        self._red |= {row.conversation_id} if red else set()
        announce(self, f"{back}{self.card.accessibleName()}. {self.progress.text()}", assertive=red)

    def _tell_place(self) -> None:
        course = self.course
        on = course is not None and course.current is not None
        for part in (self.progress, self.foot, self.header.pause):
            part.setVisible(on)
        if course is not None:
            self.progress.show_place(course.n_behind, course.n_total, words.saved(course.saved_min))
            self.behind.show_more(len(course.ahead) - 1)
            self.foot.undo.setEnabled(bool(course.steps))
        self._dress_send()

    def _dress_send(self) -> None:
        self.foot.show_send(self.card.composer.send.text(), ready=bool(self.card.composer.text().strip()))

    def _show_end(self) -> None:
        course = self.course
        assert course is not None
        self.card.clear_card()
        self.end.show_end(course)
        self._bring_end()

    def _show_pause(self) -> None:
        assert self.course is not None
        self.end.show_pause(self.course)
        self._bring_end()

    def _bring_end(self) -> None:
        self._tell_place()
        self._stack.setCurrentWidget(self._ended)
        self.end.take_focus()

    def _reread(self) -> None:
        if self.card.answered_elsewhere():
            course = self.course
            if course is not None and course.current is not None and not self.card.composer.isVisible():
                course.drop()
                self._show_current()

    def _copied(self, said: str, option: Option | None, saved: float) -> None:
        row = self.row_on()
        if row is not None:
            response_id = option.response_id if option is not None else ""
            self.do(Step(Deed.COPIED, row, response_id, saved, noted=option is not None))
            self.say(said, "", icon="done")

    def _counted(self, option: Option | None, saved: float) -> None:
        row = self.row_on()
        if row is not None:
            response_id = option.response_id if option is not None else ""
            self.do(Step(Deed.SENT, row, response_id, saved))

    def _rejected(self, response_id: str) -> None:
        row, course = self.row_on(), self.course
        if row is not None and course is not None:
            course.do(Step(Deed.REJECTED, row, response_id))
            self._tell_place()

    def show_field(self) -> None:
        """What is written is in sight, once it has its place."""
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.card.composer, 0, 0))

    def say(self, title: str, text: str, *, icon: str = "info") -> None:
        self.notice.show_words(title, text, icon=icon, for_ms=NOTICE_MS)
        announce(self, title)

    # ---- putting together

    def _connect(self) -> None:
        self.header.pause.clicked.connect(self.pause)
        self.header.leave.clicked.connect(self._leave)
        for button, act in (
            (self.foot.send, self.deeds.send), (self.foot.done, self.deeds.finish), (self.foot.skip, self.deeds.skip),
            (self.foot.snooze, self.deeds.set_aside), (self.foot.undo, self._window.undo),
        ):  # fmt: skip
            button.clicked.connect(act)
        self.card.copied.connect(self._copied)
        self.card.counted.connect(self._counted)
        self.card.rejected.connect(self._rejected)
        self.card.finished.connect(self.deeds.finish)
        self.card.chosen.connect(self._dress_send)
        self.card.shown.connect(self._dress_send)
        self.card.place_wished.connect(self._window.go)
        self.card.left.connect(self._left)

    def _left(self) -> None:
        """Esc among the drafts."""
        if not self.step_back():
            self._window.go("inbox")

    def _leave(self) -> None:
        self.paused = False
        self._window.go("inbox")

    def _build(self) -> None:
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._ended)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        whole.addWidget(self.header)
        whole.addLayout(centred(self.progress))
        whole.addWidget(self._stack, 1)
        whole.addLayout(centred(self.notice))
        whole.addWidget(self.foot)
        self._dress()
        self.theme.changed.connect(self._dress)

    def _dress(self) -> None:
        wide = self.theme.size("sprint_card_width")
        for widget in (self.card, self.behind, self.notice, self.progress):
            widget.setMaximumWidth(wide)
