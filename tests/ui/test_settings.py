"""The settings window: every control drives its setting, at once, by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from at_once import AtOnce
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from settings_opened import opened_at, row

from app import settings as settings_file
from app.settings import AfterDone, Appearance, Groups, Motion, Notify, Settings
from app.vault import Vault
from tests import stores
from tests.app.store.conftest import Rows
from ui.drop_down import DropDown
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.settings_place import SettingsPlace
from ui.settings_window import PAGES as SETTINGS_PAGES
from ui.settings_window import SettingsWindow
from ui.switch import Switch
from ui.theme import Theme

Opened = Callable[..., SettingsWindow]


@pytest.fixture(scope="module")
def store() -> Iterator[Vault]:
    """Two people and a group, which nothing here changes."""
    with stores.throwaway() as made:
        rows = Rows(made.db)
        for name in ("Ines Calloway", "Theo Okafor of the very long company name that goes on"):
            rows.message(rows.conversation(rows.contact(name), filter="main"), f"hello from {name}")
        rows.message(rows.conversation(None, is_group=1, display_name="Harbour shoot", filter="main"), "hello")
        made.db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES ('+447700900142', 'one', 1)")
        made.db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES ('+447700900143', 'two', 2)")
        yield made


@pytest.fixture
def main(open_whole: Callable[..., MainWindow], store: Vault) -> MainWindow:
    window = open_whole()
    window.reads = AtOnce(SimpleNamespace(db=store.db))
    return window


@pytest.fixture
def place(main: MainWindow, settings_of: Callable[..., SettingsPlace]) -> SettingsPlace:
    return settings_of(main)


@pytest.fixture
def opened(place: SettingsPlace, qtbot: QtBot) -> Opened:
    return lambda name="general": opened_at(place, qtbot, name)


def press(widget: QWidget, key: Qt.Key) -> None:
    widget.setFocus()
    QTest.keyClick(widget, key)


def choose(drop: QWidget, value: Any) -> None:
    """By keys: a drop-down that has the focus takes the arrows."""
    assert isinstance(drop, DropDown)
    wanted = drop._values.index(value)
    while drop.currentIndex() != wanted:
        press(drop, Qt.Key.Key_Down if drop.currentIndex() < wanted else Qt.Key.Key_Up)


# ---- the window


def test_the_key_of_the_settings_opens_them_and_esc_closes_them(main: MainWindow, place: SettingsPlace) -> None:
    QTest.keyClick(main, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert place.window is not None
    assert place.window.isVisible()
    assert place.window.place == "general"
    QTest.keyClick(place.window, Qt.Key.Key_Escape)
    assert not place.window.isVisible()


def test_the_rail_leads_there_and_leaves_the_inbox_marked(main: MainWindow, place: SettingsPlace) -> None:
    main.rail.items["settings"].click()
    assert place.window is not None
    assert place.window.isVisible()
    assert main.place == "inbox"
    assert main.rail.items["inbox"].isChecked()


def test_a_page_can_be_gone_to_by_name(main: MainWindow, place: SettingsPlace) -> None:
    main.go("privacy")
    assert place.window is not None
    assert place.window.place == "privacy"


def test_opening_again_raises_the_same_window_at_its_last_page(opened: Opened, place: SettingsPlace) -> None:
    window = opened("voice")
    window.close()
    place.open()
    assert place.window is window
    assert window.place == "voice"


def test_arrows_walk_the_pages(opened: Opened) -> None:
    window = opened()
    seen = [window.place]
    for _ in range(len(SETTINGS_PAGES) - 1):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Down)
        seen.append(window.place)
    assert seen == [name for name, *_rest in SETTINGS_PAGES]


def test_closing_the_main_window_closes_the_settings(main: MainWindow, opened: Opened, place: SettingsPlace) -> None:
    window = opened()
    main.close()
    assert not window.isVisible()
    assert place.window is None


@pytest.mark.parametrize("name", [name for name, *_rest in SETTINGS_PAGES])
def test_everything_that_can_be_pressed_has_a_name_and_room(opened: Opened, name: str) -> None:
    window = opened(name)
    found = [
        one
        for one in window.page.findChildren(QWidget)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None
    ]
    assert found
    for one in found:
        interface = QAccessible.queryAccessibleInterface(one)
        assert interface.text(QAccessible.Text.Name), one
        assert one.height() >= 24, one


@pytest.mark.parametrize(("width", "scale"), [(960, 1.0), (720, 1.0), (960, 2.0), (560, 0.8)])
def test_nothing_is_wider_than_the_page(opened: Opened, theme: Theme, qtbot: QtBot, width: int, scale: float) -> None:
    theme.set_scale(scale)
    window = opened()
    window.resize(width, 700)
    for name, *_rest in SETTINGS_PAGES:
        window.go(name)
        page = window.page
        qtbot.waitUntil(lambda page=page: page.whole)
        qtbot.wait(30)
        wide = page.viewport().width()
        shown = [(one.label.text(), control) for one in page.rows() for control in one.controls if control.isVisible()]
        assert shown
        for label, control in shown:
            right = control.mapTo(page.viewport(), control.rect().topRight()).x()
            assert right <= wide, (name, label, right, wide)


# ---- the search


def test_a_search_finds_rows_of_every_page_and_jumps(opened: Opened, qtbot: QtBot) -> None:
    window = opened()
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(window.nav.search.edit, "lock sotto")
    qtbot.waitUntil(lambda: [item.text() for item in window.nav.found] == ["Lock Sotto after"])
    QTest.keyClick(window.nav.search.edit, Qt.Key.Key_Return)
    assert window.place == "privacy"
    found = row(window, "Lock Sotto after")
    assert found.lit
    assert found.first is not None
    assert found.first.hasFocus()


def test_a_search_knows_other_words_and_says_when_there_is_nothing(opened: Opened, qtbot: QtBot) -> None:
    window = opened()
    window.nav.search.edit.setText("animation")
    qtbot.waitUntil(lambda: [item.text() for item in window.nav.found] == ["Reduce motion"])
    window.nav.search.edit.setText("zzzz")
    qtbot.waitUntil(window.nav.none.isVisible)
    assert "zzzz" in window.nav.none.text()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()
    assert window.nav.items["general"].isVisible()


# ---- general


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("Start at login", "start_at_login"),
        ("Keep running when the window closes", "keep_running"),
        ("Check that the message arrived", "check_arrival"),
    ],
)
def test_a_switch_turns_its_setting_by_space(opened: Opened, preferences: Preferences, label: str, field: str) -> None:
    window = opened()
    switch = row(window, label).first
    assert isinstance(switch, Switch)
    before = getattr(preferences.settings, field)
    press(switch, Qt.Key.Key_Space)
    assert getattr(preferences.settings, field) is not before
    assert getattr(settings_file.load(preferences.home), field) is not before


@pytest.mark.parametrize(
    ("page", "label", "field", "value"),
    [
        ("general", "Undo window after Send", "undo_s", 30),
        ("general", "After send or done", "after_done", AfterDone.STAY),
        ("general", "Notify me", "notify", Notify.URGENT_WITH_TEXT),
        ("general", "Answer within", "goal_min", 30),
        ("model", "Free memory when idle", "idle_unload_s", 0.0),
        ("model", "On battery", "draft_on_battery", False),
        ("model", "Drafts ready before you open", "drafts_ahead", 10),
        ("privacy", "Group conversations", "groups", Groups.LEAVE_OUT),
        ("privacy", "Lock Sotto after", "lock_after_min", 10),
        ("voice", "Drafts to show", "drafts_shown", 5),
        ("voice", "Train at", "train_at", "02:30"),
    ],
)
def test_a_drop_down_changes_its_setting_by_arrows(
    opened: Opened, preferences: Preferences, page: str, label: str, field: str, value: object
) -> None:
    window = opened(page)
    drop = row(window, label).first
    assert drop is not None
    choose(drop, value)
    assert getattr(preferences.settings, field) == value


def test_the_theme_changes_at_once(opened: Opened, theme: Theme, preferences: Preferences) -> None:
    window = opened()
    drop = row(window, "Theme").first
    assert drop is not None
    assert not theme.dark
    choose(drop, Appearance.DARK)
    assert theme.dark
    assert preferences.settings.appearance is Appearance.DARK


def test_the_text_size_changes_at_once_and_follows_its_key(opened: Opened, theme: Theme, main: MainWindow) -> None:
    window = opened()
    measure = window.page.text_size
    press(measure.track, Qt.Key.Key_Right)
    measure._settle()
    assert theme.scale == pytest.approx(1.05)
    assert measure.value.text() == "105 %"
    main.set_text_size(1.5)
    assert measure.value.text() == "150 %"
    assert measure.track.accessibleName() == "Text size, 150 %"


def test_motion_follows_its_drop_down(opened: Opened, theme: Theme) -> None:
    window = opened()
    drop = row(window, "Reduce motion").first
    assert drop is not None
    choose(drop, Motion.FULL)
    assert theme.ms("base") > 0


def test_quiet_hours_are_two_times(opened: Opened, preferences: Preferences) -> None:
    window = opened()
    choose(window.page.quiet_from, "22:30")
    choose(window.page.quiet_to, "07:00")
    assert (preferences.settings.quiet_from, preferences.settings.quiet_to) == ("22:30", "07:00")


def test_a_value_that_is_not_offered_is_shown_as_it_is(
    main: MainWindow, opened: Opened, preferences: Preferences
) -> None:
    preferences.change(undo_s=11)
    window = opened()
    drop = row(window, "Undo window after Send").first
    assert isinstance(drop, DropDown)
    assert drop.currentText() == "11 seconds"
    assert preferences.settings.undo_s == 11


def test_what_is_changed_elsewhere_is_shown(opened: Opened, preferences: Preferences) -> None:
    window = opened()
    switch = row(window, "Start at login").first
    assert isinstance(switch, Switch)
    assert not switch.isChecked()
    preferences.change(start_at_login=True)
    assert switch.isChecked()


def test_the_defaults_are_the_settings_themselves(opened: Opened, preferences: Preferences) -> None:
    """Opening every page changes nothing."""
    before = preferences.settings
    window = opened()
    for name, *_rest in SETTINGS_PAGES:
        window.go(name)
    kept: Settings = preferences.settings
    assert {**_fields(kept), "splitters": {}} == {**_fields(before), "splitters": {}}


def _fields(of: Settings) -> dict[str, object]:
    return {name: getattr(of, name) for name in of.__struct_fields__}
