"""Pictures of quick reply: drafts, no draft, own words, what to check, on its way, nobody waiting."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from photographer import DELE, INES, option, suggestions
from pictured import save
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from ui import quick_entries
from ui.quick_entries import MOST, Entry
from ui.quick_reply import QuickReply
from ui.quick_shape import is_tight
from ui.theme import Theme


def draw(folder: Path, mode: str) -> None:
    """Every state in one mode, at usual and at large text."""
    theme = Theme(mode=mode, reduced_motion=True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app)
    for at, name in enumerate(("drafts", "one-draft", "no-draft", "own-words")):
        popover = opened(theme)
        popover.turn_to(at)
        finish(popover, folder, f"quick-{name}-{mode}")
    popover = opened(theme)
    popover.before.ask("Check before it goes", ["This holds a card number."], "Copy anyway", "Change", worrying=True)
    finish(popover, folder, f"quick-check-{mode}")
    popover = opened(theme)
    popover.strip.show_counting("Ines", 6, 8)
    finish(popover, folder, f"quick-sending-{mode}")
    popover = QuickReply(theme)
    popover.open()
    finish(popover, folder, f"quick-clear-{mode}")
    theme.set_scale(2.0)
    finish(opened(theme), folder, f"quick-large-text-{mode}")
    theme.set_scale(1.0)


def opened(theme: Theme) -> QuickReply:
    """Quick reply on the story of the other pictures."""
    desk = ScriptedDesk()
    desk.made[DELE] = suggestions(DELE, [option(41, "Yes, once. The password is in my Monday message.")])
    rows = quick_entries.pressing(desk.inbox())
    popover = QuickReply(theme)
    popover.show_entries(
        [
            Entry(
                row,
                desk.made.get(row.conversation_id) if not _risky(row.risk_level) else None,
                no_second=is_tight(theme),
            )
            for row in rows[:MOST]
        ],
        len(rows),
    )
    popover.open(conversation_id=INES)
    return popover


def _risky(level: str) -> bool:
    return level == "high"


def finish(popover: QuickReply, folder: Path, name: str) -> None:
    """One picture, and the end of what it shows."""
    save(popover, folder, name)
    popover.hide()
