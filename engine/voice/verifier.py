"""The voice meter: how much a text sounds like the person, against a background of their contacts' own messages.

A text is taken apart into the six families of `engine.voice.ngrams`. Each piece has log-odds between the person's
writing and the background, smoothed towards what both share and weakened where the counts are too small, or the
difference too slight, to mean anything (Monroe, Colaresi and Quinn 2008, "Fightin' Words": informative Dirichlet prior
and z-scores). The log-odds of a family are added and divided by the root of their number; the families are added.
Everything is read from two tables of counts, so a new message only adds to a table and a deleted one is taken out.

No weight is learnt. The figures below were set by hand and checked on the NUS SMS corpus, for measuring only.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.domain import StyleProfile
from engine.voice import style
from engine.voice.ngrams import FAMILIES, MOST, SLOTS, Counts, Places, counted, places

Floats = NDArray[np.float64]

#: Weight of what both sides share, in pieces: rare pieces are drawn towards no difference.
PRIOR = 200.0
#: Standard deviations from which a difference counts in full.
SURE = 1.5
#: Standard deviation of log-odds between people who write alike: so much may differ for other reasons than the voice.
SPREAD = 0.8
#: Weight of a family: two, three and four characters, words, word pairs, shape.
WEIGHTS = (1.0, 1.0, 1.0, 1.5, 1.5, 1.0)
#: `score` is the logistic of SLOPE x log-odds: 0.5 says nothing either way, half of the person's own messages lie above
#: 0.9 and half of others' below 0.1. A balanced fit on the corpus named above gives 0.28.
SLOPE = 0.26
#: Logits beyond which a score no longer moves.
_SURELY = 60.0
#: Pieces of a family (two characters) on the poorer side at which counts weigh as much as the likeness of style.
HALF_KNOWN = 3_000


@dataclass(frozen=True, slots=True, eq=False)
class Writing:
    """Counts of one side: how often each place occurs, (SLOTS,), and the sums by family, (FAMILIES,)."""

    table: Counts
    sums: Counts

    def plus(self, other: Writing) -> Writing:
        """Both together."""
        return Writing(self.table + other.table, self.sums + other.sums)

    def less(self, other: Writing) -> Writing:
        """This without the other; nothing falls below zero."""
        return Writing(np.maximum(self.table - other.table, 0), np.maximum(self.sums - other.sums, 0))


def nothing() -> Writing:
    """The writing of somebody who wrote nothing."""
    return Writing(np.zeros(SLOTS, np.int64), np.zeros(FAMILIES, np.int64))


def writing(texts: Sequence[str]) -> Writing:
    """The writing of whoever wrote these texts."""
    return Writing(*counted(texts))


@dataclass(frozen=True, slots=True)
class Verifier:
    """Tells the person's writing from others'.

    Attributes:
        mine, theirs: what the person and what others wrote.
        profile: how the person writes (to one contact, say): speaks where the counts are still small.
    """

    mine: Writing
    theirs: Writing
    profile: StyleProfile = style.NEUTRAL

    @property
    def known(self) -> float:
        """How far the counts can be relied on, 0 … 1."""
        n = float(min(self.mine.sums[0], self.theirs.sums[0]))
        return n / (n + HALF_KNOWN)

    def score(self, text: str) -> float:
        """How much a text sounds like the person, in [0, 1]; 0.5 where there is nothing to go by.

        The logistic of the log-odds, and the likeness of style (`engine.voice.style.likeness`) as far as the counts
        are not `known`.
        """
        known = self.known
        told = float(likelihood(np.float64(self.log_odds(text)))) if known else 0.5
        return round(known * told + (1 - known) * style.likeness(text[:MOST], self.profile), 4)

    def log_odds(self, text: str) -> float:
        """What the text says for the person, in nats by the root of its length; 0 for a text without words or signs."""
        return weighed(places(text), self.mine, self.theirs)


def weighed(pieces: Sequence[Places], mine: Writing, theirs: Writing) -> float:
    """The log-odds of a text's pieces, family by family, between two writings."""
    total = 0.0
    for family, here in enumerate(pieces):
        if len(here):
            found = odds(mine.table[here], theirs.table[here], int(mine.sums[family]), int(theirs.sums[family]))
            total += WEIGHTS[family] * float(found.sum()) / math.sqrt(len(here))
    return total


def likelihood(log_odds: Floats | np.float64) -> Floats:
    """Log-odds of texts as shares in [0, 1]: what one text can say is bounded, so a mean over several is robust."""
    told: Floats = 1 / (1 + np.exp(-np.clip(SLOPE * log_odds, -_SURELY, _SURELY)))
    return told


def odds(mine: Counts, theirs: Counts, n_mine: int, n_theirs: int) -> Floats:
    """Log-odds of pieces that occur so often among so many, weakened below `SURE` standard deviations."""
    shared = PRIOR * (mine + theirs + 0.5) / (n_mine + n_theirs + 1)
    ours, others = mine + shared, theirs + shared
    rest_ours, rest_others = np.maximum(n_mine + PRIOR - ours, 0.5), np.maximum(n_theirs + PRIOR - others, 0.5)
    found: Floats = np.log(ours * rest_others / (rest_ours * others))
    deviation = np.sqrt(1 / ours + 1 / others + SPREAD**2)
    return found * np.minimum(1.0, np.abs(found) / (SURE * deviation))
