"""sotto generate, job and cache as outside programs use them, with a real (tiny, scripted) model and real runners."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest
import tiny_gguf
from sqlite_utils import Database

from app import clock, generating, jobs, models
from app.commands.main import run
from app.generating import Ask
from app.lock import HomeLock
from app.manifest import AdapterRef
from app.paths import Home
from app.paths import home as home_at
from app.store import connection
from app.store import jobs as stored
from app.store.jobs import Status
from app.vault import open_vault
from app.wording import generating as words
from tests.app.commands.shapes import Strict

ROOT = Path(__file__).parents[3]
PASSPHRASE = "a long walk by the zanzibar-sea"
SCRIPT = ["Sure", ",", " Saturday", " works", "!"]
SAID = "Sure, Saturday works!"
CANARY = "zanzibar-quince-4711"


class AnswerShape(Strict):
    response: str
    confidence: float
    model_version: str
    tokens_used: int
    cached: bool


class ErrorShape(Strict):
    problem: str
    what: str
    next: str


class JobShape(Strict):
    job_id: str
    status: str
    result: AnswerShape | None
    error: ErrorShape | None
    created_at: str
    completed_at: str | None


class Told:
    """What one run printed and returned."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)

    @property
    def answer(self) -> AnswerShape:
        return AnswerShape.model_validate(self.document)

    @property
    def job(self) -> JobShape:
        return JobShape.model_validate(self.document)

    @property
    def problem(self) -> str:
        assert (self.code, self.out) == (1, "")
        return str(json.loads(self.err)["problem"])


class Shell:
    """Runs `sotto` in one home.

    Attributes:
        key: of its store, for tests that look into it.
    """

    def __init__(self, home: Home, capture: pytest.CaptureFixture[str], key: bytes = b"") -> None:
        self.home, self.key, self._capture = home, key, capture

    def __call__(self, *arguments: object, as_json: bool = True) -> Told:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SOTTO_PASSPHRASE", PASSPHRASE)
            code = run(["--home", str(self.home.root), *map(str, arguments), *(["--json"] if as_json else [])])
        said = self._capture.readouterr()
        return Told(code, said.out, said.err)

    def use(self, file: Path) -> str:
        return models.use(self.home, models.add(self.home, file).id).version

    @contextmanager
    def store(self) -> Iterator[Database]:
        """Its store, for reading."""
        db = connection.open_reader(self.home.database, self.key)
        yield db
        db.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, bytes]:
    """An empty store with a model in use, and its key."""
    home = home_at(tmp_path_factory.mktemp("made") / "home")
    file = tiny_gguf.write(home.root.parent / "tiny.gguf", SCRIPT)
    models.use(home, models.add(home, file).id)
    with open_vault(home, write=True, passphrase=PASSPHRASE) as vault:
        return home, vault.key


