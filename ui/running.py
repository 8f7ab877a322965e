"""One run of the window: the first steps, the store or a demo, a passphrase or a problem, until it ends."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from app import clock, demo, erasing, logs, paths, settings, sources, vault
from app.conductor import Conductor
from app.paths import Home
from app.settings import Settings
from app.vault import Vault
from app.wording import problems
from engine.problems import PassphraseMissing, PassphraseWrong, Problem
from ui import beginning, foreground
from ui.beginning import Beginning
from ui.main_window import MainWindow
from ui.model_fetch import ModelFetch
from ui.onboarding import MESSAGES, Start
from ui.opening import STOP_S, open_window, prepared
from ui.passphrase import Passphrase
from ui.problem_page import ProblemPage
from ui.single_instance import QUICK

#: How long the start waits for a command that writes for moments.
OPEN_WITHIN_S = 2.0
WriteDemo = Callable[[Path, int | None], tuple[Path, Path]]


class Running:
    """One run of the window, from onboarding or the store to its end.

    Attributes:
        home: whose window this is.
        screen: what is shown now.
    """

    def __init__(self, home_option: Path | None) -> None:
        self.home = paths.home(home_option)
        self._kept = settings.load(self.home)
        self.theme = prepared(self._kept)
        self.screen: QWidget | None = None
        self._vault: Vault | None = None
        self._conductor: Conductor | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._writing: threading.Thread | None = None
        self.fetch = ModelFetch(self.home)
        self.fetch.arrived.connect(self._model_arrived)
        self._steps: Beginning | None = None
        self._again: Callable[[], None] = self.begin
        self.restarts = False

    def begin(self) -> None:
        """The store if there is one, else the first steps."""
        step = beginning.place_of(self._kept)
        if self.home.database.exists() and not step:
            self._open_own(self._kept)
        else:
            self._begin_steps(step)

    def set_up(self, step: int) -> None:
        """The first steps once more, beside the window."""
        if self._steps is None:
            self._begin_steps(step)
        else:
            self._steps.window.show_step(step)
        assert self._steps is not None
        foreground.bring(self._steps.window)

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

    def hear_wish(self, wish: str) -> None:
        """Another start of the same home wants the window, or quick reply."""
        if isinstance(self.screen, MainWindow):
            self.screen.wished.emit("quick_reply" if wish == QUICK else "raise")
        elif self.screen is not None:
            foreground.bring(self.screen)

    def quit(self) -> None:
        """End Sotto, also where closing the window would leave it in the tray."""
        if isinstance(self.screen, MainWindow):
            self.screen.wished.emit("quit")
        else:
            QApplication.quit()

    def end(self) -> None:
        """Give everything back."""
        self.fetch.close()
        self._end_steps()
        if self._writing is not None:
            self._writing.join()
        self._close_vault()
        if self._folder is not None:
            self._folder.cleanup()

    def forget_everything(self) -> None:
        """Close the window, remove the home it shows with its key, and begin anew."""
        window, opened = self.screen, self._vault
        if opened is None or not isinstance(window, MainWindow):
            return
        QApplication.setQuitOnLastWindowClosed(False)
        window.may_close = lambda: True
        window.close()
        window.deleteLater()
        self.screen = None
        self._forget_home(opened.home)
        QApplication.setQuitOnLastWindowClosed(True)

    def _close_vault(self) -> None:
        """Unless the conductor could not stop in time: it ends with the process, which the store bears."""
        if self._vault is not None and not (self._conductor is not None and self._conductor.running):
            self._vault.close()

    def _forget_home(self, home: Home) -> None:
        self._close_vault()
        try:
            if home.root.exists():  # that of a throw-away vault went with it
                erasing.forget_everything(home)
        except Problem as problem:
            self._say(problem, lambda: self._forget_home(home))
            return
        self._vault = self._conductor = None
        self._kept = settings.load(paths.home(home.root)) if home == self.home else self._kept
        self.begin()

    def _begin_steps(self, step: int) -> None:
        """The first steps: as the only window, or beside the one that is open."""
        window = self.screen if isinstance(self.screen, MainWindow) else None
        own = window is not None and self._vault is not None and self._vault.home == self.home
        steps = self._steps = Beginning(
            self.theme,
            self.home,
            self._kept,
            self.fetch,
            open_vault=None if window is not None else lambda: self._own_vault(None),
            step=step,
            last_read=window.desk.status().last_sync_at if window is not None and own else None,
        )
        steps.chosen.connect(self._chosen)
        steps.restart_wished.connect(self._restart)
        if window is None:
            self._show(steps.window)
        else:
            steps.window.show()

    def _chosen(self, start: Start, source: Path | None) -> None:
        """What the first steps ended in; whatever is open already and fits stays."""
        steps, window = self._steps, self.screen if isinstance(self.screen, MainWindow) else None
        own = window is not None and self._vault is not None and self._vault.home == self.home
        if start is Start.DEMO:
            self._end_steps()
            if window is None:
                self.begin_demo(throwaway=True)
            return
        copy = source if start is Start.COPY else None
        if window is not None and own:
            assert self._conductor is not None
            window.preferences.change(onboarded=True, **({"source": str(copy)} if copy is not None else {}))
            self._conductor.follow(source, sources.address_book() if copy is None else None)
            self._end_steps()
            return
        self._kept = beginning.settled(self._kept, copy)
        if steps is not None and steps.conductor is not None and steps.vault is not None:
            opened, conductor = steps.vault, steps.conductor
            steps.vault = steps.conductor = None
            conductor.use_settings(self._kept)
            self._open(opened, self._kept, conductor)
            self._end_steps()
        else:
            self._open_own(self._kept)
            self._end_steps()
        self._keep()

    def _end_steps(self) -> None:
        """The window of the steps goes; what it began to read goes with it unless it was taken over."""
        if self._steps is None:
            return
        steps, self._steps = self._steps, None
        steps.end()
        if steps.conductor is not None and steps.vault is not None:
            steps.conductor.stop(STOP_S)
            steps.vault.close()
        if steps.window is not self.screen:
            steps.window.close()
            steps.window.deleteLater()

    def _keep(self) -> None:
        try:
            settings.save(self.home, self._kept)
        except Problem as problem:
            logs.event("settings_not_saved", problem=problem.code)

    def _restart(self) -> None:
        self.restarts = True
        self.quit()

    def _model_arrived(self) -> None:
        if self._conductor is not None:
            self._conductor.reload_model()

    def _place_wished(self, name: str) -> None:
        if name == "first_steps":
            self.set_up(MESSAGES)

    def _open_own(self, kept: Settings) -> None:
        def begin(opened: Vault) -> None:
            named = Path(kept.source) if kept.source else None
            try:
                source, contacts = sources.of_home(opened, named, None)
            except Problem as problem:
                opened.close()
                self._say(problem, lambda: self._open_own(kept))
            else:
                self._open(opened, kept).follow(source, contacts)

        self._try(self._own_vault, begin)

    def _own_vault(self, passphrase: str | None) -> Vault:
        return vault.open_vault(self.home, write=True, passphrase=passphrase, within_s=OPEN_WITHIN_S, by_window=True)

    def _try(
        self, opening: Callable[[str | None], Vault], then: Callable[[Vault], None], passphrase: str | None = None
    ) -> None:
        """Open a vault and go on; ask for the passphrase where one is needed, say every other problem."""
        try:
            opened = opening(passphrase)
        except (PassphraseMissing, PassphraseWrong) as problem:
            self._ask(problem, lambda typed: self._try(opening, then, typed))
        except Problem as problem:
            self._say(problem, lambda: self._try(opening, then, passphrase))
        else:
            then(opened)

    def _ask(self, problem: Problem, again: Callable[[str], None]) -> None:
        page = self.screen
        if not isinstance(page, Passphrase):
            page = Passphrase(self.theme, is_new=vault.card(self.home) is None)
            page.given.connect(again)
            self._show(page)
        if isinstance(problem, PassphraseWrong):
            page.say(problems.sentence(problem).what)

    def _open(self, opened: Vault, kept: Settings, conductor: Conductor | None = None) -> Conductor:
        """The window on an open vault; one that was open before closes, and with it its vault."""
        before, self._vault = self._vault, opened
        conductor = self._conductor = conductor or Conductor(opened, kept, clock=clock.now)
        window = open_window(
            opened,
            kept,
            conductor,
            theme=self.theme,
            own=self.home,
            fetch=self.fetch,
            forget_everything=self.forget_everything,
        )
        window.place_wished.connect(self._place_wished)
        self._replace(window)
        if before is not None and before is not opened:
            before.close()
        return conductor

    def _say(self, problem: Problem, again: Callable[[], None]) -> None:
        """Say why the store could not be opened; `again` tries once more."""
        self._again = again
        page = self.screen
        if not isinstance(page, ProblemPage):
            page = ProblemPage(self.theme)
            page.again.connect(lambda: self._again())
            self._show(page)
        page.show_problem(problem)

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
