"""sotto train and sotto adapter as a script uses them: documents field by field, exit codes, and words on problems."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import learning_bench
import msgspec
import pytest
from pydantic import TypeAdapter

from app import clock, manifest, training_files, training_queue
from app.commands import train
from app.lock import HomeLock
from app.manifest import Entry, Manifest
from app.paths import home as home_at
from app.store import adapters, trainings
from app.vault import Vault, open_vault
from app.wording import models as model_words
from app.wording import nights as night_words
from engine.domain import micros
from engine.training.gate import Verdict, refused
from engine.training.values import Parameters
from tests.app.commands.shapes import Strict
from tests.app.commands.shell import Shell
from tests.app.store.conftest import Rows


class ErrorShape(Strict):
    problem: str
    what: str
    next: str


class JobShape(Strict):
    job_id: str
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
    apart: float | None
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
    models: list[str]
    sha256: str
    size_bytes: int
    scale: float
    samples: int
    job_id: str
    made_at: str
    verdict: VerdictShape
    verdict_text: str


class UseShape(Strict):
    id: str | None
    model_id: str
    active: bool


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
    assert trained("train", "status", newest.job_id).document == newest.model_dump()
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
    assert (told.code, told.problem["problem"]) == (1, "TooFewExamples")
    assert told.problem["what"] == "Training needs 200 examples and has 9. Nothing was trained."
    assert len(trained("train", "list").document) == 2


def test_every_setting_of_a_job_is_an_option_of_the_command() -> None:
    """But for what the store knows of the person, which stands in every prompt."""
    start = next(one for one in train.cli.registered_commands if one.callback is train.start)
    assert start.callback is not None
    options = set(inspect.signature(start.callback).parameters)
    settings = set(Parameters.__struct_fields__) - {"style", "notes"} - {"hf_folder"} | {"base_folder"}
    assert settings <= options


def test_what_is_set_is_what_a_job_trains_with(trained: Shell, root: Path) -> None:
    """All of it, and the same after it lay in the store."""
    (root / "folder").mkdir()
    given = {
        "rank": 4, "alpha": 8.0, "dropout": 0.2, "learning_rate": 1e-3, "warmup": 0.2, "batch": 2, "accumulation": 3,
        "epochs": 2, "max_tokens": 512, "min_quality": 0.5, "seed": 9, "threads": 1, "device": "cpu",
        "dtype": "bfloat16", "four_bit": "packed", "checkpointing": "on", "tokens_together": 600, "replay": 0.3,
    }  # fmt: skip
    with opened(root) as vault:
        vault.db.conn.executemany(
            "INSERT INTO sample (conversation_id, source, input, output, quality, made_us, masked) "
            "VALUES (?, 'accepted', ?, ?, 1.0, ?, 1)",
            [(at % 3 + 1, f"Them: {at}?\nMe:", f"yes, {at}", micros(learning_bench.NOW)) for at in range(220)],
        )
    words = [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]
    told = trained("train", "start", *words, "--base-folder", root / "folder")
    assert (told.code, told.problem["problem"]) == (1, told.document["error"]["problem"]), (
        "why it failed, on stderr too"
    )
    with opened(root) as vault:
        newest = trainings.listing(vault.db, limit=1)[0]
    found = msgspec.structs.asdict(newest.parameters)
    assert {name: found[name] for name in given} == given
    assert Path(found["hf_folder"]) == (root / "folder").resolve()


def test_four_bits_without_a_folder_are_refused_at_once(trained: Shell) -> None:
    told = trained("train", "start", "--four-bit", "nf4").problem
    assert told["problem"] == "BaseRefused"
    assert "--base-folder" in told["next"]
    assert trained("train", "start", "--four-bit", "five").code == 2


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
    assert (told.job_id, told.status) == (job.id, "cancelled")
    assert not (root / "training" / job.id).exists()
    assert len(list((root / "training" / "adapters").iterdir())) == 2


def test_options_are_refused_where_a_job_waits_that_was_begun_with_others(trained: Shell, root: Path) -> None:
    with opened(root) as vault:
        job = learning_bench.Bench(vault, Parameters(rank=8, epochs=2)).job()
    for words, other in ((("--rank", 16), "rank"), (("--rank", 8, "--epochs", 3), "epochs"), (("--merge",), "merge")):
        told = trained("train", "start", *words)
        assert (told.code, told.problem["problem"]) == (1, "JobWaits")
        assert f"other options ({other})." in told.problem["what"]
        assert "sotto train cancel" in told.problem["next"]
    assert trained("train", "start", "--rank", 8).document["job_id"] == job.id


def test_without_options_a_job_that_waits_goes_on(trained: Shell, root: Path) -> None:
    with opened(root) as vault:
        job = learning_bench.Bench(vault, Parameters(rank=8, epochs=2)).job()
    assert trained("train", "start").document["job_id"] == job.id
    assert len(trained("train", "list").document) == 3


@pytest.mark.parametrize(
    ("words", "then"),
    [
        (("train", "start"), "Do it on the page Training of the window"),
        (("train", "cancel"), "Do it on the page Training of the window"),
        (("adapter", "deploy", 1), "Do it on the page Training of the window"),
        (("adapter", "merge", 1), "Close the window"),
    ],
)
def test_while_the_window_is_open_it_is_where_this_is_done(
    trained: Shell, root: Path, words: tuple[object, ...], then: str
) -> None:
    window = HomeLock(home_at(root).window_lock)
    with opened(root):
        told = trained(*words)
        assert len(trained("train", "list").document) == 2
        assert len(trained("adapter", "list").document) == 2
    window.release()
    assert (told.code, told.problem["problem"]) == (1, "SottoIsOpen")
    assert told.problem["next"].startswith(then)


def test_a_job_whose_process_was_killed_is_not_said_to_be_under_way(trained: Shell, root: Path) -> None:
    with opened(root) as vault:
        job = learning_bench.Bench(vault, Parameters()).job()
        trainings.begin(vault.db, job.id, now_us=micros(learning_bench.NOW))
    lock = HomeLock(training_files.lock_of(home_at(root)))
    assert JobShape.model_validate_json(trained("train", "status").out).status == "processing"
    lock.release()
    told = JobShape.model_validate_json(trained("train", "status").out)
    assert (told.job_id, told.status, told.waits_for) == (job.id, "queued", "broken_off")
    assert trained("train", "list").document[0] == told.model_dump()


def test_a_job_that_was_broken_off_is_told_of_as_waiting_after_the_next_start(trained: Shell, root: Path) -> None:
    with opened(root) as vault:
        job = learning_bench.Bench(vault, Parameters()).job()
        trainings.begin(vault.db, job.id, now_us=micros(learning_bench.NOW))
        training_queue.recover(vault.home, vault.db)
    told = JobShape.model_validate_json(trained("train", "status").out)
    assert (told.job_id, told.status, told.waits_for) == (job.id, "queued", "broken_off")


def test_what_was_sent_and_never_looked_at_is_collected_before_training(trained: Shell, root: Path) -> None:
    with opened(root) as vault:
        rows = Rows(vault.db)
        rows.message(1, "Friday?", at_us=micros(clock.now()) - 60_000_000)
        rows.message(1, "yes, after six", from_me=True, at_us=micros(clock.now()))
    told = trained("train", "start")
    assert told.problem["what"] == "Training needs 200 examples and has 10. Nothing was trained."
    assert [one["output"] for one in trained("samples", "list", "--source", "history").document] == ["yes, after six"]


def test_adapters_are_listed_with_what_the_gate_said(trained: Shell) -> None:
    found = TypeAdapter(list[AdapterShape]).validate_json(trained("adapter", "list").out)
    assert [(one.id, one.state, one.in_use, one.verdict.passed) for one in found] == [
        ("2", "refused", False, False),
        ("1", "offered", False, True),
    ]
    assert found[0].verdict_text == "Leak found: it told a planted secret."


def test_an_adapter_is_put_to_use_and_taken_back(trained: Shell) -> None:
    told = UseShape.model_validate_json(trained("adapter", "deploy", 1).out)
    assert told == UseShape(id="1", model_id="tiny", active=True)
    assert [one["in_use"] for one in trained("adapter", "list").document] == [False, True]
    kept = trained("adapter", "delete", 1)
    assert (kept.code, kept.problem["what"]) == (1, "This adapter is in use. Nothing was deleted.")
    assert trained("adapter", "rollback").document == {"id": None, "model_id": "tiny", "active": True}
    assert night_words.used(1, "tiny") == (
        "Adapter 1 is used with tiny, which is not the model in use: sotto model use tiny"
    )
    assert trained("adapter", "delete", 1).document == {"deleted": "1"}
    assert trained("adapter", "deploy", 1).problem["problem"] == "NoSuchAdapter"


def test_a_model_that_learnt_from_words_that_are_gone_is_marked_where_models_and_adapters_are_listed(
    trained: Shell, root: Path
) -> None:
    home = home_at(root)
    path = home.models / "voice.gguf"
    path.write_bytes(b"GGUF voice")
    known = manifest.read(home)
    made = msgspec.structs.replace(
        known.models[0], id="voice", path=str(path), sha256="00", size_bytes=10, copied=True, learnt=1, stale=True
    )
    manifest.write(home, msgspec.structs.replace(known, models=(*known.models, made)))
    assert [one["models"] for one in trained("adapter", "list").document] == [[], ["voice"]]
    assert night_words.merged_into(["voice"]) == "also in voice, which cannot forget"
    (row,) = [one for one in trained("model", "list").document if one["id"] == "voice"]
    assert row["warnings"] == ["words_gone", "plain_text"]
    assert "learnt from words that are gone" in model_words.warning(row["warnings"][0])


def test_one_that_was_refused_is_used_only_by_force(trained: Shell) -> None:
    told = trained("adapter", "deploy", 2)
    assert told.problem["problem"] == "AdapterRefused"
    assert told.problem["what"].startswith("The gate refused this adapter")
    assert trained("adapter", "deploy", 2, "--force").document["id"] == "2"
    assert trained("adapter", "rollback", "--base").document["id"] is None


def test_wrong_numbers_are_wrong_usage(trained: Shell) -> None:
    assert trained("train", "start", "--rank", 0).code == 2
    assert trained("adapter", "deploy", "first").code == 2
