"""What is said aloud as it happens: drafts, silence, sending, red, each once and as urgently as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from announcements import Said, listening
from photographer import DELE, INES, THEO, option, suggestions
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import events
from app.send import Reach
from app.store.outbox import Letter, Stage
from app.wording.sending import UNVERIFIED
from ui.desktop import Desktop
from ui.main_window import MainWindow
from ui.news import News
from ui.preferences import Preferences

#: What the offscreen platform cannot do.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_whole: Callable[..., MainWindow], desk: ScriptedDesk, conductor: ScriptedConductor) -> MainWindow:
    desk.made[DELE] = suggestions(DELE, [option(41, "Yes, once.")])
    window = open_whole()
    conductor.hear(News(window, desk).hear)
    return window


@pytest.fixture
def said(window: MainWindow) -> Iterator[list[Said]]:
    with listening() as heard:
        yield heard


def test_drafts_that_came_are_counted(window: MainWindow, conductor: ScriptedConductor, said: list[Said]) -> None:
    window.front.inbox.select(INES)
    assert said == []
    conductor.tell(events.SuggestionsReady(INES, "q"))
    assert said == [Said("3 drafts ready", assertive=False)]
    conductor.tell(events.SuggestionsExtended(INES, "q"))
    assert len(said) == 1
    window.front.inbox.select(DELE)
    conductor.tell(events.SuggestionsReady(INES, "q"))
    assert len(said) == 1
    conductor.tell(events.SuggestionsReady(DELE, "q"))
    assert said[1:] == [Said("1 draft ready", assertive=False)]


def test_a_decision_that_is_the_persons_is_said(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, said: list[Said]
) -> None:
    window.front.inbox.select(DELE)
    desk.made[DELE] = suggestions(DELE, [], silent_reason="money")
    conductor.tell(events.SuggestionsReady(DELE, "q"))
    desk.made[DELE] = suggestions(DELE, [], silent_reason="sticker_only")
    conductor.tell(events.SuggestionsReady(DELE, "q"))
    assert said == [Said("No draft, needs your decision", False), Said("No draft for a sticker", False)]


@pytest.mark.parametrize(("letters", "key"), [(True, "Z"), (False, "Undo")])
def test_sending_says_how_long_it_can_be_undone(
    window: MainWindow,
    desk: ScriptedDesk,
    preferences: Preferences,
    conductor: ScriptedConductor,
    said: list[Said],
    qtbot: QtBot,
    letters: bool,
    key: str,
) -> None:
    desk.reached[INES] = Reach.CHAT
    preferences.change(send_by_script=True, single_letter_keys=letters)
    window.front.inbox.select(INES)
    window.front.conversation.choose(2)
    qtbot.keyClick(window.front.conversation.composer.edit, Qt.Key.Key_Return, CTRL)
    assert said == [Said(f"Sending in 8 seconds, {key} to undo", assertive=False)]
    conductor.tell(events.SendCounting(INES, 6))
    conductor.tell(events.SendCounting(INES, 5))
    assert len(said) == 1
    desk.letters[INES] = Letter(1, INES, None, "Kept words", Stage.UNKNOWN, None, 1)
    conductor.tell(events.SendEnded(INES, Stage.UNKNOWN))
    assert said[-1].text.startswith(UNVERIFIED[0])


def test_red_is_said_at_once_and_once(window: MainWindow, conductor: ScriptedConductor, said: list[Said]) -> None:
    window.front.inbox.select(THEO)
    red = [one for one in said if one.assertive]
    assert len(red) == 1
    assert red[0].text.startswith("High risk. ")
    window.front.conversation.reload()
    conductor.tell(events.SuggestionsReady(THEO, "q"))
    assert [one for one in said if one.assertive] == red
    window.front.inbox.select(INES)
    assert [one for one in said if one.assertive] == red


def test_a_sprint_says_whose_card_it_is_and_red_at_once(
    window: MainWindow, conductor: ScriptedConductor, said: list[Said]
) -> None:
    window.go("sprint")
    first = said[-1]
    assert first.text.startswith("Ines Calloway, ")
    assert first.text.endswith("Worth checking. 1 of 8")
    assert not first.assertive
    window.acts["sprint_skip"]()
    window.acts["sprint_skip"]()
    assert said[-1].text.startswith("+44 7700 900142, ")
    assert "High risk" in said[-1].text
    assert said[-1].assertive
    window.acts["sprint_skip"]()
    window.undo()
    assert said[-1].text.startswith("Back: +44 7700 900142, ")
    assert not said[-1].assertive


def test_where_there_are_no_other_drafts_that_is_said_and_not_that_they_are_ready(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, said: list[Said]
) -> None:
    desk.made[INES] = replace(desk.made[INES], silent_reason="no_others")
    conductor.tell(events.SuggestionsReady(INES, "q"))
    assert said[-1] == Said("There are no others", assertive=False)


def test_a_sprint_says_what_came_or_why_nothing_will(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, said: list[Said]
) -> None:
    window.go("sprint")
    conductor.tell(events.SuggestionsReady(INES, "q"))
    assert said[-1] == Said("3 drafts ready", assertive=False)
    desk.made[INES] = suggestions(INES, [], silent_reason="money")
    conductor.tell(events.SuggestionsReady(INES, "q"))
    assert said[-1] == Said("No draft, needs your decision", assertive=False)


def test_quick_reply_says_what_came_for_the_conversation_that_is_expanded(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, said: list[Said], qtbot: QtBot
) -> None:
    desktop = Desktop(window, window.preferences.home)
    qtbot.addWidget(desktop.quick)
    conductor.hear(desktop.hear)
    window.front.reading.at_once()
    desktop.quick.open(conversation_id=4)
    said.clear()
    desk.made[4] = suggestions(4, [option(70, "On page two."), option(71, "Last page.")])
    conductor.tell(events.SuggestionsReady(DELE, "q"))
    assert said == []
    conductor.tell(events.SuggestionsReady(4, "q"))
    assert said == [Said("2 drafts ready", assertive=False)]
    desktop.quick.dismiss()
    conductor.tell(events.SuggestionsReady(4, "q"))
    assert len(said) == 1
