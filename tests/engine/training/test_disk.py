"""What a job needs of the disk is what its states and its adapter take there."""

from __future__ import annotations

from pathlib import Path

import pytest
from random_files import Files
from small_jobs import Run

from engine.llm import gguf_directory
from engine.training import disk, memory
from engine.training.memory import Measures
from engine.training.values import Parameters

pytestmark = pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning")
#: What a state has beside the adapter's numbers: names, counters, the state of a generator.
BESIDE = 40_000
#: Those of Llama 3.1 8B: 32 layers of 4096, queries and keys in 8 groups, a feed-forward part of 14336.
LARGE = Measures(32, 4096, 14336, 32 * (2 * 8192 + 2 * 5120 + 3 * 18432), 4_900_000_000)


def test_a_state_takes_what_was_expected(tmp_path: Path) -> None:
    base = Files(tmp_path).plain("llama")
    run = Run(base)
    run.train(rank=64)
    found = memory.measures(gguf_directory.read(base))
    assert found is not None
    one, two = (disk.needed(found, Parameters(rank=64), states=n) for n in (1, 2))
    assert two - one <= len(run.saved[-1]) <= two - one + BESIDE


def test_three_states_of_a_large_model_are_more_than_a_gigabyte() -> None:
    assert disk.needed(LARGE, Parameters(rank=16)) == pytest.approx(3 * 0.67e9 + 0.17e9, rel=0.02)
    assert disk.needed(LARGE, Parameters(rank=256)) > 32e9
