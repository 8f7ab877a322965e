"""Likeness to known scams: pieces of texts, windows, vectors, and what the model may not do."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judge.folding import fold
from engine.judge.risk_grams import BUCKETS, grams, marked
from engine.judge.risk_model import FEW_AT_MOST, HOP, WINDOW, Weights, likeness, meaning_of, shipped

SCAM = "your parcel is on hold, pay the customs fee within 12 hours at customs-fee.top/pay or it is returned"
CHAT = "haha yes see you at the pub at eight, bring your sister"


def test_a_scam_is_more_alike_than_a_chat() -> None:
    (scam,) = likeness([SCAM]).long
    (chat,) = likeness([CHAT]).long
    assert scam.probability > 0.9
    assert chat.probability < 0.2


def test_pieces_of_a_text_do_not_depend_on_its_neighbours() -> None:
    alone = grams([CHAT]).buckets
    beside = grams([SCAM, CHAT])
    assert sorted(alone) == sorted(beside.buckets[beside.owners == 1])


def test_pieces_are_hashed_as_slow_arithmetic_would() -> None:
    factor, mix, mask = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93, (1 << 64) - 1

    def bucket(text: str) -> int:
        key = sum(ord(letter) * pow(factor, at, 1 << 64) for at, letter in enumerate(text)) & mask
        key ^= key >> 29
        return (key * mix & mask) >> 48

    text = " hi you "
    runs = [text[at : at + length] for length in (4, 5) for at in range(len(text) - length + 1)]
    words = [" hi ", " you ", " hi you "]
    assert sorted(grams(["hi you"]).buckets) == sorted(bucket(piece) for piece in (*runs, *words))


def test_links_and_numbers_are_marks_and_not_names() -> None:
    assert marked("pay 1,99 at http://a-b.top/x now") == "pay # at § now"
    assert marked(fold("Ring 0800 555 0144!").text) == "ring # !"
    assert marked("look at hxxps://customs[.]info/x") == "look at §"


def test_windows_cover_every_message_and_overlap() -> None:
    found = likeness([CHAT] * 100).long
    assert {place for window in found for place in range(window.first, window.last)} == set(range(100))
    assert all(window.last - window.first <= WINDOW for window in found)
    assert [window.first for window in found] == [HOP * at for at in range(len(found))]


def test_a_scam_late_in_a_long_talk_is_found_where_it_is() -> None:
    found = likeness([CHAT] * 80 + [SCAM] * 12).near
    assert found[-1].probability > 0.8 > 0.2 > found[0].probability


def test_vectors_count_where_most_messages_have_one() -> None:
    learnt = shipped()
    direction = learnt.meaning[0] + learnt.meaning[1]
    towards = (direction / np.linalg.norm(direction)).astype(np.float32)
    plain, alike, opposed = (likeness(["hello there"], v).long[0].probability for v in ([], [towards], [-towards]))
    assert opposed < alike
    assert (
        likeness(["hello there"] * 3, [towards, None, None]).long[0].probability
        == likeness(["hello there"] * 3).long[0].probability
    )
    assert opposed < plain


def test_meaning_is_of_all_they_said_of_the_last_of_it_and_of_what_the_owner_answered() -> None:
    one, other, mine = (np.eye(384, dtype=np.float32)[at] for at in range(3))
    parts = meaning_of([one, other], [mine]).reshape(3, -1)
    assert np.allclose(parts, [(one + other) / 2, other, mine])
    assert not meaning_of([one], []).reshape(3, -1)[2].any()


def test_what_the_owner_answers_counts_in_the_windows_it_stands_in() -> None:
    learnt = shipped()
    doubt = (learnt.meaning[2] / np.linalg.norm(learnt.meaning[2])).astype(np.float32)
    texts, vectors = ["hello there"] * 30, [np.zeros(384, np.float32)] * 30
    quiet, answered = (likeness(texts, vectors, own).long for own in ([], [(30, doubt)]))
    assert answered[0].probability == quiet[0].probability
    assert answered[-1].probability > quiet[-1].probability
    assert likeness(texts, (), [(30, doubt)]).long == likeness(texts).long, "words alone know no answers"


def test_a_few_words_are_never_held_very_alike() -> None:
    (found,) = likeness(["claim prize fee now"]).long
    assert found.probability <= FEW_AT_MOST


def test_only_windows_with_vectors_are_informed() -> None:
    assert not likeness([CHAT]).near[0].informed
    assert likeness([CHAT], [np.zeros(384, np.float32)]).near[0].informed


def test_every_message_has_a_rank_of_its_own() -> None:
    assert likeness([CHAT, SCAM]).each.argmax() == 1
    assert likeness([]).each.shape == (0,)


def test_shipped_weights_have_their_shapes() -> None:
    learnt = shipped()
    assert learnt.pieces.shape == (BUCKETS,)
    assert learnt.meaning.shape == (3, 384)
    assert learnt.alone[1] > 0
    assert min(learnt.together[1:]) > 0


def test_weights_of_nothing_say_half() -> None:
    nothing = Weights(np.zeros(BUCKETS, np.float32), np.zeros((3, 384), np.float32), (0.0, 1.0), (0.0, 1.0, 1.0))
    assert likeness([SCAM], weights=nothing).long[0].probability == 0.5


@pytest.mark.parametrize("text", ["", " ", "?", "😀", "\n", "a" * 100_000, "\ud800", "مرحبا"])
def test_odd_texts_have_a_likeness(text: str) -> None:
    (found,) = likeness([fold(text).text]).long
    assert 0 <= found.probability <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=40))
def test_every_talk_has_likenesses_in_range(texts: list[str]) -> None:
    folded = [fold(text).text for text in texts]
    found = likeness(folded).long
    assert all(0 <= window.probability <= 1 for window in found)
    assert bool(found) == bool(texts)
    owners = grams(folded).owners
    assert not len(owners) or owners.max() < len(texts)
