"""A question that is stopped is not answered, keeps nothing, and stands in no later question's way."""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import scripted_worker
import tiny_gguf

from app import clock, events, judging, models, syncing
from app.child import Child
from app.conductor import Conductor
from app.settings import Settings
from app.store import asked
from app.vault import Vault
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
PATIENCE_S = 60.0
Wait = Callable[[type[events.Event]], events.Event]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with ChatDatabase(tmp_path / "chat.db") as chats:
        chat = chats.add_chat([chats.add_handle("ines@example.org")])
        chats.add_message(chat, "Could you do Saturday for the shoot?", at=clock.now() - timedelta(minutes=50))
    with throwaway() as opened:
        syncing.sync_once(opened.db, source=tmp_path / "chat.db", contacts=None, reconcile=False, now=clock.now)
        opened.db.conn.execute("UPDATE contact SET name = 'Ines Calloway'")
        judging.judge_changed(opened.db, now=clock.now())
        yield opened


@pytest.fixture
def folder(vault: Vault, tmp_path: Path) -> Path:
    """Where the scripted model in use lies; a file `hold` there makes it wait."""
    made = tmp_path / "scripted"
    made.mkdir()
    models.use(vault.home, models.add(vault.home, tiny_gguf.write(made / "Scripted.gguf", ["Sure", "."])).id)
    return made


def listening(vault: Vault) -> tuple[Conductor, Wait]:
    heard: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
    conductor = Conductor(
        vault, Settings(drafts_ahead=0), start=lambda remote: Child(scripted_worker.main, name="inference")
    )
    conductor.hear(heard.put)
    conductor.start()

    def wait(kind: type[events.Event]) -> events.Event:
        while True:
            event = heard.get(timeout=PATIENCE_S)
            if isinstance(event, kind):
                return event

    return conductor, wait


def test_a_draft_that_is_being_written_for_a_question_is_stopped_and_nothing_is_kept(
    vault: Vault, folder: Path
) -> None:
    (folder / "hold").touch()
    conductor, wait = listening(vault)
    try:
        conductor.ask("write to Ines that I am late")
        wait(events.SuggestionsReading)
        conductor.stop_asking()
        (folder / "hold").unlink()
        conductor.ask("how many messages do I have?")
        wait(events.Answered)
        conductor.opened(1)
        wait(events.SuggestionsReady)
    finally:
        assert conductor.stop(PATIENCE_S)
    assert [one.question for one in asked.history(vault.db)] == ["how many messages do I have?"]


def test_stopping_where_nothing_was_asked_changes_nothing(vault: Vault) -> None:
    conductor, wait = listening(vault)
    try:
        conductor.stop_asking()
        conductor.ask("what did Ines say about Saturday?")
        wait(events.Answered)
        (kept,) = asked.history(vault.reader())
        assert "Saturday" in kept.answer.text
    finally:
        assert conductor.stop(PATIENCE_S)
