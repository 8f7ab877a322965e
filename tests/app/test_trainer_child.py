"""The trainer as a process of its own: it trains, stops within a step, and its end is heard whatever ended it."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from importlib.util import find_spec
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec
import psutil
import pytest

TRAINING = Path(__file__).parents[1] / "engine" / "training"
if str(TRAINING) not in sys.path:
    sys.path.append(str(TRAINING))

import trainer_targets  # noqa: E402 - found on the path above
from random_files import Files  # noqa: E402
from small_jobs import HELD, LEARNT, SMALL, Run  # noqa: E402

from app import trainer_child  # noqa: E402
from app.child import Child, ChildGone  # noqa: E402
from engine.llm import adapter_file  # noqa: E402
from engine.training import messages, trainer  # noqa: E402
from engine.training.messages import Begin, Done, Failed, Reply, Saved, Stopped, Wanted  # noqa: E402
from engine.training.values import Progress  # noqa: E402

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"),
    pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing. is deprecated:FutureWarning"),
]
PATIENCE_S = 60.0


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Files(tmp_path_factory.mktemp("random")).plain("llama")


@pytest.fixture
def begin(base: Path, tmp_path: Path) -> Begin:
    digest = sha256(base.read_bytes()).hexdigest()
    return Begin(str(base), digest, str(tmp_path / "out.gguf"), LEARNT, HELD, SMALL, notes={"sotto.job": "7"})


@pytest.fixture
def started() -> Iterator[Callable[[Begin], Child]]:
    children: list[Child] = []

    def start(begin: Begin, target: Callable[[Connection], None] | None = None) -> Child:
        if target is None:
            child = trainer_child.start(begin)
        else:
            child = Child(target, name="trainer")
            child.send(messages.encode(begin))
        children.append(child)
        return child

    yield start
    for child in children:
        child.stop()


def next_of(child: Child) -> Reply:
    data = child.receive(PATIENCE_S)
    assert data is not None, "the trainer says nothing"
    return trainer_child.heard(data)


def to_its_end(child: Child) -> list[Reply]:
    said = [next_of(child)]
    while isinstance(said[-1], Progress | Saved | Wanted):
        said.append(next_of(child))
    return said


def until(child: Child, wanted: type[Reply]) -> list[Reply]:
    said = [next_of(child)]
    while not isinstance(said[-1], wanted):
        said.append(next_of(child))
    return said


def messages_of(child: Child) -> Iterator[bytes]:
    while (data := child.receive(PATIENCE_S)) is not None:
        yield data


def test_it_stops_within_a_step_and_goes_on_to_the_same_adapter_for_that_base(
    begin: Begin, base: Path, started: Callable[..., Child]
) -> None:
    child = started(begin)
    at = until(child, Progress)[-1]
    while not (isinstance(at, Progress) and at.step == 3):
        at = next_of(child)
    trainer_child.stop(child)
    rest = to_its_end(child)
    assert isinstance(rest[-1], Stopped)
    last = rest[-2]
    assert isinstance(last, Saved)
    assert last.step - 3 <= 1
    assert not Path(begin.out).exists()
    pieces = [one.piece for one in rest if isinstance(one, Saved) and one.step == last.step]
    again = started(msgspec.structs.replace(begin, resumes=True))
    trainer_child.give(again, iter(pieces), messages_of(again))
    said = to_its_end(again)
    done = said[-1]
    assert isinstance(done, Done)
    steps = [one.step for one in said if isinstance(one, Progress)]
    assert steps == sorted(steps)
    assert last.step <= steps[0] <= last.step + 1
    assert steps[-1] == done.trained.steps == 8
    assert any(isinstance(one, Saved) for one in said)
    out = Path(begin.out)
    assert sha256(out.read_bytes()).hexdigest() == done.sha256
    assert adapter_file.BASE_SHA256.encode() in out.read_bytes()
    assert done.trained.adapter == b""
    assert done.trained.best_loss < done.trained.base_loss
    whole = Run(base).train()
    assert done.trained.losses == whole.losses
    assert done.trained.best_loss == whole.best_loss


def test_it_ends_when_nobody_listens_any_more(begin: Begin, started: Callable[..., Child]) -> None:
    child = started(msgspec.structs.replace(begin, parameters=msgspec.structs.replace(SMALL, epochs=500)))
    until(child, Progress)
    process = psutil.Process(child.pid)
    assert child.stop(grace_s=10.0) == "asked"
    assert child.exitcode == 0
    assert not process.is_running()


def test_another_file_than_the_one_that_is_served_is_refused(begin: Begin, started: Callable[..., Child]) -> None:
    wrong = msgspec.structs.replace(begin, sha256="0" * 64)
    gone = msgspec.structs.replace(begin, base=begin.base + ".gone")
    assert to_its_end(started(wrong)) == [Failed("BaseRefused", {"reason": "changed"})]
    assert to_its_end(started(gone)) == [Failed("BaseRefused", {"reason": "missing"})]


def outcome(begin: Begin, *kept: bytes) -> Reply:
    """What a trainer would say last, without a process."""
    ours, theirs = Pipe()
    with theirs:
        reader = threading.Thread(target=read_away, args=(theirs,))
        reader.start()
        with ours:
            said = trainer._outcome(begin, list(kept), ours, threading.Event())
        reader.join()
    return said


def read_away(pipe: Connection) -> None:
    with contextlib.suppress(EOFError):
        while True:
            pipe.recv_bytes()


def test_what_cannot_be_trained_is_told_by_its_reason(begin: Begin) -> None:
    few = msgspec.structs.replace(begin, learnt=LEARNT[:3])
    assert outcome(few) == Failed("TooFewExamples", {"needed": 8, "examples": 3})
    assert outcome(begin, b"nothing of a state") == Failed("TrainingFailed", {"reason": "checkpoint"})
    nowhere = msgspec.structs.replace(begin, out=str(Path(begin.out).parent / "gone" / "out.gguf"))
    assert outcome(nowhere) == Failed("TrainingFailed", {"reason": "disk"})


def test_an_adapter_larger_than_is_loaded_is_not_trained(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trainer.MAX_BYTES == adapter_file.MAX_BYTES
    monkeypatch.setattr(trainer, "MAX_BYTES", 1000)
    assert outcome(begin) == Failed("TrainingFailed", {"reason": "adapter_large"})


def test_where_nothing_beat_the_base_nothing_is_written(begin: Begin) -> None:
    wild = msgspec.structs.replace(begin, parameters=msgspec.structs.replace(SMALL, learning_rate=1e-9, epochs=1))
    said = outcome(wild)
    assert isinstance(said, Done)
    assert said.trained.best_step == 0 or said.sha256
    assert bool(said.sha256) == Path(begin.out).exists()


def test_missing_parts_are_named(begin: Begin, started: Callable[..., Child]) -> None:
    said = to_its_end(started(begin, trainer_targets.without_torch))
    assert said == [Failed("TrainingFailed", {"reason": "parts", "module": "torch"})]


@pytest.mark.skipif(find_spec("bitsandbytes") is None, reason="it is not there for this computer")
@pytest.mark.parametrize(("folder", "has"), [("", b"no"), ("/gone", b"yes")])
def test_without_a_folder_of_a_base_the_library_of_four_bits_costs_it_nothing(
    begin: Begin, started: Callable[..., Child], folder: str, has: bytes
) -> None:
    parameters = msgspec.structs.replace(SMALL, hf_folder=folder)
    child = started(msgspec.structs.replace(begin, parameters=parameters), trainer_targets.has_bitsandbytes)
    until(child, Failed)
    assert child.receive(PATIENCE_S) == has


def test_once_it_has_said_its_last_word_it_is_gone_without_being_taken_apart(
    begin: Begin, started: Callable[..., Child]
) -> None:
    child = started(begin, trainer_targets.slow_to_leave)
    assert isinstance(to_its_end(child)[-1], Failed)
    with pytest.raises(ChildGone):
        child.receive(PATIENCE_S)
    assert child.stop() == "asked"
    assert child.exitcode == 0


def test_it_gives_way_and_opens_no_connection(begin: Begin, started: Callable[..., Child]) -> None:
    child = started(begin, trainer_targets.try_to_get_out)
    told = (child.receive(PATIENCE_S) or b"").decode().splitlines()
    assert int(told[0].split()[1]) >= 15
    assert told[2:] == ["no network", "no network"]
    if sys.platform == "linux":
        assert told[1] == "files 8000000000"


def test_what_nobody_can_read_is_passed_over_and_stop_is_still_heard() -> None:
    ours, theirs = Pipe()
    stop = threading.Event()
    with ours, theirs:
        for data in (b"\xc1", b"", messages.encode(messages.Stop())):
            ours.send_bytes(data)
        trainer._listen(theirs, stop)
        assert stop.is_set()
        assert not theirs.poll(0)


def test_what_nobody_can_read_is_a_failure() -> None:
    assert trainer_child.heard(b"\xc1") == Failed("TrainingFailed", {"reason": "garbled"})
