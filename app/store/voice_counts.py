"""What the person's voice is read from: the writing of both sides and a tally a contact, as rows of counts.

A text that was counted is taken out with the same arithmetic. The rarest entries of a tally's lists may already have
been dropped then; nothing falls below zero.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from sqlite_utils import Database

from app.store.threads import SPOKEN_LIST
from engine.voice import style, verifier
from engine.voice.habits import Habits
from engine.voice.ngrams import FAMILIES, SLOTS
from engine.voice.tally import MOST, MOST_OF_CONTACT, Tally
from engine.voice.verifier import Writing

#: The contact id of what is counted over all conversations; in groups only that.
EVERYBODY = 0
MINE, THEIRS = 0, 1
#: Silence after which the person's own message begins a turn, and within which it answers theirs.
_PAUSE_US, _ANSWER_US = 3_600_000_000, 3 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is counted; `contact_id` is whose direct conversation it stands in, 0 in groups."""

    from_me: bool
    text: str
    sent_us: int
    conversation_id: int
    contact_id: int


def count(db: Database, said: Sequence[Said], *, by: int) -> None:
    """Add messages to every count, or take them out (`by` = -1). Call inside a transaction."""
    for side in (MINE, THEIRS):
        texts = [one.text for one in said if one.from_me is (side == MINE)]
        if texts:
            before, step = writing(db, side), verifier.writing(texts)
            _put_writing(db, side, before.plus(step) if by > 0 else before.less(step))
    count_tallies(db, said, by=by)


def count_tallies(db: Database, said: Iterable[Said], *, by: int, everybody: bool = True) -> None:
    """Add the person's own messages to the tallies of whom they went to; without `everybody` to their contact's alone.

    Nothing is counted for contacts whose profile the person deleted.
    """
    said = list(said)
    together = _by_conversation(said)
    known: dict[int, tuple[Tally, Habits] | None] = {}
    for one in said:
        if not one.from_me:
            continue
        starts_turn, delay_s = _place(one, _before(db, one, together[one.conversation_id]))
        for contact_id in {one.contact_id, EVERYBODY} if everybody else {one.contact_id} - {EVERYBODY}:
            if contact_id not in known:
                gone = is_gone(db, contact_id)
                known[contact_id] = None if gone else (tally(db, contact_id) or Tally(), habits(db, contact_id))
            if (counts := known[contact_id]) is not None:
                most = MOST if contact_id == EVERYBODY else MOST_OF_CONTACT
                counts[0].add(one.text, starts_turn=starts_turn, delay_s=delay_s, most=most, by=by)
                counts[1].add(one.text, by=by)
    for contact_id, counts in known.items():
        if counts is not None:
            _put_tally(db, contact_id, *counts)


def add_samples(db: Database, contact_id: int, samples: Sequence[tuple[str, str]]) -> None:
    """Count texts that are in no conversation: (what they said, what the person answered, bubbles as lines)."""
    texts = ([answer for _, answer in samples], [incoming for incoming, _ in samples])
    for side, said in zip((MINE, THEIRS), texts, strict=True):
        _put_writing(db, side, writing(db, side).plus(verifier.writing(said)))
    step, treated = style.tallied(samples), Habits()
    for line in (line for _, answer in samples for line in answer.split("\n")):
        treated.add(line)
    for one in {contact_id, EVERYBODY}:
        counts, mine = tally(db, one) or Tally(), habits(db, one)
        counts.merge(step, most=MOST if one == EVERYBODY else MOST_OF_CONTACT)
        mine.merge(treated)
        _put_tally(db, one, counts, mine)


