"""Whatever moment the importing process is killed at, nothing is lost, nothing is there twice, and it goes on."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from pathlib import Path

import pytest
from happenings import figures, found, talk

from app.store import connection

CHILD = Path(__file__).parent / "import_child.py"


def killed_after(store: Path, source: Path, n_batches: int, moment_s: float = 0.0) -> int:
    """Start an import and kill it with SIGKILL `moment_s` into batch `n_batches + 1`; returns rows it reported."""
    child = subprocess.Popen([sys.executable, str(CHILD), str(store), str(source)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    done = 0
    for _ in range(n_batches):
        line = child.stdout.readline()
        done = int(line) if line else done
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(moment_s)
    child.kill()
    child.wait()
    child.stdout.close()
    return done


SEEDS = [*range(5), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(5, 100))]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_import_goes_on_where_it_was(db, source, sync, texts, seed):
    talk(source, 7000)
    source.commit()
    store = connection.path_of(db)
    rng = random.Random(seed)
    reported = 0
    for _ in range(2):
        done = killed_after(store, source.path, rng.randint(1, 4), rng.uniform(0.0, 0.05))
        kept = db.execute("SELECT count(*), count(DISTINCT guid), min(source_rowid) FROM message").fetchone()
        assert kept[0] == kept[1] >= reported
        reported = kept[0]
        assert done <= reported
        # What is there is the newest end of the source, without a hole.
        assert kept[2] is None or kept[0] == 7000 - kept[2] + 1
    report = sync()
    assert report.imported == 7000 - reported
    assert texts() == [f"word{i} said" for i in range(7000)]
    assert db.execute("SELECT count(*), count(DISTINCT guid) FROM message").fetchone() == (7000, 7000)
    assert found(db, "word0") == found(db, "word6999") == 1
    kept_figures, true = figures(db)
    assert kept_figures == true
    assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'message_guid'").fetchone() == (1,)
    db.execute("INSERT INTO message_fts (message_fts, rank) VALUES ('integrity-check', 1)")
    assert sync().imported == 0


def test_rows_that_arrive_after_a_kill_come_too(db, source, sync, texts):
    chat, _ = talk(source, 7000)
    source.commit()
    killed_after(connection.path_of(db), source.path, 2)
    talk(source, 3, chat=chat)
    sync()
    assert len(texts()) == 7003
