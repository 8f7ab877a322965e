"""Moves, themes, quality and the choice of a set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wording import replies as words
from engine.domain import Move, Option, Theme
from engine.reply import quality
from engine.reply.moves import HOLDING_BACK, move
from engine.reply.options import descriptor
from engine.reply.themes import theme
from engine.voice.style import NEUTRAL
from tests.drafts import option


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Yes, Sunday works! What time suits?", Move.AGREE),
        ("of course, committees take their time", Move.AGREE),
        ("No worries at all!", Move.CLOSE),
        ("You're so welcome!", Move.CLOSE),
        ("No, sorry, fully booked", Move.DECLINE),
        ("I'm afraid I can't do Sunday", Move.DECLINE),
        ("Let me check and get back to you", Move.DEFER),
        ("What size are you after?", Move.ASK),
        ("I don't do discounts, but I can make it shorter", Move.BOUNDARY),
        ("The gallery is on its way", Move.INFORM),
        ("Leider geht das nicht", Move.DECLINE),
        ("te confirmo mañana", Move.DEFER),
    ],
)
def test_the_move_of_a_reply(text: str, wanted: Move) -> None:
    assert move(text) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Sure thing", Theme.BRIEF),
        ("I'm so sorry to hear that, take all the time you need", Theme.EMPATHETIC),
        ("haha ok, you win", Theme.PLAYFUL),
        ("Thank you so much, I can't wait to see you", Theme.WARM),
        ("Please find attached the invoice, as we agreed on the phone. Kind regards.", Theme.PROFESSIONAL),
        ("the deposit is non-refundable", Theme.FIRM),
        ("we can meet by the big tree and walk", Theme.CASUAL),
    ],
)
def test_the_theme_of_a_reply(text: str, wanted: Theme) -> None:
    assert theme(text) is wanted


def _option(text: str, what: Move, score: float, how: Theme = Theme.WARM) -> Option:
    return option(text, text, move=what, theme=how, quality_score=score, origin="phrase_bank")


def test_weights_add_up_to_one_and_a_perfect_option_scores_one() -> None:
    assert sum(quality.WEIGHTS.values()) == pytest.approx(1)
    assert quality.score(relevance=1, voice=1, length=1, n_unsourced=0, n_warnings=0) == 1
    assert quality.score(relevance=1, voice=1, length=1, n_unsourced=1, n_warnings=1) < 0.85


def test_the_usual_length_fits_best() -> None:
    fits = [quality.length_fit("x" * n, NEUTRAL) for n in (5, 60, 400)]
    assert fits[1] == max(fits) == 1


def test_of_two_alike_the_better_one_stays() -> None:
    kept = quality.distinct(
        [_option("Sure, Sunday works", Move.AGREE, 0.5), _option("sure sunday works!", Move.AGREE, 0.9)]
    )
    assert [one.quality_score for one in kept] == [0.9]


def test_a_slightly_worse_different_option_comes_before_more_of_the_same() -> None:
    made = quality.chosen(
        [
            _option("Yes, Sunday works for me", Move.AGREE, 0.9),
            _option("Yes, Sunday is fine for me", Move.AGREE, 0.88),
            _option("What time were you thinking?", Move.ASK, 0.8, Theme.BRIEF),
            _option("Sorry, I can't", Move.DECLINE, 0.4),
        ],
        3,
    )
    assert [one.move for one in made] == [Move.AGREE, Move.ASK, Move.DECLINE]


SETS = st.lists(
    st.tuples(
        st.sampled_from(["a b", "c d e", "f g", "h", "i j k l", "m n", "o"]),
        st.sampled_from(list(Move)),
        st.floats(0, 1),
    ),
    max_size=9,
)


@given(SETS, st.integers(1, 8))
def test_a_set_holds_back_in_third_place_whenever_it_can(rows: list[tuple[str, Move, float]], count: int) -> None:
    options = [_option(text, what, score) for text, what, score in rows]
    made = quality.chosen(options, count)
    assert len(made) == min(count, len(quality.distinct(options)))
    could = any(one.move in HOLDING_BACK for one in quality.distinct(options))
    if could and count > 1 and len(made) > 1:
        assert made[min(2, len(made) - 1)].move in HOLDING_BACK


@given(st.sampled_from(list(Move)), st.sampled_from(list(Theme)), st.sampled_from(["Yes", "Another day?"]))
def test_every_descriptor_chip_and_confidence_has_words(what: Move, how: Theme, text: str) -> None:
    assert descriptor(what, how, text) in words.DESCRIPTORS
    option = _option(text, what, 0.5, how)
    assert words.chip(option) == (words.MOVES[what] if what in (*HOLDING_BACK, Move.ASK) else words.THEMES[how])


def test_confidence_is_said_in_three_steps() -> None:
    assert [words.confidence(value) for value in (0.9, 0.4, 0.3)] == ["Sure", "Fairly sure", "Not sure"]


def test_every_warning_has_words() -> None:
    for code in ("one_time_code", "card_number", "iban", "password", "home_address", "id_number"):
        assert code in words.WARNINGS
        assert words.warning(code).endswith(".")
