"""What is said of training outside its page: the status bar, the tray, and one line in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from test_desktop import StandInTray
from training_world import World, world

from app import events, training_shown
from app.settings import Settings
from app.store import adapters, trainings
from app.store.adapters import State
from app.training import Part
from app.wording.tray import Line
from ui.desktop import Desktop
from ui.main_window import MainWindow
from ui.theme import Theme

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
READY = "Adapter 13 is ready to compare"


@pytest.fixture
def home() -> Iterator[World]:
    with world() as made:
        made.settings = Settings(train_at="02:30", quiet_from="00:00", quiet_to="00:00")
        yield made


@pytest.fixture
def tray(qapp: object) -> StandInTray:
    return StandInTray()


@pytest.fixture
def window(home: World, qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    made = home.window(theme)
    qtbot.addWidget(made)
    made.go("inbox")
    made.preferences.keep("adapter_told", "12")
    yield made
    made.go("inbox")  # its pages look no more


@pytest.fixture
def desktop(
    window: MainWindow, home: World, tray: StandInTray, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Desktop]:
    """Wired to the news as the application does it; the person looks elsewhere."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = Desktop(window, window.preferences.home, tray=tray)
    qtbot.addWidget(made.quick)
    news = home.news
    assert news is not None
    news.said.connect(made.show_training)
    news.ready.connect(lambda number: made.notifications.offer(number, news.is_news, news.told))
    made.begin()
    window.hide()
    yield made
    QApplication.setQuitOnLastWindowClosed(True)
    made.end()


def test_one_line_in_the_morning_leads_to_the_page_and_is_not_told_again(
    desktop: Desktop, window: MainWindow, home: World, tray: StandInTray
) -> None:
    assert home.news is not None
    home.news.look()
    assert tray.knocked.count((READY, "")) == 1
    home.news.look()
    desktop.notifications.look()
    assert tray.knocked.count((READY, "")) == 1
    window.go("inbox")
    tray.knock_answered.emit()
    assert window.place == "training"


def test_in_quiet_hours_it_waits_for_their_end(
    desktop: Desktop, window: MainWindow, home: World, tray: StandInTray
) -> None:
    assert home.news is not None
    window.preferences.change(quiet_from="00:00", quiet_to="23:59")
    home.news.look()
    assert (READY, "") not in tray.knocked
    window.preferences.change(quiet_to="00:00")
    desktop.notifications.look()
    assert (READY, "") in tray.knocked


def test_what_was_decided_meanwhile_is_not_told(
    desktop: Desktop, window: MainWindow, home: World, tray: StandInTray
) -> None:
    assert home.news is not None
    window.preferences.change(quiet_from="00:00", quiet_to="23:59")
    home.news.look()
    adapters.put_state(home.vault.db, 13, State.KEPT)
    home.news.look()
    window.preferences.change(quiet_to="00:00")
    desktop.notifications.look()
    assert (READY, "") not in tray.knocked


def test_the_tray_says_what_the_status_bar_says(
    desktop: Desktop, window: MainWindow, home: World, tray: StandInTray
) -> None:
    assert home.news is not None
    job = home.add_job()
    home.work(job)
    with home.working():
        home.news.look()
        assert tray.training.text() == window.status.training.text() == "Training now, step 372 of 600"
        trainings.move(home.vault.db, job.id, stage="checking")
        home.news.look()
        assert tray.training.text() == "Training now, measuring"
    window.preferences.change(train_at="01:00")
    assert tray.training.text() == READY


def test_many_news_are_read_once(home: World, window: MainWindow, qtbot: QtBot) -> None:
    assert home.news is not None
    read: list[str] = []

    class Counting:
        def ask(self, name: str, *_: object) -> None:
            read.append(name)

    window.reads = Counting()  # type: ignore[assignment]  # it is only counted
    for _ in range(20):
        home.news.hear(events.TrainingChanged("one"))
    qtbot.waitUntil(lambda: bool(read))
    assert read == ["training line"]


@pytest.mark.parametrize(
    ("part", "arch", "said"),
    [
        (Part.INSTALLED, "qwen3", ""),
        (Part.NOT_INSTALLED, "qwen3", "Training waits: its parts are not installed"),
        (Part.INSTALLED, "phi3", "Training waits: the model in use can’t learn"),
        (Part.INSTALLED, "", "Training waits: no model is in use"),
    ],
)
def test_an_hour_is_only_promised_where_something_can_come_of_it(part: Part, arch: str, said: str) -> None:
    with world(filled=False) as bare:
        if arch:
            bare.add_model(arch=arch)
        db, home = bare.vault.db, bare.vault.home
        assert training_shown.line(db, home, bare.settings, part=part).said == said
        assert training_shown.line(db, home, Settings(), part=part) == Line()
