"""A passive grab on the root window of X11, on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from typing import Any

from PySide6.QtCore import QSocketNotifier
from Xlib import XK, X, error

from ui import x_server
from ui.hotkey.chord import Chord, Why

_MODIFIERS = {"Ctrl": X.ControlMask, "Alt": X.Mod1Mask, "Shift": X.ShiftMask, "Meta": X.Mod4Mask}
#: Names of X where they are not those of Qt; letters, digits and F1… are the same.
_KEYSYMS = {
    "Space": "space", "PgUp": "Prior", "PgDown": "Next", "Ins": "Insert", "Del": "Delete", "Backspace": "BackSpace",
    "Esc": "Escape",
}  # fmt: skip


class Grab:
    """Listens from `take` to `let_go`; the locks of the keyboard make no difference."""

    def __init__(self, told: Callable[[int], None]) -> None:
        """`told` is called at each press with the time of the X server."""
        self._told = told
        self._display: Any = None  # a connection while a key is listened for
        self._notifier: QSocketNotifier | None = None
        self._grabbed: list[tuple[int, int]] = []
        self._chord: Chord | None = None
        self._released_at = 0

    def take(self, chord: Chord) -> Why | None:
        """Listen for this chord; returns why not."""
        self.let_go()
        opened = x_server.connect()
        if opened is None:
            return Why.NO_DESKTOP
        self._display, self._chord = opened, chord
        why = self._grab(opened, chord)
        if why is not None:
            self.let_go()
            return why
        self._notifier = QSocketNotifier(opened.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._read)
        return None

    def let_go(self) -> None:
        """Listen no more; closing the connection ends its grabs."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
        if self._display is not None:
            self._display.close()
            self._display = None
        self._grabbed = []

    def _grab(self, opened: Any, chord: Chord) -> Why | None:
        name = _KEYSYMS.get(chord.key, chord.key if len(chord.key) > 1 else chord.key.lower())
        keysym = XK.string_to_keysym(name) or (ord(name) if len(name) == 1 else 0)
        keycode = opened.keysym_to_keycode(keysym) if keysym else 0
        if not keycode:
            return Why.NOT_A_KEY
        wanted = 0
        for modifier in chord.modifiers:
            wanted |= _MODIFIERS[modifier]
        root, taken = opened.screen().root, error.CatchError(error.BadAccess)
        self._grabbed = [(keycode, wanted | locks) for locks in _lock_masks(opened)]
        for code, mask in self._grabbed:
            root.grab_key(code, mask, False, X.GrabModeAsync, X.GrabModeAsync, onerror=taken)
        opened.sync()
        return Why.TAKEN if taken.get_error() else None

    def _read(self) -> None:
        opened = self._display
        try:
            while opened is not None and opened is self._display and opened.pending_events():
                event = opened.next_event()
                if event.type == X.KeyRelease:
                    self._released_at = event.time
                elif event.type == X.KeyPress and event.time != self._released_at:  # a key held down repeats as both
                    self._told(event.time)
                elif event.type == X.MappingNotify:
                    opened.refresh_keyboard_mapping(event)
                    self._grab_again(opened)
        except (error.ConnectionClosedError, OSError):
            self.let_go()

    def _grab_again(self, opened: Any) -> None:
        """Another layout may have the key elsewhere."""
        for code, mask in self._grabbed:
            opened.screen().root.ungrab_key(code, mask)
        if self._chord is not None:
            self._grab(opened, self._chord)


def _lock_masks(opened: Any) -> list[int]:
    """Every combination of Caps Lock, Num Lock and Scroll Lock as a mask."""
    locks = [X.LockMask]
    codes = {opened.keysym_to_keycode(XK.string_to_keysym(name)) for name in ("Num_Lock", "Scroll_Lock")} - {0}
    for at, keys in enumerate(opened.get_modifier_mapping()):
        if codes & set(keys):
            locks.append(1 << at)
    locks = sorted(set(locks))
    return [sum(some) for n in range(len(locks) + 1) for some in combinations(locks, n)]
