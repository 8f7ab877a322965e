"""A key with its modifiers, by the names printed on the keyboard: Ctrl is ⌃ on a Mac, Meta is ⌘."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from ui.keys import MAC

#: The order in which modifiers are written.
MODIFIERS = ("Ctrl", "Alt", "Shift", "Meta")
SYMBOLS = {"Ctrl": "⌃", "Alt": "⌥", "Shift": "⇧", "Meta": "⌘"}
_MODIFIER = Qt.KeyboardModifier
_OF_QT = {
    "Ctrl": _MODIFIER.MetaModifier if MAC else _MODIFIER.ControlModifier,
    "Alt": _MODIFIER.AltModifier,
    "Shift": _MODIFIER.ShiftModifier,
    "Meta": _MODIFIER.ControlModifier if MAC else _MODIFIER.MetaModifier,
}
_ONLY_MODIFIERS = frozenset(
    {
        Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr,
        Qt.Key.Key_Super_L, Qt.Key.Key_Super_R, Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_unknown,
    }
)  # fmt: skip


class Why(StrEnum):
    """Why a key cannot open quick reply from anywhere."""

    WAYLAND = "wayland"
    NO_DESKTOP = "no_desktop"
    NOT_A_KEY = "not_a_key"
    NO_MODIFIER = "no_modifier"
    TAKEN = "taken"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Chord:
    """Modifiers (names of `MODIFIERS`) and a key as Qt writes it: "R", "F5", "Space"."""

    modifiers: frozenset[str]
    key: str

    @property
    def written(self) -> str:
        """As it stands in the settings: "Ctrl+Alt+Shift+R"."""
        return "+".join([name for name in MODIFIERS if name in self.modifiers] + [self.key])

    @property
    def shown(self) -> str:
        """As this platform shows keys: "⌃⌥⇧R", "Ctrl+Alt+Shift+R"."""
        if not MAC:
            return self.written
        return "".join(SYMBOLS[name] for name in MODIFIERS if name in self.modifiers) + self.key

    @property
    def sequence(self) -> QKeySequence:
        """The same for a shortcut of the window."""
        key = _key(self.key)
        modifiers = _MODIFIER.NoModifier
        for name in self.modifiers:
            modifiers |= _OF_QT[name]
        return QKeySequence(QKeyCombination(modifiers, key))


def read(written: str) -> Chord | None:
    """A key from the settings, None if it is none."""
    *modifiers, key = written.removesuffix("++").split("+") + (["+"] if written.endswith("++") else [])
    code = _key(key)
    if code == Qt.Key.Key_unknown or not set(modifiers) <= set(MODIFIERS):
        return None
    return Chord(frozenset(modifiers), QKeySequence(code).toString(QKeySequence.SequenceFormat.PortableText))


def _key(name: str) -> Qt.Key:
    sequence = QKeySequence.fromString(name)
    if sequence.count() != 1:
        return Qt.Key.Key_unknown
    first: QKeyCombination = sequence[0]  # type: ignore[index]  # the stubs leave __getitem__ out
    return first.key() if first.keyboardModifiers() == _MODIFIER.NoModifier else Qt.Key.Key_unknown


def pressed(key: int, modifiers: Qt.KeyboardModifier) -> Chord | None:
    """The chord of a key event, None while only modifiers are down."""
    code = Qt.Key(key)
    if code in _ONLY_MODIFIERS:
        return None
    if code == Qt.Key.Key_Backtab:
        code = Qt.Key.Key_Tab
    name = QKeySequence(code).toString(QKeySequence.SequenceFormat.PortableText)
    return Chord(frozenset(word for word, flag in _OF_QT.items() if modifiers & flag), name) if name else None


def objection(chord: Chord | None) -> Why | None:
    """Why a chord is no global key anywhere; it must leave ordinary typing alone."""
    if chord is None:
        return Why.NOT_A_KEY
    is_function = chord.key[:1] == "F" and chord.key[1:].isdigit()
    return None if is_function or chord.modifiers - {"Shift"} else Why.NO_MODIFIER
