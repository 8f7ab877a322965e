"""Messages that answer, ranked by words, meaning and circumstance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.memory.query import read
from engine.memory.ranking import Candidate, coverage, fused, of_turns, question_share, spread, weighed

MAY, JUNE = datetime(2026, 5, 3, tzinfo=UTC), datetime(2026, 6, 3, tzinfo=UTC)


def candidate(one: int, text: str = "x", at: datetime = MAY, by: int | None = 1, to: int | None = 1) -> Candidate:
    return Candidate(one, text, at, by, to)


def best(question: str, *found: Candidate, names: dict[str, frozenset[int]] | None = None) -> int:
    known = {one.message_id: one for one in found}
    return weighed([(one, 1.0) for one in known], known, read(question, names or {}), names or {})[0][0]


def test_an_answer_gains_from_the_question_before_it() -> None:
    found = dict(spread([(1, 2.0)], {1: (None, 2)}))
    assert found == {1: 2.0, 2: 1.0}


def test_two_matches_side_by_side_help_each_other() -> None:
    found = spread([(5, 2.0), (1, 1.5), (2, 1.0)], {1: (None, 2), 2: (1, None), 5: (None, None)})
    assert [one for one, _score in found] == [5, 1, 2]
    assert dict(found)[1] == pytest.approx(1.8)


def test_the_longest_message_carries_the_meaning_of_its_turn() -> None:
    found = of_turns([([(1, "hi"), (2, "where can I park?"), (3, "")], 0.8), ([(4, "ok")], 0.7)])
    assert [one for one, _score in found] == [2, 4, 1]


def test_what_words_and_meaning_both_find_comes_first() -> None:
    assert fused([[(1, 9.0), (2, 8.0)], [(2, 0.9), (3, 0.8)]])[0][0] == 2


def test_who_is_named_comes_first() -> None:
    names = {"kim": frozenset({7})}
    assert best("what did Kim eat", candidate(1), candidate(2, by=7, to=None), names=names) == 2
    assert best("what did Kim eat", candidate(1), candidate(2, by=None, to=7), names=names) == 2


def test_the_month_and_the_day_that_are_named_count() -> None:
    assert best("dinner in June", candidate(1), candidate(2, at=JUNE)) == 2
    assert best("dinner on 3 June", candidate(1, at=JUNE.replace(day=9)), candidate(2, at=JUNE)) == 2
    assert best("dinner in June 2020", candidate(1), candidate(2, at=JUNE)) == 1


def test_a_question_is_less_of_an_answer_than_a_statement() -> None:
    assert best("where is the van?", candidate(1, "where is the van?"), candidate(2, "the van is here")) == 2
    assert best("the van", candidate(1, "where is the van?"), candidate(2, "the van is here")) == 1


def test_what_is_no_candidate_is_left_out() -> None:
    assert weighed([(1, 1.0), (2, 1.0)], {2: candidate(2)}, read("x"), {}) == [(2, 1.0)]


def test_the_share_of_questions_in_a_text() -> None:
    assert question_share("Yes. And you?") == 0.5
    assert question_share("") == 0.0


def test_coverage_forgives_endings() -> None:
    assert coverage(["parking", "vans"], "they parked the van") == 1.0
    assert coverage(["quince"], "they parked the van") == 0.0
    assert coverage([], "anything") == 0.0
