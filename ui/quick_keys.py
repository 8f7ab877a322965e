"""What the keys of quick reply do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from ui.quick_reply import QuickReply

_DIGITS = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2, Qt.Key.Key_4: 3, Qt.Key.Key_5: 4}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_OTHER_DRAFTS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}


def act(popover: QuickReply, event: QKeyEvent, *, letters: bool) -> Callable[[], object] | None:
    """What a key does, None for nothing; `letters`: single letters and digits work too."""
    key = Qt.Key(event.key())
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return popover.leave if event.modifiers() & Qt.KeyboardModifier.ControlModifier else popover.edit
    if key == Qt.Key.Key_Escape:
        return popover.dismiss
    if key in _STEPS:
        return partial(popover.step, _STEPS[key])
    if key in _OTHER_DRAFTS and popover.row is not None:
        return partial(popover.row.box.step, _OTHER_DRAFTS[key])
    if not letters or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
        return None
    if key in _DIGITS:
        return partial(popover.turn_to, _DIGITS[key])
    return {
        Qt.Key.Key_O: popover.want_window, Qt.Key.Key_P: popover.pause_wished.emit, Qt.Key.Key_Z: popover.undo
    }.get(key)  # fmt: skip
