"""The first steps."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.access import Access, is_database, probe
from ui.onboarding import Onboarding, Start
from ui.theme import Theme


@pytest.fixture
def answers() -> list[Access]:
    return [Access.DENIED]


@pytest.fixture
def welcome(qtbot: QtBot, theme: Theme, answers: list[Access]) -> Onboarding:
    made = Onboarding(theme, Path("chat.db"), check=lambda _source: answers[-1])
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_demo_needs_one_key(welcome: Onboarding, qtbot: QtBot) -> None:
    assert welcome.demo.hasFocus()
    with qtbot.waitSignal(welcome.chosen) as heard:
        qtbot.keyClick(welcome.demo, Qt.Key.Key_Space)
    assert heard.args == [Start.DEMO, None]


def test_only_the_true_state_is_shown_and_the_page_notices_by_itself(
    welcome: Onboarding, answers: list[Access], qtbot: QtBot
) -> None:
    qtbot.mouseClick(welcome.own, Qt.MouseButton.LeftButton)
    assert welcome.state_title.text() == "Waiting for access"
    assert not welcome.go_on.isEnabled()
    answers.append(Access.GRANTED)
    welcome._probing.timeout.emit()
    assert welcome.state_title.text() == "Sotto can read your messages"
    with qtbot.waitSignal(welcome.chosen) as heard:
        qtbot.mouseClick(welcome.go_on, Qt.MouseButton.LeftButton)
    assert heard.args == [Start.MESSAGES, Path("chat.db")]


def test_looking_again_each_second_ends_with_the_step(welcome: Onboarding) -> None:
    welcome.show_step(1)
    assert welcome._probing.isActive()
    assert welcome._probing.interval() == 1000
    welcome.show_step(0)
    assert not welcome._probing.isActive()


def test_elsewhere_than_on_a_mac_it_says_so(qtbot: QtBot, theme: Theme) -> None:
    welcome = Onboarding(theme, None)
    qtbot.addWidget(welcome)
    welcome.show()
    welcome.show_step(1)
    assert welcome.state_title.text() == "Not available on this computer"
    assert not welcome.state_button.isVisible()
    assert welcome.stay.isVisible()


def test_staying_with_the_demo_always_works(welcome: Onboarding, qtbot: QtBot) -> None:
    welcome.show_step(1)
    with qtbot.waitSignal(welcome.chosen) as heard:
        qtbot.mouseClick(welcome.stay, Qt.MouseButton.LeftButton)
    assert heard.args == [Start.DEMO, None]


def test_a_copied_history_is_looked_at_before_it_is_taken(welcome: Onboarding, tmp_path: Path, qtbot: QtBot) -> None:
    wrong, right = tmp_path / "notes.txt", tmp_path / "chat.db"
    wrong.write_text("nothing")
    right.write_bytes(b"SQLite format 3\x00" + b"\x00" * 100)
    welcome.import_copy(wrong)
    assert welcome.file_problem.isVisible()
    with qtbot.waitSignal(welcome.chosen) as heard:
        welcome.import_copy(right)
    assert heard.args == [Start.COPY, right]


def test_access_is_found_by_trying(tmp_path: Path) -> None:
    there = tmp_path / "chat.db"
    there.write_bytes(b"SQLite format 3\x00")
    assert probe(None) is Access.NO_MAC
    assert probe(tmp_path / "no") is Access.ABSENT
    assert probe(tmp_path) is Access.DENIED
    assert probe(there) is Access.GRANTED
    assert not is_database(tmp_path)
