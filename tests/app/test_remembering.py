"""Memory of one contact: recalled with its neighbours, forgotten with a way back, never anybody else's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlite_utils import Database

from app import remembering, searching
from app.indexing import EMBEDDER, cut_some, keep_vectors
from app.store import memories, parting, passages
from app.store.memories import ME, Stored
from engine.domain import micros
from engine.problems import NoSuchMemory
from engine.remembered import Said
from tests.stores import throwaway

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Talk = Callable[..., int]


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        yield vault.db


def contact(db: Database, name: str) -> int:
    """A contact with an address and a direct conversation of the same number."""
    (number,) = db.conn.execute("SELECT coalesce(max(id), 0) + 1 FROM contact").fetchone()
    db.conn.execute("INSERT INTO contact (id, name) VALUES (?, ?)", (number, name))
    db.conn.execute(
        "INSERT INTO handle (id, address, shown, contact_id) VALUES (?1, ?2, ?2, ?1)", (number, f"a{number}")
    )
    db.conn.execute(
        "INSERT INTO conversation (id, merge_key, contact_id) VALUES (?, ?, ?)", (number, f"key {number}", number)
    )
    db.conn.execute("INSERT INTO conversation_handle VALUES (?1, ?1)", (number,))
    return int(number)


def say(db: Database, contact_id: int, text: str, *, at: datetime, from_me: bool = False) -> int:
    (number,) = db.conn.execute("SELECT coalesce(max(id), 0) + 1 FROM message").fetchone()
    db.conn.execute(
        "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, handle_id, from_me, kind, text, "
        "sent_us) VALUES (?1, ?1, 1, ?1, ?2, ?3, ?4, 'text', ?5, ?6)",
        (number, contact_id, None if from_me else contact_id, from_me, text, micros(at)),
    )
    db.conn.execute("INSERT INTO message_fts (rowid, text) VALUES (?, ?)", (number, text))
    db.conn.execute(
        "UPDATE conversation SET last_sent_us = max(last_sent_us, ?), n_messages = n_messages + 1 WHERE id = ?",
        (micros(at), contact_id),
    )
    return int(number)


def prepare(db: Database) -> None:
    while cut_some(db):
        pass
    while remembering.step(db, now=NOW):
        pass


def vector(text: str) -> NDArray[np.float32]:
    """A unit vector that texts with the same words share most of."""
    found = np.zeros(384, dtype=np.float32)
    for word in text.casefold().split():
        found += of_word(word)
    length = float(np.linalg.norm(found))
    return found / length if length else np.eye(1, 384, dtype=np.float32)[0]


@cache
def of_word(word: str) -> NDArray[np.float32]:
    return np.random.default_rng(abs(hash_of(word))).standard_normal(384).astype(np.float32)


def hash_of(word: str) -> int:
    return int.from_bytes(word.encode()[:6].ljust(6, b"_"), "big")


def embed(db: Database) -> None:
    waiting = passages.waiting(db, 10_000)
    keep_vectors(db, waiting, np.stack([vector(text) for _id, _contact, text in waiting]))


@pytest.fixture
def kim(db: Database) -> int:
    """A contact with two episodes, a week apart."""
    one = contact(db, "Kim")
    begin = NOW - timedelta(days=30)
    say(db, one, "is there parking near the studio for my van?", at=begin)
    say(db, one, "yes, two spots behind the yard", at=begin + timedelta(minutes=4), from_me=True)
    say(db, one, "I'm allergic to peanuts by the way", at=begin + timedelta(days=7))
    say(db, one, "noted!", at=begin + timedelta(days=7, minutes=1), from_me=True)
    prepare(db)
    return one


def test_an_episode_is_recalled_with_the_answer_beside_the_question(db: Database, kim: int) -> None:
    (memory,) = remembering.recall(db, kim, "where did she want to put the van?", top_k=1)
    assert [said.text for said in memory.messages] == [
        "is there parking near the studio for my van?",
        "yes, two spots behind the yard",
    ]
    assert [said.direction for said in memory.messages] == ["incoming", "outgoing"]
    assert memory.summary
    assert 0 < memory.similarity_score <= 1
    assert memory.user_id == ME


def test_meaning_finds_what_words_do_not(db: Database, kim: int) -> None:
    embed(db)
    asked = "automobile"
    assert remembering.recall(db, kim, asked) == []
    found = remembering.recall(db, kim, asked, vector=vector("yes, two spots behind the yard"), top_k=1)
    assert "van" in found[0].messages[0].text


def test_facts_are_read_on_the_way(db: Database, kim: int) -> None:
    (fact,) = remembering.facts(db, kim)
    assert (fact.slot, fact.value) == ("allergy", "peanuts")


def test_only_their_own_words_tell_of_them(db: Database) -> None:
    one = contact(db, "Kim")
    say(db, one, "I'm allergic to peanuts", at=NOW - timedelta(days=1), from_me=True)
    prepare(db)
    assert remembering.facts(db, one) == []


def test_a_step_does_a_little_and_says_when_it_is_done(db: Database) -> None:
    one = contact(db, "Kim")
    say(db, one, "hello", at=NOW - timedelta(days=1))
    assert not remembering.step(db, now=NOW), "turns come first"
    while cut_some(db):
        pass
    assert remembering.step(db, now=NOW)
    assert not remembering.step(db, now=NOW)


def test_a_forgotten_episode_stays_away_until_that_is_taken_back(db: Database, kim: int) -> None:
    (memory,) = remembering.recall(db, kim, "parking for the van", top_k=1)
    gone = remembering.forget(db, memory.memory_id)
    prepare(db)
    assert gone.deleted == 1
    assert remembering.recall(db, kim, "parking for the van") == []
    remembering.take_back(db, gone)
    prepare(db)
    assert remembering.recall(db, kim, "parking for the van")[0].summary == memory.summary


@pytest.mark.parametrize("memory_id", ["", "s", "m1", "s99", "x1", "s-1", "s1e3", "s" + "9" * 30, "🦜"])
def test_an_unknown_memory_is_a_problem(db: Database, memory_id: str) -> None:
    with pytest.raises(NoSuchMemory):
        remembering.forget(db, memory_id)


def test_whom_the_person_switched_off_is_not_remembered(db: Database, kim: int) -> None:
    db.conn.execute("UPDATE contact SET switched_off = 1 WHERE id = ?", (kim,))
    assert remembering.recall(db, kim, "parking for the van") == []
    assert remembering.facts(db, kim) == []


def test_a_merged_contact_keeps_its_memories(db: Database, kim: int) -> None:
    other = contact(db, "Kim's new phone")
    remembering.store(db, ME, str(other), stored("the quince jam was lovely"), now=NOW)
    db.conn.execute("UPDATE handle SET contact_id = ? WHERE contact_id = ?", (kim, other))
    db.conn.execute("UPDATE conversation SET contact_id = ? WHERE contact_id = ?", (kim, other))
    assert "quince" in remembering.recall(db, kim, "quince jam")[0].summary


def stored(*texts: str, **metadata: object) -> Stored:
    said = tuple(Said(str(at), "incoming", text) for at, text in enumerate(texts))
    return Stored("elsewhere", "", "\n".join(texts), said, metadata)


def test_what_a_script_stored_is_recalled_as_it_was(db: Database) -> None:
    kept = remembering.store(db, "u1", "c1", stored("the gate code is 4711", "thanks", place="yard"), now=NOW)
    found = remembering.find(db, "u1", "c1", "what was the code of the gate?")
    (memory,) = found.memories
    assert (memory.memory_id, memory.summary, memory.stored_at) == (kept.memory_id, kept.summary, NOW)
    assert memory.metadata == {"place": "yard"}
    assert [said.text for said in memory.messages] == ["the gate code is 4711", "thanks"]
    assert found.total_found == 1


def test_stored_memories_are_found_by_meaning_once_embedded(db: Database) -> None:
    remembering.store(db, "u1", "c1", stored("the gate code is 4711"), now=NOW)
    waiting = memories.waiting(db, 10)
    memories.keep_vectors(db, [one for one, _words in waiting], np.stack([vector(words) for _, words in waiting]), "e1")
    assert remembering.find(db, "u1", "c1", "entrance", vector=vector("the gate code is 4711")).total_found == 1
    assert memories.reembed(db, "e1") == 0
    assert memories.reembed(db, "e2") == 1
    assert [one for one, _words in memories.waiting(db, 10)] == [one for one, _words in waiting]
    assert remembering.find(db, "u1", "c1", "entrance", vector=vector("the gate code is 4711")).total_found == 0


def test_a_deleted_memory_leaves_nothing_behind(db: Database) -> None:
    kept = remembering.store(db, "u1", "c1", stored("zanzibar"), now=NOW)
    remembering.forget(db, kept.memory_id)
    assert remembering.find(db, "u1", "c1", "zanzibar").total_found == 0
    for table in ("memory", "memory_owner", "memory_vector"):
        assert db.conn.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_all_of_one_contact_can_be_forgotten(db: Database, kim: int) -> None:
    remembering.store(db, ME, str(kim), stored("jam"), now=NOW)
    remembering.store(db, ME, "another", stored("jam"), now=NOW)
    assert remembering.forget_all(db, ME, str(kim)).deleted == 3
    assert remembering.stats(db).total_memories == 1


def test_stats_count_what_there_is(db: Database, kim: int) -> None:
    remembering.store(db, "u1", "c1", stored("jam"), now=NOW)
    everything = remembering.stats(db)
    assert (everything.total_memories, everything.unique_users, everything.unique_contacts) == (3, 2, 2)
    assert everything.newest_memory == NOW
    assert everything.oldest_memory is not None
    assert everything.oldest_memory < NOW
    assert everything.index_size_bytes > 0
    assert remembering.stats(db, user_id="u1").total_memories == 1
    assert remembering.stats(db, user_id=ME, contact_key=str(kim)).total_memories == 2
    assert remembering.stats(db, user_id="nobody").oldest_memory is None


def test_five_hundred_recalls_never_tell_of_anybody_else(db: Database) -> None:
    draw = Random(11)
    words = ["parking", "invoice", "birthday", "garden", "studio", "gate", "album", "dog", "lunch", "train"]
    people = [contact(db, f"Person {at}") for at in range(12)]
    for one in people:
        for at in range(30):
            text = f"canary{one} {' '.join(draw.choices(words, k=4))}"
            say(db, one, text, at=NOW - timedelta(days=40) + timedelta(hours=5 * at), from_me=at % 3 == 0)
        remembering.store(db, ME, str(one), stored(f"canary{one} {draw.choice(words)} stored"), now=NOW)
        remembering.store(db, "u1", str(one), stored(f"stranger{one} {draw.choice(words)}"), now=NOW)
    prepare(db)
    embed(db)
    waiting = memories.waiting(db, 100)
    matrix = np.stack([vector(text) for _id, text in waiting])
    memories.keep_vectors(db, [one for one, _text in waiting], matrix, EMBEDDER)
    shown = 0
    for _ in range(500):
        one, other = draw.sample(people, 2)
        asked = f"{draw.choice(words)} canary{other} Person {other} {draw.choice(words)}"
        meant = vector(asked) if draw.random() < 0.7 else None
        for memory in remembering.recall(db, one, asked, vector=meant, top_k=5):
            shown += 1
            told = f"{memory.summary} {' '.join(said.text for said in memory.messages)}"
            assert memory.contact_id == str(one)
            assert f"canary{one} " in told
            assert "stranger" not in told
            assert not any(f"canary{foreign} " in told for foreign in people if foreign != one)
    assert shown > 500


def test_search_over_everything_does_look_across(db: Database, kim: int) -> None:
    other = contact(db, "Ines")
    say(db, other, "the van is parked", at=NOW - timedelta(days=2))
    assert {one for one, _score in searching.find(db, "van", limit=10)} >= {1, 5}
    assert {one for one, _score in searching.find(db, "van", limit=10, contact_id=other)} == {5}


@pytest.mark.parametrize(
    "text", ["", "k", "😀", "?", '"', "a" * 100_000, "مرحبا أين السيارة؟", "\x00\ud800", "AND OR NOT"]
)
def test_strange_questions_are_answered_sensibly(db: Database, kim: int, text: str) -> None:
    assert isinstance(remembering.recall(db, kim, text), list)
    assert isinstance(remembering.find(db, "u1", "c1", text).total_found, int)


def newcomer(db: Database, name: str) -> int:
    """A contact whose number the store gives, as for an address nobody has written from before."""
    contact_id = db.conn.execute("INSERT INTO contact (name) VALUES (?)", (name,)).lastrowid
    db.conn.execute("INSERT INTO handle (address, shown, contact_id) VALUES (?1, ?1, ?2)", (name, contact_id))
    assert contact_id is not None
    return contact_id


def test_what_is_stored_of_a_contact_that_is_merged_never_reaches_the_next_of_its_number(db: Database) -> None:
    ana, bob = contact(db, "Ana"), contact(db, "Bob")
    remembering.store(db, ME, str(bob), stored("bob's gate code is zanzibar"), now=NOW)
    parting.merge(db, ana, bob, now_us=1)
    cleo = newcomer(db, "Cleo")
    assert cleo == bob, "the store gives the number again"
    assert remembering.recall(db, cleo, "zanzibar gate code") == []
    assert remembering.stats(db, user_id=ME, contact_key=str(cleo)).total_memories == 0
    (memory,) = remembering.recall(db, ana, "zanzibar gate code")
    assert memory.contact_id == str(ana)
    remembering.store(db, ME, str(cleo), stored("cleo's cat"), now=NOW)
    assert remembering.forget_all(db, ME, str(cleo)).deleted == 1
    assert remembering.recall(db, ana, "zanzibar gate code") == [memory]


@pytest.mark.parametrize("conversation", [None, "1", "2"])
def test_what_is_stored_of_a_merged_contact_is_one_half_s_after_a_split(db: Database, conversation: str | None) -> None:
    ana, bob = contact(db, "Ana"), contact(db, "Bob")
    parting.merge(db, ana, bob, now_us=1)
    said = stored("the gate code is zanzibar")
    said = Stored(conversation, said.summary, said.words, said.messages, said.metadata)
    remembering.store(db, ME, str(ana), said, now=NOW)
    fresh = parting.split(db, ana, ["a1"]).contact_id
    recalling = [one for one in (ana, fresh) if remembering.recall(db, one, "zanzibar gate code")]
    assert recalling == [ana if conversation == "2" else fresh], "where the conversation is, else the oldest address"


def test_a_memory_of_a_name_nobody_had_is_not_of_the_contact_that_gets_that_number(db: Database) -> None:
    remembering.store(db, ME, "1", stored("the gate code is zanzibar"), now=NOW)
    assert remembering.find(db, ME, "1", "zanzibar").total_found == 1
    assert newcomer(db, "Ana") == 1
    assert remembering.find(db, ME, "1", "zanzibar").total_found == 0
    assert remembering.find(db, ME, "01", "zanzibar").total_found == 0


def test_half_characters_are_stored_and_found_as_question_marks(db: Database, kim: int) -> None:
    half = "\ud83d"
    said = (Said(half, "incoming", f"zanzibar {half}", NOW, half),)
    for summary in ("", f"about {half}"):
        wish = Stored(half, summary, "", said, {half: [half, {half: half}, 1]})
        kept = remembering.store(db, f"u{half}", f"c{half}", wish, now=NOW)
        assert kept.messages == (Said("?", "incoming", "zanzibar ?", NOW, "?"),)
        assert (kept.user_id, kept.contact_id, kept.conversation_id) == ("u?", "c?", "?")
        assert kept.metadata == {"?": ["?", {"?": "?"}, 1]}
    assert remembering.find(db, f"u{half}", f"c{half}", f"zanzibar {half}").total_found == 2
    assert remembering.recall(db, kim, f"van {half}")
    assert remembering.stats(db, user_id=f"u{half}", contact_key=f"c{half}").total_memories == 2
    assert remembering.forget_all(db, f"u{half}", f"c{half}").deleted == 2
