"""From the keys to Messages, with everything real but Messages itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import standin_messages as standin
from pytestqt.qtbot import QtBot
from reply_by_hand import click, leave

from app import syncing
from app.conductor import Conductor
from app.model_in_use import ModelInUse
from app.send import Mac
from app.settings import AfterDone
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway
from ui.aside import Aside
from ui.bridge import Bridge
from ui.main_window import MainWindow
from ui.news import News
from ui.preferences import Preferences
from ui.store_desk import StoreDesk
from ui.theme import Theme


def test_everything_from_the_keys_to_messages(
    qtbot: QtBot, theme: Theme, preferences: Preferences, tmp_path: Path
) -> None:
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as chats:
        chat = chats.add_chat([chats.add_handle("+447700900601")])
        chats.add_message(chat, "Could you do Sunday?", at=datetime.now(UTC) - timedelta(hours=1))
    folder = standin.install(tmp_path / "bin", source)
    preferences.change(send_by_script=True, after_done=AfterDone.STAY, undo_s=3)
    with throwaway() as vault:
        syncing.sync_once(vault.db, source=source, contacts=None, reconcile=False, now=lambda: datetime.now(UTC))
        conductor = Conductor(vault, preferences.settings, mac=Mac(own=source, search=str(folder)))
        desks = [StoreDesk(vault.reader(), lambda: datetime.now(UTC), ModelInUse(vault.home), own=source) for _ in "ab"]
        aside = Aside(desks[1])
        window = MainWindow(theme, desks[0], conductor, preferences, aside)
        qtbot.addWidget(window)
        window.resize(1440, 900)
        bridge = Bridge(conductor)
        bridge.told.connect(News(window, desks[0]).hear)
        window.show()
        window.begin()
        window.open_conversation(1)
        conductor.start()
        conductor.follow(source)
        window.front.conversation.composer.edit.insertPlainText("Sunday “14:00” works")
        leave(window, qtbot)
        strip = window.front.conversation.sent_strip
        qtbot.waitUntil(strip.isVisible, timeout=20_000)
        click(qtbot, strip.now)
        qtbot.waitUntil(lambda: not strip.isVisible(), timeout=30_000)
        bridge.close()
        aside.close()
        assert conductor.stop(30.0)
        assert [run["text"] for run in standin.runs(folder)] == ["Sunday “14:00” works"]
        assert window.front.conversation.composer.text() == ""
