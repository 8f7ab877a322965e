"""An SQLite file that looks like a chat.db: opening, dates, GUIDs and rows that fit its columns."""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from importers.demo import chatdb_schema, chatdb_tables

APPLE_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)
_CLIENT_VERSIONS = {"14": "16000", "15": "18020", "26.6.2": "20014", "27.0": "21006"}


def apple_ns(when: datetime) -> int:
    """Nanoseconds since 2001 of an aware time (whole microseconds)."""
    return (when - APPLE_EPOCH) // timedelta(microseconds=1) * 1000


def apple_s(when: datetime) -> float:
    """Seconds since 2001, with fraction."""
    return (when - APPLE_EPOCH) / timedelta(seconds=1)


class ChatFile:
    """The file itself. Reopening an existing one probes its columns; name its lineage again.

    Attributes:
        db: the writing connection (stdlib, WAL, foreign keys on), in a transaction while rows are added.
        lineage: macOS release whose column sets the file has.
        columns: table name → names of its columns.
    """

    def __init__(
        self,
        path: Path,
        lineage: str = "27.0",
        *,
        history: str = "C",
        seed: int = 7,
        indexes: bool = True,
        triggers: bool = True,
    ) -> None:
        self.path = Path(path)
        self.lineage = lineage
        self._random = random.Random(seed)  # noqa: S311 - made-up GUIDs, no secret
        self.db = sqlite3.connect(self.path)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA foreign_keys=ON")
        self._stand_in_functions()
        if not self._tables():
            for statement in chatdb_schema.statements(lineage, history, indexes=indexes, triggers=triggers):
                self.db.execute(statement)
            self._properties()
            self.commit()
        self._texts: dict[str, dict[int, str]] = {}
        self.columns = {name: self._names(name) for name in self._tables()}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        self.close()

    def commit(self) -> None:
        """Make what was written visible to other connections."""
        self.db.commit()

    def close(self, *, checkpoint: bool = False) -> None:
        """Close the file; `checkpoint` folds the write-ahead log into it first."""
        if checkpoint:
            self.db.commit()
            self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.db.close()

    @property
    def era_26(self) -> bool:
        """Whether the release writes `any;` instead of the service into chat GUIDs."""
        return chatdb_tables.LINEAGES.index(self.lineage) >= chatdb_tables.LINEAGES.index("26.6.2")

    def date(self, when: datetime | None) -> int:
        """A date column's value: nanoseconds from 10.13 on, seconds before; 0 for none."""
        if when is None:
            return 0
        return apple_ns(when) // 1_000_000_000 if self.lineage == "10.11" else apple_ns(when)

    def new_guid(self) -> str:
        """The next GUID; the same sequence for the same seed."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4)).upper()

    def insert(self, table: str, values: Mapping[str, Any]) -> int:
        """Insert a row, leaving out columns this lineage does not have; returns its ROWID.

        Raises:
            KeyError: a name that no lineage has.
        """
        self._check(table, values)
        present = {key: value for key, value in values.items() if key in self.columns[table]}
        names, holes = ", ".join(present), ", ".join("?" * len(present))
        cursor = self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({holes})", tuple(present.values()))
        return int(cursor.lastrowid or 0)

    def update(self, table: str, key: tuple[str, object], values: Mapping[str, Any]) -> None:
        """Change the row(s) where column `key[0]` equals `key[1]`, under the same rule as `insert`."""
        self._check(table, values)
        present = {name: value for name, value in values.items() if name in self.columns[table]}
        if present:
            changes = ", ".join(f"{name} = ?" for name in present)
            self.db.execute(f"UPDATE {table} SET {changes} WHERE {key[0]} = ?", (*present.values(), key[1]))

    def row(self, guid: str) -> sqlite3.Row:
        """The message row with that GUID.

        Raises:
            KeyError: no such message.
        """
        cursor = self.db.cursor()
        cursor.row_factory = sqlite3.Row
        found = cursor.execute("SELECT * FROM message WHERE guid = ?", (guid,)).fetchone()
        if not isinstance(found, sqlite3.Row):
            raise KeyError(guid)
        return found

    def rowid(self, guid: str) -> int:
        """The ROWID of the message with that GUID."""
        return int(self.row(guid)["ROWID"])

    def _check(self, table: str, values: Mapping[str, Any]) -> None:
        known = next(one for one in chatdb_tables.TABLES if one.name == table)
        unknown = set(values) - set(chatdb_tables.column_names(known, chatdb_tables.LINEAGES[-1], "B"))
        if unknown:
            raise KeyError(f"{table} has no column {sorted(unknown)}")

    def _tables(self) -> list[str]:
        found = self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        return [str(name) for (name,) in found]

    def _names(self, table: str) -> frozenset[str]:
        return frozenset(str(row[1]) for row in self.db.execute(f"PRAGMA table_info({table})"))

    def _stand_in_functions(self) -> None:
        """Messages registers these for its triggers; without them no DELETE works."""
        for name, n_arguments in (
            ("after_delete_message_plugin", 2),
            ("before_delete_attachment_path", 2),
            ("delete_attachment_path", 1),
        ):
            self.db.create_function(name, n_arguments, lambda *_: None)

    def _properties(self) -> None:
        version = "14006"
        for since, number in _CLIENT_VERSIONS.items():
            if chatdb_tables.LINEAGES.index(self.lineage) >= chatdb_tables.LINEAGES.index(since):
                version = number
        rows = [("_ClientVersion", version)]
        rows += [(f"counter_{name}", "0") for name in ("in_all", "out_all", "in_lifetime", "out_lifetime")]
        self.db.executemany("INSERT INTO _SqliteDatabaseProperties (key, value) VALUES (?, ?)", rows)
