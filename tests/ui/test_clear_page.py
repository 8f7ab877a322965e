"""The page where nobody waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from photographer import NOW
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk

from app.clear_desk import Awaited, ClearDesk, DuePromise, Today
from engine.domain import State
from ui import clear_page
from ui.buttons import Button
from ui.main_window import MainWindow
from ui.surface import Words

FOUND = ClearDesk(
    NOW.replace(hour=18, minute=20),
    (Awaited(9, "Harbour shoot", "Quote sent, no answer yet", 90_000),),
    1,
    Today(43, 16.2, 52.0),
    (DuePromise(5, "Send the stylist list", "Kit Abernathy", True),),
)


@pytest.fixture
def clear(open_window: Callable[..., MainWindow], desk: ScriptedDesk) -> MainWindow:
    desk.rows = [row for row in desk.rows if row.state is not State.NEEDS_REPLY]
    desk.clear = FOUND
    return open_window()


def words_in(window: MainWindow) -> list[str]:
    return [label.text() for label in window.front.clear_page.findChildren(Words) if label.isVisible()]


def test_it_says_until_when_it_is_usually_quiet(clear: MainWindow) -> None:
    page = clear.front.clear_page
    assert page.title.text() == "You’re clear"
    assert page.text.text() == (
        "Thursdays are usually quiet until about 18:20.\nSotto keeps watch and will only knock for something urgent."
    )


def test_today_and_what_is_promised_stand_beside_it_in_place_of_the_inspector(clear: MainWindow) -> None:
    shown = words_in(clear)
    for word in ("Answered", "43", "Median wait", "16 min", "Time saved, estimate", "52 min", "Promises due tomorrow"):
        assert word in shown
    assert "Send the stylist list · Kit Abernathy" in shown
    assert not clear.front.inspector.isVisible()


def test_a_small_window_goes_without_the_figures(open_window: Callable[..., MainWindow], desk: ScriptedDesk) -> None:
    desk.rows = [row for row in desk.rows if row.state is not State.NEEDS_REPLY]
    desk.clear = FOUND
    window = open_window(1100, 700)
    assert "Answered" not in words_in(window)
    assert "Harbour shoot" in words_in(window)


def test_nudge_opens_the_conversation_with_texts(clear: MainWindow, qtbot: QtBot) -> None:
    nudge = next(one for one in clear.front.clear_page.findChildren(Button) if one.text() == "Nudge…")
    qtbot.mouseClick(nudge, Qt.MouseButton.LeftButton)
    head = clear.front.conversation.head
    assert head is not None
    assert head.conversation_id == 9
    assert clear.front.conversation.drafts.notice.title.text() == "Ask Harbour shoot again?"
    assert clear.front.inspector.isVisible()


def test_an_empty_list_beside_others_that_wait_is_no_clear_desk(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.rows = [row for row in desk.rows if row.state is not State.LATER]
    window.front.reading.at_once()
    window.front.inbox.segments.setCurrentIndex(2)
    window.front.inbox.show_new()
    window.front._show_centre()
    assert window.front.clear_page.title.text() == "Nothing in this list"
    assert window.front.clear_page.first.text() == "Look at Needs reply, 8"


def test_nothing_is_claimed_that_was_not_counted() -> None:
    assert clear_page.figures(Today(0, None, None)) == [("Answered", "0")]
    assert clear_page.quiet_words(None) == "Nobody is waiting for you."


@pytest.mark.parametrize(
    ("count", "said"), [(0.2, "under 1 min"), (16.2, "16 min"), (60.0, "1 h"), (125.0, "2 h 5 min")]
)
def test_minutes_are_told_in_hours(count: float, said: str) -> None:
    assert clear_page.minutes(count) == said


def test_a_promise_names_whom_it_was_given_to_once() -> None:
    named = DuePromise(1, "Send the list to Kit", "Kit Abernathy", has_clock=False)
    assert clear_page.promised(named) == "Send the list to Kit"


def test_it_says_where_more_people_owe_an_answer_than_it_lists(clear: MainWindow, desk: ScriptedDesk) -> None:
    assert "Waiting on them" in words_in(clear)
    desk.clear = replace(FOUND, n_awaited=8)
    clear.front.reading.at_once()
    assert "Waiting on them, the longest 1 of 8" in words_in(clear)
