"""Starting and ending the window: vault, conductor, bridge and theme are put together here."""

from __future__ import annotations

import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QWidget

from app import clock, demo, logs, paths, settings, sources, vault
from app.conductor import Conductor
from app.model_in_use import ModelInUse
from app.settings import Settings
from app.vault import Vault
from app.wording import problems
from engine.problems import PassphraseMissing, PassphraseWrong, Problem
from ui import motion
from ui.aside import Aside
from ui.bridge import Bridge
from ui.empty_page import EmptyPage
from ui.main_window import MainWindow
from ui.news import News
from ui.onboarding import Onboarding, Start
from ui.pages import PAGES, PLACES
from ui.passphrase import Passphrase
from ui.preferences import Preferences
from ui.store_desk import StoreDesk
from ui.theme import Theme

STOP_S = 10.0
#: How long the conductor may keep the interpreter while the window wants it; the default of 5 ms is felt.
YIELD_S = 0.0001
WriteDemo = Callable[[Path, int | None], tuple[Path, Path]]


def prepared(kept: Settings) -> Theme:
    """The application's look for these settings; makes the QApplication if there is none."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Sotto")
    sys.setswitchinterval(YIELD_S)
    theme = Theme(mode=kept.appearance.value, scale=kept.text_scale, reduced_motion=motion.reduced(kept.motion))
    theme.wear(app)
    QFontMetrics(theme.font("body")).height()  # loads the font before the first window needs it
    return theme


def open_window(opened: Vault, kept: Settings, conductor: Conductor, *, theme: Theme | None = None) -> MainWindow:
    """Show the window on an open vault and start its conductor; closing the window stops it."""
    worn = theme or prepared(kept)
    preferences = Preferences(opened.home, kept)
    desk = StoreDesk(opened.reader(), clock.now, ModelInUse(opened.home))
    aside = Aside(StoreDesk(opened.reader(), clock.now, ModelInUse(opened.home)))
    window = MainWindow(worn, desk, conductor, preferences, aside, places=PLACES, pages=PAGES)
    aside.setParent(window)
    preferences.setParent(window)
    preferences.changed.connect(conductor.use_settings)
    bridge = Bridge(conductor)
    bridge.setParent(window)
    bridge.told.connect(News(window, desk).hear)

    def end() -> None:
        bridge.close()
        aside.close()
        conductor.stop(STOP_S)
        preferences.save()

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
        self._conductor: Conductor | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._writing: threading.Thread | None = None

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

        def begin(opened: Vault) -> None:
            conductor = self._open(opened, self._kept)
            self._folder = tempfile.TemporaryDirectory(prefix="sotto-demo-")
            self._writing = threading.Thread(
                target=_write_and_follow, args=(write, Path(self._folder.name), n_messages, conductor), daemon=True
            )
            self._writing.start()

        if throwaway:
            self._try(lambda _passphrase: vault.throwaway(), begin)
        else:
            self._try(self._own_vault, begin)

    def end(self) -> None:
        """Give everything back."""
        if self._writing is not None:
            self._writing.join()
        if self._vault is not None and not (self._conductor is not None and self._conductor.running):
            self._vault.close()  # a conductor that could not stop in time ends with the process; the store bears that
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
        def begin(opened: Vault) -> None:
            named = Path(kept.source) if kept.source else None
            try:
                source, contacts = sources.of_home(opened, named, None)
            except Problem as problem:
                opened.close()
                self._say(problem)
            else:
                self._open(opened, kept).follow(source, contacts)

        self._try(self._own_vault, begin)

    def _own_vault(self, passphrase: str | None) -> Vault:
        return vault.open_vault(self._home, write=True, passphrase=passphrase)

    def _try(
        self, opening: Callable[[str | None], Vault], then: Callable[[Vault], None], passphrase: str | None = None
    ) -> None:
        """Open a vault and go on; ask for the passphrase where one is needed, say every other problem."""
        try:
            opened = opening(passphrase)
        except (PassphraseMissing, PassphraseWrong) as problem:
            self._ask(problem, lambda typed: self._try(opening, then, typed))
        except Problem as problem:
            self._say(problem)
        else:
            then(opened)

    def _ask(self, problem: Problem, again: Callable[[str], None]) -> None:
        page = self.screen
        if not isinstance(page, Passphrase):
            page = Passphrase(self.theme, is_new=vault.card(self._home) is None)
            page.given.connect(again)
            self._show(page)
        if isinstance(problem, PassphraseWrong):
            page.say(problems.sentence(problem).what)

    def _open(self, opened: Vault, kept: Settings) -> Conductor:
        self._vault = opened
        conductor = self._conductor = Conductor(opened, kept, clock=clock.now)
        self._replace(open_window(opened, kept, conductor, theme=self.theme))
        return conductor

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


def _write_and_follow(write: WriteDemo, folder: Path, n_messages: int | None, conductor: Conductor) -> None:
    """Write the demo beside the open window, then let it be read; on a thread of its own."""
    try:
        source, contacts = write(folder, n_messages)
    except Exception as bug:  # noqa: BLE001 - the top of this thread
        logs.bug(bug)
    else:
        conductor.follow(source, contacts)


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
