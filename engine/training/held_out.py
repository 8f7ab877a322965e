"""The loss on the held-out turns, a part at a time, so that a measuring that is broken off goes on where it was.

What single tokens of some replies cost is kept beside it, for the gate to compare with what llama.cpp makes of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.problems import TrainingFailed
from engine.training.agreement import PROBE_TOKENS, probed
from engine.training.dialogue import Lesson
from engine.training.network import Network
from engine.training.state import Measuring
from engine.training.values import Probe


class HeldOut:
    """The turns in the order in which they are measured: the shortest first, which is less to pad."""

    def __init__(self, tests: Sequence[Lesson]) -> None:
        self._order = sorted(range(len(tests)), key=lambda at: tests[at].n_tokens)
        self._tests = [tests[at] for at in self._order]
        self._probed = probed(len(tests))

    def __len__(self) -> int:
        return len(self._tests)

    def further(self, net: Network, so_far: Measuring) -> Measuring:
        """The measuring with some turns more, but for its seconds.

        Raises:
            TrainingFailed: `reason` "not_finite".
        """
        each = net.token_costs(self._tests[so_far.turns :])
        nll = so_far.nll + math.fsum(map(math.fsum, each))
        if not math.isfinite(nll):
            raise TrainingFailed(reason="not_finite")
        turns = so_far.turns + len(each)
        places = zip(self._order[so_far.turns : turns], each, strict=True)
        found = [Probe(at, tuple(one[:PROBE_TOKENS])) for at, one in places if at in self._probed]
        return Measuring(
            turns=turns,
            nll=nll,
            tokens=so_far.tokens + sum(map(len, each)),
            seconds=so_far.seconds,
            probes=(*so_far.probes, *found),
        )
