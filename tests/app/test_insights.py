"""What insights count, against figures worked out by hand on a real store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlite_utils import Database

from app import insight_tables, insights
from app.insight_periods import Span
from app.insight_values import Choices, Insights
from app.store import conversations, delays, flow, removal, suggestions
from app.store import insights as figures
from app.wording import insights as words
from engine.domain import Priority, Reason, Standing, State, Triage, micros
from tests import drafts
from tests.drafts import option
from tests.stores import throwaway

BERLIN = ZoneInfo("Europe/Berlin")
#: A Thursday.
NOW = datetime(2026, 10, 8, 23, 30, tzinfo=BERLIN)
DRAFT = "x" * 520


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        vault.db.conn.execute("INSERT INTO night VALUES (1, 23, 7, ?)", (micros(NOW) + 10**15,))
        yield vault.db


class Store:
    """Conversations, messages and drafts put in by hand."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._n = 0

    def conversation(self, address: str = "+447700900142", **columns: object) -> int:
        contact_id = self.db.conn.execute("INSERT INTO contact (name) VALUES ('Ines')").lastrowid
        names = ["merge_key", "contact_id", *columns]
        made = self.db.conn.execute(
            f"INSERT INTO conversation ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
            (f"key {contact_id}", None if columns.get("is_group") else contact_id, *columns.values()),
        ).lastrowid
        handle = self.db.conn.execute(
            "INSERT INTO handle (address, shown, contact_id) VALUES (?, ?, ?)",
            (f"{address}" if contact_id == 1 or address.isdigit() else f"{address}{contact_id}", address, contact_id),
        ).lastrowid
        self.db.conn.execute("INSERT INTO conversation_handle VALUES (?, ?)", (made, handle))
        return int(made or 0)

    def say(self, conversation_id: int, at: datetime, *, mine: bool = False, text: str = "a word?") -> int:
        self._n += 1
        self.db.conn.execute(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
            "VALUES (?, ?, 1, ?, ?, ?, 'text', ?, ?)",
            (self._n, f"guid-{self._n}", self._n, conversation_id, mine, text, micros(at)),
        )
        self.db.conn.execute("INSERT INTO message_fts (rowid, text) VALUES (?, ?)", (self._n, text))
        self.db.conn.execute(
            "UPDATE conversation SET last_sent_us = max(last_sent_us, ?), n_messages = n_messages + 1, "
            "last_message_id = ? WHERE id = ?",
            (micros(at), self._n, conversation_id),
        )
        return self._n

    def talk(self, conversation_id: int, at: datetime, answered_after_min: float) -> None:
        self.say(conversation_id, at)
        self.say(conversation_id, at + timedelta(minutes=answered_after_min), mine=True)

    def offer(self, conversation_id: int, texts: tuple[str, ...], at: datetime, turn: int = 0, **more: object) -> str:
        self._n += 1
        request_id = f"q{self._n}"
        options = tuple(option(f"{request_id}-{n}", text) for n, text in enumerate(texts))
        suggestions.add(
            self.db,
            drafts.suggestions(options, request_id=request_id, conversation_id=str(conversation_id), **more),
            conversation_id=conversation_id,
            through_message_id=turn or self._n,
            made_us=micros(at),
        )
        return request_id

    def decide(self, response_id: str, verb: str, at: datetime, text: str | None = None) -> None:
        suggestions.decide(self.db, response_id, 1, verb=verb, reason=None, text=text or DRAFT, decided_us=micros(at))

    def count(self, limit: int = delays.PIECE, now: datetime = NOW) -> None:
        while delays.count_some(self.db, now=now, limit=limit):
            pass

    def figures(self, span: Span = Span.MONTH, *, now: datetime = NOW, goal_min: int = 0) -> Insights:
        self.count(now=now)
        return insights.insights(self.db, span, now=now, goal_min=goal_min)


@pytest.fixture
def store(db: Database) -> Store:
    return Store(db)


def standing(score: float | None, *, state: State = State.NEEDS_REPLY, code: str = "asked") -> Standing:
    triage = None
    if score is not None:
        triage = Triage(
            0.5, 0.5, Priority.ROUTINE, "question", "neutral", "other", "brief", "today", 0.8, "", "1",
            False, True, False, False, (), score,
        )  # fmt: skip
    return Standing(state, 0.5, Priority.ROUTINE, (Reason(code),), 0.5, None, None, triage)


def day(hour: int, minute: int = 0, *, ago: int = 0) -> datetime:
    return (NOW - timedelta(days=ago)).replace(hour=hour, minute=minute)


