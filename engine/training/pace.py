"""Which kind of number a processor multiplies faster, tried out: bfloat16 pays only with instructions for it."""

from __future__ import annotations

import time
from functools import cache

import torch

#: A product like those of a small model's layers; the faster of two kinds in the best of so many tries.
ROWS, WIDTH, TRIES = 256, 1024, 3


@cache
def quicker_on_cpu() -> torch.dtype:
    """bfloat16 where it is at least a fifth faster than float32, else float32, which is more exact."""
    took = {dtype: min(_seconds(dtype) for _ in range(TRIES)) for dtype in (torch.float32, torch.bfloat16)}
    return torch.bfloat16 if took[torch.bfloat16] < 0.8 * took[torch.float32] else torch.float32


def _seconds(dtype: torch.dtype) -> float:
    x, w = torch.ones(ROWS, WIDTH, dtype=dtype), torch.ones(WIDTH, WIDTH, dtype=dtype)  # no random state is used
    began = time.perf_counter()
    for _ in range(4):
        x @ w.T
    return time.perf_counter() - began
