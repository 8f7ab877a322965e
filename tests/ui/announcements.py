"""What a screen reader is told: Qt's own announcement events, caught where Qt hands them to the system."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import PySide6
import shiboken6
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent

#: `QAccessible::installUpdateHandler(void (*)(QAccessibleEvent *))`, which the Python binding leaves out.
INSTALL = "_ZN11QAccessible20installUpdateHandlerEPFvP16QAccessibleEventE"
HANDLER = ctypes.CFUNCTYPE(None, ctypes.c_void_p)


@dataclass(frozen=True, slots=True)
class Said:
    """One announcement."""

    text: str
    assertive: bool


@contextmanager
def listening() -> Iterator[list[Said]]:
    """Everything that is announced meanwhile, in its order."""
    said: list[Said] = []

    def hear(pointer: int) -> None:
        event = shiboken6.wrapInstance(pointer, QAccessibleEvent)
        if event.type() == QAccessible.Event.Announcement:
            told = shiboken6.wrapInstance(pointer, QAccessibleAnnouncementEvent)
            assertive = told.politeness() == QAccessible.AnnouncementPoliteness.Assertive
            said.append(Said(told.message(), assertive))

    handler = HANDLER(hear)
    install = getattr(_gui(), INSTALL)
    install.restype, install.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    was_active = QAccessible.isActive()
    QAccessible.setActive(True)
    before = install(ctypes.cast(handler, ctypes.c_void_p))
    try:
        yield said
    finally:
        install(before)
        QAccessible.setActive(was_active)


def _gui() -> ctypes.CDLL:
    """The library of Qt that this process uses already."""
    root = Path(PySide6.__file__).parent
    found = [*root.glob("Qt/lib/libQt6Gui.so.6"), *root.glob("Qt/lib/QtGui.framework/QtGui")]
    return ctypes.CDLL(str(found[0]))
