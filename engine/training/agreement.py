"""Whether llama.cpp computes what the trainer did: what single tokens of held-out replies cost, in one and the other.

A loss over all turns may agree by chance where every token is off; here nothing cancels out.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from engine.training.values import Probe

#: Of so many replies, so many tokens each.
PROBED, PROBE_TOKENS = 8, 16
#: How far a token's cost may be off in the mean, in nats, by the numbers of the file. llama.cpp rounds activations to
#: eight bits where a file is quantised; logits differed by at most 0.0007, 0.06 and 0.12 with F32, Q8_0 and Q4_K_M, and
#: by 2.5 where queries and keys were in the wrong order.
EXACT, EIGHT_BITS, FEWER_BITS = 0.02, 0.06, 0.12
#: By ggml's numbers of the kinds: F32, F16, BF16 and Q8_0.
TOLERANCES = {0: EXACT, 1: EXACT, 30: EXACT, 8: EIGHT_BITS}
#: What is added where the trainer computed in bfloat16, which keeps eight bits of a number, and where it trained on
#: other blocks of four bits than those of the file.
HALF, OTHER_BLOCKS = 0.05, 0.3


def probed(n: int) -> frozenset[int]:
    """The places of those of `n` held-out turns that are compared token by token."""
    return frozenset(range(0, n, max(1, math.ceil(n / PROBED))))


def tolerance(kinds: Iterable[int], *, dtype: str, packed: bool) -> float:
    """How far the costs may be apart in the mean, in nats.

    Args:
        kinds: of the served file's tensors, as ggml numbers them. dtype: what the trainer computed in.
        packed: the trainer learnt on the blocks of that very file.
    """
    usual = max((TOLERANCES.get(kind, FEWER_BITS) for kind in kinds), default=EXACT)
    return usual + (HALF if dtype == "bfloat16" else 0.0) + (0.0 if packed else OTHER_BLOCKS)


def apart(probes: Sequence[Probe], measured: Mapping[int, Sequence[float]]) -> float:
    """Mean difference of the costs of single tokens, in nats; not a number where they are not of the same tokens.

    Args:
        measured: what the tokens of each reply cost in llama.cpp, by its place.
    """
    off: list[float] = []
    for one in probes:
        theirs = measured.get(one.at, ())[: len(one.nll)]
        if len(theirs) != len(one.nll):
            return math.nan
        off += [abs(ours - other) for ours, other in zip(one.nll, theirs, strict=True)]
    return math.fsum(off) / len(off) if off else math.nan
