"""A text under way shows its opening and what was drawn behind it as one text, while it grows and in the end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.llm.gaps import gap
from engine.llm.option import Option
from engine.llm.sampling import Sampler
from engine.protocol import Generate


def written(opening: str, pieces: Sequence[str]) -> tuple[str, str]:
    """(all that was told to have grown, the text in the end)."""
    told: list[str] = []
    sampler = Sampler(None, Generate(ticket=1, prompt="p"), seed=1, n_vocab=8)
    option = Option(0, (), sampler, max_tokens=64, stops=("\nThem:",), grow=lambda _number, text: told.append(text))
    sampler.close()
    option.open(opening)
    for token, piece in enumerate(pieces):
        option.take(token, -1.0, piece.encode())
    option.end("stop")
    return "".join(told), option.text


@pytest.mark.parametrize(
    ("opening", "pieces", "text"),
    [
        (" yes", ("sure", ", that works"), "yes sure, that works"),
        (" yes", ("s", "ure"), "yes sure"),
        (" yes", (" sure",), "yes sure"),
        (" yes", (", sure",), "yes, sure"),
        (" yes", ("<think>so", "</think>", "\n\nsure"), "yes sure"),
        (" I", ("'m in",), "I'm in"),
        (" I", ("’m in",), "I’m in"),
        ("at ", ("2",), "at 2"),
        ("at", ("2",), "at 2"),
        ("yes,", ("sure",), "yes,sure"),
        ("yes", ("\nThem: no",), "yes"),
        ("はい", ("大丈夫",), "はい大丈夫"),
        ("", ("sure",), "sure"),
    ],
)
def test_an_opening_and_the_word_behind_it_stand_apart(opening: str, pieces: tuple[str, ...], text: str) -> None:
    assert written(opening, pieces) == (text, text)


def test_an_opening_that_was_taken_back_parts_no_word() -> None:
    assert written(" Yes", (" they ask", "</think>", "Yester", "day"))[1] == "Yesterday"


@given(st.text(max_size=6), st.lists(st.text(alphabet="ab 1'.,\n", max_size=4), max_size=5))
def test_what_grew_is_the_text_in_the_end(opening: str, pieces: list[str]) -> None:
    grown, text = written(opening, pieces)
    assert grown == text
    assert gap("", text) == ""
