"""What importing costs, beside the cheapest way of only looking at every row of the same file."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

import psutil

from app import clock, intake, syncing, vault
from app.child import Child
from importers.demo import load
from importers.demo.chatdb import ChatDatabase

N_CONVERSATIONS = 300
SCANS = 3


def run(n_messages: int = 1_000_000) -> dict[str, float]:
    """Import a made-up chat.db (macOS 27, every body in attributedBody, 300 conversations) into an encrypted store.

    `scan_s`: median time of `SELECT * FROM message` with the stdlib driver, warm. `import_s`: the whole first sync,
    the start of the reader process not counted; `resync_over_import`: a second sync with one new row. `peak_mb`: the
    larger of the two processes' peaks, sampled at every batch.
    """
    now = clock.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "chat.db"
        load.write(path, n_messages=n_messages, n_conversations=N_CONVERSATIONS, now=now)
        scan_s = median(_scan_s(path) for _ in range(SCANS))
        reader = intake.new_reader()
        try:
            with vault.throwaway() as opened:
                peaks: list[int] = []
                import_s = _sync_s(opened, reader, path, peaks)
                _add_one(path, now)
                resync_s = _sync_s(opened, reader, path, peaks)
        finally:
            reader.stop()
    return {
        "messages": n_messages,
        "scan_s": round(scan_s, 3),
        "import_s": round(import_s, 3),
        "import_over_scan": round(import_s / scan_s, 3),
        "resync_over_import": round(resync_s / import_s, 5),
        "peak_mb": round(max(peaks) / 1e6, 1),
    }


def _scan_s(path: Path) -> float:
    with contextlib.closing(sqlite3.connect(path)) as db:
        began = time.perf_counter()
        for _row in db.execute("SELECT * FROM message"):
            pass
        return time.perf_counter() - began


def _sync_s(opened: vault.Vault, reader: Child, path: Path, peaks: list[int]) -> float:
    both = [psutil.Process(), psutil.Process(reader.pid)]
    peaks.append(0)

    def sample(_event: object) -> None:
        peaks.append(max(process.memory_info().rss for process in both))

    one = intake.Sync(opened.db, reader.send, source=path, contacts=None, reconcile=False, now=clock.now)
    began = time.perf_counter()
    syncing.run(one, reader, on_progress=sample)
    return time.perf_counter() - began


def _add_one(path: Path, now: datetime) -> None:
    with ChatDatabase(path) as source:
        (chat,) = source.db.execute("SELECT min(ROWID) FROM chat").fetchone()
        source.add_message(int(chat), "one more", at=now + timedelta(minutes=1))
