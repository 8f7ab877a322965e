"""A session that ends asks Sotto to end: it does so in order, once, and in time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import paths, settings, vault
from app.paths import Home
from app.settings import Settings
from ui.session_end import SessionEnd
from ui.single_instance import RAISE, tell_first

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows asks its windows in another way"),
    pytest.mark.usefixtures("hangups_heard"),
]
WORDS = "a long walk by the sea"
ASKING = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


@pytest.fixture
def ending(qapp: QApplication, hangups_heard: None) -> Iterator[SessionEnd]:
    found = SessionEnd(leave=lambda _code: None)
    yield found
    found.close()


@pytest.mark.parametrize("number", ASKING)
def test_whoever_asks_is_heard_in_the_windows_own_time(
    qtbot: QtBot, ending: SessionEnd, number: signal.Signals
) -> None:
    with qtbot.waitSignal(ending.asked, timeout=20_000):
        signal.raise_signal(number)


def test_being_asked_again_changes_nothing(qtbot: QtBot, ending: SessionEnd) -> None:
    heard: list[None] = []
    ending.asked.connect(lambda: heard.append(None))
    with qtbot.waitSignal(ending.asked, timeout=20_000):
        signal.raise_signal(signal.SIGTERM)
    signal.raise_signal(signal.SIGTERM)
    qtbot.wait_until(lambda: QApplication.processEvents() is None)
    assert len(heard) == 1


def test_an_end_that_takes_too_long_is_ended(qtbot: QtBot, qapp: QApplication) -> None:
    codes: list[int] = []
    left = threading.Event()

    def leave(code: int) -> None:
        codes.append(code)
        left.set()

    ending = SessionEnd(within_s=0.0, leave=leave)
    try:
        with qtbot.waitSignal(ending.asked, timeout=20_000):
            signal.raise_signal(signal.SIGTERM)
        assert left.wait(20)
    finally:
        ending.close()
    assert codes == [128 + signal.SIGTERM]


def test_once_it_is_closed_everything_is_as_before(qapp: QApplication) -> None:
    before = [signal.getsignal(one) for one in ASKING]
    ending = SessionEnd()
    assert [signal.getsignal(one) for one in ASKING] != before
    ending.close()
    assert [signal.getsignal(one) for one in ASKING] == before
    assert signal.set_wakeup_fd(-1) == -1


@pytest.fixture
def home(tmp_path: Path, demo_folder: Path) -> Home:
    """A home whose window opens on its store at once."""
    found = paths.home(tmp_path / "home")
    vault.open_vault(found, write=True, passphrase=WORDS, backends=()).close()
    settings.save(found, Settings(onboarded=True, source=str(demo_folder / "chat.db")))
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGHUP, marks=pytest.mark.faults)])
def test_a_window_whose_session_ends_closes_as_if_the_person_had_quit(home: Home, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "ui", "--home", str(home.root)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SOTTO_PASSPHRASE": WORDS}
    window = subprocess.Popen(
        command, cwd=Path(__file__).parents[2], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert tell_first(home, RAISE, patience_s=60)
        assert settings.load(home).window == ""
        window.send_signal(number)
        assert window.wait(60) == 0
    finally:
        window.kill()
        window.wait()
    assert settings.load(home).window
