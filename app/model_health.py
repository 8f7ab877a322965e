"""Whether the model in use works: asked of a worker of its own, with what was stored of recent requests."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app import models
from app.adapter_opening import opener
from app.paths import Home
from app.store.suggestions import Recent
from app.worker import Worker
from engine import protocol
from engine.problems import ModelMissing, Problem

#: Why past replies answer where no model is in use: no fallback, but how it is then.
NO_MODEL = "no_model"


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the model in use works, on what, and how fast of late.

    `status` is "ok", "no_model", or "failed" with the `reason` that a problem carries, or else its code;
    `fallback_rate` in [0, 1] is the share of requests that past replies answered since this model was put to use. None:
    nothing is known of it.
    """

    status: str
    model_loaded: bool
    model_version: str | None
    gpu: str
    queue_length: int
    fallback_rate: float | None
    p50_ms: float | None
    p95_ms: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reloaded:
    """How the model in use was loaded, as the worker reported it.

    Attributes:
        gpu_layers, n_layers: layers on the device, and in all.
        fallback: "" or what had to be given up: "fewer_layers", "smaller_context", "cpu", "base" (its adapters were
            refused).
        adapters: how many are on it.
        seconds: with comparing the hash, and with starting the worker.
    """

    id: str
    model_version: str
    arch: str
    device: str
    gpu_layers: int
    n_layers: int
    n_ctx: int
    n_ctx_train: int
    chat_template: bool
    fallback: str
    adapters: int
    seconds: float


def device() -> str:
    """The kind of device models run on here ("Metal", "CUDA", "CPU"), as the worker finds it.

    Raises:
        WorkerDied: it cannot be started.
    """
    with Worker() as worker:
        return worker.device()


def health(home: Home, *, requests: Sequence[Recent] = (), queue_length: int = 0) -> Health:
    """Whether the model in use loads and writes.

    Args:
        requests: what was stored of recent ones, made since the model was put to use.
    """
    chosen: models.Model | None = None
    status, reason, gpu, loaded = "ok", None, "CPU", False
    with Worker(opener=opener(home)) as worker:
        try:
            gpu = worker.device()
            chosen = models.in_use(home)
            gpu = _try(worker, home, models.usable(home))
            loaded = True
        except Problem as problem:
            status, reason = _failing(problem)
    fallback_rate, p50, p95 = figures(() if status == NO_MODEL else requests)
    return Health(
        status=status,
        model_loaded=loaded,
        model_version=chosen.version if chosen else None,
        gpu=gpu,
        queue_length=queue_length,
        fallback_rate=fallback_rate,
        p50_ms=p50,
        p95_ms=p95,
        reason=reason,
    )


def _failing(problem: Problem) -> tuple[str, str | None]:
    """Status and reason; that none was chosen is no failure."""
    if isinstance(problem, ModelMissing) and not problem.facts:
        return NO_MODEL, None
    return "failed", str(problem.facts.get("reason", problem.code))


def figures(requests: Sequence[Recent]) -> tuple[float | None, float | None, float | None]:
    """Fallback rate, and median and 95th percentile of the milliseconds, of recent requests that a model was asked."""
    asked = [request for request in requests if request.fallback_reason != NO_MODEL]
    if not asked:
        return None, None, None
    p50, p95 = np.percentile([request.elapsed_ms for request in asked], (50, 95))
    return sum(request.fallback_reason is not None for request in asked) / len(asked), float(p50), float(p95)


def reload(home: Home) -> Reloaded:
    """Load the model in use in a worker of its own, with its hash compared, and forget why it was disabled.

    Raises:
        ModelMissing: none is in use, or its file is gone.
        ModelRefused: its file has other bytes than recorded.
        ModelFailed, TooLittleMemory, WorkerDied, NetworkProblem: it cannot be loaded.
    """
    chosen = models.in_use(home)
    began = time.monotonic()
    with Worker(opener=opener(home)) as worker:
        loaded = worker.load(chosen.load(0))
        files = models.adapted(home)
        adapters = worker.adapt_or_go_alone(files)
        fallback = "base" if files and not adapters else loaded.fallback
    if not chosen.remote:
        models.use(home, chosen.id)
    return Reloaded(
        id=chosen.id,
        model_version=chosen.version,
        arch=loaded.arch,
        device=loaded.device,
        gpu_layers=loaded.gpu_layers,
        n_layers=loaded.n_layers,
        n_ctx=loaded.n_ctx,
        n_ctx_train=loaded.n_ctx_train,
        chat_template=loaded.has_chat_template,
        fallback=fallback,
        adapters=adapters,
        seconds=round(time.monotonic() - began, 3),
    )


def _try(worker: Worker, home: Home, chosen: models.Model) -> str:
    """Load and write one token; returns the device it ran on."""
    loaded = worker.load(chosen.load(0))
    if files := models.adapted(home):
        worker.adapt(files)
    worker.generate(protocol.Generate(ticket=0, prompt="Hello", max_tokens=1))
    return loaded.device
