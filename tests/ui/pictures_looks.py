"""Pictures of what lies over the window, and of the window running from right to left."""

from __future__ import annotations

from pathlib import Path

from photographer import THEO
from pictured import WHOLE, save, scripted_window
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from ui.main_window import MainWindow
from ui.palette import Palette
from ui.theme import Theme


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(app)
    window = scripted_window(theme, ScriptedDesk(), 1440, 900, **WHOLE)
    palette = window.acts["palette"]()
    assert isinstance(palette, Palette)
    palette.edit.setText("s")
    finish(window, folder, f"palette-{mode}")
    for name, size, scale in (("small", (1100, 700), 1.0), ("large-text", (1440, 900), 2.0)):
        theme.set_scale(scale)
        window = scripted_window(theme, ScriptedDesk(), *size, **WHOLE)
        window.acts["key_sheet"]()
        finish(window, folder, f"keys-{name}-{mode}")
    theme.set_scale(1.0)
    app.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    for name, size in (("wide", (1440, 900)), ("small", (1100, 700))):
        window = scripted_window(theme, ScriptedDesk(), *size, **WHOLE)
        window.front.inbox.select(THEO)
        finish(window, folder, f"right-to-left-{name}-{mode}")
    app.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def finish(window: MainWindow, folder: Path, name: str) -> None:
    """One picture, and the end of what it shows."""
    save(window, folder, name)
    window.close()
