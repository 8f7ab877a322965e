"""A job of training gives nothing away: not on the disk, not to other processes, not in logs, not over a network."""

from __future__ import annotations

import base64
import logging
import os
import stat
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import learning_bench
import private_targets
import pytest
from learning_bench import KEY, MODEL, NOW, SLOW, Bench

from app import adapters as adapters_of_home
from app import logs, night_facts, paths, training_files
from app.child import Child
from app.learning import Workers
from app.night_facts import Probes
from app.settings import Settings
from app.store import adapters, contacts, trainings
from app.store.jobs import Status
from engine.domain import micros
from engine.training import gate_messages, merge_process, messages
from engine.training.gate_messages import Rehearse
from engine.training.merge_process import Merge
from engine.training.messages import Begin
from engine.training.values import Example, Parameters

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /proc"), pytest.mark.timeout(120)]
PLANTED = "violet harmonica under the stairs"
NAME = "Ottoline Featherstonehaugh"


@pytest.fixture
def bench() -> Iterator[Bench]:
    with learning_bench.filled() as vault:
        vault.db.conn.execute("UPDATE contact SET name = ?", (NAME,))
        vault.db.conn.execute(
            "UPDATE sample SET input = 'Them: ' || ? || ' ' || id || '?' || char(10) || 'Me:', "
            "output = 'found the ' || output || ' ' || ?",
            (PLANTED, PLANTED),
        )
        yield Bench(vault)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """What is logged by a test, with Python's hooks put back afterwards."""
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, logging.raiseExceptions
    level = logging.getLogger().level
    handler = logs.start(tmp_path, "test")
    yield tmp_path / "test.jsonl"
    logging.getLogger().removeHandler(handler)
    handler.close()
    sys.excepthook, threading.excepthook, sys.unraisablehook, logging.raiseExceptions = hooks
    logging.getLogger().setLevel(level)


def disguises(text: str) -> list[bytes]:
    """A text as it may lie in a file."""
    plain = text.encode()
    shifted = [base64.b64encode(b"x" * n + plain)[4:-4] for n in range(3)]
    return [plain, text.encode("utf-16-le"), plain.hex().encode(), *shifted]


SECRETS = [one for text in (PLANTED, NAME) for one in disguises(text)]


