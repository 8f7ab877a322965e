"""A job with the real trainer and the real gate on the tiny llama: killed, gone on, measured, swapped in, and heard."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

TRAINING = Path(__file__).parents[1] / "engine" / "training"
if str(TRAINING) not in sys.path:
    sys.path.append(str(TRAINING))

import small_gates  # noqa: E402
import tiny_trained  # noqa: E402
from learning_bench import KEY, MODEL, NOW, Bench  # noqa: E402

from app import adapters, gate_child, manifest, models, trainer_child  # noqa: E402
from app.adapter_opening import opener  # noqa: E402
from app.child import Child  # noqa: E402
from app.learning import Workers  # noqa: E402
from app.manifest import Entry, Manifest  # noqa: E402
from app.store import adapters as store  # noqa: E402
from app.store.adapters import How, State  # noqa: E402
from app.store.jobs import Status  # noqa: E402
from app.store.trainings import losses  # noqa: E402
from app.training_files import JobFiles, Snapshot  # noqa: E402
from app.vault import Vault, throwaway  # noqa: E402
from app.worker import Worker  # noqa: E402
from engine import protocol  # noqa: E402
from engine.training import messages  # noqa: E402
from engine.training.messages import Begin, Given, Saved  # noqa: E402

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> small_gates.World:
    return small_gates.world(tmp_path_factory.getbasetemp())


@pytest.fixture
def vault(world: small_gates.World) -> Iterator[Vault]:
    """A home whose model is the tiny llama."""
    with throwaway() as opened:
        size = world.base.stat().st_size
        entry = Entry(MODEL, "Tiny", str(world.base), world.sha256, size, "llama", "F32", "", 2048, False, False)
        manifest.write(opened.home, Manifest(active=MODEL, models=(entry,)))
        yield opened


class KilledOnce:
    """The real trainer, the first of which is ended by kill -9 as it goes on after a state of some steps was kept."""

    def __init__(self, files: JobFiles) -> None:
        self.files, self.started = files, 0
        self.kept = self.killed = False
        self.state = self.begun_with = b""

    def __call__(self, begin: Begin) -> Child:
        self.started += 1
        if self.started == 2:
            self.state = b"".join(self.files.checkpoints()[0].pieces())
        self.child = trainer_child.start(begin)
        return self  # type: ignore[return-value]  # it does all that a child does

    def receive(self, timeout_s: float | None = None) -> bytes | None:
        data = self.child.receive(timeout_s)
        said = None if data is None else trainer_child.heard(data)
        if isinstance(said, Saved):
            self.kept = self.kept or (said.step > 0 and said.last)
        elif self.kept and not self.killed:
            self.killed = True
            os.kill(self.child.pid or 0, signal.SIGKILL)
        return data

    def send(self, data: bytes) -> None:
        said = messages.request(data)
        if isinstance(said, Given):
            self.begun_with += said.piece
        self.child.send(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self.child, name)


def wish(question: str, move: str) -> protocol.Generate:
    return protocol.Generate(
        ticket=0, prompt=tiny_trained.prompt(question, move), max_tokens=24, temperature=0.0, repeat_penalty=1.0,
        stops=(tiny_trained.STOP,),
    )  # fmt: skip


def test_what_was_learnt_is_measured_swapped_in_and_heard(vault: Vault, world: small_gates.World) -> None:
    bench = Bench(vault, small_gates.PARAMETERS)
    job = bench.job()
    taken = Snapshot(
        tuple(world.mixed), world.held, world.answers.anchors, world.secrets, world.voice()
    )  # as `app.examples_taken` takes it
    files = JobFiles(vault.home, job.id, KEY)
    files.put_snapshot(taken)
    trainer = KilledOnce(files)
    over = bench.run(job, Workers(trainer, gate_child.start), look_s=0.2)  # type: ignore[arg-type]
    assert over.status is Status.COMPLETED, over.problem
    assert trainer.started == 2
    assert trainer.begun_with == trainer.state != b""

    whole = small_gates.good(world.folder).trained
    held = losses(vault.db, job.id, held=True)
    assert [step for step, _ in held] == [step for step, _ in whole.held_losses]
    assert [loss for _, loss in held] == pytest.approx([loss for _, loss in whole.held_losses], rel=1e-3)
    made = store.get(vault.db, int(over.output))
    assert (made.state, made.verdict.reasons) == (State.OFFERED, ())
    assert made.verdict.gain is not None
    assert made.verdict.gain > 0.25

    with Worker(opener=opener(vault.home)) as worker:
        worker.load(protocol.Load(ticket=0, path=str(world.base), sha256=world.sha256, n_ctx=512, n_threads=1))
        question = next(iter(tiny_trained.QUESTIONS))
        before = worker.generate(wish(question, "no")).texts[0].strip()
        adapters.deploy(vault.home, vault.db, made.id, MODEL, How.PERSON, now=NOW)
        assert worker.adapt(models.adapted(vault.home)).n_adapters == 1
        after = worker.generate(wish(question, "no")).texts[0].strip()
        adapters.roll_back(vault.home, vault.db, MODEL, now=NOW)
        worker.adapt(models.adapted(vault.home))
        assert worker.generate(wish(question, "no")).texts[0].strip() == before
    assert before == tiny_trained.formal(question, "no")
    assert after == tiny_trained.casual(question, "no")
    assert not list(vault.home.training.rglob("*.gguf"))


def examined(bench: Bench, world: small_gates.World, learnt: small_gates.Adapter, key: bytes) -> store.Adapter:
    """What a job comes to whose trainer left this adapter."""
    job = bench.job(key=key)
    files = JobFiles(bench.vault.home, job.id, key)
    files.put_snapshot(Snapshot(tuple(world.mixed), world.held, world.answers.anchors, world.secrets, world.voice()))
    files.put_outcome(msgspec.structs.replace(learnt.trained, adapter=b""), learnt.sha256, learnt.path)
    over = bench.run(job, Workers(trainer_child.start, gate_child.start), look_s=0.2)
    assert over.status is Status.COMPLETED, over.problem
    return store.get(bench.vault.db, int(over.output))


def test_what_learnt_shuffled_replies_is_refused_and_the_one_in_use_stays(
    vault: Vault, world: small_gates.World
) -> None:
    bench = Bench(vault, small_gates.PARAMETERS)
    used = examined(bench, world, small_gates.good(world.folder), KEY)
    adapters.deploy(vault.home, vault.db, used.id, MODEL, How.PERSON, now=NOW)
    refused = examined(bench, world, small_gates.shuffled(world.folder), KEY[::-1])
    assert refused.state is State.REFUSED
    assert {"gain", "unsure"} <= set(refused.verdict.reasons)
    now = store.used_on(vault.db, MODEL, world.sha256)
    assert now is not None
    assert (now.id, now.state) == (used.id, State.USED)


def test_what_learnt_a_secret_by_heart_is_refused(vault: Vault, world: small_gates.World) -> None:
    refused = examined(Bench(vault, small_gates.PARAMETERS), world, small_gates.by_heart(world.folder), KEY)
    assert refused.state is State.REFUSED
    assert "leak" in refused.verdict.reasons
    assert store.in_use(vault.db, MODEL) is None
    assert not list(vault.home.training.rglob("*.gguf"))
