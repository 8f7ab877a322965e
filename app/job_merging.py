"""The last stage of a job whose adapter becomes a model of its own; the adapter stays, whatever comes of it."""

from __future__ import annotations

from collections.abc import Callable

from app import logs, merging
from app.books import Books
from app.paths import Home
from app.store import trainings
from app.store.adapters import Adapter
from app.working import Working
from engine.problems import Cancelled, DiskFull, Problem, SottoIsOpen

#: Share of the whole job at which it begins.
BEGINS = 0.9


def run(home: Home, books: Books, working: Working, job_id: str, made: Adapter, *, now_us: Callable[[], int]) -> None:
    """Make one model of the adapter and its base, and note that the job is over.

    What goes wrong with it is noted too: the person asked for an adapter first, and has one.

    Raises:
        Halted, Over: it has to stop; the next time it begins anew. DiskFull, SottoIsOpen, Cancelled: of the store.
    """
    working.move(stage="merging", eta_s=None)
    told = [BEGINS]

    def tell(share: float) -> None:
        if (done := round(BEGINS + (1 - BEGINS) * share, 2)) > told[-1]:
            told.append(done)
            working.move(done=done)

    def cancelled() -> bool:
        working.look()  # raises what has to stop it
        return False

    short_of: Problem | None = None
    try:
        asked = books.read(lambda db: merging.wanted(home, db, made.id))
        merging.merge(home, books, asked, asked.usual_kind, tell=tell, cancelled=cancelled)
    except (SottoIsOpen, DiskFull, Cancelled):
        raise
    except Problem as problem:
        logs.event("merging_failed", problem=problem.code)
        short_of = problem
    books.write(lambda db: trainings.complete(db, job_id, str(made.id), now_us=now_us(), short_of=short_of))