@pytest.fixture
def sotto(made: tuple[Home, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Shell]:
    """A home of the test's own; runners that it leaves behind have ended when it ends."""
    shutil.copytree(made[0].root, tmp_path / "home", ignore=shutil.ignore_patterns("ballast"))
    shell = Shell(home_at(tmp_path / "home"), capsys, made[1])
    yield shell
    until(lambda: not jobs.is_worked(shell.home))


@pytest.fixture
def newcomer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A home with neither store nor model."""
    return Shell(home_at(tmp_path / "home"), capsys)


def until(holds: Callable[[], bool]) -> None:
    """Wait for something that other processes do."""
    while not holds():
        threading.Event().wait(0.02)


# ---- generate ------------------------------------------------------------------------------------------------


def test_an_answer_has_every_field_and_the_second_one_is_at_hand(sotto: Shell) -> None:
    first = sotto("generate", "--prompt", "Saturday?").answer
    assert (first.response, first.cached) == (SAID, False)
    assert 0.5 < first.confidence <= 1.0
    assert first.model_version.startswith("tiny@")
    assert 5 <= first.tokens_used <= 6
    again = sotto("generate", "--prompt", "Saturday?").answer
    assert again == first.model_copy(update={"cached": True})


def test_every_option_reaches_the_model_and_the_key(sotto: Shell) -> None:
    wish = ("--max-tokens", 9, "--temperature", 0.2, "--top-p", 0.5, "--top-k", 3, "--min-p", 0.1)
    wish = (*wish, "--repeat-penalty", 1, "--seed", 7, "--stop", " works", "--stop", "x", "--raw", "--fresh")
    assert sotto("generate", "--prompt", "Saturday?", *wish).answer.response == "Sure, Saturday"
    asked = Ask("Saturday?", 9, 0.2, 0.5, 3, 0.1, 1.0, 7, (" works", "x"), raw=True)
    with sotto.store() as db:
        assert generating.known(db, asked, generating.author(sotto.home), now=clock.now()) is not None


def test_a_prompt_may_come_from_stdin(sotto: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Saturday?\nReally?\n"))
    assert sotto("generate", "--prompt", "-").answer.response == SAID
    assert sotto("generate", "--prompt", "Saturday?\nReally?").answer.cached
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    assert sotto("generate", "--prompt", "-").code == 2


def test_people_see_the_text_once_and_nothing_else_on_stdout(sotto: Shell) -> None:
    assert sotto("generate", "--prompt", "Saturday?", as_json=False).out == f"{SAID}\n"
    again = sotto("generate", "--prompt", "Saturday?", as_json=False)
    assert again.out == f"{SAID}\n"
    assert "at hand" in again.err


def test_without_a_model_there_is_no_answer_and_no_store(newcomer: Shell) -> None:
    assert newcomer("generate", "--prompt", "Saturday?").problem == "ModelMissing"
    assert newcomer("cache", "clear").document == {"cleared": 0}
    assert newcomer("job", "nothing").problem == "StoreMissing"
    assert not newcomer.home.database.exists()


def test_the_first_answer_of_a_newcomer_makes_the_store_and_is_kept(newcomer: Shell, tmp_path: Path) -> None:
    newcomer.use(tiny_gguf.write(tmp_path / "tiny.gguf", SCRIPT))
    assert not newcomer("generate", "--prompt", "Saturday?").answer.cached
    assert newcomer("generate", "--prompt", "Saturday?").answer.cached


def test_a_conversation_that_is_not_there_is_a_problem(sotto: Shell) -> None:
    assert sotto("generate", "--prompt", "Saturday?", "--conversation", 99).problem == "NoSuchConversation"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--prompt", ""),
        ("--prompt", "x", "--max-tokens", "0"),
        ("--prompt", "x", "--max-tokens", "many"),
        ("--prompt", "x", "--temperature", "-1"),
        ("--prompt", "x", "--temperature", "nan"),
        ("--prompt", "x", "--top-p", "1.5"),
        ("--prompt", "x", "--top-k", "-1"),
        ("--prompt", "x", "--repeat-penalty", "0"),
        ("--prompt", "x", "--repeat-penalty", "inf"),
        ("--prompt", "x", "--seed", "-1"),
        ("--prompt", "x", "--stop", ""),
        ("--prompt", "x", "--cache-key", ""),
        ("--prompt", "x", "--cache-key", "two\nlines"),
        ("--prompt", "x", "--cache-key", "k" * 201),
    ],
    ids=lambda words: " ".join(words)[:40],
)
def test_wrong_numbers_are_wrong_usage(sotto: Shell, arguments: tuple[str, ...]) -> None:
    assert sotto("generate", *arguments).code == 2


def test_what_had_to_be_given_up_is_said_on_stderr(sotto: Shell, tmp_path: Path) -> None:
    gone = AdapterRef(path=str(tmp_path / "gone.gguf"), sha256="cd" * 32)
    models.set_adapters(sotto.home, models.listing(sotto.home)[0].id, [gone])
    told = sotto("generate", "--prompt", "Saturday?")
    assert told.answer.response == SAID
    assert json.loads(told.err) == {"note": "base", "what": words.FALLBACKS["base"]}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT")
def test_an_interrupted_answer_takes_its_worker_with_it(sotto: Shell, tmp_path: Path) -> None:
    sotto.use(tiny_gguf.write(tmp_path / "endless.gguf", SCRIPT, loops=True))
    typed = ["--home", str(sotto.home.root), "generate", "--prompt", "x", "--max-tokens", "4000"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", *typed],
        cwd=ROOT,
        env={**os.environ, "SOTTO_PASSPHRASE": PASSPHRASE},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(4) == b"Sure"
    children = psutil.Process(process.pid).children(recursive=True)
    assert children
    process.send_signal(signal.SIGINT)
    _out, err = process.communicate()
    assert (process.returncode, err) == (130, b"")
    psutil.wait_procs(children)
    assert sotto("cache", "clear").document == {"cleared": 0}


# ---- cache ---------------------------------------------------------------------------------------------------


def test_kept_answers_are_cleared_by_pattern(sotto: Shell) -> None:
    assert not sotto("generate", "--prompt", "One?", "--cache-key", "greeting").answer.cached
    assert sotto("generate", "--prompt", "Other words?", "--cache-key", "greeting").answer.cached
    assert sotto("cache", "clear", "--pattern", "conv:*").document == {"cleared": 0}
    assert sotto("cache", "clear", "--pattern", "free:greet*").document == {"cleared": 1}


# ---- jobs ----------------------------------------------------------------------------------------------------


def test_a_job_is_worked_by_a_process_of_its_own(sotto: Shell) -> None:
    begun = sotto("generate", "--prompt", "Saturday?", "--async").document
    assert set(begun) == {"job_id", "status"}
    assert begun["status"] == "queued"
    with sotto.store() as db:
        until(lambda: stored.get(db, begun["job_id"]).is_over)
    done = sotto("job", begun["job_id"]).job
    assert (done.status, done.error) == ("completed", None)
    assert done.result is not None
    assert (done.result.response, done.result.cached) == (SAID, False)
    assert done.completed_at is not None
    assert done.completed_at >= done.created_at
    assert sotto("generate", "--prompt", "Saturday?").answer.cached
    assert SAID in sotto("job", begun["job_id"], as_json=False).out


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_job_whose_runner_was_killed_is_taken_up_again(sotto: Shell, tmp_path: Path) -> None:
    sotto.use(tiny_gguf.write(tmp_path / "endless.gguf", SCRIPT, loops=True))
    job_id = sotto("generate", "--prompt", f"{CANARY}?", "--max-tokens", 50, "--async").document["job_id"]
    with sotto.store() as db:
        until(lambda: stored.status(db, job_id) is Status.PROCESSING)
        runner = psutil.Process(stored.get(db, job_id).owner_pid)
        told = " ".join([*runner.cmdline(), *map(str, runner.environ().items())])
        assert os.getsid(runner.pid) == runner.pid
        runner.kill()
        until(lambda: not jobs.is_worked(sotto.home))
        assert stored.status(db, job_id) is Status.PROCESSING
        done = sotto("job", job_id, "--wait").job
        assert stored.get(db, job_id).attempts == 2
    assert done.status == "completed"
    assert done.result is not None
    assert done.result.tokens_used == 50
    assert "zanzibar" not in told


def test_jobs_outlive_the_commands_that_asked_for_them(sotto: Shell, tmp_path: Path) -> None:
    someone = HomeLock(sotto.home.shift)  # no runner gets to work
    left = [sotto("generate", "--prompt", f"{n}?", "--async").document["job_id"] for n in range(2)]
    assert sotto("job", left[0], "--cancel").job.status == "cancelled"
    someone.release()
    last = sotto("generate", "--prompt", "last?", "--async").document["job_id"]
    done = sotto("job", last, "--wait").job
    assert done.status == "completed"
    assert [sotto("job", one).job.status for one in left] == ["cancelled", "completed"]


def test_a_job_that_fails_says_why_in_the_shape_of_a_problem(sotto: Shell) -> None:
    models.use_none(sotto.home)
    job_id = sotto("generate", "--prompt", "Saturday?", "--async").document["job_id"]
    failed = sotto("job", job_id, "--wait").job
    assert (failed.status, failed.result) == ("failed", None)
    assert failed.error is not None
    assert failed.error.problem == "ModelMissing"
    assert failed.error.next
    assert failed.error.what in sotto("job", job_id, as_json=False).out


def test_while_the_window_is_open_the_command_line_only_reads(sotto: Shell) -> None:
    someone = HomeLock(sotto.home.shift)
    job_id = sotto("generate", "--prompt", "Saturday?", "--async").document["job_id"]
    window = HomeLock(sotto.home.lock)
    assert sotto("generate", "--prompt", "Saturday?").answer.response == SAID
    assert sotto("job", job_id).job.status == "queued"
    assert sotto("generate", "--prompt", "x", "--async").problem == "SottoIsOpen"
    assert sotto("job", job_id, "--cancel").problem == "SottoIsOpen"
    window.release()
    someone.release()
    assert sotto("cache", "clear").document == {"cleared": 0}


def test_wrong_jobs_are_told(sotto: Shell) -> None:
    assert sotto("job", "nothing").problem == "NoSuchJob"
    assert sotto("job").code == 2
    assert sotto("job", "nothing", "--wait", "--cancel").code == 2
