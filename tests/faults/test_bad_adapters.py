"""Damaged adapters: refused with a reason or harmless; the one before stays in use, and the model in any case."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import lora_files
import pytest
import tiny_trained
from adapter_lies import lies
from mutations import mutants
from starts import Starts
from tiny_trained import QUESTIONS, Trained, casual, formal

from app.worker import Worker
from engine.problems import AdapterRefused
from engine.protocol import AdapterFile, Generate, Load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

#: Different damage in `make test` and in `make faults`.
SEEDS = [*range(20), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(20, 200))]
PATIENCE_S = 20.0
QUESTION = next(iter(QUESTIONS))


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    return tiny_trained.trained(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="module")
def voice(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> AdapterFile:
    """The good adapter: with it the model answers casually."""
    pairs = lora_files.casual_pairs(tmp_path_factory.getbasetemp())
    path = lora_files.write(tmp_path_factory.mktemp("voice") / "voice.gguf", pairs)
    return AdapterFile(path=str(path), sha256=sha256(path.read_bytes()).hexdigest())


@pytest.fixture(scope="module")
def worker(trained: Trained) -> Iterator[Worker]:
    with Worker(start=Starts(), silence_s=PATIENCE_S, load_silence_s=PATIENCE_S) as made:
        made.load(Load(ticket=0, path=str(trained.path), n_ctx=512, n_threads=1))
        yield made


def answer(worker: Worker) -> str:
    wish = Generate(
        ticket=0,
        prompt=tiny_trained.prompt(QUESTION),
        stops=(tiny_trained.STOP,),
        temperature=0.0,
        repeat_penalty=1.0,
        max_tokens=40,
    )
    return worker.generate(wish).texts[0].strip()


def outcome(worker: Worker, damaged: AdapterFile) -> str:
    try:
        worker.adapt([damaged])
        answer(worker)
    except AdapterRefused as refused:
        return f"refused: {refused.facts['reason']}"
    return f"dropped: {worker.dropped[damaged.path]}" if damaged.path in worker.dropped else "used"


def test_the_good_adapter_changes_what_is_said_and_its_absence_changes_it_back(
    worker: Worker, voice: AdapterFile
) -> None:
    adapted = worker.adapt([voice])
    assert adapted.n_adapters == 1
    assert adapted.change > 0.1
    assert answer(worker) == casual(QUESTION)
    worker.adapt([])
    assert answer(worker) == formal(QUESTION)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_damaged_adapter_is_answered_for_and_the_one_before_stays(
    worker: Worker, voice: AdapterFile, seed: int, tmp_path: Path, tally: Callable[[str, str], None]
) -> None:
    worker.adapt([voice])
    damaged = mutants(Path(voice.path).read_bytes(), seed)
    path = tmp_path / "damaged.gguf"
    path.write_bytes(damaged)
    with pytest.raises(AdapterRefused) as told:
        worker.adapt([AdapterFile(path=str(path), sha256=voice.sha256)])
    assert told.value.facts["reason"] == "wrong_hash"
    assert answer(worker) == casual(QUESTION)
    became = outcome(worker, AdapterFile(path=str(path), sha256=sha256(damaged).hexdigest()))
    tally("damaged adapter, hash recorded", became)
    if became.startswith("refused"):
        assert answer(worker) == casual(QUESTION)
    worker.adapt([])
    assert answer(worker) == formal(QUESTION)
    assert not worker.disabled


@pytest.mark.parametrize("seed", SEEDS)
def test_an_adapter_that_lies_about_itself_is_answered_for_and_the_one_before_stays(
    worker: Worker, voice: AdapterFile, seed: int, tmp_path: Path, tally: Callable[[str, str], None]
) -> None:
    worker.adapt([voice])
    way, content = lies(Path(voice.path), seed)
    path = tmp_path / "lying.gguf"
    path.write_bytes(content)
    became = outcome(worker, AdapterFile(path=str(path), sha256=sha256(content).hexdigest()))
    tally(f"lying adapter, {way}, hash recorded", became)
    assert became.startswith(("refused", "dropped") if way != "a number" else "refused: not_finite") or way == "numbers"
    if became.startswith("refused"):
        assert answer(worker) == casual(QUESTION)
    worker.adapt([])
    assert answer(worker) == formal(QUESTION)
    assert not worker.disabled
