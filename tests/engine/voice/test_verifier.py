"""The voice meter: who wrote it, told from counts that come and go."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.voice import ngrams, style, verifier
from engine.voice.verifier import Verifier

MINE = ["hey! yep that works, see u then xx", "no worries hun, i'll pop it over tmrw", "aww thats so lovely, ta"] * 120
THEIRS = ["Good afternoon. Could you confirm the booking?", "I shall be late, apologies.", "Please advise."] * 120
METER = Verifier(verifier.writing(MINE), verifier.writing(THEIRS), style.learn([("", text) for text in MINE]))
AWKWARD = [
    "",
    " ",
    "x",
    "?",
    "🎉",
    "👨‍👩‍👧‍👦🏳️‍🌈",
    "é" * 100_000,
    "a b " * 25_000,
    "مرحبا، هل أنت متاح يوم السبت؟",
    "שלום, מה שלומך?",
    "ok عربي mixed 日本語 text",
    "\u202eevil\u202c \u200b\u200d",
    "\ud800 lone surrogate",
    "\x00\x02\x03",
    "'; DROP TABLE message; --",
    "\n\n\n",
]


def test_the_persons_own_manner_scores_high_and_others_low() -> None:
    assert METER.score("yep no worries, see u tmrw xx") > 0.9
    assert METER.score("Good evening. Please confirm at your convenience.") < 0.15


def test_of_nobody_known_nothing_is_said() -> None:
    nobody = Verifier(verifier.nothing(), verifier.nothing())
    assert nobody.score("whatever it is") == 0.5
    assert nobody.known == 0.0


def test_with_few_texts_the_likeness_of_style_speaks() -> None:
    profile = style.learn([("", text) for text in MINE[:3]])
    young = Verifier(verifier.writing(MINE[:3]), verifier.writing(THEIRS[:3]), profile)
    alike = style.likeness("yep, no worries", profile)
    assert young.known < 0.1
    assert abs(young.score("yep, no worries") - alike) < 0.1


def test_without_a_background_the_likeness_of_style_speaks() -> None:
    alone = Verifier(verifier.writing(MINE), verifier.nothing(), METER.profile)
    assert alone.score("yep, no worries") == style.likeness("yep, no worries", METER.profile)


def test_adding_texts_one_by_one_is_learning_them_together_and_taking_out_undoes_it() -> None:
    together, one_by_one = verifier.writing(MINE[:9]), verifier.nothing()
    for text in MINE[:9]:
        one_by_one = one_by_one.plus(verifier.writing([text]))
    assert np.array_equal(together.table, one_by_one.table)
    less = one_by_one.less(verifier.writing(MINE[3:9]))
    assert np.array_equal(less.table, verifier.writing(MINE[:3]).table)
    assert np.array_equal(less.sums, verifier.writing(MINE[:3]).sums)


def test_nothing_falls_below_zero() -> None:
    assert verifier.nothing().less(verifier.writing(MINE)).table.min() == 0


def test_saying_it_ten_times_is_no_more_telling_than_saying_it_once() -> None:
    assert METER.log_odds("see u then") == pytest.approx(METER.log_odds("see u then see u then"), rel=0.4)


@pytest.mark.parametrize("text", AWKWARD)
def test_every_text_gets_a_score(text: str) -> None:
    assert 0.0 <= METER.score(text) <= 1.0
    assert 0.0 <= verifier.Verifier(verifier.writing([text]), verifier.writing([text])).score(text) <= 1.0


@given(st.text(max_size=60))
def test_any_text_at_all_gets_a_score(text: str) -> None:
    assert 0.0 <= METER.score(text) <= 1.0


def test_scores_of_a_stranger_to_both_stay_undecided() -> None:
    assert 0.2 < METER.score("日本語のテキスト") < 0.8


def test_the_shape_of_a_text_forgets_its_letters() -> None:
    assert ngrams.shape("Hi Kim, it's 3pm!! SOON") == "Aa Aaa, aa'a 9aa!! AA"
    assert ngrams.shape("unbelievable 2026") == "aaaa 9"


def test_places_lie_in_the_table_and_each_stands_once() -> None:
    for family in ngrams.places("hello hello, hello"):
        assert len(set(family.tolist())) == len(family)
        assert all(0 <= place < ngrams.SLOTS for place in family)


def test_a_writing_is_not_compared_by_its_arrays() -> None:
    """Equal arrays have no single truth, so that comparing them would raise."""
    assert verifier.nothing() != verifier.nothing()


def test_the_share_is_even_where_nothing_speaks_and_never_leaves_its_bounds() -> None:
    shares = verifier.likelihood(np.array([-1e9, -5.0, 0.0, 5.0, 1e9]))
    assert shares[2] == 0.5
    assert shares[1] == pytest.approx(1 - shares[3])
    assert np.all((shares >= 0) & (shares <= 1))
    assert np.all(np.diff(shares) > 0)


def test_one_text_that_sounds_like_somebody_else_does_not_drown_four_of_ones_own() -> None:
    own = [METER.log_odds("yep no worries, see u tmrw xx")] * 4
    quoted = METER.log_odds("Good afternoon. Could you confirm the booking? I shall be late, apologies. Please advise.")
    assert quoted < 0 < min(own)
    assert verifier.likelihood(np.array([*own, 50 * quoted])).mean() > 0.7
