"""What a model was asked about stays known with its segment, and goes with its words."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from app.store import cutting, retellings, segments
from app.store.retellings import Stretch
from tests.app.store.conftest import MINUTE, Rows
from tests.app.store.test_segments import cut_all

TINY, OTHER = "tiny@00000001", "other@00000002"
SUMMARY = "They asked about Saturday."


@pytest.fixture
def chat(rows: Rows) -> tuple[int, int]:
    contact = rows.contact()
    return contact, rows.conversation(contact)


@pytest.fixture
def cut(db: Database, rows: Rows, chat: tuple[int, int]) -> list[int]:
    """Three stretches a day apart, of two messages each; the ids of the messages."""
    ids = []
    for day in range(3):
        ids.append(rows.message(chat[1], f"is day {day} free?", after_min=1440))
        ids.append(rows.message(chat[1], "let me look", from_me=True))
    cut_all(db)
    return ids


def following(db: Database, rows: Rows, version: str = TINY, contact_id: int | None = None) -> Stretch | None:
    return retellings.next_stretch(db, version, until_us=rows.clock_us, contact_id=contact_id)


def summaries(db: Database) -> list[tuple[str, str]]:
    return db.conn.execute("SELECT summary, written_by FROM segment ORDER BY began_us").fetchall()


def keep(db: Database, one: Stretch, summary: str | None, version: str = f"{TINY}+adapter") -> bool:
    return retellings.keep_stretch(db, one, summary, asked_of=version.partition("+")[0], written_by=version)


def test_stretches_come_the_latest_first_and_each_once_a_model(db: Database, rows: Rows, cut: list[int]) -> None:
    first = following(db, rows)
    assert first is not None
    assert [one.message_id for one in first.messages] == [str(one) for one in cut[4:]]
    assert keep(db, first, None)
    assert retellings.n_waiting(db, TINY, until_us=rows.clock_us) == 2
    assert retellings.n_waiting(db, OTHER, until_us=rows.clock_us) == 3, "another model may do better"
    second = following(db, rows)
    assert second is not None
    assert keep(db, second, SUMMARY)
    assert retellings.n_waiting(db, OTHER, until_us=rows.clock_us) == 2, "what is written is not written again"
    third = following(db, rows)
    assert third is not None
    assert keep(db, third, None)
    assert following(db, rows) is None
    assert [by for _text, by in summaries(db)] == ["", f"{TINY}+adapter", ""]


def test_what_may_still_grow_waits(db: Database, rows: Rows, cut: list[int]) -> None:
    one = retellings.next_stretch(db, TINY, until_us=rows.clock_us - 10 * MINUTE)
    assert one is not None
    assert [said.message_id for said in one.messages] == [str(one) for one in cut[2:4]]


def test_one_contact_can_be_told_by_itself(db: Database, rows: Rows, cut: list[int], chat: tuple[int, int]) -> None:
    assert following(db, rows, contact_id=chat[0]) is not None
    assert following(db, rows, contact_id=chat[0] + 1) is None


def test_what_was_said_since_changes_nothing_but_the_last_stretch(
    db: Database, rows: Rows, cut: list[int], chat: tuple[int, int]
) -> None:
    while (one := following(db, rows)) is not None:
        keep(db, one, SUMMARY)
    rows.message(chat[1], "a new day", after_min=1440)
    cut_all(db)
    assert [text for text, _by in summaries(db)] == [SUMMARY] * 3 + ["a new day"]
    rows.message(chat[1], "and more of it")
    cut_all(db)
    assert [by for _text, by in summaries(db)] == [f"{TINY}+adapter"] * 3 + [""]


def test_a_stretch_that_grew_is_told_anew(db: Database, rows: Rows, cut: list[int], chat: tuple[int, int]) -> None:
    one = following(db, rows)
    assert one is not None
    keep(db, one, SUMMARY)
    rows.message(chat[1], "one thing more")
    cut_all(db)
    assert summaries(db)[-1][1] == ""
    assert SUMMARY not in summaries(db)[-1][0]
    assert following(db, rows) is not None


def test_what_was_unsaid_while_it_was_told_is_not_kept(db: Database, rows: Rows, cut: list[int]) -> None:
    one = following(db, rows)
    assert one is not None
    rows.remove(cut[4])
    cutting.forget_messages(db, [cut[4]])
    cut_all(db)
    assert not keep(db, one, "is day 2 free?")
    assert "is day 2 free?" not in [text for text, _by in summaries(db)]


def test_what_was_reworded_while_it_was_told_is_not_kept(db: Database, rows: Rows, cut: list[int]) -> None:
    one = following(db, rows)
    assert one is not None
    db.conn.execute("UPDATE message SET text = 'never mind' WHERE id = ?", (cut[4],))
    assert not keep(db, one, SUMMARY)


def test_a_summary_goes_with_its_words_and_with_its_conversation(
    db: Database, rows: Rows, cut: list[int], chat: tuple[int, int]
) -> None:
    while (one := following(db, rows)) is not None:
        keep(db, one, SUMMARY)
    rows.remove(cut[0])
    cutting.forget_messages(db, [cut[0]])
    cut_all(db)
    assert summaries(db)[0] == ("let me look", "")
    db.conn.execute("UPDATE conversation SET switched_off = 1 WHERE id = ?", (chat[1],))
    assert summaries(db) == []


def test_a_memory_says_which_model_wrote_it(db: Database, rows: Rows, cut: list[int], chat: tuple[int, int]) -> None:
    one = following(db, rows)
    assert one is not None
    keep(db, one, SUMMARY)
    (found,) = segments.get(db, [one.segment_id], contact_id=chat[0]).values()
    assert (found.summary, found.written_by) == (SUMMARY, f"{TINY}+adapter")
