"""A reminder is told once and never lost, whatever clocks, triggers and processes do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from app import reminders
from app.paths import home as home_at
from app.store import connection, day_runs, filing, migrations
from app.store import reminders as kept
from engine.ask.reminding import Wish
from engine.asked import Reminder, ReminderState
from engine.problems import NoSuchReminder, UnclearDate
from tests.stores import throwaway

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 18, 14, 30, tzinfo=LONDON)
KEY = bytes(range(32))


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        yield vault.db


def made(db: Database, said: str = "remind me in 20 minutes to call Kim", now: datetime = NOW) -> Reminder:
    wish = reminders.read(said, now=now, zone=LONDON)
    return reminders.add(db, wish, zone=LONDON, now=now, source="ask")[0]


def told(db: Database, now: datetime) -> list[str]:
    found: list[str] = []
    reminders.tell_due(db, found.append, now=now)
    return found


def test_a_reminder_is_told_when_its_time_has_come_and_only_once(db: Database) -> None:
    one = made(db)
    assert told(db, NOW + timedelta(minutes=19)) == []
    assert told(db, NOW + timedelta(minutes=20)) == [one.reminder_id]
    assert told(db, NOW + timedelta(minutes=21)) == []
    assert kept.get(db, one.reminder_id).state is ReminderState.FIRED


def test_a_trigger_that_fires_twice_claims_once(db: Database) -> None:
    one = made(db)
    late = NOW + timedelta(hours=1)
    assert [reminders.fire(db, one.reminder_id, now=late) for _ in range(3)] == [True, False, False]


def test_what_fell_due_while_nothing_ran_is_told_at_the_start(db: Database) -> None:
    first, second = made(db, "remind me in 1 hour to eat"), made(db, "remind me in 20 minutes to call Kim")
    assert told(db, NOW + timedelta(days=3)) == [second.reminder_id, first.reminder_id]


def test_a_clock_set_back_tells_nothing_again(db: Database) -> None:
    one = made(db)
    assert told(db, NOW + timedelta(hours=1)) == [one.reminder_id]
    assert told(db, NOW - timedelta(hours=1)) == []
    assert told(db, NOW + timedelta(hours=1)) == []


def test_a_clock_set_back_before_its_time_only_makes_it_wait(db: Database) -> None:
    one = made(db)
    assert told(db, NOW - timedelta(days=1)) == []
    assert told(db, NOW + timedelta(minutes=20)) == [one.reminder_id]


def test_a_clock_set_forward_tells_it_at_once(db: Database) -> None:
    one = made(db, "remind me in 3 days to pay")
    assert told(db, NOW + timedelta(days=4)) == [one.reminder_id]


def test_the_hour_that_comes_twice_tells_once(db: Database) -> None:
    before = datetime(2026, 10, 24, 22, 0, tzinfo=LONDON)
    one = made(db, "remind me tomorrow at 01:30 to feed the cat", before)
    first = datetime(2026, 10, 25, 1, 30, tzinfo=LONDON)
    assert told(db, first) == [one.reminder_id]
    assert told(db, first.replace(fold=1)) == []


def test_the_hour_that_is_skipped_tells_after_the_gap(db: Database) -> None:
    before = datetime(2026, 3, 28, 22, 0, tzinfo=LONDON)
    one = made(db, "remind me tomorrow at 01:30 to feed the cat", before)
    assert told(db, datetime(2026, 3, 29, 1, 29, tzinfo=UTC)) == []
    assert told(db, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == [one.reminder_id]


def test_travelling_to_another_zone_does_not_move_the_moment(db: Database) -> None:
    one = made(db, "remind me tomorrow at 9 to pay")
    there = datetime(2026, 3, 19, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))
    assert told(db, there - timedelta(minutes=1)) == []
    assert told(db, there) == [one.reminder_id]
    assert one.zone == "Europe/London"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_killed_between_claiming_and_telling_leaves_it_overdue_in_the_list(tmp_path: Path) -> None:
    home = home_at(tmp_path / "home")
    db = connection.create(home.database, KEY)
    migrations.migrate(db, KEY, None)
    one = made(db)
    db.close()
    code = (
        "import os, signal, sys\nfrom datetime import datetime\nfrom pathlib import Path\n"
        "from app import reminders\nfrom app.store import connection\n"
        f"db = connection.open_writer(Path({str(home.database)!r}), bytes(range(32)))\n"
        "reminders.tell_due(db, lambda _id: os.kill(os.getpid(), signal.SIGKILL), "
        f"now=datetime.fromisoformat({(NOW + timedelta(hours=1)).isoformat()!r}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode < 0, done.stderr
    db = connection.open_writer(home.database, KEY)
    try:
        assert told(db, NOW + timedelta(hours=2)) == []
        assert [(row.reminder_id, row.state) for row in kept.listing(db)] == [(one.reminder_id, ReminderState.FIRED)]
    finally:
        db.close()


def test_every_act_has_its_way_back(db: Database) -> None:
    one = made(db)
    for act in (reminders.done, reminders.cancel, reminders.delete):
        _after, back = act(db, one.reminder_id)
        assert told(db, NOW + timedelta(hours=1)) == []
        back()
        assert kept.get(db, one.reminder_id) == one
    moved, back = reminders.snooze(db, one.reminder_id, NOW + timedelta(days=1), zone=LONDON)
    assert moved.due_at == NOW + timedelta(days=1)
    back()
    assert kept.get(db, one.reminder_id) == one


def test_making_one_is_undone_by_taking_it_away(db: Database) -> None:
    wish = Wish("Eat", NOW + timedelta(hours=1), ())
    one, back = reminders.add(db, wish, zone=LONDON, now=NOW, source="ask")
    back()
    with pytest.raises(NoSuchReminder):
        kept.get(db, one.reminder_id)


def test_a_fired_one_that_is_snoozed_is_told_again(db: Database) -> None:
    one = made(db)
    assert told(db, NOW + timedelta(hours=1)) == [one.reminder_id]
    reminders.snooze(db, one.reminder_id, NOW + timedelta(hours=2), zone=LONDON)
    assert told(db, NOW + timedelta(hours=3)) == [one.reminder_id]


def test_the_next_one_is_known(db: Database) -> None:
    assert reminders.next_due(db) is None
    one = made(db)
    made(db, "remind me in 3 days to pay")
    assert reminders.next_due(db) == one.due_at


@pytest.mark.parametrize("reminder_id", ["", "x", "0", "-1", "99999999999999999999", "１"])
def test_an_id_that_is_none_is_a_problem(db: Database, reminder_id: str) -> None:
    with pytest.raises(NoSuchReminder):
        kept.get(db, reminder_id)


def test_words_without_a_time_are_a_problem(db: Database) -> None:
    with pytest.raises(UnclearDate) as problem:
        reminders.read("remind me to call Kim", now=NOW, zone=LONDON)
    assert problem.value.facts == {"reason": "no_date"}


def test_what_runs_daily_runs_once_a_local_date(db: Database) -> None:
    day = date(2026, 10, 25)
    assert day_runs.claim(db, "night", day, now_us=1)
    assert not day_runs.claim(db, "night", day, now_us=2)
    assert not day_runs.claim(db, "night", day - timedelta(days=1), now_us=3)
    assert day_runs.claim(db, "night", day + timedelta(days=1), now_us=4)
    assert day_runs.claim(db, "other", day, now_us=5)
    assert day_runs.last(db, "night") == day + timedelta(days=1)


def test_a_date_noted_by_a_wrong_clock_does_not_stop_the_next_days(db: Database) -> None:
    assert day_runs.claim(db, "night", date(2031, 1, 1), now_us=1)
    assert day_runs.claim(db, "night", date(2026, 3, 18), now_us=2)
    assert not day_runs.claim(db, "night", date(2026, 3, 18), now_us=3)


def test_a_way_back_keeps_when_a_reminder_was_told(db: Database) -> None:
    one = made(db)
    told(db, NOW + timedelta(hours=1))
    before = kept.get(db, one.reminder_id)
    assert before.fired_at == NOW + timedelta(hours=1)
    for act in (
        reminders.done,
        partial(reminders.snooze, until=NOW + timedelta(days=1), zone=LONDON),
        reminders.delete,
    ):
        _after, back = act(db, one.reminder_id)
        back()
        assert kept.get(db, one.reminder_id) == before


def test_a_way_back_leaves_a_reminder_with_the_conversation_that_its_own_became_part_of(db: Database) -> None:
    for key in ("first", "second"):
        db.conn.execute("INSERT INTO conversation (merge_key) VALUES (?)", (key,))
    wish = reminders.read("remind me in 20 minutes to call Kim", now=NOW, zone=LONDON)
    one, _ = reminders.add(db, wish, zone=LONDON, now=NOW, source="ask", conversation_id=2)
    _done, back = reminders.done(db, one.reminder_id)
    with connection.transaction(db):
        filing.unite(db, 1, 2)
    back()
    after = kept.get(db, one.reminder_id)
    assert (after.state, after.conversation_id) == (ReminderState.OPEN, "1")


def test_half_a_character_in_a_reminder_is_written_as_a_question_mark(db: Database) -> None:
    one = kept.add(db, text="call \ud800", conversation_id=None, due_us=1, zone="UTC", made_us=0, source="command")
    assert one.text == "call ?"
