"""Pictures of what stands in the way: as strips above the composer, and as pages."""

from __future__ import annotations

from pathlib import Path

from pictured import save, scripted_window
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from app.wording import states
from app.wording.states import State
from engine.problems import DiskFull, KeychainUnavailable, ModelMissing, SourceDenied
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


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    window = scripted_window(theme, ScriptedDesk(), 1440, 900)
    for name, state in SHOWN.items():
        window.front.show_trouble(state)
        save(window, folder, f"state-{name}-{mode}")
    window.close()
    window = scripted_window(theme, ScriptedDesk(rows=[]), 1440, 900)
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
    window = scripted_window(theme, ScriptedDesk(), 1440, 900)
    window.front.panes.show_one(thread=True)
    window.front.show_trouble(SHOWN["denied"])
    save(window, folder, f"state-large-text-{mode}")
    window.close()
