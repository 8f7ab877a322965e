"""Where a fact in a draft comes from: quote, who and when, the way there, and whether it still holds."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.provenance import Recalled
from ui.buttons import Button
from ui.notice import Picture
from ui.source_line import quoted
from ui.surface import Elided, Surface, Words, shelf
from ui.theme import Theme

TITLE = "Where this comes from"
WIDTH, LEAVE_MS = 300, 350


class SourceCard(Surface):
    """One source at a time, over the window; it goes when the pointer leaves, or with Esc.

    Signals:
        open_wished: show the message (its id) in the thread.
        still_true, no_longer_true: what the person says of a kept fact (its id).
    """

    open_wished = Signal(int)
    still_true = Signal(int)
    no_longer_true = Signal(int)

    def __init__(self, theme: Theme, window: QWidget) -> None:
        super().__init__(theme, "bg.raised", line="line.strong", radius="card")
        self.setParent(window)
        self._window = window
        self._back: QWidget | None = None
        self._source: Recalled | None = None
        self._leaving = QTimer(self, singleShot=True, interval=LEAVE_MS)
        self._leaving.timeout.connect(self.leave)
        self.title = Words(theme, TITLE, style="caption", role="text.secondary")
        self.whence = Elided(theme, "", style="caption", role="text.secondary")
        self.open = Button(theme, "Open", look="link", name="Open the message")
        self.keep = Button(theme, "Still true", look="pill")
        self.drop = Button(theme, "No longer true", look="pill")
        self._quote = QWidget()
        self._build()
        self.hide()

    def show_source(self, source: Recalled, whence: str, near: QRect, *, focus: bool) -> None:
        """Show a source above a place of the window, with who said it to whom and when; `focus` takes the keys."""
        self._source = source
        self._leaving.stop()
        self.whence.setText(whence)
        fresh = quoted(self.theme, source.quote, 0)
        self._column.replaceWidget(self._quote, fresh)
        self._quote.deleteLater()
        self._quote = fresh
        self.open.setVisible(bool(source.message_id))
        for button in (self.keep, self.drop):
            button.setVisible(source.fact_id is not None)
        self.setAccessibleName(f"{TITLE}: {source.quote} {self.whence.text()}")
        self._place(near)
        self.show()
        self.raise_()
        if focus:
            self._back = QApplication.focusWidget()
            (self.open if source.message_id else self).setFocus()

    def leave_soon(self) -> None:
        """The pointer left the words: go, unless it comes here or the keys are here."""
        if not self.isAncestorOf(QApplication.focusWidget() or self._window):
            self._leaving.start()

    def leave(self) -> None:
        """Go, and give the focus back."""
        self._leaving.stop()
        back, self._back = self._back, None
        self.hide()
        if back is not None and back.isVisible():
            back.setFocus()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._leaving.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self.leave_soon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A press elsewhere or another size of the window closes it."""
        if self.isVisible() and event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Resize):
            self.leave()
        return False

    def _place(self, near: QRect) -> None:
        """Above the words, below where there is no room above."""
        gap, area = self.theme.px(6), self._window.rect()
        self.setFixedWidth(min(self.theme.px(WIDTH), area.width() - 16))
        self.adjustSize()
        self.resize(self.width(), max(self.sizeHint().height(), self.heightForWidth(self.width())))
        left = min(max(8, near.left()), area.width() - self.width() - 8)
        top = near.top() - self.height() - gap
        self.move(QPoint(left, top if top >= 8 else near.bottom() + gap))

    def _build(self) -> None:
        theme = self.theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(14, 10, 12, 12)
        self._column.setSpacing(theme.px(8))
        top = shelf(Picture(theme, "memory", role="text.secondary", side=16), self.title, spacing=8)
        top.addStretch()
        self._column.addLayout(top)
        self._column.addWidget(self._quote)
        below = QHBoxLayout()
        below.addWidget(self.whence, 1)
        below.addWidget(self.open)
        self._column.addLayout(below)
        pills = shelf(self.keep, self.drop, spacing=8)
        pills.addStretch()
        self._column.addLayout(pills)
        self.keep.clicked.connect(lambda: self._tell(self.still_true.emit))
        self.drop.clicked.connect(lambda: self._tell(self.no_longer_true.emit))
        self.open.clicked.connect(self._go)
        self._window.installEventFilter(self)

    def _tell(self, tell: Callable[[int], None]) -> None:
        source = self._source
        self.leave()
        if source is not None and source.fact_id is not None:
            tell(source.fact_id)

    def _go(self) -> None:
        source, self._back = self._source, None
        self.leave()
        if source is not None:
            self.open_wished.emit(source.message_id)
