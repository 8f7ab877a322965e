"""Forgetting everything ends the window, leaves no store and no key, and begins anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import settings, vault
from app.paths import home
from app.settings import Settings
from ui import opening
from ui.main_window import MainWindow
from ui.problem_page import ProblemPage
from ui.question import Question
from ui.running import Running
from ui.settings_window import SettingsWindow

PASSPHRASE = "a long walk by the sea"


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[Running]:
    """The window on a store of its own."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, PASSPHRASE)
    made = Running(tmp_path / "home")
    kept = Settings(goal_min=5, onboarded=True, keep_running=True)
    settings.save(made.home, kept)
    made._open(vault.open_vault(made.home, write=True), kept)
    yield made
    if made.screen is not None:
        made.screen.close()
        made.screen.deleteLater()
    made.end()


def settings_of(window: MainWindow) -> SettingsWindow:
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, SettingsWindow) and one.main is window)


def test_the_word_ends_the_window_and_removes_its_home(running: Running, qtbot: QtBot) -> None:
    window = running.screen
    assert isinstance(window, MainWindow)
    (running.home.models / "weights.gguf").write_bytes(b"GGUF")
    window.go("privacy")
    shown = settings_of(window)
    qtbot.waitUntil(lambda: shown.page.whole)
    shown.page.forget_all.click()
    question = next(one for one in shown.findChildren(Question) if one.isVisible())
    QTest.keyClicks(question.typed.edit, "forget")
    QTest.keyClick(question.typed.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not isinstance(running.screen, MainWindow))
    assert not running.home.database.exists()
    assert not running.home.vault_json.exists()
    assert settings.load(home(running.home.root)) == Settings()
    assert (running.home.models / "weights.gguf").exists()
    assert running.screen is not None
    assert running.screen.isVisible()


def test_work_that_does_not_end_in_time_keeps_its_store(
    running: Running, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, conductor = running._vault, running._conductor
    assert opened is not None
    assert conductor is not None
    monkeypatch.setattr(opening, "STOP_S", 0.01)
    begun, goes_on = threading.Event(), threading.Event()
    conductor._mailbox.post(lambda: (begun.set(), goes_on.wait(30.0)))
    assert begun.wait(10.0)
    running.forget_everything()
    assert isinstance(running.screen, ProblemPage)
    assert running.home.database.exists()
    assert opened.db.execute("select 1").fetchone() == (1,)
    goes_on.set()
    qtbot.waitUntil(lambda: not conductor.running)
    running.screen.first.click()
    assert not running.home.database.exists()
    assert not isinstance(running.screen, ProblemPage)
