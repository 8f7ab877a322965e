"""Undo brings back what the window had let go: rows, and drafts that were dismissed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from photographer import DELE, INES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from engine.domain import State
from ui.main_window import MainWindow
from ui.retracing import Retracing


def test_undo_brings_a_finished_row_back_once_the_store_has_it(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.inbox.select(INES)
    window.front.finish()
    desk.change(INES, state=State.DONE)
    window.front.reading.at_once()
    assert window.front.inbox.current() == DELE
    window.undo()
    assert window.front.inbox.rows.row_of(INES) is None
    desk.change(INES, state=State.NEEDS_REPLY)
    window.front.reading.at_once()
    assert window.front.inbox.current() == INES
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == INES


def test_a_finished_row_is_no_newcomer_while_the_store_lags(window: MainWindow) -> None:
    window.front.inbox.touched()
    window.front.inbox.select(INES)
    window.front.finish()
    window.front.reading.at_once()
    assert window.front.inbox.rows.n_new == 0
    assert window.front.inbox.rows.row_of(INES) is None


def test_all_keeps_what_is_done(window: MainWindow) -> None:
    window.front.inbox.segments.setCurrentIndex(3)
    window.front.inbox.select(INES)
    window.front.finish()
    assert window.front.inbox.rows.row_of(INES) is not None
    assert window.front.inbox.current() != INES


def test_undo_offers_a_dismissed_draft_in_its_old_place(window: MainWindow, conductor: ScriptedConductor) -> None:
    drafts = window.front.conversation.drafts
    before = [option.response_id for option in drafts.options]
    drafts.dismissal.reject(drafts.options[1], "too_long")
    assert "r2" not in [option.response_id for option in drafts.options]
    window.undo()
    assert [option.response_id for option in drafts.options] == before
    assert conductor.wishes[-1] == ("undo",)


def test_undo_of_a_dismissal_elsewhere_opens_that_conversation(window: MainWindow) -> None:
    drafts = window.front.conversation.drafts
    drafts.dismissal.reject(drafts.options[0], "")
    window.front.inbox.select(DELE)
    window.undo()
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == INES


def test_dismissing_every_draft_says_what_to_press(window: MainWindow) -> None:
    drafts = window.front.conversation.drafts
    while drafts.options:
        drafts.dismissal.reject(drafts.options[0], "")
    assert drafts.isVisible()
    assert drafts.notice.title.text() == "No drafts left"


def test_acts_are_retraced_newest_first(qtbot: QtBot, conductor: ScriptedConductor) -> None:
    wishes = Retracing(conductor)
    told: list[object] = []
    wishes.brought_back.connect(told.append)
    wishes.offered_again.connect(told.append)
    wishes.done(1)
    wishes.snooze(2, datetime(2026, 10, 8).astimezone())
    wishes.accept("r1", "text")
    wishes.dismiss(3, None)
    for _ in range(5):
        wishes.undo()
    assert told == [3, "r1", 2, 1]
    assert conductor.wishes[-5:] == [("undo",)] * 5


def test_the_selection_survives_a_new_order(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.inbox.select(DELE)
    desk.rows = list(reversed(desk.rows))
    window.front.reading.at_once()
    assert window.front.inbox.current() == DELE
    assert window.front.inbox.list.selectionModel().isSelected(window.front.inbox.list.currentIndex())


def test_a_segment_without_the_open_conversation_opens_nothing(window: MainWindow) -> None:
    window.front.inbox.select(DELE)
    window.front.inbox.segments.setCurrentIndex(1)
    window.front.inbox.segments.setCurrentIndex(0)
    assert window.front.inbox.current() == DELE
    assert window.front.conversation.head is not None
    assert window.front.conversation.head.conversation_id == DELE


def test_steering_gives_the_digits_back(window: MainWindow, qtbot: QtBot, conductor: ScriptedConductor) -> None:
    edit = window.front.conversation.steer.field.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "offer Monday")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    assert conductor.wishes[-1] == ("suggest", INES, False, "offer Monday")
    assert window.front.inbox.list.hasFocus()


def test_the_first_rows_of_an_import_open_the_most_pressing(
    open_window: Callable[..., MainWindow], desk: ScriptedDesk
) -> None:
    rows, desk.rows = desk.rows, []
    window = open_window()
    assert window.front.conversation.head is None
    desk.rows = rows
    window.front.reading.at_once()
    assert window.front.inbox.current() == INES
    assert window.front.conversation.head is not None
