"""Ask: questions to one's own messages, answered with quoted sources, and the reminders that come of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app import asked_history, events
from app.asked_history import Chat, History
from app.events import Event
from app.wording import ask_page as words
from app.wording import problems
from engine.asked import Reminder, ReminderState
from engine.problems import Problem
from ui.ask_answer import AnswerView
from ui.ask_composer import AskComposer
from ui.ask_deeds import AskDeeds
from ui.ask_header import AskHeader
from ui.ask_list import AskList
from ui.ask_panes import LIST, SOURCES, AskPanes
from ui.ask_sources import AskSources
from ui.ask_thread import AskThread
from ui.notice import Notice, announce
from ui.page import Page
from ui.plain import one_line
from ui.surface import keep_size

if TYPE_CHECKING:
    from ui.main_window import MainWindow

READ_MS = 60
#: Under this name it is kept which questions begin a chat by wish.
BEGINS, MOST_BEGINS = "asked_begins", 40


class AskPage(Page):
    """List, chat and sources.

    Attributes:
        found: what was read last, None before the first reading.
        chat: the chat in sight, None for a new one.
        asked: the question under way, "" for none.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.theme, "bg.content")
        self._window = window
        self.found: History | None = None
        self.chat: Chat | None = None
        self.asked = ""
        self._fresh = True
        self._newest = 0
        self.list = AskList(self.theme)
        self.header = AskHeader(self.theme)
        self.talk = AskThread(self.theme)
        self.notice = Notice(self.theme, fill="bg.list")
        self.composer = AskComposer(self.theme)
        self.sources = AskSources(self.theme)
        self._centre = QWidget()
        self._panes = AskPanes(self, self._centre)
        self._deeds = AskDeeds(window, self)
        self._reading = QTimer(self, singleShot=True, interval=READ_MS)
        self._build()
        self._connect()

    # ---- the window

    def enter(self) -> None:
        self._read()
        self.composer.edit.setFocus()

    def leave(self) -> None:
        self.notice.hide()

    def hear(self, event: Event) -> None:
        match event:
            case events.Answered() | events.RemindersChanged() | events.ReminderDue() | events.AskedChanged():
                self._read()
            case events.MessagesArrived() | events.MessagesChanged() | events.InboxChanged():
                if not self._reading.isActive():
                    self._reading.start()
            case events.WishFailed(problem):
                self._failed(problem)
            case _:
                pass

    def fit(self, width: int, height: int) -> None:
        self._panes.fit(width)

    def take_question(self, question: str) -> None:
        """Ask in a chat of its own."""
        self._begin_chat()
        self._ask(question)

    def step_back(self) -> bool:
        if self.asked:
            self._stop()
        elif self._panes.close():
            self.composer.edit.setFocus()
        elif self.notice.isVisible():
            self.notice.hide()
        elif not self.composer.edit.hasFocus():
            self.composer.edit.setFocus()
        else:
            return False
        return True

    def next_pane(self, by: int = 1) -> None:
        """Move the focus to the next pane that is in sight."""
        self._panes.step(by)

    # ---- asking

    def _ask(self, question: str) -> None:
        if self.asked:
            self._stop()
        self.notice.hide()
        self.asked = question
        self.talk.show_looking(question)
        self._show_header()
        self._window.core.ask(question)

    def _stop(self) -> None:
        """The answer is not wanted any more; the question may be changed."""
        question, self.asked = self.asked, ""
        self.talk.hide_looking()
        self._window.core.stop_asking()
        if not self.composer.edit.text():
            self.composer.edit.setText(question)
        self.composer.edit.setFocus()

    def _failed(self, problem: Problem) -> None:
        said = problems.sentence(problem)
        if self.asked:
            self._stop()
        self.notice.show_words(said.what, said.next, icon="info", for_ms=12_000)
        announce(self, said.what)

    def _begin_chat(self) -> None:
        """The next question begins a chat."""
        self.chat, self._fresh = None, True
        self.list.select_chat(None)
        self._show_chat()
        self.composer.edit.setFocus()

    # ---- reading

    def _read(self) -> None:
        self._reading.stop()
        begins = set(self._window.preferences.recall(BEGINS).split())

        def read(desk: Any) -> History:
            return asked_history.history(desk.db, now=desk.now().astimezone(), begins=begins)

        self._window.reads.ask("asked", read, self._show)

    def _show(self, found: History) -> None:
        first = self.found is None
        self.found = found
        newest = max((int(turn) for chat in found.chats for turn in chat.turn_ids), default=0)
        is_new = newest > self._newest and not first
        self._newest = max(newest, self._newest)
        if is_new:
            found = self._arrived(found)
        elif first and not self.asked:
            self.chat = found.chats[0] if found.chats and self._is_recent(found) else None
            self._fresh = self.chat is None
        else:
            self.chat = self._same(found)
        self.list.show_everything(found.chats, found.reminders, found.now)
        if not isinstance(self.list.current(), Reminder):
            self.list.select_chat(self.chat)
        self.composer.remember([turn.question for chat in found.chats for turn in reversed(chat.turns)])
        self._suggest()
        self._show_chat()
        if is_new and self.talk.answers:
            answer = self.talk.answers[-1]
            announce(self, f"{answer.label.text()}. {answer.turn.answer.text}")

    def _arrived(self, found: History) -> History:
        """An answer is there: the chat it stands in comes in sight; returns the history with its chats."""
        turn = found.chats[0].turns[-1]
        if self._fresh and len(found.chats[0].turns) > 1:
            self._keep_begin(turn.turn_id)
            found = self.found = asked_history.regrouped(found, {turn.turn_id})
        self.asked, self._fresh = "", False
        self.chat = found.chats[0]
        if turn.answer.reminder is not None:
            self._window.wishes.noted()
        return found

    def _keep_begin(self, turn_id: str) -> None:
        kept = self._window.preferences.recall(BEGINS).split()
        self._window.preferences.keep(BEGINS, " ".join([*kept, turn_id][-MOST_BEGINS:]))

    def _same(self, found: History) -> Chat | None:
        """The chat in sight as it stands now; None where it was forgotten."""
        if self.chat is None:
            return None
        known = set(self.chat.turn_ids)
        return next((chat for chat in found.chats if known & set(chat.turn_ids)), None)

    @staticmethod
    def _is_recent(found: History) -> bool:
        return found.now - found.chats[0].asked_at <= asked_history.PAUSE

    # ---- showing

    def _show_chat(self) -> None:
        found = self.found
        if found is None:
            return
        there = {one.reminder_id for one in found.reminders if one.state in (ReminderState.OPEN, ReminderState.FIRED)}
        self.talk.show_chat(self.chat, found.now, found.drafted, there)
        if self.asked:
            self.talk.show_looking(self.asked)
        self._show_sources(next((view for view in reversed(self.talk.answers) if view.turn.answer.sources), None))
        self._show_header()

    def _show_header(self) -> None:
        title = self.chat.title if self.chat is not None else self.asked or self.tr("New question")
        scope = words.scope(self.found.n_searched) if self.found is not None else ""
        self.header.show_chat(one_line(title), scope, may_forget=self.chat is not None)

    def _show_sources(self, view: AnswerView | None) -> None:
        assert self.found is not None
        shown = view.turn.answer.sources if view is not None else ()
        self.sources.show_sources(shown, self.found.now, words.not_searched(self.found.left_out))

    def _cite(self, view: AnswerView, number: int) -> None:
        self._show_sources(view)
        self._panes.open_sources()
        if (card := self.sources.mark(number)) is not None:
            card.setFocus()

    def _suggest(self) -> None:
        rows = self._window.front.inbox.rows.everybody()
        name = next((row.name.split()[0] for row in rows if not row.is_group and row.name[:1].isalpha()), "")
        self.composer.suggest([*words.SUGGESTED, *([words.SUGGESTED_OF.format(name=name)] if name else [])])

    def _forget(self) -> None:
        if self.chat is not None:
            self._deeds.forget(self.chat)

    def forgotten(self) -> None:
        """The chat in sight goes: the next question begins another one."""
        self.chat, self._fresh = None, True

    # ---- putting together

    def _choose(self, chat: Chat) -> None:
        self.chat, self._fresh = chat, False
        self._panes.leave_list()
        self._show_chat()

    def _build(self) -> None:
        keep_size(self.list, self.theme, width=LIST)
        keep_size(self.sources, self.theme, width=SOURCES)
        centre = QVBoxLayout(self._centre)
        centre.setContentsMargins(0, 0, 0, 0)
        centre.setSpacing(0)
        below = QVBoxLayout()
        below.setContentsMargins(24, 0, 24, 0)
        below.addWidget(self.notice)
        centre.addWidget(self.header)
        centre.addWidget(self.talk, 1)
        centre.addLayout(below)
        centre.addWidget(self.composer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        row.addWidget(self.list)
        row.addWidget(self._centre, 1)
        row.addWidget(self.sources)

    def _connect(self) -> None:
        self._reading.timeout.connect(self._read)
        self.list.fresh_wished.connect(self._begin_chat)
        self.list.chosen.connect(self._choose)
        self.list.reminder_wished.connect(self._deeds.on_reminder)
        self.list.forget_wished.connect(self._forget)
        self.header.forget.clicked.connect(self._forget)
        self.header.sources.clicked.connect(self._panes.toggle)
        self.header.back.clicked.connect(self._panes.toggle)
        self.talk.cited.connect(self._cite)
        self.talk.pressed.connect(self._deeds.press)
        self.talk.use_wished.connect(self._deeds.use)
        self.talk.undo_wished.connect(self._window.wishes.delete_reminder)
        self.talk.stopped.connect(self._stop)
        self.composer.asked.connect(self._ask)
        self.composer.left.connect(self._leave_field)
        self.sources.opened.connect(self._deeds.open)

    def _leave_field(self) -> None:
        """Esc in the empty field: stop, close what is open, or go back to the inbox."""
        if not self.step_back():
            self._window.go("inbox")
