"""Where the window was, kept in the settings of a home."""

from __future__ import annotations

import msgspec

from app import logs, settings
from app.paths import Home
from app.settings import Settings
from engine.problems import Problem


class Remembering:
    """Recalls and keeps texts by name; written to disk by `save`, so that closing costs one small file."""

    def __init__(self, home: Home, kept: Settings) -> None:
        self._home = home
        self.settings = kept

    def recall(self, name: str) -> str:
        """What was kept under a name, "" if nothing."""
        if name == "text_scale":
            return str(self.settings.text_scale)
        return self.settings.window if name == "window" else self.settings.splitters.get(name, "")

    def keep(self, name: str, value: str) -> None:
        """Keep it for the next start."""
        if name == "window":
            self.settings = msgspec.structs.replace(self.settings, window=value)
        elif name == "text_scale":
            self.settings = msgspec.structs.replace(self.settings, text_scale=float(value))
            self.save()
        else:
            self.settings = msgspec.structs.replace(self.settings, splitters=self.settings.splitters | {name: value})

    def save(self) -> None:
        """Write the settings; a home that cannot be written is no reason not to close."""
        try:
            settings.save(self._home, self.settings)
        except Problem as problem:
            logs.event("settings_not_saved", problem=problem.code)
