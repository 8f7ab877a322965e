"""The upper part of a sprint's card: whose it is, its marks, and what it is about in a line."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.briefing import Brief
from app.desk_rows import ConversationHead, InboxRow
from app.wording.spans import waited
from ui.painting import text_width
from ui.plain import one_line
from ui.sprint_parts import Face, Marks
from ui.surface import Elided, Surface, Words
from ui.theme import Theme
from ui.thread_header import detail


class SprintTop(QWidget):
    """Face, name, a line about the conversation, chips, and the brief."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.face, self.marks = Face(theme), Marks(theme)
        self.name = Elided(theme, "", style="heading")
        self.line = Elided(theme, "", role="text.secondary")
        self.brief_label = Words(theme, self.tr("Brief by Sotto"), style="small", role="text.secondary")
        self.brief = Words(theme, "", wrap=True)
        self._brief_box = Surface(theme, "bg.sunken", radius="card")
        self._low = False
        self._detail = self._waits = ""
        self._build()

    def show_row(self, row: InboxRow, head: ConversationHead, risk_level: str, now: datetime) -> None:
        """Say whose card it is."""
        self.face.name = head.name
        self.face.update()
        self.name.setText(one_line(head.name))
        self._detail = detail(head, now)
        self._waits = f"waiting {waited(row.waiting_seconds)}" if row.waiting_seconds else ""
        self.marks.show_row(row, risk_level)
        self._say_line()
        self.setAccessibleName(f"{self.name.text()}, {self.line.text()}, {self.marks.accessibleName()}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_line()

    def _say_line(self) -> None:
        """How long they wait comes first where the end of the line would be cut."""
        parts = [part for part in (self._detail, self._waits) if part]
        whole = " · ".join(parts)
        cut = text_width(self.line.font(), whole) > self.line.width()
        self.line.setText(" · ".join(reversed(parts)) if cut else whole)

    def say_brief(self, text: str) -> None:
        """Say what it is about, "" for nothing."""
        self.brief.setText(text)
        self._brief_box.setVisible(bool(text) and not self._low)
        self._brief_box.setAccessibleName(f"{self.brief_label.text()}: {text}")

    def set_low(self, low: bool) -> None:
        """There is little room: the brief goes."""
        self._low = low
        self._brief_box.setVisible(bool(self.brief.text()) and not low)

    def _build(self) -> None:
        theme = self.theme
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.name)
        names.addWidget(self.line)
        top = QHBoxLayout()
        top.setSpacing(theme.px(14))
        top.addWidget(self.face)
        top.addLayout(names, 1)
        top.addWidget(self.marks)
        told = QHBoxLayout(self._brief_box)
        told.setContentsMargins(14, 10, 14, 10)
        told.setSpacing(theme.px(18))
        told.addWidget(self.brief_label, 0, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.brief, 1)
        self.brief_label.setMinimumHeight(theme.line("body"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 0)
        column.setSpacing(theme.px(14))
        column.addLayout(top)
        column.addWidget(self._brief_box)


def brief_line(found: Brief) -> str:
    """A brief in one line: what it comes to, and what they ask, word for word."""
    said = " ".join(_ended(sentence.text) for sentence in found.primer.summary)
    questions = [one.text for one in found.primer.questions if one.text not in said]
    asks = f" Asks: “{one_line(questions[0])}”" if questions else ""
    return one_line(said) + asks


def _ended(sentence: str) -> str:
    """A sentence with its stop, so that the next one does not run into it."""
    return sentence if sentence.rstrip("”’\"')")[-1:] in (".", "!", "?", "…", "") else f"{sentence}."
