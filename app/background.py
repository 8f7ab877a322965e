"""The work that nobody waits for, begun piece by piece as the worklist says."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import events, indexing, logs
from app.ahead import Ahead
from app.composing import Composing
from app.events import Event
from app.inference import Inference
from app.job_shift import JobShift
from app.mailbox import Mailbox
from app.spare_time import SpareTime
from app.store import drafts, memories, passages
from app.worklist import DoJob, Draft, Embed, Extend, Nothing, Retell
from engine.problems import Cancelled, Problem

#: Seconds between two counts of what is embedded.
PROGRESS_S = 2.0
#: So few turns that wait for vectors are embedded before drafts are written ahead: half a minute's work.
FEW_TURNS = 8000
#: Turns that could not be embedded are tried again after so long.
AGAIN_S = 60.0


class Background:
    """One piece at a time; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        db: Database,
        mailbox: Mailbox,
        inference: Inference,
        composing: Composing,
        ahead: Ahead,
        *,
        jobs: JobShift,
        spare_time: SpareTime,
        announce: Callable[[Event], None],
        wake: Callable[[], None],
    ) -> None:
        """`wake` asks for `begin_piece` to be called again when nothing else is to do."""
        self._db = db
        self._mailbox = mailbox
        self._inference = inference
        self._composing = composing
        self._ahead = ahead
        self._jobs = jobs
        self._spare_time = spare_time
        self._announce = announce
        self._wake = wake
        self._embedding = False
        self._next_look_s = self._embed_again_s = 0.0
        self._told_progress_s = -PROGRESS_S

    @property
    def busy(self) -> bool:
        """Whether a piece is under way."""
        return self._composing.background or self._embedding or self._jobs.busy or self._spare_time.busy

    def stop(self) -> None:
        """Leave what is under way."""
        self._jobs.stop()

    def begin_piece(self) -> bool:
        """Begin the next piece, if none is under way; returns whether it is over already and there may be more."""
        self._composing.drop_where(self._ahead.is_for_nothing)
        if self.busy:
            return False
        n_turns = self._n_waiting() if self._embeds else 0
        piece = self._ahead.next_piece(
            interactive=self._composing.interactive,
            embeds=n_turns > 0,
            embeds_first=0 < n_turns <= FEW_TURNS,
            jobs=self._jobs.expects,
            retells=self._spare_time.expects,
        )
        match piece:
            case Draft(conversation_id):
                self._draft(conversation_id)
            case Extend(_, request_id):
                self._extend(request_id)
            case Embed():
                self._embed_some()
            case DoJob():
                self._jobs.take_up(self._wake)
            case Retell():
                self._spare_time.begin(self._wake)
            case Nothing(_, again_s):
                self._look_again(again_s)
                return False
        return not self.busy

    @property
    def _embeds(self) -> bool:
        """Whether turns can be embedded, and no failure was so lately that it would come again."""
        return self._inference.embedding.problem is None and time.monotonic() >= self._embed_again_s

    def _draft(self, conversation_id: int) -> None:
        wish, wished = self._ahead.begin(conversation_id)
        try:
            self._composing.draft(conversation_id, wish, background=True, wished=wished)
        except Exception as bug:  # noqa: BLE001 - foreign words of one conversation; the worklist remembers the failure
            logs.bug(bug)

    def _extend(self, request_id: str) -> None:
        try:
            self._composing.extend(request_id, background=True)
        except Exception as bug:  # noqa: BLE001 - foreign words of one conversation
            logs.bug(bug)
            drafts.plan_no_more(self._db, request_id)

    def _look_again(self, again_s: float | None) -> None:
        """Ask the worklist again when what hinders it has passed; one look at a time is enough."""
        if again_s is None:
            return
        now_s = time.monotonic()
        if now_s < self._next_look_s <= now_s + again_s:
            return
        self._next_look_s = now_s + again_s
        self._mailbox.after(again_s, self._wake)

    def _n_waiting(self) -> int:
        """Texts without a vector: turns, counted a little beyond `FEW_TURNS`, else memories that scripts stored."""
        return passages.n_waiting(self._db, limit=FEW_TURNS + 1) or len(memories.waiting(self._db, 1))

    def _embed_some(self) -> None:
        """Embed the next batch, turns before stored memories; its answer asks for the next piece."""
        if waiting := passages.waiting(self._db, indexing.BATCH):

            def keep(matrix: NDArray[np.float32]) -> None:
                indexing.keep_vectors(self._db, waiting, matrix)
                self._tell_progress(last=len(waiting) < indexing.BATCH)

            self._embed([text for _id, _contact, text in waiting], keep)
        elif stored := memories.waiting(self._db, indexing.BATCH):
            ids = [memory_id for memory_id, _words in stored]
            self._embed(
                [words for _id, words in stored],
                lambda matrix: memories.keep_vectors(self._db, ids, matrix, indexing.EMBEDDER),
            )

    def _embed(self, texts: list[str], keep: Callable[[NDArray[np.float32]], None]) -> None:
        self._embedding = True

        def embedded(matrix: NDArray[np.float32] | Problem) -> None:
            self._embedding = False
            if isinstance(matrix, Cancelled):
                pass  # somebody waits; the texts do too
            elif isinstance(matrix, Problem):
                self._embed_again_s = time.monotonic() + AGAIN_S
                self._mailbox.after(AGAIN_S, self._wake)
            else:
                keep(matrix)
            self._wake()

        self._inference.embed(texts, embedded, within_s=None, background=True)

    def _tell_progress(self, *, last: bool) -> None:
        """Counting reads the whole index, so it is done now and then, and at the end."""
        if last or time.monotonic() - self._told_progress_s >= PROGRESS_S:
            self._told_progress_s = time.monotonic()
            self._announce(events.EmbeddingProgressed(*passages.progress(self._db)))
