"""Brief: why the conversation ranks where it does, what is asked, how it sounds, and by when."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.desk_rows import ConversationHead
from app.wording import judgement
from engine.domain import Standing, State
from ui import brief_words, marks, times
from ui.buttons import Button
from ui.keys import cap
from ui.marks import Shape
from ui.notice import Picture
from ui.painting import chip_width, draw_chip
from ui.panel_pieces import Banner, column_of, emptied, heading, marked_line
from ui.surface import Words
from ui.theme import Theme


class Chips(QWidget):
    """Words in chips, wrapped."""

    def __init__(self, theme: Theme, words: list[str]) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self.setAccessibleName(", ".join(words))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        boxes = self._boxes(width)
        return round(boxes[-1][1].bottom()) + 1 if boxes else 0

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(240), self.heightForWidth(self.theme.px(288)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for word, box in self._boxes(self.width()):
            draw_chip(painter, self.theme, box, word, fill="bg.chip", ink="text.secondary")

    def _boxes(self, width: int) -> list[tuple[str, QRectF]]:
        left, top, high = 0.0, 0.0, self.theme.px(22)
        made = []
        for word in self.words:
            wide = chip_width(self.theme, word, mark=False) + 2
            if left and left + wide > width:
                left, top = 0.0, top + high + self.theme.px(6)
            made.append((word, QRectF(left, top, wide, high)))
            left += wide + self.theme.px(6)
        return made


class BriefPanel(QWidget):
    """Signals: risk_wished opens the risk panel."""

    risk_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._column = column_of(self)

    def show_standing(
        self,
        head: ConversationHead | None,
        standing: Standing | None,
        now: datetime,
        risk_level: str,
    ) -> None:
        """Show why a conversation stands where it stands."""
        emptied(self._column)
        if head is not None and standing is not None:
            self._add_label(head)
            self._add_reasons(standing, now)
            if standing.triage is not None:
                self._add_triage(standing)
            self._add_times(standing, now)
            if risk_level != "clear":
                self._add_risk(risk_level)
        self._column.addStretch()

    def _add_label(self, head: ConversationHead) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(Picture(self.theme, "quill", side=14))
        plural = "" if head.n_messages == 1 else "s"
        words = f"Brief · judged by Sotto from {head.n_messages:,} message{plural}"
        row.addWidget(Words(self.theme, words, style="caption", role="text.tertiary"), 1)
        self._column.addLayout(row)
        self._column.addSpacing(6)

    def _add_reasons(self, standing: Standing, now: datetime) -> None:
        self._column.addWidget(heading(self.theme, "Why it is here"))
        level = judgement.chip(standing, now=now)[0] or "soon"
        shape, role = marks.URGENCY[level], f"urgency.{level}.mark"
        if standing.state is not State.NEEDS_REPLY:
            shape, role = Shape.DASHED_RING, "text.tertiary"
        self._column.addWidget(marked_line(self.theme, shape, role, brief_words.standing(standing, now)))
        for words in brief_words.reasons(standing, now):
            self._column.addWidget(marked_line(self.theme, Shape.DOT, "text.tertiary", words))
        self._column.addSpacing(6)

    def _add_triage(self, standing: Standing) -> None:
        triage = standing.triage
        assert triage is not None
        self._column.addWidget(heading(self.theme, "What it is about"))
        chips = [
            brief_words.word(triage.intent),
            brief_words.word(triage.topic),
            brief_words.word(triage.emotional_tone),
        ]
        self._column.addWidget(Chips(self.theme, list(dict.fromkeys(word for word in chips if word))))
        self._column.addSpacing(6)
        self._column.addWidget(heading(self.theme, "Suggested"))
        for words in brief_words.suggested(triage):
            self._column.addWidget(marked_line(self.theme, Shape.RING, "urgency.soon.mark", words))
        self._column.addSpacing(6)

    def _add_times(self, standing: Standing, now: datetime) -> None:
        lines = []
        if standing.due_at is not None:
            lines.append(("Asked for by", f"{times.day(standing.due_at, now)}, {times.clock(standing.due_at)}"))
        if standing.waiting_since is not None:
            since = f"{times.day(standing.waiting_since, now)}, {times.clock(standing.waiting_since)}"
            lines.append(("Waiting since", since))
        if not lines:
            return
        self._column.addWidget(heading(self.theme, "Times"))
        for name, words in lines:
            row = QHBoxLayout()
            row.addWidget(Words(self.theme, name, role="text.secondary"), 1)
            row.addWidget(Words(self.theme, words))
            self._column.addLayout(row)
        self._column.addSpacing(6)

    def _add_risk(self, level: str) -> None:
        title = "Worth checking" if level == "check" else "High risk"
        self._column.addWidget(Banner(self.theme, level, title, "", "Some words in this thread stand out."))
        row = QHBoxLayout()
        show = Button(self.theme, "Show Risk", look="link", key=cap("Alt+2"), name="Show the risk panel")
        show.clicked.connect(self.risk_wished)
        row.addStretch()
        row.addWidget(show)
        self._column.addLayout(row)
