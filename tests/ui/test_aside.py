"""What takes long is read beside the Qt thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from engine.problems import Problem, SourceBusy
from ui.aside import AFTER_PAINT_MS, Aside
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme


@pytest.fixture
def aside(qapp: object) -> Iterator[Aside]:
    made = Aside("the desk")
    yield made
    made.close()


def test_it_reads_on_a_thread_of_its_own_and_tells_on_this_one(aside: Aside, qtbot: QtBot) -> None:
    heard: list[tuple[object, int]] = []
    aside.ask("a", lambda desk: (desk, threading.get_ident()), lambda told: heard.append((told, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(heard))
    (desk, read_by), told_on = heard[0]  # type: ignore[misc]  # what the lambda made
    assert desk == "the desk"
    assert told_on == threading.get_ident() != read_by


def test_a_newer_wish_of_the_same_name_replaces_the_older_one(aside: Aside, qtbot: QtBot) -> None:
    held, heard = threading.Event(), list[str]()
    aside.ask("slow", lambda _desk: held.wait(5), lambda _told: heard.append("slow"))
    for n in range(3):
        aside.ask("name", lambda _desk, n=n: n, lambda told: heard.append(str(told)))  # type: ignore[misc]
    held.set()
    aside.ask("last", lambda _desk: None, lambda _told: heard.append("last"))
    qtbot.waitUntil(lambda: "last" in heard)
    assert heard == ["slow", "2", "last"]


def test_what_has_time_waits_for_the_paint_and_only_the_newest_of_a_name_is_read(aside: Aside, qtbot: QtBot) -> None:
    heard = list[str]()
    for n in range(3):
        aside.ask_later("name", lambda _desk, n=n: str(n), heard.append)  # type: ignore[misc]
    aside.ask("now", lambda _desk: "now", heard.append)
    qtbot.waitUntil(lambda: len(heard) > 1)
    qtbot.wait(2 * AFTER_PAINT_MS)
    assert heard == ["now", "2"]


def test_an_answer_that_is_no_longer_wished_for_is_not_told(aside: Aside, qtbot: QtBot) -> None:
    begun, held, heard = threading.Event(), threading.Event(), list[str]()

    def old(_desk: object) -> str:
        begun.set()
        held.wait(5)
        return "old"

    aside.ask("name", old, heard.append)
    assert begun.wait(5)
    aside.ask("name", lambda _desk: "new", heard.append)
    held.set()
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["new"]


def test_a_problem_is_told_and_reading_goes_on(aside: Aside, qtbot: QtBot) -> None:
    problems: list[Problem] = []

    def busy(_desk: object) -> None:
        raise SourceBusy

    aside.ask("a", busy, lambda _told: pytest.fail("told"), problems.append)
    aside.ask("b", lambda _desk: 1 / 0, lambda _told: pytest.fail("told"))
    heard: list[int] = []
    aside.ask("c", lambda _desk: 3, heard.append)
    qtbot.waitUntil(lambda: heard == [3])
    assert [type(problem) for problem in problems] == [SourceBusy]


def test_a_closed_one_tells_nothing_more(qtbot: QtBot) -> None:
    aside = Aside("the desk")
    heard: list[object] = []
    aside.ask("a", lambda desk: desk, heard.append)
    aside.close()
    qtbot.wait(1)
    assert heard == []


def test_the_window_shows_what_was_read_aside(
    qtbot: QtBot, theme: Theme, conductor: ScriptedConductor, preferences: Preferences
) -> None:
    desk = ScriptedDesk()
    aside = Aside(desk)
    window = MainWindow(theme, desk, conductor, preferences, aside)
    qtbot.addWidget(window)
    window.show()
    window.front.reading.soon()
    qtbot.waitUntil(lambda: window.front.inbox.rows.rowCount() == 8)
    aside.close()
