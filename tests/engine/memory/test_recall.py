"""Rankings fused by reciprocal rank."""

import pytest

from engine.memory.recall import fuse


def test_what_both_rankings_know_comes_first() -> None:
    assert [one for one, _ in fuse([[1, 2, 3], [3, 4]])] == [3, 1, 2, 4]


def test_the_score_is_the_sum_of_reciprocal_ranks() -> None:
    assert dict(fuse([[7], [8, 7]], k=60))[7] == pytest.approx(1 / 61 + 1 / 62)


def test_the_order_of_the_rankings_does_not_matter() -> None:
    assert fuse([[1, 2], [2, 1], [5]]) == fuse([[5], [2, 1], [1, 2]])


def test_a_repeated_id_counts_once_at_its_better_place() -> None:
    assert fuse([[1, 1, 2]]) == fuse([[1, 2]])


def test_nothing_fused_is_nothing() -> None:
    assert fuse([]) == fuse([[], []]) == []
