"""sotto train and sotto adapter as a script uses them: documents field by field, exit codes, and words on problems."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import learning_bench
import pytest
from pydantic import TypeAdapter

from app import manifest, training_files
from app.lock import HomeLock
from app.manifest import Entry, Manifest
from app.paths import home as home_at
from app.store import adapters, trainings
from app.vault import Vault, open_vault
from engine.domain import micros
from engine.training.gate import Verdict, refused
from engine.training.values import Parameters
from tests.app.commands.shapes import Strict
from tests.app.commands.shell import Shell


class ErrorShape(Strict):
    problem: str
    facts: dict[str, Any]


class JobShape(Strict):
    id: str
    status: str
    progress: int
    stage: str
    waits_for: str | None
    by_hand: bool
    merge: bool
    model_id: str
    samples: int
    held_out: int
    step: int
    steps: int
    eta_seconds: float | None
    loss: float | None
    held_loss: float | None
    output: str | None
    error: ErrorShape | None
    asked_at: str
    began_at: str | None
    ended_at: str | None


class FiguresShape(Strict):
    loss: float | None
    perplexity: float | None
    anchor_loss: float | None
    voice: float | None
    odd: int


class LeaksShape(Strict):
    planted: int
    raw: int
    guarded: int


class VerdictShape(Strict):
    passed: bool
    reasons: list[str]
    gain: float | None
    p_better: float | None
    parity: float | None
    expected_loss: float | None
    forgetting: float | None
    base: FiguresShape
    now: FiguresShape
    candidate: FiguresShape
    own_voice: float | None
    leaks: LeaksShape
    n_turns: int
    n_anchors: int
    n_replies: int


class AdapterShape(Strict):
    id: str
    model_id: str
    state: str
    in_use: bool
    stale: bool
    sha256: str
    size_bytes: int
    scale: float
    samples: int
    job_id: str
    made_at: str
    verdict: VerdictShape
    verdict_text: str


class UseShape(Strict):
    model_id: str
    in_use: str | None


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "home"


@contextmanager
def opened(root: Path) -> Iterator[Vault]:
    with open_vault(home_at(root), write=True, passphrase="a long walk by the sea") as vault:
        yield vault


@pytest.fixture
def trained(sotto: Shell, root: Path) -> Shell:
    """A home with a model, a job that is over, and two adapters: one that passed, one that leaked."""
    with opened(root) as vault:
        learning_bench.fill(vault.db, 9, 3)
        base = root / "base.gguf"
        base.write_bytes(b"GGUF a base")
        entry = Entry(
            "tiny", "Tiny", str(base), learning_bench.hash_of(b"GGUF a base"), 11, "llama", "F32", "", 2048, True, False
        )
        manifest.write(vault.home, Manifest(active="tiny", models=(entry,)))
        for at, verdict in enumerate((Verdict(True, (), gain=0.1), refused("leak"))):
            job = learning_bench.Bench(vault).job()
            content = f"GGUF {at}".encode()
            path = training_files.adapter_file(vault.home, job.id)
            training_files.seal_adapter(path, content, key=job.key, job_id=job.id)
            row = adapters.add(
                vault.db, job_id=job.id, model_id="tiny", base_sha256=job.base_sha256,
                sha256=learning_bench.hash_of(content), n_bytes=len(content), key=job.key, verdict=verdict, pairs=(),
                n_learnt=7, now_us=micros(learning_bench.NOW),
            )  # fmt: skip
            trainings.put_losses(vault.db, job.id, [(1, 2.5), (2, 2.0)], held=False)
            trainings.complete(vault.db, job.id, str(row.id), now_us=micros(learning_bench.NOW))
    return sotto


def test_jobs_are_listed_newest_first(trained: Shell) -> None:
    found = TypeAdapter(list[JobShape]).validate_json(trained("train", "list").out)
    assert [job.output for job in found] == ["2", "1"]
    assert {(job.status, job.progress, job.loss, job.error) for job in found} == {("completed", 100, 2.0, None)}


def test_the_status_is_that_of_the_newest_or_of_the_one_named(trained: Shell) -> None:
    newest = JobShape.model_validate_json(trained("train", "status").out)
    assert newest.output == "2"
    assert trained("train", "status", newest.id).document == newest.model_dump()
    wrong = trained("train", "status", "none")
    assert (wrong.code, wrong.problem["problem"]) == (1, "NoSuchJob")


def test_without_any_job_there_is_no_status(sotto: Shell, root: Path) -> None:
    with opened(root):
        pass
    assert sotto("train", "list").document == []
    assert sotto("train", "status").problem["problem"] == "NoSuchJob"
    assert sotto("train", "cancel").problem["problem"] == "NoSuchJob"
    assert sotto("adapter", "list").document == []


def test_too_few_samples_are_told_with_the_number_needed(trained: Shell) -> None:
    told = trained("train", "start")
    assert (told.code, told.problem["problem"]) == (1, "TooFewSamples")
    assert len(trained("train", "list").document) == 2


def test_without_a_model_nothing_is_trained(sotto: Shell, root: Path) -> None:
    with opened(root):
        pass
    assert sotto("train", "start").problem["problem"] == "ModelMissing"


def test_while_another_process_trains_nothing_is_begun(trained: Shell, root: Path) -> None:
    lock = HomeLock(training_files.lock_of(home_at(root)))
    assert trained("train", "start").problem["problem"] == "AlreadyTraining"
    lock.release()


def test_a_job_that_waits_can_be_called_off(trained: Shell, root: Path) -> None:
    with opened(root) as vault:
        job = learning_bench.Bench(vault, Parameters()).job()
        (vault.home.training / job.id).mkdir()
        (vault.home.training / job.id / "examples.sealed").write_bytes(b"sealed")
    told = JobShape.model_validate_json(trained("train", "cancel").out)
    assert (told.id, told.status) == (job.id, "cancelled")
    assert not (root / "training" / job.id).exists()
    assert len(list((root / "training" / "adapters").iterdir())) == 2


def test_adapters_are_listed_with_what_the_gate_said(trained: Shell) -> None:
    found = TypeAdapter(list[AdapterShape]).validate_json(trained("adapter", "list").out)
    assert [(one.id, one.state, one.in_use, one.verdict.passed) for one in found] == [
        ("2", "refused", False, False),
        ("1", "offered", False, True),
    ]
    assert found[0].verdict_text == "Leak found: it told a planted secret."


def test_an_adapter_is_put_to_use_and_taken_back(trained: Shell) -> None:
    told = UseShape.model_validate_json(trained("adapter", "deploy", 1).out)
    assert told == UseShape(model_id="tiny", in_use="1")
    assert [one["in_use"] for one in trained("adapter", "list").document] == [False, True]
    kept = trained("adapter", "delete", 1)
    assert (kept.code, kept.problem["what"]) == (1, "This adapter is in use. Nothing was deleted.")
    assert trained("adapter", "rollback").document == {"model_id": "tiny", "in_use": None}
    assert trained("adapter", "delete", 1).document == {"deleted": "1"}
    assert trained("adapter", "deploy", 1).problem["problem"] == "NoSuchAdapter"


def test_one_that_was_refused_is_used_only_by_force(trained: Shell) -> None:
    told = trained("adapter", "deploy", 2)
    assert told.problem["problem"] == "AdapterRefused"
    assert told.problem["what"].startswith("The gate refused this adapter")
    assert trained("adapter", "deploy", 2, "--force").document["in_use"] == "2"
    assert trained("adapter", "rollback", "--base").document["in_use"] is None


def test_wrong_numbers_are_wrong_usage(trained: Shell) -> None:
    assert trained("train", "start", "--rank", 0).code == 2
    assert trained("adapter", "deploy", "first").code == 2
