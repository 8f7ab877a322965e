"""Syncs a source into a store in a process of its own, saying a line per batch; the tests kill it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from app import syncing
from app.store import connection


def main() -> None:
    store, source = Path(sys.argv[1]), Path(sys.argv[2])
    db = connection.open_writer(store, b"k" * 32)
    syncing.sync_once(
        db,
        source=source,
        contacts=None,
        reconcile=False,
        now=lambda: datetime.now(UTC),
        on_progress=lambda event: print(event.done, flush=True),
    )


if __name__ == "__main__":
    main()
