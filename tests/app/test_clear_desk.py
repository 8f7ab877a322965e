"""What is told when nobody waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from app import clear_desk
from app.store import flow, promises
from app.wording import nudge_texts
from engine.brief import Side
from engine.domain import micros
from tests.stores import throwaway

#: A Thursday afternoon.
NOW = datetime(2026, 10, 8, 15, 2, tzinfo=ZoneInfo("Europe/Lisbon"))


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        vault.db.conn.execute("INSERT INTO contact (id, name) VALUES (1, 'Kit Abernathy')")
        vault.db.conn.execute("INSERT INTO conversation (id, merge_key, contact_id) VALUES (1, 'kit', 1)")
        yield vault.db


def came(db: Database, clock: str, weeks_ago: int) -> None:
    """Something came at a time of the same weekday."""
    hours, minutes = map(int, clock.split(":"))
    when = (NOW - timedelta(weeks=weeks_ago)).replace(hour=hours, minute=minutes)
    flow.add_said(db, 1, [(0, micros(when))])


def test_a_weekday_that_is_usually_quiet_says_until_when(db: Database) -> None:
    for week in range(1, 7):
        came(db, "10:00", week)
        came(db, "18:30", week)
    assert clear_desk.quiet_until(db, now=NOW) == NOW.replace(hour=18, minute=30)


def test_too_few_weeks_say_nothing(db: Database) -> None:
    for week in range(1, 4):
        came(db, "18:30", week)
    assert clear_desk.quiet_until(db, now=NOW) is None


def test_a_lively_afternoon_is_no_quiet_one(db: Database) -> None:
    for week in range(1, 9):
        came(db, "15:15", week)
        came(db, "18:30", week)
    assert clear_desk.quiet_until(db, now=NOW) is None


def test_what_was_promised_for_tomorrow_is_listed(db: Database) -> None:
    promises.add(db, 1, by=Side.ME, what="Send the list", now=NOW, due_at=NOW + timedelta(days=1))
    promises.add(db, 1, by=Side.ME, what="Later", now=NOW, due_at=NOW + timedelta(days=3))
    promises.add(db, 1, by=Side.THEM, what="Theirs", now=NOW, due_at=NOW + timedelta(days=1))
    found = clear_desk.clear_desk(db, now=NOW)
    assert [(one.what, one.name) for one in found.due] == [("Send the list", "Kit Abernathy")]


def test_today_counts_from_midnight(db: Database) -> None:
    for hours, minutes in ((20, 4), (3, 20), (2, 10)):
        asked = NOW - timedelta(hours=hours)
        flow.add_answers(db, 1, [(micros(asked), micros(asked + timedelta(minutes=minutes)))])
    today = clear_desk.clear_desk(db, now=NOW).today
    assert (today.answered, today.median_wait_min, today.saved_min) == (2, 15.0, None)


def test_an_empty_store_tells_nothing(db: Database) -> None:
    found = clear_desk.clear_desk(db, now=NOW)
    assert (found.awaited, found.due, found.quiet_until) == ((), (), None)


def test_a_nudge_speaks_english_where_nothing_is_known(db: Database) -> None:
    assert clear_desk.nudges(db, 1, now=NOW) == nudge_texts.TEXTS["en"]
