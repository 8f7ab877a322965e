"""The synthetic set is broad, its halves are apart, and judgement does not fall back on the half not learnt from."""

from __future__ import annotations

import pytest

from tests.quality import risk


@pytest.fixture(scope="module")
def found() -> dict[str, object]:
    return risk.figures()


def test_the_set_is_broad_and_both_sides_speak() -> None:
    talks = risk.talks()
    scams, ordinary = [t for t in talks if t.scam], [t for t in talks if not t.scam]
    assert len(scams) >= 250
    assert len({t.kind for t in scams}) >= 20
    assert len(ordinary) >= 400
    for side in (scams, ordinary):
        assert sum(any(mine for mine, _ in t.lines) for t in side) > len(side) / 4


def test_the_same_seed_gives_the_same_talks_and_no_hole_stays_open() -> None:
    assert risk.talks() == risk.talks()
    assert not any("|" in text for talk in risk.talks() for _, text in talk.lines)


def test_no_variant_is_in_both_halves() -> None:
    halves = ({t.lines for t in risk.talks() if t.held_out is held} for held in (True, False))
    one, other = halves
    assert not one & other


def test_scams_of_the_held_out_half_are_found_and_ordinary_talk_is_left_alone(found: dict[str, object]) -> None:
    half = found["held_out"]
    assert isinstance(half, dict)
    assert half["recall"] >= 0.7
    assert half["fpr"] <= 0.01
    assert half["auc"] >= 0.95
