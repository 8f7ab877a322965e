"""Locking after a while without keys and pointer: the window is covered, and what else shows words is hidden."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app import unlocking
from engine.problems import Problem
from ui.errand import Errand
from ui.lock_page import LockPage
from ui.presence import Presence

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MINUTE_MS = 60_000


class Locking(QObject):
    """For one main window.

    Attributes:
        page: what covers it, None while it is open.
    """

    def __init__(self, main: MainWindow, presence: Presence, *, hide_others: Callable[[], None] = lambda: None) -> None:
        """`hide_others` closes what else shows words: settings, quick reply."""
        super().__init__(main)
        self._main, self._hide_others = main, hide_others
        self._errand = Errand(self)
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        self.page: LockPage | None = None
        main.preferences.changed.connect(lambda _settings: self._wind())
        main.closing.connect(self._errand.close)
        presence.felt.connect(self._somebody_is_there)
        self._wind()

    @property
    def locked(self) -> bool:
        """Whether the window is covered."""
        return self.page is not None

    def lock(self) -> None:
        """Cover the window now."""
        if self.page is not None:
            return
        self._hide_others()
        needs = unlocking.needs_passphrase(self._main.preferences.home)
        self.page = LockPage(self._main.theme, self._main, needs_passphrase=needs)
        self.page.unlock_wished.connect(self._try)

    def _somebody_is_there(self) -> None:
        """The time begins anew."""
        if self._idle.isActive():
            self._idle.start()

    def _wind(self) -> None:
        minutes = self._main.preferences.settings.lock_after_min
        if minutes:
            self._idle.start(minutes * MINUTE_MS)
        else:
            self._idle.stop()

    def _try(self, passphrase: str) -> None:
        page, home = self.page, self._main.preferences.home
        if page is None:
            return
        if not page.needs_passphrase:
            self._open()
            return

        def failed(_problem: Problem) -> None:
            page.say(self.tr("The keystore could not be read. Try again, or start Sotto anew."))

        self._errand.run(lambda: unlocking.opens(home, passphrase), self._answered, failed)

    def _answered(self, opens: bool) -> None:
        if opens:
            self._open()
        elif self.page is not None:
            self.page.say(self.tr("This is not the passphrase."))

    def _open(self) -> None:
        if self.page is not None:
            self.page.leave()
            self.page = None
        self._wind()
        self._main.front.inbox.list.setFocus()
