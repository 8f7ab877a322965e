"""What the keys of the window do, as the settings list them."""

from __future__ import annotations

from typing import Final

#: Title of a group → acts by their names in `ui.keys`, in order.
GROUPS: Final = {
    "Conversations": (
        "next_row", "previous_row", "write", "finish", "set_aside", "until_they_write", "mark_unread", "undo",
    ),
    "Drafts": ("send", "reject", "edit_draft", "steer", "new_drafts", "next_source"),
    "Find and tidy": ("search", "palette", "go_ask", "not_a_risk", "next_mark", "show_new", "jump_back"),
    "Panels": (
        "show_brief", "show_risk", "show_memory", "show_voice", "toggle_inspector", "next_pane", "previous_pane",
    ),
    "Window": ("settings", "key_sheet", "await_goal", "larger_text", "smaller_text", "usual_text"),
}  # fmt: skip
COLUMNS: Final = (("Conversations", "Drafts"), ("Find and tidy", "Panels", "Window"))
#: Keys that stay as they are, for a Mac.
FIXED: Final = {
    "Conversations": (("Open the conversation", "↩"), ("Back one level", "Esc")),
    "Drafts": (("Choose draft", "1 – 9"), ("Accept the grey text", "Tab")),
}
LABELS: Final = {
    "next_row": "Next conversation",
    "previous_row": "Previous conversation",
    "write": "Write a reply",
    "finish": "Done",
    "set_aside": "Snooze",
    "until_they_write": "Snooze until they write",
    "mark_unread": "Unread",
    "undo": "Undo the last act",
    "send": "Send, or copy",
    "reject": "Reject draft with a reason",
    "edit_draft": "Edit draft",
    "steer": "Say what you want",
    "new_drafts": "New drafts",
    "next_source": "Where a draft comes from",
    "search": "Search",
    "palette": "Command palette",
    "go_ask": "Ask your history",
    "not_a_risk": "Not a risk",
    "next_mark": "Next marked words",
    "show_new": "Show new messages",
    "jump_back": "Back from a source",
    "show_brief": "Brief",
    "show_risk": "Risk",
    "show_memory": "Memory",
    "show_voice": "Voice",
    "toggle_inspector": "Show or hide the panels",
    "next_pane": "Next pane",
    "previous_pane": "Previous pane",
    "settings": "Settings",
    "key_sheet": "Sheet of keys",
    "await_goal": "Go to a page, then its letter",
    "larger_text": "Larger text",
    "smaller_text": "Smaller text",
    "usual_text": "Usual text size",
}
#: Keys that widgets need for themselves.
TAKEN: Final = {
    "Tab": "moving between fields",
    "Shift+Tab": "moving between fields",
    "Backtab": "moving between fields",
    "Return": "opening and choosing",
    "Enter": "opening and choosing",
    "Space": "pressing buttons",
    "Up": "moving in lists",
    "Down": "moving in lists",
    "Left": "moving among drafts",
    "Right": "moving among drafts",
    "Backspace": "deleting text",
    "Del": "deleting text",
    "Ctrl+C": "copying",
    "Ctrl+V": "pasting",
    "Ctrl+X": "cutting",
    "Ctrl+Z": "text undo",
    "Ctrl+A": "choosing all text",
    "Ctrl+W": "closing windows",
}
#: The key that works while another program is in front.
ANYWHERE: Final = "Quick reply from anywhere"
SHEET: Final = "Press ? in any view for the sheet of its keys."


def taken(key: str, by: str) -> str:
    """Why a key was not taken."""
    return f"{key} is used for “{by[:1].lower()}{by[1:]}”. Choose another one."


def restoring(n: int) -> str:
    """What restoring all keys means."""
    return f"{n} key{'' if n == 1 else 's'} you changed {'goes' if n == 1 else 'go'} back to what Sotto came with."
