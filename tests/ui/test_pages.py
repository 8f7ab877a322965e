"""Pages of the window: going to them by rail and by keys, and what rests while another is in sight."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from at_once import AtOnce
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import events
from app.events import Event
from ui.go_keys import SECOND_KEY_MS
from ui.main_window import MainWindow
from ui.page import Page
from ui.preferences import Preferences
from ui.rail import Place
from ui.theme import Theme

Key = Qt.Key


class AskPage(Page):
    """A page that writes down what it is told."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.told: list[object] = []
        self.steps = 0
        self.edit = QLineEdit()
        QVBoxLayout(self).addWidget(self.edit)

    def enter(self) -> None:
        self.told.append("enter")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocus()

    def leave(self) -> None:
        self.told.append("leave")

    def hear(self, event: Event) -> None:
        self.told.append(event)

    def fit(self, width: int, height: int) -> None:
        self.told.append((width, height))

    def step_back(self) -> bool:
        self.steps += 1
        return self.steps == 1


@pytest.fixture
def made() -> list[AskPage]:
    return []


@pytest.fixture
def house(
    qtbot: QtBot, theme: Theme, desk: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences,
    made: list[AskPage],
) -> Callable[[], MainWindow]:  # fmt: skip
    def page(window: MainWindow) -> AskPage:
        made.append(AskPage(window.theme))
        return made[-1]

    def opened() -> MainWindow:
        places = [Place("ask", "ask", "Ask"), Place("settings", "settings", "Settings", at_foot=True)]
        window = MainWindow(
            theme,
            desk,
            conductor,
            preferences,
            AtOnce(desk),
            places=places,
            pages={"ask": page},
            elsewhere={"settings"},
        )
        qtbot.addWidget(window)
        window.show()
        with qtbot.waitActive(window):
            window.activateWindow()
        window.begin()
        return window

    return opened


def test_a_page_is_made_when_it_is_first_gone_to(
    house: Callable[[], MainWindow], made: list[AskPage], qtbot: QtBot
) -> None:
    window = house()
    assert made == []
    qtbot.mouseClick(window.rail.items["ask"], Qt.MouseButton.LeftButton)
    assert window.page is made[0]
    assert made[0].told == [(window.width(), window.height()), "enter"]
    qtbot.mouseClick(window.rail.items["inbox"], Qt.MouseButton.LeftButton)
    assert window.place == "inbox"
    assert window.front.inbox.list.hasFocus()
    window.go("ask")
    assert len(made) == 1
    assert made[0].told.count("enter") == 2
    assert made[0].told.count("leave") == 1


def test_g_and_a_letter_go_to_a_page(house: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = house()
    qtbot.keyClick(window.front.inbox.list, Key.Key_G)
    qtbot.keyClick(window.front.inbox.list, Key.Key_A)
    assert window.place == "ask"
    assert window.rail.items["ask"].isChecked()
    qtbot.keyClick(window.page, Key.Key_G)
    qtbot.keyClick(window.page, Key.Key_I)
    assert window.place == "inbox"


def test_g_and_any_other_letter_do_nothing(
    house: Callable[[], MainWindow], qtbot: QtBot, conductor: ScriptedConductor
) -> None:
    window = house()
    qtbot.keyClick(window.front.inbox.list, Key.Key_G)
    qtbot.keyClick(window.front.inbox.list, Key.Key_E)
    assert not [wish for wish in conductor.wishes if wish[0] == "done"]
    assert window.place == "inbox"


def test_the_second_key_has_a_second(
    house: Callable[[], MainWindow], qtbot: QtBot, conductor: ScriptedConductor
) -> None:
    window = house()
    qtbot.keyClick(window.front.inbox.list, Key.Key_G)
    qtbot.wait(SECOND_KEY_MS + 100)
    qtbot.keyClick(window.front.inbox.list, Key.Key_E)
    assert [wish for wish in conductor.wishes if wish[0] == "done"]


def test_keys_of_the_inbox_rest_on_another_page(
    house: Callable[[], MainWindow], qtbot: QtBot, conductor: ScriptedConductor
) -> None:
    window = house()
    window.go("ask")
    for key in (Key.Key_E, Key.Key_N, Key.Key_1):
        qtbot.keyClick(window.page, key)
    assert {wish[0] for wish in conductor.wishes} <= {"opened"}
    qtbot.keyClick(window.page, Key.Key_Z)
    assert conductor.wishes[-1] == ("undo",)


def test_what_happens_is_told_to_the_page_in_sight(house: Callable[[], MainWindow], made: list[AskPage]) -> None:
    window = house()
    window.go("ask")
    window.tell_page(events.RemindersChanged())
    window.go("inbox")
    window.tell_page(events.InboxChanged())
    assert [told for told in made[0].told if isinstance(told, events.RemindersChanged)]
    assert events.InboxChanged() not in made[0].told


def test_escape_steps_back_inside_a_page_first(
    house: Callable[[], MainWindow], made: list[AskPage], qtbot: QtBot
) -> None:
    window = house()
    window.go("ask")
    qtbot.keyClick(window.page, Key.Key_Escape)
    assert window.place == "ask"
    qtbot.keyClick(window.page, Key.Key_Escape)
    assert window.place == "inbox"


def test_what_stands_outside_the_pages_is_told(house: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = house()
    with qtbot.waitSignal(window.place_wished) as told:
        qtbot.mouseClick(window.rail.items["settings"], Qt.MouseButton.LeftButton)
    assert told.args == ["settings"]
    assert window.rail.items["inbox"].isChecked()
    with qtbot.waitSignal(window.place_wished) as told:
        qtbot.keyClick(window.front.inbox.list, Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert told.args == ["settings"]


def test_the_next_start_shows_the_page_that_was_left(house: Callable[[], MainWindow]) -> None:
    window = house()
    window.go("ask")
    window.close()
    assert house().place == "ask"


def test_a_page_that_is_gone_is_no_reason_not_to_start(
    house: Callable[[], MainWindow], preferences: Preferences
) -> None:
    preferences.keep("page", "gone")
    assert house().place == "inbox"
