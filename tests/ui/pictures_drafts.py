"""Pictures of the drafts and the thread: sources, silences, writing, grey text, what is kept closed, the clear page."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from photographer import DELE, INES, NOW, THEO, at, inbox_rows, line, suggestions
from pictured import save, scripted_window
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from scripted import ScriptedDesk

from app.clear_desk import Awaited, ClearDesk, DuePromise, Today
from app.provenance import Recalled
from engine.domain import State
from ui.main_window import MainWindow
from ui.theme import Theme

SIZES = {"": (1440, 900, 1.0), "-small": (1100, 700, 1.0), "-large-text": (1440, 900, 2.0)}
QUOTE = "Two extra outfits at 60 each, so 120 on top."
CLEAR = ClearDesk(
    quiet_until=NOW.replace(hour=18, minute=20),
    awaited=(
        Awaited(5, "Kit Abernathy", "Quote sent, no answer yet", 86_400 * 1 + 90),
        Awaited(7, "Jonah Fairweather", "Asked for the final list", 86_400 * 2),
        Awaited(6, "Mirela Voss", "Print sizes sent", 3 * 3600),
    ),
    n_awaited=3,
    today=Today(43, 16.2, 52.0),
    due=(
        DuePromise(5, "Send the stylist list to Kit", "Kit Abernathy", True),
        DuePromise(8, "Ask the lab about Lena’s prints", "Lena Ostrowe", False),
    ),
)


def sources(start: int, end: int) -> tuple[Recalled, ...]:
    """One recalled fact."""
    return (Recalled("a", start, end, QUOTE, "", NOW.replace(month=3, day=14), 12, 7),)


def told() -> ScriptedDesk:
    """A desk whose drafts recall something."""
    desk = ScriptedDesk()
    first, second, *rest = desk.made[INES].options
    desk.made[INES] = suggestions(INES, [replace(first, unsourced=()), second, *rest])
    desk.sources = {"r1": sources(67, 87), "r2": sources(35, 42)}
    desk.rows = [replace(row, unread=2) if row.conversation_id == DELE else row for row in desk.rows]
    return desk


def opened(theme: Theme, desk: ScriptedDesk, size: tuple[int, int, float]) -> MainWindow:
    """A window on scripted facts."""
    theme.set_scale(size[2])
    window = scripted_window(theme, desk, *size[:2])
    window.front.panes.show_one(thread=True)
    return window


def silent(reason: str, words: str = "Hello") -> Callable[[MainWindow], None]:
    """A conversation without drafts, for a reason."""

    def show(window: MainWindow) -> None:
        desk = window.desk
        assert isinstance(desk, ScriptedDesk)
        desk.threads[DELE] = [line(1, words, NOW - timedelta(hours=2), sender="")]
        desk.made[DELE] = suggestions(DELE, [], silent_reason=reason)
        window.front.inbox.select(DELE)

    return show


def writing(window: MainWindow) -> None:
    window.front.inbox.select(DELE)
    window.front.conversation.writing()
    window.front.conversation.reading(12, 2)
    window.front.conversation.drafts.waiting.show_places()


def source(window: MainWindow) -> None:
    window.front.conversation.drafts.show_next_source()


def card_edit(window: MainWindow) -> None:
    window.front.conversation.drafts.edit_selected()


def grey(window: MainWindow) -> None:
    edit = window.front.conversation.composer.edit
    edit.setFocus()
    QTest.keyClicks(edit, "Sunday 14:00 w")


def elsewhere(window: MainWindow) -> None:
    desk = window.desk
    assert isinstance(desk, ScriptedDesk)
    desk.threads[INES] = [*desk.threads[INES], line(17, "Sunday is fine", at("11:05"), from_me=True, sender="")]
    window.front.conversation.reload()


def link(window: MainWindow) -> None:
    view = window.front.conversation.messages
    item = next(view.rows.item(n) for n in range(view.rows.rowCount()) if view.rows.item(n).url)
    view.opening_wished.emit(item)


def nudged(window: MainWindow) -> None:
    window.front.conversation.states.offer_nudges(INES, "Ines", ("Did you see my last message?", "No rush."))


def rejecting(window: MainWindow) -> None:
    window.front.conversation.drafts.reject_selected(window)


def all_of_them(window: MainWindow) -> None:
    window.front.conversation.drafts.toggle_more()


STATES: dict[str, Callable[[MainWindow], None]] = {
    "drafts": lambda window: None,
    "source": source,
    "card-edit": card_edit,
    "writing": writing,
    "money": silent("money", "I want a refund of 210 please"),
    "sticker": silent("sticker_only"),
    "unsure": silent("low_confidence"),
    "group": silent("group_off"),
    "left-out": silent("switched_off"),
    "elsewhere": elsewhere,
    "grey": grey,
    "link": link,
    "nudge": nudged,
    "reject": rejecting,
    "eight": all_of_them,
    "careful": lambda window: window.front.inbox.select(THEO),
}


def draw(folder: Path, mode: str) -> None:
    """Every state in one mode."""
    theme = Theme(mode=mode, reduced_motion=True)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.wear(app)
    for size_name, size in SIZES.items():
        for name, show in STATES.items():
            window = opened(theme, told(), size)
            show(window)
            save(window, folder, f"drafts-{name}{size_name}-{mode}")
            window.close()
        desk = ScriptedDesk(rows=[row for row in inbox_rows() if row.state is not State.NEEDS_REPLY], clear=CLEAR)
        window = opened(theme, desk, size)
        save(window, folder, f"clear-page{size_name}-{mode}")
        window.close()
    theme.set_scale(1.0)
