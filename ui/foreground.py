"""Which program is in front: a window of ours comes there from anywhere, and what was there before comes back."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui import x_server

#: Whom a request to be in front comes from, as X11 window managers ask: somebody who acts for the person.
FROM_PERSON = 2
#: How often it is asked, and how long after each other, until the window has the keys.
TRIES, AGAIN_MS = 20, 25
WayBack = Callable[[], None]


def bring(window: QWidget, at: int = 0) -> None:
    """Show a window in front of everything and let it have the keys.

    Args:
        at: the time of the key that asked for it, as X11 counts, 0 for none.
    """
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
    if QGuiApplication.platformName() == "xcb":
        _insist(window, at, TRIES)
    elif QGuiApplication.platformName() == "cocoa":
        import_module("AppKit").NSApplication.sharedApplication().activateIgnoringOtherApps_(True)


def way_back() -> WayBack:
    """What brings back whatever is in front now; does nothing where no desktop tells."""
    match QGuiApplication.platformName():
        case "xcb":
            before = _active_x11()
            return (lambda: _ask_x11(before, 0)) if before else _stay
        case "cocoa":
            program = import_module("AppKit").NSWorkspace.sharedWorkspace().frontmostApplication()
            return (lambda: program.activateWithOptions_(0)) if program is not None else _stay
        case _:
            return _stay


def _insist(window: QWidget, at: int, tries: int) -> None:
    """A window manager knows a window only some time after it was shown, and hears no request for it before.

    Once it knows it, the time of the key may be older than a change of focus in between, and a server ignores what is
    older: only the first request names it.
    """
    if window.isVisible() and not window.isActiveWindow() and tries:
        _ask_x11(int(window.winId()), at)
        QTimer.singleShot(AGAIN_MS, window, lambda: _insist(window, 0, tries - 1))


def _stay() -> None:
    """Nothing is known to go back to."""


def _active_x11() -> int:
    return _with_x11(_read_active) or 0


def _ask_x11(window: int, at: int) -> None:
    _with_x11(lambda opened: _request(opened, window, at))


def _with_x11(act: Callable[[Any], int | None]) -> int | None:
    opened = x_server.connect()
    if opened is None:
        return None
    try:
        return act(opened)
    finally:
        opened.close()


def _read_active(opened: Any) -> int | None:
    found = opened.screen().root.get_full_property(opened.intern_atom("_NET_ACTIVE_WINDOW"), 0)
    return int(found.value[0]) if found is not None and len(found.value) else None


def _request(opened: Any, window: int, at: int) -> None:
    """Extended Window Manager Hints, "_NET_ACTIVE_WINDOW"; a window that is gone meanwhile is nobody's harm."""
    from Xlib import X, error  # python-xlib is there on Linux only
    from Xlib.protocol.event import ClientMessage

    root, gone = opened.screen().root, error.CatchError()
    event = ClientMessage(
        window=opened.create_resource_object("window", window),
        client_type=opened.intern_atom("_NET_ACTIVE_WINDOW"),
        data=(32, [FROM_PERSON, at, 0, 0, 0]),
    )
    root.send_event(event, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask, onerror=gone)
    opened.sync()
