"""The conductor with real children: a source is read, judged, drafted, decided on and followed."""

from __future__ import annotations

import queue
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from app import desk, events
from app.conductor import Conductor
from app.settings import Settings
from app.store import asked, briefs, reminders, suggestions
from app.vault import Vault
from engine.domain import State
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

PATIENCE_S = 60.0
News = TypeVar("News")


class Heard:
    """A conductor, its vault and what it told."""

    def __init__(self, vault: Vault, source: Path, contacts: Path) -> None:
        self.vault, self.source = vault, source
        self._told: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
        settings = msgspec.structs.replace(Settings(), poll_s=2.0)
        self.conductor = Conductor(vault, settings)
        self.conductor.hear(self._told.put)
        self.conductor.start()
        self.conductor.follow(source, contacts)
        self.db = vault.reader()

    def next(self, kind: type[News], such: Callable[[News], bool] = lambda _event: True) -> News:
        """Wait for the next event of a kind."""
        while True:
            event = self._told.get(timeout=PATIENCE_S)
            if isinstance(event, kind) and such(event):
                return event

    def ready(self, conversation_id: int) -> str:
        """Wait for drafts of this conversation; those that are written ahead for others do not count."""
        return self.next(events.SuggestionsReady, lambda event: event.conversation_id == conversation_id).request_id

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait, event by event, until something holds."""
        while not holds():
            self._told.get(timeout=PATIENCE_S)

    def row(self, name: str) -> desk.InboxRow:
        return next(row for row in desk.inbox(self.db, now=datetime.now(UTC)) if row.name == name)


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory, demo_folder: Path) -> Iterator[Heard]:
    folder = tmp_path_factory.mktemp("followed")
    for file in demo_folder.glob("chat.db*"):
        shutil.copy(file, folder)
    with throwaway() as vault:
        made = Heard(vault, folder / "chat.db", demo_folder / "AddressBook")
        assert made.next(events.SyncFinished).report.imported > 1500
        yield made
        assert made.conductor.stop(PATIENCE_S)


def test_opening_a_conversation_shows_drafts(heard: Heard) -> None:
    ines = heard.row("Ines Calloway")
    heard.conductor.opened(ines.conversation_id)
    ready = heard.ready(ines.conversation_id)
    drafts = desk.drafts(heard.db, ines.conversation_id)
    assert drafts is not None
    assert drafts.request_id == ready
    assert len(drafts.options) >= 3


def test_a_draft_that_is_at_hand_is_not_made_again(heard: Heard) -> None:
    ines = heard.row("Ines Calloway").conversation_id
    heard.conductor.suggest(ines, fresh=True)
    first = heard.ready(ines)
    heard.conductor.suggest(ines)
    assert heard.ready(ines) == first
    heard.conductor.suggest(ines, fresh=True)
    assert heard.ready(ines) != first


def test_done_moves_a_conversation_and_undo_brings_it_back(heard: Heard) -> None:
    kit = heard.row("Kit Abernathy")
    assert kit.state is State.NEEDS_REPLY
    heard.conductor.done(kit.conversation_id)
    heard.until(lambda: heard.row("Kit Abernathy").state is State.DONE)
    heard.conductor.undo()
    heard.until(lambda: heard.row("Kit Abernathy").state is State.NEEDS_REPLY)


def test_new_drafts_are_others_than_those_in_sight(heard: Heard) -> None:
    saskia = heard.row("Saskia Penn").conversation_id
    heard.conductor.suggest(saskia)
    heard.ready(saskia)
    before = suggestions.current(heard.db, saskia)
    heard.conductor.suggest(saskia, fresh=True)
    heard.ready(saskia)
    after = suggestions.current(heard.db, saskia)
    assert before is not None
    assert after is not None
    assert before.options[0].text not in {option.text for option in after.options}


def test_snooze_sets_a_conversation_aside_until_its_time(heard: Heard) -> None:
    lena = heard.row("Lena Ostrowe")
    heard.conductor.snooze(lena.conversation_id, datetime.now(UTC) + timedelta(hours=2))
    heard.until(lambda: heard.row("Lena Ostrowe").state is State.LATER)
    heard.conductor.undo()
    heard.until(lambda: heard.row("Lena Ostrowe").state is State.NEEDS_REPLY)


def test_not_a_risk_is_remembered_for_the_contact(heard: Heard) -> None:
    now = datetime.now(UTC)
    riskiest = max(desk.inbox(heard.db, now=now), key=lambda row: row.risk)
    heard.conductor.dismiss(riskiest.conversation_id, None)
    heard.until(lambda: desk.risk(heard.db, riskiest.conversation_id, now=now).combined_risk == 0.0)
    heard.conductor.undo()
    heard.until(lambda: desk.risk(heard.db, riskiest.conversation_id, now=now).combined_risk > 0.7)


def test_a_new_message_arrives_and_the_answer_elsewhere_withdraws_the_drafts(heard: Heard) -> None:
    saskia = heard.row("Saskia Penn").conversation_id
    heard.conductor.suggest(saskia, fresh=True)
    heard.ready(saskia)
    assert suggestions.current(heard.db, saskia) is not None
    guid = desk.thread(heard.db, saskia)[-1].guid
    with ChatDatabase(heard.source) as chats:
        chat = chats.db.execute(
            "SELECT chat_id FROM chat_message_join WHERE message_id = ?", (chats.rowid(guid),)
        ).fetchone()[0]
        chats.add_message(chat, "all booked, see you saturday x", at=datetime.now(UTC), from_me=True)
    heard.next(events.MessagesArrived, lambda event: saskia in event.conversation_ids)
    heard.until(lambda: desk.thread(heard.db, saskia)[-1].text == "all booked, see you saturday x")
    heard.until(lambda: suggestions.current(heard.db, saskia) is None)


def test_a_question_is_answered_with_its_sources_and_kept(heard: Heard) -> None:
    heard.conductor.ask("what did Saskia Penn say last?")
    turn_id = heard.next(events.Answered).turn_id
    turn = next(one for one in asked.history(heard.db, limit=5) if one.turn_id == turn_id)
    assert turn.answer.sources
    assert {one.name for one in turn.answer.sources} == {"Saskia Penn"}


def test_a_wish_for_a_draft_is_answered_when_it_is_there(heard: Heard) -> None:
    heard.conductor.ask("write to Ines Calloway that saturday works")
    turn_id = heard.next(events.Answered).turn_id
    turn = next(one for one in asked.history(heard.db, limit=5) if one.turn_id == turn_id)
    assert turn.answer.intent == "draft"
    assert suggestions.current(heard.db, heard.row("Ines Calloway").conversation_id) is not None


def test_a_reminder_is_set_told_in_its_time_and_can_be_undone(heard: Heard) -> None:
    heard.conductor.remind("remind me to answer Ines in 20 minutes")
    heard.next(events.RemindersChanged)
    (made,) = reminders.listing(heard.db)
    heard.conductor.undo()
    heard.next(events.RemindersChanged)
    assert reminders.listing(heard.db) == []
    heard.conductor.ask("remind me to answer Ines tomorrow at 9")
    heard.next(events.Answered)
    (made,) = reminders.listing(heard.db)
    heard.conductor.snooze_reminder(made.reminder_id, datetime.now(UTC) - timedelta(seconds=1))
    assert heard.next(events.ReminderDue).reminder_id == made.reminder_id
    heard.conductor.delete_reminder(made.reminder_id)
    heard.until(lambda: reminders.listing(heard.db) == [])


def test_a_reminder_without_a_date_is_told_so(heard: Heard) -> None:
    heard.conductor.remind("remind me to answer Ines")
    assert heard.next(events.WishFailed).problem.code == "UnclearDate"


def test_an_opened_conversation_has_its_brief(heard: Heard) -> None:
    lena = heard.row("Lena Ostrowe").conversation_id
    heard.conductor.opened(lena)
    heard.until(lambda: briefs.get(heard.db, lena) is not None)


def test_a_wish_about_nothing_is_told_and_changes_nothing(heard: Heard) -> None:
    heard.conductor.done(987654)
    assert heard.next(events.WishFailed).problem.code == "NoSuchConversation"


def test_search_by_meaning_is_prepared_while_nothing_else_is_to_do(heard: Heard) -> None:
    heard.until(lambda: desk.status(heard.db).passages_embedded > 200)
