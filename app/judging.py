"""Judging conversations: read the newest messages, weigh them, remember the verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import classifying, logs, marking
from app.store import briefs, conversations, delays, judgements, ledger, passages, preferences, threads, vectors
from app.store.connection import transaction
from app.store.conversations import UNTIL_THEY_WRITE_US, ConversationRow
from engine.brief import BookingState, Direction
from engine.domain import Filter, Message, Priority, Reason, Risk, Standing, State, micros, moment
from engine.judge import answer_order, reciprocity, risk_rules
from engine.judge import risk as risk_judge
from engine.judge import standing as standing_judge
from engine.problems import StoreProblem

#: Messages weighed for standing and risk. Longer histories add counter-evidence, not flags: weights decay with age.
READS = 400
#: Newest messages whose vectors are looked up: those that may still be open, and what led to them.
VECTORS_FOR = 60

#: "All is well here, this is no unpaid work" is remembered under this name, among patterns that are no risk.
ALL_IS_WELL = reciprocity.APPEAL
#: What stands for a conversation that the person does not want read.
NOT_READ = Standing(State.DONE, 0.0, Priority.LOW, (Reason("switched_off"),), 0.0, None, None, None)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was found in one conversation."""

    conversation_id: int
    standing: Standing
    risk: Risk


def judge(db: Database, row: ConversationRow, *, now: datetime) -> Judgement:
    """Weigh one conversation as it stands now; writes nothing. One that is switched off is not read."""
    if row.switched_off:
        return Judgement(row.id, NOT_READ, risk_judge.detect(str(row.id), (), now=now))
    messages = threads.recent(db, row.id, limit=READS, until=now)
    known = embeddings(db, messages[-VECTORS_FOR:])
    until_they_write = row.snoozed_until_us == UNTIL_THEY_WRITE_US
    standing = standing_judge.standing(
        messages,
        contact_class=row.contact_class,
        now=now,
        done_through=moment(row.done_through_us) if row.done_through_us else None,
        snoozed_until=moment(row.snoozed_until_us) if row.snoozed_until_us and not until_they_write else None,
        snoozed_through=moment(row.snoozed_through_us) if until_they_write else None,
        history=delays.history(db, row.contact_id),
        embeddings=known,
    )
    if standing.state is State.NEEDS_REPLY:
        found = classifying.features(db, row, standing, now=now)
        standing = answer_order.weighed(preferences.get(db), standing, found)
    dismissed = judgements.dismissed(db, dismissal_subject(row))
    booked, paid = _dealt(db, row.id)
    risk = risk_judge.detect(
        str(row.id), messages, now=now, dismissed=dismissed, embeddings=known, bookings=booked, payments=paid
    )
    risk = risk_rules.applied(marking.rules_of(db), risk, messages, now=now, dismissed=dismissed)
    return Judgement(row.id, standing, risk)


def _dealt(db: Database, conversation_id: int) -> tuple[int | None, int | None]:
    """Bookings and payments received that are noted of a conversation; None before it was looked through for them."""
    if briefs.dealt_from(db, conversation_id) is None:
        return None, None
    booked = ledger.bookings(db, conversation_id=conversation_id)
    paid = ledger.payments(db, conversation_id=conversation_id)
    agreed = sum(one.state is BookingState.AGREED for one in booked)
    return agreed, sum(one.direction is Direction.IN for one in paid)


def embeddings(db: Database, messages: Sequence[Message]) -> dict[str, NDArray[np.float32]]:
    """(384,) unit vectors by message id, of those messages that are a turn by themselves and have one.

    The vector of a turn of several messages stands for none of them alone, and is left out.
    """
    passage_ids = passages.of_messages(db, [int(one.message_id) for one in messages if one.text.strip()])
    found = vectors.of(db, passage_ids)
    members = passages.message_ids(db, list(found))
    return {str(members[one][0]): vector for one, vector in found.items() if len(members[one]) == 1}


def dismissal_subject(row: ConversationRow) -> int:
    """Whom "not a risk" is remembered for: the contact, or (negative) the group."""
    return row.contact_id or -row.id


def judge_and_keep(db: Database, conversation_id: int, *, now: datetime) -> Judgement:
    """Weigh one conversation and remember the verdict; of one that is switched off nothing is kept."""
    row = conversations.get(db, conversation_id)
    judgement = judge(db, row, now=now)
    with transaction(db):
        if row.switched_off:
            conversations.mark_judged(db, row.id)
        else:
            _keep(db, judgement, now)
    return judgement


def judge_changed(db: Database, *, now: datetime, limit: int | None = None) -> list[int]:
    """Weigh the conversations whose messages changed since they were last judged, newest first.

    Returns:
        ids of the conversations that were judged; at most `limit`.
    """
    rows = conversations.changed(db, limit=limit)
    for row in rows:
        wanted = row.filter in (Filter.MAIN, Filter.ALLOWED) and not row.switched_off
        judgement = _judged(db, row, now) if wanted else None
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
