"""A key of the window: shown as caps, changed by pressing another one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.keys import cap
from ui.notice import announce
from ui.painting import CENTRE, draw_text, rounded, text_width
from ui.theme import Theme

ASKS = "Press a key"
HIGH, EDGE = 24, 6
_ONLY_MODIFIERS = (
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_Meta,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_unknown,
)


class KeyButton(QAbstractButton):
    """Space, Return or a click waits for a key; Esc leaves it as it was.

    Signals:
        pressed_key: what was pressed, as Qt writes it.
    """

    pressed_key = Signal(str)

    def __init__(self, theme: Theme, name: str, sequence: str, *, fixed: bool = False) -> None:
        super().__init__()
        self.theme, self._name, self._waits, self._changed = theme, name, False, False
        self.sequence = sequence
        self.setEnabled(True)
        self._fixed = fixed
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus if fixed else Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover, not fixed)
        self.clicked.connect(self._wait)
        self.show_key(sequence, changed=False)
        theme.changed.connect(self.updateGeometry)

    @property
    def waits(self) -> bool:
        """Whether the next key is the one."""
        return self._waits

    def show_key(self, sequence: str, *, changed: bool) -> None:
        """Show a key; one that was changed is told so."""
        self.sequence, self._changed = sequence, changed
        told = f"{self._name}: {cap(sequence)}"
        self.setAccessibleName(f"{told}, changed" if changed else told)
        if not self._fixed:
            self.setToolTip(f"Change the key for “{self._name}”")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self.theme
        wide = sum(self._widths()) + theme.px(4) * max(0, len(self._caps()) - 1) + 2 * theme.px(EDGE)
        return QSize(round(wide + 0.5), theme.px(HIGH) + theme.px(8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """While a key is awaited nothing else takes it, not even Tab."""
        if self._waits and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self._waits and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._stop()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box = QRectF(self.rect())
        if self.underMouse() and not self._fixed:
            rounded(painter, box, theme.radius("control"), theme.colour("bg.hover"), None)
        if self.hasFocus():
            rounded(painter, box, theme.radius("control"), None, theme.colour("focus.ring"), 2)
        high = theme.px(HIGH)
        left = float(theme.px(EDGE))
        ink = theme.colour("accent.base" if self._changed or self._waits else "text.secondary")
        for word, wide in zip(self._caps(), self._widths(), strict=True):
            place = QRectF(left, (box.height() - high) / 2, wide, high)
            if not self._waits:
                rounded(painter, place, theme.radius("key"), None, theme.colour("line.strong"))
            draw_text(painter, place, word, theme.font("small"), ink, CENTRE)
            left += wide + theme.px(4)

    def _caps(self) -> list[str]:
        if self._waits:
            return [ASKS]
        if " – " in self.sequence or "  " in self.sequence:
            return [self.sequence]
        words = cap(self.sequence)
        if "+" not in words[:-1]:
            return [words] if len(words) <= 2 or words.isalnum() else list(words)
        parts = words.removesuffix("+").split("+")
        return [*(part for part in parts if part), *(["+"] if words.endswith("+") else [])]

    def _widths(self) -> list[float]:
        theme = self.theme
        font = theme.font("small")
        return [max(float(theme.px(HIGH)), text_width(font, word) + theme.px(14)) for word in self._caps()]

    def _wait(self) -> None:
        if self._fixed:
            return
        self._waits = True
        self.setFocus()
        announce(self, f"{ASKS} for {self._name}")
        self.updateGeometry()
        self.update()

    def _stop(self) -> None:
        if self._waits:
            self._waits = False
            self.updateGeometry()
            self.update()

    def _take(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _ONLY_MODIFIERS:
            return
        self._stop()
        if event.key() != Qt.Key.Key_Escape:
            self.pressed_key.emit(written(event))


def written(event: QKeyEvent) -> str:
    """A key event as Qt writes a shortcut: "J", "Shift+H", "Ctrl+K", "?"."""
    combination = event.keyCombination()
    text = event.text()
    bare = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    if text and text.isprintable() and not text.isalnum() and not text.isspace() and not event.modifiers() & ~bare:
        return text
    return QKeySequence(combination).toString(QKeySequence.SequenceFormat.PortableText)
