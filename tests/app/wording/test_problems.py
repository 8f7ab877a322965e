"""Every problem has words, and they are in Sotto's voice."""

from __future__ import annotations

import re
import string

import pytest

import engine.problems
from app.wording import problems
from engine.problems import Problem, SourceMissing


def every_problem() -> list[type[Problem]]:
    found, todo = [], [Problem]
    while todo:
        kind = todo.pop()
        if kind.__module__ == engine.problems.__name__:
            found.append(kind)
        todo.extend(kind.__subclasses__())
    return sorted(found, key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", every_problem())
def test_every_problem_has_words_of_its_own_without_open_holes(kind):
    assert kind.__name__ in problems.SENTENCES
    said = problems.sentence(kind())
    for text in (said.what, said.next):
        assert text.endswith(".")
        assert not re.search(r"[{}]", text)


def test_there_are_words_for_nothing_else():
    assert set(problems.SENTENCES) == {kind.__name__ for kind in every_problem()}


@pytest.mark.parametrize("code", problems.SENTENCES)
def test_the_words_are_plain_and_short(code):
    said = problems.SENTENCES[code]
    for text in (said.what, said.next):
        assert "!" not in text
        assert not re.search(r"\b(AI|I|please|oops|sorry|error|failed|invalid)\b", text)
        assert len(text) <= 130


@pytest.mark.parametrize("code", problems.SENTENCES)
def test_every_hole_has_something_to_stand_in_it(code):
    said = problems.SENTENCES[code]
    holes = {name for text in (said.what, said.next) for _, name, _, _ in string.Formatter().parse(text) if name}
    assert holes <= set(problems.WITHOUT)


def test_words_point_to_no_page_of_settings():
    assert not [code for code, said in problems.SENTENCES.items() if "in Settings" in said.next]


def test_facts_fill_the_holes_and_braces_in_them_do_no_harm():
    assert problems.sentence(SourceMissing(path="/a/{b}")).what == "There are no messages at /a/{b}."
    assert problems.sentence(SourceMissing(path="")).what == "There are no messages at that place."


def test_a_problem_without_words_borrows_those_of_its_kind():
    kind = type("SourceOnTheMoon", (engine.problems.SourceProblem,), {})
    assert problems.sentence(kind()) == problems.SENTENCES["SourceProblem"]
