"""The bench of training tells a speed and a memory for a model file, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.benches import shapes, train_bench
from engine.problems import TrainingFailed

BATCH, TOKENS, STEPS, THREADS = 2, 64, 1, 1


def test_it_measures_a_tiny_shape(tmp_path: Path) -> None:
    path = shapes.write(tmp_path / "tiny.gguf", "tiny")
    found = train_bench.measured(path, BATCH, TOKENS, STEPS, THREADS, "on", "float32")
    assert found.keys() == {"tokens_per_s", "step_s", "peak_mb", "process_mb", "opening_s", "dtype"}
    assert found["dtype"] == "float32"
    assert found["tokens_per_s"] == pytest.approx(BATCH * TOKENS / found["step_s"], rel=0.2)
    assert 0 < found["peak_mb"] < 500


def test_a_process_that_fails_is_told(tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed) as failed:
        train_bench.measured(tmp_path / "none.gguf", BATCH, TOKENS, STEPS, THREADS, "on", "float32")
    assert failed.value.facts["reason"] == "died"
