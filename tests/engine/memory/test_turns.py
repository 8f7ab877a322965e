"""Bursts become turns."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Kind, Message
from engine.memory.turns import turns

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def _said(number: int, from_me: bool, text: str, minutes: float, kind: Kind = Kind.TEXT) -> Message:
    return Message(str(number), from_me, text, NOON + timedelta(minutes=minutes), kind=kind)


def test_consecutive_messages_of_one_side_are_one_turn() -> None:
    thread = [
        _said(1, False, "hi!", 0),
        _said(2, False, "are you free Saturday?", 1),
        _said(3, True, "yes", 5),
    ]
    theirs, mine = turns(thread)
    assert (theirs.from_me, theirs.text, theirs.first_id, theirs.last_id) == (
        False,
        "hi!\nare you free Saturday?",
        "1",
        "2",
    )
    assert (theirs.started_at, theirs.ended_at) == (NOON, NOON + timedelta(minutes=1))
    assert (mine.from_me, mine.text) == (True, "yes")


def test_four_hours_of_silence_are_still_one_turn_and_a_second_more_is_not() -> None:
    assert len(turns([_said(1, False, "a", 0), _said(2, False, "b", 240)])) == 1
    assert len(turns([_said(1, False, "a", 0), _said(2, False, "b", 240.02)])) == 2


def test_a_tapback_between_two_messages_does_not_end_the_turn() -> None:
    thread = [_said(1, False, "a", 0), _said(2, True, "", 1, Kind.TAPBACK), _said(3, False, "b", 2)]
    assert [turn.text for turn in turns(thread)] == ["a\nb"]


def test_a_one_time_code_never_becomes_part_of_a_turn() -> None:
    code = Message("2", False, "Your code is 338112", NOON, one_time_code=True)
    assert [turn.text for turn in turns([_said(1, False, "hello", 0), code])] == ["hello"]


def test_a_photo_without_words_is_a_turn_without_text() -> None:
    (turn,) = turns([_said(1, False, "", 0, Kind.ATTACHMENT)])
    assert turn.text == ""


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 600))))
def test_every_spoken_message_lands_in_exactly_one_turn_in_order(steps: list[tuple[bool, int]]) -> None:
    minutes, thread = 0, []
    for number, (from_me, gap) in enumerate(steps):
        minutes += gap
        thread.append(_said(number, from_me, "x", minutes))
    made = turns(thread)
    assert [message for turn in made for message in turn.messages] == thread
    assert all(message.from_me == turn.from_me for turn in made for message in turn.messages)
