"""The inference worker from outside: real processes, real models, and every way they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import child_targets
import numpy as np
import psutil
import pytest
import tiny_gguf

from app import models
from app.child import Child
from app.exchange import Tickets
from app.paths import Home
from app.worker import Worker, allowance, start_child
from engine import protocol
from engine.problems import Cancelled, ModelFailed, ModelMissing, ModelRefused, WorkerDied
from engine.protocol import Generate, Load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

SCRIPT = ["Sure", ",", " see", " you", "\nT", "hem:", " bye"]


@pytest.fixture(scope="module")
def embedding(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return models.embedding_path(Home(tmp_path_factory.mktemp("home")))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return tiny_gguf.write(tmp_path / "m.gguf", SCRIPT, loops=True)


@pytest.fixture
def worker(embedding: Path) -> Iterator[Worker]:
    with Worker(embedding) as made:
        yield made


class Started:
    """Starts real workers and remembers them."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def __call__(self) -> Child:
        from engine.llm.worker import main

        self.children.append(Child(main, name="inference"))
        return self.children[-1]

    def kill(self) -> None:
        pid = self.children[-1].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)


def wish(**fields: object) -> Generate:
    said = {"prompt": "Them: hi\nMe:", "temperature": 0.0, "repeat_penalty": 1.0, "max_tokens": 40}
    return Generate(ticket=0, **{**said, **fields})  # type: ignore[arg-type]


def load(path: Path | str, *, n_ctx: int = 512, sha256: str = "") -> Load:
    return Load(ticket=0, path=str(path), n_ctx=n_ctx, sha256=sha256)


def test_texts_come_back_as_unit_vectors_in_order(worker: Worker) -> None:
    texts = [f"message number {n}" for n in range(600)]
    vectors = worker.embed(texts)
    assert vectors.shape == (600, 384)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    assert worker.embed([texts[550]])[0] @ vectors[550] > 0.999
    assert len(worker.embed([])) == 0


def test_the_app_side_never_loads_llama_cpp(worker: Worker) -> None:
    assert worker.device()
    code = "import sys, app.models, app.worker; print('llama_cpp' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout.strip() == b"False"


def test_a_model_is_loaded_and_writes(worker: Worker, model: Path) -> None:
    loaded = worker.load(load(model, sha256=models.file_sha256(model)))
    assert (loaded.arch, loaded.n_ctx) == ("llama", 512)
    grown = ["", ""]

    def grow(index: int, text: str) -> None:
        grown[index] += text

    made = worker.generate(wish(stops=("\nThem:",), count=2, grow=True), on_growth=grow)
    assert made.texts == ("Sure, see you",) * 2
    assert grown == ["Sure, see you"] * 2


def test_a_file_with_other_bytes_than_recorded_is_not_loaded(worker: Worker, model: Path) -> None:
    recorded = models.file_sha256(model)
    data = bytearray(model.read_bytes())
    data[-1] ^= 1
    model.write_bytes(data)
    with pytest.raises(ModelRefused) as told:
        worker.load(load(model, sha256=recorded))
    assert told.value.facts["reason"] == "wrong_hash"
    with pytest.raises(ModelMissing):
        worker.generate(wish())


def test_nothing_loaded_is_told_as_missing(model: Path) -> None:
    with Worker() as worker:
        with pytest.raises(ModelMissing):
            worker.embed(["hi"])
        with pytest.raises(ModelMissing):
            worker.generate(wish())
        with pytest.raises(ModelMissing):
            worker.load(load(model.with_name("nothing.gguf")))


def test_a_damaged_model_fails_and_the_worker_goes_on(worker: Worker, model: Path) -> None:
    model.write_bytes(model.read_bytes()[:-9000])
    with pytest.raises(ModelFailed):
        worker.load(load(model))
    assert worker.embed(["still here"]).shape == (1, 384)


def test_a_cancelled_generation_stops_early_and_the_worker_goes_on(worker: Worker, model: Path) -> None:
    worker.load(load(model, n_ctx=32768))
    grown: list[str] = []
    with pytest.raises(Cancelled):
        worker.generate(
            wish(max_tokens=30000, grow=True),
            cancelled=lambda: len(grown) > 3,
            on_growth=lambda _, text: grown.append(text),
        )
    assert len(grown) < 29000
    assert worker.generate(wish(max_tokens=2)).texts == ("Sure,",)


