"""Texts wait for the embedding weights while these are made ready: who gives up, who is late, who goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from inference_bench import PATIENCE_S, Bench

from app.inference import Inference
from engine.problems import EmbeddingMissing, Problem, WorkerDied

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


class SlowBench(Bench):
    """Embedding weights are ready when the test says so, or are refused then."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.ready = threading.Event()
        self.refusal: Problem | None = None
        self.inference = Inference(self.mailbox, self.prepare, start=self.start)

    def prepare(self) -> Path:
        assert self.ready.wait(PATIENCE_S)
        if self.refusal is not None:
            raise self.refusal
        return self.folder / "embedder.gguf"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[SlowBench]:
    made = SlowBench(tmp_path)
    yield made
    made.ready.set()
    made.close()


def test_texts_that_came_before_the_weights_are_embedded_in_their_order(bench: SlowBench) -> None:
    bench.embed("a")
    bench.embed("b")
    bench.do(bench.ready.set)
    assert bench.names(2) == ["a", "b"]


def test_a_text_that_is_cancelled_while_it_waits_is_answered_to_nobody(bench: SlowBench) -> None:
    bench.embed("unwanted")
    bench.embed("wanted")
    bench.do(lambda: bench.inference.cancel(bench.tickets["unwanted"]))
    bench.do(bench.ready.set)
    name, answer = bench.next()
    assert (name, type(answer)) == ("wanted", np.ndarray)


def test_somebody_who_waited_too_long_for_the_weights_is_told_so_once(bench: SlowBench) -> None:
    bench.embed("late", within_s=0.02)
    late = bench.answer("late")
    assert isinstance(late, WorkerDied)
    assert late.facts["tries"] == 0
    bench.do(bench.ready.set)
    bench.embed("in time")
    name, answer = bench.next()
    assert (name, type(answer)) == ("in time", np.ndarray)


def test_nobody_is_late_for_a_text_that_nobody_waits_for(bench: SlowBench) -> None:
    bench.embed("background", background=True, within_s=0.02)
    bench.embed("late", within_s=0.04)
    assert bench.next()[0] == "late"
    bench.do(bench.ready.set)
    assert isinstance(bench.answer("background"), np.ndarray)


def test_somebody_who_begins_to_wait_for_the_weights_waits_no_longer_than_was_said(bench: SlowBench) -> None:
    bench.embed("ahead", background=True)
    bench.do(lambda: bench.inference.set_background(bench.tickets["ahead"], False, within_s=0.02))
    assert isinstance(bench.answer("ahead"), WorkerDied)


def test_weights_that_cannot_be_had_are_told_to_all_who_wait_and_to_who_comes_later(bench: SlowBench) -> None:
    bench.refusal = EmbeddingMissing(reason="not_installed")
    bench.embed("a")
    bench.embed("b", background=True)
    bench.do(bench.ready.set)
    assert [type(bench.answer(name)) for name in ("a", "b")] == [EmbeddingMissing, EmbeddingMissing]
    bench.embed("c")
    assert isinstance(bench.answer("c"), EmbeddingMissing)
    assert not bench.children
