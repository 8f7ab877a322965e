"""A wish in a word, a shorthand or a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Move, Theme
from engine.reply import steer
from engine.reply.shorthand import shorthand


@pytest.mark.parametrize(
    ("marks", "reply"),
    [
        ("y 3p 180 dep", "Yes, 3pm works. It's 180, and I take a deposit to hold the date."),
        ("y sat 15:00", "Yes, Saturday at 15:00 works."),
        ("n tmrw", "Sorry, tomorrow doesn't work for me."),
        ("m fri", "Let me check Friday and come back to you."),
        ("sun 10:30a", "How about Sunday at 10:30am?"),
        ("y inv thx", "Yes, that works. I'll send the invoice over. Thank you!"),
        ("£180 dep", "It's £180, and I take a deposit to hold the date."),
        ("y", "Yes, that works."),
    ],
)
def test_a_shorthand_is_written_out(marks: str, reply: str) -> None:
    assert shorthand(marks) == reply


@pytest.mark.parametrize("text", ["yes but only after lunch", "180", "hello", "", "y maybe later"])
def test_a_sentence_is_no_shorthand(text: str) -> None:
    assert shorthand(text) is None


@pytest.mark.parametrize(
    ("wish", "draft"),
    [
        ("offer Monday", "Would Monday work for you?"),
        ("offer a mini session", "I could offer you a mini session."),
        ("ask if she can come at 4", "Can you come at 4?"),
        ("ask what size they want", "What size you want?"),
        ("tell her i'm running late", "I'm running late."),
        ("say that her train is fine", "Your train is fine."),
        ("ask for the key", "Could you send me the key?"),
        ("the album costs extra", "The album costs extra."),
        ("tell her to bring the keys", "Please bring the keys."),
        ("let him know to bring his dog", "Please bring your dog."),
        ("tell her not to come", "Please don't come."),
        ("ask for a discount", "Could I ask you for a discount?"),
        ("👍", "👍"),
        ("see you there (maybe)", "See you there (maybe)"),
        ("que no puedo el sábado", "No puedo el sábado."),
    ],
)
def test_a_sentence_becomes_a_draft_to_the_other_side(wish: str, draft: str) -> None:
    assert steer.read(wish).texts("en")[0] == draft


def test_known_words_choose_moves_and_themes() -> None:
    assert steer.read("say no").moves == (Move.DECLINE,)
    assert Theme.WARM in steer.read("Warmer").themes
    assert steer.read("firmer").themes == (Theme.FIRM,)
    assert steer.read("shorter").shorter
    assert steer.read("ask for a deposit").occasion == "deposit"
    assert steer.read("ask something").moves == (Move.ASK,)


def test_an_empty_wish_changes_nothing() -> None:
    assert steer.read(None) == steer.read("  ") == steer.NONE


@given(st.text(min_size=1, max_size=80))
def test_any_wish_can_be_read(wish: str) -> None:
    made = steer.read(wish)
    assert all(draft.strip() for draft in made.drafts)
