"""What the person chose: a small file that may be damaged in any way without harm."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import msgspec

from app import logs, paths
from app.paths import Home
from engine.problems import HomeUnwritable


class Appearance(StrEnum):
    """Light, dark, or as the system has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """Everything that can be set; each default is the safe choice.

    Attributes:
        source: path of the message database that was named, "" for this Mac's own.
        contacts: path of the address book that was named, "" for this Mac's own.
        poll_s: seconds between looks at the source, 2 to 300.
        demo: the window shows the demo inbox.
        network: whether anything may open a socket; off unless the person switches it on.
        appearance: light, dark or as the system.
        reduced_motion: no movement in the window.
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
        onboarded: the first steps were shown.
    """

    source: str = ""
    contacts: str = ""
    poll_s: Annotated[float, msgspec.Meta(ge=2, le=300)] = 2.0
    demo: bool = False
    network: bool = False
    appearance: Appearance = Appearance.SYSTEM
    reduced_motion: bool = False
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
