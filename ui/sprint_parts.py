"""Pieces of a sprint: segments of progress, the edge of the cards behind, the last messages, chips of a card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QListView, QSizePolicy, QWidget

from app.desk_rows import ConversationHead, InboxRow, ThreadLine
from engine.domain import RedFlag
from ui import marks
from ui.painting import (
    chip_width,
    corner_path,
    draw_avatar,
    draw_chip,
    draw_key,
    draw_text,
    key_width,
    rounded,
    text_width,
)
from ui.surface import keep_size, set_base
from ui.theme import Theme
from ui.thread_delegate import ThreadDelegate
from ui.thread_list import ThreadList

#: Below this width of a segment they become one bar.
THIN = 5
RISK_WORDS = {"clear": "Nothing to check", "check": "Worth checking", "high": "High risk"}
#: Highest and lowest the last messages stand, logical px at 100 % text.
MESSAGES, LEAST = 290, 84


class Progress(QWidget):
    """A segment for each card: behind, in sight, ahead."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.n_behind, self.n_total = 0, 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keep_size(self, theme, height=20)

    def show_progress(self, n_behind: int, n_total: int) -> None:
        """Show how far it is."""
        self.n_behind, self.n_total = n_behind, n_total
        self.setAccessibleName(f"{n_behind} of {n_total} done")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.n_total:
            return
        theme, painter = self.theme, QPainter(self)
        gap, high = theme.px(3), theme.px(6)
        wide = (self.width() - gap * (self.n_total - 1)) / self.n_total
        top = (self.height() - high) / 2
        if wide < THIN:
            rounded(painter, QRectF(0, top, self.width(), high), high / 2, theme.colour("line.strong"), None)
            done = QRectF(0, top, self.width() * self.n_behind / self.n_total, high)
            rounded(painter, done, high / 2, theme.colour("accent.solid"), None)
            return
        for n in range(self.n_total):
            role = "accent.solid" if n < self.n_behind else "accent.line" if n == self.n_behind else "line.strong"
            box = QRectF(n * (wide + gap), top, wide, high)
            rounded(painter, box, min(high, wide) / 2, theme.colour(role), None)


class Behind(QWidget):
    """The upper edges of the cards that are still to come."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme, self.n_more = theme, 0
        keep_size(self, theme, height=12)

    def show_more(self, n_more: int) -> None:
        """So many cards are to come."""
        self.n_more = n_more
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        for at in range(min(2, self.n_more), 0, -1):
            inset = theme.px(16 * at)
            box = QRectF(inset, self.height() - theme.px(6 * at), self.width() - 2 * inset, theme.px(40))
            fill, line = theme.colour("bg.page"), theme.colour("line.hair")
            rounded(painter, box, theme.radius("sprint_card"), fill, line)


class Face(QWidget):
    """Whose card it is, as a disc."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme, self.name = theme, ""
        keep_size(self, theme, width=44, height=44)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.name:
            draw_avatar(QPainter(self), self.theme, QRectF(self.rect()), self.name, "lead")


class Foot(QWidget):
    """The lower part of a card, on a ground of its own."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        theme.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.colour("bg.list"))
        low = self.theme.radius("sprint_card") - 1
        painter.drawPath(corner_path(box, low, (0, 0, low, low)))
        painter.fillRect(QRectF(0, 0, box.width(), 1), self.theme.colour("line.hair"))


class Keys(QWidget):
    """Key caps and what they do together."""

    def __init__(self, theme: Theme, keys: tuple[str, ...], words: str) -> None:
        super().__init__()
        self.theme, self._keys, self._words = theme, keys, words
        self.setAccessibleName(f"{' '.join(keys)}: {words}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        caps = sum(key_width(self.theme, key) + self.theme.px(4) for key in self._keys)
        words = text_width(self.theme.font("body"), self._words)
        return QSize(round(caps + words) + self.theme.px(6), self.theme.size("control"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, left = QPainter(self), 0.0
        for key in self._keys:
            wide = key_width(self.theme, key)
            draw_key(painter, self.theme, QRectF(left, 0, wide, self.height()), key)
            left += wide + self.theme.px(4)
        place = QRectF(left + self.theme.px(2), 0, self.width() - left, self.height())
        draw_text(painter, place, self._words, self.theme.font("body"), self.theme.colour("text.secondary"))


class Marks(QWidget):
    """Urgency and risk of a card as chips: shape, word, colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._row: InboxRow | None = None
        self._risk = "clear"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_row(self, row: InboxRow, risk_level: str) -> None:
        """Show the marks of a conversation."""
        self._row, self._risk = row, risk_level
        self.setAccessibleName(", ".join(word for word, _roles in self._chips()))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        wide = sum(chip_width(self.theme, word, mark=True) for word, _roles in self._chips())
        gaps = self.theme.px(8) * max(0, len(self._chips()) - 1)
        return QSize(round(wide) + gaps + 2, self.theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, left = QPainter(self), 0.0
        for word, (role, shape) in self._chips():
            wide = chip_width(self.theme, word, mark=True)
            box = QRectF(left, 0, wide, self.height())
            draw_chip(
                painter, self.theme, box, word, fill=f"{role}.bg", ink=f"{role}.text", shape=shape, mark=f"{role}.mark"
            )
            left += wide + self.theme.px(8)

    def _chips(self) -> list[tuple[str, tuple[str, marks.Shape]]]:
        if self._row is None:
            return []
        level = self._row.level
        urgency = (self._row.chip, (f"urgency.{level}", marks.URGENCY[level])) if level in marks.URGENCY else None
        risk = (RISK_WORDS[self._risk], (f"risk.{self._risk}", marks.RISK[self._risk]))
        return [one for one in (urgency, risk) if one is not None and one[0]]


class LastMessages(QListView):
    """What was said last, as the thread shows it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.rows = ThreadList(self)
        self.delegate = ThreadDelegate(theme, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(self.tr("Last messages"))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._room = MESSAGES
        self._dress()
        theme.changed.connect(self._dress)

    def show_lines(
        self, lines: Sequence[ThreadLine], head: ConversationHead, now: datetime, flags: Sequence[RedFlag]
    ) -> None:
        """Show these lines, oldest first."""
        self.rows.show_lines(lines, name=head.name, is_group=head.is_group, now=now, flags=flags)
        self._fit()

    def set_room(self, high: int) -> None:
        """There is this much room for them, logical px at 100 % text."""
        self._room = min(max(high, LEAST), MESSAGES)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.delegate.width != self.width():
            self._fit()

    def _dress(self) -> None:
        set_base(self, self.theme, "bg.content")
        self._fit()

    def _fit(self) -> None:
        """As high as what it shows whole, the newest first, up to a limit; what is older can be scrolled to."""
        self.delegate.width = self.width()
        shapes, room, high = self.delegate.shapes, self.theme.px(self._room), 0
        for n in reversed(range(self.rows.rowCount())):
            further = high + shapes.shape(self.rows.item(n), self.width()).height
            if high and further > room:
                break
            high = further
        self.setFixedHeight(min(max(high, self.theme.px(40)), room))
        self.doItemsLayout()
        self.scrollToBottom()
