"""Rows and files that are not what they should be: every row comes in or is put aside, and nothing stops the rest."""

from __future__ import annotations

import os
import random
import sqlite3

import pytest
from happenings import stored, talk

from engine.problems import (
    Problem,
    SourceBusy,
    SourceDamaged,
    SourceMissing,
    SourceNotADatabase,
    SourceUnsupported,
)
from importers import addressbook, sqlite_file
from importers.imessage.reader import Messages

BIDI = "\u202epay\u202c \U000e0041\u200b"


def raw(source, guid, **values):
    """Set columns of a row to anything."""
    for name, value in values.items():
        source.db.execute(f"UPDATE message SET {name} = ? WHERE guid = ?", (value, guid))


def test_rows_with_odd_values_come_in_or_are_put_aside(db, source, sync):
    _, guids = talk(source, 16)
    plain = guids[-1]
    huge = "long " * 2_000_000
    raw(source, guids[0], attributedBody=None, text="nul\x00inside")
    source.db.execute(
        "UPDATE message SET text = CAST(x'ff68c3a9fe' AS TEXT), attributedBody = NULL WHERE guid = ?", [guids[1]]
    )
    raw(source, guids[2], attributedBody=b"\xff\xfe" + "lone \ud800 half".encode("utf-16-le", "surrogatepass"))
    raw(source, guids[3], attributedBody=None, text=huge)
    raw(source, guids[4], date=2**63 - 1)
    raw(source, guids[5], date=-(2**62))
    raw(source, guids[6], attributedBody=None, text=b"\x00\x01blob in text")
    raw(source, guids[7], attributedBody=12345, text="number for a body")
    raw(source, guids[8], attributedBody=b"garbage", text="the fallback")
    raw(source, guids[9], attributedBody=b"", text="")
    raw(source, guids[10], attributedBody=None, text=BIDI)
    raw(source, guids[11], date="yesterday", date_read="never", is_read="x")
    raw(source, guids[12], handle_id="nobody", associated_message_type=77)
    raw(source, guids[13], balloon_bundle_id=b"\xff\xfe", payload_data=b"bplist00nonsense")
    raw(source, guids[14], message_summary_info=b"bplist00 Rec Rrp \xff")
    source.db.execute("UPDATE message SET guid = CAST(x'ff00fe' AS TEXT) WHERE guid = ?", [plain])
    report = sync()
    assert (report.imported, report.quarantined) == (15, 1)
    assert db.execute("SELECT reason FROM quarantine").fetchone() == ("guid",)
    assert stored(db, guids[0], "text") == ("nulinside",)
    assert stored(db, guids[1], "text") == ("h\u00e9",)
    assert stored(db, guids[2], "text")[0].startswith("lone ")
    assert stored(db, guids[3], "length(text)") == (len(huge),)
    assert stored(db, guids[4], "sent_us", "extra") == (0, '{"date":"out_of_range"}')
    assert stored(db, guids[5], "sent_us") == (0,)
    assert stored(db, guids[7], "text", "code") == ("number for a body", -1)
    assert stored(db, guids[8], "text", "code") == ("the fallback", -1)
    assert stored(db, guids[10], "text") == (BIDI,)
    assert stored(db, guids[11], "sent_us") == (0,)
    assert stored(db, guids[12], "kind", "code") == ("unknown", 77)
    assert report.undecodable == 2
    again = sync(reconcile=True)
    assert (again.imported, again.updated, again.quarantined) == (0, 0, 0)


def test_a_row_that_can_be_read_again_leaves_quarantine(db, source, sync):
    _, guids = talk(source, 3)
    source.db.execute("UPDATE message SET guid = CAST(x'ff00fe' AS TEXT) WHERE guid = ?", [guids[1]])
    assert sync().quarantined == 1
    source.db.execute("UPDATE message SET guid = ?, is_read = 1 WHERE ROWID = 2", [guids[1]])
    assert sync().imported == 1
    assert db.execute("SELECT count(*) FROM quarantine").fetchone() == (0,)


