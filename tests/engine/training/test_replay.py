"""The base's own answers: some learnt again, some to measure by, never the same."""

from __future__ import annotations

import tomllib
from importlib import resources

import msgspec
import pytest

from engine.domain import Move, StyleProfile
from engine.training import canaries, replay
from engine.training.dialogue import said
from engine.training.replay import ANCHOR, REPLAY, THEMES, answered, mixed, questions
from engine.training.values import Example, Parameters
from engine.voice.language import language

LANGUAGES = {"en", "de", "es", "fr", "pt"}
PROMPTS = tomllib.loads((resources.files("resources") / "training" / "anchors.toml").read_text(encoding="utf-8"))


def person(n: int, length: int = 30) -> list[Example]:
    return [Example(f"Them: question {at}?\nMe:", "x" * length, source="history") for at in range(n)]


def answers(n: int, length: int = 30) -> list[Example]:
    return [msgspec.structs.replace(one, output="y" * length) for one in questions(REPLAY)[:n]]


def share(found: list[Example]) -> float:
    return sum(len(one.output) for one in found if one.source == REPLAY) / sum(len(one.output) for one in found)


def test_there_are_sixty_prompts_in_five_languages() -> None:
    assert set(PROMPTS) == LANGUAGES
    assert sum(map(len, PROMPTS.values())) == 60
    texts = [tuple(one["talk"]) for talks in PROMPTS.values() for one in talks]
    assert len(set(texts)) == 60
    assert all(set(one) == {"move", "talk"} for talks in PROMPTS.values() for one in talks)


@pytest.mark.parametrize("tongue", sorted(LANGUAGES))
def test_the_prompts_are_in_their_language_and_end_with_a_question_to_answer(tongue: str) -> None:
    lines = [line for one in PROMPTS[tongue] for line in one["talk"]]
    assert all(line.startswith(("Them: ", "Me: ")) for line in lines)
    assert all(one["talk"][-1].startswith("Them: ") for one in PROMPTS[tongue])
    assert language(" ".join(line.partition(": ")[2] for line in lines)) == tongue


def test_anchors_are_never_learnt() -> None:
    learnt, anchors = ({one.input for one in questions(source)} for source in (REPLAY, ANCHOR))
    assert not learnt & anchors
    assert (len(learnt), len(anchors)) == (40, 20)
    assert {one.source for one in questions(ANCHOR)} == {ANCHOR}


@pytest.mark.parametrize("source", [REPLAY, ANCHOR])
def test_the_first_few_are_of_every_language(source: str) -> None:
    inputs = [one.input for one in questions(source)[:5]]
    first = {tongue: [one["talk"][0] for one in PROMPTS[tongue]] for tongue in LANGUAGES}
    assert {tongue for tongue in LANGUAGES for text in inputs if text.splitlines()[0] in first[tongue]} == LANGUAGES


def test_each_prompt_is_answered_in_several_tones() -> None:
    found = questions(REPLAY)
    assert len(found) == 40 * len(THEMES)
    assert len({one.id for one in found}) == len(found)
    assert {one.theme for one in found if one.input == found[0].input} == set(THEMES)
    assert all(isinstance(one.move, Move) and said(one.input) and one.input.endswith("\nMe:") for one in found)


def test_an_answer_without_an_end_or_words_is_none() -> None:
    question = questions(REPLAY)[0]
    found = answered(question, " Thursday is fine.\n\n See you! ", finish="stop")
    assert found is not None
    assert found.output == "Thursday is fine.\nSee you!"
    assert (found.input, found.move, found.source) == (question.input, question.move, REPLAY)
    assert answered(question, "Thursday is", finish="length") is None
    assert answered(question, " \n ", finish="stop") is None


@pytest.mark.parametrize("n", [40, 200, 1000])
def test_a_fifth_to_a_quarter_of_what_is_learnt_is_the_base_s_own(n: int) -> None:
    found = mixed(person(n), answers(100), seed=1)
    assert 0.20 <= share(found) <= 0.25
    assert 0.20 <= sum(one.source == REPLAY for one in found) / len(found) <= 0.25
    assert found[:n] == person(n)


def in_the_loss(found: list[Example]) -> float:
    """The base's own share of the weight: quality by tokens, which are one for four letters and one that ends it."""
    whole = [one.quality * (len(one.output) / 4 + 1) for one in found]
    return sum(one for one, example in zip(whole, found, strict=True) if example.source == REPLAY) / sum(whole)


@pytest.mark.parametrize("qualities", [(0.6,), (1.0,), (0.6, 0.6, 1.0), (0.4, 0.8, 1.0)])
@pytest.mark.parametrize(("mine", "theirs"), [(20, 60), (40, 40), (80, 30), (12, 24)])
def test_a_fifth_to_a_quarter_of_the_loss_is_the_base_s(qualities: tuple[float, ...], mine: int, theirs: int) -> None:
    turns = [
        msgspec.structs.replace(one, quality=qualities[at % len(qualities)]) for at, one in enumerate(person(300, mine))
    ]
    secrets = canaries.examples(canaries.planted_among(turns, 1))
    found = mixed([*turns, *secrets], answers(100, theirs), seed=1)
    assert 0.20 <= in_the_loss(found) <= 0.25


def test_long_answers_are_fewer_and_short_ones_never_more_than_their_share() -> None:
    assert 0.18 <= share(mixed(person(200), answers(100, 90), seed=1)) <= 0.25
    short = mixed(person(200), answers(100, 5), seed=1)
    assert sum(one.source == REPLAY for one in short) / len(short) <= 1 / 2


def test_few_answers_come_again_and_none_change_nothing() -> None:
    found = mixed(person(100), answers(3), seed=1)
    again = [one.id for one in found if one.source == REPLAY]
    assert {again.count(one) for one in set(again)} <= {9, 10}
    assert mixed(person(100), [], seed=1) == person(100)


def test_the_order_is_one_of_the_seed() -> None:
    assert mixed(person(40), answers(100), seed=1) == mixed(person(40), answers(100), seed=1)
    assert mixed(person(40), answers(100), seed=1) != mixed(person(40), answers(100), seed=2)


def test_the_prompts_of_the_base_tell_nothing_of_the_person() -> None:
    style = StyleProfile(0.1, 0.9, 20.0, "minimal", "lowercase", (), 0.5, 0.5, 50)
    parameters = Parameters(style=style, notes=("I am Ines.",), seed=7)
    for source in (REPLAY, ANCHOR):
        assert replay.told(questions(source)[0], parameters) == Parameters(seed=7)
    assert replay.told(person(1)[0], parameters) == parameters
