"""What stands above the composer: sources, silences, writing and stopping, places that stay, writing in a card."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from photographer import DELE, INES, NOW, at, line, option, suggestions
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app import events
from app.keep_wishes import ForgetFact, KeepFact
from app.provenance import Recalled
from engine.domain import Move
from ui.card_edit import CardEdit
from ui.choice_menu import ChoiceMenu
from ui.draft_view import DraftView
from ui.main_window import MainWindow
from ui.news import News
from ui.source_card import SourceCard
from ui.suggestion_panel import SuggestionPanel

Key = Qt.Key
SAID = datetime(2026, 3, 14, 9, tzinfo=UTC)
QUOTE = "Two extra outfits at 60 each, so 120 on top."
FIRST = "Sunday 14:00 works, so your mother can come. The extra outfits are 60 each, as in March. Shall I add both?"


def views(panel: SuggestionPanel) -> list[DraftView]:
    QApplication.processEvents()  # cards of a conversation that was just opened come a turn later
    return [view for view in panel.findChildren(DraftView) if view.isVisible()]


def recalls(desk: ScriptedDesk, *, fact_id: int | None = 7) -> None:
    start = FIRST.index("60 each")
    source = Recalled("a", start, start + len("60 each, as in March"), QUOTE, "", SAID, 12, fact_id)
    first, *rest = desk.made[INES].options
    desk.made[INES] = suggestions(INES, [replace(first, unsourced=()), *rest])
    desk.sources = {"r1": (source,)}


def card(window: MainWindow) -> SourceCard:
    return next(one for one in window.findChildren(SourceCard) if one.isVisible())


@pytest.fixture
def recalling(open_window: Callable[..., MainWindow], desk: ScriptedDesk) -> MainWindow:
    recalls(desk)
    return open_window()


def test_recalled_words_carry_a_letter_that_is_not_sent(recalling: MainWindow, qtbot: QtBot) -> None:
    pane = recalling.front.conversation
    first = views(pane.drafts)[0]
    assert "Marcha. Shall" in first._text(first.width())[0].text()
    assert "1 recalled fact" in first.accessibleName()
    qtbot.keyClick(recalling.front.inbox.list, Key.Key_1)
    assert pane.composer.text() == FIRST


def test_the_source_shows_on_alt_down_with_quote_and_date_and_esc_gives_the_keys_back(
    recalling: MainWindow, qtbot: QtBot
) -> None:
    recalling.front.inbox.list.setFocus()
    qtbot.keyClick(recalling.front.inbox.list, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    shown = card(recalling)
    assert QUOTE in shown.accessibleName()
    assert shown.whence.text() == "You, to Ines, 14 March"
    assert shown.open.hasFocus()
    qtbot.keyClick(shown, Key.Key_Escape)
    assert not shown.isVisible()
    assert recalling.front.inbox.list.hasFocus()


def test_the_source_shows_under_the_pointer(recalling: MainWindow, qtbot: QtBot) -> None:
    first = views(recalling.front.conversation.drafts)[0]
    found = first.source_place(0)
    assert found is not None
    qtbot.mouseMove(first, QPoint(2, 2))
    qtbot.mouseMove(first, found[1].center())
    assert card(recalling).isVisible()


def test_open_shows_the_message_it_comes_from(recalling: MainWindow, qtbot: QtBot) -> None:
    recalling.acts["next_source"]()
    qtbot.mouseClick(card(recalling).open, Qt.MouseButton.LeftButton)
    assert recalling.front.conversation.messages.delegate.pointed_at == 12


@pytest.mark.parametrize(("button", "wish"), [("keep", KeepFact(7)), ("drop", ForgetFact(7))])
def test_the_person_says_whether_a_kept_fact_still_holds(
    button: str, wish: object, recalling: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    recalling.acts["next_source"]()
    qtbot.mouseClick(getattr(card(recalling), button), Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1][-1] == wish
    assert recalling.front.conversation.notice.isVisible()


def test_what_nothing_is_kept_of_has_no_verdict(open_window: Callable[..., MainWindow], desk: ScriptedDesk) -> None:
    recalls(desk, fact_id=None)
    window = open_window()
    window.acts["next_source"]()
    assert not card(window).keep.isVisible()


def test_a_card_counts_its_facts(recalling: MainWindow) -> None:
    from ui import draft_words

    first, second, third = recalling.desk.drafts(INES).options[:3]  # type: ignore[union-attr]  # the story has some
    assert draft_words.origin(first, 1) == "1 fact"
    assert draft_words.origin(second, 2) == "2 facts"
    assert draft_words.origin(third, 1) == "always offered"


@pytest.mark.parametrize(
    ("reason", "says", "presses"),
    [
        ("money", "It is about a refund of 210. Say yes or no, and Sotto writes the rest.",
         ["Yes, refund", "Part of it", "No, and why", "Ask for the receipt"]),
        ("sticker_only", "Nothing was asked. Press E when you are done.", ["Thank them", "Done"]),
        ("group_off", "You can turn this on for one group in Privacy.", ["Open Privacy"]),
        ("low_confidence", "Too much is unclear here. Say what you want, and Sotto writes it.",
         ["Ask what they mean", "Write anyway", "I’ll write it"]),
        ("switched_off", "Nothing is stored or drafted.", ["Open Privacy"]),
    ],
)  # fmt: skip
def test_a_silence_says_why_and_what_one_press_does(
    reason: str, says: str, presses: list[str], window: MainWindow, desk: ScriptedDesk
) -> None:
    desk.threads[DELE] = [line(1, "I want a refund of 210 please", NOW, sender="")]
    desk.made[DELE] = suggestions(DELE, [], silent_reason=reason)
    window.front.inbox.select(DELE)
    notice = window.front.conversation.drafts.notice
    assert notice.text.text() == says
    assert [pill.text() for pill in notice.pills] == presses


def test_a_press_steers_finishes_or_lets_the_person_write(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    pane = window.front.conversation
    desk.made[DELE] = suggestions(DELE, [], silent_reason="low_confidence")
    window.front.inbox.select(DELE)
    ask, anew, write = pane.drafts.notice.pills
    qtbot.mouseClick(ask, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("suggest", DELE, False, "ask something")
    qtbot.mouseClick(anew, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("suggest", DELE, True, None)
    qtbot.mouseClick(write, Qt.MouseButton.LeftButton)
    assert pane.composer.edit.hasFocus()
    desk.made[DELE] = suggestions(DELE, [], silent_reason="sticker_only")
    pane.show_drafts()
    qtbot.mouseClick(pane.drafts.notice.pills[1], Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("done", DELE)


def test_privacy_is_outside_the_inbox(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    desk.made[DELE] = suggestions(DELE, [], silent_reason="group_off")
    window.front.inbox.select(DELE)
    with qtbot.waitSignal(window.front.conversation.states.place_wished) as told:
        qtbot.mouseClick(window.front.conversation.drafts.notice.pills[0], Qt.MouseButton.LeftButton)
    assert told.args == ["privacy"]


def test_writing_says_what_is_read_and_esc_stops_it(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    window.front.inbox.select(DELE)
    panel, news = window.front.conversation.drafts, News(window, desk)
    news.hear(events.SuggestionsStarted(DELE))
    news.hear(events.SuggestionsReading(DELE, 12, 2))
    panel.waiting.skeletons.timeout.emit()
    assert (panel.title.text(), panel.caption.text()) == ("Writing…", "reading 12 messages and 2 memories")
    assert panel.header.stop.isVisible()
    window.front.inbox.list.setFocus()
    qtbot.keyClick(window.front.inbox.list, Key.Key_Escape)
    assert conductor.wishes[-1] == ("stop_drafting", DELE)
    assert panel.notice.title.text() == "Stopped"
    assert not panel.header.stop.isVisible()


def test_stopping_others_keeps_the_drafts_that_stand(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    panel = window.front.conversation.drafts
    before = panel.options
    qtbot.mouseClick(panel.fresh, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.header.stop, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("stop_drafting", INES)
    assert panel.options == before
    assert panel.caption.text().endswith("not sent")


def test_steering_keeps_the_number_that_is_selected(window: MainWindow, desk: ScriptedDesk) -> None:
    panel = window.front.conversation.drafts
    panel.step(1)
    made = suggestions(INES, [option(21, "One"), option(22, "Two"), option(23, "No", move=Move.DECLINE)])
    desk.made[INES] = replace(made, request_id="steered")
    window.front.conversation.show_drafts()
    assert panel.selected == 1
    assert [view.selected for view in views(panel)] == [False, True, False]


def dismiss(window: MainWindow, number: int, qtbot: QtBot) -> None:
    panel = window.front.conversation.drafts
    panel.step(number - 1 - panel.selected)
    qtbot.keyClick(window.front.inbox.list, Key.Key_X)
    menu = next(one for one in window.findChildren(ChoiceMenu) if one.isVisible())
    assert menu._caption == "Sotto learns from this. Esc: no reason"
    qtbot.keyClick(menu, Key.Key_1)


def test_a_dismissed_draft_is_replaced_where_it_stood(window: MainWindow, qtbot: QtBot) -> None:
    dismiss(window, 2, qtbot)
    ids = [made.response_id for made in window.front.conversation.drafts.options]
    assert ids[:4] == ["r1", "r4", "r3", "r5"]


def test_another_way_to_say_no_takes_the_place_of_one(window: MainWindow, qtbot: QtBot) -> None:
    dismiss(window, 3, qtbot)
    assert window.front.conversation.drafts.options[2].response_id == "r6"


def test_what_is_not_written_yet_takes_the_free_place_when_it_comes(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    whole = desk.made[INES]
    desk.made[INES] = replace(whole, options=whole.options[:3], has_more=True, total_count=8)
    window.front.conversation.show_drafts()
    dismiss(window, 1, qtbot)
    assert ("more", whole.request_id) in conductor.wishes
    desk.made[INES] = whole
    window.front.conversation.show_drafts()
    ids = [made.response_id for made in window.front.conversation.drafts.options]
    assert ids[:4] == ["r4", "r2", "r3", "r5"]


def test_as_many_drafts_as_the_person_wants_are_in_sight(window: MainWindow) -> None:
    window.preferences.change(drafts_shown=5)
    assert [view.number for view in views(window.front.conversation.drafts)] == [1, 2, 3, 4, 5]
    window.preferences.change(drafts_shown=1)
    assert [view.number for view in views(window.front.conversation.drafts)] == [1]


def test_the_smallest_windows_keep_the_way_to_say_no(open_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = open_window(1100, 580)
    panel = window.front.conversation.drafts
    assert [view.number for view in views(panel)] == [1, 2]
    assert panel.options[1].move is Move.DECLINE
    assert panel.title.text() == "Draft 1 of 8"
    panel.step(2)
    assert [view.number for view in views(panel)] == [2, 3]
    assert not window.front.conversation.steer.isVisible()
    qtbot.mouseClick(panel.header.rest, Qt.MouseButton.LeftButton)
    menu = next(one for one in window.findChildren(ChoiceMenu) if one.isVisible())
    assert menu.choices == ["Warmer", "Ask something", "Say what you want", "New drafts"]


def test_d_writes_in_the_card_and_return_takes_the_text(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    pane = window.front.conversation
    qtbot.keyClick(window.front.inbox.list, Key.Key_D)
    edit = pane.drafts.findChild(CardEdit)
    assert edit is not None
    assert edit.hasFocus()
    qtbot.keyClicks(edit, " Bring a coat.")
    qtbot.keyClick(edit, Key.Key_Return)
    assert pane.composer.text() == f"{FIRST} Bring a coat."
    qtbot.keyClick(pane.composer.edit, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert conductor.wishes[-1] == ("accept", "r1", f"{FIRST} Bring a coat.")


def test_esc_leaves_the_card_as_it_was_made(window: MainWindow, qtbot: QtBot) -> None:
    pane = window.front.conversation
    pane.drafts.edit_selected()
    edit = pane.drafts.findChild(CardEdit)
    assert edit is not None
    qtbot.keyClicks(edit, " x")
    qtbot.keyClick(edit, Key.Key_Escape)
    assert pane.drafts.hasFocus()
    assert pane.composer.text() == ""
    assert pane.drafts.options[0].text == FIRST


def test_what_is_written_in_a_card_survives_newer_drafts(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    pane = window.front.conversation
    pane.drafts.edit_selected()
    edit = pane.drafts.findChild(CardEdit)
    assert edit is not None
    qtbot.keyClicks(edit, " Mine")
    pane.show_drafts()
    again = next(view.editor for view in views(pane.drafts) if view.editor)
    assert again.toPlainText() == f"{FIRST} Mine"
    desk.made[INES] = replace(suggestions(INES, [option(21, "Other")]), request_id="new")
    pane.show_drafts()
    assert pane.composer.text() == f"{FIRST} Mine"


def test_an_answer_from_elsewhere_offers_the_next_conversation(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    desk.threads[INES] = [*desk.threads[INES], line(17, "Sunday is fine", at("11:05"), from_me=True, sender="")]
    window.front.conversation.reload()
    notice = window.front.conversation.drafts.notice
    assert notice.title.text().startswith("You answered elsewhere at ")
    qtbot.mouseClick(notice.next, Qt.MouseButton.LeftButton)
    assert window.front.inbox.current() == DELE


def test_what_left_this_window_is_no_answer_from_elsewhere(window: MainWindow, desk: ScriptedDesk) -> None:
    pane = window.front.conversation
    pane.choose(1)
    desk.threads[INES] = [*desk.threads[INES], line(17, FIRST, at("11:05"), from_me=True, sender="")]
    pane.reload()
    assert not pane.drafts.notice.isVisible()
    assert not pane.drafts.options


def test_grey_text_follows_what_begins_like_a_draft_and_tab_takes_it(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    composer = window.front.conversation.composer
    composer.edit.setFocus()
    qtbot.keyClicks(composer.edit, "sunday 14:00 wo")
    assert composer.edit.grey == FIRST[len("sunday 14:00 wo") :]
    assert composer.accept_hint.isVisible()
    assert composer.text() == "sunday 14:00 wo"
    qtbot.keyClick(composer.edit, Key.Key_Tab)
    assert composer.text() == "sunday 14:00 wo" + FIRST[len("sunday 14:00 wo") :]
    assert composer.option is not None
    assert composer.option.response_id == "r1"
    assert not composer.accept_hint.isVisible()


def test_grey_text_is_taken_word_by_word_and_hidden_by_esc_first(window: MainWindow, qtbot: QtBot) -> None:
    composer = window.front.conversation.composer
    composer.edit.setFocus()
    qtbot.keyClicks(composer.edit, "Sunday 14:00 is")
    qtbot.keyClick(composer.edit, Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert composer.text() == "Sunday 14:00 is yours."
    qtbot.keyClick(composer.edit, Key.Key_Escape)
    assert composer.edit.grey == ""
    assert composer.edit.hasFocus()
    qtbot.keyClick(composer.edit, Key.Key_Escape)
    assert not composer.edit.hasFocus()
    assert composer.text() == "Sunday 14:00 is yours."


def test_grey_text_rests_while_text_is_selected_composed_or_the_cursor_is_inside(
    window: MainWindow, qtbot: QtBot
) -> None:
    edit = window.front.conversation.composer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "Sunday 14:00 wo")
    edit.selectAll()
    assert edit.grey == ""
    qtbot.keyClick(edit, Key.Key_End)
    assert edit.grey
    qtbot.keyClick(edit, Key.Key_Left)
    assert edit.grey == ""
    qtbot.keyClick(edit, Key.Key_End)
    QApplication.sendEvent(edit, QInputMethodEvent("r", []))
    assert edit.grey == ""


def test_a_wait_on_them_is_nudged_with_set_phrases(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    window.front._nudge(9, "Harbour shoot")
    pane = window.front.conversation
    assert pane.head is not None
    assert pane.head.conversation_id == 9
    assert pane.drafts.notice.title.text() == "Ask Harbour shoot again?"
    qtbot.mouseClick(pane.drafts.notice.pills[0], Qt.MouseButton.LeftButton)
    assert pane.composer.text() == "Did you see my last message?"
    assert pane.composer.option is None


def test_a_wish_that_is_not_understood_leaves_the_drafts_and_says_so_above_them(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    pane = window.front.conversation
    before = pane.drafts.options
    pane.want("offer a call on monday")
    desk.made[INES] = replace(desk.made[INES], silent_reason="wish_unclear")
    pane.show_drafts(aloud=True)
    assert pane.drafts.options == before
    assert [view.number for view in views(pane.drafts)] == [1, 2, 3]
    assert pane.drafts.notice.isVisible()
    assert pane.drafts.notice.title.text() == "Sotto did not understand this wish"
    desk.made[INES] = replace(desk.made[INES], silent_reason=None)
    pane.show_drafts()
    assert not pane.drafts.notice.isVisible()


def test_where_there_are_no_other_drafts_that_is_said_above_those_in_sight(
    window: MainWindow, desk: ScriptedDesk
) -> None:
    pane = window.front.conversation
    before = pane.drafts.options
    pane.want()
    desk.made[INES] = replace(desk.made[INES], silent_reason="no_others")
    pane.show_drafts()
    assert pane.drafts.options == before
    assert pane.drafts.notice.title.text() == "There are no others"


def test_the_lines_of_a_card_stay_where_they_are_when_it_is_written_in(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.front.conversation.drafts
    first = views(panel)[0]
    shown, at = first._text(first.width())[0], first._text_at()
    before = [at.y() + shown.lineAt(n).y() + shown.lineAt(n).ascent() for n in range(3)]
    panel.edit_selected()
    edit = panel.findChild(CardEdit)
    assert edit is not None
    QApplication.processEvents()
    layout = edit.document().firstBlock().layout()
    after = [edit.y() + layout.lineAt(n).y() + layout.lineAt(n).ascent() for n in range(3)]
    assert after == pytest.approx(before, abs=1)
