"""Whatever becomes of the worker, the conversation gets its options, and why they are not the model's is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import psutil
import pytest
import tiny_gguf
import worker_targets
from starts import Starts

from app import answering, clock, desk, models
from app.child import Child
from app.manifest import AdapterRef
from app.replies import Wish
from app.store import suggestions
from app.vault import Vault
from app.worker import Worker
from engine.domain import Suggestions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")

SCRIPT = ["Sure", ",", " Saturday", " works", "!"]
SILENCE_S = 3.0
Target = Callable[[Connection], None]


@pytest.fixture
def vault(asked_vault: Vault) -> Vault:
    return asked_vault


@pytest.fixture
def model(vault: Vault, tmp_path: Path) -> models.Model:
    added = models.add(vault.home, tiny_gguf.write(tmp_path / "Scripted.gguf", SCRIPT))
    return models.use(vault.home, added.id)


def drafted(vault: Vault, start: Callable[[], Child] | None = None) -> Suggestions:
    """Options for the one conversation, as the command line makes them, by workers that `start` makes."""
    starts = start or Starts()
    conversation = desk.inbox(vault.db, now=clock.now())[0].conversation_id
    made = answering.suggest(
        vault,
        conversation,
        Wish(),
        now=clock.now(),
        make_worker=lambda embedder: Worker(embedder, start=starts, silence_s=SILENCE_S),
    )
    kept = suggestions.current(vault.db, conversation)
    assert kept is not None
    assert (kept.request_id, kept.fallback_reason) == (made.request_id, made.fallback_reason)
    assert made.options
    return made


def in_turn(*targets: Target) -> Callable[[], Child]:
    """Starts these, one after the other."""
    left = list(targets)
    return lambda: Child(left.pop(0), name="inference")


def disabled(vault: Vault, model: models.Model) -> str:
    return next(each.disabled for each in models.listing(vault.home) if each.id == model.id)


@pytest.mark.parametrize("target", [worker_targets.shot_worker, worker_targets.stopped_worker])
def test_after_one_death_the_model_writes_all_the_same(vault: Vault, model: models.Model, target: Target) -> None:
    from engine.llm.worker import main

    made = drafted(vault, in_turn(target, main))
    assert (made.mode, made.fallback_reason) == ("model", None)
    assert disabled(vault, model) == ""


@pytest.mark.parametrize(
    "target", [worker_targets.shot_worker, pytest.param(worker_targets.stopped_worker, marks=pytest.mark.faults)]
)
def test_after_two_deaths_past_replies_answer_and_the_model_is_disabled_until_it_is_chosen_anew(
    vault: Vault, model: models.Model, target: Target
) -> None:
    made = drafted(vault, in_turn(target, target))
    assert (made.mode, made.fallback_reason) == ("past_replies", "WorkerDied")
    assert disabled(vault, model) == "killed_worker"
    assert models.active(vault.home) is None
    assert drafted(vault).mode == "past_replies"
    models.use(vault.home, model.id)
    assert drafted(vault).mode == "model"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")
def test_without_memory_for_the_model_past_replies_answer(vault: Vault, model: models.Model) -> None:
    starts = Starts()
    with Worker(start=starts) as worker:
        worker.device()
        at_rest = int(psutil.Process(starts.pid).memory_info().data)
    made = drafted(vault, Starts(at_rest + (1 << 20)))
    assert made.mode == "past_replies"
    assert made.fallback_reason in {"ModelFailed", "TooLittleMemory", "WorkerDied"}


def test_an_adapter_that_changed_on_disk_leaves_the_writing_to_the_model_alone(
    vault: Vault, model: models.Model, tmp_path: Path
) -> None:
    adapter = tmp_path / "voice.gguf"
    adapter.write_bytes(b"GGUF" + bytes(100))
    models.set_adapters(vault.home, model.id, [AdapterRef(str(adapter), "0" * 64)])
    in_use = models.active(vault.home)
    assert in_use is not None
    assert "+" in in_use.version
    made = drafted(vault)
    assert (made.mode, made.model_version) == ("model", model.version)
