"""Drafts: choosing, editing, rejecting, silence, and what a card says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from photographer import DELE, INES, THEO, at, line, option, suggestions
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from app.wording import replies
from engine.domain import Move, Theme
from engine.problems import WorkerDied
from ui import draft_words
from ui.choice_menu import ChoiceMenu
from ui.draft_view import DraftView
from ui.draft_waiting import SLOW
from ui.growing_draft import GrowingDraft
from ui.main_window import MainWindow
from ui.suggestion_panel import SuggestionPanel

Key = Qt.Key


def views(panel: SuggestionPanel) -> list[DraftView]:
    QApplication.processEvents()  # cards of a conversation that was just opened come a turn later
    return [view for view in panel.findChildren(DraftView) if view.isVisible()]


def growing(panel: SuggestionPanel) -> list[GrowingDraft]:
    return [place for place in panel.findChildren(GrowingDraft) if place.isVisible()]


def reject_menu(window: MainWindow) -> ChoiceMenu:
    return next(menu for menu in window.findChildren(ChoiceMenu) if menu.isVisible())


def test_three_cards_are_in_sight_and_eight_on_demand(window: MainWindow, qtbot: QtBot) -> None:
    panel = window.front.conversation.drafts
    assert [view.number for view in views(panel)] == [1, 2, 3]
    assert panel.more.text() == "8 drafts"
    qtbot.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    assert [view.number for view in views(panel)] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [view.as_row for view in views(panel)][2:4] == [False, True]


def test_drafts_that_are_still_to_come_are_asked_for_when_they_are_wanted(
    window: MainWindow, desk: ScriptedDesk, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    whole = desk.made[INES]
    desk.made[INES] = replace(whole, options=whole.options[:3], has_more=True, total_count=8)
    window.front.conversation.show_drafts()
    qtbot.mouseClick(window.front.conversation.drafts.more, Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("more", whole.request_id)


def test_a_small_window_shows_rows(open_window: Callable[..., MainWindow]) -> None:
    window = open_window(1100, 700)
    assert [view.as_row for view in views(window.front.conversation.drafts)] == [True, True, True]


def test_a_card_is_read_aloud(window: MainWindow) -> None:
    name = views(window.front.conversation.drafts)[0].accessibleName()
    assert name.startswith("Draft 1 of 8, warm, written by Sotto, voice match 5 of 5, sure, 1 fact to check: Sunday")


@pytest.mark.parametrize(
    ("made", "chip", "confidence", "origin"),
    [
        (option(1, "a", move=Move.DECLINE), "Decline", "Sure", "always offered"),
        (option(1, "a", move=Move.DEFER, confidence=0.5), "Not yet", "Fairly sure", "always offered"),
        (option(1, "a", theme=Theme.PLAYFUL, confidence=0.1), "Playful", "Not sure", ""),
        (option(1, "a", origin="past_reply"), "Warm", "Sure", "your past reply"),
        (option(1, "ab", unsourced=((0, 1), (1, 2))), "Warm", "Sure", "2 facts to check"),
    ],
)
def test_the_words_on_a_draft(made, chip: str, confidence: str, origin: str) -> None:  # type: ignore[no-untyped-def]
    assert replies.chip(made) == chip
    assert replies.confidence(made.confidence) == confidence
    assert draft_words.origin(made) == origin


def test_an_edited_text_is_not_replaced_without_asking(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    pane = window.front.conversation
    pane.choose(1)
    qtbot.keyClicks(pane.composer.edit, " And bring a coat")
    mine = pane.composer.text()
    pane.choose(2)
    assert pane.composer.question.isVisible()
    assert pane.composer.text() == mine
    qtbot.keyClick(pane.composer.edit, Key.Key_Escape)
    assert pane.composer.text() == mine
    pane.choose(2)
    qtbot.keyClick(pane.composer.edit, Key.Key_Return)
    assert pane.composer.text() == desk.made[INES].options[1].text
    assert not pane.composer.question.isVisible()


def test_an_untouched_draft_is_replaced_at_once(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.conversation.choose(1)
    window.front.conversation.choose(3)
    assert window.front.conversation.composer.text() == desk.made[INES].options[2].text


def test_tab_takes_the_first_draft_only_into_an_empty_field(
    window: MainWindow, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    edit = window.front.conversation.composer.edit
    edit.setFocus()
    qtbot.keyClick(edit, Key.Key_Tab)
    assert edit.toPlainText() == desk.made[INES].options[0].text
    qtbot.keyClick(edit, Key.Key_Tab)
    assert not edit.hasFocus()


def test_copying_tells_which_draft_it_was_and_how_it_was_changed(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    pane = window.front.conversation
    pane.choose(3)
    qtbot.keyClicks(pane.composer.edit, " Ok")
    changed = pane.composer.text()
    qtbot.keyClick(pane.composer.edit, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == changed
    assert ("accept", "r3", changed) in conductor.wishes
    assert pane.notice.isVisible()


def test_own_words_are_copied_and_teach_nothing(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    edit = window.front.conversation.composer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "My own words")
    qtbot.mouseClick(window.front.conversation.composer.send, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "My own words"
    assert not [wish for wish in conductor.wishes if wish[0] == "accept"]


def test_half_written_text_waits_in_its_conversation(window: MainWindow, qtbot: QtBot) -> None:
    window.front.conversation.composer.edit.setFocus()
    qtbot.keyClicks(window.front.conversation.composer.edit, "half")
    window.front.inbox.select(DELE)
    assert window.front.conversation.composer.text() == ""
    window.front.inbox.select(INES)
    assert window.front.conversation.composer.text() == "half"


def test_x_rejects_with_a_reason_and_the_next_draft_takes_the_place(
    window: MainWindow, conductor: ScriptedConductor, desk: ScriptedDesk, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_X)
    qtbot.keyClick(reject_menu(window), Key.Key_2)
    assert conductor.wishes[-1] == ("reject", "r1", "not_my_voice")
    texts = [made.response_id for made in window.front.conversation.drafts.options]
    assert texts == ["r4", "r2", "r3", "r5", "r6", "r7", "r8"]


def test_esc_in_the_reject_menu_skips_the_reason(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_X)
    qtbot.keyClick(reject_menu(window), Key.Key_Escape)
    assert conductor.wishes[-1] == ("reject", "r1", None)


def test_a_rejected_draft_stays_away_when_the_set_is_read_again(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_X)
    qtbot.keyClick(reject_menu(window), Key.Key_1)
    window.front.conversation.show_drafts()
    assert "r1" not in [made.response_id for made in window.front.conversation.drafts.options]


def test_arrows_move_and_return_chooses(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    panel = window.front.conversation.drafts
    qtbot.keyClick(window.front.inbox.list, Key.Key_Right)
    assert panel.hasFocus()
    qtbot.keyClick(panel, Key.Key_Return)
    assert window.front.conversation.composer.text() == desk.made[INES].options[1].text


def test_edit_and_dismiss_are_always_there_on_the_selected_card(window: MainWindow) -> None:
    card = views(window.front.conversation.drafts)[0]
    assert card._edit.isVisible()
    assert card._dismiss.accessibleName() == "Dismiss draft 1"


def test_silence_is_explained(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.made[DELE] = suggestions(DELE, [], silent_reason="sticker_only")
    window.front.inbox.select(DELE)
    notice = window.front.conversation.drafts.notice
    assert notice.isVisible()
    assert (notice.title.text(), notice.text.text()) == (
        "No draft for a sticker",
        "Nothing was asked. Press E when you are done.",
    )


def test_where_the_person_spoke_last_nothing_is_said(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.made[DELE] = suggestions(DELE, [], silent_reason="last_is_mine")
    window.front.inbox.select(DELE)
    assert not window.front.conversation.drafts.isVisible()


def test_high_risk_drafts_are_called_careful(window: MainWindow) -> None:
    window.front.inbox.select(THEO)
    assert window.front.conversation.drafts.title.text() == "3 careful ways to answer"


def test_past_replies_are_not_passed_off_as_a_model(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.made[DELE] = suggestions(
        DELE, [option(1, "Yes", origin="past_reply")], mode="past_replies", model_version="", fallback_reason="no_model"
    )
    window.front.inbox.select(DELE)
    assert window.front.conversation.drafts.caption.text() == "from your own past replies, not sent"
    assert window.front.conversation.drafts.title.text() == "1 way to answer"


def test_what_a_box_wrote_is_said_to_come_from_there(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.made[DELE] = suggestions(DELE, [option(1, "Yes")], model_version="remote:studio")
    window.front.inbox.select(DELE)
    assert window.front.conversation.drafts.caption.text() == "written on your box studio, not sent"


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("deadline", "from set phrases in your style · the model took too long"),
        ("ModelMissing", "from set phrases in your style · the file of the model is gone or changed"),
        ("NeverHeardOf", "from set phrases in your style · the model in use could not answer"),
    ],
)
def test_what_stands_in_for_a_model_says_why_and_the_tooltip_says_all_of_it(
    reason: str, says: str, window: MainWindow, desk: ScriptedDesk
) -> None:
    desk.made[DELE] = suggestions(
        DELE, [option(1, "Yes", origin="phrase_bank")], mode="past_replies", fallback_reason=reason
    )
    window.front.inbox.select(DELE)
    caption = window.front.conversation.drafts.caption
    assert (caption.text(), caption.toolTip()) == (says, says)


def test_what_a_model_did_not_write_of_its_set_is_told(window: MainWindow, desk: ScriptedDesk) -> None:
    both = [option(1, "Yes"), option(2, "No", origin="past_reply")]
    desk.made[DELE] = suggestions(DELE, both, model_version="remote:studio")
    window.front.inbox.select(DELE)
    caption = window.front.conversation.drafts.caption.text()
    assert caption == "written on your box studio, some from your own past replies, not sent"


def test_writing_shows_places_after_a_moment_and_admits_slowness(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.inbox.select(DELE)
    panel = window.front.conversation.drafts
    window.front.conversation.writing()
    assert not panel.isVisible()
    panel.waiting.skeletons.timeout.emit()
    assert panel.title.text() == "Writing…"
    assert panel.caption.text() == "reading 41 messages"
    panel.waiting.slow.timeout.emit()
    assert panel.title.text() == SLOW


def test_drafts_in_sight_say_that_others_are_being_written(window: MainWindow, desk: ScriptedDesk) -> None:
    panel = window.front.conversation.drafts
    shown, before = panel.options, panel.caption.text()
    panel.fresh.click()
    assert panel.caption.text() == "writing other drafts…"
    assert panel.options == shown
    window.front.conversation.show_drafts()
    assert panel.caption.text() == before


def test_drafts_are_read_while_they_are_being_written(window: MainWindow, desk: ScriptedDesk) -> None:
    window.front.inbox.select(DELE)
    window.front.conversation.writing()
    panel = window.front.conversation.drafts
    window.front.conversation.grew(1, "Sunday at")
    assert [place.text for place in growing(panel)] == ["", "Sunday at", ""]
    window.front.conversation.grew(1, "Sunday at 14:00 works")
    assert [place.text for place in growing(panel)] == ["", "Sunday at 14:00 works", ""]
    desk.made[DELE] = suggestions(DELE, [option(1, "Sunday at 14:00 works.")])
    window.front.conversation.show_drafts()
    assert growing(panel) == []
    assert [view.option.text for view in views(panel)] == ["Sunday at 14:00 works."]
    window.front.conversation.grew(0, "Another")
    assert growing(panel) == []


def test_a_small_window_shows_growing_rows(open_window: Callable[..., MainWindow]) -> None:
    window = open_window(1100, 700)
    window.front.inbox.select(DELE)
    window.front.conversation.writing()
    window.front.conversation.grew(0, "Yes, of course")
    assert [place.as_row for place in growing(window.front.conversation.drafts)] == [True, True, True]


def test_an_answer_from_elsewhere_removes_the_drafts(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.threads[INES] = [
        *desk.threads[INES],
        line(17, "Sunday is fine", at("11:05"), from_me=True, sender=""),
    ]
    window.front.conversation.reload()
    assert not window.front.conversation.drafts.options
    title = window.front.conversation.drafts.notice.title.text()
    assert title.startswith("You answered elsewhere at ")
    assert title.endswith("Drafts removed.")


def test_a_failure_says_what_happened(window: MainWindow) -> None:
    from app import events
    from ui.news import News

    News(window, window.desk).hear(events.SuggestionsFailed(INES, WorkerDied()))
    assert window.front.conversation.drafts.notice.isVisible()


def test_set_phrases_are_not_passed_off_as_past_replies(window: MainWindow, desk: ScriptedDesk) -> None:
    desk.made[DELE] = suggestions(
        DELE, [option(1, "Yes", origin="phrase_bank")], mode="past_replies", fallback_reason="no_model"
    )
    window.front.inbox.select(DELE)
    assert window.front.conversation.drafts.caption.text() == "from set phrases in your style, not sent"


def test_keeping_the_own_text_selects_the_draft_it_came_from_again(window: MainWindow, qtbot: QtBot) -> None:
    pane = window.front.conversation
    pane.choose(2)
    qtbot.keyClicks(pane.composer.edit, " Best, N")
    pane.choose(1)
    assert pane.drafts.selected == 0
    qtbot.keyClick(pane.composer.edit, Qt.Key.Key_Escape)
    assert pane.drafts.selected == 1
    assert pane.composer.text().endswith(" Best, N")


def test_the_wish_that_made_the_drafts_is_shown(window: MainWindow, desk: ScriptedDesk) -> None:
    pane = window.front.conversation
    request = desk.made[INES].request_id
    plain = pane.steer.pills[1].grab().toImage()
    desk.wished[request] = "warmer"
    pane.show_drafts()
    assert [pill.accessibleDescription() for pill in pane.steer.pills] == ["", "In force", "", ""]
    assert pane.steer.pills[1].grab().toImage() != plain
    desk.wished[request] = "offer Monday"
    pane.show_drafts()
    assert not any(pill.accessibleDescription() for pill in pane.steer.pills)
    assert pane.steer.field.edit.placeholderText() == "These follow “offer Monday”"
    desk.wished.clear()
    pane.show_drafts()
    assert pane.steer.field.edit.placeholderText().startswith("Or say what you want")
