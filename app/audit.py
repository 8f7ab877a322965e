"""What was done, in a table that cannot be altered unseen: each row's seal covers the row before it.

Seals are HMAC-SHA256 under a key derived from the store's (Schneier & Kelsey, "Secure audit logs to support
computer forensics", 1999, without key evolution). `audit_head` seals count and last row, so that cutting off
the end shows. Limit: somebody who puts back a whole older copy of the database is not seen here.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

from sqlite_utils import Database

from app.store.connection import transaction


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether the trail is whole.

    Attributes:
        rows: how many there are.
        broken_at: id of the first row that does not fit; 0 if the end is missing; None if all is whole.
    """

    rows: int
    broken_at: int | None


def append(db: Database, key: bytes, *, act: str, subject: str, at_us: int) -> None:
    """Add a row; `subject` holds ids and counts only, never words of anybody."""
    sealing = _sealing_key(key)
    with transaction(db):
        last = db.conn.execute("SELECT id, mac FROM audit ORDER BY id DESC LIMIT 1").fetchone()
        number, before = (last[0] + 1, bytes(last[1])) if last else (1, b"")
        mac = _seal(sealing, before, number, at_us, act, subject)
        db.conn.execute(
            "INSERT INTO audit (id, at_us, act, subject, mac) VALUES (?, ?, ?, ?, ?)",
            (number, at_us, act, subject, mac),
        )
        db.conn.execute(
            "INSERT OR REPLACE INTO audit_head (only, rows, mac) VALUES (1, ?, ?)",
            (number, _head(sealing, number, mac)),
        )


def verify(db: Database, key: bytes) -> Verification:
    """Check every row against its seal and the last one against the head."""
    sealing = _sealing_key(key)
    before, rows = b"", 0
    for number, at_us, act, subject, mac in db.conn.execute(
        "SELECT id, at_us, act, subject, mac FROM audit ORDER BY id"
    ):
        expected = _seal(sealing, before, rows + 1, at_us, act, subject)
        if number != rows + 1 or not hmac.compare_digest(bytes(mac), expected):
            return Verification(rows=rows, broken_at=number)
        before, rows = bytes(mac), number
    head = db.conn.execute("SELECT rows, mac FROM audit_head").fetchone()
    whole = rows == 0 if head is None else hmac.compare_digest(bytes(head[1]), _head(sealing, rows, before))
    return Verification(rows=rows, broken_at=None if whole else 0)


def _sealing_key(key: bytes) -> bytes:
    return hmac.new(key, b"audit", hashlib.sha256).digest()


def _seal(sealing: bytes, before: bytes, number: int, at_us: int, act: str, subject: str) -> bytes:
    fields = (before, str(number).encode(), str(at_us).encode(), act.encode(), subject.encode())
    content = b"".join(len(field).to_bytes(8, "big") + field for field in fields)
    return hmac.new(sealing, content, hashlib.sha256).digest()


def _head(sealing: bytes, rows: int, mac: bytes) -> bytes:
    return hmac.new(sealing, b"head" + rows.to_bytes(8, "big") + mac, hashlib.sha256).digest()
