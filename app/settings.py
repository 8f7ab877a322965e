"""What the person chose: a small file that may be damaged in any way without harm."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from app import logs, paths
from app.paths import Home
from engine.problems import HomeUnwritable

#: A time of day.
CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class Appearance(StrEnum):
    """Light, dark, or as the system has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Notify(StrEnum):
    """What Sotto may knock for while its window is not in front."""

    NOTHING = "nothing"
    URGENT = "urgent"
    URGENT_WITH_TEXT = "urgent_with_text"


class Motion(StrEnum):
    """Movement in the window: as the system has it, or never, or always."""

    SYSTEM = "system"
    REDUCED = "reduced"
    FULL = "full"


class Groups(StrEnum):
    """What happens to conversations of several people."""

    SHOW = "show"
    DRAFT = "draft"
    LEAVE_OUT = "leave_out"


class AfterDone(StrEnum):
    """What is shown after a conversation was answered or done."""

    NEXT = "next"
    STAY = "stay"


class Mark(msgspec.Struct, frozen=True):
    """A rule of the risk marks: whether the kind is marked, and from which score on, in [0, 1]."""

    on: bool = True
    threshold: Annotated[float, msgspec.Meta(ge=0, le=1)] | None = None


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Everything that can be set; each default is the safe choice.

    Attributes:
        source: path of the message database that was named, "" for this Mac's own.
        contacts: path of the address book that was named, "" for this Mac's own.
        poll_s: seconds between looks at the source, 2 to 300.
        demo: the window shows the demo inbox.
        appearance: light, dark or as the system.
        motion: movement in the window.
        single_letter_keys: E, H, J … work without a modifier.
        text_scale: size of text in the window, 0.8 to 2.0.
        window: geometry of the window as Qt saved it, hexadecimal; "" for the default.
        splitters: positions of the window's splitters by name, hexadecimal.
        model: file name of the chosen model, "" for none.
        drafts_ahead: conversations that have drafts before they are opened, 0 to 10; 0 for none.
        drafts_per_hour: drafts written ahead in an hour at most.
        draft_on_battery: whether drafts are written ahead while the machine runs on battery.
        idle_unload_s: seconds after which an unused model gives its memory back; 0 for never.
        train_at: local time of the nightly training as "HH:MM", "" for never.
        send_by_script: whether replies may be sent through Messages instead of copied.
        undo_s: seconds in which a reply that was sent can be taken back, 3 to 60.
        check_arrival: whether a reply that was sent is looked for in Messages.
        after_done: what is shown after a conversation was answered or done.
        start_at_login: Sotto starts with the session.
        keep_running: closing the window leaves Sotto in the menu bar.
        show_in_dock: Sotto has a place in the Dock (macOS).
        notify: what Sotto may knock for.
        quiet_from, quiet_to: local times between which nothing knocks, "HH:MM"; equal for never.
        quick_reply_key: the key that opens quick reply from anywhere, as Qt writes it; "" for none.
        keys: keys of the window that were changed: name of the act → key as Qt writes it.
        drafts_shown: drafts shown before more are asked for, 1 to 8.
        learn_from_edits: whether nightly training may learn from drafts that were changed.
        use_better_adapter: whether a better adapter is used without asking.
        keep_adapters: versions that are kept beside the one in use and the one that is offered.
        groups: what happens to conversations of several people.
        lock_after_min: idle minutes after which the window is locked; 0 for never.
        keep_messages_days, keep_memories_days, keep_drafts_days, keep_samples_days: how long the copy of messages,
            memories and briefs, unused drafts and training samples are kept; 0 until they are deleted.
        goal_min: the answer time the person aims at, in minutes; 0 for none.
        marks: rules of the risk marks by kind ("freeloader", "scam", "time_waste", "manipulation").
        own_phrases: words that the person wants to have marked.
        onboarded: the first steps were shown.
    """

    source: str = ""
    contacts: str = ""
    poll_s: Annotated[float, msgspec.Meta(ge=2, le=300)] = 2.0
    demo: bool = False
    appearance: Appearance = Appearance.SYSTEM
    motion: Motion = Motion.SYSTEM
    single_letter_keys: bool = True
    text_scale: Annotated[float, msgspec.Meta(ge=0.8, le=2.0)] = 1.0
    window: Annotated[str, msgspec.Meta(max_length=4096)] = ""
    splitters: dict[str, str] = {}
    model: str = ""
    drafts_ahead: Annotated[int, msgspec.Meta(ge=0, le=10)] = 3
    drafts_per_hour: Annotated[int, msgspec.Meta(ge=0, le=600)] = 60
    draft_on_battery: bool = True
    idle_unload_s: Annotated[float, msgspec.Meta(ge=0, le=86400)] = 900.0
    train_at: Annotated[str, msgspec.Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")] = ""
    send_by_script: bool = False
    undo_s: Annotated[int, msgspec.Meta(ge=3, le=60)] = 8
    check_arrival: bool = True
    after_done: AfterDone = AfterDone.NEXT
    start_at_login: bool = False
    keep_running: bool = False
    show_in_dock: bool = True
    notify: Notify = Notify.URGENT
    quiet_from: Annotated[str, msgspec.Meta(pattern=CLOCK)] = "21:00"
    quiet_to: Annotated[str, msgspec.Meta(pattern=CLOCK)] = "08:00"
    quick_reply_key: Annotated[str, msgspec.Meta(max_length=64)] = "Ctrl+Alt+Shift+R"
    keys: dict[str, str] = {}
    drafts_shown: Annotated[int, msgspec.Meta(ge=1, le=8)] = 3
    learn_from_edits: bool = True
    use_better_adapter: bool = False
    keep_adapters: Annotated[int, msgspec.Meta(ge=1, le=50)] = 5
    groups: Groups = Groups.SHOW
    lock_after_min: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 0
    keep_messages_days: Annotated[int, msgspec.Meta(ge=0, le=36500)] = 0
    keep_memories_days: Annotated[int, msgspec.Meta(ge=0, le=36500)] = 0
    keep_drafts_days: Annotated[int, msgspec.Meta(ge=0, le=36500)] = 30
    keep_samples_days: Annotated[int, msgspec.Meta(ge=0, le=36500)] = 365
    goal_min: Annotated[int, msgspec.Meta(ge=0, le=1440)] = 0
    marks: dict[str, Mark] = {}
    own_phrases: list[Annotated[str, msgspec.Meta(min_length=1, max_length=200)]] = []
    onboarded: bool = False


def load(home: Home) -> Settings:
    """The settings of a home. A damaged file is set aside (`.bad`); the last good ones or defaults hold."""
    try:
        return _read(home.settings)
    except FileNotFoundError:
        return Settings()
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        logs.event("settings_damaged", exception=type(error).__name__)
    _set_aside(home.settings)
    try:
        return _read(_last_good(home))
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return Settings()


def save(home: Home, settings: Settings) -> None:
    """Write the settings; they are also kept as the last good ones.

    Raises:
        HomeUnwritable: they could not be written; the old ones still hold.
        msgspec.ValidationError: a value is out of its range.
    """
    content = msgspec.json.format(msgspec.json.encode(settings)) + b"\n"
    msgspec.json.decode(content, type=Settings)
    try:
        paths.write_private(home.settings, content)
        paths.write_private(_last_good(home), content)
    except OSError as error:
        raise HomeUnwritable(path=str(home.settings), why=type(error).__name__) from None


def _read(path: Path) -> Settings:
    return msgspec.json.decode(path.read_bytes(), type=Settings)


def _last_good(home: Home) -> Path:
    return home.settings.with_suffix(".good.json")


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_suffix(".bad.json"))
    except OSError as error:
        logs.event("settings_stuck", exception=type(error).__name__)
