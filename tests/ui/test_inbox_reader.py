"""The inbox is read beside the Qt thread."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from pytestqt.qtbot import QtBot
from scripted import NOW, ScriptedConductor, ScriptedDesk

from app.desk_rows import InboxRow
from ui.inbox_reader import InboxReader
from ui.main_window import MainWindow
from ui.theme import Theme


class Watched(ScriptedDesk):
    readers: list[int]

    def inbox(self) -> Sequence[InboxRow]:
        self.readers = [*getattr(self, "readers", []), threading.get_ident()]
        return super().inbox()


def test_rows_are_read_on_a_thread_of_their_own_and_told_on_this_one(qtbot: QtBot) -> None:
    desk = Watched()
    reader = InboxReader(desk)
    heard: list[tuple[object, object, int]] = []
    reader.read.connect(lambda rows, now, _status, _ms: heard.append((rows, now, threading.get_ident())))
    reader.ask()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard[0] == (desk.rows, NOW, threading.get_ident())
    assert threading.get_ident() not in desk.readers
    reader.close()


def test_a_closed_reader_tells_nothing_more(qtbot: QtBot) -> None:
    reader = InboxReader(ScriptedDesk())
    heard: list[object] = []
    reader.read.connect(lambda *told: heard.append(told))
    reader.ask()
    reader.close()
    qtbot.wait(1)
    assert heard == []


def test_the_window_shows_what_its_reader_tells(
    qtbot: QtBot, theme: Theme, conductor: ScriptedConductor, notebook: object
) -> None:
    desk = ScriptedDesk()
    reader = InboxReader(desk)
    window = MainWindow(theme, desk, conductor, notebook, reader=reader)  # type: ignore[arg-type]  # scripted
    qtbot.addWidget(window)
    window.show()
    window.read_inbox_soon()
    qtbot.waitUntil(lambda: window.inbox.rows.rowCount() == 8)
    reader.close()
