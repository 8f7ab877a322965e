"""Options for somebody who asks for others than those in sight."""

from __future__ import annotations

from app import offered_anew
from engine.domain import Move, Option
from tests.drafts import option


def _said(text: str, move: Move = Move.INFORM) -> Option:
    return option(text=text, move=move)


def test_the_same_words_in_another_manner_are_no_others() -> None:
    before = frozenset({"i m here is somebody with you"})
    found = offered_anew.others([_said("I'm here. Is somebody with you?"), _said("Call me")], before)
    assert found == [_said("Call me")]


def test_a_way_to_say_no_comes_along_where_the_others_have_none() -> None:
    no = _said("Sorry, no", Move.DECLINE)
    new = [_said("a"), _said("b"), _said("c")]
    assert offered_anew.others([no, *new], frozenset({"sorry no"})) == [*new[:2], no, new[2]]


def test_a_way_to_say_no_alone_is_no_other() -> None:
    assert offered_anew.others([_said("Sorry, no", Move.DECLINE)], frozenset({"sorry no"})) == []


def test_signs_without_words_are_told_apart() -> None:
    assert offered_anew.others([_said("👍"), _said("🙂")], frozenset({"👍"})) == [_said("🙂")]
