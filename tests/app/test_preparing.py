"""Weights are made ready beside the mailbox: it goes on with other things, and hears how it ended."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.mailbox import Mailbox
from app.preparing import Preparing
from engine.problems import EmbeddingMissing, ModelFailed, Problem

PATIENCE_S = 10.0


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    made = Mailbox("test")
    made.start()
    yield made
    assert made.stop(PATIENCE_S)


def ended(mailbox: Mailbox, prepare: Callable[[], Path]) -> tuple[Preparing, Problem | None]:
    told: list[Problem | None] = []
    heard = threading.Event()

    def hear(problem: Problem | None) -> None:
        told.append(problem)
        heard.set()

    made = Preparing(mailbox, prepare, hear)
    mailbox.post(made.begin)
    assert heard.wait(PATIENCE_S)
    (problem,) = told
    return made, problem


def test_what_is_asked_meanwhile_is_done_meanwhile(mailbox: Mailbox, tmp_path: Path) -> None:
    wished, told = threading.Event(), threading.Event()

    def prepare() -> Path:
        assert wished.wait(PATIENCE_S)  # ends only because the mailbox carries out the wish beside it
        return tmp_path

    made = Preparing(mailbox, prepare, lambda _problem: told.set())
    mailbox.post(made.begin)
    mailbox.post(wished.set)
    assert told.wait(PATIENCE_S)
    assert made.path == tmp_path


def test_it_is_begun_once(mailbox: Mailbox, tmp_path: Path) -> None:
    begun: list[int] = []

    def prepare() -> Path:
        begun.append(1)
        return tmp_path

    made, problem = ended(mailbox, prepare)
    mailbox.post(made.begin)
    done = threading.Event()
    mailbox.post(done.set)
    assert done.wait(PATIENCE_S)
    assert (begun, problem) == ([1], None)


def test_a_problem_is_told_as_it_is(mailbox: Mailbox) -> None:
    def prepare() -> Path:
        raise EmbeddingMissing(reason="not_installed")

    made, problem = ended(mailbox, prepare)
    assert made.path is None
    assert isinstance(problem, EmbeddingMissing)


def test_a_bug_is_logged_without_its_words_and_told_as_a_problem(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    def prepare() -> Path:
        raise ValueError("a secret of somebody")

    _made, problem = ended(mailbox, prepare)
    assert isinstance(problem, ModelFailed)
    assert "a secret of somebody" not in caplog.text
