"""A reply written and sent by hand, and what was asked of the core, for tests."""

from __future__ import annotations

from typing import Any

from photographer import INES
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from scripted_conductor import ScriptedConductor

from app.store.outbox import Letter, Stage
from ui.main_window import MainWindow

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def write(window: MainWindow, qtbot: QtBot, text: str) -> None:
    edit = window.front.conversation.composer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, text)


def leave(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window.front.conversation.composer.edit, Key.Key_Return, CTRL)


def sent(conductor: ScriptedConductor) -> list[tuple[Any, ...]]:
    return [wish for wish in conductor.wishes if wish[0] in ("send", "send_again")]


def click(qtbot: QtBot, button: Any) -> None:
    assert button.isVisible()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def letter(stage: Stage, text: str = "Kept words", **more: Any) -> Letter:
    usual = {"id": 1, "conversation_id": INES, "response_id": None, "problem": None, "began_us": 1}
    return Letter(text=text, stage=stage, **(usual | more))
