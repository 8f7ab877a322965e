"""The way to the settings: their window is made when it is first gone to, and told what happens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import events
from app.events import Event
from ui import times
from ui.hotkey.hotkey import Hotkey
from ui.model_fetch import ModelFetch
from ui.pages import ELSEWHERE

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.settings_window import SettingsWindow

NAME = "settings"


class SettingsPlace(QObject):
    """For one main window.

    Attributes:
        window: the settings, None before they were first opened.
    """

    def __init__(
        self,
        main: MainWindow,
        hotkey: Hotkey,
        *,
        fetch: ModelFetch | None = None,
        forget_everything: Callable[[], None] | None = None,
    ) -> None:
        """Args:
        fetch: a model that may be on its way already; it outlives this.
        forget_everything: ends the window and removes its home.
        """
        super().__init__(main)
        self._main, self._hotkey, self._fetch, self._forget = main, hotkey, fetch, forget_everything
        self.window: SettingsWindow | None = None
        self._socket_log: list[tuple[str, int, str]] = []
        main.place_wished.connect(self._wished)
        main.closing.connect(self.close)

    def open(self, page: str = "") -> None:
        """Show the settings at a page, "" for the one that was last in sight."""
        if self.window is None:
            from ui.settings_window import SettingsWindow

            self.window = SettingsWindow(self._main, self._hotkey, fetch=self._fetch, forget_everything=self._forget)
            self.window.socket_log = self._socket_log
        self.window.open(page)

    def hear(self, event: Event) -> None:
        """Something happened in the core."""
        if isinstance(event, events.SocketsChanged):
            self._note(event.count)
        if self.window is not None:
            self.window.hear(event)

    def hide(self) -> None:
        """Show nothing of them now."""
        if self.window is not None:
            self.window.hide()

    def close(self) -> None:
        """The main window is gone, and this one with it."""
        if self.window is not None:
            self.window.end()
            self.window = None

    def _note(self, count: int) -> None:
        """Connections were opened: when, and for what."""
        fetching = self.window is not None and self.window.fetch.standing.busy
        remote = self._main.desk.status().remote
        why = "model download" if fetching else f"your box {remote}" if remote else "a model or your box"
        self._socket_log.append((times.clock(self._main.desk.now()), count, why))

    def _wished(self, place: str) -> None:
        if place in ELSEWHERE:
            self.open("" if place == NAME else place)
