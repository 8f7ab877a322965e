"""Telling authors apart, scored: exact keys, nobody in their own background, bounded work."""

from __future__ import annotations

import json

import pytest

from app.evals import voice
from engine.problems import BadFile
from tests.quality.voice import authors


def lines(rows: dict[str, list[str]]) -> list[str]:
    return [json.dumps({"author": author, "texts": texts}) for author, texts in rows.items()]


INVENTED = authors(n_authors=6, n_texts=120, seed=3)


def test_authors_with_manners_of_their_own_are_told_apart() -> None:
    found = voice.score(lines(INVENTED))
    assert list(found) == ["authors", "auc_1", "auc_5", "auc_10"]
    assert found["authors"] == 6
    assert found["auc_1"] is not None
    assert found["auc_5"] is not None
    assert found["auc_1"] > 0.85
    assert found["auc_5"] > 0.93


def test_authors_who_write_the_same_cannot_be_told_apart() -> None:
    (texts, *_) = INVENTED.values()
    found = voice.score(lines({"a": texts, "b": texts, "c": texts}))
    assert found["auc_1"] == pytest.approx(0.5, abs=0.02)


def test_the_author_of_a_tested_text_helps_only_where_they_may_be_known() -> None:
    strict, known = voice.score(lines(INVENTED)), voice.score(lines(INVENTED), known=True)
    assert known["auc_1"] is not None
    assert strict["auc_1"] is not None
    assert known["auc_1"] > strict["auc_1"]


def test_authors_with_too_few_texts_are_passed_over() -> None:
    rows = INVENTED | {"quiet": ["hi"] * 5, "empty": [], "blank": [" "] * 50}
    assert voice.score(lines(rows)) == voice.score(lines(INVENTED))


def test_an_author_on_two_lines_is_one_author() -> None:
    (name, texts), *rest = INVENTED.items()
    parted = [*lines({name: texts[:50]}), *lines(dict(rest)), *lines({name: texts[50:]})]
    assert voice.score(parted) == voice.score(lines(INVENTED))


@pytest.mark.parametrize("rows", [[], ['{"author": "a", "texts": []}'], lines({"a": ["hello there you"] * 60})])
def test_without_two_authors_there_is_no_figure(rows: list[str]) -> None:
    found = voice.score(rows)
    assert (found["auc_1"], found["auc_5"], found["auc_10"]) == (None, None, None)


@pytest.mark.parametrize("row", ['{"texts": ["a"]}', '{"author": "a"}', '{"author": "a", "texts": [1]}', '"a"'])
def test_a_line_of_another_form_is_named(row: str) -> None:
    with pytest.raises(BadFile) as told:
        voice.score([*lines(INVENTED), row])
    assert told.value.facts["line"] == 7


def test_a_text_that_two_authors_sent_tells_nothing_and_may_be_left_out() -> None:
    (name, texts), *_ = INVENTED.items()
    rows = INVENTED | {"second account": texts}
    doubled, parted = voice.score(lines(rows)), voice.score(lines(rows), distinct=True)
    assert (doubled["authors"], parted["authors"]) == (7, 5)
    without = {author: said for author, said in INVENTED.items() if author != name}
    assert parted == voice.score(lines(without), distinct=True)


def test_each_text_counts_once_where_that_is_asked_for() -> None:
    repeated = {author: [*texts, *texts] for author, texts in INVENTED.items()}
    assert voice.score(lines(repeated), distinct=True) == voice.score(lines(INVENTED), distinct=True)


def test_authors_below_the_wished_number_of_texts_are_passed_over() -> None:
    rows = INVENTED | {"short": INVENTED["synthetic-0"][:60]}
    assert voice.score(lines(rows), least=100) == voice.score(lines(INVENTED))
    assert voice.score(lines(rows), least=0)["authors"] == 7


def test_the_means_over_the_authors_are_added_only_by_wish() -> None:
    found = voice.score(lines(INVENTED), by_author=True)
    assert list(found) == ["authors", *(f"{kind}_{n}" for kind in ("auc", "mean_auc") for n in (1, 5, 10))]
    assert {key: found[key] for key in list(found)[:4]} == voice.score(lines(INVENTED))
    assert found["mean_auc_1"] is not None
    assert 0.8 < found["mean_auc_1"] <= 1
    assert voice.score([], by_author=True)["mean_auc_1"] is None
