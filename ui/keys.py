"""The keyboard map of the window, as one table: the actions and the key sheet read it."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtGui import QKeySequence

MAC = sys.platform == "darwin"


@dataclass(frozen=True, slots=True)
class Key:
    """A shortcut.

    Attributes:
        act: name of the window's slot; "" for keys that the widgets handle themselves.
        place: name of the page it works on, and on whose sheet it stands; "" for every page.
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
    Key("show_brief", "Alt+1", "brief, risk, memory, voice", "Move", "⌥1 – ⌥4"),
    Key("show_risk", "Alt+2", "risk"),
    Key("show_memory", "Alt+3", "memory"),
    Key("show_voice", "Alt+4", "voice"),
    Key("jump_back", "Ctrl+[", "back from a source", "Move"),
    Key("toggle_inspector", "Ctrl+Shift+I", "inspector", "Move"),
    Key("next_pane", "F6", "next pane", "Move"),
    Key("previous_pane", "Shift+F6", "previous pane"),
    *(Key(f"segment_{n}", f"Ctrl+{n}", "segments", "Move" if n == 1 else "", "⌘1 – ⌘4") for n in (1, 2, 3, 4)),
    Key("finish", "E", "done", "Decide", letter=True),
    Key("set_aside", "H", "snooze", "Decide", letter=True),
    Key("until_they_write", "Shift+H", "snooze until they write", "Decide", letter=True),
    Key("mark_unread", "U", "unread", "Decide", letter=True),
    Key("not_a_risk", "N", "not a risk", "Decide", letter=True),
    Key("undo", "Z", "undo", "Decide", letter=True, place=""),
    Key("write", "R", "write", "Write", letter=True),
    *(
        Key(f"choose_{n}", f"{n}", "choose draft", "Write" if n == 1 else "", "1 – 9", letter=True)
        for n in range(1, 10)
    ),
    *(Key(f"choose_{n}", f"Ctrl+Alt+{n}", "choose draft") for n in range(1, 10)),
    Key("reject", "X", "dismiss a draft", "Write", letter=True),
    Key("", "Left", "move among drafts", "Write", "← →"),
    Key("edit_draft", "D", "edit a draft", "Write", letter=True),
    Key("next_source", "Alt+Down", "where it comes from", "Write", "⌥↓"),
    Key("steer", "Ctrl+J", "steer", "Write"),
    Key("new_drafts", "Ctrl+R", "new drafts", "Write"),
    *(Key(f"steer_{n}", f"Ctrl+Shift+{n}", "steer", "") for n in (1, 2, 3, 4)),
    Key("send", "Ctrl+Return", "send or copy", "Write"),
    Key("search", "/", "search", "Find", letter=True),
    Key("search", "Ctrl+F", "search", "", place=""),
    Key("palette", "Ctrl+K", "commands", "Find", place=""),
    Key("go_ask", "Ctrl+Shift+A", "ask", "Find", place=""),
    Key("next_mark", "F", "marked words", "Find", letter=True),
    Key("show_new", ".", "show new", "Find", letter=True),
    Key("key_sheet", "?", "this sheet", "Find", letter=True, place=""),
    Key("await_goal", "G", "then I, S, A, N, T: go to a page", "Go", "G", letter=True, place=""),
    Key("settings", "Ctrl+,", "settings", "Go", place=""),
    Key("quick_reply", "Meta+Alt+Shift+R" if MAC else "Ctrl+Alt+Shift+R", "quick reply", "Go", place=""),
    Key("quit", "Ctrl+Q", "quit Sotto", "Go", place=""),
    Key("larger_text", "Ctrl++", "larger text", "View", place=""),
    Key("smaller_text", "Ctrl+-", "smaller text", "View", place=""),
    Key("usual_text", "Ctrl+0", "usual text", "View", place=""),
    Key("", "T", "table of a chart", "View", letter=True, place="insights"),
    Key("", "Left", "parts of the page", "Move", "←  →", place="training"),
    Key("", "T", "loss as a table", "Tonight", letter=True, place="training"),
    Key("", "Down", "next, previous", "Samples", "↓  ↑", place="training"),
    Key("", "Space", "leave out, take in", "Samples", place="training"),
    Key("", "Return", "change words", "Samples", "↩", place="training"),
    Key("", "Left", "this one is better", "Morning report", "←  →", place="training"),
    Key("", "=", "both the same", "Morning report", place="training"),
    *(
        Key(
            f"sprint_choose_{n}",
            f"{n}",
            "choose draft",
            "Write" if n == 1 else "",
            "1 – 9",
            letter=True,
            place="sprint",
        )
        for n in range(1, 10)
    ),
    *(Key(f"sprint_steer_{n}", f"Ctrl+Shift+{n}", "steer", place="sprint") for n in (1, 2, 3, 4)),
    Key("sprint_send", "Ctrl+Return", "send and next", "Write", place="sprint"),
    Key("sprint_done", "E", "done", "Decide", letter=True, place="sprint"),
    Key("sprint_skip", "S", "skip", "Decide", letter=True, place="sprint"),
    Key("sprint_snooze", "H", "snooze", "Decide", letter=True, place="sprint"),
    Key("sprint_pause", "P", "pause", "Decide", letter=True, place="sprint"),
    Key("sprint_reject", "X", "dismiss a draft", "Write", letter=True, place="sprint"),
    Key("sprint_write", "R", "write", "Write", letter=True, place="sprint"),
    Key("sprint_edit", "D", "edit a draft", "Write", letter=True, place="sprint"),
    Key("sprint_steer", "Ctrl+J", "steer", "Write", place="sprint"),
    Key("sprint_new_drafts", "Ctrl+R", "new drafts", "Write", place="sprint"),
    Key("ask_next_pane", "F6", "next pane", "Move", place="ask"),
    Key("ask_previous_pane", "Shift+F6", "previous pane", place="ask"),
)


#: Keys of the inbox by what they say and press: the same on another page changes with them.
_TWINS = {(key.words, key.sequence): key.act for key in KEYS if key.act and key.place == "inbox"}


def in_use(changed: Mapping[str, str]) -> tuple[Key, ...]:
    """The map with the keys that the person changed: name of the act → key as Qt writes it."""
    if not changed:
        return KEYS
    seen: set[tuple[str, str]] = set()
    found = []
    for key in KEYS:
        act = key.act if key.act in changed else _TWINS.get((key.words, key.sequence), "")
        wanted = changed.get(act, "") if key.act and (key.act, key.place) not in seen else ""
        seen.add((key.act, key.place))
        found.append(replace(key, sequence=wanted, caps="", letter=is_letter(wanted)) if wanted else key)
    return tuple(found)


def is_letter(sequence: str) -> bool:
    """Whether a key is pressed without Ctrl, Alt or the like, so that it rests while something is typed."""
    bare = sequence.removeprefix("Shift+")
    return len(bare) == 1


def cap(sequence: str) -> str:
    """A shortcut as this platform writes it, short enough for a key cap."""
    if MAC:
        return QKeySequence(sequence).toString(QKeySequence.SequenceFormat.NativeText)
    return sequence.replace("Return", "↩").replace("Escape", "Esc")


def caps(text: str) -> str:
    """Caps written for a Mac, as this platform has them."""
    return text if MAC else text.replace("⌘", "Ctrl+").replace("⌥", "Alt+").replace("⇧", "Shift+")