def test_an_empty_store_says_nothing_and_breaks_nothing(store: Store) -> None:
    for span in Span:
        found = store.figures(span, goal_min=45)
        cards = {name: getattr(found, name) for name in words.TITLES}
        assert not any(card.amount.enough for card in cards.values())
        assert found.answers.median_min is None
        assert (found.saved.total_min, sum(found.volume.n_in)) == (0.0, 0)
        assert set(words.told(found)) == set(insight_tables.tables(found)) == set(words.TITLES)
    text = words.too_little("answers", found.answers.amount, Span.WEEK)[1]
    assert text == "This needs 5 answers in the last 7 days; there are none so far."


def test_one_message_is_volume_and_no_answer(store: Store) -> None:
    store.say(store.conversation(), day(9))
    found = store.figures(Span.WEEK)
    assert found.volume.n_in == (0, 0, 0, 0, 0, 0, 1)
    assert found.volume.n_out == (0,) * 7
    assert found.answers.amount.n == 0


def test_an_answer_is_timed_from_the_first_unanswered_message_by_the_hour_it_came(store: Store) -> None:
    one = store.conversation()
    store.say(one, day(10, 0))
    store.talk(one, day(10, 5), 25)
    store.talk(one, day(14, 0), 10)
    store.talk(one, day(20, 15), 60)
    store.say(one, day(22, 0))
    store.talk(one, day(9, ago=40), 26)
    found = store.figures(goal_min=45).answers
    assert (found.amount.n, found.median_min, found.before_min) == (3, 30.0, 26.0)
    assert {hour.hour: hour.median_min for hour in found.hours if hour.n} == {10: 30.0, 14: 10.0, 20: 60.0}
    assert [hour.hour for hour in found.hours if found.is_slow(hour)] == [20]


def test_without_a_goal_no_hour_is_slow(store: Store) -> None:
    store.talk(store.conversation(), day(9), 600)
    found = store.figures().answers
    assert not any(found.is_slow(hour) for hour in found.hours)


def test_machines_groups_and_what_is_switched_off_are_left_out_of_answers(store: Store) -> None:
    machine, group, off = store.conversation("60033"), store.conversation(is_group=1), store.conversation()
    for one in (machine, group, off):
        store.talk(one, day(9), 10)
    store.say(off, day(10))
    foretell(store, off, day(10), 0.9)
    store.count()
    conversations.switch_off(store.db, off, True)
    assert store.db.conn.execute("SELECT count(*) FROM foretold").fetchone()[0] == 0
    found = store.figures(Span.WEEK)
    assert found.answers.amount.n == 0
    assert (found.volume.n_in[-1], found.volume.n_out[-1]) == (2, 2)
    conversations.switch_off(store.db, off, False)
    assert store.figures(Span.WEEK).answers.amount.n == 1