def tally(db: Database, contact_id: int = EVERYBODY) -> Tally | None:
    """What was counted for one contact, or for everybody."""
    row = db.conn.execute("SELECT tally FROM voice_tally WHERE contact_id = ?", (contact_id,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=Tally)


def habits(db: Database, contact_id: int = EVERYBODY) -> Habits:
    """How one contact, or everybody, is treated, as counted with `tally`."""
    row = db.conn.execute("SELECT habits FROM voice_tally WHERE contact_id = ?", (contact_id,)).fetchone()
    return Habits() if row is None else msgspec.json.decode(row[0], type=Habits)


def put_empty(db: Database, contact_ids: Iterable[int]) -> None:
    """Note that nothing is counted for these (yet), so that what was learnt of them before does not stay."""
    for contact_id in contact_ids:
        _put_tally(db, contact_id, Tally(), Habits())


def writing(db: Database, side: int) -> Writing:
    """The counts of one side (`MINE` or `THEIRS`)."""
    row = db.conn.execute("SELECT sums, counts FROM voice_writing WHERE side = ?", (side,)).fetchone()
    if row is None:
        return verifier.nothing()
    sums, table = (np.frombuffer(zlib.decompress(part), np.uint32).astype(np.int64) for part in row)
    return Writing(table, sums) if (len(table), len(sums)) == (SLOTS, FAMILIES) else verifier.nothing()


def is_gone(db: Database, contact_id: int) -> bool:
    """Whether the person deleted this profile: it comes back only by wish."""
    return db.conn.execute("SELECT 1 FROM voice_gone WHERE contact_id = ?", (contact_id,)).fetchone() is not None


def unite(db: Database, kept: int, other: int) -> None:
    """What was counted for `other` is `kept`'s from now on; where the person deleted either's profile, both are gone.

    What the person set by hand about either stays, `kept`'s first; a persona is on only where `kept` had it on.
    """
    if is_gone(db, kept) or is_gone(db, other):
        for table in ("voice_tally", "style_profile"):
            db.conn.execute(f"DELETE FROM {table} WHERE contact_id IN (?, ?)", (kept, other))
    elif (theirs := tally(db, other)) is not None:
        together = tally(db, kept) or Tally()
        together.merge(theirs, most=MOST_OF_CONTACT)
        treated = habits(db, kept)
        treated.merge(habits(db, other))
        _put_tally(db, kept, together, treated)
        db.conn.execute("DELETE FROM voice_tally WHERE contact_id = ?", (other,))
    for table in ("voice_card", "voice_gone"):
        db.conn.execute(f"UPDATE OR IGNORE {table} SET contact_id = ? WHERE contact_id = ?", (kept, other))
    for table in ("voice_card", "voice_gone", "persona_contact"):
        db.conn.execute(f"DELETE FROM {table} WHERE contact_id = ?", (other,))


def _by_conversation(said: Iterable[Said]) -> dict[int, list[tuple[int, bool]]]:
    """(sent_us, from me) of messages that come or go together, by conversation, oldest first."""
    found: dict[int, list[tuple[int, bool]]] = {}
    for one in said:
        found.setdefault(one.conversation_id, []).append((one.sent_us, one.from_me))
    return {conversation_id: sorted(times) for conversation_id, times in found.items()}


def _before(db: Database, one: Said, together: Sequence[tuple[int, bool]]) -> tuple[int, bool] | None:
    """(sent_us, from me) of the message before, in the store or among those that are going with it."""
    row = db.conn.execute(
        f"SELECT from_me, sent_us FROM message WHERE conversation_id = ? AND sent_us < ? AND kind IN ({SPOKEN_LIST}) "
        "ORDER BY sent_us DESC LIMIT 1",
        (one.conversation_id, one.sent_us),
    ).fetchone()
    at = bisect_left(together, (one.sent_us, False))
    both = [*([(int(row[1]), bool(row[0]))] if row is not None else []), *together[max(0, at - 1) : at]]
    return max(both, default=None)


def _place(one: Said, before: tuple[int, bool] | None) -> tuple[bool, float | None]:
    """Whether a message of the person's begins a turn, and how many seconds after theirs it came."""
    if before is None:
        return True, None
    waited_us = one.sent_us - before[0]
    if before[1]:
        return waited_us > _PAUSE_US, None
    return True, waited_us / 1e6 if waited_us <= _ANSWER_US else None


def _put_writing(db: Database, side: int, counts: Writing) -> None:
    parts = (zlib.compress(part.astype(np.uint32).tobytes(), 1) for part in (counts.sums, counts.table))
    db.conn.execute("INSERT OR REPLACE INTO voice_writing (side, sums, counts) VALUES (?, ?, ?)", (side, *parts))


def _put_tally(db: Database, contact_id: int, counts: Tally, treated: Habits) -> None:
    db.conn.execute(
        "INSERT OR REPLACE INTO voice_tally (contact_id, messages, tally, habits) VALUES (?, ?, ?, ?)",
        (contact_id, counts.messages, *(msgspec.json.encode(one).decode() for one in (counts, treated))),
    )
