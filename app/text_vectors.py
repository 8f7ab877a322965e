"""Vectors of texts by the shipped embedder, for commands that are better with them and work without."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app import models, paths
from app.worker import Worker
from engine.problems import Problem

#: Characters of a text that are embedded; the embedder reads no further than a few hundred words.
READ_CHARS = 4_000


def of(home_option: Path | None, texts: Sequence[str]) -> list[NDArray[np.float32] | None]:
    """A unit vector (384,) for each text; None for blank ones, and for all where no embedder can be had here.

    Args:
        home_option: as of `paths.home`.
    """
    said = list(dict.fromkeys(text[:READ_CHARS] for text in texts if text.strip()))
    if not said:
        return [None] * len(texts)
    try:
        worker = Worker(models.embedding_path(paths.home(home_option)))
        try:
            matrix = worker.embed(said)
        finally:
            worker.close()
    except Problem:
        return [None] * len(texts)
    known = dict(zip(said, matrix, strict=True))
    return [known.get(text[:READ_CHARS]) for text in texts]
