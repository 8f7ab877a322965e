"""Syncing with a reader in a process of its own, once and following."""

from __future__ import annotations

import multiprocessing
import threading

import pytest
from happenings import NOW, ago, found, stored, talk

from app import intake, syncing
from app.child import ChildGone
from engine.problems import Cancelled, ReaderDied, SourceMissing
from importers.demo.chatdb import ChatDatabase


def now():
    return NOW


def test_sync_once_brings_a_source_into_the_store(db, source):
    _, guids = talk(source, 30)
    source.commit()
    told = []
    report = syncing.sync_once(db, source=source.path, contacts=None, reconcile=False, now=now, on_progress=told.append)
    assert (report.imported, report.source) == (30, str(source.path))
    assert stored(db, guids[0], "text") == ("word0 said",)
    assert told[-1].done == 30


def test_a_problem_of_the_reader_is_raised_here(db, tmp_path):
    with pytest.raises(SourceMissing) as raised:
        syncing.sync_once(db, source=tmp_path / "none.db", contacts=None, reconcile=False, now=now)
    assert raised.value.facts["path"] == str(tmp_path / "none.db")


def test_a_cancelled_sync_keeps_what_came_and_goes_on_later(db, source, sync):
    talk(source, 7000)
    source.commit()
    told = []
    with pytest.raises(Cancelled):
        syncing.sync_once(
            db,
            source=source.path,
            contacts=None,
            reconcile=False,
            now=now,
            on_progress=told.append,
            cancelled=lambda: len(told) > 2,
        )
    (kept,) = db.execute("SELECT count(*) FROM message").fetchone()
    assert 500 <= kept < 7000
    assert sync().imported == 7000 - kept


class Writer(threading.Thread):
    """Goes on writing messages until it is told to stop, as a phone that does not rest."""

    def __init__(self, path, chat):
        super().__init__(daemon=True)
        self._path, self._chat = path, chat
        self.over = threading.Event()

    def run(self):
        with ChatDatabase(self._path, seed=5) as other:
            while not self.over.wait(0.05):
                other.add_message(self._chat, "while you watched", at=ago(seconds=1))
                other.commit()


def test_following_tells_of_what_is_written(db, source):
    chat, _ = talk(source, 5)
    source.commit()
    syncing.sync_once(db, source=source.path, contacts=None, reconcile=False, now=now)
    writer = Writer(source.path, chat)
    over = threading.Event()
    reports = syncing.follow(db, source=source.path, contacts=None, poll_s=0.02, now=now, cancelled=over.is_set)
    writer.start()
    try:
        report = next(reports)
    finally:
        writer.over.set()
        writer.join()
    assert report.imported >= 1
    assert found(db, "while you watched") >= 1
    over.set()
    assert [one.removed for one in reports] in ([], [0])


def test_other_work_is_done_piece_by_piece_while_nothing_changes(db, source):
    chat, _ = talk(source, 5)
    source.commit()
    over = threading.Event()
    done = []

    def between():
        done.append(found(db, "while it worked"))
        if len(done) == 3:
            with ChatDatabase(source.path, seed=6) as other:
                other.add_message(chat, "while it worked", at=ago(seconds=1))
        over_soon = done[-1] > 0
        if over_soon:
            over.set()
        return not over_soon

    reports = list(
        syncing.follow(
            db, source=source.path, contacts=None, poll_s=0.02, now=now, cancelled=over.is_set, between=between
        )
    )
    assert [report.imported for report in reports] == [5, 1]
    assert len(done) > 3


class GoneChild:
    """A reader that has ended before anybody spoke to it."""

    def send(self, data):
        raise ChildGone("reader", -9)

    def receive(self, timeout_s=None):
        raise ChildGone("reader", -9)


def test_a_reader_that_ends_while_it_is_spoken_to_is_a_problem_of_the_world(db, source):
    gone = GoneChild()
    sync = intake.Sync(db, gone.send, source=source.path, contacts=None, reconcile=None, now=now)
    with pytest.raises(ReaderDied):
        syncing.run(sync, gone)


def test_following_goes_on_with_a_new_reader_when_one_is_killed(db, source):
    chat, _ = talk(source, 5)
    source.commit()
    over = threading.Event()
    reports = syncing.follow(db, source=source.path, contacts=None, poll_s=0.02, now=now, cancelled=over.is_set)
    assert next(reports).imported == 5
    for child in multiprocessing.active_children():
        if child.name == "reader":
            child.kill()
            child.join()
    with ChatDatabase(source.path, seed=6) as other:
        other.add_message(chat, "after it died", at=ago(seconds=1))
    assert next(reports).imported == 1
    over.set()
    assert list(reports) == []
