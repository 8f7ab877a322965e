"""Pictures of replies on their way: the undo window, not seen, not sent, and what is asked before."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from photographer import DELE, INES
from pictured import save, scripted_window
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from app.events import SendCounting, SendEnded
from app.send import Reach
from app.settings import AfterDone, Settings
from app.store.outbox import Letter, Stage
from engine.problems import SendingDenied
from ui.main_window import MainWindow
from ui.theme import Theme

TEXT = "Sunday 14:00 works, my card is 4242 4242 4242 4242. Outfits are 80 each."
SIZES = {"": (1440, 900, 1.0), "-small": (1100, 700, 1.0), "-large-text": (1440, 900, 2.0)}


def opened(theme: Theme, desk: ScriptedDesk, size: tuple[int, int, float], **settings: object) -> MainWindow:
    """A window whose replies go to chats of this Mac."""
    chosen = Settings(after_done=AfterDone.STAY, **settings)  # type: ignore[arg-type]  # fields by name
    theme.set_scale(size[2])
    window = scripted_window(theme, desk, *size[:2], settings=chosen)
    window.front.panes.show_one(thread=True)
    return window


def draw(folder: Path, mode: str) -> None:
    """Every state in one mode."""
    for moving in (False, True):
        theme = Theme(mode=mode, reduced_motion=not moving)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.wear(app)
        for name, size in SIZES.items():
            if not moving:
                draw_states(folder, theme, mode, name, size)
            else:
                window = counting(theme, size)
                finish(window, folder, f"sending-counting{name}-{mode}")
    theme.set_scale(1.0)


def counting(theme: Theme, size: tuple[int, int, float]) -> MainWindow:
    """A reply is counted."""
    window = opened(theme, reaching(), size, send_by_script=True)
    pane = window.front.conversation
    pane.choose(2)
    window.leaving.leave(pane.composer.text())
    window.sending.hear(SendCounting(INES, 6))
    return window


def draw_states(folder: Path, theme: Theme, mode: str, name: str, size: tuple[int, int, float]) -> None:
    """What is still, in one size."""
    window = counting(theme, size)
    window.front.inbox.select(DELE)
    finish(window, folder, f"sending-docked{name}-{mode}")
    for stage in (Stage.UNKNOWN, Stage.FAILED, Stage.TAKEN_BACK):
        desk = reaching()
        window = opened(theme, desk, size, send_by_script=True)
        desk.letters[INES] = Letter(1, INES, None, TEXT, stage, SendingDenied(number=-1743), 1)
        window.sending.hear(SendEnded(INES, stage.value))
        finish(window, folder, f"sending-{stage.value}{name}-{mode}")
    desk = reaching()
    desk.worries[TEXT] = ("card_number", "price_off_last:80:60", f"elsewhere:{TEXT.index('4242')}:{len(TEXT) - 24}")
    for question, allowed in (("check", True), ("offer", False)):
        window = opened(theme, desk, size, send_by_script=allowed)
        window.front.conversation.composer.restore(TEXT if question == "check" else "Sunday it is")
        window.leaving.leave(window.front.conversation.composer.text())
        finish(window, folder, f"sending-{question}{name}-{mode}")


def reaching() -> ScriptedDesk:
    """A desk on a Mac's own messages."""
    return ScriptedDesk(reached={INES: Reach.CHAT, DELE: Reach.CHAT})


def finish(window: MainWindow, folder: Path, name: str) -> None:
    """One picture, and the end of what it shows."""
    save(window, folder, name)
    window.close()
