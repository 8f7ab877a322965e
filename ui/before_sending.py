"""What is asked above the composer before a reply leaves: to look once more, or whether Sotto may send at all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from ui.buttons import Button
from ui.marks import Shape
from ui.notice import announce
from ui.panel_pieces import MarkPicture
from ui.surface import Surface, Words, shelf
from ui.theme import Theme

#: Answers that take more of the width than this stand under the words.
ANSWERS = 0.4


class BeforeSending(Surface):
    """A title, lines below it and two answers; nothing moves on without one.

    Signals:
        answered: True for the first answer.
    """

    answered = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.list", line="line.hair", radius="card")
        self.mark = MarkPicture(theme, Shape.DIAMOND, "risk.check.mark", side=12)
        self.title = Words(theme, "", style="body_strong", wrap=True)
        self.text = Words(theme, "", role="text.secondary", wrap=True)
        self.first = Button(theme, "")
        self.second = Button(theme, "", look="quiet")
        self._build()
        self.hide()

    def ask(self, title: str, lines: Sequence[str], first: str, second: str, *, worrying: bool) -> None:
        """Ask, and tell a screen reader what is asked."""
        self.mark.setVisible(worrying)
        self.title.setText(title)
        self.text.setText("\n".join(lines))
        for button, word in ((self.first, first), (self.second, second)):
            button.setText(word)
            button.setAccessibleName(word)
            button.updateGeometry()
        said = f"{title}: {' '.join(lines)}" if worrying else f"{title} {' '.join(lines)}"
        self.setAccessibleName(said)
        self._arrange()
        self.show()
        announce(self, said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        answers = self.first.sizeHint().width() + self.second.sizeHint().width()
        narrow = answers > ANSWERS * self.width()
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.title, 1)
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self.text)
        answers = shelf(self.first, self.second, spacing=8)
        answers.addStretch()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(14, 10, 10, 10)
        self._row.setSpacing(8)
        self._row.addLayout(column, 1)
        self._row.addLayout(answers)
        self.first.clicked.connect(lambda: self.answered.emit(True))
        self.second.clicked.connect(lambda: self.answered.emit(False))
