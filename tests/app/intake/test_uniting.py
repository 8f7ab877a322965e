"""What becomes of the words of conversations that turn out to be one, and of what was made of them."""

from __future__ import annotations

import pytest
from happenings import ago

from app.store import contacts, conversations, filing, parting, people, promises, styles
from app.store import voice as counted
from app.store.connection import transaction
from engine.domain import ContactClass, StyleProfile
from tests.app.store.test_promises import promise

PHONE, MAIL = "+447700900100", "ana@example.com"


@pytest.fixture
def two(source, sync):
    """Two people with a chat each, six messages in each, half of them the person's."""
    chats = [source.add_chat([source.add_handle(address)]) for address in (PHONE, MAIL)]
    for days, chat in enumerate(chats, 1):
        for at in range(6):
            source.add_message(chat, f"text {at} on day {days}", at=ago(days=days, minutes=-at), from_me=at % 2 == 0)
    sync()
    return chats


def unite(db):
    with transaction(db):
        people.unite_handles(db, [1, 2])
        filing.unite(db, 1, 2)


def count_all(db):
    while counted.count_some(db):
        pass


def tallies(db):
    return dict(db.conn.execute("SELECT contact_id, messages FROM voice_tally WHERE messages > 0").fetchall())


def holding(db, conversation_id):
    """The tables with a row of this conversation."""
    tables = [row[0] for row in db.conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    of = [one for one in tables if "conversation_id" in db[one].columns_dict]
    return [
        one
        for one in of
        if db.conn.execute(f"SELECT EXISTS (SELECT 1 FROM {one} WHERE conversation_id = ?)", (conversation_id,))
        .fetchone()[0]
    ]  # fmt: skip


def fill(db):
    """Something derived from each conversation, in every table that may quote it."""
    for one in (1, 2):
        db.conn.execute(
            "INSERT INTO nudge (id, tip_id, kind, conversation_id, content, source, rationale, policy, score, "
            "features, prompt_version, model_version, prompt_tokens, completion_tokens, shown_us) "
            "VALUES (?, ?, 'promise', ?, 'You promised: words', 'template', '', '', 0, '[]', '', '', 0, 0, 0)",
            (f"n{one}", f"t{one}", one),
        )
        db.conn.execute(
            "INSERT INTO job (id, status, request, conversation_id, created_us) VALUES (?, 'queued', '{}', ?, 0)",
            (f"j{one}", one),
        )
        db.conn.execute(
            "INSERT INTO cached (key, value, model_version, made_us, expires_us) VALUES (?, x'00', 'm', 0, 9)",
            (f"conv:{one}:draft",),
        )
        db.conn.execute(
            "INSERT INTO forgotten (conversation_id, began_us, ended_us) VALUES (?, ?, ?)", (one, one, 2**62)
        )
        (first,) = db.conn.execute("SELECT min(id) FROM message WHERE conversation_id = ?", (one,)).fetchone()
        promises.note(db, one, [promise(first)], read=[])


def quoting(db):
    sizes = {}
    for table in ("nudge", "job", "cached"):
        (sizes[table],) = db.conn.execute(f"SELECT count(*) FROM {table}").fetchone()
    return sizes


def test_nothing_quotes_conversations_that_became_one_and_nothing_is_left_of_the_second(db, two):
    fill(db)
    count_all(db)
    unite(db)
    assert quoting(db) == {"nudge": 0, "job": 0, "cached": 0}
    assert holding(db, 2) == []
    assert len(promises.of(db, 1)) == 2
    assert db.conn.execute("SELECT count(*) FROM forgotten WHERE conversation_id = 1").fetchone() == (2,)


@pytest.mark.parametrize("off", [1, 2])
def test_uniting_with_a_conversation_that_is_switched_off_forgets_what_both_were_read_for(db, two, off):
    fill(db)
    count_all(db)
    conversations.switch_off(db, off, True)
    unite(db)
    assert conversations.get(db, 1).switched_off
    assert promises.of(db, 1) == []
    assert tallies(db) == {}
    assert db.conn.execute("SELECT conversation_id FROM voice_left").fetchall() == [(1,)]


@pytest.mark.parametrize("off", [1, 2])
def test_voice_counts_are_exact_when_a_united_conversation_is_read_again(db, two, off):
    count_all(db)
    assert tallies(db) == {0: 6, 1: 3, 2: 3}
    conversations.switch_off(db, off, True)
    unite(db)
    count_all(db)
    assert tallies(db) == {}
    conversations.switch_off(db, 1, False)
    count_all(db)
    assert tallies(db) == {0: 6, 1: 6}


def test_voice_counts_of_conversations_that_are_read_stay_when_they_become_one(db, two):
    count_all(db)
    unite(db)
    count_all(db)
    assert tallies(db) == {0: 6, 1: 6}
    assert db.conn.execute("SELECT count(*) FROM voice_left").fetchone() == (0,)


def test_facts_follow_when_conversations_are_united_before_their_people(db, two):
    (message_id,) = db.conn.execute("SELECT min(id) FROM message WHERE conversation_id = 2").fetchone()
    db.conn.execute(
        "INSERT INTO fact (contact_id, conversation_id, kind, slot, value, text, message_id, said_us, digest) "
        "VALUES (2, 2, 'k', 's', 'v', 't', ?, 1, x'00'), (2, 2, 'k', 's', 'w', 't', NULL, 1, x'01')",
        (message_id,),
    )
    with transaction(db):
        filing.unite(db, 1, 2)
        people.unite_handles(db, [1, 2])
    assert db.conn.execute("SELECT contact_id, conversation_id FROM fact").fetchall() == [(1, 1), (1, 1)]


def test_merging_with_somebody_switched_off_forgets_how_the_person_writes_to_both(db, two):
    styles.put(db, 1, StyleProfile(0.5, 0, 20, "", "", (), 0.5, 0.5, 3), learnt_us=1)
    conversations.classify(db, 1, ContactClass.CLIENT, "guess")
    contacts.switch_off(db, 2, True)
    parting.merge(db, 1, 2, now_us=1)
    assert styles.get(db, 1) is None
    assert contacts.get(db, 1).contact_class is ContactClass.UNKNOWN
    assert tallies(db) == {}


@pytest.mark.parametrize("off", [1, 2])
def test_what_was_said_while_merged_with_somebody_switched_off_comes_after_the_split(db, source, sync, texts, two, off):
    contacts.switch_off(db, off, True)
    parting.merge(db, 1, 2, now_us=1)
    source.add_message(two[2 - off], "said meanwhile", at=ago(minutes=5))
    sync(reconcile=True)
    assert "said meanwhile" not in texts()
    db.conn.execute("UPDATE conversation SET changed = 0, unclassified = 0")
    fresh = parting.split(db, 1, [MAIL]).contact_id
    on, still_off = (fresh, 1) if off == 1 else (1, fresh)
    assert [contacts.get(db, one).switched_off for one in (on, still_off)] == [False, True]
    flags = "SELECT changed, unclassified FROM conversation WHERE contact_id = ?"
    assert db.conn.execute(flags, (on,)).fetchall() == [(1, 1)]
    sync(reconcile=None)
    assert "said meanwhile" in texts()


def test_who_was_switched_off_after_a_merge_stays_so_in_both_halves(db, two):
    parting.merge(db, 1, 2, now_us=1)
    contacts.switch_off(db, 1, True)
    fresh = parting.split(db, 1, [MAIL]).contact_id
    assert [contacts.get(db, one).switched_off for one in (1, fresh)] == [True, True]


def test_voice_counts_are_exact_after_a_switched_off_conversation_was_split(db, source, sync):
    chats = [source.add_chat([source.add_handle(address, person="p1")]) for address in (PHONE, MAIL)]
    other = source.add_chat([source.add_handle("+447700900177")])
    for days, chat in enumerate([*chats, other], 1):
        for at in range(6):
            source.add_message(chat, f"text {at} on day {days}", at=ago(days=days, minutes=-at), from_me=at % 2 == 0)
    sync()
    count_all(db)
    conversations.switch_off(db, 1, True)
    before = tallies(db)
    assert before[0] == 3
    parting.split(db, 1, [MAIL])
    count_all(db)
    assert tallies(db) == before
