"""A question is read: what to look for, whom and when it is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.memory.query import When, read

PEOPLE = {"kim", "ines", "hope", "will", "o"}


def test_words_without_a_subject_are_left_out() -> None:
    assert read("When did they go to the lighthouse?").words == ("go", "lighthouse")


def test_a_question_of_small_words_only_is_looked_for_as_it_is() -> None:
    found = read("what is it")
    assert (found.words, found.meaning) == (("what", "is", "it"), "what is it")


def test_names_of_people_are_taken_out_of_the_meaning() -> None:
    found = read("What is Kim's favourite cake?", PEOPLE)
    assert (found.names, found.meaning) == ({"kim"}, "What is favourite cake?")
    assert found.words == ("favourite", "cake")


def test_small_letters_name_people_too() -> None:
    assert read("parking ines", PEOPLE).names == {"ines"}


def test_a_name_that_is_a_word_counts_only_where_it_is_written_large() -> None:
    assert read("will she come, I hope", PEOPLE).names == set()
    assert read("Will you call Hope?", PEOPLE).names == {"hope"}


def test_a_name_alone_is_looked_for_as_a_word() -> None:
    found = read("Kim", PEOPLE)
    assert (found.words, found.meaning) == (("Kim",), "Kim")


def test_months_need_no_more_unless_they_are_words_too() -> None:
    assert read("dinner in October").months == (When(10, frozenset(), frozenset()),)
    assert read("who came on 3 May 2023?").months == (When(5, frozenset({2023}), frozenset({3})),)
    assert read("may I come").months == ()


@pytest.mark.parametrize("text", ["Where is it parked?", "where did she go", "dónde vive Kim"])
def test_questions_ask(text: str) -> None:
    assert read(text).asks


def test_words_typed_into_a_search_do_not_ask() -> None:
    found = read("studio park")
    assert (found.asks, found.unfinished) == (False, True)


@pytest.mark.parametrize("text", ["", " ", "😀", "?", "\x00", "\ud800", "a " * 50_000, "אין שאלה"])
def test_strange_texts_are_read(text: str) -> None:
    assert len(read(text).words) <= 64


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(read(text, PEOPLE).meaning, str)
