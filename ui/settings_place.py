"""The way to the settings: their window is made when it is first gone to, and told what happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app import events, sockets
from app.events import Event
from app.wording import settings as words
from ui import times
from ui.hotkey.hotkey import Hotkey
from ui.model_fetch import ModelFetch
from ui.pages import ELSEWHERE
from ui.question import Question

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.settings_window import SettingsWindow

NAME = "settings"
#: What the window of the settings needs, in pieces that load fast.
MODULES = ("ui.errand", "ui.drop_down", "ui.setting_rows", "ui.settings_nav", "ui.settings_window", "ui.setting_fields")


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
        self._told = 0  # sockets of this process and its errands, when it was last looked
        main.place_wished.connect(self._wished)
        main.status.sockets_wished.connect(self.show_sockets)
        main.closing.connect(self.close)

    def open(self, page: str = "") -> None:
        """Show the settings at a page, "" for the one that was last in sight."""
        self._made().open(page)

    def prepare(self) -> Iterator[None]:
        """Make their window before it is wanted; a pause after each piece."""
        for name in MODULES:
            import_module(name)
            yield
        window = self._made()
        yield
        for _ in window.prepare():
            yield
            if self.window is not window:
                return

    def hear(self, event: Event) -> None:
        """Something happened in the core."""
        if isinstance(event, events.SocketsChanged):
            self._note(event.count)
        if self.window is not None:
            self.window.hear(event)

    def show_sockets(self) -> None:
        """The log of connections, over the main window."""
        Question(
            self._main.theme,
            self._main,
            self.tr("Sockets opened since start"),
            words.socket_log(self._socket_log, sockets.opened()),
            self.tr("OK"),
            no="",
        ).ask()

    def hide(self) -> None:
        """Show nothing of them now."""
        if self.window is not None:
            self.window.hide()

    def close(self) -> None:
        """The main window is gone, and this one with it."""
        if self.window is not None:
            self.window.end()
            self.window = None

    def _made(self) -> SettingsWindow:
        if self.window is None:
            from ui.settings_window import SettingsWindow

            self.window = SettingsWindow(self._main, self._hotkey, fetch=self._fetch, forget_everything=self._forget)
            self.window.socket_log = self._socket_log
        return self.window

    def _note(self, count: int) -> None:
        """Connections were opened: when, and for what."""
        fetch = self.window.fetch if self.window is not None else self._fetch
        told, self._told = self._told, sockets.opened()
        if fetch is not None and fetch.standing.busy:
            why = words.SOCKETS_FETCH
        else:
            why = sockets.reason() if self._told > told else ""
        why = why or words.socket_reason(self._main.desk.status().remote)
        self._socket_log.append((times.clock(self._main.desk.now()), count, why))

    def _wished(self, place: str) -> None:
        if place in ELSEWHERE:
            self.open("" if place == NAME else place)
