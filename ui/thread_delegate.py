"""Paints the rows of a thread. Text is plain characters; nothing in it is ever markup."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import icons
from ui.painting import CENTRE, LEFT, RIGHT, corner_path, draw_text, rounded, text_width
from ui.theme import Theme
from ui.thread_items import Item, ItemKind
from ui.thread_layout import Shape, Shapes
from ui.thread_list import ITEM, ThreadList


class ThreadDelegate(QStyledItemDelegate):
    """Bubbles, cards and lines.

    Attributes:
        current_mark: number of the span that F stopped at, drawn with a stronger line; 0 = none.
        pointed_at: id of the message that a line of a panel led to, ringed; 0 = none.
        width: width of the view, set by it; the scroll bar lies over the margin.
        lead: room above the first row, so that a short thread stands at the foot.
    """

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.shapes = Shapes(theme)
        self.current_mark = 0
        self.pointed_at = 0
        self.width = 600
        self.lead = 0
        theme.changed.connect(self.shapes.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        high = self.shapes.shape(_item(index), self.width).height
        return QSize(self.width, high + (self.lead if index.row() == 0 else 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        item = _item(index)
        row = QRectF(option.rect)
        state = option.state
        shape = self.shapes.shape(item, self.width)
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # theirs stands left, what is the person's own right
        painter.translate(row.left(), row.top() + (self.lead if index.row() == 0 else 0))
        match item.kind:
            case ItemKind.DAY:
                self._paint_day(painter, item, shape)
            case ItemKind.NOTE:
                draw_text(
                    painter,
                    shape.body,
                    item.text,
                    self.theme.font("caption"),
                    self.theme.colour("text.tertiary"),
                    CENTRE,
                )
            case ItemKind.UNSENT:
                self._paint_unsent(painter, item, shape)
            case ItemKind.CARD:
                self._paint_card(painter, item, shape)
            case ItemKind.BUBBLE:
                self._paint_bubble(painter, item, shape)
        self._paint_around(painter, item, shape)
        pointed_at = item.message_id == self.pointed_at != 0
        if (state & QStyle.StateFlag.State_HasFocus or pointed_at) and item.kind is not ItemKind.DAY:
            ring = shape.body.adjusted(-2, -2, 2, 2)
            rounded(painter, ring, self.theme.radius("bubble") + 2, None, self.theme.colour("focus.ring"), 2)
        painter.restore()

    def _paint_day(self, painter: QPainter, item: Item, shape: Shape) -> None:
        theme, box = self.theme, shape.body
        font = theme.font("caption", strong=True)
        half = text_width(font, item.text) / 2 + theme.px(14)
        middle = round(box.center().y())
        painter.fillRect(QRectF(box.left(), middle, box.width() / 2 - half, 1), theme.colour("line.hair"))
        painter.fillRect(QRectF(box.center().x() + half, middle, box.width() / 2 - half, 1), theme.colour("line.hair"))
        draw_text(painter, box, item.text, font, theme.colour("text.secondary"), CENTRE)

    def _paint_unsent(self, painter: QPainter, item: Item, shape: Shape) -> None:
        theme = self.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colour("line.strong"), 1)
        pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = min(theme.radius("bubble"), shape.body.height() / 2 - 1)
        painter.drawRoundedRect(shape.body.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.restore()
        inside = shape.body.adjusted(theme.px(10), 0, -theme.px(10), 0)
        draw_text(painter, inside, item.text, theme.font("small"), theme.colour("text.tertiary"))

    def _paint_ground(self, painter: QPainter, item: Item, box: QRectF, role: str, line: str | None) -> None:
        round_, tail = self.theme.radius("bubble"), self.theme.radius("bubble_tail")
        low = tail if item.last else round_
        corners = (round_, round_, low if item.from_me else round_, round_ if item.from_me else low)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.colour(line), 1) if line else QPen(Qt.PenStyle.NoPen))
        painter.setBrush(self.theme.colour(role))
        place = box.adjusted(0.5, 0.5, -0.5, -0.5) if line else box
        painter.drawPath(corner_path(place, round_, (corners[0], corners[1], corners[2], corners[3])))
        painter.restore()

    def _paint_card(self, painter: QPainter, item: Item, shape: Shape) -> None:
        theme, box = self.theme, shape.body
        self._paint_ground(painter, item, box, "bubble.mine" if item.from_me else "bubble.theirs", "line.hair")
        side = theme.px(38)
        tile = QRectF(box.left() + theme.px(9), box.center().y() - side / 2, side, side)
        rounded(painter, tile, theme.radius("control"), theme.colour("bg.raised"), theme.colour("line.hair"))
        icon = theme.px(18)
        square = QRectF(tile.center().x() - icon / 2, tile.center().y() - icon / 2, icon, icon)
        icons.draw(painter, item.icon, square, theme.colour("text.secondary"))
        words = box.adjusted(theme.px(58), theme.px(10), -theme.px(12), -theme.px(10))
        first = QRectF(words.left(), words.top(), words.width(), theme.px(18))
        draw_text(painter, first, item.text, theme.font("small", strong=True), theme.colour("text.primary"))
        second = first.translated(0, theme.px(18))
        draw_text(painter, second, item.detail, theme.font("caption"), theme.colour("text.secondary"))

    def _paint_bubble(self, painter: QPainter, item: Item, shape: Shape) -> None:
        theme = self.theme
        self._paint_ground(painter, item, shape.body, "bubble.mine" if item.from_me else "bubble.theirs", None)
        painter.save()
        painter.setClipRect(shape.body)
        if shape.quote is not None:
            bar = QRectF(shape.quote.left(), shape.quote.top() + 1, theme.px(2), shape.quote.height() - 2)
            painter.fillRect(bar, theme.colour("line.control"))
            words = shape.quote.adjusted(theme.px(9), 0, 0, 0)
            draw_text(painter, words, item.quote, theme.font("small"), theme.colour("text.secondary"))
        if shape.text is not None:
            self._paint_spans(painter, shape)
            painter.setPen(theme.colour("bubble.text"))
            shape.text.draw(painter, shape.text_at)
        painter.restore()

    def _paint_spans(self, painter: QPainter, shape: Shape) -> None:
        """Tint, then a line of 2 px under each line of a span; a word and a number stand in the risk panel."""
        assert shape.text is not None
        for span in shape.spans:
            for n in range(shape.text.lineCount()):
                line = shape.text.lineAt(n)
                start, end = (
                    max(span.start, line.textStart()),
                    min(span.end, line.textStart() + line.textLength()),
                )
                if start >= end:
                    continue
                left, right = sorted((_x(line.cursorToX(start)), _x(line.cursorToX(end))))
                right = min(right, line.naturalTextRect().right())  # not over the blank at the end of the line
                high = self.theme.px(17)
                top = shape.text_at.y() + line.y() + (line.height() - high) / 2
                box = QRectF(shape.text_at.x() + left, top, right - left, high)
                painter.fillRect(box, self.theme.colour(f"risk.{span.level}.span"))
                strong = self.theme.px(3 if span.number == self.current_mark else 2)
                under = QRectF(box.left(), box.bottom(), box.width(), strong)
                painter.fillRect(under, self.theme.colour(f"risk.{span.level}.mark"))

    def _paint_around(self, painter: QPainter, item: Item, shape: Shape) -> None:
        theme = self.theme
        if shape.sender is not None:
            draw_text(
                painter,
                shape.sender,
                item.sender,
                theme.font("caption", strong=True),
                theme.colour("text.secondary"),
            )
        if shape.footer is not None:
            align = RIGHT if item.from_me else LEFT
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colour("text.tertiary"))
            painter.drawText(shape.footer, int(align | Qt.TextFlag.TextSingleLine), item.footer)  # it always fits
        if item.reactions:
            self._paint_reactions(painter, item, shape)

    def _paint_reactions(self, painter: QPainter, item: Item, shape: Shape) -> None:
        theme, font = self.theme, self.theme.font("caption", strong=True)
        words = " ".join(dict.fromkeys(item.reactions))
        wide = max(theme.px(26), text_width(font, words) + theme.px(12))
        left = shape.body.left() - theme.px(10) if item.from_me else shape.body.right() - wide + theme.px(10)
        badge = QRectF(
            QPointF(left, shape.body.top() - theme.px(10)),
            QPointF(left + wide, shape.body.top() + theme.px(10)),
        )
        rounded(painter, badge, badge.height() / 2, theme.colour("bg.raised"), theme.colour("line.strong"))
        draw_text(painter, badge, words, font, theme.colour("accent.base"), CENTRE)


def _item(index: QModelIndex | QPersistentModelIndex) -> Item:
    """The item of a row, without the way through Qt's variants where the model is the thread's own."""
    model = index.model()
    found: Item = model.item(index.row()) if isinstance(model, ThreadList) else index.data(ITEM)
    return found


def _x(found: object) -> float:
    """`QTextLine.cursorToX` answers with a tuple in some bindings."""
    return float(found[0]) if isinstance(found, tuple) else float(str(found))
