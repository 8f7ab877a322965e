"""Notifications over a session bus of its own, shown by a stand-in for the desktop."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from ui.desktop_notes import DesktopNotes

HERE = Path(__file__).parent
Shown = Callable[[str], "subprocess.Popen[str]"]


@pytest.fixture
def desktop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Shown]:
    """Starts who shows notifications, on a bus that ends with the test."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("not installed: dbus-daemon")
    command = ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path}/bus"]
    bus = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    children = [bus]
    assert bus.stdout is not None
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.stdout.readline().strip())

    def start(act: str) -> subprocess.Popen[str]:
        child = subprocess.Popen([sys.executable, str(HERE / "note_server.py"), act], stdout=subprocess.PIPE, text=True)
        children.append(child)
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        return child

    yield start
    for child in reversed(children):
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


def test_it_is_shown_with_its_acts_and_the_chosen_one_comes_back(qtbot: QtBot, desktop: Shown) -> None:
    shown = desktop("snooze")
    notes = DesktopNotes()
    assert notes.open()
    with qtbot.waitSignal(notes.answered) as answered:
        assert notes.show("what", "Ines <b>Calloway</b>", "a & b", [("reply", "Reply"), ("snooze", "Snooze 1 h")])
    assert answered.args == ["what", "snooze"]
    assert shown.stdout is not None
    title, text, acts = json.loads(shown.stdout.readline())
    assert (title, text) == ("Ines ‹b>Calloway‹/b>", "a ＆ b")
    assert acts == ["default", "", "reply", "Reply", "snooze", "Snooze 1 h"]
    notes.close()


def test_what_the_desktop_refuses_is_told(qtbot: QtBot, desktop: Shown) -> None:
    desktop("refuse")
    notes = DesktopNotes()
    assert notes.open()
    with qtbot.waitSignal(notes.refused) as refused:
        notes.show("what", "Ines", "", [])
    assert refused.args == ["what"]
    notes.close()


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "nonsense", ""])
def test_without_a_session_bus_nothing_is_shown(
    qapp: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, address: str
) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    notes = DesktopNotes()
    assert not notes.open()
    assert not notes.show("what", "Ines", "", [])
