"""A worker that ends: what is to blame goes out of use, what is not stays, and the request is answered."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import worker_targets

from app.child import Child
from app.worker import Worker
from engine.problems import AdapterRefused, Cancelled, ModelMissing, ModelRefused, WorkerDied
from engine.protocol import AdapterFile, Connect, Generate, Load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
WISH = Generate(ticket=0, prompt="Them: hi\nMe:")


class Started:
    """Starts scripted workers and remembers them."""

    def __init__(self) -> None:
        self.children: list[Child] = []

    def __call__(self) -> Child:
        self.children.append(Child(worker_targets.scripted_worker, name="scripted"))
        return self.children[-1]

    def kill(self) -> None:
        pid = self.children[-1].pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)


@pytest.fixture
def start() -> Started:
    return Started()


@pytest.fixture
def worker(start: Started) -> Iterator[Worker]:
    with Worker(start=start) as made:
        yield made


def load(folder: Path, name: str) -> Load:
    (folder / name).touch()
    return Load(ticket=0, path=str(folder / name))


def adapter(folder: Path, name: str) -> AdapterFile:
    (folder / name).touch()
    return AdapterFile(path=str(folder / name))


def test_a_replaced_worker_has_its_model_and_adapters_again(worker: Worker, start: Started, tmp_path: Path) -> None:
    worker.load(load(tmp_path, "base.gguf"))
    worker.adapt([adapter(tmp_path, "voice.gguf")])
    start.kill()
    assert worker.generate(WISH).texts == ("base+voice",)
    assert len(start.children) == 2
    worker.adapt([])
    start.kill()
    assert worker.generate(WISH).texts == ("base",)


def test_an_adapter_that_ends_its_worker_twice_is_dropped_and_the_model_answers(
    worker: Worker, start: Started, tmp_path: Path
) -> None:
    worker.load(load(tmp_path, "base.gguf"))
    bad = adapter(tmp_path, "deadly.gguf")
    worker.adapt([bad])
    assert worker.generate(WISH).texts == ("base",)
    assert len(start.children) == 3
    assert worker.dropped == {bad.path: "killed_worker"}
    assert not worker.disabled
    with pytest.raises(AdapterRefused) as told:
        worker.adapt([bad])
    assert told.value.facts["reason"] == "killed_worker"
    assert len(start.children) == 3


def test_an_adapter_that_cannot_be_loaded_alive_is_refused_and_the_one_before_stays(
    worker: Worker, tmp_path: Path
) -> None:
    worker.load(load(tmp_path, "base.gguf"))
    worker.adapt([adapter(tmp_path, "voice.gguf")])
    with pytest.raises(AdapterRefused) as told:
        worker.adapt([adapter(tmp_path, "deadly_to_load.gguf")])
    assert told.value.facts["reason"] == "killed_worker"
    assert worker.generate(WISH).texts == ("base+voice",)


def test_an_adapter_that_is_refused_when_it_is_given_back_leaves_the_model_in_use(
    worker: Worker, start: Started, tmp_path: Path
) -> None:
    worker.load(load(tmp_path, "base.gguf"))
    voice = adapter(tmp_path, "voice.gguf")
    worker.adapt([voice])
    Path(voice.path).unlink()
    start.kill()
    assert worker.generate(WISH).texts == ("base",)
    assert worker.dropped == {voice.path: "missing"}


def test_a_model_chosen_anew_gets_another_chance(worker: Worker, tmp_path: Path) -> None:
    bad = load(tmp_path, "deadly.gguf")
    worker.load(bad)
    with pytest.raises(WorkerDied) as died:
        worker.generate(WISH)
    assert died.value.facts == {"request": "Generate", "exitcode": -signal.SIGSEGV}
    assert worker.disabled == {bad.path: "killed_worker"}
    with pytest.raises(ModelRefused):
        worker.load(bad)
    with pytest.raises(ModelMissing):
        worker.generate(WISH)
    worker.allow(bad.path)
    assert worker.load(bad).name == bad.path


def test_a_model_that_cannot_be_loaded_alive_is_disabled_and_another_one_works(worker: Worker, tmp_path: Path) -> None:
    bad = load(tmp_path, "deadly_to_load.gguf")
    with pytest.raises(WorkerDied):
        worker.load(bad)
    assert worker.disabled == {bad.path: "killed_worker"}
    worker.load(load(tmp_path, "good.gguf"))
    assert worker.generate(WISH).texts == ("good",)


def test_a_model_that_ends_its_worker_when_it_is_given_back_costs_other_requests_nothing(
    worker: Worker, start: Started, tmp_path: Path
) -> None:
    model = load(tmp_path, "base.gguf")
    worker.load(model)
    Path(model.path).unlink()
    start.kill()
    assert worker.device() == "scripted"
    assert worker.disabled == {model.path: "killed_worker"}


def test_a_worker_that_talks_nonsense_is_replaced_and_then_given_up(worker: Worker, tmp_path: Path) -> None:
    with pytest.raises(WorkerDied):
        worker.load(load(tmp_path, "garbage.gguf"))
    assert worker.device() == "scripted"


def test_what_was_cancelled_is_not_asked_again_of_a_hung_worker(start: Started, tmp_path: Path) -> None:
    with Worker(start=start, silence_s=0.3) as worker:
        worker.load(load(tmp_path, "hung.gguf"))
        with pytest.raises(Cancelled):
            worker.generate(WISH, cancelled=lambda: True)
        assert len(start.children) == 1
        assert not start.children[0].alive


def test_an_endpoint_is_asked_through_a_child_of_its_own_and_its_sockets_are_counted(
    start: Started, tmp_path: Path
) -> None:
    remotes: list[Child] = []

    def start_remote() -> Child:
        remotes.append(Child(worker_targets.scripted_remote, name="remote"))
        return remotes[-1]

    with Worker(start=start, start_remote=start_remote) as worker:
        worker.load(load(tmp_path, "base.gguf"))
        worker.load(Connect(ticket=0, base_url="box", model="m"))
        assert worker.generate(WISH).texts == ("box",)
        assert worker.device() == "scripted"
        assert worker.sockets == 2
        remotes[0].stop()
        assert worker.generate(WISH).texts == ("box",)
        assert worker.sockets == 4
        worker.load(load(tmp_path, "base.gguf"))
        assert worker.generate(WISH).texts == ("base",)
    assert (len(start.children), len(remotes)) == (1, 2)