def test_a_generation_that_takes_too_long_is_cancelled(worker: Worker, model: Path) -> None:
    worker.load(load(model, n_ctx=32768))
    with pytest.raises(Cancelled):
        worker.generate(wish(max_tokens=30000), timeout_s=0.01)


def test_a_worker_that_dies_is_replaced_and_asked_again(embedding: Path, model: Path) -> None:
    start = Started()
    with Worker(embedding, start=start) as worker:
        worker.load(load(model))

        def kill_the_first(_index: int, _text: str) -> None:
            if len(start.children) == 1:
                start.kill()

        made = worker.generate(wish(max_tokens=300, grow=True), on_growth=kill_the_first)
        assert made.tokens == (300,)
        assert len(start.children) == 2
        assert not worker.disabled
        start.kill()
        assert worker.embed(["after another death"]).shape == (1, 384)
        assert worker.generate(wish(max_tokens=1)).texts == ("Sure",)


def test_a_model_that_kills_its_worker_twice_is_disabled() -> None:
    def start() -> Child:
        return Child(child_targets.worker_that_segfaults_when_generating, name="bad")

    with Worker(start=start) as worker:
        worker.load(load("bad.gguf"))
        with pytest.raises(WorkerDied) as died:
            worker.generate(wish())
        assert died.value.facts == {"request": "Generate", "exitcode": -signal.SIGSEGV}
        assert worker.disabled == {"bad.gguf": "killed_worker"}
        assert worker.loaded is None
        with pytest.raises(ModelRefused):
            worker.load(load("bad.gguf"))
        worker.allow("bad.gguf")
        assert worker.load(load("bad.gguf")).name == "bad"


def test_a_worker_that_hangs_is_ended_and_told() -> None:
    children: list[Child] = []

    def start() -> Child:
        children.append(Child(child_targets.hang_silently, name="hung"))
        return children[-1]

    with Worker(start=start, silence_s=0.2) as worker, pytest.raises(WorkerDied) as died:
        worker.device()
    assert died.value.facts["exitcode"] == "hung"
    assert [child.alive for child in children] == [False, False]


def test_stale_replies_are_dropped() -> None:
    with Worker(start=lambda: Child(child_targets.worker_that_says_stale_things, name="stale")) as worker:
        assert [worker.device(), worker.device()] == ["right", "right"]


def test_tickets_know_what_is_awaited() -> None:
    tickets = Tickets()
    first, second = tickets.issue(), tickets.issue()
    beat, done = protocol.Beat(ticket=first), protocol.Rested(ticket=first)
    assert tickets.hear(beat) == beat
    assert tickets.hear(done) == done
    assert tickets.hear(done) is None
    tickets.drop(second)
    assert tickets.hear(protocol.Rested(ticket=second)) is None
    third = tickets.issue()
    assert tickets.drop_all() == {third}


def test_a_worker_ends_with_its_client(embedding: Path) -> None:
    start = Started()
    with Worker(embedding, start=start) as worker:
        worker.device()
        assert worker.running
    assert not worker.running
    assert not psutil.pid_exists(start.children[0].pid or 0)
    assert start.children[0].exitcode == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process so")
def test_the_apps_workers_are_confined_before_they_load_anything() -> None:
    children: list[Child] = []

    def start() -> Child:
        children.append(start_child())
        return children[-1]

    with Worker(start=start) as worker:
        worker.device()
        process = psutil.Process(children[0].pid)
        assert process.rlimit(psutil.RLIMIT_DATA) == (allowance(), allowance())
        assert process.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert 0 < allowance() < psutil.virtual_memory().total


def test_the_worker_opens_no_socket_to_anywhere(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOTTO_PASSPHRASE", "canary")
    start: Callable[[], Child] = Started()
    with Worker(start=start) as other:
        other.device()
        process = psutil.Process(start.children[0].pid)  # type: ignore[attr-defined]
        assert "SOTTO_PASSPHRASE" not in process.environ()
        assert process.net_connections(kind="inet") == []
