"""A job that was asked for a model makes one of its adapter at its end; stopped there, it makes it the next time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import learning_bench
import lora_files
import pytest
import tiny_trained
from learning_bench import NOW, Bench

from app import manifest, merging, models, training_files
from app.manifest import Entry
from app.store import adapters, learnt_words, trainings
from app.store.jobs import Status
from app.store.trainings import Job
from engine.domain import micros
from engine.problems import AdapterRefused
from engine.training.gate import Verdict, refused

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_trained.trained(tmp_path_factory.getbasetemp()).path


@pytest.fixture
def bench(base: Path) -> Iterator[Bench]:
    with learning_bench.on_base(base) as vault:
        yield Bench(vault)


def measured(bench: Bench, base: Path, tmp_path: Path, verdict: Verdict, *, content: bytes = b"") -> Job:
    """A job that was asked for a model, and whose adapter was measured when the process ended."""
    job = bench.job(merges=True)
    content = content or lora_files.write(tmp_path / "casual.gguf", lora_files.casual_pairs(base.parent)).read_bytes()
    bench.adapter(job, content, verdict)
    return job


def merged(bench: Bench) -> list[Entry]:
    return [one for one in manifest.read(bench.vault.home).models if one.learnt]


def left(bench: Bench) -> list[Path]:
    return [*bench.vault.home.models.glob("*.gguf*"), *bench.vault.home.training.rglob("*.gguf*")]


def test_a_model_is_made_and_said_to_be_plain_text(bench: Bench, base: Path, tmp_path: Path) -> None:
    job = measured(bench, base, tmp_path, Verdict(True, ()))
    over = bench.run(job)
    (model,) = merged(bench)
    assert (over.status, over.problem, over.output) == (Status.COMPLETED, None, str(model.learnt))
    assert left(bench) == [Path(model.path)]
    row = next(one for one in models.listing(bench.vault.home) if one.id == model.id)
    assert row.warnings == ("plain_text",)
    assert [one.stage for one in bench.told if one.stage] == ["merging"] * len([one for one in bench.told if one.stage])


def test_stopped_it_leaves_nothing_and_makes_it_the_next_time(bench: Bench, base: Path, tmp_path: Path) -> None:
    job = measured(bench, base, tmp_path, Verdict(True, ()))
    over = bench.run(job, halt=lambda: "battery")
    assert (over.status, over.reason, merged(bench), left(bench)) == (Status.QUEUED, "battery", [], [])
    assert bench.run(job).status is Status.COMPLETED
    assert len(merged(bench)) == 1


def test_called_off_it_leaves_no_model_and_keeps_the_adapter(bench: Bench, base: Path, tmp_path: Path) -> None:
    job = measured(bench, base, tmp_path, Verdict(True, ()))

    def halt() -> str:
        trainings.cancel(bench.vault.db, job.id, now_us=micros(NOW))
        return ""

    bench.vault.db.conn.execute("INSERT INTO contact (id, name) VALUES (1, 'Kim')")
    bench.vault.db.conn.execute("INSERT INTO training_contact (job_id, contact_id) VALUES (?, 1)", (job.id,))
    assert bench.run(job, halt=halt, look_s=0.0).status is Status.CANCELLED
    learnt_words.forget_contact(bench.vault.db, 1)
    made = adapters.of_job(bench.vault.db, job.id)
    assert made is not None
    assert made.stale, "it is known of the adapter that stayed whose words it learnt from"
    assert (merged(bench), left(bench)) == ([], [])
    assert training_files.adapter_file(bench.vault.home, job.id).exists()


def test_what_goes_wrong_with_it_is_told_and_the_adapter_stays(bench: Bench, base: Path, tmp_path: Path) -> None:
    job = measured(bench, base, tmp_path, Verdict(True, ()), content=b"GGUF nothing of an adapter")
    over = bench.run(job)
    assert over.status is Status.COMPLETED
    assert over.problem is not None
    assert (merged(bench), left(bench)) == ([], [])
    assert adapters.of_job(bench.vault.db, job.id) is not None


def test_of_a_refused_adapter_no_model_is_made(bench: Bench, base: Path, tmp_path: Path) -> None:
    """What the gate found in an adapter would be in the model too."""
    job = measured(bench, base, tmp_path, refused("leak"))
    made = adapters.of_job(bench.vault.db, job.id)
    assert made is not None
    with pytest.raises(AdapterRefused):
        merging.wanted(bench.vault.home, bench.vault.db, made.id)
    assert merged(bench) == []
