"""What the person set, and where the window was, kept in the settings of a home and applied at once."""

from __future__ import annotations

from typing import Any, Protocol

import msgspec
from PySide6.QtCore import QObject, Signal

from app import logs, settings
from app.paths import Home
from app.settings import Settings
from engine.problems import Problem


class Remembered(Protocol):
    """Where the window was, as text: geometry, splitter positions, the page, the open conversation."""

    def recall(self, name: str) -> str:
        """What was kept under a name, "" if nothing."""

    def keep(self, name: str, value: str) -> None:
        """Keep it for the next start."""


class Preferences(QObject):
    """The settings of a home while its window is open.

    Attributes:
        settings: those that hold now.
        home: whose they are.

    Signals:
        changed: other settings hold; carries them.
        not_saved: they hold until Sotto ends, but could not be written (a `Problem`).
        saved: they were written.
    """

    changed = Signal(object)
    not_saved = Signal(object)
    saved = Signal()

    def __init__(self, home: Home, kept: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.home = home
        self.settings = kept

    def change(self, **fields: Any) -> None:
        """Set fields of `Settings`; they hold at once and are written.

        Raises:
            msgspec.ValidationError: a value is out of its range; nothing changed.
        """
        wanted = msgspec.structs.replace(self.settings, **fields)
        wanted = msgspec.json.decode(msgspec.json.encode(wanted), type=Settings)
        if wanted == self.settings:
            return
        self.settings = wanted
        self.save()
        self.changed.emit(wanted)

    def recall(self, name: str) -> str:
        """See `Remembered`."""
        return self.settings.window if name == "window" else self.settings.splitters.get(name, "")

    def keep(self, name: str, value: str) -> None:
        """See `Remembered`; written by `save`, so that closing costs one small file."""
        if name == "window":
            self.settings = msgspec.structs.replace(self.settings, window=value)
        else:
            self.settings = msgspec.structs.replace(self.settings, splitters=self.settings.splitters | {name: value})

    def save(self) -> None:
        """Write the settings; a home that cannot be written is no reason not to close."""
        try:
            settings.save(self.home, self.settings)
        except Problem as problem:
            logs.event("settings_not_saved", problem=problem.code)
            self.not_saved.emit(problem)
        else:
            self.saved.emit()
