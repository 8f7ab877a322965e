"""Preparing search by meaning: cut turns, embed them newest first, resume wherever it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import clock, models, remembering, voices
from app.store import cutting, listing, memories, passages, search, vectors
from app.store.connection import transaction
from app.vault import Vault
from app.worker import Worker
from engine.problems import ModelProblem

#: Which embedder made a vector; another name means embedding again.
EMBEDDER = "all-minilm-l6-v2-q8_0"
BATCH = 64
#: Conversations cut per step, and messages of each: a long thread takes several steps, so that wishes come between.
CUT_STEP, CUT_MESSAGES = 20, 500
#: A command prepares so many messages by the way; more take minutes and are left to the window or to `--index`.
QUICK_MESSAGES = 8000
#: Messages with similar words, and conversations cut because of them, when one is answered; of long threads, which
#: are cut in the background, only so many messages before and after each.
SIMILAR_MESSAGES, NEAR_CONVERSATIONS, NEAR_MESSAGES = 24, 9, 20
NOTE_EVERY_S = 10.0

Waiting = Sequence[tuple[int, int, str]]


def cut_some(db: Database, *, limit: int = CUT_STEP) -> int:
    """Cut a piece of the conversations that changed, newest first; returns in how many of them turns were cut."""
    ids = cutting.uncut(db, limit=limit)
    for conversation_id in ids:
        cutting.cut(db, conversation_id, limit=CUT_MESSAGES)
    return len(ids)


def cut_around(db: Database, conversation_id: int, text: str) -> None:
    """Cut the conversation at hand and those that share words with `text`, so that a large store that was never
    prepared still has past replies to offer; of long ones only what was said around those words."""
    hits = search.full_text(db, text[:400], limit=SIMILAR_MESSAGES)
    near: dict[int, list[int]] = {conversation_id: []}
    for one in listing.by_ids(db, [message_id for message_id, _score in hits]):
        if one.conversation_id is not None:
            near.setdefault(one.conversation_id, []).append(one.sent_us)
    with transaction(db):
        for number in set(list(near)[:NEAR_CONVERSATIONS]) & set(cutting.uncut(db)):
            if cutting.n_uncut(db, number, limit=CUT_MESSAGES) < CUT_MESSAGES:
                cutting.cut(db, number)
                continue
            for sent_us in near[number]:
                cutting.cut_around(db, number, sent_us, n_messages=NEAR_MESSAGES)


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


def is_quick(db: Database) -> bool:
    """Whether what waits can be prepared in a few seconds, so that a command may do it by the way."""
    embedded, total = passages.progress(db)
    return cutting.uncut_messages(db) + total - embedded <= QUICK_MESSAGES


def index_all(vault: Vault, *, note: Callable[[str], None]) -> int:
    """Cut and embed everything that waits; interrupted, it goes on from there the next time.

    Without the embedder search stays lexical.

    Returns:
        turns still without a vector.
    """
    passages.reembed(vault.db, EMBEDDER)
    memories.reembed(vault.db, EMBEDDER)
    while cut_some(vault.db):
        pass
    while remembering.step(vault.db, now=clock.now()):
        pass
    while voices.step(vault.db, now=clock.now()):
        pass
    embedded, total = passages.progress(vault.db)
    if embedded < total or memories.waiting(vault.db, 1):
        try:
            _embed_all(vault, note, total)
        except ModelProblem as problem:
            note(f"Search by meaning is off ({problem.code}); search by words works.")
        embedded, total = passages.progress(vault.db)
    return total - embedded


def _embed_all(vault: Vault, note: Callable[[str], None], total: int) -> None:
    told = time.monotonic()
    with Worker(models.embedding_path(vault.home)) as worker:
        while waiting := passages.waiting(vault.db, BATCH):
            keep_vectors(vault.db, waiting, worker.embed([text for _id, _contact, text in waiting]))
            if time.monotonic() - told > NOTE_EVERY_S:
                told = time.monotonic()
                note(f"{passages.progress(vault.db)[0]} of {total} turns are searchable by meaning.")
        embed_stored(vault.db, worker)


def embed_stored(db: Database, worker: Worker) -> None:
    """Make vectors for the memories that scripts stored."""
    while stored := memories.waiting(db, BATCH):
        matrix = worker.embed([words for _id, words in stored])
        memories.keep_vectors(db, [memory_id for memory_id, _words in stored], matrix, EMBEDDER)
