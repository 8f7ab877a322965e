"""How well the shipped voice meter tells authors apart, on outside texts.

The first half of an author's texts is learnt, the second half is tested. Every tested text is a trial against every
author's profile: its own author's, or another's. Whoever is tested is not in the background: a profile's background
is what all others wrote in their first halves, without the author of the tested text (for a profile's own texts without
one other author, so that every background is of as many). That is stricter than life, in which most of whom a text
must be told from are contacts with messages in the background; `known` leaves the author of the text in and gives the
milder figure.

An AUC is over all trials together, at one threshold for everybody: large authors weigh more, and a profile whose
scores lie higher than others' costs. `by_author` adds the mean over the profiles, each at a threshold of its own.
Scores are `Verifier.log_odds` as shares; for five or ten texts the mean over groups that follow each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


#: Of each profile its trials: whether the texts are its own author's, and their scores.
_Trials = Sequence[Sequence[tuple[bool, Floats]]]


def score(
    lines: Iterable[str], *, known: bool = False, least: int = LEAST, distinct: bool = False, by_author: bool = False
) -> dict[str, float | int | None]:
    """Figures over lines `{"author": "a", "texts": [...]}`; the texts of an author on several lines are joined.

    Args:
        known: leave the author of a tested text in the background.
        least: texts that say anything, without which an author is passed over; never fewer than `LEAST`.
        distinct: count each text once and leave out those that two authors sent word for word, which cannot tell them
            apart: one person with two accounts, chain letters.
        by_author: add the means over the profiles.

    Returns:
        authors (tested), auc_1, auc_5, auc_10, and with `by_author` mean_auc_1, mean_auc_5, mean_auc_10; None where
        there is nothing to compare, which needs three authors (two where they may be `known`).

    Raises:
        BadFile: with the number of the line.
    """
    said = _by_author(lines)
    rows = _distinct(said) if distinct else said
    authors = [_author(texts) for texts in rows.values() if len(texts) >= max(least, LEAST)]
    trials = list(_trials(authors, known=known)) if len(authors) > (1 if known else 2) else []
    figures: dict[str, float | int | None] = {"authors": len(authors)}
    for size in GROUPS:
        figures[f"auc_{size}"] = _rounded(_auc([trial for profile in trials for trial in profile], size))
    if by_author:
        figures |= {f"mean_auc_{size}": _rounded(_mean_auc(trials, size)) for size in GROUPS}
    return figures


def grouped(scores: Floats, size: int) -> Floats:
    """The means of consecutive groups of so many scores; what does not fill a group is left out."""
    n = len(scores) // size
    means: Floats = scores[: n * size].reshape(n, size).mean(axis=1)
    return means


def _auc(trials: Sequence[tuple[bool, Floats]], size: int) -> float | None:
    groups = [(own, grouped(scores, size)) for own, scores in trials]
    return auc([value for _, means in groups for value in means], [own for own, means in groups for _ in means])


def _mean_auc(trials: _Trials, size: int) -> float | None:
    found = [figure for profile in trials if (figure := _auc(profile, size)) is not None]
    return sum(found) / len(found) if found else None


def _rounded(figure: float | None) -> float | None:
    return None if figure is None else round(figure, 4)


def _by_author(lines: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, row in parsed(lines):
        texts = _texts(row, number)
        said = found.setdefault(str(row["author"]), [])
        said += [text for text in texts if text.strip()][: MOST - len(said)]
    return found


def _distinct(said: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Each text once, in order, without those that more than one author sent."""
    bare = {author: dict.fromkeys(text.strip() for text in texts) for author, texts in said.items()}
    senders: dict[str, int] = {}
    for texts in bare.values():
        for text in texts:
            senders[text] = senders.get(text, 0) + 1
    return {author: [text for text in texts if senders[text] == 1] for author, texts in bare.items()}


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


def _trials(authors: Sequence[_Author], *, known: bool) -> Iterator[list[tuple[bool, Floats]]]:
    """The scores of every author's tested texts, profile by profile, and whether they are its own author's."""
    everything = verifier.nothing()
    for author in authors:
        everything = everything.plus(author.learnt)
    for at, profile in enumerate(authors):
        others = everything.less(profile.learnt)
        found = []
        for tested in authors:
            own = tested is profile
            # Own texts are held against a background of as many authors: without the next one, whoever that is.
            out = authors[(at + 1) % len(authors)] if own else tested
            odds = _log_odds(tested, profile.learnt, others, None if known else out.learnt)
            found.append((own, verifier.likelihood(odds)))
        yield found


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
