"""The keyboard map of the window, as one table: the actions and the key sheet read it."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

MAC = sys.platform == "darwin"


@dataclass(frozen=True, slots=True)
class Key:
    """A shortcut.

    Attributes:
        act: name of the window's slot; "" for keys that the widgets handle themselves.
        place: name of the page it works on, "" for every page.
        letter: a single key without modifier; rests in text fields and where the person switched these off.
        group: column of the key sheet, "" = not on the sheet.
        caps: how the sheet shows it, where it stands for several.
    """

    act: str
    sequence: str
    words: str
    group: str = ""
    caps: str = ""
    letter: bool = False
    place: str = "inbox"


#: G, then one of these: where it goes.
GOALS = {"I": "inbox", "S": "sprint", "A": "ask", "N": "insights", "T": "training"}


KEYS: tuple[Key, ...] = (
    Key("next_row", "J", "next, previous", "Move", "J  K", letter=True),
    Key("previous_row", "K", "previous", letter=True),
    Key("", "Return", "open", "Move", "↩"),
    Key("", "Escape", "back", "Move", "Esc"),
    Key("show_brief", "Alt+1", "brief, risk", "Move", "⌥1 ⌥2"),
    Key("show_risk", "Alt+2", "risk"),
    Key("toggle_inspector", "Ctrl+Shift+I", "inspector", "Move"),
    Key("next_pane", "F6", "next pane", "Move"),
    Key("previous_pane", "Shift+F6", "previous pane"),
    *(Key(f"segment_{n}", f"Ctrl+{n}", "segments", "Move" if n == 1 else "", "⌘1 – ⌘4") for n in (1, 2, 3, 4)),
    Key("finish", "E", "done", "Decide", letter=True),
    Key("set_aside", "H", "snooze", "Decide", letter=True),
    Key("until_they_write", "Shift+H", "snooze until they write", "Decide", letter=True),
    Key("not_a_risk", "N", "not a risk", "Decide", letter=True),
    Key("undo", "Z", "undo", "Decide", letter=True, place=""),
    Key("write", "R", "write", "Write", letter=True),
    *(
        Key(f"choose_{n}", f"{n}", "choose draft", "Write" if n == 1 else "", "1 – 9", letter=True)
        for n in range(1, 10)
    ),
    *(Key(f"choose_{n}", f"Ctrl+Alt+{n}", "choose draft") for n in range(1, 10)),
    Key("reject", "X", "dismiss a draft", "Write", letter=True),
    Key("focus_drafts", "D", "drafts", "Write", letter=True),
    Key("steer", "Ctrl+J", "steer", "Write"),
    Key("new_drafts", "Ctrl+R", "new drafts", "Write"),
    *(Key(f"steer_{n}", f"Ctrl+Shift+{n}", "steer", "") for n in (1, 2, 3, 4)),
    Key("send", "Ctrl+Return", "copy reply", "Write"),
    Key("search", "/", "search", "Find", letter=True),
    Key("search", "Ctrl+F", "search", ""),
    Key("palette", "Ctrl+K", "commands", "Find", place=""),
    Key("go_ask", "Ctrl+Shift+A", "ask", "Find", place=""),
    Key("next_mark", "F", "marked words", "Find", letter=True),
    Key("show_new", ".", "show new", "Find", letter=True),
    Key("key_sheet", "?", "this sheet", "Find", letter=True, place=""),
    Key("await_goal", "G", "then I, A, N, T: go to a page", "Go", "G", letter=True, place=""),
    Key("settings", "Ctrl+,", "settings", "Go", place=""),
    Key("larger_text", "Ctrl++", "larger text", "View", place=""),
    Key("smaller_text", "Ctrl+-", "smaller text", "View", place=""),
    Key("usual_text", "Ctrl+0", "usual text", "View", place=""),
)


def cap(sequence: str) -> str:
    """A shortcut as this platform writes it, short enough for a key cap."""
    if MAC:
        return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    return sequence.replace("Return", "↩").replace("Escape", "Esc")


def caps(text: str) -> str:
    """Caps written for a Mac, as this platform has them."""
    return text if MAC else text.replace("⌘", "Ctrl+").replace("⌥", "Alt+").replace("⇧", "Shift+")
