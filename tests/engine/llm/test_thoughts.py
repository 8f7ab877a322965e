"""What a model thinks aloud never reaches anybody, however its text is cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.thoughts import MARKS, Unthinking

MARKS_AND_TEXT = st.lists(
    st.sampled_from(
        [*(mark for pair in MARKS for mark in pair), "Hi", " ", "\n\n", "<", "</", "[", "<|", "think", "é"]
    ),
    max_size=12,
).map("".join)


def told(*pieces: str) -> Unthinking:
    unthinking = Unthinking()
    for piece in pieces:
        unthinking.add(piece)
    unthinking.end()
    return unthinking


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("<think>\nShe asks for Sunday.\n</think>\n\nSunday works!", "Sunday works!"),
        ("<thinking>hm</thinking>ok", "ok"),
        ("[THINK]hm[/THINK]ok", "ok"),
        ("<|channel|>analysis<|message|>User asks.<|end|><|start|>assistant<|channel|>final<|message|>ok", "ok"),
        ("<|channel|>final<|message|>ok", "ok"),
        ("<|channel>thought\nhm\n<channel|>ok", "ok"),
        ("She asks for Sunday.\n</think>\n\nSunday works!", "Sunday works!"),
        ("<think>one</think>Yes, <think>two</think> gladly", "Yes, gladly"),
        ("<think></think>\n\nok <3", "ok <3"),
        ("<think>she wants", ""),
        ("Sure!<think>she wants", "Sure!"),
        ("I think> <thin", "I think> <thin"),
        ("<think><thinking>deep</thinking></think>ok", "ok"),
    ],
)
def test_thoughts_of_every_family_go(raw: str, text: str) -> None:
    assert told(raw).text == text


@given(MARKS_AND_TEXT, st.data())
def test_any_cut_into_pieces_gives_the_same_text(raw: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]
    assert told(*pieces).text == told(raw).text


@given(st.text(st.characters(exclude_characters="<[◁"), max_size=40), st.text("abc <|/>", max_size=20))
def test_a_text_without_thoughts_passes_unchanged(plain: str, marked: str) -> None:
    assert told(plain, marked).text == plain + marked


def test_what_is_told_piece_by_piece_is_the_text() -> None:
    unthinking = Unthinking()
    grown = [unthinking.add(piece) for piece in ("<thi", "nk>hm</th", "ink>\n\nYes", "! <", "3")]
    assert [*grown, unthinking.end()] == ["", "", "Yes", "! ", "<3", ""]
    assert unthinking.text == "Yes! <3"
