"""The JSON documents of `sotto train` and `sotto adapter`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from app.commands.session import problem_document
from app.store import trainings
from app.store.adapters import Adapter
from app.store.trainings import Job
from app.vault import Vault
from app.wording import nights as words
from engine.domain import moment

Document = dict[str, Any]


def job_document(vault: Vault, job: Job) -> Document:
    """One job: its status, 0–100, what came of it or why it failed."""
    problem = job.problem
    losses, held = (trainings.losses(vault.db, job.id, held=held) for held in (False, True))
    return {
        "job_id": job.id,
        "status": job.status.value,
        "progress": job.progress,
        "stage": job.stage,
        "waits_for": job.reason or None,
        "by_hand": job.by_hand,
        "merge": job.merges,
        "model_id": job.model_id,
        "samples": job.n_learnt,
        "held_out": job.n_held,
        "step": job.step,
        "steps": job.steps,
        "eta_seconds": job.eta_s,
        "loss": losses[-1][1] if losses else None,
        "held_loss": held[-1][1] if held else None,
        "output": job.output or None,
        "error": None if problem is None else problem_document(problem),
        "asked_at": _at(job.asked_us),
        "began_at": _at(job.begun_us),
        "ended_at": _at(job.ended_us),
    }


def use_document(model_id: str, used: int | None, *, active: bool) -> Document:
    """What a model is used with from now on: an adapter, or (None) nothing; `active`: whether that model is in use."""
    return {"id": None if used is None else str(used), "model_id": model_id, "active": active}


def adapter_document(adapter: Adapter, in_use: int | None, models: Iterable[str]) -> Document:
    """One version, what the gate said of it, and the ids of models that it was merged into."""
    verdict: Document = msgspec.to_builtins(adapter.verdict)
    return {
        "id": str(adapter.id),
        "model_id": adapter.model_id,
        "state": adapter.state.value,
        "in_use": adapter.id == in_use,
        "stale": adapter.stale,
        "models": list(models),
        "sha256": adapter.sha256,
        "size_bytes": adapter.n_bytes,
        "scale": adapter.scale,
        "samples": adapter.n_learnt,
        "job_id": adapter.job_id,
        "made_at": _at(adapter.made_us),
        "verdict": verdict,
        "verdict_text": words.gate(adapter.verdict.reasons),
    }


def _at(us: int | None) -> str | None:
    return moment(us).isoformat() if us else None
