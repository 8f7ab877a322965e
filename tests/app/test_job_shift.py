"""Jobs as the window works them: by the model that is in use when they are begun, and signed by it."""

from __future__ import annotations

import queue
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import scripted_worker
import tiny_gguf

from app import clock, generating, jobs, models
from app.child import Child
from app.generating import Answer, Ask
from app.inference import Inference
from app.job_shift import JobShift
from app.mailbox import Mailbox
from app.manifest import AdapterRef
from app.model_in_use import ModelInUse
from app.store import jobs as stored
from app.vault import Vault
from tests.stores import throwaway

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")
PATIENCE_S = 60.0
ASK = Ask("Yes?")


class Bench:
    """A shift with a scripted worker, on a thread of its own."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.mailbox = Mailbox("test-shift")
        self.model = ModelInUse(vault.home)
        self.inference = Inference(
            self.mailbox,
            lambda: models.embedding_path(vault.home),
            start=lambda _remote: Child(scripted_worker.main, name="inference"),
        )
        self.shift = JobShift(vault, self.inference, look=self.look, clock=clock.now)
        self.mailbox.start()

    def look(self) -> None:
        self.model.look()
        self.inference.use(self.model.chat())

    def do(self, act: Callable[[Callable[[], None]], None]) -> None:
        """Run this on the mailbox's thread, and wait until it says that it is done."""
        done: queue.SimpleQueue[None] = queue.SimpleQueue()
        self.mailbox.post(lambda: act(lambda: done.put(None)))
        done.get(timeout=PATIENCE_S)

    def answer(self) -> Answer:
        """Have one job worked."""
        job_id = jobs.add(self.vault.db, ASK, now=clock.now())
        self.do(self.shift.take_up)
        answer = jobs.result(stored.get(self.vault.db, job_id))
        assert answer is not None
        assert not self.shift.busy
        return answer


@pytest.fixture
def bench() -> Iterator[Bench]:
    with throwaway() as vault:
        made = Bench(vault)
        yield made
        made.mailbox.post(made.inference.stop)
        assert made.mailbox.stop(PATIENCE_S)


def use(vault: Vault, folder: Path, *adapters: AdapterRef) -> str:
    """Put a scripted model in use; returns the version that its answers are signed with."""
    model_id = models.use(vault.home, str(tiny_gguf.write(folder / "m.gguf", ["Sure"]))).id
    models.set_adapters(vault.home, model_id, adapters)
    return models.in_use(vault.home).version


def test_a_job_is_written_by_the_model_that_was_chosen_a_moment_ago(bench: Bench, tmp_path: Path) -> None:
    version = use(bench.vault, tmp_path)
    answer = bench.answer()
    assert (answer.response, answer.model_version) == (scripted_worker.TEXTS[0], version)
    assert generating.known(bench.vault.db, ASK, generating.author(bench.vault.home), now=clock.now()) is not None


def test_an_answer_without_the_adapters_that_were_refused_says_so_and_is_not_kept(bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "refuse-adapters").touch()
    version = use(bench.vault, tmp_path, AdapterRef(path=str(tmp_path / "voice.gguf"), sha256="a" * 64))
    assert version.endswith("+aaaaaaaa")
    assert bench.answer().model_version == version.removesuffix("+aaaaaaaa")
    assert generating.known(bench.vault.db, ASK, generating.author(bench.vault.home), now=clock.now()) is None
