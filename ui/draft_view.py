"""One draft, as a card or as a row: number key, chip, voice bars, text, confidence, edit and dismiss."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSizePolicy

from app.wording import replies
from engine.domain import Option
from ui import draft_words
from ui.buttons import Button
from ui.painting import CENTRE, bars, chip_width, draw_bars, draw_chip, draw_text, rounded, text_width
from ui.theme import Theme
from ui.thread_layout import flowed, utf16

CARD_LINES, ROW_LINES = 6, 3
#: Where the text of a row begins, after the widest chip.
ROW_TEXT = 132


class DraftView(QAbstractButton):
    """A draft that can be pressed.

    Attributes:
        option: what it shows.
        number: its key.
        as_row: a row instead of a card; the selected row wraps to three lines.

    Signals:
        edit_wished, dismiss_wished: its small buttons were pressed.
    """

    edit_wished = Signal()
    dismiss_wished = Signal()

    def __init__(self, theme: Theme, option: Option, number: int, total: int, *, as_row: bool) -> None:
        super().__init__()
        self.theme, self.option, self.number, self.as_row = theme, option, number, as_row
        self.selected = False
        self._edit = Button(theme, "", look="icon", icon="edit", name=f"Edit draft {number}")
        self._dismiss = Button(theme, "", look="icon", icon="close", name=f"Dismiss draft {number}")
        for button, wish in ((self._edit, self.edit_wished), (self._dismiss, self.dismiss_wished)):
            button.setParent(self)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(wish)
        self.setText(option.text)
        self.setAccessibleName(draft_words.spoken(option, number, total))
        self.setToolTip(draft_words.hint(option))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed if as_row else QSizePolicy.Policy.Expanding
        )
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._arrange()
        theme.changed.connect(self._arrange)

    def select(self, selected: bool) -> None:
        """Show whether ↩ would choose it."""
        self.selected = selected
        self._arrange()
        self.updateGeometry()
        self.update()

    def height_for(self, width: int) -> int:
        """Height it wants at a width."""
        theme = self.theme
        _layout, _wide, high = self._text(width)
        if self.as_row:
            return max(theme.size("draft_row"), round(high) + theme.px(12))
        return max(theme.size("draft_card_min"), round(high) + theme.px(40 + 44))

    def sizeHint(self) -> QSize:
        return QSize(self.theme.px(200), self.height_for(self.width()))

    def minimumSizeHint(self) -> QSize:
        return QSize(
            self.theme.px(120),
            self.theme.size("draft_row") if self.as_row else self.theme.size("draft_card_min"),
        )

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.height_for(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction("Choose", self.click)
        menu.addAction("Copy", lambda: QGuiApplication.clipboard().setText(self.option.text))
        menu.addAction("Dismiss", self.dismiss_wished.emit)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        hovered = self.underMouse() and not self.selected
        line = theme.colour("accent.base" if self.selected else "line.strong" if hovered else "line.hair")
        width = 2 if self.selected else 1
        rounded(painter, box, theme.radius("card"), theme.colour("bg.raised"), line, width)
        self._paint_top(painter, box)
        layout, _wide, _high = self._text(self.width())
        at = self._text_at()
        self._paint_unsourced(painter, layout, at)
        painter.setPen(theme.colour("text.primary"))
        layout.draw(painter, at)
        if not self.as_row:
            self._paint_foot(painter, box)

    def _paint_top(self, painter: QPainter, box: QRectF) -> None:
        theme = self.theme
        side, pad = theme.px(20), theme.px(12)
        top = theme.px(6) if self.as_row else pad
        cap = QRectF(pad, top, side, side)
        fill = theme.colour("accent.solid" if self.selected else "bg.sunken")
        rounded(painter, cap, theme.radius("key"), fill, None if self.selected else theme.colour("line.strong"))
        ink = "text.onAccent" if self.selected else "text.secondary"
        draw_text(painter, cap, str(self.number), theme.font("caption_strong"), theme.colour(ink), CENTRE)
        word = replies.chip(self.option)
        chip = QRectF(cap.right() + theme.px(8), top, chip_width(theme, word, mark=False) + 1, side)
        outlined = self.option.move in draft_words.HOLDING_BACK
        fill_role, chip_ink = ("accent.soft", "accent.onSoft") if self.selected else ("bg.chip", "text.secondary")
        if outlined:
            draw_chip(painter, theme, chip, word, fill=None, ink="text.secondary", line="line.strong")
        else:
            draw_chip(painter, theme, chip, word, fill=fill_role, ink=chip_ink)
        right = box.right() - pad - (theme.px(60) if self.as_row else 0)
        draw_bars(
            painter,
            theme,
            QRectF(right - theme.px(24), top, theme.px(24), side),
            bars(self.option.voice_match),
        )

    def _paint_foot(self, painter: QPainter, box: QRectF) -> None:
        theme, pad = self.theme, self.theme.px(12)
        line = QRectF(pad, box.bottom() - theme.px(12 + 18), box.width() - pad - theme.px(60), theme.px(18))
        words, font = replies.confidence(self.option.confidence), theme.font("caption")
        draw_text(painter, line, words, font, theme.colour("text.tertiary"))
        more = draft_words.origin(self.option)
        if more:
            line.setLeft(line.left() + text_width(font, words))
            ink = "risk.check.text" if self.option.unsourced or self.option.warnings else "text.tertiary"
            draw_text(painter, line, f" · {more}", font, theme.colour(ink))

    def _paint_unsourced(self, painter: QPainter, layout: QTextLayout, at: QPointF) -> None:
        """A dotted line under facts that do not occur in this conversation."""
        pen = QPen(self.theme.colour("risk.check.mark"), 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([1, 1])
        painter.setPen(pen)
        text = self.option.text
        for start, end in self.option.unsourced:
            first, last = utf16(text, start), utf16(text, end)
            for n in range(layout.lineCount()):
                line = layout.lineAt(n)
                begin, stop = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
                if begin < stop:
                    left, right = line.cursorToX(begin), line.cursorToX(stop)
                    y = at.y() + line.y() + line.height()
                    painter.drawLine(QPointF(at.x() + _x(left), y), QPointF(at.x() + _x(right), y))

    def _text(self, width: int) -> tuple[QTextLayout, float, float]:
        theme = self.theme
        if self.as_row:
            lines, room = (
                (ROW_LINES if self.selected else 1),
                width - theme.px(ROW_TEXT + 112),
            )
        else:
            lines, room = CARD_LINES, width - theme.px(24)
        font, high = theme.font("body"), theme.line("body") - 1
        text = self.option.text.replace("\n", " ") if self.as_row and not self.selected else self.option.text
        return flowed(text, font, max(40, room), high, n_lines=lines)

    def _text_at(self) -> QPointF:
        theme = self.theme
        return QPointF(theme.px(ROW_TEXT), theme.px(6)) if self.as_row else QPointF(theme.px(12), theme.px(40))

    def _arrange(self) -> None:
        theme = self.theme
        side = theme.px(24)
        for button in (self._edit, self._dismiss):
            button.resize(side, side)
            button.setVisible(not self.as_row or self.selected)
        top = theme.px(4) if self.as_row else self.height() - theme.px(8) - side
        right = self.width() - theme.px(8)
        self._dismiss.move(right - side, top)
        self._edit.move(right - 2 * side - theme.px(2), top)


def _x(found: object) -> float:
    return float(found[0]) if isinstance(found, tuple) else float(str(found))
