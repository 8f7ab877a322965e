"""Starting and ending the window: vault, conductor, bridge and theme are put together here."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

from app import clock, demo, paths, settings, sources, vault
from app.conductor import Conductor
from app.settings import Settings
from app.vault import Vault
from app.wording import problems
from engine.problems import Problem
from ui.bridge import Bridge
from ui.empty_page import EmptyPage
from ui.main_window import MainWindow
from ui.news import News
from ui.onboarding import Onboarding, Start
from ui.remembering import Remembering
from ui.store_desk import StoreDesk
from ui.theme import Theme

STOP_S = 10.0
WriteDemo = Callable[[Path, int | None], tuple[Path, Path]]


def prepared(kept: Settings) -> Theme:
    """The application's look for these settings; makes the QApplication if there is none."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Sotto")
    theme = Theme(mode=kept.appearance.value, scale=kept.text_scale, reduced_motion=kept.reduced_motion)
    theme.wear(app)
    QFontMetrics(theme.font("body")).height()  # loads the font before the first window needs it
    return theme


def open_window(opened: Vault, kept: Settings, conductor: Conductor, *, theme: Theme | None = None) -> MainWindow:
    """Show the window on an open vault and start its conductor; closing the window stops it."""
    worn = theme or prepared(kept)
    remembering = Remembering(opened.home, kept)
    desk = StoreDesk(opened.reader(), clock.now)
    window = MainWindow(worn, desk, conductor, remembering, letters=kept.single_letter_keys)
    bridge = Bridge(conductor)
    bridge.setParent(window)
    bridge.told.connect(News(window, desk).hear)

    def end() -> None:
        bridge.close()
        conductor.stop(STOP_S)
        remembering.save()

    window.closing.connect(end)
    window.show()
    window.begin()
    conductor.start()
    return window


class Running:
    """One run of the window, from onboarding or the store to its end.

    Attributes:
        screen: what is shown now.
    """

    def __init__(self, home_option: Path | None) -> None:
        self._home = paths.home(home_option)
        self._kept = settings.load(self._home)
        self.theme = prepared(self._kept)
        self.screen: QWidget | None = None
        self._vault: Vault | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def begin(self) -> None:
        """The store if there is one, else the first steps."""
        if self._home.database.exists():
            self._open_own(self._kept)
        else:
            welcome = Onboarding(self.theme, sources.of_this_mac())
            welcome.chosen.connect(self._chosen)
            self._show(welcome)

    def begin_demo(self, *, throwaway: bool, n_messages: int | None = None, write: WriteDemo = demo.written) -> None:
        """The demo inbox, in a vault that is gone afterwards or in this home."""
        try:
            opened = vault.throwaway() if throwaway else vault.open_vault(self._home, write=True)
        except Problem as problem:
            self._say(problem)
            return
        self._folder = tempfile.TemporaryDirectory(prefix="sotto-demo-")
        folder = Path(self._folder.name)
        source, contacts = write(folder, n_messages)
        self._open(opened, self._kept, source, contacts)

    def end(self) -> None:
        """Give everything back."""
        if self._vault is not None:
            self._vault.close()
        if self._folder is not None:
            self._folder.cleanup()

    def _chosen(self, start: Start, source: Path | None) -> None:
        match start:
            case Start.DEMO:
                self.begin_demo(throwaway=True)
            case Start.MESSAGES:
                self._open_own(msgspec.structs.replace(self._kept, onboarded=True))
            case Start.COPY:
                self._open_own(msgspec.structs.replace(self._kept, onboarded=True, source=str(source)))

    def _open_own(self, kept: Settings) -> None:
        try:
            opened = vault.open_vault(self._home, write=True)
            source = sources.chosen(None, kept.source)
        except Problem as problem:
            self._say(problem)
            return
        contacts = Path(kept.contacts) if kept.contacts else sources.address_book()
        self._open(opened, kept, source, contacts)

    def _open(self, opened: Vault, kept: Settings, source: Path, contacts: Path | None) -> None:
        self._vault = opened
        conductor = Conductor(opened, kept, clock=clock.now)
        self._replace(open_window(opened, kept, conductor, theme=self.theme))
        conductor.follow(source, contacts)

    def _say(self, problem: Problem) -> None:
        words = problems.sentence(problem)
        page = EmptyPage(self.theme)
        page.setWindowTitle("Sotto")
        page.resize(self.theme.px(760), self.theme.px(460))
        page.show_words("info", words.what, words.next, "Close")
        page.first.clicked.connect(page.close)
        self._show(page)

    def _show(self, screen: QWidget) -> None:
        screen.show()
        self._replace(screen)

    def _replace(self, screen: QWidget) -> None:
        before, self.screen = self.screen, screen
        if before is not None:
            before.close()
            before.deleteLater()


def run(home_option: Path | None) -> int:
    """Open the window and stay until it is closed."""
    return _stay(Running(home_option), lambda running: running.begin())


def open_demo(home_option: Path | None, n_messages: int | None) -> int:
    """Open the window on the demo inbox and stay until it is closed."""
    throwaway = home_option is None
    return _stay(Running(home_option), lambda running: running.begin_demo(throwaway=throwaway, n_messages=n_messages))


def _stay(running: Running, begin: Callable[[Running], None]) -> int:
    begin(running)
    try:
        return QApplication.exec()
    finally:
        running.end()
