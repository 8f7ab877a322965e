"""One moment that is recalled for the reply at hand: when, what was said, how alike, and where it stands."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.recollections import Moment
from ui import times
from ui.buttons import Button
from ui.painting import chip_width, draw_chip, rounded
from ui.surface import Surface, Words
from ui.theme import Theme

#: Drafts that are named by their numbers.
MOST_NUMBERS = 4


class MomentCard(Surface):
    """A recalled moment.

    Signals:
        opened: show it in its thread (conversation, message).
    """

    opened = Signal(int, int)

    def __init__(self, theme: Theme, moment: Moment, used_in: tuple[int, ...], other: str, now: datetime) -> None:
        """Args:
        used_in: numbers of the drafts that rest on it. other: what the other side is called in short.
        """
        super().__init__(theme, "bg.raised", line="accent.line" if used_in else "line.hair", radius="card")
        self.moment = moment
        self._other = other or "They"
        date = times.date(moment.at, now, now.tzinfo)
        used = _used(used_in)
        self.lines = said(moment, self._other)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(8))
        column.setSpacing(theme.px(4))
        top = QHBoxLayout()
        top.addWidget(Words(theme, date, style="caption_strong"), 1)
        if used:
            top.addWidget(UsedIn(theme, used))
        column.addLayout(top)
        for line in self.lines:
            column.addWidget(Words(theme, line, wrap=True))
        column.addLayout(self._foot(date))
        percent = round(moment.likeness * 100)
        self.setAccessibleName(
            ". ".join(part for part in (date, used, *self.lines, f"{percent} percent close") if part)
        )

    def _foot(self, date: str) -> QHBoxLayout:
        theme = self.theme
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(10))
        percent = round(self.moment.likeness * 100)
        foot.addWidget(Words(theme, f"{percent} % close", style="small", role="text.secondary"))
        foot.addWidget(LikenessBar(theme, self.moment.likeness), 1)
        source = next((quote.message_id for quote in self.moment.quotes if quote.message_id), None)
        if source is not None and self.moment.conversation_id is not None:
            place = self.moment.conversation_id, source
            open_ = Button(theme, "Open", look="link", icon="chevron-right", icon_last=True, name=f"Open {date}")
            open_.clicked.connect(lambda: self.opened.emit(*place))
            foot.addWidget(open_)
        return foot


class LikenessBar(QWidget):
    """How alike, as a bar beside its figure."""

    def __init__(self, theme: Theme, share: float) -> None:
        super().__init__()
        self.theme, self._share = theme, min(1.0, max(0.0, share))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(60), self.theme.px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, high = self.theme, QPainter(self), self.theme.px(4)
        line = QRectF(0, (self.height() - high) / 2, self.width(), high)
        rounded(painter, line, high / 2, theme.colour("line.hair"), None)
        wide = max(high, line.width() * self._share)
        left = line.right() - wide if self.isRightToLeft() else 0
        rounded(painter, QRectF(left, line.top(), wide, high), high / 2, theme.colour("accent.solid"), None)


class UsedIn(QWidget):
    """A chip that says which drafts rest on a moment."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(chip_width(self.theme, self.words, mark=False)) + 2, self.theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_chip(QPainter(self), self.theme, QRectF(self.rect()), self.words, fill="accent.soft", ink="accent.onSoft")


def _used(numbers: tuple[int, ...]) -> str:
    if len(numbers) > MOST_NUMBERS:
        return f"used in {len(numbers)} drafts"
    return f"used in {', '.join(map(str, numbers))}" if numbers else ""


def said(moment: Moment, other: str) -> list[str]:
    """The words of a moment: quotations with who said them, else the summary, marked as Sotto's where a model wrote."""
    if moment.quotes:
        return [f"{'You' if quote.from_me else other}: “{quote.text}”" for quote in moment.quotes]
    return [f"Sotto: {moment.summary}" if moment.written else moment.summary]
