"""Kept answers: how long, how many, and which of them a pattern names."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from app.store import cached

NOW = 1_700_000_000_000_000
SECOND = 1_000_000


def put(db: Database, *keys: str, at_us: int = NOW, value: bytes = b"{}", version: str = "m@1") -> None:
    for key in keys:
        cached.put(db, key, value, model_version=version, now_us=at_us)


def keys(db: Database) -> set[str]:
    return {row[0] for row in db.conn.execute("SELECT key FROM cached")}


def test_what_was_kept_is_given_back_byte_for_byte(db: Database) -> None:
    value = '{"response": "Ja, gerne 🦜\\u0000"}'.encode()
    put(db, "free:a", value=value)
    assert cached.get(db, "free:a", now_us=NOW) == value
    assert cached.get(db, "free:b", now_us=NOW) is None


def test_a_later_value_takes_the_place_of_an_earlier_one(db: Database) -> None:
    put(db, "free:a", value=b"1")
    put(db, "free:a", value=b"2", at_us=NOW + SECOND)
    assert cached.get(db, "free:a", now_us=NOW + SECOND) == b"2"


def test_after_an_hour_it_is_not_given_out_any_more(db: Database) -> None:
    put(db, "free:a")
    last = NOW + int(cached.TTL_S) * SECOND - 1
    assert cached.get(db, "free:a", now_us=last) == b"{}"
    assert cached.get(db, "free:a", now_us=last + 1) is None


def test_a_clock_that_was_set_back_gives_nothing_out_from_the_future(db: Database) -> None:
    put(db, "free:a")
    assert cached.get(db, "free:a", now_us=NOW - SECOND) is None


def test_expired_answers_leave_the_store(db: Database) -> None:
    cached.put(db, "free:short", b"1", model_version="m@1", now_us=NOW, ttl_s=1)
    cached.put(db, "free:long", b"2", model_version="m@1", now_us=NOW, ttl_s=10)
    assert cached.forget_expired(db, now_us=NOW + SECOND) == 1
    assert keys(db) == {"free:long"}
    put(db, "free:new", at_us=NOW + 60 * SECOND)
    assert keys(db) == {"free:new"}


def test_only_the_model_that_made_it_gives_it_out(db: Database) -> None:
    put(db, "free:mine", version="m@1")
    assert cached.get(db, "free:mine", now_us=NOW, model_version="m@1") == b"{}"
    assert cached.get(db, "free:mine", now_us=NOW, model_version="m@1+adapter") is None


def test_the_first_answer_of_another_model_removes_those_before(db: Database) -> None:
    put(db, "free:a", "conv:1:b", version="m@1")
    put(db, "free:c", version="m@2")
    assert keys(db) == {"free:c"}


def test_the_oldest_go_first_when_there_are_too_many(db: Database) -> None:
    for at, number in enumerate([0, 1, 2, 3, 4, 2, 5]):
        cached.put(db, f"free:{number}", b"{}", model_version="m@1", now_us=NOW + at, max_rows=3)
    assert keys(db) == {"free:4", "free:2", "free:5"}


def test_the_oldest_go_first_when_they_take_too_much_room(db: Database) -> None:
    for at, (key, size) in enumerate([("free:old", 60), ("free:new", 60), ("free:huge", 101)]):
        cached.put(db, key, bytes(size), model_version="m@1", now_us=NOW + at, max_bytes=100)
        assert keys(db) == ({key} if size <= 100 else set())


def test_a_pattern_names_the_answers_of_one_conversation(db: Database) -> None:
    put(db, "conv:1:a", "conv:12:a", "conv:12:b", "conv:120:a", "free:conv:12:a")
    assert cached.clear(db, "conv:12:*") == 2
    assert keys(db) == {"conv:1:a", "conv:120:a", "free:conv:12:a"}
    assert cached.clear(db, "conv:?:[a-c]") == 1
    assert cached.clear(db) == 2
    assert keys(db) == set()


SHORT = ["", "\x00", "*\x00", "free:\x00*", "\udcff*", "' OR 1=1 --", "%", "CONV:*", "[", "[]", "[^", "conv:1"]
LONG = ["*" * 600, "*a" * 250 + "c", "*?a" * 160 + "?c", "*[ab]" * 90 + "c", "*a*b" * 120 + "[c]"]


@pytest.mark.parametrize("pattern", [*SHORT, *LONG], ids=lambda pattern: ascii(pattern)[:12])
def test_a_hostile_pattern_clears_nothing_and_ends(db: Database, pattern: str) -> None:
    put(db, "conv:12:x", "free:" + "ab" * 100)
    assert cached.clear(db, pattern) == 0
    assert len(keys(db)) == 2


def test_what_was_answered_about_a_conversation_goes_with_its_words(db: Database) -> None:
    put(db, "conv:1:a", "conv:2:a", "conv:12:a", "free:a")
    cached.forget_conversations(db, [1, 2])
    assert keys(db) == {"conv:12:a", "free:a"}
