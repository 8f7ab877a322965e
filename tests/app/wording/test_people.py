"""Every class and every reason of a guess has words."""

from __future__ import annotations

from app.wording import people
from engine.domain import ContactClass, Reason
from engine.judge.contact_cues import WEIGHTS


def test_every_cue_of_a_guess_has_words_and_no_words_are_left_over() -> None:
    assert set(people.REASONS) == {f"class_{cue}" for cue in WEIGHTS}


def test_a_guess_has_a_question_mark_and_what_the_person_said_has_none() -> None:
    assert people.class_word(ContactClass.CLIENT, "guess") == "Client?"
    assert people.class_word(ContactClass.CLIENT, "person") == "Client"
    assert people.class_word(ContactClass.UNKNOWN, "guess") == "Unknown"
    assert {people.class_word(cls, "person") for cls in ContactClass} == set(people.CLASSES.values())


def test_why_is_told_in_short_words() -> None:
    told = people.class_reasons((Reason("class_name_kin"), Reason("class_affection")))
    assert told == "the name says family; warm words"
