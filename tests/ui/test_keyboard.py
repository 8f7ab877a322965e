"""The keyboard map."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from at_once import AtOnce
from photographer import DELE, GROUP, INES, NOW, THEO
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted import ScriptedDesk
from scripted_conductor import ScriptedConductor

from ui.choice_menu import ChoiceMenu
from ui.key_sheet import KeySheet
from ui.keys import KEYS
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme

Key, Mod = Qt.Key, Qt.KeyboardModifier


def opened_id(window: MainWindow) -> int | None:
    return window.front.conversation.head.conversation_id if window.front.conversation.head else None


def menu_of(window: MainWindow) -> ChoiceMenu:
    return next(menu for menu in window.findChildren(ChoiceMenu) if menu.isVisible())


def test_j_and_k_move_and_the_focus_stays_in_the_list(window: MainWindow, qtbot: QtBot) -> None:
    assert opened_id(window) == INES
    qtbot.keyClick(window.front.inbox.list, Key.Key_J)
    assert opened_id(window) == DELE
    qtbot.keyClick(window.front.inbox.list, Key.Key_Down)
    assert opened_id(window) == THEO
    qtbot.keyClick(window.front.inbox.list, Key.Key_K)
    assert opened_id(window) == DELE
    assert window.front.inbox.list.hasFocus()


def test_a_conversation_is_drafted_only_when_the_person_rests_on_it(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_J)
    qtbot.keyClick(window.front.inbox.list, Key.Key_J)
    qtbot.waitUntil(lambda: ("opened", THEO) in conductor.wishes)
    assert ("opened", DELE) not in conductor.wishes


def test_e_finishes_and_selects_the_next(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_E)
    assert ("done", INES) in conductor.wishes
    assert window.front.inbox.rows.row_of(INES) is None
    assert opened_id(window) == DELE


def test_the_last_row_finished_selects_the_one_before(window: MainWindow, qtbot: QtBot) -> None:
    window.front.inbox.step(100)
    last = opened_id(window)
    qtbot.keyClick(window.front.inbox.list, Key.Key_E)
    assert opened_id(window) not in (None, last)


def test_h_asks_until_when_and_a_digit_answers(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_H)
    menu = menu_of(window)
    assert menu.hasFocus()
    qtbot.keyClick(menu, Key.Key_1)
    assert ("snooze", INES, NOW + timedelta(hours=1)) in conductor.wishes
    assert window.front.inbox.rows.row_of(INES) is None


def test_esc_in_the_snooze_menu_changes_nothing(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_H)
    qtbot.keyClick(menu_of(window), Key.Key_Escape)
    assert not [wish for wish in conductor.wishes if wish[0] == "snooze"]
    assert window.front.inbox.list.hasFocus()


def test_a_digit_fills_the_composer_and_moves_there(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_2)
    composer = window.front.conversation.composer
    assert composer.text() == desk.made[INES].options[1].text
    assert composer.edit.hasFocus()
    assert composer.edit.textCursor().atEnd()


def test_a_folded_draft_has_its_digit_too(window: MainWindow, desk: ScriptedDesk, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_7)
    assert window.front.conversation.composer.text() == desk.made[INES].options[6].text


def test_letters_are_text_in_the_composer(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_R)
    edit = window.front.conversation.composer.edit
    assert edit.hasFocus()
    qtbot.keyClicks(edit, "jehx1/.?")
    assert edit.toPlainText() == "jehx1/.?"
    assert opened_id(window) == INES
    assert not [wish for wish in conductor.wishes if wish[0] in ("done", "snooze", "reject")]


def test_esc_leaves_the_composer_and_keeps_the_text(window: MainWindow, qtbot: QtBot) -> None:
    window.front.conversation.composer.edit.setFocus()
    qtbot.keyClicks(window.front.conversation.composer.edit, "half")
    qtbot.keyClick(window.front.conversation.composer.edit, Key.Key_Escape)
    assert window.front.inbox.list.hasFocus()
    assert window.front.conversation.composer.text() == "half"


def test_f_steps_through_marked_words_and_n_says_no_risk(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    window.front.inbox.select(THEO)
    qtbot.keyClick(window.front.inbox.list, Key.Key_F)
    assert window.front.conversation.messages.delegate.current_mark == 1
    qtbot.keyClick(window.front.inbox.list, Key.Key_F)
    assert window.front.conversation.messages.delegate.current_mark == 2
    qtbot.keyClick(window.front.inbox.list, Key.Key_N)
    assert ("dismiss", THEO, "third_party_payout") in conductor.wishes


def test_n_without_a_marked_word_means_every_flag(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_N)
    assert ("dismiss", INES, "scope_creep", "act_now") in conductor.wishes


def test_z_undoes(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_Z)
    assert conductor.wishes[-1] == ("undo",)


def test_alt_digits_choose_a_panel_and_open_it(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_2, Mod.AltModifier)
    assert window.front.inspector.tabs.currentIndex() == 1
    window.front.panes.toggle_inspector()
    assert not window.front.inspector.isVisible()
    qtbot.keyClick(window.front.inbox.list, Key.Key_1, Mod.AltModifier)
    assert window.front.inspector.isVisible()
    assert window.front.inspector.tabs.currentIndex() == 0


def test_steering_by_key_pill_and_field(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_3, Mod.ControlModifier | Mod.ShiftModifier)
    assert conductor.wishes[-1] == ("suggest", INES, False, "say no")
    qtbot.mouseClick(window.front.conversation.steer.pills[0], Qt.MouseButton.LeftButton)
    assert conductor.wishes[-1] == ("suggest", INES, False, "shorter")
    qtbot.keyClick(window.front.inbox.list, Key.Key_J, Mod.ControlModifier)
    field = window.front.conversation.steer.field.edit
    assert field.hasFocus()
    qtbot.keyClicks(field, "offer Monday")
    qtbot.keyClick(field, Key.Key_Return)
    assert conductor.wishes[-1] == ("suggest", INES, False, "offer Monday")


def test_ctrl_r_asks_for_new_drafts(window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_R, Mod.ControlModifier)
    assert conductor.wishes[-1] == ("suggest", INES, True, None)


def test_return_opens_the_thread_and_esc_comes_back(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_Return)
    assert window.front.conversation.messages.hasFocus()
    qtbot.keyClick(window.front.conversation.messages, Key.Key_Escape)
    assert window.front.inbox.list.hasFocus()


def test_f6_goes_round_the_panes(window: MainWindow, qtbot: QtBot) -> None:
    seen = []
    for _ in range(5):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen == [
        window.front.conversation.messages,
        window.front.conversation.drafts,
        window.front.conversation.composer.edit,
        window.front.inspector.tabs,
        window.front.inbox.list,
    ]


def test_the_key_sheet_opens_swallows_keys_and_gives_the_focus_back(
    window: MainWindow, conductor: ScriptedConductor, qtbot: QtBot
) -> None:
    qtbot.keyClick(window.front.inbox.list, Key.Key_Question)
    (sheet,) = [sheet for sheet in window.findChildren(KeySheet) if sheet.isVisible()]
    assert "choose draft" in sheet.accessibleName()
    qtbot.keyClick(sheet, Key.Key_E)
    assert not sheet.isVisible()
    assert not [wish for wish in conductor.wishes if wish[0] == "done"]
    assert window.front.inbox.list.hasFocus()


def test_letters_can_be_switched_off(
    qtbot: QtBot, theme: Theme, desk: ScriptedDesk, conductor: ScriptedConductor, preferences: Preferences
) -> None:
    preferences.change(single_letter_keys=False)
    window = MainWindow(theme, desk, conductor, preferences, AtOnce(desk))
    qtbot.addWidget(window)
    keys = {action.shortcut().toString() for action in window.actions()}
    assert "E" not in keys
    assert "Ctrl+R" in keys


def test_letters_rest_and_work_again_as_soon_as_that_is_set(window: MainWindow, preferences: Preferences) -> None:
    def has_letters() -> bool:
        return "E" in {action.shortcut().toString() for action in window.actions()}

    assert has_letters()
    preferences.change(single_letter_keys=False)
    assert not has_letters()
    preferences.change(single_letter_keys=True)
    assert has_letters()


def test_every_key_of_the_map_does_something(window: MainWindow) -> None:
    assert {key.act for key in KEYS if key.act} <= set(window.acts)


def test_in_all_a_conversation_of_another_segment_is_found(window: MainWindow) -> None:
    window.front.inbox.select(GROUP)
    assert opened_id(window) == GROUP


def test_the_narrowest_window_shows_one_pane_at_a_time(open_window: Callable[..., MainWindow], qtbot: QtBot) -> None:
    window = open_window(900, 800)
    assert window.front.inbox.isVisible()
    assert not window.front.centre.isVisible()
    qtbot.keyClick(window.front.inbox.list, Key.Key_Return)
    assert window.front.centre.isVisible()
    assert not window.front.inbox.isVisible()
    qtbot.mouseClick(window.front.conversation.header.back, Qt.MouseButton.LeftButton)
    assert window.front.inbox.isVisible()
    assert window.front.inbox.list.hasFocus()
