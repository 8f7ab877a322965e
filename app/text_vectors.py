"""Vectors of texts by the shipped embedder, from a worker that lives no longer than they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from app import models, paths, searching
from app.store import memories, passages
from app.vault import Vault
from app.worker import Worker
from engine.problems import ModelProblem, Problem

#: Characters of a text that are embedded; the embedder reads no further than a few hundred words.
READ_CHARS = 4_000


class Embedder:
    """The shipped embedder while somebody needs it; keeps what it has embedded."""

    def __init__(self, home: paths.Home) -> None:
        """Nothing is loaded before the first text.

        Raises:
            ModelMissing: its weights are not here.
        """
        self._worker = Worker(models.embedding_path(home))
        self._known: dict[str, NDArray[np.float32]] = {}

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, 384) float32, L2-normalised; at least one text.

        Raises:
            WorkerDied, ModelFailed: the embedder cannot run here.
        """
        fresh = list(dict.fromkeys(text for text in texts if text not in self._known))
        if fresh:
            self._known.update(zip(fresh, self._worker.embed(fresh), strict=True))
        return np.stack([self._known[text] for text in texts])

    def __enter__(self) -> Embedder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._worker.close()


def of(home_option: Path | None, texts: Sequence[str]) -> list[NDArray[np.float32] | None]:
    """A unit vector (384,) for each text; None for blank ones, and for all where no embedder can be had here.

    Args:
        home_option: as of `paths.home`.
    """
    said = list(dict.fromkeys(text[:READ_CHARS] for text in texts if text.strip()))
    if not said:
        return [None] * len(texts)
    try:
        with Embedder(paths.home(home_option)) as embedder:
            known = dict(zip(said, embedder.vectors(said), strict=True))
    except Problem:
        return [None] * len(texts)
    return [known.get(text[:READ_CHARS]) for text in texts]


def of_question(vault: Vault, text: str) -> NDArray[np.float32] | None:
    """(384,) float32, L2-normalised, of what a question to the store means; None where nothing is embedded yet or the
    embedder cannot run."""
    if not (passages.any_embedded(vault.db) or memories.any_embedded(vault.db)) or not text.strip():
        return None
    try:
        with Embedder(vault.home) as embedder:
            found: NDArray[np.float32] = embedder.vectors([searching.meaning(vault.db, text)])[0]
            return found
    except ModelProblem:
        return None
