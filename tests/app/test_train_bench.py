"""The bench of training tells a speed and a memory for a model of any form, in a process of its own."""

from __future__ import annotations

import math
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from app.benches import folders, shapes, train_bench
from engine.problems import TrainingFailed
from engine.training.timing import of_samples
from engine.training.values import Parameters

JOB = Parameters(batch=2, max_tokens=64, threads=1, checkpointing="on", dtype="float32", device="cpu")
TOLD = {
    "device", "dtype", "tokens_per_s", "step_s", "optimizer_s", "samples_s", "together", "recomputing", "peak_mb",
    "process_mb", "opening_s",
}  # fmt: skip


@pytest.fixture(params=["packed", pytest.param("nf4", marks=pytest.mark.faults)])
def base(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == "nf4":
        return folders.write(tmp_path / "nf4", "tiny")
    return shapes.write(tmp_path / "tiny.gguf", "tiny")


def test_it_measures_a_tiny_shape(base: Path) -> None:
    found = train_bench.measured(str(base), JOB, steps=1)
    assert found.keys() == TOLD
    assert (found["device"], found["dtype"], found["recomputing"]) == ("cpu", "float32", True)
    assert found["tokens_per_s"] == pytest.approx(2 * 64 / found["step_s"], rel=0.2)
    assert 0 < found["peak_mb"] < 700
    batch_s = found["step_s"] - found["optimizer_s"]
    assert found["samples_s"] == pytest.approx(3 * (500 * batch_s + 125 * found["optimizer_s"]), rel=0.1, abs=1)


def test_a_thousand_samples_are_every_batch_of_every_epoch() -> None:
    """At the defaults 250 batches of 4, and a step of the optimiser after each 4 of them."""
    assert of_samples(Parameters(), 1.0, 0.0) == 3 * 250
    assert of_samples(Parameters(), 0.0, 1.0) == 3 * 63
    assert of_samples(Parameters(batch=3, accumulation=1, epochs=1), 1.0, 1.0) == 2 * math.ceil(1000 / 3)


@pytest.mark.parametrize(("quant", "forms"), [("packed", ("q8_0", "q4_k_m")), ("nf4", ("nf4",))])
def test_every_form_and_way_is_told(quant: str, forms: tuple[str, ...]) -> None:
    seen: list[tuple[str, str, int, int]] = []

    def measure(base: str, job: Parameters, *, steps: int) -> dict[str, Any]:
        assert not base or Path(base).exists()
        seen.append((Path(base).stem, job.checkpointing, job.max_tokens, steps))
        return {"device": "cpu", "dtype": "float32", "tokens_per_s": len(seen)}

    found = train_bench.run("tiny", batch=1, tokens=64, steps=1, n_threads=1, quant=quant, measure=measure)
    assert (found["batch"], found["accumulation"], found["epochs"], found["device"]) == (1, 4, 3, "cpu")
    ways = [(form, way) for form in forms for way in ("", "recomputing_")]
    assert [found[f"{form}_{way}tokens_per_s"] for form, way in ways] == list(range(2, 2 + len(ways)))
    assert seen[1:] == [(form, "on" if way else "off", 64, 1) for form, way in ways]
    assert all(found[f"{form}_file_mb"] >= 0 for form in forms)


def test_on_a_card_samples_have_the_length_of_a_job() -> None:
    seen: set[tuple[str, int]] = set()

    def measure(base: str, job: Parameters, *, steps: int) -> dict[str, Any]:
        seen.add((job.checkpointing, job.max_tokens))
        return {"device": "cuda", "dtype": "bfloat16"}

    train_bench.run("tiny", device="cuda", quant="nf4", measure=measure)
    assert {("auto", 1024), ("on", 1024)} <= seen


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a graphics card")
def test_a_card_that_is_not_there_is_told_before_anything_is_written() -> None:
    with pytest.raises(TrainingFailed) as failed:
        train_bench.run("3b", device="cuda", quant="nf4")
    assert failed.value.facts == {"reason": "device", "device": "cuda"}


def test_a_process_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(TrainingFailed) as failed:
        train_bench.measured("", JOB, steps=1)
    assert failed.value.facts == {"reason": "died", "code": 1}
