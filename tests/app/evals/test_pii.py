"""Scores of the detection of personal details: exact figures on rows whose answer is known."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.commands.main import run
from app.evals import pii
from engine.problems import BadFile

PHONE = "+49 30 901820"


def line(text: str, *spans: tuple[int, int, str], **more: object) -> str:
    return json.dumps({"text": text, "spans": [list(span) for span in spans], **more})


def test_figures_of_each_kind_and_over_all() -> None:
    rows = [
        line(f"call {PHONE}", (5, 18, "PHONE")),
        line("a@example.com is mine", (0, 13, "EMAIL")),
        line("somewhere in the old town", (17, 25, "ADDRESS")),
        line("b@example.com"),
    ]
    scored = pii.score(rows)
    assert (scored["n"], scored["precision"], scored["recall"]) == (4, 2 / 3, 2 / 3)
    assert scored["entities"] == {
        "EMAIL": {"precision": 0.5, "recall": 1.0, "exact": 1.0, "missed": 0, "invented": 1},
        "PHONE": {"precision": 1.0, "recall": 1.0, "exact": 1.0, "missed": 0, "invented": 0},
        "ADDRESS": {"precision": None, "recall": 0.0, "exact": 0.0, "missed": 1, "invented": 0},
    }
    assert scored["misses"] == [{"line": 3, "start": 17, "end": 25, "kind": "ADDRESS"}]
    assert scored["invented"] == [{"line": 4, "start": 0, "end": 13, "kind": "EMAIL"}]


def test_a_find_that_covers_most_of_a_span_counts_but_is_not_exact() -> None:
    entity = pii.score([line(f"call {PHONE}", (5, 16, "PHONE"))])["entities"]["PHONE"]
    assert (entity["recall"], entity["exact"]) == (1.0, 0.0)
    entity = pii.score([line(f"call {PHONE}", (14, 18, "PHONE"))])["entities"]["PHONE"]
    assert (entity["recall"], entity["precision"]) == (0.0, 0.0)


def test_a_find_of_another_kind_is_a_miss() -> None:
    scored = pii.score([line(PHONE, (0, 13, "ID"))])
    assert (scored["precision"], scored["recall"]) == (0.0, 0.0)


def test_names_and_the_region_of_a_line_are_used() -> None:
    rows = [
        line("ask Anna", (4, 8, "NAME"), names=["Anna"]),
        line("ask Anna"),
        line("612 345 678", (0, 11, "PHONE"), region="ES"),
        line("612 345 678"),
    ]
    scored = pii.score(rows)
    assert (scored["precision"], scored["recall"]) == (1.0, 1.0)


def test_no_text_is_told() -> None:
    told = json.dumps(pii.score([line(f"zebra {PHONE}", (0, 5, "NAME"))]))
    assert PHONE not in told
    assert "zebra" not in told


def test_nothing_has_no_figures() -> None:
    assert pii.score([]) == {"n": 0, "precision": None, "recall": None, "entities": {}, "misses": [], "invented": []}


@pytest.mark.parametrize(
    "bad",
    [
        "{",
        '{"spans": []}',
        '{"text": "x"}',
        '{"text": "x", "spans": [[0, 2, "NAME"]]}',
        '{"text": "x", "spans": [[0, 0, "NAME"]]}',
        '{"text": "x", "spans": [[0, 1, "PET"]]}',
        '{"text": "x", "spans": [[0, 1]]}',
        '{"text": "x", "spans": [], "names": "Anna"}',
        '{"text": "x", "spans": [], "region": 1}',
    ],
)
def test_a_bad_line_is_named(bad: str) -> None:
    with pytest.raises(BadFile) as caught:
        pii.score([line("hi"), "", bad])
    assert caught.value.facts["line"] == 3


def test_the_command_prints_the_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "pii.jsonl"
    data.write_text(line(f"call {PHONE}", (5, 18, "PHONE")) + "\n", encoding="utf-8")
    assert run(["--home", str(tmp_path / "home"), "eval", "pii", "--data", str(data), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["entities"]["PHONE"]["recall"] == 1.0
