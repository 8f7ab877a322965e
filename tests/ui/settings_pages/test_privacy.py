"""What is kept, whom Sotto leaves out, and what it forgets."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from scripted_conductor import ScriptedConductor
from settings_opened import GROUP, INES, THEO, asked, choose, nothing_asked, row

from app.store import contacts
from app.vault import Vault
from ui.preferences import Preferences
from ui.settings_window import SettingsWindow
from ui.switch import Switch


def test_the_copy_tells_its_size_and_where_the_key_is(opened: Callable[[str], SettingsWindow]) -> None:
    hint = row(opened("privacy"), "Message copy, encrypted").hint.text()
    assert "MB" in hint
    assert "key" in hint


def test_a_limit_that_removes_something_asks_first_with_the_number(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("privacy")
    drop = row(window, "Message copy, encrypted").first
    choose(drop, 365)
    question = asked(window)
    assert "remove 2 messages" in question.text.text()
    assert preferences.settings.keep_messages_days == 0
    assert question.no.hasFocus()
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert preferences.settings.keep_messages_days == 0
    assert drop.currentText() == "Until I delete"
    choose(drop, 365)
    asked(window).yes.click()
    assert preferences.settings.keep_messages_days == 365


def test_a_limit_that_removes_nothing_holds_at_once(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("privacy")
    choose(row(window, "Message copy, encrypted").first, 1825)
    assert nothing_asked(window)
    assert preferences.settings.keep_messages_days == 1825


def test_who_is_never_read_is_chosen_from_a_list_with_a_search(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor, store: Vault
) -> None:
    window = opened("privacy")
    window.page.edit.click()
    picker = window.page.picker
    assert set(picker.rows) == {INES, THEO, -GROUP}
    QTest.keyClicks(picker.search.edit, "theo")
    assert set(picker.rows) == {THEO}
    switch = picker.rows[THEO].first
    assert isinstance(switch, Switch)
    switch.setFocus()
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert conductor.wishes[-1] == ("read_contact", THEO, False)
    contacts.switch_off(store.db, THEO, True)
    asked(window).yes.click()
    assert window.page.unread.names == ["Theo Okafor"]
    window.page.edit.click()
    group = window.page.picker.rows[-GROUP].first
    assert isinstance(group, Switch)
    group.click()
    assert conductor.wishes[-1] == ("read_conversation", GROUP, False)


def test_a_person_is_forgotten_only_after_what_goes_was_shown(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor
) -> None:
    window = opened("privacy")
    window.page.forget_one.click()
    button = window.page.picker.rows[INES].first
    assert button is not None
    button.click()
    question = asked(window)
    assert "3 messages" in question.text.text()
    assert "cannot be undone" in question.text.text()
    question.no.click()
    assert not any(wish[0] == "erase_contact" for wish in conductor.wishes)
    window.page.forget_one.click()
    window.page.picker.rows[INES].first.click()
    asked(window).yes.click()
    assert conductor.wishes[-1] == ("erase_contact", INES)


def test_everything_is_forgotten_only_after_the_word_was_typed(
    opened: Callable[[str], SettingsWindow], forgotten: list[str]
) -> None:
    window = opened("privacy")
    window.page.forget_all.click()
    question = asked(window)
    assert question.typed.edit.hasFocus()
    assert not question.yes.isEnabled()
    QTest.keyClick(question.typed.edit, Qt.Key.Key_Return)
    assert forgotten == []
    QTest.keyClicks(question.typed.edit, "Forget")
    QTest.keyClick(question.typed.edit, Qt.Key.Key_Return)
    assert forgotten == ["everything"]


def test_tab_stays_in_a_question_and_the_focus_goes_back(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("privacy")
    window.page.forget_all.setFocus()
    window.page.forget_all.click()
    question = asked(window)
    seen = set()
    for _ in range(6):
        focused = QApplication.focusWidget()
        assert focused is not None
        assert question.isAncestorOf(focused)
        seen.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert len(seen) == 2
    QTest.keyClick(question, Qt.Key.Key_Escape)
    assert window.page.forget_all.hasFocus()
