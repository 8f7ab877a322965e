"""Pictures of what stands in the way: as strips above the composer, and as pages."""

from __future__ import annotations

import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget
from scripted import AtOnce, ScriptedConductor, ScriptedDesk

from app import paths
from app.settings import Settings
from app.wording import states
from app.wording.states import State
from engine.problems import DiskFull, KeychainUnavailable, ModelMissing, SourceDenied
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.problem_page import ProblemPage
from ui.theme import Theme

SHOWN: dict[str, State] = {
    "denied": states.of_source(SourceDenied(path="~/Library/Messages/chat.db"), "11:07 today"),
    "format": states.new_format(12, 11_494),
    "restarted": states.restarted("11:05", 4.2, smaller=True),
    "stopping": states.KEEPS_STOPPING,
    "gone": states.of_model(ModelMissing(reason="no_file", id="qwen3-4b", path="~/models/qwen3-4b.gguf")),
    "loading": states.loading(6.2),
    "no-model": states.NO_MODEL,
    "disk": states.disk_full(DiskFull(path="~/Library/Application Support/Sotto/sotto.db", released_bytes=0)),
    "settings": states.SETTINGS_NOT_SAVED,
}


def opened(theme: Theme, desk: ScriptedDesk, width: int, height: int) -> MainWindow:
    """A window on scripted facts."""
    preferences = Preferences(paths.home(Path(tempfile.mkdtemp(prefix="sotto-pictures-"))), Settings())
    window = MainWindow(theme, desk, ScriptedConductor(), preferences, AtOnce(desk))
    window.resize(width, height)
    window.show()
    window.begin()
    return window


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    window = opened(theme, ScriptedDesk(), 1440, 900)
    for name, state in SHOWN.items():
        window.front.show_trouble(state)
        save(window, folder, f"state-{name}-{mode}")
    window.close()
    window = opened(theme, ScriptedDesk(rows=[]), 1440, 900)
    for name in ("denied", "format", "restarted", "no-model"):
        window.front.show_trouble(SHOWN[name])
        save(window, folder, f"state-page-{name}-{mode}")
    window.close()
    page = ProblemPage(theme)
    page.show()
    page.show_problem(KeychainUnavailable(backend="macOS.Keyring", why="KeyringLocked"))
    save(page, folder, f"state-keychain-{mode}")
    page.close()
    theme.set_scale(2.0)
    window = opened(theme, ScriptedDesk(), 1440, 900)
    window.front.show_one(thread=True)
    window.front.show_trouble(SHOWN["denied"])
    save(window, folder, f"state-large-text-{mode}")
    window.close()


def save(widget: QWidget, folder: Path, name: str) -> None:
    """One picture."""
    for _ in range(6):
        QApplication.processEvents()
    widget.grab().save(str(folder / f"{name}.png"))
