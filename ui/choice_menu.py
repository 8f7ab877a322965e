"""A small list of choices over the window: arrows or digits choose, Esc leaves, focus goes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.painting import draw_key, draw_text, rounded, text_width
from ui.theme import Theme


class ChoiceMenu(QWidget):
    """Up to nine choices; `take` gets the index of the chosen one, and None for Esc if `esc_takes`."""

    def __init__(
        self,
        theme: Theme,
        window: QWidget,
        choices: Sequence[str],
        take: Callable[[int | None], None],
        *,
        name: str,
        caption: str = "",
        esc_takes: bool = False,
    ) -> None:
        super().__init__(window)
        self._window = window
        self.theme, self.choices, self._take = theme, list(choices), take
        self._caption, self._esc_takes = caption, esc_takes
        self.current = 0
        self._back = QApplication.focusWidget()
        self.setAccessibleName(f"{name}: " + ", ".join(f"{n} {word}" for n, word in enumerate(choices, 1)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        widest = max(text_width(theme.font("body"), word) for word in [*choices, caption])
        high = theme.px(12) + theme.px(32) * len(choices) + (theme.px(30) if caption else 0)
        self.resize(max(theme.px(220), round(widest) + theme.px(72)), high)
        window.installEventFilter(self)

    def show_at(self, corner: QPoint) -> None:
        """Open with the lower left corner near a point of the window, kept inside it."""
        area = self._window.rect()
        left = min(max(8, corner.x()), area.width() - self.width() - 8)
        top = min(max(8, corner.y() - self.height()), area.height() - self.height() - 8)
        self.move(left, top)
        self.show()
        self.raise_()
        self.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press elsewhere or a resize closes it."""
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Resize):
            self._leave()
        return False

    def event(self, event: QEvent) -> bool:
        """Keys belong to the menu before any shortcut of the window."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_1.value
        if 0 <= digit < len(self.choices):
            self._choose(digit)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.current = (self.current + step) % len(self.choices)
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.current)
        elif event.key() == Qt.Key.Key_Escape:
            if self._esc_takes:
                self._choose(None)
            else:
                self._leave()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().y())
        if at is not None and at != self.current:
            self.current = at
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().y())
        if at is not None:
            self._choose(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box = QRectF(self.rect())
        rounded(painter, box, theme.radius("card"), theme.colour("bg.raised"), theme.colour("line.strong"))
        for n, word in enumerate(self.choices):
            row = QRectF(theme.px(6), theme.px(6) + n * theme.px(32), box.width() - theme.px(12), theme.px(32))
            chosen = n == self.current
            if chosen:
                rounded(painter, row, theme.radius("control"), theme.colour("accent.solid"), None)
            ink = "text.onAccent" if chosen else "text.primary"
            draw_text(
                painter,
                row.adjusted(theme.px(10), 0, -theme.px(40), 0),
                word,
                theme.font("body"),
                theme.colour(ink),
            )
            cap = QRectF(row.right() - theme.px(30), row.top(), theme.px(22), row.height())
            draw_key(painter, theme, cap, str(n + 1), on_accent=chosen)
        if self._caption:
            place = QRectF(theme.px(16), box.bottom() - theme.px(34), box.width() - theme.px(32), theme.px(26))
            draw_text(painter, place, self._caption, theme.font("caption"), theme.colour("text.tertiary"))

    def _at(self, y: float) -> int | None:
        at = int((y - self.theme.px(6)) // self.theme.px(32))
        return at if 0 <= at < len(self.choices) else None

    def _choose(self, at: int | None) -> None:
        self._leave()
        self._take(at)

    def _leave(self) -> None:
        if self._back is not None and self._back.isVisible():
            self._back.setFocus()
        self._window.removeEventFilter(self)
        self.hide()
        self.deleteLater()
