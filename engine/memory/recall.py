"""Several rankings of the same things made into one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence


def fuse(rankings: Sequence[Sequence[int]], k: int = 60) -> list[tuple[int, float]]:
    """Reciprocal rank fusion: an id at place r (from 1) of a ranking gains 1 / (k + r).

    Best first; equal scores by smaller id, so that the result does not depend on the order of the rankings. An id
    that stands twice in one ranking counts once, at its better place. Cormack, Clarke and Büttcher, SIGIR 2009.
    """
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for place, one in enumerate(dict.fromkeys(ranking), start=1):
            scores[one] += 1 / (k + place)
    return sorted(scores.items(), key=lambda entry: (-entry[1], entry[0]))
