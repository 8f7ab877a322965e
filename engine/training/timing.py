"""How fast a model file can be trained on this machine, and how much memory that takes; a process of its own.

    python -m engine.training.timing FILE BATCH TOKENS STEPS THREADS CHECKPOINTING DTYPE

prints one JSON object. Random tokens do: what training costs does not depend on what they say.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from pathlib import Path

import psutil
import torch

from engine.training import network
from engine.training.base import open_base
from engine.training.dialogue import Lesson
from engine.training.network import DTYPES, Network
from engine.training.values import Parameters

#: Tokens of a reply; everything before is its prompt.
REPLY = 32
#: Seconds between two looks at the memory.
LOOK_S = 0.02


class _Peak(threading.Thread):
    """The most memory that this process had since it began to look, in bytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._me, self._ends = psutil.Process(), threading.Event()
        self.least = self.most = self._me.memory_info().rss

    def run(self) -> None:
        while not self._ends.wait(LOOK_S):
            self.most = max(self.most, self._me.memory_info().rss)

    def grown(self) -> int:
        """Over what there was at first."""
        self._ends.set()
        return self.most - self.least


def measured(path: Path, parameters: Parameters, *, steps: int) -> dict[str, float | str]:
    """Train some steps of one batch each on random tokens, after one to warm up.

    Returns:
        `tokens_per_s` of prompts and replies, `step_s`, `peak_mb` over the libraries' own, `process_mb` with them,
        `opening_s`, and `dtype`.
    """
    network.use_threads(parameters.threads)
    dtype = network.chosen_dtype(parameters.dtype, "cpu")
    peak = _Peak()
    peak.start()
    began = time.perf_counter()
    net = Network(open_base(path, dtype=DTYPES[dtype]), parameters, device="cpu")
    opened = time.perf_counter() - began
    optimizer = torch.optim.AdamW(net.weights.values(), lr=parameters.learning_rate)
    net.learns(True)
    took = []
    for step in range(steps + 1):
        began = time.perf_counter()
        net.gradients(_lessons(parameters, step))
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        took.append(time.perf_counter() - began)
    step_s = min(took[1:])
    return {
        "tokens_per_s": round(parameters.batch * parameters.max_tokens / step_s, 1),
        "step_s": round(step_s, 3),
        "peak_mb": round(peak.grown() / 1e6),
        "process_mb": round(peak.most / 1e6),
        "opening_s": round(opened, 2),
        "dtype": dtype,
    }


def _lessons(parameters: Parameters, seed: int) -> list[Lesson]:
    """A batch of full length; controls and single bytes are no usual tokens."""
    draw = random.Random(seed)  # noqa: S311 - random text, no secret
    texts = [[draw.randrange(300, 2000) for _ in range(parameters.max_tokens)] for _ in range(parameters.batch)]
    return [Lesson(tuple(text[:-REPLY]), tuple(text[-REPLY:]), 1.0) for text in texts]


def main(arguments: list[str]) -> None:
    """As the first lines say."""
    path, batch, tokens, steps, threads, checkpointing, dtype = arguments
    parameters = Parameters(
        batch=int(batch), max_tokens=int(tokens), threads=int(threads), checkpointing=checkpointing, dtype=dtype
    )
    sys.stdout.write(json.dumps(measured(Path(path), parameters, steps=int(steps))))


if __name__ == "__main__":
    main(sys.argv[1:])
