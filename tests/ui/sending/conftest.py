"""A window that may send; nothing is opened outside it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from photographer import DELE, INES
from PySide6.QtGui import QDesktopServices
from scripted import ScriptedDesk

from app.send import Reach
from app.settings import AfterDone
from ui.main_window import MainWindow
from ui.preferences import Preferences

#: The stand-in of Messages lies there.
APP = str(Path(__file__).parents[2] / "app")
if APP not in sys.path:
    sys.path.append(APP)


@pytest.fixture(autouse=True)
def opened_urls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Addresses that the desktop was asked to open; no program is started."""
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toString()) or True)
    return urls


@pytest.fixture
def reaching(desk: ScriptedDesk) -> ScriptedDesk:
    """A desk on a Mac's own messages."""
    desk.reached = {INES: Reach.CHAT, DELE: Reach.CHAT}
    return desk


@pytest.fixture
def sending(reaching: ScriptedDesk, preferences: Preferences, open_window: Callable[..., MainWindow]) -> MainWindow:
    """A window that may send, and stays with a conversation."""
    preferences.change(send_by_script=True, after_done=AfterDone.STAY)
    return open_window()
