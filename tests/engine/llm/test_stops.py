"""A growing text keeps characters whole and ends at stop strings, wherever the token borders fall."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.llm.stops import GrowingText, overlap

TEXTS = st.text(alphabet="ab\nMe:é😀", max_size=30)


def grown(pieces: list[bytes], stops: list[str]) -> tuple[str, str]:
    """The text at the end, and what was handed out on the way."""
    growing = GrowingText(stops)
    told = ""
    for piece in pieces:
        told += growing.add(piece)
        if growing.stopped:
            break
    told += growing.end()
    return growing.text, told


def test_a_stop_string_across_token_borders_ends_the_text() -> None:
    assert grown([b"sure\n", b"Th", b"em:", b" more"], ["\nThem:"]) == ("sure", "sure")


def test_the_beginning_of_a_stop_string_is_text_if_it_goes_on_otherwise() -> None:
    assert grown([b"a\nTh", b"anks"], ["\nThem:"]) == ("a\nThanks", "a\nThanks")


def test_the_earliest_of_several_stops_counts() -> None:
    assert grown([b"one\n\nMe: two"], ["\nMe:", "\n\n"])[0] == "one"


def test_nothing_that_may_be_a_stop_is_handed_out_early() -> None:
    growing = GrowingText(["\nMe:"])
    assert growing.add(b"hi\nM") == "hi"
    assert growing.add(b"e") == ""
    assert growing.add(b"n") == "\nMen"


def test_characters_cut_by_token_borders_come_out_whole() -> None:
    data = "é😀".encode()
    growing = GrowingText([])
    assert [growing.add(data[i : i + 1]) for i in range(6)] == ["", "é", "", "", "", "😀"]


def test_half_a_character_at_the_end_becomes_the_replacement_character() -> None:
    assert grown([b"ok \xf0\x9f"], [])[0] == "ok \ufffd"


@given(
    text=TEXTS,
    stops=st.lists(st.text(alphabet="ab\nMe:é", min_size=1, max_size=4), max_size=3),
    size=st.integers(1, 5),
)
def test_any_cutting_gives_the_text_before_the_first_stop(text: str, stops: list[str], size: int) -> None:
    data = text.encode()
    pieces = [data[i : i + size] for i in range(0, len(data), size)]
    met = [at for stop in stops if (at := text.find(stop)) >= 0]
    whole, told = grown(pieces, stops)
    assert told == whole
    if not met:
        assert whole == text
    elif size == 1 and max(map(len, stops)) == 1:
        assert whole == text[: min(met)]
    else:
        assert text.startswith(whole)
        assert not any(stop in whole for stop in stops)


@given(text=TEXTS, stop=st.text(alphabet="abMe:", min_size=1, max_size=5))
def test_overlap_is_the_longest_end_that_begins_the_stop(text: str, stop: str) -> None:
    n = overlap(text, stop)
    assert n < len(stop)
    assert stop.startswith(text[len(text) - n :])
    assert not any(text.endswith(stop[:longer]) for longer in range(n + 1, len(stop)))
