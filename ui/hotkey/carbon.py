"""A hot key of macOS, registered with the system; it needs no permission."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from ui.hotkey.chord import Chord, Why

_MODIFIERS = {"Ctrl": "controlKey", "Alt": "optionKey", "Shift": "shiftKey", "Meta": "cmdKey"}
#: Names of the key constants where they are not those of Qt; F1… are the same.
_KEYS = {
    "Space": "kVK_Space", "Return": "kVK_Return", "Tab": "kVK_Tab", "Esc": "kVK_Escape", "Del": "kVK_ForwardDelete",
    "Backspace": "kVK_Delete", "Home": "kVK_Home", "End": "kVK_End", "PgUp": "kVK_PageUp", "PgDown": "kVK_PageDown",
    "Left": "kVK_LeftArrow", "Right": "kVK_RightArrow", "Up": "kVK_UpArrow", "Down": "kVK_DownArrow",
    "-": "kVK_ANSI_Minus", "=": "kVK_ANSI_Equal", "[": "kVK_ANSI_LeftBracket", "]": "kVK_ANSI_RightBracket",
    ";": "kVK_ANSI_Semicolon", "'": "kVK_ANSI_Quote", ",": "kVK_ANSI_Comma", ".": "kVK_ANSI_Period",
    "/": "kVK_ANSI_Slash", "\\": "kVK_ANSI_Backslash", "`": "kVK_ANSI_Grave",
}  # fmt: skip


class HotKey:
    """Listens from `take` to `let_go`."""

    def __init__(self, told: Callable[[int], None]) -> None:
        """`told` is called at each press, with 0: here no time is needed."""
        self._told = told
        self._registered: Any = None  # the library's decorated function

    def take(self, chord: Chord) -> Why | None:
        """Listen for this chord; returns why not. Several programs may have the same one; the system tells nobody."""
        self.let_go()
        try:
            library, constants = import_module("quickmachotkey"), import_module("quickmachotkey.constants")
        except ImportError:
            return Why.NO_DESKTOP
        name = _KEYS.get(chord.key) or (f"kVK_{chord.key}" if len(chord.key) > 1 else f"kVK_ANSI_{chord.key}")
        key = getattr(constants, name, None)
        if key is None:
            return Why.NOT_A_KEY
        mask = library.mask(*(getattr(constants, _MODIFIERS[modifier]) for modifier in sorted(chord.modifiers)))

        def sotto_hot_key() -> None:
            self._told(0)

        self._registered = library.quickHotKey(virtualKey=key, modifierMask=mask)(sotto_hot_key)
        return None

    def let_go(self) -> None:
        """Listen no more."""
        if self._registered is not None:
            self._registered.unregister()
            self._registered = None