@pytest.mark.parametrize("seed", range(12))
def test_random_values_in_random_columns_never_stop_an_import(db, source, sync, seed):
    rng = random.Random(seed)
    _, guids = talk(source, 40)
    names = sorted(source.columns["message"] - {"ROWID", "guid"})
    values = [None, 0, -1, 2**63 - 1, -(2**63), 1.5, float("inf"), "", "text", b"", b"\xff\x00", "x" * 5000, "\u202e"]
    for guid in guids[:30]:
        for name in rng.sample(names, 6):
            raw(source, guid, **{name: rng.choice(values)})
    report = sync()
    assert report.imported + report.quarantined == 40
    assert [stored(db, guid, "id") is not None for guid in guids[30:]] == [True] * 10
    assert sync(reconcile=True).imported == 0


def test_no_source_at_all_is_missing(sync, tmp_path):
    for path in (tmp_path / "nowhere.db", tmp_path / "no" / "folder" / "chat.db", tmp_path):
        with pytest.raises(SourceMissing):
            sync(path)


def test_something_else_is_no_database(sync, tmp_path):
    for content in (b"", b"hello", b"SQLite format 2\x00" * 100):
        path = tmp_path / "chat.db"
        path.write_bytes(content)
        with pytest.raises(SourceNotADatabase):
            sync(path)


def test_a_database_of_something_else_is_unsupported(sync, tmp_path):
    path = tmp_path / "other.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE message (id INTEGER, body TEXT)")
    other.commit()
    other.close()
    with pytest.raises(SourceUnsupported):
        sync(path)


