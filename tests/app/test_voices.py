"""The person's voice is counted as messages come and go, looked up per contact, and the person has the last word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app import personas, voices
from app.store import conversations, filing, parting, people, removal, styles, voice, voice_counts, withdrawing
from app.store.connection import transaction
from app.store.message_rows import COLUMNS
from app.vault import throwaway
from engine.domain import micros
from engine.problems import NoSuchContact
from engine.voice import style, verifier
from engine.voice.tally import Tally

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
MINE = (
    "sure, see you then",
    "hey! yes i'm free, what time works?",
    "thanks so much, talk soon 🌿",
    "no worries at all",
)
THEIRS = ("ARE YOU FREE??", "Please send the gallery.", "Thx luv, b there @ 8", "Hello, how much is it?")


@pytest.fixture
def db():
    with throwaway() as vault:
        for contact_id, name in ((1, "Kim"), (2, "Lee")):
            vault.db.conn.execute("INSERT INTO contact (id, name) VALUES (?, ?)", (contact_id, name))
            conversation(vault.db, contact_id, contact_id)
        yield vault.db


def conversation(db, conversation_id, contact_id, **columns):
    names = ["id", "merge_key", "contact_id", *columns]
    sql = f"INSERT INTO conversation ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"
    db.conn.execute(sql, (conversation_id, f"key {conversation_id}", contact_id, *columns.values()))


def talk(db, n_pairs, conversation_id=1, *, mine=MINE, theirs=THEIRS):
    """Questions of theirs, each answered five minutes later; ids of what was stored."""
    (known,) = db.conn.execute("SELECT coalesce(max(id), 0) FROM message").fetchone()
    ids = []
    for at in range(2 * n_pairs):
        number = known + at + 1
        sent_us = micros(NOW - timedelta(days=90) + (known + at) * timedelta(minutes=5) + at // 2 * timedelta(hours=2))
        texts = mine if at % 2 else theirs
        db.conn.execute(
            "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
            "VALUES (?, ?, 1, ?, ?, ?, 'text', ?, ?)",
            (number, f"g{number}", number, conversation_id, at % 2, texts[at // 2 % len(texts)], sent_us),
        )
        db.conn.execute("INSERT INTO message_fts (rowid, text) SELECT id, text FROM message WHERE id = ?", (number,))
        ids.append(number)
    return ids


def settle(db):
    while voices.step(db, now=NOW):
        pass


def counts(db):
    """Everything that is counted, in a form that can be compared."""
    return [
        *(tuple(map(tuple, (side.sums, side.table))) for side in (voice_counts.writing(db, one) for one in (0, 1))),
        *(voice_counts.tally(db, contact_id) or Tally() for contact_id in (0, 1, 2)),
    ]


def test_a_voice_is_learnt_in_pieces_for_everybody_and_for_whom_much_was_written(db):
    talk(db, 30, 1)
    talk(db, 10, 2)
    settle(db)
    everybody, kim = voices.profile_for(db, None), voices.profile_for(db, 1)
    assert (everybody.samples_count, kim.samples_count) == (40, 30)
    assert voices.profile_for(db, 2) == everybody
    assert everybody.capitalization == "lowercase"
    assert everybody.reply_delay_s == pytest.approx(300, rel=0.1)
    assert everybody.bubbles_per_turn == 1.0
    assert not voices.step(db, now=NOW)


def test_a_new_message_is_added_without_reading_what_was_counted(db):
    talk(db, 40)
    settle(db)
    db.conn.execute("UPDATE message SET text = 'not what was counted'")
    talk(db, 1)
    assert voices.step(db, now=NOW)
    assert not voices.step(db, now=NOW)
    kept = counts(db)
    db.conn.execute("DELETE FROM message")
    voice.start_anew(db)
    talk(db, 40)
    talk(db, 1)
    while voice.count_some(db):
        pass
    assert kept[:3] == counts(db)[:3]


def test_the_order_and_size_of_pieces_do_not_matter(db):
    talk(db, 30)
    while voice.count_some(db, limit=7):
        pass
    small = counts(db)
    voice.start_anew(db)
    assert voice_counts.tally(db) is None
    while voice.count_some(db, limit=500):
        pass
    assert counts(db) == small


def test_an_unsent_message_leaves_no_trace(db):
    talk(db, 30)
    settle(db)
    before = counts(db)
    ids = talk(db, 2, mine=("the zebra crossing on quince street", "fine"), theirs=("a walrus?", "ok"))
    settle(db)
    assert "zebra crossing" in voice_counts.tally(db).phrases
    with transaction(db):
        removal.remove(db, ids, source_id=0, now_us=micros(NOW))
    assert counts(db) == before
    talk(db, 1)  # gets the number of one that went
    settle(db)
    assert voice_counts.tally(db).messages == 31


def test_an_edited_message_counts_as_it_is_now(db):
    talk(db, 3)
    (edited, *_) = ids = talk(db, 1, mine=("the zebra crossing",))
    settle(db)
    rows = [tuple(row) for row in db.conn.execute(f"SELECT {', '.join(COLUMNS)} FROM message WHERE id = ?", (ids[1],))]
    with transaction(db):
        db.conn.execute("UPDATE message SET text = 'sure, see you then' WHERE id = ?", (ids[1],))
        withdrawing.withdraw(db, [ids[1]], [1], rows)
    assert voice_counts.tally(db).messages == 3
    settle(db)
    edited = counts(db)
    voice.start_anew(db)
    settle(db)
    assert counts(db) == edited
    assert "zebra crossing" not in voice_counts.tally(db).phrases


def test_a_conversation_that_is_switched_off_leaves_the_voice_and_comes_back(db):
    talk(db, 25, 1)
    talk(db, 5, 2)
    settle(db)
    before = counts(db)
    conversations.switch_off(db, 1, True)
    conversations.switch_off(db, 1, True)
    settle(db)
    assert voice_counts.tally(db).messages == 5
    assert voices.profile_for(db, 1).samples_count == 5
    conversations.switch_off(db, 1, False)
    settle(db)
    assert counts(db) == before
    assert voices.profile_for(db, 1).samples_count == 25


def test_a_long_conversation_is_taken_out_by_counting_all_anew(db, monkeypatch):
    monkeypatch.setattr(voice, "MOST_TAKEN_OUT", 10)
    talk(db, 25, 1)
    talk(db, 5, 2)
    settle(db)
    conversations.switch_off(db, 1, True)
    settle(db)
    assert voice_counts.tally(db).messages == 5


def anew(db):
    """What counting everything from the beginning gives."""
    voice.start_anew(db)
    settle(db)
    return counts(db)


def test_a_long_conversation_that_becomes_junk_costs_no_other_its_counts(db, monkeypatch):
    monkeypatch.setattr(voice, "MOST_TAKEN_OUT", 10)
    talk(db, 25, 1)
    talk(db, 5, 2)
    settle(db)
    db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = 1")
    talk(db, 1, 1)
    settle(db)
    known = counts(db)
    assert voice_counts.tally(db).messages == 5
    assert known == anew(db)


def test_nothing_learnt_from_a_long_conversation_stays_when_it_is_left_out(db, monkeypatch):
    monkeypatch.setattr(voice, "MOST_TAKEN_OUT", 10)
    talk(db, 25, 1)
    settle(db)
    assert styles.get(db, 1) is not None
    conversations.switch_off(db, 1, True)
    settle(db)
    assert (styles.get(db, 1), styles.get(db)) == (None, None)


def test_what_waits_is_not_counted_twice_when_its_long_conversation_becomes_junk(db, monkeypatch):
    monkeypatch.setattr(voice, "MOST_TAKEN_OUT", 10)
    talk(db, 25, 1)
    talk(db, 5, 2)
    settle(db)
    voice.count_contact_anew(db, 2)
    voice.count_contact_anew(db, 1)
    db.conn.execute("UPDATE conversation SET filter = 'junk' WHERE id = 1")
    settle(db)
    known = counts(db)
    assert voice_counts.tally(db, 2).messages == 5
    assert known == anew(db)


def test_what_waits_for_its_contact_alone_is_taken_out_of_the_sums_alone(db):
    conversation(db, 3, 1)
    talk(db, 30, 1)
    last = talk(db, 4, 3)
    settle(db)
    voice.count_contact_anew(db, 1)
    voice.count_some(db, limit=10)
    conversations.switch_off(db, 3, True)
    with transaction(db):
        removal.remove(db, [last[0] - 1], source_id=0, now_us=micros(NOW))
    settle(db)
    assert voice_counts.tally(db, 1).messages == voice_counts.tally(db).messages == 29
    assert counts(db) == anew(db)


@pytest.mark.parametrize(("kept", "other"), [(1, 3), (3, 1)])
def test_a_conversation_left_out_that_becomes_part_of_another_is_counted_like_it(db, kept, other):
    conversation(db, 3, 1, filter="junk")
    talk(db, 12, 1)
    talk(db, 9, 3)
    talk(db, 5, 2)
    settle(db)
    assert db.conn.execute("SELECT conversation_id FROM voice_left").fetchall() == [(3,)]
    with transaction(db):
        filing.unite(db, kept, other)
    settle(db)
    known = counts(db)
    assert voice_counts.tally(db).messages == (26 if kept == 1 else 5)
    assert known == anew(db)


def test_a_conversation_that_is_gone_leaves_no_row_behind(db):
    conversation(db, 3, 1)
    conversations.switch_off(db, 3, True)
    with transaction(db):
        filing.unite(db, 1, 3)
    assert not db.conn.execute("SELECT * FROM voice_left WHERE conversation_id = 3").fetchall()


def test_junk_is_never_counted_until_it_is_filed_elsewhere(db):
    conversation(db, 3, 2, filter="junk")
    talk(db, 4, 3)
    talk(db, 3, 1)
    settle(db)
    assert voice_counts.tally(db).messages == 3
    db.conn.execute("UPDATE conversation SET filter = 'main' WHERE id = 3")
    settle(db)
    assert voice_counts.tally(db).messages == 7


def test_what_is_said_in_a_group_belongs_to_no_contact(db):
    conversation(db, 3, 2, is_group=1)
    talk(db, 22, 3)
    settle(db)
    assert voice_counts.tally(db, 2) is None
    assert voice_counts.tally(db).messages == 22


def test_contacts_that_become_one_have_one_tally(db):
    talk(db, 15, 1)
    talk(db, 12, 2)
    settle(db)
    styles.put_card(db, 2, voices.card_for(db, 2))
    with transaction(db):
        people.unite(db, 1, 2)
    assert voice_counts.tally(db, 1).messages == 27
    assert voice_counts.tally(db, 2) is None


@pytest.mark.parametrize("deleted", [1, 2])
def test_a_deleted_profile_does_not_come_back_when_contacts_become_one(db, deleted):
    talk(db, 30, 1)
    talk(db, 25, 2)
    settle(db)
    assert voices.delete(db, deleted)
    with transaction(db):
        people.unite(db, 1, 2)
    talk(db, 3, 2)
    settle(db)
    assert voice_counts.tally(db, 1) is None
    assert styles.get(db, 1) is None
    assert voices.learn_anew(db, 1, now=NOW).samples_count == 58


def test_a_persona_stays_with_whom_it_was_switched_on_for(db):
    personas.learn(db, "me", ["come here babe", "hey babe"], now=NOW)
    personas.switch_on(db, 2)
    with transaction(db):
        people.unite(db, 1, 2)
    assert personas.in_use(db, 1) is None
    assert not db.conn.execute("SELECT * FROM persona_contact").fetchall()


def test_texts_with_half_a_character_are_taken_without_it(db):
    texts = ["maybe later\ud83d babe", "maybe later\ud83d babe"]
    learnt = personas.learn(db, "me\ud800", texts, now=NOW)
    assert (learnt.creator_id, learnt.deflection_phrases) == ("me", ("maybe later babe",))
    assert personas.show(db, "me\ud800") == learnt
    voices.set_words(db, 1, phrases=["right you are\udcff"], never=["\ud800", "whatever\ud83d"])
    assert voices.card_for(db, 1).phrases == ("right you are",)
    assert voices.card_for(db, 1).never == ("whatever",)


def test_a_contact_counted_anew_has_the_same_tally_and_the_sums_stay(db):
    talk(db, 15, 1)
    settle(db)
    before = counts(db)
    voice.count_contact_anew(db, 1)
    assert voice_counts.tally(db, 1) is None
    settle(db)
    assert counts(db) == before
    assert parting.split  # splitting asks for this


def test_a_locked_profile_stays_and_a_tenth_that_is_new_renews_another(db):
    talk(db, 40)
    settle(db)
    known = voices.profile_for(db, None)
    talk(db, 3, mine=("OK. FINE.",))
    settle(db)
    assert voices.profile_for(db, None) == known
    voices.lock(db, styles.EVERYBODY, True)
    talk(db, 40, mine=("OK. FINE.",))
    settle(db)
    assert voices.profile_for(db, None) == known
    voices.lock(db, styles.EVERYBODY, False)
    settle(db)
    assert voices.profile_for(db, None) != known


def test_a_deleted_profile_comes_back_only_by_wish(db):
    talk(db, 30)
    settle(db)
    assert voices.delete(db, 1)
    talk(db, 30)
    settle(db)
    assert voice_counts.tally(db, 1) is None
    assert voices.profile_used(db, 1) == "everybody"
    assert voices.learn_anew(db, 1, now=NOW).samples_count == 60
    assert voices.profile_used(db, 1) == "contact"


def test_without_a_profile_to_everybody_nothing_is_learnt(db):
    talk(db, 5)
    settle(db)
    assert voices.delete(db, styles.EVERYBODY)
    talk(db, 5)
    assert not voices.step(db, now=NOW)
    assert voices.profile_for(db, None) == style.NEUTRAL
    assert voices.verifier_for(db, None).score("sure, see you then") == 0.5
    assert voices.learn_anew(db, now=NOW).samples_count == 10


def test_what_is_set_by_hand_stands_above_what_was_learnt(db):
    talk(db, 30)
    settle(db)
    voices.set_field(db, 1, "capitalization", "sentence")
    voices.set_field(db, 1, "length", 120)
    voices.set_words(db, styles.EVERYBODY, never=["no worries", "No  worries"], phrases=["right you are"])
    kim, everybody = voices.profile_for(db, 1), voices.profile_for(db, None)
    assert (kim.capitalization, kim.avg_length, kim.never) == ("sentence", 120.0, ("No worries",))
    assert (everybody.capitalization, everybody.common_phrases[0]) == ("lowercase", "right you are")
    assert not any("no worries" in phrase for phrase in kim.common_phrases)
    voices.lock(db, 1, True, field="length")
    voices.learn_anew(db, 1, now=NOW)
    assert voices.profile_for(db, 1).avg_length == 120.0
    assert voices.profile_for(db, 1).capitalization == "lowercase"
    voices.lock(db, 1, False, field="length")
    voices.set_field(db, 1, "length", None)
    assert voices.profile_for(db, 1).avg_length < 60


@pytest.mark.parametrize(
    ("field", "value"), [("mood", 0.5), ("formality", 2), ("capitalization", "LOUD"), ("length", 0)]
)
def test_a_card_refuses_what_it_cannot_hold(db, field, value):
    with pytest.raises(ValueError, match=r"no such|out of bounds"):
        voices.set_field(db, styles.EVERYBODY, field, value)


def test_nobody_has_no_card(db):
    for act in (
        lambda: voices.set_field(db, 99, "warmth", 0.5),
        lambda: voices.delete(db, 99),
        lambda: voices.lock(db, 99, True),
        lambda: voices.learn_anew(db, 99, now=NOW),
    ):
        with pytest.raises(NoSuchContact):
            act()


def test_texts_from_a_file_count_like_sent_ones(db):
    samples = [(theirs, mine) for theirs, mine in zip(THEIRS, MINE, strict=True)] * 6
    profile = voices.learn_from(db, 1, samples, now=NOW)
    assert profile.samples_count == 24
    assert voices.profile_for(db, None).samples_count == 24
    assert voice_counts.writing(db, voice_counts.MINE).sums[0] == verifier.writing([one for _, one in samples]).sums[0]


def test_the_meter_knows_the_person_from_their_contacts(db):
    assert voices.verifier_for(db, 1).score("anything") == 0.5
    talk(db, 200)
    settle(db)
    meter = voices.verifier_for(db, 1)
    assert meter.known > 0.5
    assert meter.score("hey! no worries, what time works?") > 0.75
    assert meter.score("HELLO, please SEND it thx luv") < 0.3


def test_somebody_who_waits_gets_a_profile_at_once(db):
    talk(db, 40)
    assert voices.learn_if_stale(db, now=NOW)
    assert voices.profile_for(db, None).samples_count == 40
    assert not voices.learn_if_stale(db, now=NOW)


def test_a_tally_outlives_its_form(db):
    """Counts of another size (an older table) are forgotten, never misread."""
    talk(db, 3)
    settle(db)
    db.conn.execute("UPDATE voice_writing SET counts = (SELECT sums FROM voice_writing WHERE side = 0)")
    assert voice_counts.writing(db, voice_counts.MINE).sums.sum() == 0
    assert Tally().messages == 0


def test_too_few_texts_say_how_many_there_are_and_how_many_it_takes(db):
    talk(db, 7, 1)
    settle(db)
    told = voices.lacking(db, 1)
    assert told.facts == {"samples": 7, "needed": voices.LEAST_FOR_CONTACT}
    assert voices.lacking(db, 2).facts["samples"] == 0
    assert voices.lacking(db) is None
    talk(db, 13, 1)
    settle(db)
    assert voices.lacking(db, 1) is None


def test_without_any_texts_one_is_needed(db):
    assert voices.lacking(db).facts == {"samples": 0, "needed": 1}
