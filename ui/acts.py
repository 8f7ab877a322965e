"""What each key of the map does in the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QKeySequence

from ui import inspector
from ui.key_sheet import KeySheet
from ui.keys import KEYS

if TYPE_CHECKING:
    from ui.main_window import MainWindow

#: How much ⌘+ adds to the size of text.
TEXT_STEP = 0.1

Acts = dict[str, Callable[[], object]]


def all_acts(window: MainWindow) -> Acts:
    """Every act by its name in `ui.keys`."""
    pane, inbox, theme = window.conversation, window.inbox, window.theme
    acts: Acts = {
        "next_row": partial(inbox.step, 1),
        "previous_row": partial(inbox.step, -1),
        "show_brief": partial(window.show_panel, inspector.BRIEF),
        "show_risk": partial(window.show_panel, inspector.RISK),
        "toggle_inspector": window.toggle_inspector,
        "next_pane": window.next_pane,
        "previous_pane": partial(window.next_pane, -1),
        "finish": window.finish,
        "set_aside": window.set_aside,
        "not_a_risk": window.not_a_risk,
        "undo": window.undo,
        "write": pane.composer.edit.setFocus,
        "reject": partial(pane.drafts.reject_selected, window),
        "focus_drafts": pane.drafts.setFocus,
        "steer": pane.steer.field.edit.setFocus,
        "new_drafts": pane.want,
        "send": lambda: pane.hand_over(pane.composer.text()),
        "search": window.search,
        "next_mark": window.next_mark,
        "show_new": inbox.show_new,
        "key_sheet": partial(KeySheet, theme, window),
        "larger_text": lambda: window.set_text_size(theme.scale + TEXT_STEP),
        "smaller_text": lambda: window.set_text_size(theme.scale - TEXT_STEP),
        "usual_text": partial(window.set_text_size, 1.0),
    }
    acts |= {f"choose_{n}": partial(pane.choose, n) for n in range(1, 10)}
    acts |= {f"segment_{n + 1}": partial(inbox.segments.setCurrentIndex, n) for n in range(4)}
    acts |= {f"steer_{n + 1}": partial(pane.steer.wish, n) for n in range(4)}
    return acts


def add_keys(window: MainWindow, acts: Acts, *, letters: bool) -> None:
    """Give the window its shortcuts; without `letters` only those with a modifier."""
    for key in KEYS:
        if key.act and (letters or not key.letter):
            action = QAction(key.words, window)
            action.setShortcut(QKeySequence(key.sequence))
            action.triggered.connect(partial(_run, window, acts[key.act]))
            window.addAction(action)


def _run(window: MainWindow, act: Callable[[], object], _checked: bool = False) -> None:
    window.inbox.touched()
    act()
