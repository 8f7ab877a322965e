"""The first step: what Sotto is, beside a small inbox of invented people that can be tried."""

from __future__ import annotations

import sys

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.wording import first_steps as words
from ui import marks
from ui.buttons import Pressable
from ui.first_steps import Mark
from ui.notice import Picture, announce
from ui.painting import draw_avatar, draw_bars, draw_chip, draw_key, draw_text, rounded, text_width
from ui.surface import Surface, Words
from ui.theme import Theme

#: Name, preview and urgency of the invented people.
PEOPLE = (
    ("Ines Calloway", "Could we move Saturday…", "now"),
    ("Dele Osei-Hart", "Is the gallery link…", "today"),
    ("Saskia Penn", "Where do I sign?", "today"),
    ("Mirela Voss", "print sizes", "soon"),
    ("Lena Ostrowe", "Did the prints leave…", "soon"),
)
DRAFTS = (
    ("Sunday works, same time.", 5),
    ("Sunday 14:00 is yours.", 4),
    ("Sunday is full, sorry. Saturday stands.", 4),
)
#: Below this width, in px at 100 % text, the small inbox has no room beside the words.
BESIDE = 860
#: Share of the list, in per cent.
LIST = 38


def computer() -> str:
    """What people call the machine."""
    return "Mac" if sys.platform == "darwin" else "computer"


