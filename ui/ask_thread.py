"""The centre of Ask: questions and answers of one chat, and the one that is being looked up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.asked_history import Chat, Drafted
from app.wording import ask_page as words
from ui.ask_answer import AnswerView
from ui.buttons import Button
from ui.notice import Picture, announce
from ui.panel_pieces import emptied
from ui.question_bubble import QuestionBubble
from ui.surface import Surface, Words
from ui.theme import Theme

#: What is being looked up says so after this, and that it takes long after that.
WAIT_MS, SLOW_MS = 150, 8000


class Looking(QWidget):
    """Shown while an answer is looked for.

    Signals:
        stopped: the person does not want it any more.
    """

    stopped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.text = Words(theme, words.LOOKING, style="small", role="text.secondary")
        self.stop = Button(theme, self.tr("Stop"), key="Esc")
        self._slow = QTimer(self, singleShot=True, interval=SLOW_MS)
        self._slow.timeout.connect(lambda: self.text.setText(words.SLOW))
        self._slow.start()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(Picture(theme, "quill", role="text.secondary", side=14))
        row.addWidget(self.text, 1)
        row.addWidget(self.stop)
        self.stop.clicked.connect(self.stopped)


class AskThread(QScrollArea):
    """Signals: what the answers wish for.

    cited carries an answer and a number; pressed, undo_wished and use_wished are those of `AnswerView`; stopped means
    that the question under way is not wanted any more.

    Attributes:
        answers: those in sight, oldest first.
        looking: shown while an answer is looked for, else None.
    """

    cited = Signal(object, int)
    pressed = Signal(object)
    undo_wished = Signal(str)
    use_wished = Signal(object)
    stopped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.answers: list[AnswerView] = []
        self.looking: Looking | None = None
        self._asked: QWidget | None = None
        self._shown: object = None
        self._inside = Surface(theme, "bg.content")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(48, 22, 48, 22)
        self._column.setSpacing(0)
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Questions and answers"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().rangeChanged.connect(self._follow)
        self._follows = True

    def show_chat(
        self, chat: Chat | None, now: datetime, drafted: Mapping[str, Drafted], reminders: Collection[str]
    ) -> None:
        """Show a chat, its newest answer at the foot; None shows nothing. What is shown already stays as it is."""
        wanted = (chat, now.date(), dict(drafted), frozenset(reminders))
        if wanted == self._shown and self.looking is None:
            return
        self._shown = wanted
        self._clear()
        for turn in chat.turns if chat is not None else ():
            view = AnswerView(self.theme, turn, now, drafted=drafted.get(turn.turn_id), reminders=reminders)
            view.cited.connect(lambda number, view=view: self.cited.emit(view, number))
            view.pressed.connect(self.pressed)
            view.undo_wished.connect(self.undo_wished)
            view.use_wished.connect(self.use_wished)
            self._add(QuestionBubble(self.theme, turn.question), view)
            self.answers.append(view)
        self._column.addStretch()
        self._follows = True

    def show_looking(self, question: str) -> None:
        """A question is being answered."""
        self.hide_looking()
        self._column.takeAt(self._column.count() - 1)  # the stretch; it comes again below
        self.looking = Looking(self.theme)
        self.looking.stopped.connect(self.stopped)
        self._asked = QuestionBubble(self.theme, question)
        self._add(self._asked, self.looking)
        self._column.addStretch()
        self.looking.hide()
        QTimer.singleShot(WAIT_MS, self.looking, self.looking.show)
        self._follows = True
        announce(self, words.LOOKING)

    def hide_looking(self) -> None:
        """The answer is there, or is not wanted any more."""
        for widget in (self._asked, self.looking):
            if widget is not None:
                self._column.removeWidget(widget)
                widget.hide()
                widget.deleteLater()
        self._asked = self.looking = None

    def margins_for(self, width: int) -> None:
        """Leave less room at the sides where there is little."""
        side = 48 if width >= 560 else 20
        self._column.setContentsMargins(side, 22, side, 22)

    def _add(self, question: QWidget, answer: QWidget) -> None:
        if self._column.count():
            self._column.addSpacing(self.theme.px(24))
        self._column.addWidget(question)
        self._column.addSpacing(self.theme.px(18))
        self._column.addWidget(answer)

    def _follow(self, _low: int, high: int) -> None:
        """The newest answer comes in sight once everything is laid out."""
        if self._follows:
            self.verticalScrollBar().setValue(high)

    def _clear(self) -> None:
        self._asked = self.looking = None
        self.answers = []
        emptied(self._column)
