"""What every script of pictures needs: a window on scripted facts, and a picture of a widget in a file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from at_once import AtOnce
from PySide6.QtWidgets import QApplication, QWidget
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import paths
from app.settings import Settings
from ui.aside import Reads
from ui.main_window import MainWindow
from ui.pages import PAGES, PLACES
from ui.preferences import Preferences
from ui.theme import Theme

#: With all its pages.
WHOLE: Mapping[str, Any] = {"places": PLACES, "pages": PAGES}
#: Turns of the window after which nothing more comes into sight.
TURNS = 24


def scripted_window(
    theme: Theme,
    desk: ScriptedDesk,
    width: int,
    height: int,
    *,
    reads: Reads | None = None,
    settings: Settings | None = None,
    **more: Any,
) -> MainWindow:
    """A window of this size on a desk; `more` goes to the window."""
    home = paths.home(Path(tempfile.mkdtemp(prefix="sotto-pictures-")))
    preferences = Preferences(home, settings or Settings())
    window = MainWindow(theme, desk, ScriptedConductor(), preferences, reads or AtOnce(desk), **more)
    window.resize(width, height)
    window.show()
    QApplication.processEvents()
    window.begin()
    return window


def save(widget: QWidget, folder: Path, name: str) -> None:
    """One picture, of what is shown in turns too."""
    for _ in range(TURNS):
        QApplication.processEvents()
    widget.grab().save(str(folder / f"{name}.png"))
