"""What finding the nearest costs: inside one contact, over everything, and by brute force over the same vectors."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.store import vectors
from app.store.connection import transaction
from app.vault import throwaway

#: Contacts the segments are spread over, segments about one subject, questions, and how many nearest are wanted.
CONTACTS, ABOUT_ONE, ROUNDS, DEPTH = 500, 50, 60, 10
#: How far a question is from a segment that answers it, as the length of what is added to a unit vector.
APART = 0.4
#: Rows stored with one call.
BATCH = 5_000

Floats = NDArray[np.float32]
Found = TypeVar("Found")


def run(segments: int) -> dict[str, float]:
    """Medians in ms, and recall@10 of the search over everything against exact cosines.

    `numpy_ms` is one product of all float32 vectors with the question and its ten largest; the three are measured in
    turn for each question, so that a busy machine weighs on all alike.
    """
    draw = np.random.default_rng(7)
    matrix = _clustered(draw, segments)
    contacts = draw.integers(1, CONTACTS + 1, segments)
    questions = _unit(matrix[draw.integers(0, segments, ROUNDS)] + APART * _directions(draw, ROUNDS))
    took: dict[str, list[float]] = {"one": [], "all": [], "numpy": []}
    right = 0
    with throwaway() as vault:
        for at in range(0, segments, BATCH):
            rows = [(one + 1, int(contacts[one])) for one in range(at, min(at + BATCH, segments))]
            with transaction(vault.db):
                vectors.add(vault.db, rows, matrix[at : at + BATCH])
        vectors.nearest(vault.db, questions[0], k=DEPTH)
        for question in questions:
            inside = partial(
                vectors.nearest, vault.db, question, k=DEPTH, contact_id=int(draw.integers(1, CONTACTS + 1))
            )
            _timed(took["one"], inside)
            found = _timed(took["all"], partial(vectors.nearest, vault.db, question, k=DEPTH))
            exact = _timed(took["numpy"], partial(_exact, matrix, question))
            right += len({one for one, _cosine in found} & {int(one) + 1 for one in exact})
    one_ms, all_ms, numpy_ms = (median(took[name]) for name in ("one", "all", "numpy"))
    return {
        "segments": segments,
        "one_contact_ms": round(one_ms, 3),
        "all_contacts_ms": round(all_ms, 3),
        "numpy_ms": round(numpy_ms, 3),
        "all_over_numpy": round(all_ms / numpy_ms, 3),
        "recall_at_10": round(right / (ROUNDS * DEPTH), 4),
    }


def _timed(took: list[float], act: Callable[[], Found]) -> Found:
    began = time.perf_counter()
    found = act()
    took.append((time.perf_counter() - began) * 1000)
    return found


def _exact(matrix: Floats, question: Floats) -> NDArray[np.intp]:
    cosines = matrix @ question
    nearest: NDArray[np.intp] = np.argpartition(-cosines, DEPTH)[:DEPTH]
    return nearest


def _clustered(draw: np.random.Generator, n: int) -> Floats:
    """Unit vectors around common subjects, as far from their subject as it is from nothing."""
    centres = _directions(draw, max(1, n // ABOUT_ONE))
    return _unit(centres[draw.integers(0, len(centres), n)] + _directions(draw, n))


def _directions(draw: np.random.Generator, n: int) -> Floats:
    return _unit(draw.standard_normal((n, vectors.DIMENSIONS)).astype(np.float32))


def _unit(matrix: Floats) -> Floats:
    found: Floats = (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)
    return found
