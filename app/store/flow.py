"""What is counted of the flow of messages for the insights: how many when, what was answered when, what was foretold.

Times and counts only. `app.store.delays` reads every message once and hands it over here, and takes a conversation out
again when its messages change; what was foretold cannot be counted again and goes with the message it was about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlite_utils import Database

from engine.domain import Standing, State
from engine.judge.reply_window import ANSWERED_WITHIN

#: Days begin at a quarter of an hour in every zone of the world.
QUARTER_US = 15 * 60_000_000
ANSWERED_WITHIN_US = ANSWERED_WITHIN.days * 86_400_000_000
#: A verdict given later than this foretells nothing: it is of a history that was just read.
FORETOLD_WITHIN_US = 86_400_000_000
#: Reasons with which Sotto says by itself that no reply is needed.
SAID_NO = frozenset({"nothing_asked", "closing_only", "sticker_only", "taken_back", "advert"})


def add_said(db: Database, conversation_id: int, said: Iterable[tuple[int, int]]) -> None:
    """Count messages of a conversation, given as (from_me, sent_us). Call inside a transaction."""
    counts = Counter((sent_us // QUARTER_US, from_me) for from_me, sent_us in said)
    db.conn.executemany(
        "INSERT INTO said (conversation_id, quarter, n_in, n_out) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (conversation_id, quarter) DO UPDATE SET n_in = n_in + excluded.n_in, "
        "n_out = n_out + excluded.n_out",
        [(conversation_id, at, 0 if mine else n, n if mine else 0) for (at, mine), n in sorted(counts.items())],
    )


def add_answers(db: Database, conversation_id: int, pairs: Iterable[tuple[int, int]]) -> None:
    """Note answers of the person as (asked_us, answered_us): from the first unanswered message of a burst to the reply.
    Call inside a transaction."""
    db.conn.executemany(
        "INSERT OR REPLACE INTO answer_time (conversation_id, asked_us, answered_us) VALUES (?, ?, ?)",
        [(conversation_id, asked, sent) for asked, sent in pairs if 0 <= sent - asked <= ANSWERED_WITHIN_US],
    )


def forget(db: Database, conversation_id: int) -> None:
    """Take a conversation out of what was counted. Call inside a transaction."""
    for table in ("said", "answer_time"):
        db.conn.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id,))


def foretell(db: Database, conversation_id: int, standing: Standing, *, judged_us: int) -> None:
    """Note how surely Sotto said that the newest message needs a reply; the first verdict on a message stays.

    Groups, the person's own last words, and what was judged long after it was said are left out.
    """
    score = score_of(standing)
    if score is not None:
        db.conn.execute(
            "INSERT OR IGNORE INTO foretold (conversation_id, through_us, score) "
            "SELECT c.id, c.last_sent_us, ? FROM conversation c JOIN message m ON m.id = c.last_message_id "
            "WHERE c.id = ? AND NOT c.is_group AND NOT m.from_me AND ? - c.last_sent_us BETWEEN 0 AND ?",
            (score, conversation_id, judged_us, FORETOLD_WITHIN_US),
        )


def score_of(standing: Standing) -> float | None:
    """How surely a reply is needed, in [0, 1]; None where the person decided that, or nothing was said about it."""
    if standing.state is State.NEEDS_REPLY:
        return None if standing.triage is None else standing.triage.action_score
    said_no = standing.state is State.DONE and any(reason.code in SAID_NO for reason in standing.reasons)
    return 0.0 if said_no else None
