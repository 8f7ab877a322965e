"""One key that is heard whatever program is in front."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from ui.hotkey import chord as chords
from ui.hotkey.carbon import HotKey
from ui.hotkey.chord import Chord, Why


class Listener(Protocol):
    """How one kind of desktop lets a program listen."""

    def take(self, chord: Chord) -> Why | None:
        """Listen for this chord instead of another; returns why not."""

    def let_go(self) -> None:
        """Listen no more."""


class Hotkey(QObject):
    """The key of this program.

    Attributes:
        why: why it is not heard, None while it is or where none is wanted.

    Signals:
        pressed: carries the time of the desktop, 0 where it has none.
    """

    pressed = Signal(int)

    def __init__(self, parent: QObject | None = None, *, desktop: str | None = None) -> None:
        """`desktop` is Qt's name of the platform, None for the one that runs."""
        super().__init__(parent)
        self._desktop = desktop or QGuiApplication.platformName()
        self._listener = self._made()
        self._chord: Chord | None = None
        self.why: Why | None = None

    @property
    def heard(self) -> Chord | None:
        """The chord that is listened for."""
        return self._chord if self.why is None else None

    def use(self, written: str) -> Why | None:
        """Listen for a key as the settings write it, "" for none; returns why it cannot be heard."""
        self.let_go()
        if written:
            self._chord = chords.read(written)
            self.why = self._objection(self._chord)
            if self.why is None and self._chord is not None and self._listener is not None:
                self.why = self._listener.take(self._chord)
        return self.why

    def try_out(self, chord: Chord) -> Why | None:
        """Why a chord could not be used, found by taking it for a moment; the present one stays."""
        if chord == self.heard:
            return None
        why = self._objection(chord)
        trial = self._made()
        if why is None and trial is not None:
            why = trial.take(chord)
            trial.let_go()
        return why

    def let_go(self) -> None:
        """Listen for nothing."""
        if self._listener is not None:
            self._listener.let_go()
        self._chord, self.why = None, None

    def _objection(self, chord: Chord | None) -> Why | None:
        if self._desktop.startswith("wayland"):
            return Why.WAYLAND
        return Why.NO_DESKTOP if self._listener is None else chords.objection(chord)

    def _made(self) -> Listener | None:
        if self._desktop == "cocoa":
            return HotKey(self.pressed.emit)
        if self._desktop == "xcb":
            from ui.hotkey.x11 import Grab  # python-xlib is there on Linux only

            return Grab(self.pressed.emit)
        return None
