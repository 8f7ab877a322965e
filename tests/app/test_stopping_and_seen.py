"""The person stops what is being written, looks at conversations, and decides what was silent; with a real store."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import answering, clock, desk, events, judging, syncing
from app.conductor import Conductor
from app.keep_wishes import KeepFact
from app.replies import Wish
from app.settings import Settings
from app.store import facts
from app.vault import Vault
from engine.memory.facts import Told
from engine.remembered import FactKind
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

PATIENCE_S = 30.0


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with ChatDatabase(tmp_path / "chat.db") as chats:
        chat = chats.add_chat([handle := chats.add_handle("+447700900601")])
        asked = clock.now() - timedelta(hours=1)
        chats.add_message(chat, "I want a refund of £210 please", at=asked, handle=handle)
    with throwaway() as opened:
        syncing.sync_once(opened.db, source=tmp_path / "chat.db", contacts=None, reconcile=False, now=clock.now)
        judging.judge_changed(opened.db, now=clock.now())
        yield opened


@pytest.fixture
def told(vault: Vault) -> Iterator[tuple[Conductor, Callable[[type[events.Event]], events.Event]]]:
    heard: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
    conductor = Conductor(vault, Settings(drafts_ahead=0))
    conductor.hear(heard.put)
    conductor.start()

    def wait(kind: type[events.Event]) -> events.Event:
        while True:
            event = heard.get(timeout=PATIENCE_S)
            if isinstance(event, kind):
                return event

    yield conductor, wait
    assert conductor.stop(PATIENCE_S)


def unread(vault: Vault) -> int:
    db = vault.reader()
    try:
        return desk.inbox(db, now=clock.now(), weigh=False)[0].unread
    finally:
        db.close()


def test_money_waits_for_a_decision_and_a_steer_is_one(vault: Vault) -> None:
    assert answering.suggest(vault, 1, Wish(), now=clock.now()).silent_reason == "money"
    made = answering.suggest(vault, 1, Wish(steer="say no kindly"), now=clock.now())
    assert made.options
    assert made.silent_reason is None


def test_looking_reads_and_u_makes_unread_again_with_a_way_back(
    vault: Vault, told: tuple[Conductor, Callable[[type[events.Event]], events.Event]]
) -> None:
    conductor, wait = told
    assert unread(vault) == 1
    conductor.opened(1)
    wait(events.SuggestionsReady)
    assert unread(vault) == 0
    conductor.mark_unread(1)
    wait(events.InboxChanged)
    assert unread(vault) == 1
    conductor.undo()
    wait(events.InboxChanged)
    assert unread(vault) == 0


def test_what_is_stopped_is_not_written_again_by_itself(
    vault: Vault, told: tuple[Conductor, Callable[[type[events.Event]], events.Event]]
) -> None:
    conductor, wait = told
    conductor.stop_drafting(1)
    conductor.opened(1)
    wait(events.SuggestionsReady)
    made = desk.drafts(vault.db, 1)
    assert made is not None
    assert made.silent_reason == "money"


def test_a_fact_that_still_holds_is_kept_with_a_way_back(
    vault: Vault, told: tuple[Conductor, Callable[[type[events.Event]], events.Event]]
) -> None:
    conductor, wait = told
    told_fact = Told(FactKind.FACT, "price", "£210", "a refund of £210")
    facts.add(vault.db, 1, 1, [(1, 1, told_fact)])
    (known,) = facts.of_contact(vault.db, 1)
    conductor.keep(KeepFact(known.fact_id))
    wait(events.Kept)
    assert facts.of_contact(vault.db, 1)[0].locked
    conductor.undo()
    wait(events.Kept)
    assert not facts.of_contact(vault.db, 1)[0].locked


def test_what_comes_while_it_is_read_is_read_but_a_mark_of_the_person_stays(
    vault: Vault, told: tuple[Conductor, Callable[[type[events.Event]], events.Event]]
) -> None:
    conductor, wait = told
    conductor.looked(1)
    wait(events.InboxChanged)
    assert unread(vault) == 0
    conductor.mark_unread(1)
    wait(events.InboxChanged)
    conductor.looked(1)
    conductor.mark_unread(1)
    wait(events.InboxChanged)
    assert unread(vault) == 1
