"""Pictures of what lies over the window, and of the window running from right to left."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from scripted import THEO, AtOnce, ScriptedConductor, ScriptedDesk

from app import paths
from app.settings import Settings
from ui.main_window import MainWindow
from ui.pages import PAGES, PLACES
from ui.palette import Palette
from ui.preferences import Preferences
from ui.theme import Theme


def opened(theme: Theme, width: int, height: int) -> MainWindow:
    """A window with all its pages, on scripted facts."""
    desk = ScriptedDesk()
    preferences = Preferences(paths.home(Path(tempfile.mkdtemp(prefix="sotto-pictures-"))), Settings())
    window = MainWindow(theme, desk, ScriptedConductor(), preferences, AtOnce(desk), places=PLACES, pages=PAGES)
    window.resize(width, height)
    window.show()
    window.begin()
    return window


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(app)
    window = opened(theme, 1440, 900)
    palette = window.acts["palette"]()
    assert isinstance(palette, Palette)
    palette.edit.setText("s")
    save(window, folder, f"palette-{mode}")
    for name, size, scale in (("small", (1100, 700), 1.0), ("large-text", (1440, 900), 2.0)):
        theme.set_scale(scale)
        window = opened(theme, *size)
        window.acts["key_sheet"]()
        save(window, folder, f"keys-{name}-{mode}")
    theme.set_scale(1.0)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for name, size in (("wide", (1440, 900)), ("small", (1100, 700))):
        window = opened(theme, *size)
        window.front.inbox.select(THEO)
        save(window, folder, f"right-to-left-{name}-{mode}")
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def save(window: MainWindow, folder: Path, name: str) -> None:
    """One picture."""
    for _ in range(24):
        QApplication.processEvents()
    window.grab().save(str(folder / f"{name}.png"))
    window.close()
