"""Damaged model files: those that changed since they were added are refused, the others cannot hurt anybody else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import tiny_gguf
import tiny_trained
from mutations import mutants
from starts import Starts

from app.worker import Worker
from engine.problems import ModelRefused, Problem, WorkerDied
from engine.protocol import Generate, Load, Turn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

SCRIPT = ["Sure", ",", " see", " you", "\nT", "hem:", " bye"]
#: Different damage in `make test` and in `make faults`.
SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(20, 320))]
PATIENCE_S = 20.0


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with Worker(start=Starts(), silence_s=PATIENCE_S, load_silence_s=PATIENCE_S) as made:
        yield made


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.gguf"
    return tiny_gguf.write(path, SCRIPT, template=tiny_trained.TEMPLATE)


@pytest.fixture(scope="module")
def bases(good: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, ...]:
    """Files to damage: one with a SentencePiece vocabulary, one with byte pairs."""
    trained = tiny_trained.trained(tmp_path_factory.getbasetemp())
    return (good.read_bytes(), trained.path.read_bytes())


def load(path: Path, recorded: bytes) -> Load:
    return Load(ticket=0, path=str(path), sha256=sha256(recorded).hexdigest(), n_ctx=512, n_threads=1)


def writes(worker: Worker) -> None:
    """As an answer to a message is written, in both forms."""
    for said in ({"prompt": "Them: hi\nMe:"}, {"turns": (Turn("user", "hi"),)}):
        worker.generate(Generate(ticket=0, **said, count=2, max_tokens=8))


def outcome(worker: Worker, wish: Load) -> str:
    try:
        worker.load(wish)
        writes(worker)
    except WorkerDied:
        return "worker died, contained"
    except Problem as problem:
        return problem.code
    return "used"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_model_is_answered_for_and_the_good_one_works_right_after(
    worker: Worker,
    good: Path,
    bases: tuple[bytes, ...],
    seed: int,
    tmp_path: Path,
    tally: Callable[[str, str], None],
) -> None:
    base = bases[seed % len(bases)]
    damaged = mutants(base, seed)
    path = tmp_path / "damaged.gguf"
    path.write_bytes(damaged)
    with pytest.raises(ModelRefused) as told:
        worker.load(load(path, base))
    assert told.value.facts["reason"] == "wrong_hash"
    became = outcome(worker, load(path, damaged))
    tally("damaged model, hash recorded", became)
    assert (became == "worker died, contained") == (str(path) in worker.disabled)
    worker.load(load(good, good.read_bytes()))
    made = worker.generate(Generate(ticket=0, prompt="Them: hi\nMe:", temperature=0.0, repeat_penalty=1.0, count=2))
    assert made.texts == ("".join(SCRIPT),) * 2
