"""What the gate's process measures for a job: the base's own answers, and a candidate beside what is in use."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from app import gate_child, logs, training_files
from app.books import Books
from app.child import Child
from app.gate_child import Request
from app.paths import Home
from app.store import adapters
from app.store.adapters import Adapter
from app.store.trainings import Job
from app.training_files import Outcome, Snapshot
from app.working import Working
from engine.problems import SealBroken, TrainingFailed, rebuilt
from engine.training.gate_messages import Examine, Examined, Failed, Looked, Rehearse, Rehearsed, Reply

#: Shares of the whole job at which a measuring begins and ends.
Share = tuple[float, float]


class Measuring:
    """For one job. There is nothing to keep of a process that has to stop: `Halted` and `Over` come as they are."""

    def __init__(self, home: Home, books: Books, working: Working, start: Callable[[Request], Child]) -> None:
        """`start` makes the gate's process."""
        self._home, self._books, self._working, self._start = home, books, working, start

    def rehearse(self, request: Rehearse, *, share: Share) -> Rehearsed:
        """What the base answers to everyday prompts.

        Raises:
            TrainingFailed: `reason` gate_died. WorkerDied, ModelRefused and others, as the gate tells them.
        """
        said = self._answer(request, share)
        if not isinstance(said, Rehearsed):
            raise TrainingFailed(reason="gate_died")
        return said

    def examine(
        self, job: Job, snapshot: Snapshot, outcome: Outcome, base: str, used: Adapter | None, *, share: Share
    ) -> Examined:
        """What the gate says of the adapter that came out, beside the one in use, or (None) the model alone; problems
        as in `rehearse`, and of its file."""
        with ExitStack() as files:

            def opened(job_id: str, key: bytes, sha256: str) -> str:
                plain = training_files.plain_adapter(self._home, job_id, key=key, sha256=sha256)
                return str(files.enter_context(plain))

            said = self._answer(
                Examine(
                    base=base, base_sha256=job.base_sha256,
                    candidate=opened(job.id, job.key, outcome.sha256), candidate_sha256=outcome.sha256,
                    current=opened(used.job_id, used.key, used.sha256) if used else "",
                    current_sha256=used.sha256 if used else "",
                    held=snapshot.held, anchors=snapshot.anchors, canaries=snapshot.canaries, voice=snapshot.voice,
                    parameters=job.parameters, expected_loss=outcome.trained.best_loss,
                    probes=outcome.trained.probes, dtype=outcome.trained.dtype, form=outcome.trained.form,
                ),
                share, taken=files.close,
            )  # fmt: skip
        if not isinstance(said, Examined):
            raise TrainingFailed(reason="gate_died")
        return said

    def used(self, job: Job) -> Adapter | None:
        """The adapter in use that has to be beaten; one whose file is damaged, or whose words are gone, is not."""
        used = self._books.read(lambda db: adapters.used_on(db, job.model_id, job.base_sha256))
        if used is None or used.stale:
            return None
        try:
            training_files.check_adapter(self._home, used.job_id, key=used.key, sha256=used.sha256)
        except SealBroken:
            logs.event("adapter_damaged", id=used.id)
            return None
        return used

    def _answer(self, request: Request, share: Share, *, taken: Callable[[], None] = lambda: None) -> Reply:
        begins, ends = share
        working = self._working

        def tell(said: Looked) -> None:
            working.move(done=begins + (ends - begins) * said.done / max(1, said.whole))

        said = gate_child.answer(
            request, self._start, lambda child: working.messages(child, stop=None), tell=tell, taken=taken
        )
        if isinstance(said, Failed):
            raise rebuilt(said.code, said.facts)
        return said
