"""What people are to the person: guessed where name, history and talk say so, left open where they do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import ContactClass, Message
from engine.judge import contact_class
from engine.judge.contact_class import CLASSES, SURE, Evidence, guess
from engine.judge.contact_cues import NAME_CUES, TALK_CUES, WEIGHTS, name_cue
from tests.engine.judge.contact_examples import EXAMPLES, MONDAY, Example

NOBODY = Evidence("", saved=False, is_organisation=False, messages=(), n_messages=0, span_days=0.0)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.about)
def test_people_are_what_the_examples_say(example: Example) -> None:
    found = guess(example.evidence())
    assert found.contact_class is example.meant
    if example.meant is not ContactClass.UNKNOWN:
        assert found.confidence >= SURE
        assert found.reasons


def test_there_are_enough_examples_and_each_class_has_some() -> None:
    assert len(EXAMPLES) >= 60
    for cls in ContactClass:
        assert sum(example.meant is cls for example in EXAMPLES) >= 8


@pytest.mark.parametrize(
    ("name", "cue"),
    [
        ("Mum", "name_kin"),
        ("MAMÁ ❤️", "name_kin"),
        ("Mum & Dad", "name_kin"),
        ("Oma Inge", "name_kin"),
        ("Mama's Bakery", "name_business"),
        ("Papa John's", "name_business"),
        ("Papa John", "name_kin_like"),
        ("Daddy's Diner Ltd", "name_business"),
        ("Ella's mum", "name_trade"),
        ("Dr. Dre", "name_trade"),
        ("Elektriker Braun", "name_trade"),
        ("Elm Dental Clinic", "name_trade"),
        ("Brightwater GmbH", "name_business"),
        ("Karen (boss)", "name_work"),
        ("Kim wedding", "name_client"),
        ("Zoe 💕", "name_heart"),
        ("Sam", None),
        ("Ward", None),
        ("", None),
        ("🦜", None),
        ("Dadier Bonnet", None),
        ("Omar", None),
    ],
)
def test_a_name_says_what_it_says_and_no_more(name: str, cue: str | None) -> None:
    assert name_cue(name) == cue


def test_a_payment_that_was_noted_speaks_for_a_client() -> None:
    quiet = Example("", ContactClass.UNKNOWN, "Omar", ("ok see you at 3", "> see you")).evidence()
    assert guess(quiet).contact_class is ContactClass.UNKNOWN
    assert guess(replace(quiet, n_payments=4)).contact_class is ContactClass.CLIENT


def test_a_guess_does_not_flicker_at_the_edge() -> None:
    edge = Example("", ContactClass.CLIENT, "Kay", ("deposit sent", "love you")).evidence()
    assert contact_class.STAYS <= contact_class.shares(contact_class.cues(edge))[ContactClass.CLIENT] < SURE
    assert guess(edge).contact_class is ContactClass.UNKNOWN
    assert guess(edge, before=ContactClass.CLIENT).contact_class is ContactClass.CLIENT
    mother = Example("", ContactClass.FAMILY, "Mum", ("hello", "> hello")).evidence()
    assert guess(mother, before=ContactClass.CLIENT).contact_class is ContactClass.FAMILY


def test_the_shares_of_all_classes_add_up_to_one() -> None:
    for example in EXAMPLES:
        found = contact_class.shares(contact_class.cues(example.evidence()))
        assert set(found) == set(CLASSES)
        assert sum(found.values()) == pytest.approx(1.0)


def test_every_cue_has_weights_and_every_weight_a_cue() -> None:
    background = {
        "organisation", "saved", "unsaved", "payments", "much_talk", "little_talk", "office_hours", "free_hours",
        "they_begin", "both_begin",
    }  # fmt: skip
    assert set(WEIGHTS) == set(NAME_CUES) | set(TALK_CUES) | background


@pytest.mark.parametrize(
    "text", ["", "a", "👍" * 50, "lol " * 25_000, "\u202eשלום\u202c مرحبا", "ок ok 好的 vale", "\x00\ud800", "1 2 3 4"]
)
def test_odd_texts_are_no_exception(text: str) -> None:
    said = [Message(str(n), n % 2 == 0, text, datetime(2026, 3, 2, 10, n, tzinfo=UTC)) for n in range(6)]
    found = guess(replace(NOBODY, name=text, messages=tuple(said), n_messages=6))
    assert 0.0 <= found.confidence <= 1.0


@given(st.text(max_size=60), st.lists(st.tuples(st.booleans(), st.text(max_size=80)), max_size=15))
def test_any_talk_gives_a_class_and_a_confidence(name: str, lines: list[tuple[bool, str]]) -> None:
    said = tuple(Message(str(n), mine, text, MONDAY) for n, (mine, text) in enumerate(lines))
    found = guess(Evidence(name, bool(name), False, said, len(said), 0.0))
    assert 0.0 <= found.confidence <= 1.0
    assert found.contact_class is ContactClass.UNKNOWN or found.confidence >= SURE
