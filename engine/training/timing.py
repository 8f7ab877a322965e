"""How fast an adapter can be trained on this machine, and how much memory that takes; a process of its own.

    python -m engine.training.timing JSON

with the fields of `Wanted`, prints one JSON object: the figures of `measured`, or a problem as `failed` and `facts`.
Random tokens do: what training costs does not depend on what they say.
"""

from __future__ import annotations

import json
import math
import random
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec
import psutil
import torch

from engine.problems import BaseRefused, Problem, TrainingFailed
from engine.training import devices, network
from engine.training.base import open_base
from engine.training.devices import DTYPES, NoRoom
from engine.training.dialogue import Lesson
from engine.training.network import Network
from engine.training.values import Parameters

#: Tokens of a reply; everything before is its prompt.
REPLY = 32
#: Seconds between two looks at the memory.
LOOK_S = 0.02
#: Of so many samples it is told how long they would take.
SAMPLES = 1000
T = TypeVar("T")


class Wanted(msgspec.Struct, frozen=True):
    """What is to be measured.

    Attributes:
        base: a model file, or a Hugging Face folder, which is opened in NF4; "" only looks for the device.
        steps: batches that are timed, after one to warm up.
    """

    parameters: Parameters
    base: str = ""
    steps: int = 1


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


def measured(wanted: Wanted) -> dict[str, float | str | bool]:
    """Train some batches on random tokens.

    Returns:
        `device` and `dtype`; `opening_s`; `step_s` of a batch with a step after it, the quickest, and of it
        `optimizer_s`; `tokens_per_s` of prompts and replies; `samples_s`: 1,000 samples of full length at these
        parameters, without measuring on held-out turns; `together` and `recomputing`: how a batch was cut; `peak_mb`
        over the libraries' own, and `process_mb` with them, of main memory; `card_mb` and `card_held_mb` of CUDA's,
        what was in use and what torch's allocator held. Only `device` without a base.

    Raises:
        TrainingFailed: `reason` "device", or "card_memory". BaseRefused: of the base.
    """
    parameters, able = wanted.parameters, devices.ability(wanted.parameters.device)
    device = devices.chosen_device(parameters.device, able)
    if not wanted.base:
        return {"device": device}
    network.use_threads(parameters.threads)
    dtype = devices.chosen_dtype(parameters.dtype, device, able)
    peak = _Peak()
    peak.start()
    settle = _settle(device)
    opened, net = _timed(settle, lambda: _opened(Path(wanted.base), parameters, device, dtype))
    optimizer = torch.optim.AdamW(net.weights.values(), lr=parameters.learning_rate)
    net.learns(True)
    took = []
    for step in range(wanted.steps + 1):
        rows = _lessons(parameters, step)
        batch_s, _ = _timed(settle, lambda rows=rows: net.gradients(rows))  # type: ignore[misc]
        optimizer_s, _ = _timed(settle, optimizer.step)
        optimizer.zero_grad(set_to_none=True)
        took.append((batch_s + optimizer_s, optimizer_s))
    step_s, optimizer_s = min(took[1:])
    return {
        "device": device,
        "dtype": dtype,
        "tokens_per_s": round(parameters.batch * parameters.max_tokens / step_s, 1),
        "step_s": round(step_s, 3),
        "optimizer_s": round(optimizer_s, 4),
        "samples_s": round(of_samples(parameters, step_s - optimizer_s, optimizer_s), 1),
        "together": net.cut.tokens,
        "recomputing": net.cut.recomputing,
        "peak_mb": round(peak.grown() / 1e6),
        "process_mb": round(peak.most / 1e6),
        "opening_s": round(opened, 2),
        **_of_card(device),
    }


def of_samples(parameters: Parameters, batch_s: float, optimizer_s: float) -> float:
    """Seconds that `SAMPLES` samples take, as often as the job sees them."""
    steps = parameters.epochs * math.ceil(SAMPLES / (parameters.batch * parameters.accumulation))
    return parameters.epochs * math.ceil(SAMPLES / parameters.batch) * batch_s + steps * optimizer_s


def _opened(base: Path, parameters: Parameters, device: str, dtype: str) -> Network:
    if not base.is_dir():
        return Network(open_base(base, device=device, dtype=DTYPES[dtype]), parameters, device=device)
    try:
        from engine.training import nf4  # bitsandbytes may be missing
    except ImportError:
        raise BaseRefused(reason="no_bitsandbytes") from None
    return Network(nf4.load(base, device=device, dtype=DTYPES[dtype]), parameters, device=device)


def _settle(device: str) -> Callable[[], None]:
    """Waits for what a card was given to do, which it does while this process goes on."""
    if device == "cuda":
        torch.cuda.reset_peak_memory_stats()
        return torch.cuda.synchronize
    return torch.mps.synchronize if device == "mps" else lambda: None


def _timed(settle: Callable[[], None], act: Callable[[], T]) -> tuple[float, T]:
    """(seconds, what came of it)."""
    settle()
    began = time.perf_counter()
    came = act()
    settle()
    return time.perf_counter() - began, came


def _of_card(device: str) -> dict[str, int]:
    if device != "cuda":
        return {}
    return {
        "card_mb": round(torch.cuda.max_memory_allocated() / 1e6),
        "card_held_mb": round(torch.cuda.max_memory_reserved() / 1e6),
    }


def _lessons(parameters: Parameters, seed: int) -> list[Lesson]:
    """A batch of full length; controls and single bytes are no usual tokens."""
    draw = random.Random(seed)  # noqa: S311 - random text, no secret
    texts = [[draw.randrange(300, 2000) for _ in range(parameters.max_tokens)] for _ in range(parameters.batch)]
    return [Lesson(tuple(text[:-REPLY]), tuple(text[-REPLY:]), 1.0) for text in texts]


def main(arguments: list[str]) -> None:
    """As the first lines say."""
    wanted = msgspec.json.decode(arguments[0], type=Wanted)
    found: dict[str, object]
    try:
        found = dict(measured(wanted))
    except Problem as problem:
        found = {"failed": problem.code, "facts": problem.facts}
    except (NoRoom, torch.OutOfMemoryError):
        found = {"failed": "TrainingFailed", "facts": TrainingFailed(reason="card_memory").facts}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1:])
