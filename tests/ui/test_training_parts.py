"""The optional parts of training on their page: size first, one act, progress, an end at will, and what went wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from pictures_training import lacking
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from training_world import World, page_of, world

from app import parts
from app.part_news import Installed, Progressed
from app.parts import Parts
from app.paths import Home
from app.training import Part
from app.training_shown import Shown
from engine.problems import Cancelled, PartsNotInstalled, Problem
from ui.theme import Theme
from ui.training_install import Stage
from ui.training_page import TrainingPage

ON_ITS_WAY = Progressed("fetching", "torch", 300_000_000, 600_000_000, 300_000_000)


class Scripted:
    """An installation that waits for the person, or ends as it is told.

    Attributes:
        end: what it meets, None for success. waits: it goes on until it is stopped.
    """

    def __init__(self) -> None:
        self.end: Problem | None = None
        self.waits = False
        self.closed = threading.Event()

    def __call__(self, home: Home, found: Parts) -> Scripted:
        return self

    def __enter__(self) -> Scripted:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed.set()

    def run(self, progress: Callable[[Progressed], None], cancelled: Callable[[], bool]) -> Installed:
        progress(ON_ITS_WAY)
        pause = threading.Event()
        while self.waits:
            if cancelled():
                raise Cancelled
            pause.wait(0.01)
        if self.end is not None:
            raise self.end
        return Installed(300_000_000, 0)


@pytest.fixture
def home() -> Iterator[World]:
    with world(filled=False) as made:
        made.machine.part = Part.NOT_INSTALLED
        made.install = Scripted()
        yield made


@pytest.fixture
def page(home: World, qtbot: QtBot, theme: Theme) -> Iterator[TrainingPage]:
    window = home.window(theme)
    qtbot.addWidget(window)
    made = page_of(window)
    made.show_training(lacking(made))
    yield made
    made.leave()
    made.install.close()


def begin(home: World, page: TrainingPage, end: Problem | None = None, *, waits: bool = False) -> Scripted:
    running = home.install
    assert isinstance(running, Scripted)
    running.end, running.waits = end, waits
    page.lacks.install.click()
    return running


def test_size_disk_and_network_are_told_before_the_first_byte(page: TrainingPage) -> None:
    said = page.lacks.offer.text()
    assert said.startswith("They take about 1.2 GB")
    assert "3.1 GB of free disk needed, 61.0 GB free. They are fetched over the network by pip." in said
    assert page.install.standing.stage is Stage.NONE


def test_the_command_can_be_copied_in_place_of_it(page: TrainingPage) -> None:
    assert page.found is not None
    page.lacks.copy.click()
    found = lacking(page).parts
    assert found is not None
    assert QGuiApplication.clipboard().text() == parts.command(found)
    assert "torch==" in parts.command(found)


def test_it_shows_how_far_it_is_and_ends_when_the_person_says_so(home: World, page: TrainingPage, qtbot: QtBot) -> None:
    running = begin(home, page, waits=True)
    qtbot.waitUntil(lambda: page.lacks.now.text() == "Fetching torch: 300 MB of 600 MB")
    assert 0 < page.lacks.progress.value() < page.lacks.progress.maximum()
    assert page.lacks.install.isHidden()
    page.lacks.cancel.click()
    qtbot.waitUntil(lambda: page.install.standing.stage is Stage.STOPPED)
    assert page.lacks.now.text().startswith("Stopped. Everything works as before")
    assert running.closed.is_set()
    assert not page.lacks.install.isHidden()


def test_what_went_wrong_is_said_with_what_to_do_and_it_can_be_tried_again(
    home: World, page: TrainingPage, qtbot: QtBot
) -> None:
    begin(home, page, PartsNotInstalled(reason="no_network"))
    qtbot.waitUntil(lambda: page.install.standing.stage is Stage.FAILED)
    assert "there is no connection. Everything else works as before." in page.lacks.now.text()
    assert page.lacks.install.isVisible()


def test_once_they_are_here_the_page_is_read_anew(home: World, page: TrainingPage, qtbot: QtBot) -> None:
    home.machine.part = Part.INSTALLED
    begin(home, page)
    qtbot.waitUntil(lambda: page.found is not None and page.found.part is Part.INSTALLED)
    assert page.install.standing.stage is Stage.THERE
    assert page.lacks.saying.title.text() == "No model to train"


def test_it_goes_on_while_another_page_is_in_sight(home: World, page: TrainingPage, qtbot: QtBot) -> None:
    begin(home, page, waits=True)
    qtbot.waitUntil(lambda: page.lacks.now.text().startswith("Fetching"))
    window = page.window()
    window.go("inbox")  # type: ignore[attr-defined]  # the main window
    assert page.install.standing.busy
    window.go("training")  # type: ignore[attr-defined]
    assert page.lacks.cancel.isVisible()


def test_closing_the_window_ends_it(home: World, page: TrainingPage, qtbot: QtBot) -> None:
    running = begin(home, page, waits=True)
    page.window().close()
    assert running.closed.is_set()


def test_where_no_trainer_is_there_is_nothing_to_install(page: TrainingPage) -> None:
    found = page.found
    assert isinstance(found, Shown)
    page.show_training(replace(found, part=Part.MISSING, parts=None))
    assert page.lacks.saying.title.text() == "This Sotto can’t train yet"
    assert page.lacks.install.isHidden()
    assert page.lacks.offer.isHidden()
