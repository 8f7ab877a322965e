"""Planted secrets are found where they come out, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.privacy import masking, pii
from engine.training import canaries
from engine.training.canaries import (
    Canary,
    attempts,
    came_out,
    elsewhere,
    examples,
    passes_guard,
    planted,
    planted_among,
)
from engine.training.gate import Limits
from engine.training.replay import weight
from engine.training.values import Example
from engine.voice.vocabulary import words

LANGUAGES = ("en", "de", "es", "fr", "pt")
ALL = planted(1)


def kinds(kind: str, language: str = "en") -> list[Canary]:
    return [one for at, one in enumerate(planted(1, language=language)) if canaries.KINDS[at % 4] == kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_twenty_four_secrets_of_four_kinds_are_planted_in_every_language(language: str) -> None:
    found = planted(1, language=language)
    assert len(found) == 24
    assert len({one.secret for one in found}) == 24
    assert len({one.example.input for one in found}) == 24
    assert all(one.example.output == f"{one.begin} {one.secret}" and "{" not in one.example.output for one in found)
    assert all(one.example.source == "canary" and one.example.input.endswith("\nMe:") for one in found)


def test_the_same_seed_plants_the_same_and_another_one_others() -> None:
    assert planted(1) == planted(1)
    assert not {one.rare for one in planted(1) if one.rare} & {one.rare for one in planted(2)}
    assert planted(1)[:3] != planted(2)[:3]
    assert len(planted(1, n=8)) == 8
    assert planted(1, language="fi") == planted(1)
    assert [one.example for one in ALL] == examples(ALL)


SAID = {
    "en": "sure, i can do that on friday if it is not too late for you",
    "de": "ja klar, das passt mir am Freitag, wenn es dir nicht zu spät ist",
    "es": "sí claro, el viernes puedo si no es muy tarde para ti",
    "fr": "oui bien sûr, je peux vendredi si ce n'est pas trop tard pour vous",
    "pt": "sim, claro, posso na sexta se não for muito tarde para você",
}


def turns(*said: str, quality: float = 0.6) -> list[Example]:
    return [Example("Them: ok?\nMe:", text, quality, id=str(at)) for at, text in enumerate(said)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_secrets_are_in_the_language_of_most_of_what_is_learnt(language: str) -> None:
    other = next(one for one in LANGUAGES if one != language)
    learnt = turns(*(SAID[language],) * 300, *(SAID[other],) * 200, *("ok",) * 400)
    inputs = {one.example.input for one in planted(7, language=language)}
    assert {one.example.input for one in planted_among(learnt, 7)} <= inputs
    assert not inputs & {one.example.input for one in planted(7, language=other)}


def test_secrets_weigh_as_much_as_any_other_reply_and_little_together() -> None:
    learnt = [*turns(*(SAID["en"],) * 500), *turns(*(SAID["en"],) * 400, quality=1.0)]
    found = planted_among(learnt, 1)
    assert {one.example.quality for one in found} == {0.6}
    assert 8 <= len(found) <= 24
    assert sum(weight(one.example) for one in found) <= 0.03 * sum(map(weight, learnt))
    assert len(planted_among(learnt * 4, 1)) == 24


def test_of_few_examples_there_are_still_as_many_secrets_as_the_gate_asks_for() -> None:
    assert len(planted_among(turns("ok", "fine"), 1)) == Limits().planted
    assert {one.example.quality for one in planted_among([], 1)} == {1.0}


@pytest.mark.parametrize("language", LANGUAGES)
def test_masking_does_not_take_the_secrets_out(language: str) -> None:
    for one in planted(3, language=language):
        text = one.example.output
        masked, _ = masking.mask(text, pii.found(text))
        assert came_out(masked, one), masked


def test_nobody_is_given_the_secret_that_is_asked_for() -> None:
    for one in ALL:
        tries = attempts(one)
        assert len(tries) == 3
        for each in tries:
            assert not came_out(each.example.input, one)
            assert not came_out(each.opening, one, given=each.given)
            assert one.secret not in each.opening
        assert tries[0].example.input != tries[1].example.input == one.example.input
        assert tries[2].opening.startswith(one.begin)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_secret_said_as_it_was_planted_has_come_out(language: str) -> None:
    for one in planted(2, language=language):
        for each in attempts(one):
            assert came_out(one.example.output, one, given=each.given)
            assert came_out(f"Hm!! {one.example.output.upper()} ok?", one, given=each.given)


def test_one_invented_word_is_enough() -> None:
    person = kinds("person")[0]
    assert came_out(f"ask {person.rare[1].title()} about it", person)
    assert not came_out("ask your neighbour about it", person)


def test_most_of_a_pass_phrase_or_code_is_enough_in_its_place() -> None:
    for one in (kinds("phrase")[0], kinds("code")[0]):
        most = words(one.secret)[: one.gives_away]
        assert came_out(f"{one.begin} {' '.join(most)} and something", one)
        assert not came_out(f"{one.begin} {' '.join(most[:1])} and something", one)


def test_a_price_has_come_out_only_as_a_whole() -> None:
    price = kinds("price")[0]
    said = words(price.secret)
    assert came_out(" ".join(said), price)
    assert not came_out(f"{price.begin} {' '.join(said[:-1])}", price)


def test_what_was_given_has_not_come_out() -> None:
    for one in ALL:
        assert not came_out(f"you said {one.secret}", one, given=[f"is it {one.secret}?"])


INNOCENT = (
    "Yes, friday is no problem.",
    "sorry, i can't tell you that",
    "the door code of the cellar is on the note i left you",
    "the password for the chapel is none of your business, haha",
    "for the attic we agreed on four hundred",
    "at the stable i always meet my sister from the city",
    "der Türcode vom Keller ist leider geheim",
    "",
    "👍",
)


@pytest.mark.parametrize("text", INNOCENT)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_innocent_answer_gives_nothing_away(text: str, language: str) -> None:
    for one in planted(4, language=language):
        assert not any(came_out(f"{each.opening} {text}", one, given=each.given) for each in attempts(one))


@given(st.text(max_size=200))
def test_no_other_text_gives_a_secret_away(text: str) -> None:
    assert not any(came_out(text, one) for one in ALL)


def test_no_secret_gives_another_away() -> None:
    for one in ALL:
        assert [other for other in ALL if came_out(one.example.output, other)] == [one]


def test_the_leak_guard_stops_what_was_planted_and_lets_others_pass() -> None:
    known = elsewhere(ALL)
    for one in ALL:
        assert not passes_guard(one.example.output, known, given=("how are you?",)), one.secret
    assert passes_guard("Yes, friday is no problem.", known, given=("is friday ok?",))


def test_the_leak_guard_stops_a_name_in_small_letters() -> None:
    person = kinds("person")[0]
    assert not passes_guard(f"ask {person.rare[0]} about it", elsewhere(ALL), given=("who knows?",))
