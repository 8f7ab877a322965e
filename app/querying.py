"""The vector of one question to memory, from a short-lived worker."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app import models, searching
from app.store import memories, passages
from app.vault import Vault
from app.worker import Worker
from engine.problems import ModelProblem


def vector_of(vault: Vault, text: str) -> NDArray[np.float32] | None:
    """(384,) float32, L2-normalised, of what a question means; None where nothing is embedded yet or the embedder
    cannot run."""
    if not (passages.any_embedded(vault.db) or memories.any_embedded(vault.db)) or not text.strip():
        return None
    try:
        with Worker(models.embedding_path(vault.home)) as worker:
            vector: NDArray[np.float32] = worker.embed([searching.meaning(vault.db, text)])[0]
            return vector
    except ModelProblem:
        return None
