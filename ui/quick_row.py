"""A conversation in quick reply: one row, or expanded with its draft."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout

from ui import icons, marks
from ui.inbox_list import RISK_WORDS
from ui.painting import CENTRE, chip_width, draw_avatar, draw_chip, draw_text, initials, rounded, text_width
from ui.plain import one_line, plain_tip
from ui.quick_draft import DraftBox
from ui.quick_entries import Entry
from ui.surface import Surface, Words
from ui.theme import Theme

#: Heights of a row, and of the head of an expanded one.
ROW, HEAD = 64, 66
#: Lefts of number, avatar and words; the right margin.
NUMBER, AVATAR, WORDS, RIGHT = 10, 40, 78, 10


class QuickHead(QAbstractButton):
    """Number, avatar, name, chip and mark; below the name what they said and, unless expanded, the draft."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.entry: Entry | None = None
        self.number = 1
        self.expanded = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_entry(self, entry: Entry, number: int, *, expanded: bool) -> None:
        """Show a conversation under its key."""
        self.entry, self.number, self.expanded = entry, number, expanded
        self.setAccessibleName(f"{number}, {entry.spoken}")
        self.setToolTip(plain_tip(f"Here because: {entry.row.reason}") if entry.row.reason else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.theme.px(HEAD if self.expanded else ROW))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()  # arrows, digits and Esc belong to the popover

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.entry is None:
            return
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        if self.underMouse() and not self.expanded:
            rounded(painter, box, theme.radius("card"), theme.colour("bg.hover"), None)
        if self.hasFocus() and not self.expanded:
            rounded(painter, box, theme.radius("card"), None, theme.colour("focus.ring"), 2)
        middle = theme.px(24 if self.expanded else 32)
        self._paint_number(painter, middle)
        side = theme.size("avatar_small")
        draw_avatar(painter, theme, QRectF(theme.px(AVATAR), middle - side / 2, side, side), self.entry.row.name)
        top = theme.px(14 if self.expanded else 5)
        line = QRectF(theme.px(WORDS), top, self.width() - theme.px(WORDS + RIGHT), theme.px(20))
        name = QRectF(line)
        name.setRight(self._paint_marks(painter, line))
        font = theme.font("body_strong" if self.expanded else "body")
        draw_text(painter, name, one_line(self.entry.row.name), font, theme.colour("text.primary"))
        if self.expanded:
            self._paint_quote(painter)
        else:
            self._paint_lines(painter, line)

    def _room_beside_number(self, width: float) -> float:
        """What a chip may take: a telephone number is never cut for it."""
        assert self.entry is not None
        theme, row = self.theme, self.entry.row
        if initials(row.name) != "#":
            return width
        font = theme.font("body_strong" if self.expanded else "body")
        taken = text_width(font, one_line(row.name)) + theme.px(18)
        if row.risk_level in RISK_WORDS:
            taken += text_width(theme.font("caption_strong"), RISK_WORDS[row.risk_level]) + theme.px(22)
        return max(float(theme.px(48)), width - taken)

    def _paint_number(self, painter: QPainter, middle: float) -> None:
        theme, side = self.theme, self.theme.px(20)
        cap = QRectF(theme.px(NUMBER), middle - side / 2, side, side)
        fill = theme.colour("accent.solid" if self.expanded else "bg.sunken")
        rounded(painter, cap, theme.radius("key"), fill, None if self.expanded else theme.colour("line.strong"))
        ink = "text.onAccent" if self.expanded else "text.secondary"
        draw_text(painter, cap, str(self.number), theme.font("caption_strong"), theme.colour(ink), CENTRE)

    def _paint_marks(self, painter: QPainter, line: QRectF) -> float:
        """Chip at the right, the risk mark with its word before it; returns where the name ends."""
        assert self.entry is not None
        theme, row, right = self.theme, self.entry.row, line.right()
        word = row.chip.split(" · ")[0]
        if row.level in marks.URGENCY and word:
            wide = min(chip_width(theme, word, mark=True) + 1, line.width() / 2, self._room_beside_number(line.width()))
            box = QRectF(right - wide, line.top(), wide, line.height())
            level = f"urgency.{row.level}"
            shape = marks.URGENCY[row.level]
            draw_chip(
                painter, theme, box, word, fill=f"{level}.bg", ink=f"{level}.text", shape=shape, mark=f"{level}.mark"
            )
            right = box.left() - theme.px(8)
        if row.risk_level in RISK_WORDS:
            level, font, side = f"risk.{row.risk_level}", theme.font("caption_strong"), theme.px(9)
            risk = RISK_WORDS[row.risk_level]
            wide = text_width(font, risk) + 1
            place = QRectF(right - wide, line.top(), wide, line.height())
            draw_text(painter, place, risk, font, theme.colour(f"{level}.text"))
            mark = QRectF(place.left() - side - theme.px(4), line.center().y() - side / 2, side, side)
            marks.draw(painter, marks.RISK[row.risk_level], mark, theme.colour(f"{level}.mark"))
            right = mark.left() - theme.px(8)
        return right

    def _paint_quote(self, painter: QPainter) -> None:
        assert self.entry is not None
        theme = self.theme
        line = QRectF(theme.px(AVATAR), theme.px(42), self.width() - theme.px(AVATAR + RIGHT), theme.px(20))
        said = f"“{one_line(self.entry.row.preview)}”"
        draw_text(painter, line, said, theme.font("body"), theme.colour("text.secondary"))

    def _paint_lines(self, painter: QPainter, line: QRectF) -> None:
        assert self.entry is not None
        theme, entry = self.theme, self.entry
        line = line.translated(0, theme.px(18))
        draw_text(painter, line, one_line(entry.row.preview), theme.font("small"), theme.colour("text.secondary"))
        line = line.translated(0, theme.px(17))
        if not entry.options:
            ink = "risk.high.text" if entry.is_risky else "text.tertiary"
            draw_text(painter, line, entry.silence, theme.font("small"), theme.colour(ink))
            return
        side = theme.px(12)
        quill = QRectF(line.left(), line.center().y() - side / 2, side, side)
        icons.draw(painter, "quill", quill, theme.colour("accent.base"))
        line.setLeft(quill.right() + theme.px(4))
        draw_text(painter, line, one_line(entry.options[0].text), theme.font("small"), theme.colour("accent.base"))


