"""What each key of the map does in the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from ui import inspector
from ui.key_sheet import KeySheet
from ui.keys import Key, in_use
from ui.page_acts import page_acts
from ui.palette import Palette

if TYPE_CHECKING:
    from ui.inbox_page import InboxPage
    from ui.main_window import MainWindow

#: How much ⌘+ adds to the size of text.
TEXT_STEP = 0.1
#: Acts on what stands beside the thread, by the beginnings of their names.
AT_THREAD = ("write", "reject", "focus_drafts", "edit_draft", "next_source", "all_drafts", "steer", "new_drafts",
             "next_mark", "choose_")  # fmt: skip

Acts = dict[str, Callable[[], object]]


def all_acts(window: MainWindow) -> Acts:
    """Every act by its name in `ui.keys`."""
    page, theme = window.front, window.theme
    pane, inbox = page.conversation, page.inbox
    acts: Acts = {
        "next_row": partial(inbox.step, 1),
        "previous_row": partial(inbox.step, -1),
        "show_brief": partial(page.panes.show_panel, inspector.BRIEF),
        "show_risk": partial(page.panes.show_panel, inspector.RISK),
        "show_memory": partial(page.panes.show_panel, inspector.MEMORY),
        "show_voice": partial(page.panes.show_panel, inspector.VOICE),
        "jump_back": page.inspecting.jumping.go_back,
        "toggle_inspector": page.panes.toggle_inspector,
        "next_pane": page.panes.next_pane,
        "previous_pane": partial(page.panes.next_pane, -1),
        "finish": page.finish,
        "set_aside": page.set_aside,
        "not_a_risk": page.inspecting.not_a_risk,
        "undo": window.undo,
        "write": pane.composer.edit.setFocus,
        "reject": partial(pane.drafts.reject_selected, window),
        "focus_drafts": pane.drafts.setFocus,
        "edit_draft": pane.drafts.edit_selected,
        "next_source": pane.drafts.show_next_source,
        "all_drafts": pane.drafts.toggle_more,
        "mark_unread": page.mark_unread,
        "steer": pane.steer.field.edit.setFocus,
        "new_drafts": pane.want,
        "send": lambda: window.leaving.leave(pane.composer.text()),
        "search": partial(_search, window),
        "next_mark": pane.messages.next_mark,
        "versions": pane.opening.show_newest_versions,
        "show_new": inbox.show_new,
        "until_they_write": page.set_aside_until_they_write,
        "palette": partial(Palette, window),
        "go_ask": partial(window.go, "ask"),
        "await_goal": window.await_goal,
        "settings": partial(window.go, "settings"),
        "key_sheet": lambda: KeySheet(theme, window, in_use(window.preferences.settings.keys), place=window.place),
        **{name: partial(window.wished.emit, name) for name in ("quick_reply", "pause", "go_on", "quit")},
        "larger_text": lambda: window.set_text_size(theme.scale + TEXT_STEP),
        "smaller_text": lambda: window.set_text_size(theme.scale - TEXT_STEP),
        "usual_text": partial(window.set_text_size, 1.0),
    }
    acts |= {f"choose_{n}": partial(pane.choose, n) for n in range(1, 10)}
    acts |= {f"segment_{n + 1}": partial(inbox.segments.setCurrentIndex, n) for n in range(4)}
    acts |= {f"steer_{n + 1}": partial(pane.steer.wish, n) for n in range(4)}
    acts |= {name: partial(_at_thread, page, acts[name]) for name in acts if name.startswith(AT_THREAD)}
    acts |= page_acts(window)
    return acts


def _search(window: MainWindow) -> None:
    """The search stands above the list, wherever the person is."""
    window.go("inbox")
    window.front.search()


def _at_thread(page: InboxPage, act: Callable[[], object]) -> None:
    """Where list and thread take turns, an act on the drafts brings them in sight."""
    if page.conversation.head is not None and not page.centre.isVisibleTo(page):
        page.panes.show_one(thread=True)
        page.conversation.messages.setFocus()
    act()


class Action(QAction):
    """A shortcut of the window; `place` names the page it belongs to, "" for all."""

    def __init__(self, key: Key, window: MainWindow, act: Callable[[], object]) -> None:
        super().__init__(key.words, window)
        self.place = key.place
        self.setShortcut(QKeySequence(key.sequence))
        self.triggered.connect(partial(_run, window, act))


def shortcuts(window: MainWindow, acts: Acts, *, letters: bool) -> list[Action]:
    """Give the window its shortcuts; without `letters` only those with a modifier."""
    keys = in_use(window.preferences.settings.keys)
    made = [Action(key, window, acts[key.act]) for key in keys if key.act and (letters or not key.letter)]
    window.addActions(made)
    return made


def _run(window: MainWindow, act: Callable[[], object], _checked: bool = False) -> None:
    window.front.inbox.touched()
    act()
