"""The queue of a sprint, and its course there and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlite_utils import Database

from app import desk, judging, sprint
from app.desk_rows import InboxRow
from app.sprint_course import Course, Deed, Step
from app.store import conversations
from engine.domain import Priority, State, micros, moment
from tests.app.store.conftest import Rows, db, rows  # noqa: F401 - fixtures

HOUR = 3600 * 1_000_000


def row(number: int) -> InboxRow:
    return InboxRow(
        number, f"Kim {number}", False, State.NEEDS_REPLY, 0.5, Priority.ROUTINE, "", "", "soon", 60, 0.0, "clear", "",
        None, 0,
    )  # fmt: skip


def shown(course: Course) -> list[int]:
    return [one.conversation_id for one in course.ahead]


def test_who_needs_a_reply_comes_first_then_who_wrote_this_week(db: Database, rows: Rows) -> None:  # noqa: F811
    asks, thanks, mine, done, old = [rows.conversation(rows.contact(name)) for name in ("A", "B", "C", "D", "E")]
    rows.message(old, "The prints are on their way", at_us=rows.clock_us - 10 * 24 * HOUR, from_me=True)
    rows.message(old, "👍", at_us=rows.clock_us - 9 * 24 * HOUR)
    for number in (done, thanks, mine):
        rows.message(number, "The prints are on their way", from_me=True)
        rows.message(number, "👍")
    rows.message(mine, "My pleasure", from_me=True)
    rows.message(asks, "could you send me the invoice by tomorrow please?")
    now = moment(rows.clock_us) + timedelta(minutes=5)
    for number in (asks, thanks, mine, done, old):
        judging.judge_and_keep(db, number, now=now)
    conversations.set_done(db, done, micros(now))
    judging.judge_and_keep(db, done, now=now)
    states = {one.conversation_id: one.state for one in desk.inbox(db, now=now, weigh=False)}
    assert (states[asks], states[thanks], states[old]) == (State.NEEDS_REPLY, State.DONE, State.DONE)
    assert [one.conversation_id for one in sprint.queue(db, now=now)] == [asks, thanks]


@pytest.mark.parametrize("deed", list(Deed))
def test_every_deed_is_taken_back(deed: Deed) -> None:
    course = Course([row(1), row(2), row(3)])
    course.look()
    course.do(Step(deed, row(1), saved_min=2.0))
    assert (course.n_behind, course.n_total) == (0 if deed in (Deed.SKIPPED, Deed.REJECTED) else 1, 3)
    assert course.n_answered == (deed in (Deed.SENT, Deed.COPIED))
    step = course.take_back()
    assert step is not None
    assert step.deed is deed
    assert shown(course) == [1, 2, 3]
    assert (course.n_behind, course.n_answered, course.saved_min) == (0, 0, 0.0)
    assert course.take_back() is None


def test_a_skipped_card_comes_at_the_end_and_a_dropped_one_leaves_no_trace() -> None:
    course = Course([row(1), row(2), row(3)])
    course.look()
    course.do(Step(Deed.SKIPPED, row(1)))
    assert shown(course) == [2, 3, 1]
    course.drop()
    assert (shown(course), course.n_total, course.n_seen) == ([3, 1], 2, 1)
    course.look()
    course.do(Step(Deed.SENT, row(3), saved_min=1.5))
    course.do(Step(Deed.COPIED, row(1), saved_min=2.5))
    assert (course.current, course.n_answered, course.saved_min, course.n_seen) == (None, 2, 4.0, 2)


def test_a_reply_that_came_back_by_itself_brings_its_card() -> None:
    course = Course([row(1), row(2)])
    course.do(Step(Deed.SENT, row(1)))
    assert course.forget(2) is None
    assert course.forget(1) is not None
    assert (shown(course), course.n_answered) == ([1, 2], 0)
