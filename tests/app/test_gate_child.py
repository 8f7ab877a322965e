"""The gate as a process of its own: it measures, stops when told to, and lets nobody pass when it dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import psutil
import pytest

TRAINING = Path(__file__).parents[1] / "engine" / "training"
if str(TRAINING) not in sys.path:
    sys.path.append(str(TRAINING))

import gate_targets  # noqa: E402 - found on the path above
import small_gates  # noqa: E402

from app import gate_child  # noqa: E402
from app.child import Child  # noqa: E402
from engine.training import gate_messages  # noqa: E402
from engine.training.gate_messages import Examine, Examined, Failed, Looked, Rehearse, Rehearsed, Stopped  # noqa: E402

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


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


def test_a_good_adapter_passes_in_a_process_of_its_own(work: Examine, folder: Path) -> None:
    looked: list[Looked] = []
    found = gate_child.ask(work, tell=looked.append)
    assert isinstance(found, Examined)
    assert found == small_gates.world(folder).examined(small_gates.good(folder))
    assert found.verdict.passed
    assert len(found.pairs) == 5
    assert looked
    assert all(0 < one.done <= one.whole for one in looked)


def test_the_base_answers_everyday_prompts_there(rehearse: Rehearse, folder: Path) -> None:
    found = gate_child.ask(rehearse)
    assert isinstance(found, Rehearsed)
    assert found.anchors == small_gates.world(folder).answers.anchors


def test_it_stops_when_told_to(work: Examine) -> None:
    looked: list[Looked] = []
    found = gate_child.ask(work, tell=looked.append, cancelled=lambda: bool(looked))
    assert found == Stopped()


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
    found = gate_child.ask(work, begin=begin(target))
    assert isinstance(found, Examined)
    assert (found.verdict.passed, found.verdict.reasons) == (False, ("gate_died",))
    assert gate_child.ask(rehearse, begin=begin(target)) == Failed("WorkerDied", {"during": "rehearsal"})


def test_a_gate_that_hangs_lets_nobody_pass(work: Examine) -> None:
    found = gate_child.ask(work, begin=begin(gate_targets.hang), silence_s=0.4)
    assert isinstance(found, Examined)
    assert found.verdict.reasons == ("gate_died",)


def test_a_damaged_model_that_ends_the_process_lets_nobody_pass(work: Examine, tmp_path: Path) -> None:
    other = tmp_path / "other.gguf"
    other.write_bytes(b"GGUF" + os.urandom(2000))
    found = gate_child.ask(msgspec.structs.replace(work, base=str(other), base_sha256=""))
    assert isinstance(found, Failed | Examined)
    assert not isinstance(found, Examined) or found.verdict.reasons == ("gate_died",)


def test_other_bytes_than_recorded_are_refused(work: Examine) -> None:
    wrong = "0" * 64
    found = gate_child.ask(msgspec.structs.replace(work, candidate_sha256=wrong))
    assert isinstance(found, Examined)
    assert found.verdict.reasons == ("adapter_refused",)
    found = gate_child.ask(msgspec.structs.replace(work, base_sha256=wrong))
    assert isinstance(found, Failed)
    assert (found.code, found.facts["reason"]) == ("ModelRefused", "wrong_hash")


def test_an_adapter_that_is_gone_is_refused(work: Examine) -> None:
    found = gate_child.ask(msgspec.structs.replace(work, candidate=work.candidate + ".gone"))
    assert isinstance(found, Examined)
    assert found.verdict.reasons == ("adapter_refused",)


@pytest.mark.skipif(sys.platform != "linux", reason="limits that Linux keeps")
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
