"""The demo inbox puts the same people first whatever the clock says: a deadline of today outranks an idle question."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from app import classifying, desk, judging, syncing
from app.desk_rows import InboxRow
from engine.domain import State
from importers.demo import addressbook, inbox
from tests.stores import throwaway


@pytest.fixture(scope="module")
def listed_at(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], list[InboxRow]]:
    """The inbox at an hour, made once for each."""
    return cache(lambda hour: listed(hour, tmp_path_factory.mktemp("hour")))


def listed(hour: int, folder: Path) -> list[InboxRow]:
    """The inbox as it stands twenty minutes past this hour, the demo written for that moment."""
    now = datetime(2026, 6, 18, hour, 20, tzinfo=ZoneInfo("Europe/London"))
    source, contacts = folder / "chat.db", folder / "AddressBook"
    inbox.write(source, now=now)
    addressbook.write(contacts)
    with throwaway() as vault:
        syncing.sync_once(vault.db, source=source, contacts=contacts, reconcile=False, now=lambda: now)
        classifying.catch_up(vault.db, now=now)
        judging.judge_changed(vault.db, now=now)
        return desk.inbox(vault.db, now=now)


@pytest.mark.parametrize("hour", [0, 2, 9, 14, 19, 23])
def test_a_deadline_of_today_is_among_the_first_five_at_any_hour(
    hour: int, listed_at: Callable[[int], list[InboxRow]]
) -> None:
    first = [row.name for row in listed_at(hour)[:5]]
    assert {"Ines Calloway", "Bea Lindqvist"} <= set(first)


@pytest.mark.parametrize("hour", [2, 9, 19])
def test_what_is_marked_more_urgent_never_stands_below(hour: int, listed_at: Callable[[int], list[InboxRow]]) -> None:
    rows = [row for row in listed_at(hour) if row.state is State.NEEDS_REPLY]
    marks = [desk.LEVELS.index(row.level) for row in rows if row.risk_level != "high"]
    assert marks == sorted(marks)
    assert len(set(marks)) >= 3
    assert all(row.risk_level == "high" for row in rows[len(marks) :])
