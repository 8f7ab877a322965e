"""Passages: cut once, mended where something changed."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sqlite_utils import Database

from app import indexing
from app.store import cutting, passages, vectors

DAY_MIN = 24 * 60


def all_passages(db: Database) -> list[tuple[int, int, str, int | None]]:
    """(id, from_me, text, reply) in order of time."""
    found = db.conn.execute("SELECT id, from_me, reply_passage_id FROM passage ORDER BY sent_us, id").fetchall()
    words = passages.texts(db, [row[0] for row in found])
    return [(row[0], row[1], words.get(row[0], ""), row[2]) for row in found]


@pytest.fixture
def chat(rows):
    """Two questions with answers."""
    conversation = rows.conversation(rows.contact())
    ids = [
        rows.message(conversation, "Hi"),
        rows.message(conversation, "Are you free on Friday?"),
        rows.message(conversation, "Yes, from three", from_me=True),
        rows.message(conversation, "And what does it cost?", after_min=10),
        rows.message(conversation, "180", from_me=True, after_min=60),
    ]
    return conversation, ids


def test_a_burst_is_one_passage_and_knows_its_answer(db, chat):
    conversation, _ = chat
    assert cutting.cut(db, conversation) == 4
    first, answer, second, price = all_passages(db)
    assert first[1:] == (0, "Hi\nAre you free on Friday?", answer[0])
    assert answer[1:] == (1, "Yes, from three", None)
    assert second[3] == price[0]


def test_cutting_again_changes_nothing(db, chat):
    conversation, _ = chat
    cutting.cut(db, conversation)
    before = all_passages(db)
    assert cutting.cut(db, conversation) == 0
    assert all_passages(db) == before


def test_a_new_message_replaces_only_the_turn_it_continues(db, rows, chat):
    conversation, _ = chat
    cutting.cut(db, conversation)
    before = all_passages(db)
    rows.message(conversation, "per hour", from_me=True)
    assert cutting.uncut(db) == [conversation]
    assert cutting.cut(db, conversation) == 1
    after = all_passages(db)
    assert [row[0] for row in after[:3]] == [row[0] for row in before[:3]]
    assert after[3][2] == "180\nper hour"
    assert after[2][3] == after[3][0], "the question now points at the longer answer"
    assert cutting.uncut(db) == []


def test_an_answer_days_later_is_no_answer(db, rows):
    conversation = rows.conversation(rows.contact())
    rows.message(conversation, "Hello?")
    rows.message(conversation, "How was summer?", from_me=True, after_min=4 * DAY_MIN)
    cutting.cut(db, conversation)
    assert all_passages(db)[0][3] is None


def test_forgetting_a_message_between_two_turns_joins_them(db, rows):
    conversation = rows.conversation(rows.contact())
    rows.message(conversation, "one")
    middle = rows.message(conversation, "two", from_me=True)
    rows.message(conversation, "three")
    cutting.cut(db, conversation)
    assert len(all_passages(db)) == 3
    rows.remove(middle)
    cutting.forget_messages(db, [middle])
    cutting.cut(db, conversation)
    assert [row[1:] for row in all_passages(db)] == [(0, "one\nthree", None)]


def test_an_edited_message_gets_a_new_passage_and_loses_its_vector(db, rows, chat):
    conversation, ids = chat
    cutting.cut(db, conversation)
    embed(db)
    db.conn.execute("UPDATE message SET text = 'Are you free on Sunday?' WHERE id = ?", (ids[1],))
    cutting.forget_messages(db, [ids[1]])
    assert cutting.uncut(db) == [conversation]
    assert cutting.cut(db, conversation) == 1
    assert [text for _, _, text in passages.waiting(db, 10)] == ["Hi\nAre you free on Sunday?"]
    assert passages.progress(db) == (3, 4)
    assert db.conn.execute("SELECT count(*) FROM passage_vector").fetchone()[0] == 3
    assert db.conn.execute("SELECT count(*) FROM passage_bits").fetchone()[0] == 3


def test_a_message_that_arrives_late_with_an_old_time_is_woven_in(db, rows, chat):
    conversation, _ = chat
    cutting.cut(db, conversation)
    late = rows.message(conversation, "I am Kim, by the way", at_us=rows.clock_us - 71 * 60_000_000)
    cutting.forget_messages(db, [late])
    assert cutting.uncut(db) == [conversation]
    cutting.cut(db, conversation)
    cut_late = all_passages(db)
    cutting.forget_conversation(db, conversation)
    cutting.cut(db, conversation)
    assert [row[1:3] for row in cut_late] == [row[1:3] for row in all_passages(db)]


def test_forgetting_messages_that_are_gone_already_is_fine(db, rows, chat):
    conversation, ids = chat
    cutting.cut(db, conversation)
    for one in ids:
        rows.remove(one)
    cutting.forget_messages(db, [*ids, 4711])
    assert cutting.cut(db, conversation) == 0
    assert all_passages(db) == []
    assert db.conn.execute("SELECT count(*) FROM passage_message").fetchone()[0] == 0


def told(db: Database) -> list[tuple[int, str, str | None]]:
    """Who said what, and what was answered, in order of time."""
    found = all_passages(db)
    words = {row[0]: row[2] for row in found}
    return [(from_me, text, words.get(reply or 0)) for _id, from_me, text, reply in found]


def long_chat(rows, seed: int, *, n: int = 120) -> int:
    """Bursts of random length, some silences, some messages at one moment, some that are no words."""
    luck = random.Random(seed)
    conversation = rows.conversation(rows.contact())
    for at in range(n):
        rows.message(
            conversation, f"word {at}", from_me=luck.random() < 0.4, after_min=luck.choice((0, 0, 1, 1, 30, 60 * 9)),
            kind=luck.choice(("text", "text", "text", "tapback")),
        )  # fmt: skip
    return conversation


@pytest.mark.parametrize("limit", [1, 2, 7, 50, 119, 120, 500])
def test_a_thread_that_is_cut_in_pieces_has_the_turns_of_one_that_is_cut_at_once(db, rows, limit):
    conversation = long_chat(rows, limit)
    n_pieces = 0
    while cutting.uncut(db):
        cutting.cut(db, conversation, limit=limit)
        n_pieces += 1
    assert n_pieces > 1 or limit >= 119, "one piece was the whole"
    in_pieces = told(db)
    cutting.forget_conversation(db, conversation)
    cutting.cut(db, conversation)
    assert in_pieces == told(db)
    assert len(in_pieces) > 10


@pytest.mark.parametrize("seed", range(8))
def test_what_was_cut_ahead_around_a_moment_is_woven_in_by_the_cut_that_comes_there(db, rows, seed):
    luck = random.Random(seed)
    conversation = long_chat(rows, seed)
    moments = [row[0] for row in db.conn.execute("SELECT sent_us FROM message ORDER BY sent_us")]
    while cutting.uncut(db):
        cutting.cut_around(db, conversation, luck.choice(moments), n_messages=luck.choice((1, 5, 20)))
        cutting.cut(db, conversation, limit=luck.choice((3, 10, 40)))
        assert no_message_is_in_two_passages_or_a_passage_without_its_words(db)
    ahead = told(db)
    cutting.forget_conversation(db, conversation)
    cutting.cut(db, conversation)
    assert ahead == told(db)


def no_message_is_in_two_passages_or_a_passage_without_its_words(db: Database) -> bool:
    belongs = db.conn.execute("SELECT count(*), count(DISTINCT message_id) FROM passage_message").fetchone()
    empty = db.conn.execute(
        "SELECT count(*) FROM passage WHERE id NOT IN (SELECT passage_id FROM passage_message) "
        "OR first_message_id NOT IN (SELECT message_id FROM passage_message WHERE passage_id = passage.id)"
    ).fetchone()[0]
    return belongs[0] == belongs[1] and not empty


def test_of_a_long_thread_only_what_was_said_around_a_moment_is_cut_ahead(db, rows):
    conversation = rows.conversation(rows.contact())
    for at in range(200):
        rows.message(conversation, f"word {at}", from_me=at % 2 == 1)
    middle = rows.clock_us - 100 * 60_000_000
    assert 0 < cutting.cut_around(db, conversation, middle, n_messages=5) <= 11
    assert cutting.uncut(db) == [conversation], "the rest is still to come"
    question = next(row for row in all_passages(db) if row[1] == 0 and row[3])
    assert question, "a question that was answered there is known with its answer"
    cutting.cut(db, conversation)
    assert cutting.cut_around(db, conversation, middle, n_messages=5) == 0, "it is cut"


def test_one_step_of_the_background_never_cuts_a_whole_long_thread(db, rows, monkeypatch):
    monkeypatch.setattr(indexing, "CUT_MESSAGES", 10)
    conversation = rows.conversation(rows.contact())
    for at in range(35):
        rows.message(conversation, f"word {at}", from_me=at % 2 == 1)
    cut = []
    while indexing.cut_some(db, limit=1):
        cut.append(len(all_passages(db)))
    assert cut == [10, 20, 30, 35]


def test_a_switched_off_or_junk_conversation_is_not_read(db, rows):
    off = rows.conversation(rows.contact(), switched_off=1)
    junk = rows.conversation(rows.contact(), filter="junk")
    unheard = rows.conversation(nobody := rows.contact())
    db.conn.execute("UPDATE contact SET switched_off = 1 WHERE id = ?", (nobody,))
    for conversation in (off, junk, unheard):
        rows.message(conversation, "Hello")
    assert cutting.uncut(db) == []
    assert cutting.cut(db, off) == cutting.cut(db, unheard) == 0


def test_what_is_said_in_a_group_is_in_nobodys_partition(db, rows):
    conversation = rows.conversation(rows.contact(), is_group=1)
    rows.message(conversation, "Pizza at eight")
    cutting.cut(db, conversation)
    assert passages.waiting(db, 5)[0][1] == 0


def test_waiting_passages_come_newest_first_and_wordless_ones_never(db, rows):
    contact = rows.contact()
    conversation = rows.conversation(contact)
    rows.message(conversation, "old")
    rows.message(conversation, "", from_me=True, kind="attachment")
    rows.message(conversation, "new")
    cutting.cut(db, conversation)
    assert [(one, text) for _, one, text in passages.waiting(db, 5)] == [(contact, "new"), (contact, "old")]
    assert passages.progress(db) == (0, 2)


def test_tapbacks_and_group_events_are_in_no_passage(db, rows):
    conversation = rows.conversation(rows.contact())
    rows.message(conversation, "Shall we?")
    rows.message(conversation, "", from_me=True, kind="tapback")
    rows.message(conversation, "I mean tomorrow")
    cutting.cut(db, conversation)
    assert [row[2] for row in all_passages(db)] == ["Shall we?\nI mean tomorrow"]
    assert cutting.uncut(db) == []


def test_replies_come_in_the_order_asked_with_their_words(db, chat):
    conversation, ids = chat
    cutting.cut(db, conversation)
    first, answer, second, _ = [row[0] for row in all_passages(db)]
    found = passages.replies(db, [second, answer, first, 999])
    assert [turn.passage_id for turn in found] == [second, first]
    assert found[0].incoming == "And what does it cost?"
    assert found[0].texts == ("180",)
    assert found[1].reply_ids == (str(ids[2]),)
    assert passages.answered(db, limit=1) == [("And what does it cost?", "180")]


def test_messages_and_passages_find_each_other(db, chat):
    conversation, ids = chat
    cutting.cut(db, conversation)
    first, answer, *_ = [row[0] for row in all_passages(db)]
    assert passages.of_messages(db, [ids[2], ids[1], ids[0], 999]) == [answer, first]
    assert passages.message_ids(db, [first]) == {first: [ids[0], ids[1]]}


def test_another_embedder_embeds_everything_again(db, chat):
    conversation, _ = chat
    cutting.cut(db, conversation)
    embed(db)
    assert passages.waiting(db, 10) == []
    assert passages.reembed(db, "test") == 0
    assert passages.reembed(db, "better") == 4
    assert len(passages.waiting(db, 10)) == 4
    assert db.conn.execute("SELECT count(*) FROM passage_bits").fetchone()[0] == 0


def embed(db: Database) -> None:
    """Give every waiting passage some vector."""
    waiting = passages.waiting(db, 100)
    matrix = np.random.default_rng(3).normal(size=(len(waiting), vectors.DIMENSIONS)).astype(np.float32)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    vectors.add(db, [(passage_id, contact_id) for passage_id, contact_id, _ in waiting], matrix)
    passages.mark(db, [passage_id for passage_id, _, _ in waiting], "test")


def test_what_changed_while_it_was_embedded_gets_no_vector_of_the_old_words(db, chat):
    conversation, _ = chat
    cutting.cut(db, conversation)
    asked = passages.waiting(db, 10)
    matrix = np.tile(np.eye(1, 384, dtype=np.float32), (len(asked), 1))
    newest = db.conn.execute("SELECT message_id, passage_id FROM passage_message ORDER BY passage_id DESC").fetchone()
    db.conn.execute("UPDATE message SET text = 'other words' WHERE id = ?", (newest[0],))
    cutting.forget_messages(db, [newest[0]])
    cutting.cut(db, conversation)
    indexing.keep_vectors(db, asked, matrix)
    still = {row[0]: row[2] for row in passages.waiting(db, 10)}
    assert list(still.values()) == ["other words"], "the new turn has the number of the old one"
    assert newest[1] in still
    assert db.conn.execute("SELECT count(*) FROM passage_fine").fetchone() == (len(asked) - 1,)


def test_looking_for_answers_reads_an_index(db):
    for sql in (
        "UPDATE passage SET reply_passage_id = NULL WHERE reply_passage_id IN (1, 2)",
        f"SELECT p.id FROM {passages._ANSWERED} ORDER BY p.sent_us DESC LIMIT 9",
    ):
        plan = [row[3] for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert len(plan) == 1
        assert "USING INDEX passage_answer" in plan[0]
