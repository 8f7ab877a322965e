"""What a server streams becomes a text, however it is cut into pieces."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.remote_answers import Choice, Chunk, RemoteText


def grown(text: RemoteText, pieces: Sequence[str], finish: str = "stop") -> str:
    """Feed pieces and the end; returns all that was told to have grown."""
    told = "".join(text.add(choice(piece)) for piece in pieces)
    return told + text.add(choice("", finish))


def choice(piece: str, finish: str | None = None) -> Choice:
    return msgspec.convert({"delta": {"content": piece}, "finish_reason": finish}, Choice)


def text_of(opening: str = "", stops: Sequence[str] = (), *, continues: bool = False) -> RemoteText:
    return RemoteText(opening, stops, continues=continues, max_tokens=64)


def cuts(text: str, places: Sequence[int]) -> list[str]:
    """`text` cut at these places, modulo its length."""
    at = sorted({place % (len(text) + 1) for place in places})
    return [text[begin:end] for begin, end in zip([0, *at], [*at, len(text)], strict=True)]


PLACES = st.lists(st.integers(0, 200), max_size=8)


@given(PLACES)
def test_a_stop_string_ends_the_text_wherever_it_is_cut(places: list[int]) -> None:
    text = text_of(stops=("\nThem:",))
    assert grown(text, cuts("See you\nat two.\nThem: no", places)) == "See you\nat two."
    assert (text.text, text.finish) == ("See you\nat two.", "stop")


@given(PLACES)
def test_a_thought_is_not_part_of_the_text(places: list[int]) -> None:
    text = text_of()
    assert grown(text, cuts("<think>They want\na discount</think>\n\nNo, sorry.", places)) == "No, sorry."
    assert text.text == "No, sorry."


@given(PLACES)
def test_a_thought_that_the_template_opened_is_taken_back(places: list[int]) -> None:
    text = text_of("Dear Ann, ")
    _ = grown(text, cuts("They want a discount</think>Dear Ann, no.", places))
    assert text.text == "Dear Ann, no."


@given(PLACES, st.sampled_from(["No, I can't.", "  No, I can't.", "I can't."]))
def test_a_told_opening_stands_there_once(places: list[int], said: str) -> None:
    text = text_of("No, ")
    assert grown(text, cuts(said, places)) == "No, I can't."
    assert text.text == "No, I can't."


@given(PLACES, st.sampled_from([" can't.", "Sorry, I can't."]))
def test_a_continued_opening_stands_there_once_even_if_it_is_echoed(places: list[int], said: str) -> None:
    text = text_of("Sorry, I", continues=True)
    assert grown(text, cuts(said, places)) == "Sorry, I can't."


@given(PLACES, st.sampled_from(["sure, that works", " sure, that works"]))
def test_a_continued_opening_and_the_word_behind_it_stand_apart(places: list[int], said: str) -> None:
    text = text_of("yes", continues=True)
    assert grown(text, cuts(said, places)) == text.text == "yes sure, that works"


def test_a_text_that_ends_within_its_opening_has_all_of_it() -> None:
    text = text_of("No, sorry")
    assert grown(text, ["No"]) == text.text == "No, sorry No"
    empty = text_of("No")
    assert grown(empty, []) == empty.text == "No"


def test_a_text_that_never_ends_is_cut() -> None:
    text = text_of()
    for _ in range(10_000):
        text.add(choice("word "))
    assert text.cut
    assert text.finish == "length"
    assert len(text.text) < 64 * 64
    fat = text_of()
    fat.add(choice("x" * 1_000_000))
    assert fat.cut


def test_log_probabilities_come_in_both_forms_and_odd_ones_do_not_count() -> None:
    text = text_of()
    for logprobs in ({"content": [{"logprob": -1.0}, {"logprob": None}]}, {"token_logprobs": [None, -2.0, 0.5]}):
        text.add(msgspec.convert({"text": "a", "logprobs": logprobs}, Choice))
    assert text.logprobs == [-1.0, -2.0, 0.0]
    assert text.mean_logprob == -1.0


@pytest.mark.parametrize(
    "event",
    [
        [],
        "text",
        {"choices": {}},
        {"choices": [{"index": -1}]},
        {"choices": [{"index": "0"}]},
        {"choices": [{"delta": {"content": 3}}]},
        {"choices": [{"finish_reason": 1}]},
        {"usage": {"prompt_tokens": 2**64}},
    ],
)
def test_other_types_are_no_answer(event: object) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(event, Chunk)
