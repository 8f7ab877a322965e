"""The audit trail shows every alteration, removal and cut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import audit
from app.vault import Vault
from tests.stores import throwaway

ROWS = 6


@pytest.fixture
def vault() -> Iterator[Vault]:
    with throwaway() as opened:
        for number in range(ROWS):
            audit.append(opened.db, opened.key, act="accepted", subject=f"r{number}", at_us=number)
        yield opened


def test_an_untouched_trail_is_whole(vault):
    assert audit.verify(vault.db, vault.key) == audit.Verification(rows=ROWS, broken_at=None)


def test_an_empty_trail_is_whole():
    with throwaway() as opened:
        assert audit.verify(opened.db, opened.key) == audit.Verification(rows=0, broken_at=None)


@pytest.mark.parametrize("row", range(1, ROWS + 1))
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET subject = 'other' WHERE id = ?",
        "UPDATE audit SET act = 'acceptedr' WHERE id = ?",
        "UPDATE audit SET at_us = at_us + 1 WHERE id = ?",
        "UPDATE audit SET mac = zeroblob(32) WHERE id = ?",
        "DELETE FROM audit WHERE id = ?",
        "DELETE FROM audit WHERE id >= ?",
        "UPDATE audit SET id = id + 100 WHERE id = ?",
    ],
)
def test_every_change_shows(vault, change, row):
    vault.db.conn.execute(change, (row,))
    assert audit.verify(vault.db, vault.key).broken_at is not None


def test_a_lost_or_older_head_shows(vault):
    vault.db.conn.execute("DELETE FROM audit_head")
    assert audit.verify(vault.db, vault.key).broken_at == 0


def test_a_row_of_somebody_without_the_key_shows(vault):
    audit.append(vault.db, bytes(32), act="accepted", subject="forged", at_us=9)
    assert audit.verify(vault.db, vault.key).broken_at == ROWS + 1


def test_words_moved_from_one_field_to_the_next_make_another_seal(vault):
    before = vault.db.conn.execute("SELECT mac FROM audit WHERE id = 1").fetchone()
    with throwaway() as other:
        audit.append(other.db, vault.key, act="acceptedr", subject="0", at_us=0)
        assert other.db.conn.execute("SELECT mac FROM audit WHERE id = 1").fetchone() != before
