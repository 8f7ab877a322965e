"""The pages of the settings against a real store: what is kept, left out and forgotten, models, voice, keys, rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from at_once import AtOnce
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from scripted import NOW
from scripted_conductor import ScriptedConductor
from settings_opened import opened_at, row

from app import models, vault, voices
from app.keep_wishes import SetVoice
from app.machine import GIB, Machine
from app.model_offers import Choice, Fit
from app.settings import Mark
from app.store import contacts
from app.store.voice_counts import EVERYBODY
from app.vault import Vault
from engine.domain import micros
from tests.app.store.conftest import Rows
from ui.drop_down import DropDown
from ui.key_sheet import KeySheet
from ui.main_window import MainWindow
from ui.model_fetch import Stage, Standing
from ui.preferences import Preferences
from ui.question import Question
from ui.setting_rows import Row
from ui.settings_place import SettingsPlace
from ui.settings_window import SettingsWindow
from ui.switch import Switch
from ui.theme import Theme

INES, THEO, GROUP = 1, 2, 3
DAY_US = 86_400_000_000


@pytest.fixture
def store() -> Iterator[Vault]:
    """Ines wrote long ago and now, Theo only now; a group."""
    with vault.throwaway() as made:
        rows = Rows(made.db)
        now_us = micros(NOW)
        for name in ("Ines Calloway", "Theo Okafor"):
            rows.conversation(rows.contact(name), filter="main")
        rows.conversation(None, is_group=1, display_name="Harbour shoot", filter="main")
        for days in (900, 800, 2):
            rows.message(INES, f"the arboretum {days}", at_us=now_us - days * DAY_US)
        rows.message(THEO, "we pay you in exposure", at_us=now_us - DAY_US)
        rows.message(GROUP, "hello all", at_us=now_us - DAY_US)
        for number in (INES, THEO):
            made.db.conn.execute(
                "INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (f"+44770090014{number}", number)
            )
        yield made


@pytest.fixture
def main(open_whole: Callable[..., MainWindow], store: Vault) -> MainWindow:
    window = open_whole()
    window.reads = AtOnce(SimpleNamespace(db=store.db))
    return window


@pytest.fixture
def forgotten() -> list[str]:
    return []


@pytest.fixture
def opened(
    main: MainWindow, qtbot: QtBot, settings_of: Callable[..., SettingsPlace], forgotten: list[str]
) -> Callable[[str], SettingsWindow]:
    place = settings_of(main, forget_everything=lambda: forgotten.append("everything"))
    return lambda name: opened_at(place, qtbot, name)


def asked(window: SettingsWindow) -> Question:
    return next(one for one in window.findChildren(Question) if one.isVisible())


def nothing_asked(window: SettingsWindow) -> bool:
    return not any(one.isVisible() for one in window.findChildren(Question))


def choose(drop: QWidget | None, value: Any) -> None:
    assert isinstance(drop, DropDown)
    drop.setCurrentIndex(drop._values.index(value))
    drop.activated.emit(drop.currentIndex())


# ---- privacy


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


# ---- model


def choice(model_id: str, *, here: bool = False, active: bool = False, fit: Fit = Fit.WELL) -> Choice:
    return Choice(
        model_id, f"Model {model_id}", "Q4_K_M", "apache-2.0", 2_600_000_000, 5 * GIB, 16 * GIB, fit, (), False, here,
        active,
    )  # fmt: skip


MACHINE = Machine(16 * GIB, 9 * GIB, 200_000_000_000, 8)


def test_installed_models_are_used_and_removed(
    opened: Callable[[str], SettingsWindow],
    conductor: ScriptedConductor,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    done: list[tuple[str, str]] = []
    monkeypatch.setattr(models, "use", lambda _home, wanted: done.append(("use", wanted)))
    monkeypatch.setattr(models, "remove", lambda _home, wanted: done.append(("remove", wanted)))
    window = opened("model")
    window.page._show((MACHINE, [choice("a", here=True, active=True), choice("b", here=True)]))
    used, other = window.page.installed.card.rows
    assert isinstance(used, Row)
    assert "2.6 GB disk" in used.hint.text()
    assert "5.0 GB of 16 GB" in used.hint.text()
    assert isinstance(other, Row)
    other.controls[0].click()
    qtbot.waitUntil(lambda: done == [("use", "b")])
    qtbot.waitUntil(lambda: ("reload_model",) in conductor.wishes)
    window.page._show((MACHINE, [choice("a", here=True, active=True), choice("b", here=True)]))
    window.page.installed.card.rows[0].controls[-1].click()
    assert "past replies" in asked(window).text.text()
    asked(window).yes.click()
    qtbot.waitUntil(lambda: done[-1] == ("remove", "a"))


def test_a_model_that_is_too_big_is_not_offered_for_download(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("model")
    window.page._show((MACHINE, [choice("a"), choice("b", fit=Fit.TOO_BIG)]))
    first, second = window.page.offered.card.rows[:2]
    assert first.controls[-1].isEnabled()
    assert not second.controls[-1].isEnabled()


def test_a_download_shows_how_far_it_is_and_counts_sockets(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("model")
    window.fetch.standing = Standing(Stage.FETCHING, "a", "Model a", 1_300_000_000, 2_600_000_000, 2e7, 3)
    window.fetch.changed.emit()
    assert window.page.card.isVisible()
    assert window.page.card.percent.text() == "50 %"
    assert window.page.count.text() == "3"


def test_the_log_of_sockets_is_shown(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("model")
    window.page.log.click()
    assert "None. Nothing has left this computer" in asked(window).text.text()
    QTest.keyClick(asked(window), Qt.Key.Key_Escape)
    assert nothing_asked(window)


def test_a_box_is_paired_only_after_its_certificate_was_compared(
    opened: Callable[[str], SettingsWindow], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    from app import endpoints

    added: list[dict[str, str]] = []
    monkeypatch.setattr(endpoints, "fetch_certificate", lambda _address: "PEM")
    monkeypatch.setattr(endpoints, "fingerprint", lambda pem: f"AB:CD:{pem}")
    monkeypatch.setattr(endpoints, "add", lambda _home, **wanted: added.append(wanted))
    window = opened("model")
    window.page.box.pair.click()
    fields = window.page.box.fields
    fields["base_url"].edit.setText("https://studio.local:8443/v1")
    fields["model"].edit.setText("qwen")
    asked(window).yes.click()
    qtbot.waitUntil(lambda: not nothing_asked(window) and "AB:CD:PEM" in asked(window).text.text())
    assert added == []
    asked(window).no.click()
    assert added == []
    window.page.box._compare({"base_url": "https://studio.local:8443/v1", "model": "qwen", "token": ""}, "PEM")
    asked(window).yes.click()
    qtbot.waitUntil(lambda: len(added) == 1)
    assert added[0]["certificate"] == "PEM"


# ---- voice


def test_a_slider_sets_the_voice_for_everybody(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor
) -> None:
    window = opened("voice")
    measure = window.page.measures["formality"]
    before = measure.track.value()
    measure.track.setFocus()
    QTest.keyClick(measure.track, Qt.Key.Key_Right)
    measure._settle()
    wished = conductor.wishes[-1]
    assert wished == ("keep", SetVoice(EVERYBODY, "formality", (before + 5) / 100))


def test_what_was_set_by_hand_can_be_given_back(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor, store: Vault
) -> None:
    voices.set_field(store.db, EVERYBODY, "warmth", 0.9)
    voices.set_field(store.db, EVERYBODY, "capitalization", "lowercase")
    window = opened("voice")
    assert window.page.measures["warmth"].value.text() == "very warm"
    assert window.page.capitals.currentText() == "All lowercase"
    assert not window.page.again["formality"].isVisible()
    window.page.again["warmth"].click()
    assert conductor.wishes[-1] == ("keep", SetVoice(EVERYBODY, "warmth", None))
    choose(window.page.capitals, None)
    assert conductor.wishes[-1] == ("keep", SetVoice(EVERYBODY, "capitalization", None))


# ---- shortcuts


CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def press_for(window: SettingsWindow, act: str, key: Qt.Key, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
    button = window.page.keys[act]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert button.waits
    QTest.keyClick(button, key, modifiers)


def test_a_key_is_changed_by_pressing_another_and_works_at_once(
    opened: Callable[[str], SettingsWindow], main: MainWindow, preferences: Preferences, conductor: ScriptedConductor
) -> None:
    window = opened("shortcuts")
    press_for(window, "finish", Qt.Key.Key_W)
    assert preferences.settings.keys == {"finish": "W"}
    assert "changed" in window.page.keys["finish"].accessibleName()
    shortcuts = {action.shortcut().toString() for action in main.actions() if action.text() == "done"}
    assert shortcuts == {"W"}
    sheet = main.acts["key_sheet"]()
    assert isinstance(sheet, KeySheet)
    assert "W: done" in sheet.accessibleName()


def test_a_key_that_is_used_is_refused_and_named(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("shortcuts")
    press_for(window, "finish", Qt.Key.Key_J)
    assert preferences.settings.keys == {}
    assert "next conversation" in row(window, "Done").hint.text()
    press_for(window, "finish", Qt.Key.Key_Tab)
    assert "moving between fields" in row(window, "Done").hint.text()
    press_for(window, "finish", Qt.Key.Key_E)
    assert row(window, "Done").hint.text() == ""


def test_the_key_from_anywhere_knows_the_keys_that_the_person_changed(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("shortcuts")
    press_for(window, "palette", Qt.Key.Key_P, CTRL | ALT)
    recorder = window.page.recorder
    for key, said in ((Qt.Key.Key_P, "already does “Command palette”"), (Qt.Key.Key_C, "already does")):
        recorder.well.setFocus()
        QTest.keyClick(recorder.well, Qt.Key.Key_Return)
        QTest.keyClick(recorder.well, key, CTRL | ALT if key == Qt.Key.Key_P else CTRL)
        assert said in recorder.reason.text()
    assert preferences.settings.quick_reply_key == "Ctrl+Alt+Shift+R"


def test_the_key_from_anywhere_is_not_given_to_an_act_of_the_window(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    preferences.change(quick_reply_key="Ctrl+Alt+Space")
    window = opened("shortcuts")
    press_for(window, "finish", Qt.Key.Key_Space, CTRL | ALT)
    assert preferences.settings.keys == {}
    assert "quick reply from anywhere" in row(window, "Done").hint.text()


def test_esc_leaves_a_key_as_it_was_and_does_not_close(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("shortcuts")
    press_for(window, "search", Qt.Key.Key_Escape)
    assert window.isVisible()
    assert preferences.settings.keys == {}
    assert not window.page.keys["search"].waits


def test_defaults_come_back(opened: Callable[[str], SettingsWindow], preferences: Preferences) -> None:
    preferences.change(keys={"palette": "Ctrl+P", "finish": "Shift+E"})
    window = opened("shortcuts")
    assert window.page.keys["palette"].sequence == "Ctrl+P"
    window.page.restore.click()
    assert "2 keys you changed go back" in asked(window).text.text()
    asked(window).yes.click()
    assert preferences.settings.keys == {}
    assert window.page.keys["palette"].sequence == "Ctrl+K"
    assert not window.page.restore.isEnabled()


def test_single_letters_rest_at_once(opened: Callable[[str], SettingsWindow], main: MainWindow) -> None:
    window = opened("shortcuts")
    row(window, "Single letters").first.click()
    assert "E" not in {action.shortcut().toString() for action in main.actions()}


# ---- risk


def test_a_mark_is_made_quieter_and_switched_off(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("risk")
    measure = window.page.measures["freeloader"]
    assert measure.value.text() == "from 40"
    measure.track.setFocus()
    for _ in range(4):
        QTest.keyClick(measure.track, Qt.Key.Key_Right)
    measure._settle()
    assert preferences.settings.marks == {"freeloader": Mark(on=True, threshold=0.6)}
    window.page.switches["freeloader"].click()
    assert preferences.settings.marks == {"freeloader": Mark(on=False, threshold=0.6)}
    assert not measure.isEnabled()


def test_own_phrases_are_added_and_taken_away(
    opened: Callable[[str], SettingsWindow], preferences: Preferences
) -> None:
    window = opened("risk")
    chips = window.page.phrases
    chips.add.click()
    QTest.keyClicks(chips.edit, "exposure")
    QTest.keyClick(chips.edit, Qt.Key.Key_Return)
    assert preferences.settings.own_phrases == ["exposure"]
    chips.changed.emit(())
    assert preferences.settings.own_phrases == []


def test_whom_nothing_is_marked_for_is_chosen(
    opened: Callable[[str], SettingsWindow], conductor: ScriptedConductor
) -> None:
    window = opened("risk")
    window.page.edit.click()
    window.page.picker.rows[THEO].first.click()
    assert conductor.wishes[-1] == ("mark", THEO, False)


def test_how_often_it_is_right_is_counted(opened: Callable[[str], SettingsWindow]) -> None:
    window = opened("risk")
    assert window.page.kept.text() == "none yet"


def test_pictures_can_be_drawn(tmp_path: Path, theme: Theme) -> None:
    from pictures_settings import draw

    draw(tmp_path, "dark", pages=("general",))
    assert (tmp_path / "settings-general-dark.png").stat().st_size > 5000
