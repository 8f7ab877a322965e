"""The shipped search over texts of an evaluation file instead of the person's own."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType

from app import desk, paths, searching
from app.evals.memory import Said
from app.indexing import EMBEDDER
from app.store import passages, scratch, vectors
from app.store.connection import transaction
from app.text_vectors import Embedder
from app.vault import Vault, throwaway
from engine.domain import micros

#: Messages found for one question.
DEPTH = 50


class Searcher:
    """Search by words and meaning over one conversation at a time, in a throw-away vault.

    Attributes:
        latencies_ms: time of each search, embedding of the question included.
    """

    def __init__(self, home: paths.Home) -> None:
        self._embedder = Embedder(home)
        self._vault: Vault | None = None
        self._ids: dict[int, str] = {}
        self.latencies_ms: list[float] = []

    def read(self, messages: Sequence[Said]) -> None:
        """Forget what was there and index these messages, oldest first."""
        self._close_vault()
        self._vault = throwaway()
        db = self._vault.db
        with transaction(db):
            stored = scratch.fill(db, [(one.speaker, one.text, _sent_us(one.sent_at)) for one in messages])
        self._ids = {message_id: str(one.id) for message_id, one in zip(stored, messages, strict=True)}
        waiting = passages.waiting(db, len(messages) + 1)
        if waiting:
            matrix = self._embedder.vectors([text for _id, _contact, text in waiting])
            with transaction(db):
                vectors.add(db, [(passage_id, contact_id) for passage_id, contact_id, _text in waiting], matrix)
                passages.mark(db, [passage_id for passage_id, _contact, _text in waiting], EMBEDDER)

    def __call__(self, question: str) -> list[str]:
        """Ids of the messages found, best first."""
        if self._vault is None:
            return []
        began = time.perf_counter()
        vector = self._embedder.vectors([searching.meaning(self._vault.db, question)])[0]
        hits = desk.search_everything(self._vault.db, question, limit=DEPTH, vector=vector)
        self.latencies_ms.append((time.perf_counter() - began) * 1000)
        return [self._ids[hit.message_id] for hit in hits]

    def _close_vault(self) -> None:
        if self._vault is not None:
            self._vault.close()
            self._vault = None

    def __enter__(self) -> Searcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._close_vault()
        self._embedder.__exit__(kind, error, where)


def _sent_us(sent_at: str | None) -> int | None:
    """Microseconds of an ISO time, taken as UTC where it names no zone; None for anything else."""
    try:
        when = datetime.fromisoformat(sent_at or "")
    except ValueError:
        return None
    return micros(when if when.tzinfo else when.replace(tzinfo=UTC))
