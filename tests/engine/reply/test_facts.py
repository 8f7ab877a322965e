"""Facts in a text, and whether a conversation supports them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Message
from engine.reply.facts import Fact, facts, keys_of, known, unsourced


def _found(text: str) -> list[tuple[str, str]]:
    return [(one.fact.value, one.text) for one in facts(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Hi Sarah! Sunday 14:00 works, it's £180 for two hours",
            [("name", "Sarah"), ("date", "Sunday"), ("time", "14:00"), ("price", "£180"), ("number", "two hours")],
        ),
        ("im free sat at 3 or the 22nd", [("date", "sat"), ("time", "3"), ("date", "the 22nd")]),
        ("I may march on. The cat sat in the sun.", []),
        ("call 07700 900142 or mail me@x.co", [("phone", "07700 900142"), ("email", "me@x.co")]),
        ("it's at https://a.example/x, see you", [("link", "https://a.example/x")]),
        ("thanks lee", [("name", "lee")]),
        ("hi there, thanks so much", []),
        ("Lovely, Thank You Very Much", []),
        ("the frame is 260 and 50x70", [("number", "260"), ("number", "50x70")]),
        ("Hola Marta, el sábado a las 5", [("name", "Marta"), ("date", "sábado"), ("time", "5")]),
        ("gallery in ten working days", [("number", "ten working days")]),
        ("meet me at Westmere", [("place", "Westmere")]),
        ("¿Qué día te viene bien?", []),
    ],
)
def test_the_facts_of_a_text_in_order(text: str, wanted: list[tuple[str, str]]) -> None:
    assert _found(text) == wanted


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        ("does 15:00 work?", "3pm is perfect"),
        ("could you do sat at 3?", "Saturday at 3:00 works"),
        ("it was £1,200", "1200 is right"),
        ("see www.Shop.example/a", "https://shop.example/a/ it is"),
        ("ring me on +44 7700 900142", "calling 07700 900142"),
        ("on 14 March", "March 14th works"),
        ("el sábado", "Saturday then"),
        ("i'm with tom", "say hi to Tom"),
    ],
)
def test_the_same_fact_is_known_in_another_spelling(said: str, reply: str) -> None:
    assert unsourced(reply, keys_of([said])) == []


def test_facts_the_conversation_does_not_hold_are_found_with_their_spans() -> None:
    text = "Sunday at 4 works, it's 180"
    spans = [text[one.start : one.end] for one in unsourced(text, keys_of(["is Sunday ok?"]))]
    assert spans == ["4", "180"]


def test_the_senders_name_is_known() -> None:
    message = Message("1", False, "hi", datetime(2026, 1, 1, tzinfo=UTC), sender="Ines Calloway")
    assert unsourced("Hi Ines!", known([message])) == []


@given(st.text(max_size=120))
def test_spans_are_in_order_inside_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for one in facts(text):
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end] == one.text
        assert one.keys
        end = one.end


PIECES = "Sunday 15:00 £180 Ines hello works the 22nd a@b.co two weeks"


@given(st.lists(st.sampled_from(PIECES.split(" ")), max_size=8).map(" ".join))
def test_a_text_is_sourced_by_itself(text: str) -> None:
    assert unsourced(text, keys_of([text])) == []


def test_every_kind_of_fact_can_be_found() -> None:
    text = "Ask Ines in Leeds on Sunday at 15:00, 180 euros, 7 prints, x.example/a, a@b.co, +44 7700 900142"
    assert {one.fact for one in facts(text)} == set(Fact)
