"""The sheet of keys, opened with ?."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.keys import KEYS, Key, cap, caps
from ui.painting import RIGHT, draw_key, draw_text, key_width, rounded
from ui.theme import Theme

ROW, COLUMN = 30, 184


class KeySheet(QWidget):
    """Covers the window; any key or click closes it and gives the focus back."""

    def __init__(self, theme: Theme, window: QWidget, keys: Sequence[Key] = KEYS) -> None:
        super().__init__(window)
        self.theme = theme
        self._back = QApplication.focusWidget()
        self._groups: dict[str, list[tuple[str, str]]] = {}
        for key in keys:
            if key.group:
                self._groups.setdefault(key.group, []).append((caps(key.caps) or cap(key.sequence), key.words))
        told = [f"{keys}: {words}" for rows in self._groups.values() for keys, words in rows]
        self.setAccessibleName("Keys in the inbox. " + ", ".join(told))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setGeometry(window.rect())
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """No shortcut of the window works while the sheet is open."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._leave()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._leave()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        painter.fillRect(self.rect(), theme.colour("bg.scrim"))
        size = self._sheet_size()
        sheet = QRectF(
            (self.width() - size.width()) / 2,
            (self.height() - size.height()) / 2,
            size.width(),
            size.height(),
        )
        rounded(painter, sheet, theme.radius("panel"), theme.colour("bg.raised"), theme.colour("line.strong"))
        pad = theme.px(28)
        head = QRectF(sheet.left() + pad, sheet.top() + theme.px(20), sheet.width() - 2 * pad, theme.px(24))
        draw_text(painter, head, "Keys in the inbox", theme.font("heading"), theme.colour("text.primary"))
        rest = "letters rest while you type in a field"
        draw_text(painter, head, rest, theme.font("small"), theme.colour("text.tertiary"), RIGHT)
        for n, (group, rows) in enumerate(self._groups.items()):
            left, top = sheet.left() + pad + n * theme.px(COLUMN), head.bottom() + theme.px(16)
            place = QRectF(left, top, theme.px(COLUMN), theme.px(20))
            draw_text(painter, place, group, theme.font("caption_strong"), theme.colour("text.secondary"))
            for line, (keys, words) in enumerate(rows, 1):
                self._paint_row(painter, left, top + line * theme.px(ROW) - theme.px(6), keys, words)

    def _paint_row(self, painter: QPainter, left: float, top: float, keys: str, words: str) -> None:
        theme = self.theme
        wide = key_width(theme, keys)
        draw_key(painter, theme, QRectF(left, top, wide, theme.px(ROW)), keys)
        start = left + max(theme.px(58), wide + theme.px(8))
        place = QRectF(start, top, left + theme.px(COLUMN) - start - theme.px(8), theme.px(ROW))
        draw_text(painter, place, words, theme.font("body"), theme.colour("text.primary"))

    def _sheet_size(self) -> QSize:
        longest = max(len(rows) for rows in self._groups.values())
        theme = self.theme
        return QSize(theme.px(56 + COLUMN * len(self._groups)), theme.px(20 + 24 + 16 + 24 + 24 + ROW * longest))

    def _leave(self) -> None:
        if self._back is not None and self._back.isVisible():
            self._back.setFocus()
        self.hide()
        self.deleteLater()
