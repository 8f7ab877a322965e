"""Vectors of passages: int8 by contact for recall inside one contact, bits for search over everything.

A vector is stored as a direction in 12-bit steps of its own largest component: the upper 8 bits in
`passage_vector`, where vec0 searches them, the lower 4 packed in `passage_fine`. vec0 only chooses
candidates, which are scored anew with the float query against all 12 bits. (With 8 bits alone, recall@10 of
clustered vectors stays at 0.98.)
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from sqlite_utils import Database

from app.store.connection import transaction

DIMENSIONS = 384

_STEPS = 2047  # 12 bits, signed
_MOST = 4096  # the largest k that vec0 accepts
#: Candidates by bits beyond those wanted. Of the ten nearest among 65,000 turns of real talk,
#: 80 candidates held 0.96 and 300 held 0.99.
_SPARE = 260
_FAR = 32_767  # farther than any two vectors are in bits
_TABLES = ("passage_vector", "passage_bits", "passage_fine")

Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int16]


def add(db: Database, rows: Sequence[tuple[int, int]], matrix: Floats) -> None:
    """Remember vectors for (passage_id, contact_id) rows; `matrix` is float32 (rows, 384), L2-normalised.

    Vectors that are there already for these passages are replaced.

    Raises:
        ValueError: wrong shape, not finite or not of unit length.
    """
    codes = _codes(_checked(matrix, len(rows)))
    ids = [passage_id for passage_id, _ in rows]
    with transaction(db):
        remove(db, ids)  # vec0 knows no INSERT OR REPLACE
        db.conn.executemany(
            "INSERT INTO passage_vector (passage_id, contact_id, embedding) VALUES (?, ?, vec_int8(?))",
            [(*row, code.tobytes()) for row, code in zip(rows, _high(codes), strict=True)],
        )
        db.conn.executemany(
            "INSERT INTO passage_bits (passage_id, embedding) VALUES (?, vec_bit(?))",
            [(one, bits.tobytes()) for one, bits in zip(ids, _bits(matrix), strict=True)],
        )
        db.conn.executemany(
            "INSERT INTO passage_fine (passage_id, low) VALUES (?, ?)",
            [(one, low.tobytes()) for one, low in zip(ids, _low(codes), strict=True)],
        )


def remove(db: Database, ids: Iterable[int]) -> None:
    """Forget the vectors of these passages; unknown ids are fine."""
    gone = [(one,) for one in ids]
    with transaction(db):
        for table in _TABLES:
            db.conn.executemany(f"DELETE FROM {table} WHERE passage_id = ?", gone)


def of(db: Database, ids: Iterable[int]) -> dict[int, Floats]:
    """The stored unit vectors, float32 (384,), of those of these passages that have one."""
    found: dict[int, Floats] = {}
    for one, pair in _stored(db, ids).items():
        codes = _decoded([pair])[0]
        found[one] = codes / np.linalg.norm(codes)
    return found


def nearest(db: Database, vector: Floats, *, k: int, contact_id: int | None = None) -> list[tuple[int, float]]:
    """The `k` passages closest to a unit vector as (passage_id, cosine), best first.

    With `contact_id` only that contact's partition is read; without it everything is.

    Raises:
        ValueError: as in `add`.
    """
    if k < 1:
        return []
    query = _checked(np.asarray(vector).reshape(1, -1), 1)
    if contact_id is None:
        return _scored(db, _nearest_bits(db, _bits(query)[0], _SPARE + 4 * k), query[0])[:k]
    found = db.conn.execute(
        "SELECT passage_id FROM passage_vector WHERE embedding MATCH vec_int8(?) AND k = ? AND contact_id = ?",
        (_high(_codes(query))[0].tobytes(), min(_MOST, 10 + 2 * k), contact_id),
    )
    return _scored(db, [row[0] for row in found], query[0])[:k]


def _nearest_bits(db: Database, bits: npt.NDArray[np.uint8], n: int) -> list[int]:
    """The `n` passages whose bits differ least, in no order.

    The chunks of vec0 are read as they lie: its own search passes over each chunk once per wanted row, so that 300 of
    100,000 cost it 73 ms where this costs 13.
    """
    ids, distances = [np.empty(0, np.int64)], [np.empty(0, np.int16)]
    for validity, rowids, block in db.conn.execute(
        "SELECT c.validity, c.rowids, v.vectors FROM passage_bits_chunks c "
        "JOIN passage_bits_vector_chunks00 v ON v.rowid = c.chunk_id"
    ):
        there = np.unpackbits(np.frombuffer(validity, np.uint8), bitorder="little").astype(bool)
        rows = np.frombuffer(block, np.uint64).reshape(-1, DIMENSIONS // 64)
        differing = np.bitwise_count(rows ^ bits.view(np.uint64)).sum(axis=1, dtype=np.int16)
        ids.append(np.frombuffer(rowids, np.int64))
        distances.append(np.where(there, differing, _FAR).astype(np.int16))
    known, far = np.concatenate(ids), np.concatenate(distances)
    best = np.argpartition(far, n - 1)[:n] if n < len(far) else np.arange(len(far))
    return [int(one) for one in known[best[far[best] < _FAR]]]


def _scored(db: Database, ids: Sequence[int], query: Floats) -> list[tuple[int, float]]:
    """Candidates with their cosines to a float query, best first."""
    stored = _stored(db, ids)
    if not stored:
        return []
    known, codes = list(stored), _decoded(list(stored.values()))
    cosines = codes @ query / np.linalg.norm(codes, axis=1)
    return [(known[place], float(cosines[place])) for place in np.lexsort((known, -cosines))]


def _stored(db: Database, ids: Iterable[int]) -> dict[int, tuple[bytes, bytes]]:
    """The high and the low bits of those of these passages that have a vector, in the order asked."""
    wanted = list(ids)
    low = dict(
        db.conn.execute(
            "SELECT passage_id, low FROM json_each(?) j JOIN passage_fine f ON f.passage_id = j.value",
            (json.dumps(wanted),),
        ).fetchall()
    )
    found = {}
    for one in wanted:  # one row at a time: vec0 answers a point query in 6 µs, but an IN list only by a scan
        if one in low:
            high = db.conn.execute("SELECT embedding FROM passage_vector WHERE passage_id = ?", (one,)).fetchone()
            if high is not None:
                found[one] = (high[0], low[one])
    return found


def _decoded(pairs: Sequence[tuple[bytes, bytes]]) -> Floats:
    """(n, 384) float32 in 12-bit steps, of any length."""
    high = np.frombuffer(b"".join(pair[0] for pair in pairs), np.int8).reshape(-1, DIMENSIONS)
    low = np.frombuffer(b"".join(pair[1] for pair in pairs), np.uint8).reshape(-1, DIMENSIONS // 2)
    codes = high.astype(np.float32) * 16
    codes[:, ::2] += low >> 4
    codes[:, 1::2] += low & 15
    return codes


def _checked(matrix: Floats, n_rows: int) -> Floats:
    found = np.asarray(matrix, dtype=np.float32)
    if found.shape != (n_rows, DIMENSIONS):
        raise ValueError("a matrix of 384 columns and one row a passage is wanted")
    lengths = np.linalg.norm(found, axis=1)
    if not np.all(np.abs(lengths - 1.0) < 0.01):  # false for NaN too
        raise ValueError("vectors are finite and of unit length")
    return found


def _codes(matrix: Floats) -> Codes:
    largest = np.abs(matrix).max(axis=1, keepdims=True, initial=0.0)
    codes: Codes = np.rint(matrix * (_STEPS / largest)).astype(np.int16)
    return codes


def _high(codes: Codes) -> npt.NDArray[np.int8]:
    return (codes >> 4).astype(np.int8)


def _low(codes: Codes) -> npt.NDArray[np.uint8]:
    nibbles = (codes & 15).astype(np.uint8)
    return (nibbles[:, ::2] << 4 | nibbles[:, 1::2]).astype(np.uint8)


def _bits(matrix: Floats) -> npt.NDArray[np.uint8]:
    return np.packbits(matrix > 0, axis=1)
