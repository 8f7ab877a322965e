"""Costs of single tokens in the trainer and in llama.cpp: what is off by more than rounding shows."""

from __future__ import annotations

import math

import pytest

from engine.training.agreement import EXACT, PROBED, apart, probed, tolerance
from engine.training.values import Probe

F32, F16, Q8_0, Q4_K, Q6_K = 0, 1, 8, 12, 14


def test_few_turns_are_all_compared_and_of_many_some_from_everywhere() -> None:
    assert probed(3) == {0, 1, 2}
    assert probed(0) == frozenset()
    for n in (8, 9, 100, 150):
        found = sorted(probed(n))
        assert PROBED / 2 <= len(found) <= PROBED
        assert max(found) >= n * 3 / 4 - 1


def test_differences_do_not_cancel_out() -> None:
    ours, theirs = Probe(4, (1.0, 2.0, 3.0)), {4: [2.0, 1.0, 3.0, 9.0], 5: [0.0]}
    assert sum(ours.nll) == sum(theirs[4][:3])
    assert apart([ours], theirs) == pytest.approx(2 / 3)
    assert apart([ours, Probe(5, (0.0,))], theirs) == pytest.approx(0.5)


@pytest.mark.parametrize("theirs", [{}, {4: [1.0]}, {3: [1.0, 2.0]}])
def test_what_was_not_compared_is_no_agreement(theirs: dict[int, list[float]]) -> None:
    assert math.isnan(apart([Probe(4, (1.0, 2.0))], theirs))


def test_without_anything_to_compare_nothing_agrees() -> None:
    assert math.isnan(apart([], {1: [1.0]}))
    assert not apart([], {}) <= tolerance([F32], dtype="float32", packed=True)


def test_the_fewer_bits_a_file_has_the_more_may_be_off() -> None:
    exact, eight, four = (tolerance([F32, kind], dtype="float32", packed=True) for kind in (F16, Q8_0, Q4_K))
    assert exact == EXACT
    assert 0.0007 < exact < eight < four < 2.5
    assert tolerance([F32, Q8_0, Q6_K], dtype="float32", packed=True) == four
    assert tolerance([F32], dtype="bfloat16", packed=True) > exact
    assert tolerance([Q4_K], dtype="bfloat16", packed=False) > tolerance([Q4_K], dtype="bfloat16", packed=True)
