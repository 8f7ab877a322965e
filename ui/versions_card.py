"""What an edited message said before, oldest first, beside the message; plain words with their times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from app.desk_rows import EarlierWording
from ui import times
from ui.notice import announce
from ui.surface import Surface, Words
from ui.theme import Theme

TITLE = "Edited"
NOW, UNDATED = "Now", "Earlier"
NOTHING = "Sotto has no earlier wording of this message."
WIDTH, HIGHEST = 340, 0.6


class VersionsCard(Surface):
    """Stands over the window until Esc, Return, or a press elsewhere; the focus goes back.

    Signals:
        left: it is gone.
    """

    left = Signal()

    def __init__(
        self, theme: Theme, window: QWidget, text: str, earlier: Sequence[EarlierWording], near: QRect, now: datetime
    ) -> None:
        """Args:
        text: what it says now. near: where the message stands in the window.
        """
        super().__init__(theme, "bg.raised", line="line.strong", radius="card")
        self.setParent(window)
        self._window = window
        self._back = QApplication.focusWidget()
        self.lines = [(_when(one, now), one.text) for one in earlier] + [(NOW, text)]
        self._scroll = QScrollArea()
        self._inside = QWidget()
        self._build(bool(earlier))
        spoken = ". ".join(f"{when}: {said}" for when, said in self.lines)
        self.setAccessibleName(f"{TITLE}. {spoken}" if earlier else f"{TITLE}. {NOTHING}")
        self._place(near)
        window.installEventFilter(self)
        self.show()
        self.raise_()
        self.setFocus()
        announce(self, self.accessibleName())

    def leave(self) -> None:
        """Go, and give the focus back."""
        if self.isHidden():
            return
        self._window.removeEventFilter(self)
        held = self.hasFocus() or self.isAncestorOf(QApplication.focusWidget() or self._window)
        self.hide()
        if held and self._back is not None and self._back.isVisible():
            self._back.setFocus()
        self.left.emit()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar, key = self._scroll.verticalScrollBar(), Qt.Key
        match event.key():
            case key.Key_Escape | key.Key_Return | key.Key_Enter | key.Key_Space:
                self.leave()
            case key.Key_Down | key.Key_PageDown:
                bar.setValue(bar.value() + self.theme.px(48))
            case key.Key_Up | key.Key_PageUp:
                bar.setValue(bar.value() - self.theme.px(48))

    def event(self, event: QEvent) -> bool:
        """Single letters do nothing to the conversation behind it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Resize):
            self.leave()
        return False

    def focusNextPrevChild(self, onward: bool) -> bool:
        """Tab leaves it, back to where the person came from."""
        self.leave()
        return True

    def _build(self, any_earlier: bool) -> None:
        theme = self.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 12, 12)
        column.setSpacing(theme.px(6))
        column.addWidget(Words(theme, TITLE, style="caption", role="text.secondary", strong=True))
        inner = QVBoxLayout(self._inside)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(2))
        if not any_earlier:
            inner.addWidget(Words(theme, NOTHING, style="small", role="text.secondary", wrap=True))
        for when, said in self.lines if any_earlier else ():
            inner.addWidget(Words(theme, when, style="caption", role="text.tertiary"))
            text = Words(theme, said, role="text.primary" if when == NOW else "text.secondary", wrap=True)
            inner.addWidget(text)
            inner.addSpacing(theme.px(4))
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        column.addWidget(self._scroll)

    def _place(self, near: QRect) -> None:
        """Above the message, below where there is no room above; never higher than most of the window."""
        theme, area = self.theme, self._window.rect()
        wide = min(theme.px(WIDTH), area.width() - 16)
        inside = self._inside.layout()
        assert inside is not None
        words = inside.heightForWidth(wide - 30) if inside.hasHeightForWidth() else inside.sizeHint().height()
        around = theme.px(6) + 24 + theme.line("caption")
        high = min(words + round(around), round(area.height() * HIGHEST))
        left = min(max(8, near.left() + theme.px(24)), area.width() - wide - 8)
        above, below = near.top() - high - 4, near.bottom() + 4
        top = above if above >= 8 else min(below, area.height() - high - 8)
        self.setGeometry(left, max(8, top), wide, high)


def _when(one: EarlierWording, now: datetime) -> str:
    if one.said_at is None:
        return UNDATED
    clock = times.clock(one.said_at)
    return clock if times.day(one.said_at, now) == "Today" else f"{times.date(one.said_at, now)}, {clock}"
