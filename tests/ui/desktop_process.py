"""Sotto on the demo inbox in a process of its own; prints a line of JSON whenever what a test looks at differs."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from ui.desktop import Desktop
from ui.running import Running

LOOK_MS = 50


def state(running: Running) -> dict[str, object]:
    """What a test waits for."""
    desktop = running.screen.findChild(Desktop) if running.screen is not None else None
    if desktop is None:
        return {}
    entries = desktop.quick.entries
    heard = desktop.hotkey.heard
    return {
        "heard": heard.written if heard is not None else "",
        "open": desktop.quick.isVisible(),
        "keys": QGuiApplication.focusWindow() is desktop.quick.windowHandle() is not None,
        "first": entries[0].options[0].text if entries and entries[0].options else "",
        "tray": desktop.tray.available,
    }


def main() -> int:
    """Run until the process is ended."""
    running = Running(Path(sys.argv[1]))
    running.begin_demo(throwaway=True, n_messages=400)
    told: dict[str, object] = {}

    def look() -> None:
        now = state(running)
        if now != told:
            told.update(now)
            print(json.dumps(now), flush=True)

    looking = QTimer(interval=LOOK_MS)
    looking.timeout.connect(look)
    looking.start()
    return QApplication.exec()


if __name__ == "__main__":
    sys.exit(main())
