"""The first steps as part of a run: their place is kept over a restart, and messages are read while they go on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from app import clock, events, logs, settings, sources
from app.conductor import Conductor
from app.events import Event
from app.paths import Home
from app.settings import Settings
from app.vault import Vault
from engine.problems import Problem
from ui.aside import Aside
from ui.bridge import Bridge
from ui.model_fetch import ModelFetch
from ui.news import reading_words
from ui.onboarding import DONE, TRY, Onboarding, Start
from ui.theme import Theme

#: Under this name the step is kept.
PLACE = "first_steps"


class Beginning(QObject):
    """The window of the first steps, until something was chosen there.

    Attributes:
        window: what is shown.
        vault, conductor: the store and whoever reads into it meanwhile, None while nothing is read.

    Signals:
        chosen: how to begin, and the path of the messages.
        restart_wished: Sotto is to end and start again.
    """

    chosen = Signal(object, object)
    restart_wished = Signal()

    def __init__(
        self,
        theme: Theme,
        home: Home,
        kept: Settings,
        fetch: ModelFetch,
        *,
        open_vault: Callable[[], Vault] | None = None,
        step: int = TRY,
        last_read: datetime | None = None,
    ) -> None:
        """Nothing is shown yet.

        Args:
            fetch: outlives the steps.
            open_vault: opens the store of this home so that reading may begin; None where that is not wanted here.
            last_read: when messages were read last, None if never.
        """
        super().__init__()
        self._home, self._kept, self._open_vault = home, kept, open_vault
        self.vault: Vault | None = None
        self.conductor: Conductor | None = None
        self._bridge: Bridge | None = None
        self._aside = Aside(home)
        self.window = Onboarding(theme, home, sources.of_this_mac(), self._aside, fetch, step=step, last_read=last_read)
        self.window.chosen.connect(self._chosen)
        self.window.may_read.connect(self._read)
        self.window.stepped.connect(self._keep_place)
        self.window.restart_wished.connect(self.restart_wished)

    def end(self) -> None:
        """The steps are over: nothing is looked at any more; what reads goes on."""
        if self._bridge is not None:
            self._bridge.close()
        self._aside.close()

    def _chosen(self, start: Start, source: Path | None) -> None:
        self.chosen.emit(start, source)

    def _keep_place(self, step: int) -> None:
        """macOS may end Sotto at any time here, to apply what was switched on."""
        if self._open_vault is None or step in (TRY, DONE):
            return
        self._kept = msgspec.structs.replace(self._kept, splitters=self._kept.splitters | {PLACE: str(step)})
        try:
            settings.save(self._home, self._kept)
        except Problem as problem:
            logs.event("settings_not_saved", problem=problem.code)

    def _read(self, source: Path) -> None:
        """Begin to read; where the store asks for more than its keychain has, reading begins with the window."""
        if self.conductor is None and self._open_vault is not None:
            try:
                self.vault = self._open_vault()
            except Problem as problem:
                logs.event("not_read_yet", problem=problem.code)
                return
            self.conductor = Conductor(self.vault, self._kept, clock=clock.now)
            self._bridge = Bridge(self.conductor)
            self._bridge.told.connect(self._hear)
            self.conductor.start()
        if self.conductor is not None:
            own = source == sources.of_this_mac()
            self.conductor.follow(source, sources.address_book() if own else None)

    def _hear(self, event: Event) -> None:
        if isinstance(event, events.SyncProgressed) and event.done < event.total:
            self.window.say_reading(reading_words(event, clock.now()).rstrip(".") + ".")


def place_of(kept: Settings) -> int:
    """The step to begin with: where the person was when Sotto ended."""
    said = kept.splitters.get(PLACE, "")
    return int(said) if said in ("1", "2") else TRY


def settled(kept: Settings, source: Path | None = None) -> Settings:
    """The settings after the first steps; a copied history is read from now on."""
    splitters = {name: value for name, value in kept.splitters.items() if name != PLACE}
    named = kept.source if source is None else str(source)
    return msgspec.structs.replace(kept, onboarded=True, splitters=splitters, source=named)


def start_again() -> None:
    """Start a new Sotto with the same arguments; this one is at its end."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ui"]
    subprocess.Popen([*program, *sys.argv[1:]], start_new_session=True)