def test_days_and_hours_follow_the_clock_when_it_is_put_back(store: Store) -> None:
    now = datetime(2026, 10, 26, 12, 0, tzinfo=BERLIN)
    one = store.conversation()
    for at in ("24 21:59", "24 22:01", "25 22:59", "25 23:01"):  # 23:59, 00:01, 23:59 and 00:01 in Berlin
        store.say(one, datetime.strptime(f"2026-10-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC), text="x")
    other = store.conversation()
    for hour in (0, 1):  # half past two in the morning, twice
        store.talk(other, datetime(2026, 10, 25, hour, 30, tzinfo=UTC), 10)
    found = store.figures(Span.WEEK, now=now)
    assert found.volume.n_in == (0, 0, 0, 0, 1, 4, 1)
    assert {hour.hour: hour.n for hour in found.answers.hours if hour.n} == {2: 2}
    assert found.steps.bounds_us[6] - found.steps.bounds_us[5] == 25 * 3_600_000_000


def test_days_begin_where_the_person_is(store: Store) -> None:
    one = store.conversation()
    store.say(one, datetime(2026, 10, 7, 18, 20, tzinfo=UTC))
    store.say(one, datetime(2026, 10, 7, 18, 40, tzinfo=UTC))
    for zone, n_in in (("Asia/Kolkata", (1, 1)), ("Asia/Kathmandu", (0, 2)), ("America/Lima", (2, 0))):
        now = datetime(2026, 10, 8, 23, 0, tzinfo=ZoneInfo(zone))
        assert store.figures(Span.WEEK, now=now).volume.n_in[-2:] == n_in


def test_a_year_is_twelve_months_of_the_calendar(store: Store) -> None:
    one = store.conversation()
    store.say(one, datetime(2025, 10, 31, 23, 59, tzinfo=BERLIN))
    store.say(one, datetime(2025, 11, 1, 0, 1, tzinfo=BERLIN))
    store.say(one, day(9))
    found = store.figures(Span.YEAR)
    assert [found.steps.firsts[0].isoformat(), found.steps.firsts[-1].isoformat()] == ["2025-11-01", "2026-10-01"]
    assert found.volume.n_in == (1, *([0] * 10), 1)


def test_what_was_done_with_drafts_by_week(store: Store) -> None:
    one = store.conversation()
    made = store.offer(one, ("a", "b", "c", "d"), day(9, ago=10))
    for n, (verb, ago) in enumerate((("accept", 0), ("accept", 3), ("edit", 4), ("reject", 10))):
        store.decide(f"{made}-{n}", verb, day(9, ago=ago))
    found = store.figures().decisions
    assert [one.isoformat() for one in found.steps.firsts[-2:]] == ["2026-09-28", "2026-10-05"]
    assert found.bars[-2:] == (Choices(0, 1, 1), Choices(2, 0, 0))
    assert found.whole == Choices(2, 1, 1)
    assert store.figures(Span.WEEK).decisions.whole == Choices(2, 1, 0)


def test_minutes_saved_are_typing_less_reading_and_never_negative(store: Store) -> None:
    one = store.conversation()
    alone = store.offer(one, (DRAFT,), day(9))
    store.decide(f"{alone}-0", "accept", day(9))  # 520 / 260 - 520 / 1190 = 1.563
    edited = store.offer(one, ("a" * 260 + "b" * 260,), day(9, ago=1))
    store.decide(f"{edited}-0", "edit", day(9, ago=1), "a" * 260 + "c" * 40)  # 260 / 260 - 520 / 1190 = 0.563
    among = store.offer(one, ("ok", DRAFT, DRAFT, DRAFT), day(9, ago=2))
    store.decide(f"{among}-0", "accept", day(9, ago=2), "ok")  # 2 / 260 - 1042 / 1190 < 0
    rejected = store.offer(one, (DRAFT,), day(9, ago=2))
    store.decide(f"{rejected}-0", "reject", day(9, ago=2))
    found = store.figures(Span.WEEK).saved
    assert found.minutes[-3:] == pytest.approx((0.0, 260 / 260 - 520 / 1190, 520 / 260 - 520 / 1190))
    assert found.total_min == pytest.approx(2.126, abs=0.001)
    assert found.amount.n == 3


def test_why_no_draft_was_offered_counts_a_message_once(store: Store) -> None:
    one = store.conversation()
    turns = [store.say(one, day(9, n)) for n in range(4)]
    store.offer(one, (), day(10), turns[0], silent_reason="money")
    store.offer(one, (), day(11), turns[0], silent_reason="money")
    store.offer(one, (), day(10), turns[1], silent_reason="low_confidence")
    store.offer(one, ("a",), day(11), turns[1])
    store.offer(one, (), day(10), turns[2], silent_reason="last_is_mine")
    store.offer(one, ("a",), day(10), turns[3], fallback_reason="WorkerDied", mode="past_replies")
    store.offer(one, ("a",), day(11), turns[3], fallback_reason="no_model", mode="past_replies")
    found = store.figures().silences
    assert (found.amount.n, found.reasons) == (3, (("money", 1),))
    assert (found.n_written, found.stood_in) == (2, (("WorkerDied", 1),))


def foretell(store: Store, conversation_id: int, at: datetime, score: float | None, **more: object) -> None:
    flow.foretell(store.db, conversation_id, standing(score, **more), judged_us=micros(at))  # type: ignore[arg-type]


def test_what_was_foretold_is_held_against_what_was_answered(store: Store) -> None:
    for n in range(20):
        one = store.conversation()
        store.say(one, day(9, ago=10))
        foretell(store, one, day(9, 1, ago=10), 0.9)
        if n < 15:
            store.say(one, day(12, ago=10), mine=True)
    for n in range(20):
        one = store.conversation()
        store.say(one, day(9, ago=10), text="thanks")
        foretell(store, one, day(9, 1, ago=10), None, state=State.DONE, code="closing_only")
        if n < 1:
            store.say(one, day(9, 30, ago=10), mine=True)
    found = store.figures().calibration
    assert [(round(one.said, 2), one.answered, one.n) for one in found.bins] == [(0.0, 0.05, 20), (0.9, 0.75, 20)]
    assert found.error == pytest.approx((0.05 + 0.15) / 2)
    assert found.amount.enough


def test_only_the_last_word_of_a_burst_counts_and_only_after_its_time(store: Store) -> None:
    one = store.conversation()
    for minute, score in ((0, 0.2), (10, 0.8)):
        store.say(one, day(9, minute, ago=5))
        foretell(store, one, day(9, minute + 1, ago=5), score)
        foretell(store, one, day(9, minute + 2, ago=5), 0.5)  # judged again: the first verdict stays
    store.say(one, day(10, ago=5), mine=True)
    foretell(store, one, day(10, 1, ago=5), 0.9)  # the person spoke last
    young, old, group = store.conversation(), store.conversation(), store.conversation(is_group=1)
    store.say(young, day(9, ago=1))
    foretell(store, young, day(9, ago=1), 0.7)
    store.say(old, day(9, ago=8))
    foretell(store, old, day(9, ago=6), 0.7)  # judged when it was history
    store.say(group, day(9, ago=6))
    foretell(store, group, day(9, ago=6), 0.7)
    store.count()
    kept = store.db.conn.execute("SELECT count(*) FROM foretold").fetchone()[0]
    assert kept == 3
    pairs = figures.foretold(
        store.db, micros(day(0, ago=33)), micros(NOW) - insights.WITHIN_US, within_us=insights.WITHIN_US
    )
    assert pairs == [(0.8, True)]
    assert not store.figures().calibration.bins


def test_an_answer_after_three_days_was_not_foretold(store: Store) -> None:
    one = store.conversation()
    store.say(one, day(9, ago=10))
    foretell(store, one, day(9, ago=10), 0.9)
    store.say(one, day(10, ago=6), mine=True)
    store.count()
    assert figures.foretold(store.db, 0, micros(NOW), within_us=insights.WITHIN_US) == [(0.9, False)]


def test_what_is_removed_is_counted_no_more(store: Store) -> None:
    one = store.conversation()
    asked = store.say(one, day(9))
    foretell(store, one, day(9, 1), 0.9)
    store.say(one, day(9, 20), mine=True)
    assert store.figures().answers.amount.n == 1
    removal.remove(store.db, [asked], source_id=0, now_us=micros(NOW))
    found = store.figures()
    assert (found.answers.amount.n, found.volume.amount.n) == (0, 1)
    assert store.db.conn.execute("SELECT count(*) FROM foretold").fetchone()[0] == 0
    store.db.conn.execute("DELETE FROM conversation_handle WHERE conversation_id = ?", (one,))
    store.db.conn.execute("DELETE FROM conversation WHERE id = ?", (one,))
    assert store.figures().volume.amount.n == 0


def test_counting_in_pieces_counts_the_same(store: Store) -> None:
    one = store.conversation()
    for n in range(40):
        store.say(one, day(8) + timedelta(minutes=7 * n), mine=n % 4 == 3)
    store.count(limit=7)
    pieces = insights.insights(store.db, Span.WEEK, now=NOW)
    delays.forget(store.db, one)
    assert insights.insights(store.db, Span.WEEK, now=NOW).counting
    whole = store.figures(Span.WEEK)
    assert not whole.counting
    assert (pieces.volume, pieces.answers) == (whole.volume, whole.answers)
    assert (whole.volume.n_in[-1], whole.volume.n_out[-1], whole.answers.amount.n) == (30, 10, 10)


def test_the_file_holds_numbers_and_nothing_anybody_said(store: Store) -> None:
    one = store.conversation()
    store.say(one, day(9), text="a secret word?")
    store.say(one, day(9, 20), mine=True, text="another secret")
    made = store.offer(one, (DRAFT,), day(9))
    store.decide(f"{made}-0", "accept", day(9))
    lines = insight_tables.csv_text(store.figures()).splitlines()
    assert lines[0] == "chart,place,measure,value"
    assert "answers,09:00,median_minutes,20" in lines
    assert "volume,2026-10-08,messages_in,1" in lines
    assert "decisions,2026-10-05,as_is,1" in lines
    text = "\n".join(lines)
    assert not any(word in text for word in ("secret", "Ines", "+44", "xxx"))


def test_figures_in_words(store: Store) -> None:
    assert [words.duration(minutes) for minutes in (0, 0.3, 18.4, 399, 60, 3120)] == [
        "0 min", "under 1 min", "18 min", "6 h 39 min", "1 h", "2 d 4 h",
    ]  # fmt: skip
    assert words.spoken_duration(61) == "1 hour 1 minute"
    assert [words.percent(share) for share in (0, 0.095, 0.03, 0.58, 1)] == ["0 %", "9.5 %", "3 %", "58 %", "100 %"]
    one = store.conversation()
    for n in range(5):
        store.talk(one, day(9 + n), 18)
    told = words.told(store.figures(goal_min=10))["answers"]
    assert told.figure == "18 min"
    assert told.spoken == (
        "Time to answer, by hour: half of 5 answers came within 18 minutes, the slowest to what came at 09:00, "
        "18 minutes; 5 hours are above your goal of 10 minutes."
    )