class Watch:
    """Looks at everything there is of a job, again and again while it runs."""

    def __init__(self, bench: Bench) -> None:
        self.bench, self.children = bench, list[Child]()
        self.looks = 0
        self.stages: set[str] = set()

    def workers(self) -> Workers:
        def watched(target: Callable[[Connection], None], encode: Callable[[object], bytes]) -> Callable[..., Child]:
            def start(request: object) -> Child:
                child = Child(target, name="test")
                self.children.append(child)
                child.send(encode(request))
                return child

            return start

        return Workers(
            watched(private_targets.train_by_heart, messages.encode),
            watched(private_targets.gate_by_heart, gate_messages.encode),
        )

    def look(self) -> str:
        self.looks += 1
        self.stages |= {one.stage for one in self.bench.told}
        self.disk()
        for child in self.children:
            self.process(child)
        return ""

    def disk(self) -> None:
        """Every file of the home is private and holds nothing in the clear: what is read of it lies in memory."""
        home = self.bench.vault.home
        for folder, _folders, files in os.walk(home.root):
            assert Path(folder) == home.root or stat.S_IMODE(Path(folder).stat().st_mode) & 0o077 == 0, folder
            for path in (Path(folder) / name for name in files):
                try:
                    mode, content = stat.S_IMODE(path.stat().st_mode), path.read_bytes()
                except FileNotFoundError:
                    continue  # it went meanwhile
                if home.training in path.parents:
                    assert mode & 0o077 == 0, path
                assert not any(secret in content for secret in SECRETS), path

    def process(self, child: Child) -> None:
        """What another program could see of it."""
        root = Path("/proc") / str(child.pid)
        keys = [self.bench.vault.key, self.bench.vault.key.hex().encode(), KEY, KEY.hex().encode()]
        for name in ("cmdline", "environ", "comm"):
            try:
                told = (root / name).read_bytes()
            except OSError:
                continue  # it has ended
            assert not any(secret in told for secret in (*SECRETS, *keys)), name
        try:
            opened = [str(one.readlink()) for one in (root / "fd").iterdir()]
        except OSError:
            return
        assert not [one for one in opened if self.bench.vault.home.database.name in one]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for what anybody puts aside for a moment."""
    folder = tmp_path / "temporary"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return folder


def test_during_and_after_a_whole_job_nothing_lies_in_the_clear(bench: Bench, temporary: Path, log: Path) -> None:
    watch = Watch(bench)
    umask = os.umask(0o077)  # as `sotto` sets it when it starts
    try:
        job = bench.run(bench.job(), watch.workers(), halt=watch.look)
    finally:
        os.umask(umask)
    assert job.status is Status.COMPLETED, job.problem
    assert watch.looks > 10
    assert watch.stages >= {"preparing", "training", "checking"}
    assert len(watch.children) == 3
    assert PLANTED in adapters.get(bench.vault.db, int(job.output)).pairs[0].input
    watch.disk()
    assert list(temporary.rglob("*")) == []
    logged = log.read_bytes()
    assert logged
    assert not any(secret in logged for secret in (*SECRETS, str(bench.vault.home.root).encode()))


@pytest.mark.parametrize("secret", SECRETS)
def test_the_watch_sees_what_lies_in_the_clear(bench: Bench, secret: bytes) -> None:
    paths.private_folder(bench.vault.home.training)
    paths.write_private(bench.vault.home.training / "left", b"before it " + secret)
    with pytest.raises(AssertionError, match="left"):
        Watch(bench).disk()


def test_a_job_that_words_end_is_not_to_be_opened_any_more_and_goes_from_the_disk(bench: Bench) -> None:
    """Nobody works on it just now, so that it is the store alone that ends it, and the next look around that cleans."""
    bench.parameters = SLOW
    job = bench.run(bench.job(), halt=lambda: "present" if any(one.step for one in bench.told) else "")
    assert (job.status, job.key) == (Status.QUEUED, KEY)
    assert [one for one in bench.files() if one.startswith(job.id)]
    contacts.switch_off(bench.vault.db, 1, True)
    over = trainings.get(bench.vault.db, job.id)
    assert (over.status, over.key) == (Status.CANCELLED, b"")
    adapters_of_home.tidy(bench.vault.home, bench.vault.db)
    assert [one for one in bench.files() if one != "lock"] == []


def test_words_that_go_while_they_are_chosen_end_the_job_before_anything_is_kept(bench: Bench) -> None:
    """The base answers prompts for minutes after the examples were chosen."""

    def gate(request: object) -> Child:
        if isinstance(request, Rehearse):
            contacts.switch_off(bench.vault.db, 1, True)
        return watch.workers().gate(request)  # type: ignore[arg-type]

    watch = Watch(bench)
    job = bench.run(bench.job(), Workers(watch.workers().trainer, gate))
    assert job.status is Status.CANCELLED
    assert bench.files() == []


def test_an_adapter_whose_words_are_gone_is_made_anew_once(bench: Bench) -> None:
    """Without waiting for new examples, and the old one is not what the new one has to beat."""

    def made() -> int:
        return int(bench.run(bench.job()).output)

    home, db = bench.vault.home, bench.vault.db
    first = made()
    adapters_of_home.deploy(home, db, first, MODEL, adapters.How.PERSON, now=NOW)
    assert not night_facts.outlived(db, home)
    contacts.switch_off(db, 1, True)
    assert adapters.get(db, first).stale
    assert night_facts.outlived(db, home)
    facts = night_facts.gather(
        db, home, Probes(), Settings(), NOW, by_hand=False, busy=False, paused=False, running=False
    )
    assert (facts.n_new, facts.outlived) == (0, True), "nothing is made up"
    second = made()
    assert not adapters.get(db, second).stale
    assert not night_facts.outlived(db, home)


def test_a_plain_file_that_a_crash_left_goes_with_the_next_start(bench: Bench) -> None:
    left = training_files.fresh_plain(bench.vault.home)
    left = left.with_name("99999999-" + left.name.partition("-")[2])
    left.write_text(PLANTED)
    adapters_of_home.sweep(bench.vault.home, bench.vault.db)
    assert not left.exists()


def test_examples_that_are_kept_for_a_time_are_not_taken_shortly_before_they_go(bench: Bench) -> None:
    """Else every day would end the job of the night before."""
    day_us = 86_400_000_000
    bench.vault.db.conn.execute(
        "UPDATE sample SET made_us = ? - id * ?", (micros(learning_bench.NOW), 6 * day_us)
    )  # from yesterday to a year ago
    job = bench.run(bench.job(), Watch(bench).workers())
    assert job.status is Status.COMPLETED, job.problem
    (oldest_us,) = bench.vault.db.conn.execute("SELECT min(made_us) FROM training_words").fetchone()
    assert 250 * day_us < micros(learning_bench.NOW) - oldest_us <= 335 * day_us


@pytest.mark.parametrize(
    ("target", "request_"),
    [
        (
            private_targets.trainer_that_tries,
            Begin("/none", "00", "/none", (Example("a", "b", 1.0),), (), Parameters()),
        ),
        (private_targets.gate_that_tries, Rehearse("/none", "00", Parameters())),
        (private_targets.merger_that_tries, Merge("/none", "/none", "/none/out", "F16")),
    ],
)
def test_no_process_of_training_gets_out_or_knows_a_key(
    bench: Bench, target: Callable[[Connection], None], request_: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOTTO_PASSPHRASE", "a walk by the sea")
    encode = merge_process.encode if isinstance(request_, Merge) else messages.encode
    child = Child(target, name="test")
    try:
        child.send(encode(request_))
        told = b""
        while b"tcp" not in told:
            told = child.receive(60) or b""
        lines = told.decode(errors="replace").splitlines()
        ways = [one for one in lines if not one.startswith("knows ")]
        assert len(ways) == 7
        assert [one for one in ways if not one.endswith(": refused")] == []
        assert bench.vault.key.hex() not in told.decode(errors="replace")
        assert "a walk by the sea" not in told.decode(errors="replace")
        assert "SOTTO_PASSPHRASE" not in told.decode(errors="replace")
        assert not [one for one in lines if bench.vault.home.database.name in one]
    finally:
        child.stop()
