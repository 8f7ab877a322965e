"""How well the shipped voice meter tells authors apart, on outside texts.

The first half of an author's texts is learnt, the second half is tested. Every tested text is a trial against every
author's profile: its own author's, or another's. Whoever is tested is not in the background: a profile's background
is what all others wrote in their first halves, without the author of the tested text (for a profile's own texts without
one other author, so that every background is of as many). That is stricter than life, in which most of whom a text
must be told from are contacts with messages in the background; `known` leaves the author of the text in and gives the
milder figure.

An AUC is over all trials together, at one threshold for everybody: large authors weigh more, and a profile whose
scores lie higher than others' costs. Scores are `Verifier.log_odds`; for five or ten texts the mean over groups that
follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.evals.curves import auc
from app.evals.rows import parsed
from engine.problems import BadFile
from engine.voice import verifier
from engine.voice.ngrams import FAMILIES, Places, places
from engine.voice.verifier import Writing

#: Texts of one author that are read, and without which an author is not tested.
MOST, LEAST = 5_000, 20
#: Trials are of one text, of five and of ten.
GROUPS = (1, 5, 10)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Author:
    """What is learnt of one author, and the pieces of the texts that are tested, by family: places and their text."""

    learnt: Writing
    pieces: tuple[Places, ...]
    owners: tuple[Places, ...]
    n_tested: int


def score(lines: Iterable[str], *, known: bool = False) -> dict[str, float | int | None]:
    """Figures over lines `{"author": "a", "texts": [...]}`; the texts of an author on several lines are joined.

    Authors with fewer than `LEAST` texts that say anything are passed over.

    Args:
        known: leave the author of a tested text in the background.

    Returns:
        authors (tested), auc_1, auc_5, auc_10; None where there is nothing to compare, which needs three authors (two
        where they may be `known`).

    Raises:
        BadFile: with the number of the line.
    """
    authors = [_author(texts) for texts in _by_author(lines) if len(texts) >= LEAST]
    trials = list(_trials(authors, known=known)) if len(authors) > (1 if known else 2) else []
    figures: dict[str, float | int | None] = {"authors": len(authors)}
    for size in GROUPS:
        figures[f"auc_{size}"] = _auc([(own, grouped(scores, size)) for own, scores in trials])
    return figures


def grouped(scores: Floats, size: int) -> Floats:
    """The means of consecutive groups of so many scores; what does not fill a group is left out."""
    n = len(scores) // size
    means: Floats = scores[: n * size].reshape(n, size).mean(axis=1)
    return means


def _auc(trials: Sequence[tuple[bool, Floats]]) -> float | None:
    values = [value for _, scores in trials for value in scores]
    found = auc(values, [own for own, scores in trials for _ in scores])
    return None if found is None else round(found, 4)


def _by_author(lines: Iterable[str]) -> list[list[str]]:
    found: dict[str, list[str]] = {}
    for number, row in parsed(lines):
        texts = _texts(row, number)
        said = found.setdefault(str(row["author"]), [])
        said += [text for text in texts if text.strip()][: MOST - len(said)]
    return list(found.values())


def _texts(row: dict[str, Any], line: int) -> list[str]:
    if not isinstance(row.get("author"), str | int):
        raise BadFile(line=line, why="author")
    texts = row.get("texts")
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadFile(line=line, why="texts")
    return texts


def _author(texts: Sequence[str]) -> _Author:
    half = len(texts) // 2
    tested = [places(text) for text in texts[half:]]
    pieces = tuple(np.concatenate([one[family] for one in tested]) for family in range(FAMILIES))
    owners = tuple(
        np.repeat(np.arange(len(tested)), [len(one[family]) for one in tested]) for family in range(FAMILIES)
    )
    return _Author(verifier.writing(texts[:half]), pieces, owners, len(tested))


def _trials(authors: Sequence[_Author], *, known: bool) -> Iterator[tuple[bool, Floats]]:
    """The log-odds of every author's tested texts against every profile, and whether it is their own."""
    everything = verifier.nothing()
    for author in authors:
        everything = everything.plus(author.learnt)
    for at, profile in enumerate(authors):
        others = everything.less(profile.learnt)
        for tested in authors:
            own = tested is profile
            # Own texts are held against a background of as many authors: without the next one, whoever that is.
            out = authors[(at + 1) % len(authors)] if own else tested
            yield own, _log_odds(tested, profile.learnt, others, None if known else out.learnt)


def _log_odds(tested: _Author, mine: Writing, theirs: Writing, without: Writing | None) -> Floats:
    """`Verifier.log_odds` of all tested texts of an author at once; `without` is taken out of the background."""
    found = np.zeros(tested.n_tested)
    for family, (here, owner) in enumerate(zip(tested.pieces, tested.owners, strict=True)):
        background, n_background = theirs.table[here], int(theirs.sums[family])
        if without is not None:
            background, n_background = background - without.table[here], n_background - int(without.sums[family])
        odds = verifier.odds(mine.table[here], background, int(mine.sums[family]), n_background)
        sums, lengths = (np.bincount(owner, weights, tested.n_tested) for weights in (odds, None))
        found += verifier.WEIGHTS[family] * sums / np.sqrt(np.maximum(lengths, 1))
    return found
