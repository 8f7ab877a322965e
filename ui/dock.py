"""The place in the Dock of a Mac; elsewhere there is none."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtGui import QGuiApplication

#: NSApplicationActivationPolicyRegular and …Accessory (AppKit, NSApplication.h).
REGULAR, ACCESSORY = 0, 1


def show(wanted: bool) -> None:
    """Have a place in the Dock, or only one in the menu bar."""
    if QGuiApplication.platformName() == "cocoa":
        application = import_module("AppKit").NSApplication.sharedApplication()
        application.setActivationPolicy_(REGULAR if wanted else ACCESSORY)
