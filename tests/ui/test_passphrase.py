"""Asking for the passphrase where no keychain keeps the key."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app import vault
from app.vault import Vault
from engine.problems import PassphraseMissing, PassphraseWrong
from ui.passphrase import Passphrase
from ui.running import Running
from ui.theme import Theme


@pytest.fixture
def page(qtbot: QtBot, theme: Theme) -> Passphrase:
    made = Passphrase(theme, is_new=True)
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_new_passphrase_is_typed_twice_and_hidden(page: Passphrase, qtbot: QtBot) -> None:
    heard: list[str] = []
    page.given.connect(heard.append)
    assert page.first.edit.echoMode() is QLineEdit.EchoMode.Password
    qtbot.keyClicks(page.first.edit, "plain words")
    qtbot.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert page.problem.text() == "The two are not the same. Type it again."
    qtbot.keyClicks(page.second.edit, "plain words")
    qtbot.keyClick(page.second.edit, Qt.Key.Key_Return)
    assert heard == ["plain words"]


def test_a_short_passphrase_is_not_taken(page: Passphrase, qtbot: QtBot) -> None:
    heard: list[str] = []
    page.given.connect(heard.append)
    for field in (page.first, page.second):
        qtbot.keyClicks(field.edit, "short")
    qtbot.mouseClick(page.open, Qt.MouseButton.LeftButton)
    assert page.problem.text().startswith("Use at least 8 characters")
    assert heard == []


def test_an_old_passphrase_is_asked_for_once(qtbot: QtBot, theme: Theme) -> None:
    page = Passphrase(theme, is_new=False)
    qtbot.addWidget(page)
    page.show()
    assert not page.second.isVisible()
    with qtbot.waitSignal(page.given) as given:
        qtbot.keyClicks(page.first.edit, "x")
        qtbot.keyClick(page.first.edit, Qt.Key.Key_Return)
    assert given.args == ["x"]


def test_a_wrong_passphrase_is_said_and_the_right_one_goes_on(qtbot: QtBot, tmp_path: Path) -> None:
    running = Running(tmp_path / "home")
    opened: list[Vault] = []

    def opening(typed: str | None) -> Vault:
        if typed is None:
            raise PassphraseMissing
        if typed != "the right one":
            raise PassphraseWrong
        return vault.throwaway()

    running._try(opening, opened.append)
    page = running.screen
    assert isinstance(page, Passphrase)
    qtbot.addWidget(page)
    for typed in ("a wrong one", "the right one"):
        page.given.emit(typed)
        if typed == "a wrong one":
            assert page.problem.text() == "This passphrase does not open the store. Nothing was changed."
            assert opened == []
    assert len(opened) == 1
    opened[0].close()
