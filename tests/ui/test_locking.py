"""The window is covered when nobody was there for a while; a click opens it, or the passphrase."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from scripted_conductor import ScriptedConductor

from app import unlocking, vault
from app.paths import home
from ui.locking import MINUTE_MS, Locking
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.presence import Presence

PASSPHRASE = "a long walk by the sea"


@pytest.fixture
def hidden() -> list[str]:
    return []


@pytest.fixture
def locking(window: MainWindow, hidden: list[str]) -> Locking:
    presence = Presence(window)
    return Locking(window, presence, hide_others=lambda: hidden.append("others"))


def test_the_clock_runs_only_where_it_is_wanted(locking: Locking, preferences: Preferences) -> None:
    assert not locking._idle.isActive()
    preferences.change(lock_after_min=10)
    assert locking._idle.isActive()
    assert locking._idle.interval() == 10 * MINUTE_MS
    preferences.change(lock_after_min=0)
    assert not locking._idle.isActive()


def test_a_key_begins_the_time_anew(
    locking: Locking, window: MainWindow, preferences: Preferences, qtbot: QtBot
) -> None:
    preferences.change(lock_after_min=1)
    locking._idle.start(300)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_J)
    assert locking._idle.remainingTime() > 200


def test_a_locked_window_is_covered_and_takes_no_key(
    locking: Locking, window: MainWindow, hidden: list[str], conductor: ScriptedConductor
) -> None:
    before = list(conductor.wishes)
    locking.lock()
    assert locking.page is not None
    assert locking.page.geometry() == window.rect()
    assert hidden == ["others"]
    for key in (Qt.Key.Key_E, Qt.Key.Key_J, Qt.Key.Key_Escape):
        QTest.keyClick(QApplication.focusWidget(), key)
    assert conductor.wishes == before
    assert locking.locked


def test_one_click_opens_it_where_a_keychain_keeps_the_key(locking: Locking) -> None:
    locking.lock()
    assert locking.page is not None
    assert not locking.page.field.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not locking.locked


@pytest.fixture
def guarded(preferences: Preferences, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home of the window is one whose key a passphrase guards."""
    found = home(tmp_path / "guarded")
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, PASSPHRASE)
    vault.open_vault(found, write=True).close()
    preferences.home = found


def test_a_passphrase_is_asked_for_where_one_guards_the_key(guarded: None, locking: Locking, qtbot: QtBot) -> None:
    locking.lock()
    page = locking.page
    assert page is not None
    assert page.field.edit.hasFocus()
    QTest.keyClicks(page.field.edit, "something else")
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.problem.text() == "This is not the passphrase.", timeout=20_000)
    assert locking.locked
    QTest.keyClicks(page.field.edit, PASSPHRASE)
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not locking.locked, timeout=20_000)


def test_who_keeps_the_key_is_read_from_the_card(guarded: None, preferences: Preferences) -> None:
    assert unlocking.needs_passphrase(preferences.home)
    assert unlocking.opens(preferences.home, PASSPHRASE)
    assert not unlocking.opens(preferences.home, "another")
