"""What the command palette offers: acts with their keys, people, and asking the history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from ui.keys import GOALS, cap, in_use
from ui.plain import one_line

if TYPE_CHECKING:
    from ui.main_window import MainWindow

THIS, DRAFTS, GO, PEOPLE, ASK = "This conversation", "Drafts", "Go to", "People", "Ask"
#: People shown at most, and how alike a misspelt command must be, of 100.
N_PEOPLE, ALIKE = 5, 78


@dataclass(frozen=True, slots=True)
class Command:
    """A row of the palette.

    Attributes:
        keys: caps of the keys that do the same, in their order.
        note: quiet words after the main ones.
        also: other names it is found by.
    """

    words: str
    section: str
    icon: str
    run: Callable[[], object]
    keys: tuple[str, ...] = ()
    note: str = ""
    also: str = ""


@dataclass(frozen=True, slots=True)
class _Offer:
    act: str
    words: str
    section: str
    icon: str
    also: str = ""


#: `{name}` is whose conversation is open; what names them is offered only while one is.
OFFERS = (
    _Offer("set_aside", "Snooze until…", THIS, "snooze", "later set aside postpone"),
    _Offer("until_they_write", "Snooze until {name} writes again", THIS, "snooze", "later"),
    _Offer("finish", "Done with {name}", THIS, "done", "archive finish close"),
    _Offer("mark_unread", "Mark as unread", THIS, "inbox", "new"),
    _Offer("write", "Write a reply", THIS, "edit", "compose answer"),
    _Offer("next_mark", "Show marked words in the thread", THIS, "flag", "risk span flag"),
    _Offer("versions", "Show earlier wordings", THIS, "edit", "edited versions history changed"),
    _Offer("not_a_risk", "Not a risk", THIS, "shield", "dismiss flag"),
    _Offer("show_brief", "Show the brief", THIS, "brief", "summary primer"),
    _Offer("show_risk", "Show risk", THIS, "shield", "scam"),
    _Offer("show_memory", "Show memory", THIS, "memory", "recall facts"),
    _Offer("show_voice", "Show voice", THIS, "voice", "style"),
    _Offer("steer_1", "Make the drafts shorter", DRAFTS, "edit", "brief"),
    _Offer("steer_2", "Make the drafts warmer", DRAFTS, "edit", "kinder friendlier"),
    _Offer("steer_3", "Say no", DRAFTS, "close", "decline refuse"),
    _Offer("steer_4", "Ask something", DRAFTS, "ask", "question"),
    _Offer("steer", "Say what you want", DRAFTS, "quill", "steer"),
    _Offer("new_drafts", "New drafts", DRAFTS, "refresh", "again regenerate"),
    _Offer("reject", "Dismiss a draft", DRAFTS, "close", "reject"),
    _Offer("search", "Search messages", GO, "search", "find"),
    _Offer("key_sheet", "Sheet of keys", GO, "keyboard", "shortcuts help"),
    _Offer("settings", "Settings", GO, "settings", "preferences options"),
    _Offer("quick_reply", "Quick reply", GO, "sprint", "popover"),
    _Offer("pause", "Pause Sotto for 1 h", GO, "pause", "rest quiet mute"),
    _Offer("go_on", "Go on after a pause", GO, "play", "resume continue"),
    _Offer("quit", "Quit Sotto", GO, "power", "exit end close"),
    _Offer("undo", "Undo the last act", GO, "undo", "back revert"),
    _Offer("larger_text", "Larger text", GO, "plus", "zoom bigger"),
    _Offer("smaller_text", "Smaller text", GO, "minus", "zoom"),
)
PLACES = {
    "inbox": ("Inbox", "inbox", "messages list"),
    "sprint": ("Sprint", "sprint", "one by one focus"),
    "ask": ("Ask", "ask", "history question reminders"),
    "insights": ("Insights", "insights", "figures charts statistics"),
    "training": ("Training", "training", "samples adapter learn"),
}


def commands(window: MainWindow) -> list[Command]:
    """Everything the palette can do now, in its order."""
    head = window.front.conversation.head if window.place == "inbox" else None
    made = []
    for offer in OFFERS:
        if _is_offered(window, offer) and (head is not None or offer.section not in (THIS, DRAFTS)):
            words = offer.words.replace("{name}", _first_name(head.name)) if head else offer.words
            run = partial(_run, window, offer.act)
            made.append(Command(words, offer.section, offer.icon, run, _caps(window, offer.act), also=offer.also))
    letters = {place: letter for letter, place in GOALS.items()}
    for place, (words, icon, also) in PLACES.items():
        if window.leads_to(place):
            made.append(Command(words, GO, icon, partial(window.go, place), ("G", letters[place]), also=also))
    made += [_person(window, row.conversation_id, row.name, row.chip) for row in window.front.inbox.rows.everybody()]
    return sorted(made, key=lambda command: (THIS, DRAFTS, GO, PEOPLE).index(command.section))


def _is_offered(window: MainWindow, offer: _Offer) -> bool:
    """Earlier wordings only where a message in the thread was edited."""
    is_there = offer.act != "versions" or window.front.conversation.opening.edited() is not None
    return offer.act in window.acts and is_there


def found(offered: Sequence[Command], text: str) -> list[Command]:
    """The commands that fit what was typed, best first inside their section."""
    wanted = one_line(text).casefold().split()
    scored = [(_fitness(wanted, command), command) for command in offered]
    sections = list(dict.fromkeys(command.section for command in offered))
    kept: list[Command] = []
    for section in sections:
        fitting = [(fit, command) for fit, command in scored if fit and command.section == section]
        fitting.sort(key=lambda pair: -pair[0])
        kept += [command for _fit, command in fitting[: N_PEOPLE if section == PEOPLE else None]]
    return kept


def ask_command(window: MainWindow, text: str) -> Command:
    """Ask the history what was typed."""
    asked = one_line(text)
    shown = asked if len(asked) <= 40 else asked[:40].rstrip() + "…"
    return Command(f"Ask your history “{shown}”", ASK, "ask", partial(window.ask, asked), (cap("Ctrl+Return"),))


def _fitness(wanted: Sequence[str], command: Command) -> int:
    """100 where every typed word begins one of the command's words, less where it is only like them, 0 else."""
    if not wanted:
        return 1
    own = f"{command.words} {command.note}".casefold().split()
    other = command.also.casefold().split()
    if all(any(word.startswith(part) for word in own) for part in wanted):
        return 100
    if all(any(word.startswith(part) for word in own + other) for part in wanted):
        return 99
    typed = " ".join(wanted)
    alike = round(fuzz.partial_ratio(typed, " ".join(own + other))) if len(typed) >= 4 else 0
    return alike if alike >= ALIKE else 0


def _person(window: MainWindow, conversation_id: int, name: str, chip: str) -> Command:
    return Command(name, PEOPLE, "person", partial(window.open_conversation, conversation_id), note=chip)


def _run(window: MainWindow, act: str) -> None:
    window.acts[act]()


def _caps(window: MainWindow, act: str) -> tuple[str, ...]:
    keys = in_use(window.preferences.settings.keys)
    sequence = next((key.sequence for key in keys if key.act == act), "")
    return (cap(sequence),) if sequence else ()


def _first_name(name: str) -> str:
    words = one_line(name).split()
    return words[0] if words and words[0][0].isalpha() else one_line(name)
