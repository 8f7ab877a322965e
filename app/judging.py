"""Judging conversations: read the newest messages, weigh them, remember the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from app import logs
from app.store import conversations, judgements, threads
from app.store.connection import transaction
from app.store.conversations import ConversationRow
from engine.domain import Filter, Risk, Standing, micros, moment
from engine.judge import risk as risk_judge
from engine.judge import standing as standing_judge
from engine.problems import StoreProblem

#: Messages weighed for standing and risk. Longer histories add counter-evidence, not flags: weights decay with age.
READS = 400


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found in one conversation."""

    conversation_id: int
    standing: Standing
    risk: Risk


def judge(db: Database, row: ConversationRow, *, now: datetime) -> Judgement:
    """Weigh one conversation as it stands now; writes nothing."""
    messages = threads.recent(db, row.id, limit=READS, until=now)
    standing = standing_judge.standing(
        messages,
        contact_class=row.contact_class,
        now=now,
        done_through=moment(row.done_through_us) if row.done_through_us else None,
        snoozed_until=moment(row.snoozed_until_us) if row.snoozed_until_us else None,
        usual_reply_s=threads.usual_reply_s(db, row.id),
    )
    risk = risk_judge.detect(str(row.id), messages, now=now, dismissed=judgements.dismissed(db, dismissal_subject(row)))
    return Judgement(row.id, standing, risk)


def dismissal_subject(row: ConversationRow) -> int:
    """Whom "not a risk" is remembered for: the contact, or (negative) the group."""
    return row.contact_id or -row.id


def judge_and_keep(db: Database, conversation_id: int, *, now: datetime) -> Judgement:
    """Weigh one conversation and remember the verdict."""
    judgement = judge(db, conversations.get(db, conversation_id), now=now)
    with transaction(db):
        _keep(db, judgement, now)
    return judgement


def judge_changed(db: Database, *, now: datetime, limit: int | None = None) -> list[int]:
    """Weigh the conversations whose messages changed since they were last judged, newest first.

    Returns:
        ids of the conversations that were judged; at most `limit`.
    """
    rows = conversations.changed(db, limit=limit)
    for row in rows:
        judgement = _judged(db, row, now) if row.filter in (Filter.MAIN, Filter.ALLOWED) else None
        with transaction(db):
            if judgement is None:
                conversations.mark_judged(db, row.id)
            else:
                _keep(db, judgement, now)
    return [row.id for row in rows]


def _judged(db: Database, row: ConversationRow, now: datetime) -> Judgement | None:
    """The verdict; None where foreign words made us stumble, so that one conversation never stops the others."""
    try:
        return judge(db, row, now=now)
    except StoreProblem:
        raise
    except Exception as bug:  # noqa: BLE001 - foreign words of one conversation
        logs.bug(bug)
        return None


def _keep(db: Database, judgement: Judgement, now: datetime) -> None:
    judgements.put(
        db,
        judgement.conversation_id,
        standing=judgement.standing,
        risk=judgement.risk,
        judged_us=micros(now),
    )
    conversations.mark_judged(db, judgement.conversation_id)
