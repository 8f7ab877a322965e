"""What knocks, what waits, and what never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from app import notifying
from app.desk_rows import InboxRow
from app.notifying import Due, Knock, Rules, Told, decide
from app.settings import Notify, Settings
from engine.domain import Priority, State

NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
DAY = Rules(Notify.URGENT, time(21), time(8))
INES = InboxRow(
    conversation_id=1,
    name="Ines Calloway",
    is_group=False,
    state=State.NEEDS_REPLY,
    urgency=0.9,
    priority=Priority.URGENT,
    reason="",
    chip="By 15:00 · reschedule",
    level="now",
    waiting_seconds=60,
    risk=0.0,
    risk_level="clear",
    preview="could we move Saturday?",
    last_message_at=NOON,
    unread=1,
)
DELE = replace(INES, conversation_id=2, name="Dele Osei-Hart", chip="Now · problem", preview="the link is broken")
BY_15 = Knock("Ines Calloway needs an answer by 15:00", conversation_id=1)


def other(number: int) -> InboxRow:
    return replace(INES, conversation_id=number, name=f"Client {number}")


@pytest.mark.parametrize(
    ("row", "allowed", "knocks"),
    [
        (INES, DAY, (BY_15,)),
        (DELE, DAY, (Knock("Dele Osei-Hart needs an answer now", conversation_id=2),)),
        (replace(INES, chip="Today · question"), DAY, (replace(BY_15, title="Ines Calloway needs an answer today"),)),
        (replace(INES, chip="By Friday"), DAY, (replace(BY_15, title="Ines Calloway needs an answer by Friday"),)),
        (replace(INES, name="  "), DAY, (Knock("Somebody needs an answer by 15:00", conversation_id=1),)),
        (INES, replace(DAY, notify=Notify.URGENT_WITH_TEXT), (replace(BY_15, text="“could we move Saturday?”"),)),
        (INES, replace(DAY, notify=Notify.NOTHING), ()),
        (INES, replace(DAY, paused=True), ()),
        (INES, replace(DAY, in_front=True), ()),
        (INES, replace(DAY, quiet_from=time(11), quiet_to=time(13)), ()),
        (replace(INES, level="today"), DAY, ()),
        (replace(INES, level="soon"), DAY, ()),
        (replace(INES, state=State.WAITING), DAY, ()),
        (replace(INES, state=State.LATER), DAY, ()),
        (replace(INES, risk=0.95, risk_level="high"), DAY, ()),
        (replace(INES, risk=0.6, risk_level="check"), DAY, (BY_15,)),
        (replace(INES, waiting_seconds=90_000), DAY, ()),
    ],
)  # fmt: skip
def test_one_conversation(row: InboxRow, allowed: Rules, knocks: tuple[Knock, ...]) -> None:
    assert decide([row], Told(), NOON, allowed)[0] == knocks


def test_the_default_text_holds_nothing_that_was_written() -> None:
    ((knock,), _told) = decide([INES], Told(), NOON, DAY)
    assert "Saturday" not in knock.title + knock.text


def test_a_burst_knocks_once_however_long_it_grows() -> None:
    told = Told()
    for minute in range(1, 9):
        row = replace(INES, waiting_seconds=60 * minute + minute % 2)
        knocks, told = decide([row], told, NOON + timedelta(minutes=minute), DAY)
        assert len(knocks) == (1 if minute == 1 else 0)


def test_the_next_burst_after_an_answer_knocks_again() -> None:
    _knocks, told = decide([INES], Told(), NOON, DAY)
    _knocks, told = decide([replace(INES, state=State.WAITING, level="")], told, NOON + timedelta(minutes=5), DAY)
    knocks, _told = decide([INES], told, NOON + timedelta(minutes=9), DAY)
    assert knocks == (BY_15,)


def test_a_burst_that_began_later_is_another_one_even_if_the_answer_was_never_seen() -> None:
    _knocks, told = decide([INES], Told(), NOON, DAY)
    knocks, _told = decide([replace(INES, waiting_seconds=10)], told, NOON + timedelta(minutes=9), DAY)
    assert knocks == (BY_15,)


def test_what_was_seen_in_the_window_does_not_knock_later() -> None:
    _knocks, told = decide([INES], Told(), NOON, replace(DAY, in_front=True))
    row = replace(INES, waiting_seconds=120)
    assert decide([row], told, NOON + timedelta(minutes=1), DAY)[0] == ()


def test_after_quiet_hours_several_are_told_as_one() -> None:
    night, told = NOON.replace(hour=2), Told()
    rows = [other(number) for number in range(1, 5)]
    knocks, told = decide(rows[:2], told, night, DAY)
    assert knocks == ()
    later = [replace(row, waiting_seconds=3660) for row in rows]
    knocks, told = decide(later, told, night.replace(hour=3), DAY)
    assert knocks == ()
    morning = [replace(row, waiting_seconds=5 * 3600 + 60) for row in rows]
    knocks, told = decide(morning, told, night.replace(hour=8), DAY)
    assert knocks == (Knock("4 conversations waited until morning"),)
    again = [replace(row, waiting_seconds=5 * 3600 + 120) for row in rows]
    assert decide(again, told, night.replace(hour=8, minute=1), DAY)[0] == ()


def test_after_quiet_hours_a_single_one_is_named() -> None:
    _knocks, told = decide([INES], Told(), NOON.replace(hour=2), DAY)
    row = replace(INES, waiting_seconds=6 * 3600 + 60)
    assert decide([row], told, NOON.replace(hour=8), DAY)[0] == (BY_15,)


def test_what_was_answered_in_the_night_is_not_told_in_the_morning() -> None:
    _knocks, told = decide([INES, DELE], Told(), NOON.replace(hour=2), DAY)
    done = [replace(INES, state=State.DONE, level=""), replace(DELE, state=State.WAITING, level="")]
    assert decide(done, told, NOON.replace(hour=8), DAY)[0] == ()


def test_quiet_hours_that_end_in_the_afternoon_do_not_speak_of_the_morning() -> None:
    allowed = replace(DAY, quiet_from=time(11), quiet_to=time(14))
    _knocks, told = decide([INES, DELE], Told(), NOON, allowed)
    rows = [replace(row, waiting_seconds=7260) for row in (INES, DELE)]
    assert decide(rows, told, NOON.replace(hour=14), allowed)[0] == (Knock("2 conversations waited"),)


def test_a_pause_holds_back_and_its_end_tells() -> None:
    knocks, told = decide([INES], Told(), NOON, replace(DAY, paused=True))
    assert knocks == ()
    row = replace(INES, waiting_seconds=3660)
    assert decide([row], told, NOON + timedelta(hours=1), DAY)[0] == (BY_15,)


def test_many_at_once_are_one_knock() -> None:
    rows = [other(number) for number in range(1, 6)]
    assert decide(rows, Told(), NOON, DAY)[0] == (Knock("5 conversations need an answer now"),)


@pytest.mark.parametrize(
    ("at", "begin", "end", "quiet"),
    [
        (time(22), time(21), time(8), True),
        (time(7, 59), time(21), time(8), True),
        (time(8), time(21), time(8), False),
        (time(21), time(21), time(8), True),
        (time(12), time(21), time(8), False),
        (time(12), time(11), time(13), True),
        (time(13), time(11), time(13), False),
        (time(12), time(9), time(9), False),
    ],
)
def test_quiet_hours(at: time, begin: time, end: time, quiet: bool) -> None:
    now = NOON.replace(hour=at.hour, minute=at.minute)
    assert notifying.is_quiet(now, replace(DAY, quiet_from=begin, quiet_to=end)) is quiet


def test_a_reminder_is_told_without_its_words_unless_they_are_wanted() -> None:
    due = Due("7", "answer Dana about the deposit", 3)
    assert decide([], Told(), NOON, DAY, [due])[0] == (Knock("A reminder is due", "", 3, "7"),)
    shown = replace(DAY, notify=Notify.URGENT_WITH_TEXT)
    assert decide([], Told(), NOON, shown, [due])[0] == (Knock("A reminder is due", due.text, 3, "7"),)


@pytest.mark.parametrize("allowed", [replace(DAY, paused=True), replace(DAY, paused=True, in_front=True)])
def test_a_reminder_of_a_pause_is_told_after_it_and_once(allowed: Rules) -> None:
    knocks, told = decide([], Told(), NOON, allowed, [Due("7", "call")])
    assert knocks == ()
    knocks, told = decide([], told, NOON, DAY)
    assert [knock.reminder_id for knock in knocks] == ["7"]
    assert decide([], told, NOON, DAY)[0] == ()


def test_the_rules_come_from_the_settings() -> None:
    made = notifying.rules(Settings(quiet_from="22:30"), paused=False, in_front=True)
    assert made == Rules(Notify.URGENT, time(22, 30), time(8), in_front=True)
