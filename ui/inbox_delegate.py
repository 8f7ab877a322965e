"""Paints a row of the inbox: avatar, name, waiting time, preview, urgency chip and risk mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import marks
from ui.inbox_list import RISK_WORDS, Role
from ui.painting import CENTRE, RIGHT, chip_width, draw_avatar, draw_chip, draw_text, rounded, text_width
from ui.theme import Theme


class InboxDelegate(QStyledItemDelegate):
    """Rows of 80 px.

    Attributes:
        short: chips drop their reason (narrow windows; the tooltip keeps it).
        collapsing: row that shrinks away, and how much of its height is left in [0, 1].
    """

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.short = False
        self.collapsing: tuple[int, float] | None = None
        self._mirrored_in: QRectF | None = None

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        height = self.theme.size("inbox_row")
        if self.collapsing and self.collapsing[0] == index.row():
            height = round(height * self.collapsing[1])
        return QSize(0, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, box = self.theme, QRectF(option.rect)
        self._mirrored_in = box if option.direction == Qt.LayoutDirection.RightToLeft else None
        state = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(box)
        if selected:
            painter.fillRect(box, theme.colour("bg.selected"))
            edge = self._at(QRectF(box.left(), box.top(), theme.px(3), box.height()))
            painter.fillRect(edge, theme.colour("accent.base"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("bg.hover"))
        side = theme.size("avatar")
        avatar = QRectF(box.left() + theme.px(16), box.top() + theme.px(12), side, side)
        draw_avatar(painter, theme, self._at(avatar), index.data())
        text = box.adjusted(theme.px(64), theme.px(11), -theme.px(16), -theme.px(9))
        self._paint_first(painter, text, index)
        if index.data(Role.CHIP) or index.data(Role.RISK):
            place = QRectF(text.left(), text.top() + theme.px(18), text.width(), theme.px(18))
            place = self._paint_unread(painter, place, index.data(Role.UNREAD))
            draw_text(painter, self._at(place), index.data(Role.PREVIEW), *self._preview_look(index))
            self._paint_marks(
                painter, QRectF(text.left(), text.top() + theme.px(39), text.width(), theme.px(20)), index
            )
        else:
            self._paint_two_lines(painter, text.adjusted(0, theme.px(19), 0, 0), index)
        if not selected:
            line = QRectF(text.left(), box.bottom() - 1, box.right() - text.left(), 1)
            painter.fillRect(self._at(line), theme.colour("line.hair"))
        painter.restore()

    def _at(self, place: QRectF) -> QRectF:
        """Where a piece stands: on the other side where the window runs from right to left."""
        within = self._mirrored_in
        if within is None:
            return place
        return QRectF(within.left() + within.right() - place.right(), place.top(), place.width(), place.height())

    def _paint_first(self, painter: QPainter, text: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, corner = self.theme, index.data(Role.CORNER)
        line = QRectF(text.left(), text.top(), text.width(), theme.px(18))
        wide = text_width(theme.font("small"), corner) + 1
        draw_text(painter, self._at(line), corner, theme.font("small"), theme.colour("text.tertiary"), RIGHT)
        line.setRight(line.right() - wide - theme.px(8))
        draw_text(painter, self._at(line), index.data(), theme.font("body_strong"), theme.colour("text.primary"))

    def _paint_marks(self, painter: QPainter, line: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        theme = self.theme
        risk, level, chip = index.data(Role.RISK), index.data(Role.LEVEL), index.data(Role.CHIP)
        room = line.width()
        if risk in RISK_WORDS:
            word, font = RISK_WORDS[risk], theme.font("caption_strong")
            wide = text_width(font, word) + 1
            place = QRectF(line.right() - wide, line.top(), wide, line.height())
            draw_text(painter, self._at(place), word, font, theme.colour(f"risk.{risk}.text"))
            side = theme.px(9)
            mark = QRectF(place.left() - side - theme.px(5), line.center().y() - side / 2, side, side)
            marks.draw(painter, marks.RISK[risk], self._at(mark), theme.colour(f"risk.{risk}.mark"))
            room = mark.left() - line.left() - theme.px(8)
        if level in marks.URGENCY:
            words = chip.split(" · ")[0] if self.short else chip
            box = QRectF(line.left(), line.top(), min(room, chip_width(theme, words, mark=True) + 1), line.height())
            draw_chip(
                painter,
                theme,
                self._at(box),
                words,
                fill=f"urgency.{level}.bg",
                ink=f"urgency.{level}.text",
                shape=marks.URGENCY[level],
                mark=f"urgency.{level}.mark",
            )
        elif chip:
            place = QRectF(line.left(), line.top(), room, line.height())
            draw_text(painter, self._at(place), chip, theme.font("caption"), theme.colour("text.tertiary"))

    def _preview_look(self, index: QModelIndex | QPersistentModelIndex) -> tuple[QFont, QColor]:
        """What is unread stands out."""
        unread = bool(index.data(Role.UNREAD))
        return self.theme.font("small", strong=unread), self.theme.colour(
            "text.primary" if unread else "text.secondary"
        )

    def _paint_unread(self, painter: QPainter, line: QRectF, count: int) -> QRectF:
        """A pill with how much is unread at the end of a line; returns what is left of the line."""
        if not count:
            return line
        theme, font = self.theme, self.theme.font("caption_strong")
        words = str(count) if count < 100 else "99+"
        wide, high = max(theme.px(18), text_width(font, words) + theme.px(10)), theme.px(16)
        pill = QRectF(line.right() - wide, line.center().y() - high / 2, wide, high)
        rounded(painter, self._at(pill), high / 2, theme.colour("accent.solid"), None)
        draw_text(painter, self._at(pill), words, font, theme.colour("text.onAccent"), CENTRE)
        return line.adjusted(0, 0, -wide - theme.px(8), 0)

    def _paint_two_lines(self, painter: QPainter, box: QRectF, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, words = self.theme, index.data(Role.PREVIEW)
        font, ink = self._preview_look(index)
        line = QRectF(box.left(), box.top(), box.width(), theme.px(18))
        box = QRectF(
            box.left(), box.top(), self._paint_unread(painter, line, index.data(Role.UNREAD)).width(), box.height()
        )
        layout = QTextLayout(words, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        first = layout.createLine()
        if first.isValid():
            first.setLineWidth(box.width())
        layout.endLayout()
        cut = first.textLength() if first.isValid() else 0
        for n, part in enumerate((words[:cut], words[cut:])):
            place = QRectF(box.left(), box.top() + n * theme.px(18), box.width(), theme.px(18))
            draw_text(painter, self._at(place), part.strip(), font, ink)