def as_nobody(attempt):
    """The code of the problem that `attempt` meets in a process without rights, "" for none."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        code = ""
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            attempt()
        except Problem as problem:
            code = problem.code
        except BaseException as error:  # noqa: BLE001 - a forked process must end here, whatever happens
            code = repr(error)
        os.write(writing, code.encode())
        os._exit(0)
    os.close(writing)
    os.waitpid(pid, 0)
    with os.fdopen(reading) as said:
        return said.read()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows cannot fork a process")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_what_we_may_not_read_is_denied_not_missing_and_not_damaged(source):
    talk(source, 1)
    source.commit()
    source.path.chmod(0)
    folder = source.path.parent
    attempts = [lambda: sqlite_file.open_readonly(source.path), lambda: list(Messages(source.path).read(0))]
    assert [as_nobody(attempt) for attempt in attempts] == ["SourceDenied"] * 2
    folder.chmod(0)
    try:
        attempts.append(lambda: list(Messages(folder).read(0)))
        assert [as_nobody(attempt) for attempt in attempts] == ["SourceDenied"] * 3
        assert as_nobody(lambda: addressbook.read(folder)) == ""
        assert as_nobody(lambda: addressbook.digest(folder / "deeper")) == ""
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (23, "SourceDenied"),
        (3, "SourceDenied"),
        (5, "SourceBusy"),
        (11, "SourceDamaged"),
        (26, "SourceNotADatabase"),
        (1, "SourceUnsupported"),
    ],
)
def test_errors_of_the_system_become_the_problem_they_mean(tmp_path, code, problem):
    error = sqlite3.OperationalError("words that name a message")
    error.sqlite_errorcode = code
    found = sqlite_file.problem_behind(error, tmp_path / "chat.db")
    assert found.code == problem
    assert "message" not in str(found.facts)


def test_a_log_that_cannot_be_read_is_told_from_a_missing_file(tmp_path):
    error = sqlite3.OperationalError("unable to open database file")
    error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
    path = tmp_path / "chat.db"
    assert sqlite_file.problem_behind(error, path).code == "SourceMissing"
    path.write_bytes(b"SQLite format 3\x00")
    path.with_name("chat.db-wal").write_bytes(b"")
    assert sqlite_file.problem_behind(error, path).code == "SourceUnwritableFolder"


def test_a_locked_source_is_waited_for_and_then_busy():
    waits = []

    def attempt():
        raise SourceBusy()

    with pytest.raises(SourceBusy):
        sqlite_file.patiently(attempt, wait=waits.append)
    assert waits == list(sqlite_file.BACKOFF_S)


def test_a_source_that_is_free_again_is_read():
    answers = [SourceBusy(), SourceBusy(), None]

    def attempt():
        if (answer := answers.pop(0)) is not None:
            raise answer
        return "read"

    assert sqlite_file.patiently(attempt, wait=lambda _: None) == "read"


def test_a_locked_file_is_busy_not_damaged(tmp_path):
    path = tmp_path / "chat.db"
    owner = sqlite3.connect(path, isolation_level=None)
    owner.execute("CREATE TABLE message (guid TEXT, date INTEGER)")
    owner.execute("BEGIN EXCLUSIVE")
    with pytest.raises(SourceBusy):
        sqlite_file.open_readonly(path, busy_timeout_s=0.0)
    owner.close()


def test_the_write_ahead_log_is_read_and_nothing_is_written(source, sync, db):
    talk(source, 5)
    source.commit()
    before = source.path.read_bytes()
    assert sync().imported == 5
    assert source.path.read_bytes() == before


@pytest.mark.parametrize("share", [0.35, 0.6, 0.85])
def test_a_truncated_file_gives_what_can_be_read_and_says_so(db, source, sync, share):
    talk(source, 9000)
    source.commit()
    source.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    source.close()
    for suffix in ("-wal", "-shm"):
        source.path.with_name(f"chat.db{suffix}").unlink(missing_ok=True)
    whole = source.path.read_bytes()
    source.path.write_bytes(whole[: int(len(whole) * share) // 4096 * 4096])
    with pytest.raises(SourceDamaged):
        sync(source.path)
    cursor = db.execute("SELECT cursor FROM source").fetchone()
    n_before = db.execute("SELECT count(*) FROM message").fetchone()[0]
    with pytest.raises(SourceDamaged):
        sync(source.path)
    assert db.execute("SELECT cursor FROM source").fetchone() == cursor
    assert db.execute("SELECT count(*) FROM message").fetchone()[0] == n_before
    source.path.write_bytes(whole)
    sync(source.path)
    assert db.execute("SELECT count(*), count(DISTINCT guid) FROM message").fetchone() == (9000, 9000)


@pytest.mark.parametrize("seed", range(8))
def test_flipped_pages_never_kill_the_reader(db, source, sync, seed):
    rng = random.Random(seed)
    talk(source, 1500)
    source.commit()
    source.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    source.close()
    data = bytearray(source.path.read_bytes())
    for _ in range(40):
        at = rng.randrange(100, len(data))
        data[at] ^= 1 << rng.randrange(8)
    for suffix in ("-wal", "-shm"):
        source.path.with_name(f"chat.db{suffix}").unlink(missing_ok=True)
    source.path.write_bytes(data)
    try:
        report = sync(source.path)
    except (SourceDamaged, SourceUnsupported, SourceNotADatabase):
        return
    assert report.imported + report.quarantined <= 1500


def test_a_source_without_a_table_or_column_it_may_lack_is_still_read(db, source, sync):
    _, guids = talk(source, 5)
    for table in (
        "attachment",
        "message_attachment_join",
        "chat_recoverable_message_join",
        "deleted_messages",
        "chat_lookup",
    ):
        source.db.execute("PRAGMA foreign_keys = OFF")
        for (trigger,) in source.db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            source.db.execute(f"DROP TRIGGER {trigger}")
        source.db.execute(f"DROP TABLE {table}")
    assert sync().imported == 5
    assert stored(db, guids[0], "text") == ("word0 said",)
