"""Watching a source does what the window does while nobody waits, piece by piece."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from app import clock, judging
from app.store import briefs, conversations, cutting
from app.vault import Vault
from app.watching import Watching
from engine.domain import micros

MANY = 300


@pytest.fixture
def vault(asked_vault: Vault) -> Vault:
    judging.judge_changed(asked_vault.db, now=clock.now())
    return asked_vault


def pieces(watching: Watching) -> int:
    """How many there were to do."""
    return next(count for count in range(MANY) if not watching.piece())


def test_what_came_is_judged_cut_briefed_and_then_there_is_nothing_to_do(vault: Vault) -> None:
    watching = Watching(vault.db, clock=clock.now)
    vault.db.conn.execute("UPDATE conversation SET changed = 1")
    watching.arrived()
    assert not any(row.changed for row in conversations.listing(vault.db))
    assert pieces(watching) > 0
    assert cutting.uncut(vault.db) == []
    assert briefs.behind(vault.db) is None
    assert briefs.get(vault.db, 1) is not None
    assert pieces(watching) == 0


@pytest.mark.parametrize("passed", [timedelta(minutes=16), -timedelta(days=1)])
def test_time_that_passes_is_noticed_also_where_the_clock_was_set(vault: Vault, passed: timedelta) -> None:
    shown: list[datetime] = [clock.now()]
    watching = Watching(vault.db, clock=lambda: shown[-1])
    pieces(watching)
    conversations.snooze(vault.db, 1, micros(shown[0] + passed) - 1)
    pieces(watching)
    assert conversations.get(vault.db, 1).snoozed_until_us
    shown.append(shown[0] + passed)
    assert pieces(watching) > 0
    assert not conversations.get(vault.db, 1).snoozed_until_us
