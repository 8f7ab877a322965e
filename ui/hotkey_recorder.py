"""A field that takes a key by having it pressed, and says at once whether it can be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.wording import hotkeys as words
from app.wording.shortcuts import LABELS, TAKEN
from ui.buttons import Button
from ui.hotkey import chord as chords
from ui.hotkey.chord import Chord, Why
from ui.hotkey.hotkey import Hotkey
from ui.keys import MAC, in_use
from ui.marks import Shape
from ui.notice import announce
from ui.painting import CENTRE, draw_text, rounded
from ui.panel_pieces import MarkPicture
from ui.surface import Surface, Words, keep_size
from ui.theme import Theme

ASKS = "Press a key"
NONE = "No key"


def own_act(chord: Chord, changed: Mapping[str, str]) -> str:
    """What a chord does in the window already, "" for nothing; `changed` are the keys that the person changed."""
    wanted = chord.sequence
    for key in in_use(changed):
        if key.act not in ("", "quick_reply") and wanted == QKeySequence(key.sequence):
            return LABELS.get(key.act, key.words)
    return TAKEN.get(wanted.toString(QKeySequence.SequenceFormat.PortableText), "")


class _Well(QWidget):
    """Where the key is shown and pressed."""

    recorded = Signal(object)
    waits = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.words = NONE
        self._recording = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_size(self, theme, width=180, height=28)
        theme.changed.connect(self.update)

    @property
    def recording(self) -> bool:
        """Whether the next key is the one."""
        return self._recording

    def begin(self) -> None:
        """Take the next key."""
        self._set_recording(True)

    def show_chord(self, chord: Chord | None) -> None:
        """Show what is used."""
        self.words = chord.shown if chord is not None else NONE
        self.setAccessibleName(f"Key for quick reply: {self.words}")
        self.update()

    def event(self, event: QEvent) -> bool:
        """While a key is awaited no shortcut of the window takes it."""
        if self._recording and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self._recording and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self.keyPressEvent(event)  # Tab too
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._recording:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self.begin()
            else:
                super().keyPressEvent(event)
            return
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self._set_recording(False)
            return
        chord = chords.pressed(event.key(), event.modifiers())
        if chord is not None:
            self._set_recording(False)
            self.recorded.emit(chord)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self.begin()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._set_recording(False)
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.theme, QPainter(self)
        box = self.rect().toRectF()
        focused = self.hasFocus()
        line = theme.colour("focus.ring" if focused else "line.strong")
        rounded(painter, box, theme.radius("control"), theme.colour("bg.field"), line, 2 if focused else 1)
        shown, ink = (ASKS, "text.tertiary") if self._recording else (self.words, "text.primary")
        draw_text(painter, box, shown, theme.font("body"), theme.colour(ink), CENTRE)

    def _set_recording(self, recording: bool) -> None:
        if recording != self._recording:
            self._recording = recording
            self.waits.emit(recording)
            self.update()
            if recording:
                announce(self, ASKS)


class HotkeyRecorder(Surface):
    """The key, a button that takes it away, and the reason where it cannot be used.

    Signals:
        chosen: a key that can be used, as the settings write it; "" for none.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, hotkey: Hotkey, changed: Callable[[], Mapping[str, str]]) -> None:
        """`changed` tells which keys of the window the person changed."""
        super().__init__(theme, None)
        self._hotkey, self._changed = hotkey, changed
        self._written = ""
        self.well = _Well(theme)
        self.clear = Button(theme, "", look="icon", icon="close", name="No key for quick reply")
        self.mark = MarkPicture(theme, Shape.DIAMOND, "risk.check.mark", side=10)
        self.reason = Words(theme, "", style="small", role="risk.check.text", wrap=True)
        self._build()

    def show_key(self, written: str) -> None:
        """Show the key of the settings, and whether it is heard."""
        self._written = written
        chord = chords.read(written)
        self.well.show_chord(chord)
        self.clear.setVisible(bool(written))
        self._say(self._hotkey.why if written else None)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.well)
        row.addWidget(self.clear)
        row.addStretch()
        said = QHBoxLayout()
        said.setSpacing(6)
        said.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self.reason, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(said)
        self.well.recorded.connect(self._recorded)
        self.well.waits.connect(self._rest)
        self.clear.clicked.connect(lambda: self._choose(""))
        self._say(None)

    def _rest(self, waiting: bool) -> None:
        """While a key is awaited the present one is not heard, so that it can be pressed too."""
        if waiting:
            self._hotkey.let_go()
        elif self._written:
            self._hotkey.use(self._written)

    def _recorded(self, chord: Chord) -> None:
        own = own_act(chord, self._changed())
        why = Why.OWN if own else self._hotkey.try_out(chord)
        if why is None:
            self._choose(chord.written)
        else:
            self.well.show_chord(chords.read(self._written))
            self._say(why, own, refused=chord)

    def _choose(self, written: str) -> None:
        self.chosen.emit(written)
        self.show_key(written)

    def _say(self, why: Why | None, own: str = "", *, refused: Chord | None = None) -> None:
        said = words.reason(why, own, mac=MAC) if why is not None else ""
        if said and refused is not None:
            said = f"{refused.shown}: {said}"
        self.reason.setText(said)
        self.reason.setVisible(bool(said))
        self.mark.setVisible(bool(said))
        if said:
            announce(self, said)
