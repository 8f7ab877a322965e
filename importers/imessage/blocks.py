"""The queries of one sync: blocks of rows, what surrounds them, and the states rows can be compared by."""

from __future__ import annotations

import plistlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.heard import SourceAttachment, SourceHandle
from importers.imessage.addresses import is_short
from importers.imessage.rows import weigh_chats
from importers.imessage.schema import STATE_MASK, Schema
from importers.imessage.special_rows import Chats, Row, Surroundings

#: A block ends early when its bodies together exceed this, so that a few huge rows cannot fill the pipe.
BLOCK_BYTES = 12 * 1024 * 1024
FETCH_ROWS = 500
#: Every sync looks again at this many rows at the end of the table, and at two days by date.
RECHECK_ROWS = 2_000
RECHECK_AT_MOST = 20_000
RECHECK_US = 48 * 3600 * 1_000_000
N_ANCHORS = 8
TRANSCRIPTION = "audio-transcription"

_ATTACHMENT = (
    "guid",
    "transfer_name",
    "mime_type",
    "filename",
    "total_bytes",
    "transfer_state",
    "is_sticker",
    "user_info",
    "emoji_image_short_description",
)


class Blocks:
    """One open source database, asked for rows by ROWID.

    Attributes:
        binned: ROWIDs that are only in Recently Deleted; they are never given out.
        addresses, short_senders: see `rows.Surroundings`.
    """

    def __init__(self, connection: sqlite3.Connection, schema: Schema) -> None:
        self._db = connection
        self._schema = schema
        self.binned: frozenset[int] = frozenset()
        self.addresses: dict[int, str] = {}
        self.short_senders: frozenset[int] = frozenset()

    def know(self, handles: Sequence[SourceHandle]) -> None:
        """Use these handles for the addresses rows speak of."""
        self.addresses = {handle.rowid: handle.address for handle in handles}
        self.short_senders = frozenset(handle.rowid for handle in handles if is_short(handle.normalised))

    @cached_property
    def _select(self) -> str:
        return f"SELECT {self._schema.message_columns()} FROM message m"

    def below(self, rowid: int, limit: int) -> list[Row]:
        """Up to `limit` rows with a smaller ROWID, newest first."""
        return self._block(f"{self._select} WHERE m.ROWID < ? ORDER BY m.ROWID DESC LIMIT ?", (rowid, limit))

    def above(self, rowid: int, until: int, limit: int) -> list[Row]:
        """Up to `limit` rows with a ROWID in (rowid, until], oldest first."""
        where = "WHERE m.ROWID > ? AND m.ROWID <= ? ORDER BY m.ROWID LIMIT ?"
        return self._block(f"{self._select} {where}", (rowid, until, limit))

    def these(self, rowids: Sequence[int]) -> Iterator[list[Row]]:
        """The rows with these ROWIDs, as far as they are there, in blocks."""
        for at in range(0, len(rowids), FETCH_ROWS):
            part = rowids[at : at + FETCH_ROWS]
            yield self._block(f"{self._select} WHERE m.ROWID IN ({_marks(part)}) ORDER BY m.ROWID", tuple(part))

    def _block(self, sql: str, values: tuple[int, ...]) -> list[Row]:
        cursor = self._db.execute(sql, values)
        rows: list[Row] = []
        n_bytes = 0
        while n_bytes < BLOCK_BYTES and (some := cursor.fetchmany(FETCH_ROWS)):
            rows += some
            n_bytes += sum([_length(row[8]) + _length(row[9]) for row in some])
        cursor.close()
        return rows

    def visible(self, rows: list[Row]) -> list[Row]:
        """The rows without those in Recently Deleted."""
        return [row for row in rows if row[0] not in self.binned] if self.binned else rows

    def around(self, rows: Sequence[Row]) -> Surroundings:
        """What the rows of a block refer to."""
        if not rows:
            return Surroundings({}, {}, self.addresses, self.short_senders)
        rowids = [row[0] for row in rows]
        low, high = min(rowids), max(rowids)
        if high - low < 4 * len(rows) + 1000:
            where, values = "BETWEEN ? AND ?", (low, high)
            return Surroundings(
                self._chats(where, values), self._files(where, values), self.addresses, self.short_senders
            )
        chats: dict[int, Chats] = {}
        files: dict[int, list[SourceAttachment]] = {}
        for at in range(0, len(rowids), FETCH_ROWS):
            part = tuple(rowids[at : at + FETCH_ROWS])
            chats |= self._chats(f"IN ({_marks(part)})", part)
            files |= self._files(f"IN ({_marks(part)})", part)
        return Surroundings(chats, files, self.addresses, self.short_senders)

    def _chats(self, where: str, values: tuple[int, ...]) -> dict[int, Chats]:
        """Chats by message ROWID. Nearly all messages are in one; the few in several get theirs in order."""
        pairs = self._db.execute(
            f"SELECT message_id, chat_id FROM chat_message_join WHERE message_id {where}", values
        ).fetchall()
        single = {chat: (chat,) for _, chat in pairs}
        chats: dict[int, Chats] = {message: single[chat] for message, chat in pairs}
        if len(chats) < len(pairs):
            seen: dict[int, set[int]] = {}
            for message, chat in pairs:
                seen.setdefault(message, set()).add(chat)
            chats |= {message: tuple(sorted(several)) for message, several in seen.items() if len(several) > 1}
        return chats

    def _files(self, where: str, values: tuple[int, ...]) -> dict[int, list[SourceAttachment]]:
        if not self._schema.has("message_attachment_join", "message_id", "attachment_id"):
            return {}
        found: dict[int, list[SourceAttachment]] = {}
        for message, *columns in self._db.execute(
            f"SELECT j.message_id, {self._schema.wanted('attachment', _ATTACHMENT, 'a')} "
            "FROM message_attachment_join j JOIN attachment a ON a.ROWID = j.attachment_id "
            f"WHERE j.message_id {where} ORDER BY j.attachment_id",
            values,
        ):
            found.setdefault(message, []).append(_attachment(columns))
        return found

    # ---- figures and marks of the whole table ---------------------------------------------------------------------

    def newest(self) -> int:
        """The largest ROWID, 0 for an empty table."""
        return int(self._db.execute("SELECT max(ROWID) FROM message").fetchone()[0] or 0)

    def count(self, low: int = 0, high: int = 2**62) -> int:
        """How many rows have a ROWID in (low, high]."""
        if low <= 0 and high >= 2**62:
            return int(self._db.execute("SELECT count(*) FROM message").fetchone()[0])
        where = "WHERE ROWID > ? AND ROWID <= ?"
        return int(self._db.execute(f"SELECT count(*) FROM message {where}", (low, high)).fetchone()[0])

    def sequence(self) -> int:
        """The largest ROWID ever given, 0 where the file keeps no account."""
        if not self._schema.has("sqlite_sequence", "name", "seq"):
            return 0
        row = self._db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'message'").fetchone()
        return row[0] if row is not None and isinstance(row[0], int) else 0

    def anchors(self) -> tuple[tuple[int, str], ...]:
        """(ROWID, guid) of the newest row and of some spread over the table."""
        newest = self.newest()
        found: dict[int, str] = {}
        for step in range(N_ANCHORS):
            at = newest - (newest * step) // N_ANCHORS
            row = self._db.execute(
                "SELECT ROWID, guid FROM message WHERE ROWID <= ? ORDER BY ROWID DESC LIMIT 1", (at,)
            ).fetchone()
            if row is not None:
                found[row[0]] = _text(row[1])
        return tuple(sorted(found.items(), reverse=True))

    def contradicts(self, anchors: Iterable[tuple[int, str]]) -> bool:
        """Whether another message now has the ROWID of one we know: the file was replaced."""
        for rowid, guid in anchors:
            row = self._db.execute("SELECT guid FROM message WHERE ROWID = ?", (rowid,)).fetchone()
            if row is not None and _text(row[0]) != guid:
                return True
        return False

    def in_bin(self) -> dict[int, str]:
        """Guids by ROWID of messages that are in Recently Deleted and in no chat."""
        if not self._schema.has_bin:
            return {}
        rows = self._db.execute(
            "SELECT m.ROWID, m.guid FROM chat_recoverable_message_join r JOIN message m ON m.ROWID = r.message_id "
            "WHERE NOT EXISTS (SELECT 1 FROM chat_message_join j WHERE j.message_id = r.message_id)"
        )
        return {rowid: _text(guid) for rowid, guid in rows}

    def purged(self, table: str, after: int) -> tuple[list[str], int]:
        """Guids of purged messages beyond ROWID `after` of one of the two tables, and its newest ROWID.

        A guid that is in the message table again is not purged. A table that was emptied is read from its beginning.
        """
        if not self._schema.has(table, "guid"):
            return [], 0
        newest = int(self._db.execute(f"SELECT max(ROWID) FROM {table}").fetchone()[0] or 0)
        rows = self._db.execute(
            f"SELECT d.guid FROM {table} d WHERE d.ROWID > ? AND NOT EXISTS "
            "(SELECT 1 FROM message m WHERE m.guid = d.guid)",
            (after if newest >= after else 0,),
        ).fetchall()
        return [_text(row[0]) for row in rows], newest

    # ---- states ----------------------------------------------------------------------------------------------------

    def recheck_from(self, now_us: int) -> int:
        """The ROWID above which every row is compared again: the last 2,000 rows and those of two days."""
        newest_rows = "SELECT min(r), count(*) FROM (SELECT ROWID AS r FROM message ORDER BY ROWID DESC LIMIT ?)"
        last = int(self._db.execute(newest_rows, (RECHECK_ROWS,)).fetchone()[0] or 1)
        floor = int(self._db.execute(newest_rows, (RECHECK_AT_MOST,)).fetchone()[0] or 1)
        recent = [rowid for rowid, _ in self._recent(now_us) if rowid >= floor]
        return min([last, *recent]) - 1

    def states(self, low: int, high: int, limit: int) -> tuple[list[int], list[int], int]:
        """ROWIDs and states of up to `limit` rows in (low, high], and the ROWID up to which they are complete."""
        rows = self._db.execute(
            f"SELECT m.ROWID, {self._schema.state()} FROM message m WHERE m.ROWID > ? AND m.ROWID <= ? "
            "ORDER BY m.ROWID LIMIT ?",
            (low, high, limit),
        ).fetchall()
        through = rows[-1][0] if len(rows) == limit else high
        rowids, states = self._with_chats(rows, "BETWEEN ? AND ?", (low + 1, through))
        return rowids, states, through

    def recent_states(self, now_us: int, below: int) -> tuple[list[int], list[int]]:
        """ROWIDs and states of rows of the last two days by date with a ROWID up to `below`."""
        rows = [row for row in self._recent(now_us) if row[0] <= below]
        rowids: list[int] = []
        states: list[int] = []
        for at in range(0, len(rows), FETCH_ROWS):
            part = tuple(row[0] for row in rows[at : at + FETCH_ROWS])
            some, theirs = self._with_chats(rows[at : at + FETCH_ROWS], f"IN ({_marks(part)})", part)
            rowids += some
            states += theirs
        return rowids, states

    def _recent(self, now_us: int) -> list[tuple[int, int]]:
        since_2001 = now_us - 978_307_200_000_000 - RECHECK_US
        rows: list[tuple[int, int]] = self._db.execute(
            f"SELECT m.ROWID, {self._schema.state()} FROM message m WHERE m.date > ? "
            "OR (m.date > ? AND m.date < 1000000000000) LIMIT ?",
            (since_2001 * 1000, since_2001 // 1_000_000, RECHECK_AT_MOST),
        ).fetchall()
        return rows

    def _with_chats(
        self, rows: Iterable[tuple[int, int]], where: str, values: tuple[int, ...]
    ) -> tuple[list[int], list[int]]:
        chats = self._chats(where, values)
        weights = {several: weigh_chats(several) for several in set(chats.values())} | {(): 0}
        binned = self.binned
        kept = [row for row in rows if row[0] not in binned] if binned else list(rows)
        return (
            [row[0] for row in kept],
            [(state + weights[chats.get(rowid, ())]) & STATE_MASK for rowid, state in kept],
        )


def _attachment(columns: Sequence[Any]) -> SourceAttachment:
    guid, name, mime_type, filename, total_bytes, transfer_state, is_sticker, user_info, alt = columns
    path = _text(filename) or None
    shown = _text(name) or _text(alt) or (Path(path).name if path else "")
    return SourceAttachment(
        guid=_text(guid),
        name=shown or None,
        mime_type=_text(mime_type) or None,
        path=path,
        total_bytes=total_bytes if isinstance(total_bytes, int) and total_bytes > 0 else 0,
        state=transfer_state if isinstance(transfer_state, int) else 0,
        sticker=bool(is_sticker),
        transcription=_transcription(user_info),
    )


def _transcription(user_info: object) -> str | None:
    """What the system heard in a voice message, from the attachment's plist."""
    if not isinstance(user_info, bytes) or TRANSCRIPTION.encode() not in user_info:
        return None
    try:
        found = plistlib.loads(user_info)
    except Exception:  # noqa: BLE001 - a foreign plist: plistlib raises whatever its bytes lead to
        return None
    heard = found.get(TRANSCRIPTION) if isinstance(found, dict) else None
    return heard if isinstance(heard, str) else None


def _text(value: object) -> str:
    if value is None:
        return ""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return text.replace("\x00", "")


def _length(value: object) -> int:
    return len(value) if isinstance(value, bytes) else 0


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))
