"""A job that waits keeps to its own model and settings, whatever is in use by then."""

from __future__ import annotations

import sys
from pathlib import Path

import learning_bench
import msgspec
import pytest
from night_bench import NIGHT, QUICK, NightBench

from app import events, manifest, night_facts, training_memory
from app.nightly import Facts, Reason
from app.store import nights, trainings
from app.store.jobs import Status
from app.vault import Vault

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(90)]


def in_use_instead(vault: Vault, *, size: int = 20) -> None:
    """Another model is in use from now on; the one before it stays."""
    known = manifest.read(vault.home)
    path = vault.home.models / "other.gguf"
    path.write_bytes(bytes(size))
    other = msgspec.structs.replace(known.models[0], id="other", path=str(path), sha256="ab" * 32)
    manifest.write(vault.home, manifest.Manifest(active="other", models=(*known.models, other)))


def test_a_job_that_waits_needs_the_memory_of_its_own_model_and_settings(bench: NightBench) -> None:
    job = learning_bench.Bench(bench.vault).job()
    in_use_instead(bench.vault, size=4_000_000)
    facts: list[Facts] = []

    def look(*, ours: bool) -> None:
        if not ours:
            trainings.cancel(bench.vault.db, job.id, now_us=1)
        facts.append(
            night_facts.gather(
                bench.vault.db, bench.vault.home, bench.machine.probes(), bench.settings, NIGHT, by_hand=False,
                busy=False, paused=False, running=False,
            )
        )  # fmt: skip

    bench.do(lambda: look(ours=True))
    bench.do(lambda: look(ours=False))
    own, others = (training_memory.needs_bytes(Path(one.path), QUICK) for one in manifest.read(bench.vault.home).models)
    assert [one.needs_bytes for one in facts] == [own, others]
    assert own < others


def test_a_job_waits_for_no_other_model_to_be_one_that_learns(bench: NightBench) -> None:
    job = learning_bench.Bench(bench.vault).job()
    known = manifest.read(bench.vault.home)
    manifest.write(bench.vault.home, msgspec.structs.replace(known, active="remote:mine"))
    bench.start()
    bench.until(lambda: bench.jobs()[0].is_over)
    assert [(one.id, one.status) for one in bench.jobs()] == [(job.id, Status.COMPLETED)]


def test_a_job_whose_model_went_fails_and_the_same_night_trains_the_one_in_use(bench: NightBench) -> None:
    job = learning_bench.Bench(bench.vault).job()
    in_use_instead(bench.vault)
    Path(manifest.read(bench.vault.home).models[0].path).unlink()
    bench.start()
    bench.next(events.MorningReport)
    new, old = bench.jobs()
    assert (old.id, old.status, old.problem and old.problem.code) == (job.id, Status.FAILED, "BaseRefused")
    assert (new.model_id, new.status) == ("other", Status.COMPLETED)


def test_one_that_its_process_left_behind_without_a_model_is_no_second_run_of_its_night(bench: NightBench) -> None:
    job = learning_bench.Bench(bench.vault).job()
    assert nights.claim(bench.vault.db, NIGHT.date(), job.id, now_us=1)
    trainings.begin(bench.vault.db, job.id, now_us=1)
    in_use_instead(bench.vault)
    Path(manifest.read(bench.vault.home).models[0].path).unlink()
    bench.do(bench.nights.look)
    assert bench.waits() == Reason.DONE_TONIGHT
    assert [(one.id, one.status) for one in bench.jobs()] == [(job.id, Status.FAILED)]