class QuickRow(Surface):
    """Head and, while expanded, the draft.

    Signals:
        pressed: this row is wanted.
    """

    pressed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, None, radius="panel")
        self.head = QuickHead(theme)
        self.box = DraftBox(theme)
        self.reason = Words(theme, "", style="small", role="text.tertiary", wrap=True)
        self._below = QVBoxLayout()
        self._below.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self._below)
        self._below.addWidget(self.reason)
        self._below.addWidget(self.box)
        self.reason.hide()
        self.box.hide()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head.clicked.connect(self.pressed)
        self._dress()
        theme.changed.connect(self._dress)

    def show_entry(self, entry: Entry, number: int, *, expanded: bool) -> None:
        """Show a conversation; expanded with its draft, or with the reason why there is none."""
        self.head.show_entry(entry, number, expanded=expanded)
        self.paint_roles("bg.selected" if expanded else None, None)
        if expanded:
            self.box.show_entry(entry)
        self.box.setVisible(expanded and not entry.is_risky)
        self.reason.setText(entry.silence)
        self.reason.set_role("risk.high.text" if entry.is_risky else "text.tertiary")
        self.reason.setVisible(expanded and bool(entry.silence))
        self._dress()

    def _dress(self) -> None:
        px = self.theme.px
        shown = self.head.expanded
        self._below.setContentsMargins(px(AVATAR) if shown else 0, 0, px(RIGHT) if shown else 0, px(10) if shown else 0)
