"""The card of a sprint: its drafts, what a risk allows, own words and wishes, little room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from photographer import INES, THEO, option, suggestions
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor
from verdicts import ines_brief

from app import events
from app.send import Reach
from engine.domain import Move
from ui.keys import cap
from ui.main_window import MainWindow
from ui.sprint_page import SprintPage
from ui.sprint_top import brief_line
from ui.theme import Theme

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def shown(page: SprintPage) -> str:
    return page.card.top.name.text()


@pytest.mark.parametrize(("scale", "size"), [(2.0, (1440, 900)), (1.6, (1440, 900)), (1.0, (720, 480))])
def test_in_large_text_saying_no_is_second_in_sight_and_on_its_key(
    page: SprintPage, window: MainWindow, theme: Theme, press: Callable[..., None], qtbot: QtBot,
    scale: float, size: tuple[int, int],
) -> None:  # fmt: skip
    assert page.card.drafts.options[2].move is Move.DECLINE
    theme.set_scale(scale)
    window.resize(*size)
    view = page.card.drafts.shelf.views[1]
    assert view.option.move is Move.DECLINE
    assert view.accessibleName().startswith("Draft 2 of 8, decline")
    room = page._area.viewport()
    qtbot.waitUntil(lambda: 0 <= view.mapTo(room, QPoint(0, 0)).y() <= room.height() - view.height())
    press(Key.Key_2)
    assert page.card.composer.option is not None
    assert page.card.composer.option.move is Move.DECLINE
    press(Key.Key_3)
    assert page.card.composer.option.response_id == "r2"
    assert [at + 1 for at in page.card.drafts.shelf.views] == [2, 3]


def test_with_room_again_it_stands_third_and_what_was_selected_stays_so(
    page: SprintPage, window: MainWindow, theme: Theme, press: Callable[..., None]
) -> None:
    before = [option.response_id for option in page.card.drafts.options]
    theme.set_scale(2.0)
    press(Key.Key_2)
    theme.set_scale(1.0)
    assert [option.response_id for option in page.card.drafts.options] == before
    assert page.card.drafts.selected == 2


def test_a_risk_offers_careful_drafts_only_and_shows_its_mark(
    page: SprintPage, desk: ScriptedDesk, press: Callable[..., None]
) -> None:
    careless = option(50, "Send me the cheque!", move=Move.AGREE)
    made = desk.made[THEO]
    desk.made[THEO] = suggestions(THEO, [careless, *made.options])
    press(Key.Key_E)
    press(Key.Key_E)
    assert page.card.top.marks.accessibleName() == "Wants reply today, High risk"
    assert {one.move for one in page.card.drafts.options} <= {Move.ASK, Move.DECLINE, Move.DEFER}
    assert page.card.drafts.title.text() == "3 careful ways to answer"
    assert page.card.messages.rows.marks()
    desk.made[THEO] = suggestions(THEO, [careless], request_id="other")
    page.card.drafts.clear()
    page.card.drafting.show_drafts()
    assert not page.card.drafts.options


def test_own_words_are_written_on_the_card(page: SprintPage, qtbot: QtBot, press: Callable[..., None]) -> None:
    press(Key.Key_R)
    edit = page.card.composer.edit
    assert edit.hasFocus()
    qtbot.keyClicks(edit, "See you on Sunday")
    press(Key.Key_Escape)
    assert page.card.drafts.hasFocus()
    press(Key.Key_Return, CTRL)
    assert QGuiApplication.clipboard().text() == "See you on Sunday"
    assert shown(page) == "Dele Osei-Hart"
    assert not page.card.composer.isVisible()


def test_steering_and_new_drafts_are_wished_for_the_card_in_sight(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None], qtbot: QtBot
) -> None:
    press(Key.Key_J, CTRL)
    qtbot.keyClicks(page.card.steer.field.edit, "offer Monday")
    press(Key.Key_Return)
    assert ("suggest", INES, False, "offer Monday") in conductor.wishes
    press(Key.Key_R, CTRL)
    assert conductor.wishes[-1] == ("suggest", INES, True, None)
    assert page.card.drafts.hasFocus()


def test_drafts_that_come_later_are_shown(
    page: SprintPage, desk: ScriptedDesk, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    for _ in range(4):
        press(Key.Key_E)
    assert shown(page) == "Kit Abernathy"
    assert page.card.hasFocus()
    conductor.tell(events.SuggestionsStarted(5))
    conductor.tell(events.SuggestionGrew(5, 0, "Forty in two rooms"))
    desk.made[5] = suggestions(5, [option(70, "Forty in two rooms is fine.")])
    conductor.tell(events.SuggestionsReady(5, "q5"))
    assert page.card.drafts.hasFocus()
    press(Key.Key_1)
    assert page.foot.send.isEnabled()


def test_where_room_is_short_whole_messages_are_shown_and_none_is_cut(page: SprintPage, window: MainWindow) -> None:
    messages = page.card.messages
    rows = messages.rows
    shapes = [messages.delegate.shapes.shape(rows.item(n), messages.width()) for n in range(rows.rowCount())]
    messages._room = round(shapes[-1].height + shapes[-2].height / 2)
    messages._fit()
    first = messages.visualRect(rows.index(rows.rowCount() - 1))
    assert first.top() == 0
    assert first.height() == messages.height()


def test_the_sentences_of_the_brief_do_not_run_into_each_other() -> None:
    made = ines_brief()
    first, *_rest = made.primer.summary
    bare = replace(first, text="Wants to move Sunday")
    brief = replace(made, primer=replace(made.primer, summary=(bare, replace(first, text="Wrote: “Is 14:00 free?”"))))
    assert brief_line(brief).startswith("Wants to move Sunday. Wrote: “Is 14:00 free?”")


def test_a_wish_that_is_not_understood_is_said_above_the_drafts_of_the_card(
    page: SprintPage, desk: ScriptedDesk
) -> None:
    before = page.card.drafts.options
    desk.made[INES] = replace(desk.made[INES], silent_reason="wish_unclear")
    page.card.drafting.show_drafts()
    assert page.card.drafts.options == before
    assert page.card.drafts.notice.isVisible()


def test_the_key_with_nothing_chosen_takes_the_first_draft_and_sends_it_only_when_pressed_again(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    QGuiApplication.clipboard().setText("before")
    press(Key.Key_Return, CTRL)
    assert QGuiApplication.clipboard().text() == "before"
    assert page.card.composer.isVisible()
    assert page.card.composer.text() == page.card.drafts.options[0].text
    assert page.card.drafts.selected == 0
    assert page.notice.title.text() == f"Draft 1 is chosen. {cap('Ctrl+Return')} again copies it."
    assert page.foot.send.isEnabled()
    assert shown(page) == "Ines Calloway"
    press(Key.Key_Return, CTRL)
    assert QGuiApplication.clipboard().text().startswith("Sunday 14:00 works")
    assert shown(page) == "Dele Osei-Hart"
    assert not page.card.composer.isVisible()


def test_the_draft_that_arrows_went_to_is_the_one_that_is_taken(
    page: SprintPage, desk: ScriptedDesk, press: Callable[..., None]
) -> None:
    desk.reached[INES] = Reach.CHAT
    press(Key.Key_Down)
    press(Key.Key_Return, CTRL)
    assert page.card.composer.option is not None
    assert page.card.composer.option.response_id == "r2"


def test_where_there_is_no_draft_the_key_says_what_to_press(page: SprintPage, press: Callable[..., None]) -> None:
    for _ in range(4):
        press(Key.Key_E)
    assert shown(page) == "Kit Abernathy"
    press(Key.Key_Return, CTRL)
    assert page.notice.title.text() == "Press 1, 2 or 3 first, or R to write your own."
    assert not page.card.composer.isVisible()


def test_whoever_keeps_their_own_text_sees_again_which_draft_it_came_from(
    page: SprintPage, qtbot: QtBot, press: Callable[..., None]
) -> None:
    press(Key.Key_1)
    press(Key.Key_R)
    qtbot.keyClicks(page.card.composer.edit, " Thanks")
    page.card.choose(2)
    assert page.card.drafts.selected == 1
    assert page.card.composer.question.isVisible()
    press(Key.Key_Escape)
    assert page.card.drafts.selected == 0
    assert page.card.composer.text().endswith(" Thanks")
