"""The figures of the insights as the store has them: sums over a stretch of time, never words.

Every function reads the half-open stretch [since_us, until_us).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from app.store.flow import QUARTER_US

#: Reasons of silence that say nothing about Sotto: there was nothing to answer, or the person wished for it.
NO_DRAFT_WANTED = ("last_is_mine", "empty", "switched_off", "wish_unclear", "no_others")
#: Drafts of a set that are read before one is taken: those shown at first.
SHOWN = 3

#: Direct conversations with machines: short codes, addresses that take no reply, and what was judged to be automatic.
AUTOMATED = (
    "SELECT ch.conversation_id FROM conversation_handle ch JOIN handle h ON h.id = ch.handle_id "
    "WHERE (length(h.address) BETWEEN 3 AND 6 AND h.address NOT GLOB '*[^0-9]*') "
    "OR replace(replace(h.address, '-', ''), '_', '') LIKE 'noreply%' "
    "UNION ALL SELECT conversation_id FROM judgement, json_each(triage, '$.reasons') r "
    "WHERE json_extract(r.value, '$.code') = 'automated'"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """A draft that was taken.

    Attributes:
        draft, sent: what stood there, and what the person made of it.
        n_read: characters of the drafts that were shown with it.
    """

    decided_us: int
    draft: str
    sent: str
    n_read: int


def answers(db: Database, since_us: int, until_us: int) -> list[tuple[int, int]]:
    """(asked_us, answered_us) of everything asked in this time that the person answered, machines left out."""
    return db.conn.execute(
        "SELECT asked_us, answered_us FROM answer_time WHERE asked_us >= ? AND asked_us < ? "
        f"AND conversation_id NOT IN ({AUTOMATED})",
        (since_us, until_us),
    ).fetchall()


def said(db: Database, since_us: int, until_us: int) -> list[tuple[int, int, int]]:
    """(time in µs, messages in, messages out) for each quarter of an hour in which something was said."""
    rows = db.conn.execute(
        "SELECT quarter, sum(n_in), sum(n_out) FROM said WHERE quarter >= ? AND quarter < ? GROUP BY quarter",
        (-(-since_us // QUARTER_US), -(-until_us // QUARTER_US)),
    )
    return [(quarter * QUARTER_US, n_in, n_out) for quarter, n_in, n_out in rows]


def decisions(db: Database, since_us: int, until_us: int) -> list[tuple[int, str]]:
    """(decided_us, "accept", "edit" or "reject") of every draft the person decided on."""
    return db.conn.execute(
        "SELECT decided_us, verb FROM decision WHERE decided_us >= ? AND decided_us < ?", (since_us, until_us)
    ).fetchall()


def taken(db: Database, since_us: int, until_us: int) -> list[Taken]:
    """The drafts that were taken, as they were or edited; those whose set is gone are left out."""
    rows = db.conn.execute(
        "SELECT d.decided_us, json_extract(o.payload, '$.text'), coalesce(d.text, ''), "
        "(SELECT sum(length(json_extract(p.payload, '$.text'))) FROM option p "
        "WHERE p.request_id = o.request_id AND p.position <= max(o.position, ?)) "
        "FROM decision d JOIN option o ON o.id = d.option_id "
        "WHERE d.decided_us >= ? AND d.decided_us < ? AND d.verb IN ('accept', 'edit')",
        (SHOWN - 1, since_us, until_us),
    )
    return [Taken(*row) for row in rows]


def foretold(db: Database, since_us: int, until_us: int, *, within_us: int) -> list[tuple[float, bool]]:
    """(how surely a reply was said to be needed, whether the person answered within `within_us`), one a burst.

    What was said of a message counts if it was the last before the answer, or before that time was over.
    """
    rows = db.conn.execute(
        "SELECT f.score, a.answered_us IS NOT NULL FROM ("
        "  SELECT conversation_id, through_us, score, "
        "  lead(through_us) OVER (PARTITION BY conversation_id ORDER BY through_us) AS next_us FROM foretold "
        "  WHERE through_us >= ?1) f "
        "LEFT JOIN answer_time a ON a.conversation_id = f.conversation_id AND a.asked_us = ("
        "  SELECT b.asked_us FROM answer_time b WHERE b.conversation_id = f.conversation_id "
        "  AND b.answered_us > f.through_us AND b.answered_us <= f.through_us + ?3 AND b.asked_us <= f.through_us "
        "  ORDER BY b.asked_us LIMIT 1) "
        "WHERE f.through_us < ?2 AND (f.next_us IS NULL OR f.next_us > min(f.through_us + ?3, "
        "coalesce(a.answered_us, f.through_us + ?3))) "
        f"AND f.conversation_id NOT IN ({AUTOMATED})",
        (since_us, until_us, within_us),
    )
    return [(score, bool(was_answered)) for score, was_answered in rows]


def turns_asked(db: Database, since_us: int, until_us: int) -> dict[str, int]:
    """For how many messages drafts were asked for, by the reason why none was offered; "" = some were.

    Several sets for one message count once, and as offered if any of them had drafts.
    """
    rows = db.conn.execute(
        "SELECT reason, count(*) FROM (SELECT coalesce(silent_reason, '') AS reason, row_number() OVER ("
        "PARTITION BY conversation_id, through_message_id ORDER BY silent_reason IS NOT NULL, made_us DESC) AS n "
        "FROM request WHERE made_us >= ? AND made_us < ? "
        f"AND coalesce(silent_reason, '') NOT IN ({', '.join('?' * len(NO_DRAFT_WANTED))})) WHERE n = 1 GROUP BY 1",
        (since_us, until_us, *NO_DRAFT_WANTED),
    )
    return dict(rows.fetchall())


def sets_written(db: Database, since_us: int, until_us: int) -> dict[str, int]:
    """How many sets of drafts were made while a model was in use, by the reason why past replies stood in; "" = none.

    Sets that only bridged the time until the model had written are not among them.
    """
    rows = db.conn.execute(
        "SELECT coalesce(fallback_reason, ''), count(*) FROM request WHERE made_us >= ? AND made_us < ? "
        "AND silent_reason IS NULL AND coalesce(fallback_reason, '') NOT IN ('no_model', 'slow') GROUP BY 1",
        (since_us, until_us),
    )
    return dict(rows.fetchall())


def is_counting(db: Database) -> bool:
    """Whether some conversation was not counted yet since it was imported or changed."""
    row = db.conn.execute(
        "SELECT EXISTS (SELECT 1 FROM conversation c LEFT JOIN contact k ON k.id = c.contact_id "
        "WHERE c.delays_through_us < 0 AND c.delays_through_us < c.last_sent_us "
        "AND c.filter IN ('main', 'allowed') AND NOT c.switched_off AND k.switched_off IS NOT 1)"
    ).fetchone()
    return bool(row[0])
