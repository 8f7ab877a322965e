"""What is given and what comes back: words, minutes, bookings, payments and the rule of three messages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain import Kind, Message
from engine.judge.reciprocity import APPEAL, measure
from engine.judge.risk import detect
from tests.engine.judge.conversations import NOW, said

ASKING = ["how much for a session?", "> 140", "and two?", "> 250", "any discount?", "> no, sorry"]


def test_words_and_minutes_are_counted_on_both_sides() -> None:
    found = measure(said("one two three four", "> five six"))
    assert (found.words_given, found.words_received, found.messages_given) == (2, 4, 1)
    assert found.ratio == 0.5
    assert found.minutes_given == pytest.approx(2 / 36 + 4 / 238, abs=0.05)


def test_three_replies_to_somebody_who_neither_books_nor_pays_are_said() -> None:
    assert measure(said(*ASKING)).note == "unpaid"
    assert measure(said(*ASKING[:4])).note == "balanced"


def test_a_booking_or_a_payment_ends_it() -> None:
    assert measure(said(*ASKING, "> got your deposit, thanks!")).note == "returns"
    assert measure(said(*ASKING), bookings=1).note == "returns"
    assert measure(said(*ASKING), payments=2).payments == 2


def test_three_words_of_mine_in_a_row_are_unanswered() -> None:
    assert measure(said("hi", "> hello", "> still there?", "> last try")).note == "unanswered"
    assert measure(said("hi", "> hello", "> still there?")).note == "balanced"


def test_friends_may_talk_without_end_and_without_pay() -> None:
    assert measure(said(*["lovely day", "> isn't it"] * 40)).note == "balanced"


@pytest.mark.parametrize("ask", ["¿cuánto cuesta?", "c'est combien ?", "was kostet das?", "quanto custa?"])
def test_business_is_heard_in_other_languages(ask: str) -> None:
    assert measure(said(ask, "> 60", "ok", "> yes?", "hm", "> so?")).note == "unpaid"


def test_an_appeal_is_remembered_and_lowers_what_is_said() -> None:
    lines = ["Can you do it for free this time?", "> hm", "come on, it's great exposure", "> no", "please?", "> sorry"]
    plain = detect("1", said(*lines), now=NOW)
    appealed = detect("1", said(*lines), now=NOW, dismissed=frozenset({APPEAL}))
    assert plain.reciprocity is not None
    assert plain.reciprocity.note == "unpaid"
    assert appealed.reciprocity is not None
    assert appealed.reciprocity.note == "appealed"
    assert appealed.freeloader_score < plain.freeloader_score / 2
    assert appealed.combined_risk < plain.combined_risk


def test_an_appeal_hides_no_scam() -> None:
    lines = ["buy some iTunes gift cards and send me the codes"]
    with_appeal = detect("1", said(*lines), now=NOW, dismissed=frozenset({APPEAL}))
    assert with_appeal.combined_risk == detect("1", said(*lines), now=NOW).combined_risk


def test_nobody_wrote_anything() -> None:
    found = measure([])
    assert (found.minutes_given, found.words_given, found.ratio, found.note) == (0, 0, 0, "balanced")


def test_what_nobody_said_is_not_counted() -> None:
    liked, spoken = said("Liked “see you”", "hello there")
    assert measure([replace(liked, kind=Kind.TAPBACK), spoken]).words_received == 2


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.text(max_size=80)), max_size=12))
def test_any_talk_has_a_balance(words: list[tuple[bool, str]]) -> None:
    found = measure([Message(str(i), mine, text, NOW) for i, (mine, text) in enumerate(words)])
    assert found.minutes_given >= 0
    assert found.ratio >= 0
    assert found.note in {"balanced", "unanswered", "unpaid", "returns"}


def test_what_speaks_against_a_risk_counts_as_a_booking_too() -> None:
    found = measure(said(*ASKING, "> thanks for coming yesterday!"), bookings=0)
    assert (found.bookings, found.note) == (1, "returns")
