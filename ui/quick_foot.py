"""The foot of quick reply: its keys, each of them also a button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy

from ui.keys import cap
from ui.painting import draw_key, draw_text, key_width, rounded, text_width
from ui.surface import Surface, keep_size
from ui.theme import Theme

GAP, PAD = 4, 4


class KeyButton(QAbstractButton):
    """Key caps, then what they do."""

    def __init__(self, theme: Theme, keys: tuple[str, ...], words: str, name: str) -> None:
        super().__init__()
        self.theme, self.keys = theme, keys
        self.setText(words)
        self.setAccessibleName(f"{name}, {' '.join(keys)}")
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_keys(self, keys: tuple[str, ...]) -> None:
        """Show other caps."""
        self.keys = keys
        self.updateGeometry()
        self.update()

    def say(self, words: str) -> None:
        """Do something else from now on."""
        self.setText(words)
        self.setToolTip(words)
        self.setAccessibleName(f"{words}, {' '.join(self.keys)}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = self.theme
        wide = sum(key_width(theme, key) + theme.px(GAP) for key in self.keys) + 2 * theme.px(PAD)
        wide += text_width(theme.font("small"), self.text())
        return QSize(round(wide + 0.5), theme.px(26))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter, box = self.theme, QPainter(self), QRectF(self.rect())
        if self.underMouse():
            rounded(painter, box, theme.radius("control"), theme.colour("bg.hover"), None)
        if self.hasFocus():
            rounded(painter, box, theme.radius("control"), None, theme.colour("focus.ring"), 2)
        left = box.left() + theme.px(PAD)
        for key in self.keys:
            wide = key_width(theme, key)
            draw_key(painter, theme, QRectF(left, 0, wide, box.height()), key)
            left += wide + theme.px(GAP)
        place = QRectF(left, 0, box.right() - left, box.height())
        draw_text(painter, place, self.text(), theme.font("small"), theme.colour("text.secondary"))


class QuickFoot(Surface):
    """Signals: what was pressed."""

    next_wished = Signal()
    edit_wished = Signal()
    send_wished = Signal()
    window_wished = Signal()
    pause_wished = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "bg.list", edges="top")
        self.next = KeyButton(theme, ("↑", "↓", "1–5"), "", "Next conversation")
        self.edit = KeyButton(theme, (cap("Return"),), "edit", "Edit the draft")
        self.send = KeyButton(theme, (cap("Ctrl+Return"),), "copy", "Copy reply")
        self.window_button = KeyButton(theme, ("O",), "window", "Open the window here")
        self.pause = KeyButton(theme, ("P",), "pause", "Pause Sotto for 1 h")
        keep_size(self, theme, height=37)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 1, 8, 0)
        row.setSpacing(2)
        for button in (self.next, self.edit, self.send):
            row.addWidget(button)
        row.addStretch()
        for button in (self.window_button, self.pause):
            row.addWidget(button)
        for button, signal in (
            (self.next, self.next_wished), (self.edit, self.edit_wished), (self.send, self.send_wished),
            (self.window_button, self.window_wished), (self.pause, self.pause_wished),
        ):  # fmt: skip
            button.clicked.connect(signal)

    def set_letters(self, wanted: bool) -> None:
        """Whether single letters and digits work, and so whether they stand here."""
        self.next.show_keys(("↑", "↓", "1–5") if wanted else ("↑", "↓"))
        self.window_button.show_keys(("O",) if wanted else ())
        self.pause.show_keys(("P",) if wanted else ())

    def show_acts(self, send: str, *, paused: bool, drafted: bool, anybody: bool) -> None:
        """What the keys do now.

        Args:
            send: the word beside ⌘↩.
            drafted: something may be edited and sent here.
        """
        self.send.say(send)
        self.pause.say("go on" if paused else "pause")
        self.next.setVisible(anybody)
        for button in (self.edit, self.send):
            button.setVisible(drafted)
