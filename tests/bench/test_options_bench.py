"""The options benchmark says what it promises, on real files, processes and the peer itself."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from app.benches import options_bench, shapes
from app.worker import Worker
from engine.llm import gguf_file
from engine.protocol import Generate, Load


def test_the_options_benchmark_has_its_keys_and_sane_figures() -> None:
    found = options_bench.run("tiny", count=4, tokens=3)
    assert list(found)[:11] == [
        "shape",
        "count",
        "one_s",
        "three_s",
        "all_s",
        "sequential_s",
        "three_over_one",
        "all_over_one",
        "all_over_sequential",
        "prepared_over_cold",
        "next_turn_over_cold",
    ]
    assert (found["shape"], found["count"], found["next_turn_tokens"]) == ("tiny", 4, options_bench.NEW_TOKENS)
    assert all(value > 0 for value in found.values() if isinstance(value, float))
    assert str(found["peer"]).startswith("llama-cpp-python")


def test_a_shape_is_a_model_that_may_be_added_and_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    written = [
        hashlib.sha256(shapes.write(tmp_path / f"{number}.gguf", "tiny", seed=seed).read_bytes()).hexdigest()
        for number, seed in enumerate((0, 0, 1))
    ]
    assert written[0] == written[1] != written[2]
    assert gguf_file.check(tmp_path / "0.gguf").arch == "llama"


@pytest.mark.parametrize(("shape", "parameters"), [("150m", 134_515_008), ("1b", 1_235_814_400), ("3b", 3_212_749_824)])
def test_shapes_have_the_parameters_of_the_models_they_stand_for(shape: str, parameters: int) -> None:
    assert sum(rows * columns for _name, rows, columns, _kind in shapes.tensors(shapes.SHAPES[shape])) == parameters


def test_no_text_of_a_random_model_ends_early_or_within_a_character(tmp_path: Path) -> None:
    path = shapes.write(tmp_path / "tiny.gguf", "tiny")
    with Worker() as worker:
        worker.load(Load(ticket=0, path=str(path), n_threads=1))
        made = worker.generate(Generate(ticket=0, prompt="Hello there, 😀!", count=8, max_tokens=40))
    assert made.tokens == (40,) * 8
    assert set(made.finish) == {"length"}
    assert "\ufffd" not in "".join(made.texts)
