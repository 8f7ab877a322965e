"""Upkeep comes to its end, also where a clock goes back or words of one conversation cannot be read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock, judging, upkeep
from app.store import briefs
from app.upkeep import Upkeep
from app.vault import Vault

MANY = 300


@pytest.fixture
def vault(asked_vault: Vault) -> Vault:
    judging.judge_changed(asked_vault.db, now=clock.now())
    return asked_vault


def test_everything_is_brought_up_to_date_and_then_there_is_nothing_to_do(vault: Vault) -> None:
    work = Upkeep(vault.db, clock=clock.now)
    pieces = sum(1 for _ in iter(work.piece, False))
    assert 0 < pieces < MANY
    assert briefs.behind(vault.db) is None
    assert briefs.get(vault.db, 1) is not None


def test_a_clock_that_goes_back_makes_no_endless_work(vault: Vault) -> None:
    work = Upkeep(vault.db, clock=lambda: clock.now() - timedelta(days=2))
    work.catch_up(MANY)
    assert not work.piece()


def test_a_new_verdict_on_new_words_makes_a_new_brief(vault: Vault) -> None:
    Upkeep(vault.db, clock=clock.now).catch_up(MANY)
    vault.db.conn.execute(
        "INSERT INTO message (guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
        "SELECT 'new', 1, 99, 1, 0, 'text', 'and how much is it?', sent_us + 1000000 FROM message WHERE id = 1"
    )
    vault.db.conn.execute("UPDATE conversation SET last_sent_us = last_sent_us + 1000000, changed = 1")
    judging.judge_changed(vault.db, now=clock.now())
    assert briefs.behind(vault.db) == 1


def test_words_that_cannot_be_read_stop_no_other_conversation(vault: Vault) -> None:
    vault.db.conn.execute("UPDATE message SET text = x'ff00'")
    assert upkeep._brief_one(vault.db, clock.now())
    assert briefs.behind(vault.db) is None
    assert briefs.get(vault.db, 1) is None
