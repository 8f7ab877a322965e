"""The words around a reply that leaves."""

from __future__ import annotations

import pytest

from app.wording import sending as words
from engine.problems import ChatNotOpen, Problem, SendingDenied, SendingFailed


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("card_number", "This holds a card number."),
        ("price_off_card:150:180", "It says 150; your rate card says 180."),
        ("elsewhere:5:9", "“here” comes from another contact’s conversation."),
        ("elsewhere:0:25", "These are the words of another contact."),
        ("something_new", "Look at this once more before sending."),
    ],
)
def test_every_concern_has_its_words(code: str, said: str) -> None:
    assert words.concern(code, "look here, and over there") == said


def test_words_of_others_are_not_quoted_at_length() -> None:
    text = "x" * 60
    assert words.concern("elsewhere:0:60", text) == words.COPIED_WORDS
    assert words.concern("elsewhere:5:59", text) == words.COPIED_WORDS


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (None, "Your text is kept."),
        (SendingFailed(number=-1700), "Your text is kept. It gave the error -1700."),
        (SendingFailed(), "Your text is kept."),
        (ChatNotOpen(number=-1728), "Your text is kept. Messages does not have this conversation in its list."),
    ],
)
def test_a_failure_says_what_is_safe_first(problem: Problem | None, said: str) -> None:
    assert words.failed(problem) == said


def test_a_denial_says_where_it_is_changed() -> None:
    assert "Automation" in words.failed(SendingDenied(number=-1743))
