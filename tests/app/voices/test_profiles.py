"""A voice is looked up per contact, and the person has the last word on it."""

from __future__ import annotations

import pytest

from app import personas, voices
from app.store import people, styles, voice_counts
from app.store.connection import transaction
from engine.problems import NoSuchContact
from engine.voice import style, verifier
from tests.app.voices.talk import MINE, NOW, THEIRS, settle, talk


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
