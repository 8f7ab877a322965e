"""Whom the person switched off is found nowhere, at once, and is found again when they take that back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlite_utils import Database

from app import asking, desk, indexing, remembering
from app.store import contacts, conversations, facts, memories, passages, search, vectors
from app.vault import Vault
from tests.app.store.conftest import START, Rows
from tests.stores import throwaway

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/London")
INES, THEO = 1, 2
WORD = "arboretum"
VECTOR = np.eye(1, 384, dtype=np.float32)

SwitchOff = Callable[[Database, int, bool], None]


@pytest.fixture
def vault() -> Iterator[Vault]:
    """Ines and Theo both spoke of the arboretum; turns, vectors and episodes are prepared."""
    with throwaway() as opened:
        rows = Rows(opened.db)
        for name in ("Ines Calloway", "Theo Okafor"):
            conversation_id = rows.conversation(rows.contact(name), filter="main")
            rows.message(conversation_id, f"We meet at the {WORD}, I live in {name.split()[1]}ville")
            rows.message(conversation_id, f"The gate of the {WORD} is open for {name.split()[0]}", from_me=True)
        prepare(opened.db)
        yield opened


def prepare(db: Database) -> None:
    """What the window does while nobody waits; every turn means the same."""
    while indexing.cut_some(db):
        pass
    while waiting := passages.waiting(db, 9):
        indexing.keep_vectors(db, waiting, np.repeat(VECTOR, len(waiting), axis=0))
    while remembering.step(db, now=NOW):
        pass


def found(db: Database) -> set[str]:
    return {hit.name for hit in desk.search_everything(db, WORD, limit=9, vector=VECTOR[0])}


def asked(vault: Vault, question: str) -> str:
    understood = asking.understand(vault.db, question, now=NOW)
    answer = asking.answer(vault.db, understood, now=NOW, zone=ZONE, vector=VECTOR[0], weigh=True)
    return " ".join([answer.text, *[source.quote for source in answer.sources], *[row.name for row in answer.rows]])


@pytest.mark.parametrize("switch_off", [contacts.switch_off, conversations.switch_off])
def test_what_was_switched_off_is_not_searched_and_comes_back(vault: Vault, switch_off: SwitchOff) -> None:
    db = vault.db
    assert found(db) == {"Ines Calloway", "Theo Okafor"}
    switch_off(db, INES, True)
    assert found(db) == {"Theo Okafor"}
    assert len(search.full_text(db, WORD)) == 2
    assert search.any_of(db, [WORD], limit=9, conversation_ids=[INES]) == []
    switch_off(db, INES, False)
    assert found(db) == {"Ines Calloway", "Theo Okafor"}


@pytest.mark.parametrize("switch_off", [contacts.switch_off, conversations.switch_off])
def test_what_was_switched_off_is_not_told_when_asked(vault: Vault, switch_off: SwitchOff) -> None:
    questions = (f"what did Ines say about the {WORD}?", f"who mentioned the {WORD}?", "where does Ines live?")
    before = [asked(vault, question) for question in questions]
    assert "Callowayville" in before[0]
    switch_off(vault.db, INES, True)
    for question in questions:
        told = asked(vault, question)
        assert "Callowayville" not in told
        assert "Ines Calloway" not in told
    assert "Theo Okafor" in asked(vault, questions[1])
    switch_off(vault.db, INES, False)
    assert asked(vault, questions[0]) == before[0]


@pytest.mark.parametrize("switch_off", [contacts.switch_off, conversations.switch_off])
def test_what_was_switched_off_is_not_remembered_and_is_remembered_anew(vault: Vault, switch_off: SwitchOff) -> None:
    db = vault.db

    def recalled() -> list[str]:
        return [said.text for one in remembering.recall(db, INES, WORD, vector=VECTOR[0]) for said in one.messages]

    before, facts_before = recalled(), facts.of_contact(db, INES)
    assert len(before) == 2
    assert facts_before
    switch_off(db, INES, True)
    assert recalled() == []
    assert facts.of_contact(db, INES) == []
    assert vectors.of(db, passages.of_messages(db, [1, 2])) == {}
    switch_off(db, INES, False)
    prepare(db)
    assert recalled() == before
    assert [one.text for one in facts.of_contact(db, INES)] == [one.text for one in facts_before]
    assert len(vectors.of(db, passages.of_messages(db, [1, 2]))) == 2


def test_many_hits_that_are_not_read_hide_none_that_are(vault: Vault) -> None:
    rows = Rows(vault.db)
    rows.clock_us = START + 10**12
    for _each in range(200):
        rows.message(INES, f"the {WORD}, the {WORD} again")
    contacts.switch_off(vault.db, INES, True)
    assert found(vault.db) == {"Theo Okafor"}


def test_what_scripts_stored_of_somebody_switched_off_is_not_recalled(vault: Vault) -> None:
    stored = memories.Stored(None, f"likes the {WORD}", f"likes the {WORD}", (), {})
    memories.add(vault.db, memories.ME, str(INES), stored, now_us=START)
    assert any(one.summary == stored.summary for one in remembering.recall(vault.db, INES, WORD, top_k=9))
    contacts.switch_off(vault.db, INES, True)
    assert remembering.recall(vault.db, INES, WORD, top_k=9) == []