class TryStep(QWidget):
    """The words at the left, the small inbox at the right where there is room for it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.demo = SmallInbox(theme)
        title, told = words.WELCOME
        left = QVBoxLayout()
        left.setSpacing(theme.px(10))
        left.addWidget(Mark(theme))
        left.addSpacing(theme.px(10))
        left.addWidget(Words(theme, title, style="hero", wrap=True))
        left.addWidget(Words(theme, told.format(computer=computer()), style="lead", role="text.secondary", wrap=True))
        left.addSpacing(theme.px(14))
        for icon, promise in words.PROMISES:
            row = QHBoxLayout()
            row.setSpacing(theme.px(12))
            row.addWidget(Picture(theme, icon, role="text.secondary"), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Words(theme, promise.format(computer=computer()), wrap=True), 1)
            left.addLayout(row)
        left.addStretch()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(theme.px(56), theme.px(48), theme.px(40), theme.px(40))
        whole.setSpacing(theme.px(56))
        whole.addLayout(left, 4)
        whole.addWidget(self.demo, 7)

    def fit(self, width: int) -> None:
        """The window has this width."""
        self.demo.setVisible(width >= self.theme.px(BESIDE))


class SmallInbox(Surface):
    """A drawing of the window with three drafts that can be chosen: nothing is copied or sent.

    Attributes:
        chosen: number of the draft that is marked, first is 1.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.content", line="line.strong", radius="panel")
        self.chosen = 1
        self.drafts = [_Draft(theme, n, text, bars) for n, (text, bars) in enumerate(DRAFTS, 1)]
        self.told = Words(theme, self.tr("Try it: press a number"), style="small", role="text.secondary")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(
            self.tr("Demo inbox, invented people. Ines asks: Could we move Saturday to Sunday? Press 1, 2 or 3.")
        )
        right = QVBoxLayout()
        right.setSpacing(theme.px(7))
        right.addStretch(1)
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(Picture(theme, "quill", side=16))
        line.addWidget(self.told, 1)
        right.addLayout(line)
        for draft in self.drafts:
            right.addWidget(draft)
            draft.wished.connect(self.choose)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, theme.px(14))
        whole.setSpacing(0)
        whole.addStretch(LIST)
        right.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
        whole.addLayout(right, 100 - LIST)
        self.drafts[0].mark(True)

    def choose(self, number: int) -> None:
        """Mark a draft, as pressing its number does."""
        self.chosen = number
        for draft in self.drafts:
            draft.mark(draft.number == number)
        told = self.tr("Draft {0} would stand in your reply. Nothing was sent.").format(number)
        self.told.setText(told)
        announce(self, told)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in ("1", "2", "3"):
            self.choose(int(event.text()))
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        wide = self.width() * LIST / 100
        self._paint_list(painter, QRectF(1, 1, wide, self.height() - 2))
        inset = self.theme.px(14)
        self._paint_thread(painter, QRectF(wide + inset, 0, self.width() - wide - 2 * inset, self.height()))
        if self.hasFocus():
            box, radius = QRectF(self.rect()), self.theme.radius("panel")
            rounded(painter, box, radius, None, self.theme.colour("focus.ring"), 2)

    def _paint_list(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        rounded(painter, box, theme.radius("panel"), theme.colour("bg.list"), None)
        painter.fillRect(box.adjusted(theme.px(20), 0, 0, 0), theme.colour("bg.list"))
        painter.fillRect(QRectF(box.right(), box.top(), 1, box.height()), theme.colour("line.hair"))
        inside = box.adjusted(theme.px(14), 0, -theme.px(12), 0)
        title = QRectF(inside.left(), theme.px(12), inside.width(), theme.px(22))
        draw_text(painter, title, "Demo inbox", theme.font("body_strong"), theme.colour("text.primary"))
        chip = text_width(theme.font("caption_strong"), "invented people") + theme.px(14)
        if chip + text_width(theme.font("body_strong"), "Demo inbox") + theme.px(8) < inside.width():
            place = QRectF(inside.right() - chip, title.top() + theme.px(1), chip, theme.px(20))
            draw_chip(painter, theme, place, "invented people", fill="accent.soft", ink="accent.onSoft")
        high = theme.px(52)
        for n, (name, preview, level) in enumerate(PEOPLE):
            row = QRectF(box.left(), theme.px(44) + n * high, box.width(), high)
            if row.bottom() > box.bottom() - theme.px(8):
                break
            self._paint_row(painter, row, name, preview, level, chosen=n == 0)

    def _paint_row(self, painter: QPainter, row: QRectF, name: str, preview: str, level: str, *, chosen: bool) -> None:
        theme = self.theme
        if chosen:
            painter.fillRect(row, theme.colour("bg.selected"))
        side = theme.px(28)
        draw_avatar(painter, theme, QRectF(row.left() + theme.px(14), row.center().y() - side / 2, side, side), name)
        left = row.left() + theme.px(52)
        wide = row.right() - left - theme.px(30)
        high = theme.px(17)
        top = QRectF(left, row.center().y() - high, wide, high)
        draw_text(painter, top, name, theme.font("body_strong"), theme.colour("text.primary"))
        below = QRectF(left, row.center().y(), wide, high)
        draw_text(painter, below, preview, theme.font("small"), theme.colour("text.secondary"))
        mark = theme.px(10)
        place = QRectF(row.right() - theme.px(14) - mark, row.center().y() - mark / 2, mark, mark)
        marks.draw(painter, marks.URGENCY[level], place, theme.colour(f"urgency.{level}.mark"))

    def _paint_thread(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        font, ink = theme.font("bubble"), theme.colour("bubble.text")
        day = QRectF(box.left(), theme.px(20), box.width(), theme.px(18))
        wide = text_width(theme.font("small"), "Today")
        hair = theme.colour("line.strong")
        middle = day.center()
        arm = (box.width() - wide) / 2 - theme.px(12)
        painter.fillRect(QRectF(box.left(), middle.y(), arm, 1), hair)
        painter.fillRect(QRectF(box.right() - arm, middle.y(), arm, 1), hair)
        place = QRectF(middle.x() - wide / 2, day.top(), wide + 2, day.height())
        draw_text(painter, place, "Today", theme.font("small"), theme.colour("text.secondary"))
        top = day.bottom() + theme.px(12)
        for text, mine in (("See you on Saturday at 14:00", True), ("One thing", False),
                           ("Could we move Saturday to Sunday?", False)):  # fmt: skip
            wide = min(text_width(font, text) + theme.px(25), box.width())
            bubble = QRectF(box.right() - wide if mine else box.left(), top, wide, theme.px(34))
            fill = theme.colour("bubble.mine" if mine else "bubble.theirs")
            rounded(painter, bubble, theme.radius("bubble"), fill, None)
            draw_text(painter, bubble.adjusted(theme.px(12), 0, -theme.px(12), 0), text, font, ink)
            top = bubble.bottom() + theme.px(10 if mine else 3)
        clock = QRectF(box.left() + theme.px(4), top, theme.px(60), theme.px(16))
        draw_text(painter, clock, "10:04", theme.font("caption"), theme.colour("text.tertiary"))


class _Draft(Pressable):
    """One draft of the small inbox.

    Signals:
        wished: it was chosen, by its number.
    """

    wished = Signal(int)

    def __init__(self, theme: Theme, number: int, text: str, n_bars: int) -> None:
        super().__init__()
        self.theme, self.number, self._n_bars = theme, number, n_bars
        self._marked = False
        self.setText(text)
        self.setAccessibleName(f"Draft {number} of 3, invented: {text}")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.wished.emit(number))

    def mark(self, marked: bool) -> None:
        """Show it as the chosen one."""
        self._marked = marked
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(220), self.theme.px(38))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        line = "focus.ring" if self.hasFocus() else "accent.base" if self._marked else "line.hair"
        width = 2 if self._marked or self.hasFocus() else 1
        rounded(painter, box, theme.radius("card"), theme.colour("bg.raised"), theme.colour(line), width)
        key = QRectF(theme.px(8), 0, theme.px(20), box.height())
        if self._marked:
            side = theme.px(20)
            disc = QRectF(key.left(), box.center().y() - side / 2, side, side)
            rounded(painter, disc, theme.radius("key"), theme.colour("accent.solid"), None)
            draw_text(painter, disc, str(self.number), theme.font("caption_strong"), theme.colour("text.onAccent"),
                      Qt.AlignmentFlag.AlignCenter)  # fmt: skip
        else:
            draw_key(painter, theme, key, str(self.number))
        bars = QRectF(box.right() - theme.px(40), 0, theme.px(32), box.height())
        draw_bars(painter, theme, bars, self._n_bars)
        place = QRectF(key.right() + theme.px(8), 0, bars.left() - key.right() - theme.px(12), box.height())
        draw_text(painter, place, self.text(), theme.font("body"), theme.colour("text.primary"))
