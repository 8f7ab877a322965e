"""A real worker that is shot, starved or stopped: it is replaced and the request is answered, or a problem is told."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

import psutil
import pytest
import tiny_gguf
from starts import MEMORY, Starts

from app.worker import Worker
from engine.problems import ModelProblem, WorkerDied
from engine.protocol import Generate, Load

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

SCRIPT = ["Sure", ",", " see", " you", " soon"]
WISH = Generate(ticket=0, prompt="Them: hi\nMe:", temperature=0.0, repeat_penalty=1.0, max_tokens=100, grow=True)
#: Longer than anything a tiny model does in one step, on a machine with much else to do.
SILENCE_S = 3.0
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")


@pytest.fixture
def model(tmp_path: Path) -> Load:
    return Load(ticket=0, path=str(tiny_gguf.write(tmp_path / "m.gguf", SCRIPT, loops=True)), n_ctx=512, n_threads=1)


@pytest.mark.parametrize(
    "how",
    [signal.SIGSEGV, pytest.param(signal.SIGABRT, marks=pytest.mark.faults), signal.SIGKILL, signal.SIGSTOP],
    ids=lambda how: how.name,
)
def test_a_worker_hurt_while_it_writes_is_replaced_and_the_text_comes(how: signal.Signals, model: Load) -> None:
    starts = Starts()
    with Worker(start=starts, silence_s=SILENCE_S) as worker:
        worker.load(model)
        made = worker.generate(WISH, on_growth=starts.hurting(how, 1))
        assert made.tokens == (100,)
        assert len(starts.children) == 2
        assert not starts.children[0].alive
        assert not worker.disabled


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGSTOP], ids=lambda how: how.name)
def test_a_model_during_whose_work_two_workers_end_is_disabled_and_another_one_works(
    how: signal.Signals, model: Load, tmp_path: Path
) -> None:
    starts = Starts()
    with Worker(start=starts, silence_s=SILENCE_S) as worker:
        worker.load(model)
        with pytest.raises(WorkerDied) as died:
            worker.generate(WISH, on_growth=starts.hurting(how, 2))
        assert died.value.facts["exitcode"] == ("hung" if how is signal.SIGSTOP else -how)
        assert worker.disabled == {model.path: "killed_worker"}
        other = tiny_gguf.write(tmp_path / "other.gguf", ["Fine", "!"])
        worker.load(Load(ticket=0, path=str(other), n_ctx=512, n_threads=1))
        assert worker.generate(WISH).texts == ("Fine!",)


@linux_only
def test_a_context_that_does_not_fit_the_allowed_memory_is_made_smaller(model: Load) -> None:
    starts = Starts(_at_rest() + (48 << 20))
    with Worker(start=starts) as worker:
        loaded = worker.load(Load(ticket=0, path=model.path, n_ctx=65536, n_threads=1))
        assert (loaded.n_ctx, loaded.fallback) == (2048, "smaller_context")
        assert worker.generate(WISH).tokens == (100,)
        assert len(starts.children) == 1


@linux_only
@pytest.mark.parametrize("spare", [0, pytest.param(1 << 20, marks=pytest.mark.faults), 3 << 20])
def test_a_worker_without_memory_to_load_a_model_is_a_problem_and_one_with_memory_works(
    model: Load, spare: int
) -> None:
    starts = Starts(_at_rest() + spare)
    with Worker(start=starts, silence_s=SILENCE_S, load_silence_s=SILENCE_S) as worker:
        with pytest.raises(ModelProblem):
            worker.load(model)
        worker.close()
        worker.allow(model.path)
        starts.memory_bytes = MEMORY
        worker.load(model)
        assert worker.generate(WISH).tokens == (100,)


def _at_rest() -> int:
    """Bytes of its own that a worker has before it loads anything."""
    starts = Starts()
    with Worker(start=starts) as worker:
        worker.device()
        return int(psutil.Process(starts.pid).memory_info().data)
