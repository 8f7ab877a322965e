"""A window at the training page over the real core, whose jobs run in processes of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from training_world import Machine

from app.child import Child
from app.conductor import Conductor
from app.learning import Workers
from app.model_in_use import ModelInUse
from app.send import Mac
from app.settings import Motion, Settings
from app.vault import Vault
from ui.aside import Aside
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.news import News
from ui.pages import PLACES
from ui.preferences import Preferences
from ui.store_desk import StoreDesk
from ui.theme import Theme
from ui.training_news import TrainingNews
from ui.training_page import TrainingPage

#: Processes of training give way to everything else, so that on a busy machine they take their time.
PATIENCE_MS = 120_000


class AtWork:
    """The page, and what stands behind it.

    Attributes:
        machine: what the probes say.
    """

    def __init__(
        self, vault: Vault, theme: Theme, qtbot: QtBot, trainers: Workers, *, start: Callable[[bool], Child]
    ) -> None:
        self.machine, self.qtbot = Machine(), qtbot
        settings = Settings(motion=Motion.REDUCED)
        self.conductor = Conductor(
            vault, settings, mac=Mac(own=None), probes=self.machine.probes(), trainers=trainers, start=start
        )
        desks = [StoreDesk(vault.reader(), lambda: datetime.now(UTC), ModelInUse(vault.home)) for _ in "ab"]
        self.aside = Aside(desks[1])
        pages = {"training": lambda window: TrainingPage(window, probes=self.machine.probes())}
        preferences = Preferences(vault.home, settings)
        self.window = MainWindow(theme, desks[0], self.conductor, preferences, self.aside, places=PLACES, pages=pages)
        qtbot.addWidget(self.window)
        self.bridge = Bridge(self.conductor)
        self.bridge.told.connect(News(self.window, desks[0]).hear)
        self.news = TrainingNews(self.window)
        self.bridge.told.connect(self.news.hear)
        self.window.resize(1440, 900)
        self.window.show()
        self.window.begin()
        self.conductor.start()
        self.window.go("training")
        page = self.window.page
        assert isinstance(page, TrainingPage)
        self.page = page

    def wait(self, reached: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(reached, timeout=PATIENCE_MS)

    def press(self, name: str) -> None:
        """Press a button by its name, as soon as it is there and can be pressed."""

        def found() -> list[QAbstractButton]:
            buttons = self.page.findChildren(QAbstractButton)
            return [one for one in buttons if one.accessibleName() == name and one.isVisible() and one.isEnabled()]

        self.wait(lambda: bool(found()))
        found()[0].click()

    def title(self) -> str:
        return self.page.job.title.text()

    def states(self) -> dict[int, str]:
        return {row.version.id: row.accessibleName().split(", ")[1] for row in self.page.rows.rows}

    def close(self) -> None:
        self.page.leave()
        assert self.conductor.stop(30.0)
        self.bridge.close()
        self.aside.close()
