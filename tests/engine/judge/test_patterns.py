"""Every shipped pattern matches its examples, leaves the others alone and is complete."""

from __future__ import annotations

import pytest

from engine.domain import Severity
from engine.judge.combinations import COMBINATIONS
from engine.judge.folding import fold
from engine.judge.patterns import CATEGORIES, WEIGHTS, Pattern, catalogue, parse

ALL = (*catalogue().patterns, catalogue().care)


@pytest.mark.parametrize("pattern", ALL, ids=[p.name for p in ALL])
def test_a_pattern_finds_its_examples_and_nothing_in_the_others(pattern: Pattern) -> None:
    assert len(pattern.matches) >= 3
    assert len(pattern.misses) >= 3
    for text in pattern.matches:
        assert pattern.find(fold(text).text) is not None, text
    for text in pattern.misses:
        found = pattern.find(fold(text).text)
        assert found is None, (text, found)


@pytest.mark.parametrize("pattern", catalogue().patterns, ids=[p.name for p in catalogue().patterns])
def test_a_weight_fits_its_severity(pattern: Pattern) -> None:
    low, high = WEIGHTS[pattern.severity]
    assert low <= pattern.weight <= high


def test_there_are_sixty_patterns_of_all_categories_with_names_of_their_own() -> None:
    names = [p.name for p in catalogue().patterns]
    assert len(names) == len(set(names)) >= 60
    assert {p.category for p in catalogue().patterns} == set(CATEGORIES)
    assert {p.severity for p in catalogue().patterns} == set(Severity)


def test_combinations_speak_of_signals_that_exist() -> None:
    signals = {p.signal for p in catalogue().patterns}
    for combination in COMBINATIONS:
        assert combination.signals <= signals, combination.code


def test_prefilters_are_small_letters_as_the_folded_text_has_them() -> None:
    for pattern in ALL:
        for word in pattern.needs:
            assert word == fold(word).text, (pattern.name, word)


@pytest.mark.parametrize(
    "text",
    [
        "[[pattern]]\nname = 'x'\n[care]\n",
        "[care]\n",
        "[[pattern]]\nname='x'\ncategory='crime'\nseverity='LOW'\nweight=0.3\nstage=''\nsignal=''\nneeds=['a']\n"
        "expression=['a']\nmatches=[]\nmisses=[]\n[care]\nneeds=['a']\nexpression=['a']\nmatches=[]\nmisses=[]\n",
    ],
)
def test_a_file_with_holes_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse(text)
