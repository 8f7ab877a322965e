"""Renders the window with scripted data into PNG files: `python tests/ui/pictures.py FOLDER`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).parent))

from PySide6.QtWidgets import QApplication, QWidget
from scripted import GROUP, THEO, Notebook, ScriptedConductor, ScriptedDesk, inbox_row, inbox_rows

from ui.access import Access
from ui.main_window import MainWindow
from ui.onboarding import Onboarding
from ui.theme import Theme

SIZES = ((1440, 900), (1100, 700))


def opened(theme: Theme, desk: ScriptedDesk, width: int, height: int) -> MainWindow:
    """A window on scripted facts."""
    window = MainWindow(theme, desk, ScriptedConductor(), Notebook())
    window.resize(width, height)
    window.show()
    QApplication.processEvents()
    window.begin()
    return window


def save(widget: QWidget, folder: Path, name: str) -> None:
    """One picture."""
    for _ in range(4):
        QApplication.processEvents()
    widget.grab().save(str(folder / f"{name}.png"))


def draw(folder: Path, mode: str) -> None:
    """Every picture in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    theme.wear(QApplication.instance())
    for width, height in SIZES:
        window = opened(theme, ScriptedDesk(), width, height)
        window.inbox.offer(
            [*inbox_rows(), inbox_row(20, "New One", "Hello"), inbox_row(21, "Another", "Hi")],
            window._desk.now(),
        )
        window.conversation.choose(1)
        save(window, folder, f"main-{width}x{height}-{mode}")
        window.inbox.select(THEO)
        save(window, folder, f"risk-{width}x{height}-{mode}")
        if width == 1100:
            window.toggle_inspector()
            save(window, folder, f"drawer-{width}x{height}-{mode}")
        window.close()
    window = opened(theme, ScriptedDesk(), 1440, 900)
    window.conversation.drafts.more.click()
    save(window, folder, f"eight-{mode}")
    window.conversation.drafts.reject_selected(window)
    save(window, folder, f"reject-{mode}")
    window.close()
    window = opened(theme, ScriptedDesk(), 1440, 900)
    window.inbox.select(GROUP)
    window.conversation.drafts.show_writing(12)
    window.conversation.drafts._show_skeletons()
    save(window, folder, f"group-writing-{mode}")
    window.acts["key_sheet"]()
    save(window, folder, f"keys-{mode}")
    window.close()
    welcome = Onboarding(theme, Path("chat.db"), check=lambda _source: Access.DENIED)
    welcome.show()
    save(welcome, folder, f"welcome-{mode}")
    welcome.show_step(1)
    save(welcome, folder, f"access-{mode}")
    welcome.close()
    empty = ScriptedDesk(rows=[row for row in inbox_rows() if row.conversation_id > 8])
    window = opened(theme, empty, 1440, 900)
    save(window, folder, f"clear-{mode}")
    window.close()
    theme.set_scale(2.0)
    window = opened(theme, ScriptedDesk(), 1440, 900)
    window._show_one(thread=True)
    save(window, folder, f"large-text-{mode}")
    window.close()


def main() -> None:
    """Draw everything."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for mode in ("light", "dark"):
        draw(folder, mode)


if __name__ == "__main__":
    main()
