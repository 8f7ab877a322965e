"""Preparing search by meaning: cut turns, embed them newest first, resume wherever it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import clock, models, voices
from app.store import passages, vectors
from app.store.connection import transaction
from app.vault import Vault
from app.worker import Worker
from engine.problems import ModelProblem

#: Which embedder made a vector; another name means embedding again.
EMBEDDER = "all-minilm-l6-v2-q8_0"
BATCH = 64
#: Conversations cut per step and seconds that a command spends on embedding.
CUT_STEP = 20
COMMAND_BUDGET_S = 10.0
#: The demo shows search by meaning on its whole history.
DEMO_BUDGET_S = 60.0

Waiting = Sequence[tuple[int, int, str]]


def cut_some(db: Database, *, limit: int = CUT_STEP) -> int:
    """Cut the turns of the conversations that changed, newest first; returns how many conversations were cut."""
    ids = passages.uncut(db, limit=limit)
    for conversation_id in ids:
        passages.cut(db, conversation_id)
    return len(ids)


def keep_vectors(db: Database, waiting: Waiting, matrix: NDArray[np.float32]) -> None:
    """Store the vectors of waiting turns and mark them, in one transaction.

    Turns that were edited, removed or cut anew while they were embedded are left out: their numbers may belong to
    other words by now.
    """
    with transaction(db):
        same = passages.unchanged(db, waiting)
        rows = [(waiting[at][0], waiting[at][1]) for at in same]
        vectors.add(db, rows, matrix[same])
        passages.mark(db, [passage_id for passage_id, _contact in rows], EMBEDDER)


def index_for(vault: Vault, *, seconds: float, note: Callable[[str], None]) -> int:
    """Cut everything and embed for at most `seconds`; the rest waits. Without the embedder search stays lexical.

    Returns:
        turns still without a vector.
    """
    while cut_some(vault.db):
        pass
    voices.learn_if_stale(vault.db, now=clock.now())
    embedded, total = passages.progress(vault.db)
    if embedded < total:
        try:
            _embed_for(vault, seconds)
        except ModelProblem as problem:
            note(f"Search by meaning is off ({problem.code}); search by words works.")
        embedded, total = passages.progress(vault.db)
        if embedded < total:
            note(f"{total - embedded} older turns are not yet searchable by meaning; they follow with the next sync.")
    return total - embedded


def _embed_for(vault: Vault, seconds: float) -> None:
    until = time.monotonic() + seconds
    with Worker(models.embedding_path(vault.home)) as worker:
        while time.monotonic() < until and (waiting := passages.waiting(vault.db, BATCH)):
            keep_vectors(vault.db, waiting, worker.embed([text for _id, _contact, text in waiting]))
