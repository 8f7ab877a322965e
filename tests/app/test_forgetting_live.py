"""The running conductor keeps limits and forgets people when it is asked."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from app import events, vault
from app.conductor import Conductor
from app.settings import Settings
from app.vault import Vault
from engine.domain import micros
from tests.app.store.conftest import Rows

PATIENCE_S = 30.0
INES, THEO = 1, 2


@pytest.fixture
def opened() -> Iterator[Vault]:
    with vault.throwaway() as made:
        rows = Rows(made.db)
        now = datetime.now(UTC)
        for name in ("Ines", "Theo"):
            rows.conversation(rows.contact(name), filter="main")
            made.db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (name, INES))
        for days in (900, 800, 3):
            rows.message(INES, f"words {days}", at_us=micros(now - timedelta(days=days)))
        rows.message(THEO, "hello", at_us=micros(now - timedelta(days=1)))
        yield made


@pytest.fixture
def told(opened: Vault) -> Iterator[tuple[Conductor, queue.SimpleQueue[events.Event]]]:
    heard: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
    conductor = Conductor(opened, Settings(drafts_ahead=0))
    conductor.hear(heard.put)
    conductor.start()
    yield conductor, heard
    assert conductor.stop()


def until(heard: queue.SimpleQueue[events.Event], holds: Callable[[], bool]) -> None:
    """Wait, event by event, until something holds."""
    while not holds():
        heard.get(timeout=PATIENCE_S)


def told_of(heard: queue.SimpleQueue[events.Event], is_it: Callable[[events.Event], bool]) -> None:
    """Wait until such an event is told."""
    while not is_it(heard.get(timeout=PATIENCE_S)):
        pass


def n_messages(opened: Vault) -> int:
    reader = opened.reader()
    return int(reader.conn.execute("SELECT count(*) FROM message").fetchone()[0])


def test_a_new_limit_is_kept_at_once(opened: Vault, told: tuple[Conductor, queue.SimpleQueue[events.Event]]) -> None:
    conductor, heard = told
    conductor.use_settings(msgspec.structs.replace(Settings(drafts_ahead=0), keep_messages_days=365))
    until(heard, lambda: n_messages(opened) == 2)


def test_a_person_is_erased_and_the_inbox_hears_of_it(
    opened: Vault, told: tuple[Conductor, queue.SimpleQueue[events.Event]]
) -> None:
    conductor, heard = told
    conductor.erase_contact(INES)
    told_of(heard, lambda event: event == events.ContactErased(INES, (INES,)))
    assert n_messages(opened) == 1


def test_erasing_nobody_is_told_as_a_problem(
    opened: Vault, told: tuple[Conductor, queue.SimpleQueue[events.Event]]
) -> None:
    conductor, heard = told
    conductor.erase_contact(99)
    told_of(heard, lambda event: isinstance(event, events.WishFailed))
    assert n_messages(opened) == 4
