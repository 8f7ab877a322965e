"""One answer of Ask: who says it and what it rests on, its sentences, and what comes with them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.asked_history import Drafted
from app.wording import ask_page as words
from app.wording import asking
from engine.asked import AskAnswer, AskSentence, AskTurn
from ui.ask_cards import DraftCard, ReminderCard, ResultRow
from ui.cited_text import CitedText
from ui.notice import Picture
from ui.surface import Elided, Surface
from ui.theme import Theme

#: Widest card of a reminder or a draft, logical px at 100 % text.
CARD = 440


class AnswerView(QWidget):
    """Signals: what its parts wish for.

    cited carries the number of a source; pressed a `ResultRow`; undo_wished the id of a reminder; use_wished
    a draft.

    Attributes:
        turn: the question it answers.
    """

    cited = Signal(int)
    pressed = Signal(object)
    undo_wished = Signal(str)
    use_wished = Signal(object)

    def __init__(
        self, theme: Theme, turn: AskTurn, now: datetime, *, drafted: Drafted | None, reminders: Collection[str]
    ) -> None:
        """`reminders`: ids of those that are set."""
        super().__init__()
        self.theme, self.turn = theme, turn
        answer = turn.answer
        self.label = Elided(theme, words.label(answer), style="small", role="text.secondary")
        self.texts: list[CitedText] = []
        self.rows: list[ResultRow] = []
        self.cards: list[ReminderCard | DraftCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Picture(theme, "quill", role="text.secondary", side=14))
        head.addWidget(self.label, 1)
        self._column.addLayout(head)
        if answer.reminder is not None and answer.sure:
            self._add_reminder(answer, now, reminders)
            return
        self._add_texts(answer)
        if answer.rows:
            self._add_rows(answer)
        if answer.reminder is not None:
            self._add_reminder(answer, now, reminders)
        if drafted is not None:
            self._add_draft(drafted)

    def _add_texts(self, answer: AskAnswer) -> None:
        """A list says the rest of its sentences in its rows and their sources."""
        told = answer.sentences[:1] if answer.rows else answer.sentences
        for sentence in told:
            numbers = () if answer.rows or _leads(answer, sentence) else sentence.sources
            self._add_text(CitedText(self.theme, sentence.text, numbers))
        if not told:
            self._add_text(CitedText(self.theme, asking.GONE))

    def _add_text(self, text: CitedText) -> None:
        text.cited.connect(self.cited)
        self.texts.append(text)
        self._column.addWidget(text)

    def _add_rows(self, answer: AskAnswer) -> None:
        card = Surface(self.theme, "bg.raised", line="line.hair", radius="panel")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 4, 16, 4)
        column.setSpacing(0)
        for at, row in enumerate(answer.rows):
            view = ResultRow(self.theme, row, last=at == len(answer.rows) - 1)
            view.cited.connect(self.cited)
            view.pressed.connect(partial(self.pressed.emit, view))
            self.rows.append(view)
            column.addWidget(view)
        self._column.addWidget(card)

    def _add_reminder(self, answer: AskAnswer, now: datetime, reminders: Collection[str]) -> None:
        assert answer.reminder is not None
        number = answer.reminder.reminder_id
        card = ReminderCard(self.theme, answer.reminder, now, answer.tongue, there=number in reminders)
        card.undo_wished.connect(partial(self.undo_wished.emit, number))
        self._add_card(card)

    def _add_draft(self, made: Drafted) -> None:
        card = DraftCard(self.theme, made)
        card.use_wished.connect(partial(self.use_wished.emit, made))
        self._add_card(card)

    def _add_card(self, card: ReminderCard | DraftCard) -> None:
        self.cards.append(card)
        card.setMaximumWidth(self.theme.px(CARD))
        row = QHBoxLayout()
        row.addWidget(card, 1)
        row.addStretch()
        self._column.addLayout(row)


def _leads(answer: AskAnswer, sentence: AskSentence) -> bool:
    """Whether a sentence is about messages that are quoted one by one below it."""
    below = {number for other in answer.sentences if other is not sentence for number in other.sources}
    return sentence is answer.sentences[0] and set(sentence.sources) <= below
