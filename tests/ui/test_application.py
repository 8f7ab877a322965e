"""Putting the window together on a vault, and taking it apart."""

from __future__ import annotations

import subprocess
import sys

import pytest
from pytestqt.qtbot import QtBot
from scripted_conductor import ScriptedConductor

from app import settings, vault
from app.settings import Settings
from ui import __main__ as entry
from ui.opening import open_window, prepared
from ui.preferences import Preferences
from ui.theme import Theme


def test_the_window_opens_on_an_empty_vault_and_closing_stops_the_conductor(qtbot: QtBot, theme: Theme) -> None:
    conductor = ScriptedConductor()
    with vault.throwaway() as opened:
        window = open_window(opened, Settings(), conductor, theme=theme)  # type: ignore[arg-type]  # scripted
        qtbot.addWidget(window)
        assert conductor.running
        assert window.front.clear_page.title.text() == "Nothing here yet"
        assert window.front.inbox.rows.rowCount() == 0
        window.close()
        assert not conductor.running
        kept = settings.load(opened.home)
        assert kept.window
        assert set(kept.splitters) == {"splitter", "conversation", "page"}


def test_settings_choose_the_look(qapp: object) -> None:
    theme = prepared(Settings(appearance=settings.Appearance.DARK, text_scale=1.5, motion=settings.Motion.REDUCED))
    assert theme.dark
    assert theme.scale == 1.5
    assert theme.ms("base") == 0


def test_the_entry_loads_no_qt_before_it_is_needed() -> None:
    code = "import sys, ui.__main__; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the limit is none at all")
def test_a_crash_of_it_leaves_no_core_with_messages_and_the_key() -> None:
    code = (
        "import resource, sys; from ui.__main__ import main; sys.argv[1:] = ['--help']; main(); "
        "sys.exit(resource.getrlimit(resource.RLIMIT_CORE) != (1, 1))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, stdout=subprocess.DEVNULL).returncode == 0


def test_a_command_goes_to_the_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    monkeypatch.setattr(sys, "argv", ["sotto", "inbox", "--json"])
    monkeypatch.setattr(entry, "command", lambda arguments: heard.append(arguments) or 0)
    assert entry.main() == 0
    assert heard == [["inbox", "--json"]]


def test_without_a_display_the_main_job_runs_in_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    monkeypatch.setattr(sys, "argv", ["sotto", "--home", "somewhere"])
    monkeypatch.setattr(entry, "has_display", lambda: False)
    monkeypatch.setattr(entry, "command", lambda arguments: heard.append(arguments) or 0)
    assert entry.main() == 0
    assert heard == [["--home", "somewhere", "demo", "--headless"]]


def test_the_size_of_text_is_written_at_once(qapp: object) -> None:
    with vault.throwaway() as opened:
        Preferences(opened.home, Settings()).change(text_scale=1.2)
        assert settings.load(opened.home).text_scale == 1.2
