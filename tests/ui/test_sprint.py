"""The sprint by keys and mouse: every deed and its way back, what drops out, what a risk allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from scripted import DELE, INES, THEO, ScriptedDesk, at, ines_brief, line, option, suggestions
from scripted_conductor import ScriptedConductor

from app import events
from app.send import Reach
from app.store.outbox import Stage
from engine.domain import Move, State
from ui.keys import cap
from ui.main_window import MainWindow
from ui.news import News
from ui.preferences import Preferences
from ui.sprint_page import SprintPage
from ui.sprint_top import brief_line
from ui.theme import Theme

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(open_whole: Callable[..., MainWindow], desk: ScriptedDesk, conductor: ScriptedConductor) -> MainWindow:
    for number, text in ((DELE, "It is not, sorry. Here is a new link."), (4, "On page two.")):
        desk.made[number] = suggestions(number, [option(100 + number, text, sources=())])
    window = open_whole()
    conductor.hear(News(window, desk).hear)
    return window


@pytest.fixture
def press(window: MainWindow, qtbot: QtBot) -> Callable[..., None]:
    def pressed(key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        qtbot.keyClick(QGuiApplication.focusObject(), key, modifier)

    return pressed


@pytest.fixture
def page(window: MainWindow, press: Callable[..., None]) -> SprintPage:
    press(Key.Key_G)
    press(Key.Key_S)
    found = window.page
    assert isinstance(found, SprintPage)
    return found


def shown(page: SprintPage) -> str:
    return page.card.top.name.text()


def test_g_and_s_begin_with_the_most_pressing(
    page: SprintPage, window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    assert shown(page) == "Ines Calloway"
    assert page.header.plan.text() == "8 need a reply"
    assert page.progress.text() == "1 of 8"
    assert not window.rail.isVisible()
    assert page.card.drafts.hasFocus()
    assert len(page.card.messages.rows.lines) == 3
    assert page.card.top.marks.accessibleName() == "By 15:00 · reschedule, Worth checking"
    qtbot.waitUntil(lambda: ("opened", INES) in conductor.wishes)


def test_the_button_in_the_inbox_goes_there_and_rests_without_anybody(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    button = window.front.inbox.sprint
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.place == "sprint"
    window.go("inbox")
    assert window.rail.isVisible()
    assert window.rail.items["inbox"].isChecked()
    desk.rows = [replace(row, state=State.WAITING) for row in desk.rows]
    window.front.read_inbox()
    window.front.inbox.show_new()
    assert not button.isEnabled()


def test_a_chosen_draft_is_copied_and_the_next_card_comes(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    QGuiApplication.clipboard().clear()
    assert not page.foot.send.isEnabled()
    press(Key.Key_2)
    assert page.foot.send.isEnabled()
    assert page.foot.send.text() == "Copy and next"
    press(Key.Key_Return, CTRL)
    assert QGuiApplication.clipboard().text().startswith("Sunday 14:00 is yours.")
    assert ("accept", "r2", QGuiApplication.clipboard().text()) in conductor.wishes
    assert shown(page) == "Dele Osei-Hart"
    assert page.progress.text() == "2 of 8, under 1 min saved"


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


@pytest.mark.parametrize(
    ("key", "wish"), [(Key.Key_E, "done"), (Key.Key_S, ""), (Key.Key_H, "snooze")], ids=["done", "skip", "snooze"]
)
def test_a_deed_brings_the_next_card_and_z_the_one_before(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None], key: Qt.Key, wish: str
) -> None:
    conductor.wishes.clear()
    press(key)
    if key == Key.Key_H:
        press(Key.Key_1)
    assert shown(page) == "Dele Osei-Hart"
    assert page.progress.text() == ("1 of 8" if key == Key.Key_S else "2 of 8")
    assert [one[0] for one in conductor.wishes] == ([wish] if wish else [])
    press(Key.Key_Z)
    assert shown(page) == "Ines Calloway"
    assert page.progress.text() == "1 of 8"
    assert [one[0] for one in conductor.wishes] == ([wish, "undo"] if wish else [])
    press(Key.Key_Z)
    assert shown(page) == "Ines Calloway"


def test_a_copied_reply_is_taken_back_with_its_decision(
    page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    for key, modifier in ((Key.Key_1, Qt.KeyboardModifier.NoModifier), (Key.Key_Return, CTRL)):
        press(key, modifier)
    press(Key.Key_Z)
    assert shown(page) == "Ines Calloway"
    assert conductor.wishes[-1] == ("undo",)
    assert page.course is not None
    assert page.course.n_answered == 0
    assert not page.foot.send.isEnabled()


def test_a_rejected_draft_stands_again_after_z(page: SprintPage, press: Callable[..., None]) -> None:
    first = page.card.drafts.options[0]
    press(Key.Key_X)
    press(Key.Key_Escape)
    assert first not in page.card.drafts.options
    press(Key.Key_Z)
    assert page.card.drafts.options[0] == first
    assert shown(page) == "Ines Calloway"


def test_what_was_answered_elsewhere_drops_out_at_its_turn(
    page: SprintPage, desk: ScriptedDesk, press: Callable[..., None]
) -> None:
    theirs = desk.thread(DELE)[0]
    mine = line(999, "It is not", at("11:06"), from_me=True, conversation_id=DELE)
    desk.threads[DELE] = [theirs, mine]
    press(Key.Key_E)
    assert shown(page) == "+44 7700 900142"
    assert page.progress.text() == "2 of 7"


def test_the_card_in_sight_goes_when_it_is_answered_elsewhere(
    page: SprintPage, desk: ScriptedDesk, conductor: ScriptedConductor
) -> None:
    desk.threads[INES] = [*desk.threads[INES], line(999, "Sunday is fine", at("11:06"), from_me=True)]
    conductor.tell(events.MessagesArrived((INES,)))
    assert shown(page) == "Dele Osei-Hart"
    assert page.progress.text() == "1 of 7"


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


def test_pausing_hides_the_card_and_its_keys(page: SprintPage, press: Callable[..., None]) -> None:
    press(Key.Key_P)
    assert not page.card.isVisible()
    assert page.end.title.text() == "Paused"
    assert "8 conversations are left" in page.end.text.text()
    press(Key.Key_E)
    press(Key.Key_P)
    assert page.card.isVisible()
    assert shown(page) == "Ines Calloway"


def test_a_pause_outlives_a_look_at_the_inbox_and_leaving_does_not(
    page: SprintPage, window: MainWindow, press: Callable[..., None]
) -> None:
    press(Key.Key_E)
    press(Key.Key_P)
    window.go("inbox")
    window.go("sprint")
    assert page.paused
    press(Key.Key_P)
    assert page.progress.text() == "2 of 8"
    press(Key.Key_Escape)
    assert window.place == "inbox"
    window.go("sprint")
    assert page.progress.text() == "1 of 8"


def test_the_end_tells_what_was_done_and_can_be_undone(
    page: SprintPage, window: MainWindow, press: Callable[..., None]
) -> None:
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    for _ in range(7):
        press(Key.Key_E)
    assert page.end.title.text() == "8 looked at, 1 answered, under 1 min saved."
    assert page.end.text.text().startswith("Estimate: ")
    press(Key.Key_Z)
    assert shown(page) == "Lena Ostrowe"
    press(Key.Key_S)
    assert shown(page) == "Lena Ostrowe"
    assert page.notice.title.text().startswith("This is the last one.")
    press(Key.Key_E)
    press(Key.Key_Return, CTRL)
    assert window.place == "sprint"
    press(Key.Key_Return)
    assert window.place == "inbox"


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


@pytest.fixture
def may_send(desk: ScriptedDesk, preferences: Preferences) -> None:
    desk.reached = {INES: Reach.CHAT, DELE: Reach.CHAT}
    preferences.change(send_by_script=True)


def test_a_sent_reply_counts_while_the_next_card_is_there(
    may_send: None, page: SprintPage, window: MainWindow, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    assert page.foot.send.text() == "Send and next"
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    assert conductor.wishes[-1][0] == "send" or ("send", INES) in [one[:2] for one in conductor.wishes]
    assert shown(page) == "Dele Osei-Hart"
    conductor.tell(events.SendCounting(INES, 6))
    assert window.dock.isVisible()
    assert "Ines" in window.dock.accessibleName()


def test_z_in_the_undo_window_brings_card_and_text_back(
    may_send: None, page: SprintPage, window: MainWindow, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    text = page.card.drafts.options[0].text
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    conductor.tell(events.SendCounting(INES, 6))
    press(Key.Key_Z)
    assert conductor.wishes[-1] == ("take_back_send", INES)
    conductor.tell(events.SendEnded(INES, Stage.TAKEN_BACK))
    assert window.place == "sprint"
    assert shown(page) == "Ines Calloway"
    assert page.card.composer.text() == text
    assert page.card.composer.option is not None
    assert page.progress.text() == "1 of 8"


def test_what_has_gone_is_not_taken_back(
    may_send: None, page: SprintPage, conductor: ScriptedConductor, press: Callable[..., None]
) -> None:
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    conductor.tell(events.SendCounting(INES, 6))
    conductor.tell(events.SendEnded(INES, Stage.SENT))
    press(Key.Key_Z)
    assert page.notice.title.text().startswith("This is on its way")
    assert shown(page) == "Dele Osei-Hart"


def test_something_to_look_at_first_is_asked_on_the_card(
    page: SprintPage, desk: ScriptedDesk, press: Callable[..., None], qtbot: QtBot
) -> None:
    desk.worries[page.card.drafts.options[0].text] = ("iban",)
    press(Key.Key_1)
    press(Key.Key_Return, CTRL)
    assert page.card.before.isVisible()
    assert shown(page) == "Ines Calloway"
    qtbot.mouseClick(page.card.before.first, Qt.MouseButton.LeftButton)
    assert shown(page) == "Dele Osei-Hart"
    assert not page.card.before.isVisible()


def test_without_single_letters_the_buttons_do_it(
    page: SprintPage, preferences: Preferences, press: Callable[..., None], qtbot: QtBot
) -> None:
    preferences.change(single_letter_keys=False)
    press(Key.Key_E)
    assert shown(page) == "Ines Calloway"
    qtbot.mouseClick(page.foot.skip, Qt.MouseButton.LeftButton)
    assert shown(page) == "Dele Osei-Hart"
    qtbot.mouseClick(page.foot.undo, Qt.MouseButton.LeftButton)
    assert shown(page) == "Ines Calloway"


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
