"""Renders the window into PNG files: `python -m tests.ui.pictures FOLDER`.

FOLDER gets every state on scripted data; packaging/pictures gets the window as the demo inbox fills it.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from photographer import GROUP, THEO, inbox_row, inbox_rows
from pictured import save, scripted_window
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from ui.main_window import MainWindow
from ui.running import Running
from ui.theme import Theme

SIZES = ((1440, 900), (1100, 700))
FOR_THE_READER = Path(__file__).parents[2] / "packaging" / "pictures"
#: Mode → whose conversation is open in its picture.
SHOWN = {"light": "Saskia Penn", "dark": "+447700900142"}
PATIENCE_S = 120.0


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    for width, height in SIZES:
        window = scripted_window(theme, ScriptedDesk(), width, height)
        window.front.inbox.offer(
            [*inbox_rows(), inbox_row(20, "New One", "Hello"), inbox_row(21, "Another", "Hi")],
            window.desk.now(),
        )
        window.front.conversation.choose(1)
        save(window, folder, f"main-{width}x{height}-{mode}")
        window.front.inbox.select(THEO)
        save(window, folder, f"risk-{width}x{height}-{mode}")
        if width == 1100:
            window.front.panes.toggle_inspector()
            save(window, folder, f"drawer-{width}x{height}-{mode}")
        window.close()
    window = scripted_window(theme, ScriptedDesk(), 1440, 900)
    window.front.conversation.drafts.more.click()
    save(window, folder, f"eight-{mode}")
    window.front.conversation.drafts.reject_selected(window)
    save(window, folder, f"reject-{mode}")
    window.close()
    window = scripted_window(theme, ScriptedDesk(), 1440, 900)
    window.front.inbox.select(GROUP)
    window.front.conversation.writing()
    window.front.conversation.drafts.waiting.show_places()
    save(window, folder, f"group-writing-{mode}")
    for at, words in enumerate(("Sunday 14:00 works, so your mother can", "Sunday 14:00 is yours. Outfits are 60", "")):
        window.front.conversation.grew(at, words)
    save(window, folder, f"growing-{mode}")
    window.acts["key_sheet"]()
    save(window, folder, f"keys-{mode}")
    window.close()
    empty = ScriptedDesk(rows=[row for row in inbox_rows() if row.conversation_id > 8])
    window = scripted_window(theme, empty, 1440, 900)
    save(window, folder, f"clear-{mode}")
    window.close()
    theme.set_scale(2.0)
    window = scripted_window(theme, ScriptedDesk(), 1440, 900)
    window.front.panes.show_one(thread=True)
    save(window, folder, f"large-text-{mode}")
    window.close()


def draw_demo(folder: Path, mode: str, name: str) -> None:
    """The window on the demo inbox, read, judged and drafted by the real core."""
    running = Running(None)
    running.theme.set_mode(mode)
    running.begin_demo(throwaway=True)
    window = running.screen
    assert isinstance(window, MainWindow)
    window.resize(*SIZES[0])
    try:
        until(lambda: window.desk.status().passages_total > 0 and nothing_waits(window))
        window.front.inbox.show_new()
        found = next(row for row in window.desk.inbox() if row.name == name)
        window.front.inbox.select(found.conversation_id)
        until(lambda: bool(window.front.conversation.drafts.options))
        save(window, folder, f"window-{mode}")
    finally:
        window.close()
        running.end()


def nothing_waits(window: MainWindow) -> bool:
    """Whether every turn is embedded."""
    status = window.desk.status()
    return status.passages_embedded == status.passages_total and not window.status.progress.isVisible()


def until(reached: Callable[[], bool]) -> None:
    """Let the window live until something holds."""
    end = time.monotonic() + PATIENCE_S
    while not reached():
        assert time.monotonic() < end, "the demo was not ready in time"
        QApplication.processEvents()
        time.sleep(0.02)


def main() -> None:
    """Draw everything."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    areas = sorted(path.stem for path in Path(__file__).parent.glob("pictures_*.py"))
    for mode in ("light", "dark"):
        draw(folder, mode)
        for area in areas:
            importlib.import_module(area).draw(folder, mode)
    FOR_THE_READER.mkdir(exist_ok=True)
    for mode, name in SHOWN.items():
        draw_demo(FOR_THE_READER, mode, name)


if __name__ == "__main__":
    main()
