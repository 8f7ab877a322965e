"""Nothing anybody wrote, and no name or number of anybody, reaches a log."""

from __future__ import annotations

import json
import logging
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from app import logs
from engine.problems import SourceMissing

CANARY = "Kanarienvogel 6231, call me"


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Logs of this test, with Python's hooks put back afterwards."""
    import threading

    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook, logging.raiseExceptions
    level = logging.getLogger().level
    handler = logs.start(tmp_path, "test")
    yield tmp_path
    logging.getLogger().removeHandler(handler)
    handler.close()
    sys.excepthook, threading.excepthook, sys.unraisablehook, logging.raiseExceptions = hooks
    logging.getLogger().setLevel(level)


def written(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "test.jsonl").read_text().splitlines()]


def fts_error() -> None:
    db = sqlite3.connect(":memory:")
    try:
        db.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        db.execute("SELECT * FROM t WHERE t MATCH ?", (f'"{CANARY}',))
    finally:
        db.close()


def utf8_error() -> None:
    db = sqlite3.connect(":memory:")
    try:
        db.execute("SELECT CAST(? AS TEXT)", (CANARY.encode() + b"\xff",)).fetchone()
    finally:
        db.close()


class Age(msgspec.Struct):
    age: int


RAISERS: dict[str, Callable[[], object]] = {
    "key": lambda: {}[CANARY],
    "int": lambda: int(CANARY),
    "fts5": fts_error,
    "utf8": utf8_error,
    "decode": lambda: (CANARY.encode() + b"\xff").decode(),
    "encode": lambda: CANARY.encode("ascii", "strict") + (CANARY + "é").encode("ascii"),
    "file": lambda: Path(CANARY).read_text(),
    "json": lambda: json.loads("{" + CANARY),
    "struct": lambda: msgspec.json.decode(json.dumps({"age": CANARY}).encode(), type=Age),
    "call": lambda: subprocess.run([sys.executable, "-c", "raise SystemExit(3)", CANARY], check=True),
    "attribute": lambda: getattr(logs, CANARY),
    "problem": lambda: (_ for _ in ()).throw(SourceMissing(path=CANARY)),
    "own": lambda: (_ for _ in ()).throw(RuntimeError(CANARY)),
    "group": lambda: (_ for _ in ()).throw(ExceptionGroup(CANARY, [ValueError(CANARY)])),
}


@pytest.mark.parametrize("name", RAISERS)
def test_an_errors_words_stay_out_of_the_log_and_off_the_terminal(folder, capsys, name):
    try:
        RAISERS[name]()
    except Exception as error:  # noqa: BLE001 - whatever it is
        try:
            raise LookupError(CANARY) from error
        except LookupError as outer:
            logs.bug(outer)
            logging.getLogger("app.sync").exception("sync_failed")
            logging.getLogger("someone.else").exception(CANARY)
            logging.getLogger("app.sync").error("failed with %s", error)
            sys.excepthook(type(outer), outer, outer.__traceback__)
    seen = capsys.readouterr()
    content = (folder / "test.jsonl").read_text() + seen.out + seen.err
    assert "Kanarienvogel" not in content
    assert "6231" not in content
    assert len(written(folder)) == 5
    assert str(written(folder)[0]["exception"]).startswith("LookupError<-")


def test_an_error_is_logged_with_its_class_and_its_place_in_our_code(folder):
    with pytest.raises(AttributeError) as caught:
        logs.described(CANARY)  # type: ignore[arg-type]
    logs.bug(caught.value)
    (line,) = written(folder)
    assert line["exception"] == "AttributeError"
    assert str(line["at"]).startswith("app/logs.py:")


def test_numbers_ids_and_codes_are_kept_and_everything_else_is_not(folder):
    logs.event(
        "sync_finished",
        n_messages=12,
        seconds=0.5,
        conversation_id="17",
        why="OSError",
        name="Kim Novak",
        text=CANARY,
        step=CANARY,
        path=Path("/home/kim"),
        rows=[CANARY],
    )
    (line,) = written(folder)
    assert line["event"] == "sync_finished"
    assert (line["n_messages"], line["seconds"], line["conversation_id"], line["why"]) == (
        12,
        0.5,
        "17",
        "OSError",
    )
    assert {line[key] for key in ("name", "text", "step", "path", "rows")} == {logs.REFUSED}


def test_a_text_put_together_at_run_time_is_refused(folder):
    log = logging.getLogger("app.child")
    log.info(f"heard {CANARY}")
    log.info("child %s %s, exit code %s", "inference", "terminated", -15)
    log.info("child %s", CANARY)
    heard, child, other = written(folder)
    assert heard["event"] == logs.REFUSED
    assert child["event"] == "child %s %s, exit code %s"
    assert child["values"] == ["inference", "terminated", -15]
    assert other["values"] == [logs.REFUSED]


def test_other_peoples_libraries_are_named_and_not_quoted(folder):
    logging.getLogger("keyring.backend").warning("loading %s", CANARY)
    (line,) = written(folder)
    assert set(line) == {"at", "level", "logger"}
    assert line["logger"] == "keyring.backend"


DYING = """
import sys, threading
from pathlib import Path
from app import logs
logs.start(Path(sys.argv[1]), "test")
def fall():
    raise ValueError(sys.argv[2])
thread = threading.Thread(target=fall)
thread.start()
thread.join()
class Dropped:
    def __del__(self):
        raise ValueError(sys.argv[2])
Dropped()
raise KeyError(sys.argv[2])
"""


def test_a_dying_process_says_what_fell_and_where_but_not_what_about(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", DYING, str(tmp_path), CANARY], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Kanarienvogel" not in done.stderr + done.stdout
    assert [line["exception"] for line in written(tmp_path)] == ["ValueError", "ValueError", "KeyError"]
    assert done.stderr.count("Sotto made a mistake: ") == 3


def test_the_log_is_private_and_does_not_grow_for_ever(tmp_path):
    path = tmp_path / "test.jsonl"
    path.write_bytes(b"x" * (logs.LARGEST_BYTES + 1))
    handler = logs.PrivateHandler(path)
    handler.handle(logging.LogRecord("app", logging.INFO, "", 1, "started", None, None))
    handler.close()
    handler.handle(logging.LogRecord("app", logging.INFO, "", 1, "late", None, None))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(path.read_text().splitlines()) == 1
    assert path.with_suffix(".old.jsonl").stat().st_size > logs.LARGEST_BYTES


def test_nothing_is_made_only_to_log_in_it(tmp_path):
    handler = logs.PrivateHandler(tmp_path / "logs" / "test.jsonl")
    record = logging.LogRecord("app", logging.INFO, "", 1, "started", None, None)
    handler.handle(record)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "logs").mkdir()
    handler.handle(record)
    handler.close()
    assert (tmp_path / "logs" / "test.jsonl").read_text().count("started") == 1


ENTERED = """
import sys, ui.__main__ as entry
import app.commands.main as line
def fall(*_arguments, **_options):
    raise KeyError(sys.argv[-1])
line.run = fall
sys.argv = ["sotto", "--home", sys.argv[1], "inbox", sys.argv[2]]
sys.exit(entry.main())
"""


def test_the_entry_keeps_a_log_in_the_home_and_no_words_anywhere(tmp_path):
    (tmp_path / "logs").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", ENTERED, str(tmp_path), CANARY], capture_output=True, text=True, check=False
    )
    kept = (tmp_path / "logs" / "command.jsonl").read_text()
    assert done.returncode == 1
    assert json.loads(kept)["exception"] == "KeyError"
    assert "Kanarienvogel" not in done.stdout + done.stderr + kept
