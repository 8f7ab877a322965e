"""The gate as a process of its own: it measures, stops when told to, and lets nobody pass when it dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import psutil
import pytest

TRAINING = Path(__file__).parents[1] / "engine" / "training"
if str(TRAINING) not in sys.path:
    sys.path.append(str(TRAINING))

import gate_targets  # noqa: E402 - found on the path above
import learning_bench  # noqa: E402
import small_gates  # noqa: E402

from app import gate_child  # noqa: E402
from app.child import Child  # noqa: E402
from app.working import Working  # noqa: E402
from engine.training import gate_messages  # noqa: E402
from engine.training.gate_messages import (  # noqa: E402
    Examine,
    Examined,
    Failed,
    Looked,
    Rehearse,
    Rehearsed,
    Reply,
    Stop,
    Stopped,
    Taken,
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.getbasetemp()


@pytest.fixture
def work(folder: Path) -> Examine:
    return small_gates.world(folder).work(small_gates.good(folder))


@pytest.fixture
def rehearse(folder: Path) -> Rehearse:
    here = small_gates.world(folder)
    return Rehearse(str(here.base), here.sha256, small_gates.PARAMETERS, most=2)


def begin(target: Callable[[Connection], None]) -> Callable[[gate_child.Request], Child]:
    def start(request: gate_child.Request) -> Child:
        child = Child(target, name="test")
        child.send(gate_messages.encode(request))
        return child

    return start


def said_by(child: Child) -> Iterator[bytes]:
    while True:
        data = child.receive(PATIENCE_S)
        assert data is not None, "the gate says nothing"
        yield data


def answer(
    request: gate_child.Request,
    *,
    start: Callable[[gate_child.Request], Child] = gate_child.start,
    tell: Callable[[Looked], None] = lambda _looked: None,
) -> Reply:
    return gate_child.answer(request, start, said_by, tell=tell)


def test_a_good_adapter_passes_in_a_process_of_its_own(work: Examine, folder: Path) -> None:
    looked: list[Looked] = []
    found = answer(work, tell=looked.append)
    assert isinstance(found, Examined)
    assert found == small_gates.world(folder).examined(small_gates.good(folder))
    assert found.verdict.passed
    assert len(found.pairs) == 5
    assert looked
    assert all(0 < one.done <= one.whole for one in looked)


def test_the_base_answers_everyday_prompts_there(rehearse: Rehearse, folder: Path) -> None:
    found = answer(rehearse)
    assert isinstance(found, Rehearsed)
    assert found.anchors == small_gates.world(folder).answers.anchors


def test_it_stops_when_told_to(work: Examine) -> None:
    child = gate_child.start(work)
    heard = gate_messages.reply(next(said_by(child)))
    child.send(gate_messages.encode(Stop()))
    while isinstance(heard, Looked | Taken):
        heard = gate_messages.reply(next(said_by(child)))
    child.stop()
    assert heard == Stopped()


def test_it_ends_when_nobody_listens_any_more(work: Examine) -> None:
    child = gate_child.start(work)
    assert child.receive(60) is not None
    process = psutil.Process(child.pid)
    assert child.stop(20) == "asked"
    assert not process.is_running()


@pytest.mark.parametrize("target", [gate_targets.die, gate_targets.babble])
def test_a_gate_that_dies_or_babbles_lets_nobody_pass(
    work: Examine, rehearse: Rehearse, target: Callable[[Connection], None]
) -> None:
    found = answer(work, start=begin(target))
    assert isinstance(found, Examined)
    assert (found.verdict.passed, found.verdict.reasons) == (False, ("gate_died",))
    assert answer(rehearse, start=begin(target)) == Failed("WorkerDied", {"during": "rehearsal"})


def test_a_gate_that_hangs_lets_nobody_pass(work: Examine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.working.SILENCE_S", 0.1)
    with learning_bench.filled() as vault:
        bench = learning_bench.Bench(vault)
        working = Working(bench.books, bench.job().id, halt=lambda: "", tell=bench.told.append, look_s=0.02)
        found = gate_child.answer(
            work, begin(gate_targets.hang), lambda child: working.messages(child, stop=None), tell=lambda _looked: None
        )
    assert isinstance(found, Examined)
    assert found.verdict.reasons == ("gate_died",)


def test_a_damaged_model_that_ends_the_process_lets_nobody_pass(work: Examine, tmp_path: Path) -> None:
    other = tmp_path / "other.gguf"
    other.write_bytes(b"GGUF" + os.urandom(2000))
    found = answer(msgspec.structs.replace(work, base=str(other), base_sha256=""))
    assert isinstance(found, Failed | Examined)
    assert not isinstance(found, Examined) or found.verdict.reasons == ("gate_died",)


def test_other_bytes_than_recorded_are_refused(work: Examine) -> None:
    wrong = "0" * 64
    found = answer(msgspec.structs.replace(work, candidate_sha256=wrong))
    assert isinstance(found, Examined)
    assert found.verdict.reasons == ("adapter_refused",)
    found = answer(msgspec.structs.replace(work, base_sha256=wrong))
    assert isinstance(found, Failed)
    assert (found.code, found.facts["reason"]) == ("ModelRefused", "wrong_hash")


def test_an_adapter_that_is_gone_is_refused(work: Examine) -> None:
    found = answer(msgspec.structs.replace(work, candidate=work.candidate + ".gone"))
    assert isinstance(found, Examined)
    assert found.verdict.reasons == ("adapter_refused",)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process so")
def test_it_can_write_no_file_and_reach_no_network() -> None:
    child = Child(gate_targets.try_to_get_out, name="test")
    child.send(b"go")
    data = child.receive(60)
    child.stop()
    assert data is not None
    told = data.decode().splitlines()
    assert int(told[0].removeprefix("nice ")) >= 15
    assert told[1:] == [f"data {1 << 34}", "no network", "no file"]


def test_a_verdict_holds_codes_and_figures_and_no_text(work: Examine, folder: Path) -> None:
    shown = repr(small_gates.world(folder).examined(small_gates.good(folder)).verdict)
    assert not any(one.output in shown for one in (*work.held, *work.anchors))
