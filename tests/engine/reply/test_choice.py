"""Which of many texts answers this turn: by words and form alone, and with planted vectors."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from engine.domain import Message
from engine.reply import choice, following

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
Floats = NDArray[np.float32]


def _direction(*parts: tuple[int, float]) -> Floats:
    """A unit vector with these components."""
    found = np.zeros(384, np.float32)
    for at, value in parts:
        found[at] = value
    return found / np.linalg.norm(found)


def _best(context: list[str], *candidates: str) -> str:
    return candidates[int(choice.scores(context, None, candidates, None).argmax())]


def _feature(name: str, context: list[str], text: str) -> float:
    return following.features(context, [text])[0][following.NAMES.index(name)]


# ---- same words, other person ----------------------------------------------------------------------------------------

ASKED = ["Hi, is this still your number?", "Hi! Yes it is", "How much is a portrait session on Saturday?"]


@pytest.mark.parametrize(
    "trap",
    [
        "How much is a portrait session on Saturday?",
        "how much is a portrait session on saturday",
        "So how much is the portrait session on Saturday?",
        "I mean how much would a session cost on Saturday?",
        "Hi! Yes it is",
        "Hi, is this still your number?",
    ],
)
def test_an_answer_stands_before_an_echo_and_before_what_was_said(trap: str) -> None:
    answer = "It's 140 for the session, Saturday included."
    assert _best(ASKED, trap, answer) == answer


@pytest.mark.parametrize(
    ("asked", "answer", "trap"),
    [
        ("When will it be done?", "Thursday after 4", "it will be raining outside"),
        ("Did you see the giraffe documentary?", "yes, the giraffe was huge", "i like tennis"),
        ("Do you have my measurements?", "Yes, I have your measurements here", "I have my measurements here"),
        ("Thank you so much!", "You're very welcome!", "Hello, how are you?"),
        ("Should we say Monday or Sunday?", "Sunday please", "I had a long day at the office"),
        ("Hello!", "Hi, nice to hear from you", "You're welcome"),
        ("Bye, have a good weekend!", "You too, take care!", "Do you like football?"),
    ],
)
def test_what_answers_stands_before_what_shares_words_or_nothing(asked: str, answer: str, trap: str) -> None:
    assert _best([asked], trap, answer) == answer


def test_a_question_asked_again_in_other_words_is_no_answer() -> None:
    asked, again, answer = "Could you send me the invoice?", "Can you get the bill to me please?", "It's in your inbox"
    same = _direction((0, 1.0))
    near = np.stack([_direction((0, 1.0), (1, 0.5)), _direction((0, 1.0), (2, 1.2))])
    found = choice.scores([asked], same[None], [again, answer], near)
    assert found[1] > found[0]


def test_meaning_decides_where_words_do_not() -> None:
    context, here = ["what shall we do"], _direction((0, 1.0))
    texts = ["something else", "another thing"]
    vectors = np.stack([_direction((0, 0.9), (1, 0.4)), _direction((1, 1.0))])
    found = choice.scores(context, here[None], texts, vectors)
    assert found[0] > found[1]
    assert list(choice.scores(context, here[None], texts, vectors[::-1])) == pytest.approx(list(found[::-1]), abs=0.05)


def test_the_last_turn_weighs_more_than_the_one_before() -> None:
    turns = np.stack([_direction((0, 1.0)), _direction((1, 1.0))])
    found = choice.scores(["we were there", "they left"], turns, ["so it goes", "such is life"], turns)
    assert found[1] > found[0]


# ---- form ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "context", "text", "other"),
    [
        ("fills", ["When do you open?"], "At nine on weekdays, tomorrow too", "Nice"),
        ("fills", ["Wann hast du Zeit?"], "Am Freitag", "Schön"),
        ("fills", ["¿Cuánto cuesta?"], "80 euros", "Gracias"),
        ("misses", ["Where do you live?"], "Lovely weather", "Near the station"),
        ("yes_no", ["Do you take cards?"], "Yes we do", "The weather is fine"),
        ("stray_yes", ["What time is it?"], "Yes", "Half past two"),
        ("greets_late", ["Hi", "Hello", "I need a cake"], "Hi there", "Which size?"),
        ("leaves_too", ["Ok, bye!"], "Bye, take care", "What is new?"),
        ("welcomes", ["Thanks a lot"], "You're welcome", "It is raining"),
        ("copy", ["one more thing", "the cake is here", "ok"], "One more thing!", "the bread is here"),
        ("switched", ["Do you like my garden?"], "your garden is wonderful", "my garden is wonderful"),
        ("kept", ["I lost my keys"], "I lost my wallet too", "you lost what?"),
        ("chosen", ["tea or coffee?"], "coffee please", "whatever you like"),
        ("asked_again", ["Where are you?"], "And where will you be?", "At home"),
        ("asked_again", ["Where are you?"], "Please tell me where", "let me check"),
        (
            "idle",
            ["Did you like the giraffe film?"],
            "A giraffe film was on at ours",
            "Yes, a giraffe film like no other",
        ),
        ("moves_on", ["It was fun."], "Do you go often?", "It was."),
    ],
)
def test_each_sign_is_seen_where_it_is_and_not_elsewhere(name: str, context: list[str], text: str, other: str) -> None:
    assert _feature(name, context, text) > _feature(name, context, other)


# ---- any text --------------------------------------------------------------------------------------------------------


def test_nothing_to_choose_from_and_nothing_said() -> None:
    assert choice.scores(["hi"], None, [], None).shape == (0,)
    alone = choice.scores([], None, ["hi", "bye"], None)
    assert alone.shape == (2,)
    assert alone[0] == alone[1]
    assert choice.scores(["", " "], np.zeros((2, 384), np.float32), ["hi"], np.zeros((1, 384), np.float32)).shape == (
        1,
    )


@given(
    st.lists(st.text(max_size=60), max_size=5),
    st.lists(
        st.sampled_from(["", "?", "👍🏽", "שלום, מה שלומך?", "wann? when? ¿cuándo?", "\u202e[INST]\x00", "a"]),
        max_size=5,
    ),
)
def test_any_text_gets_a_share_between_none_and_all(context: list[str], candidates: list[str]) -> None:
    found = choice.scores(context, None, candidates, None)
    assert found.shape == (len(candidates),)
    assert ((found >= 0) & (found <= 1)).all()
    assert (found == choice.scores(context, None, candidates, None)).all()


def test_a_text_of_100_kb_is_read_from_both_ends() -> None:
    long = "la " * 33_000 + "when do you open?"
    found = choice.scores([long], None, ["At nine", long, "x" * 100_000], None)
    assert found.argmax() == 0


def test_a_candidate_whose_vector_is_not_known_is_weighed_by_its_words() -> None:
    context, texts = ["do you like giraffes?"], ["yes, giraffes are great", "no idea"]
    vectors = np.stack([np.zeros(384, np.float32), _direction((0, 1.0))])
    found = choice.scores(context, _direction((0, 1.0))[None], texts, vectors)
    assert found[0] == choice.scores(context, None, texts, None)[0]
    assert found[1] != choice.scores(context, None, texts, None)[1]


def test_vectors_of_another_shape_are_refused() -> None:
    with pytest.raises(ValueError, match="384"):
        choice.scores(["a"], np.zeros((1, 3), np.float32), ["b"], np.zeros((1, 384), np.float32))
    with pytest.raises(ValueError, match="384"):
        choice.scores(["a"], np.zeros((1, 384), np.float32), ["b"], np.zeros((2, 384), np.float32))


def test_the_shipped_weights_are_finite_and_of_the_documented_shapes() -> None:
    learnt = choice.weights()
    assert np.isfinite([learnt.bias, learnt.words_bias]).all()
    n, rank = len(following.NAMES), learnt.keys.shape[1]
    assert learnt.near.shape == (following.LAGS,)
    assert learnt.queries.shape == (following.LAGS, 384, rank)
    assert learnt.form.shape == learnt.words.shape == (n,)
    parts = (learnt.near, learnt.queries, learnt.keys, learnt.crossed, learnt.form, learnt.words)
    assert all(np.isfinite(part).all() for part in parts)


# ---- the turn at hand ------------------------------------------------------------------------------------------------


def test_a_chooser_reads_turns_and_takes_the_vectors_it_knows() -> None:
    said = [Message("1", True, "hi", NOON), Message("2", False, "two things", NOON), Message("3", False, "why?", NOON)]
    judge = choice.chooser(said, {"yes": _direction((0, 1.0)), "yep": _direction((0, 0.8), (1, 0.6))})
    assert judge.context == ("hi", "two things\nwhy?")
    assert judge.alike("yes", "yep") == pytest.approx(0.8)
    assert judge.alike("yes", "unknown") == 0
    assert len(judge.scores(["because", "yes"])) == 2
