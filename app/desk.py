"""What both faces read: the ranked inbox, a thread, its judgement and its drafts. Reads only; needs no window."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import chosen, judging, searching
from app.desk_rows import ConversationHead, InboxRow, SearchHit, Status, ThreadLine
from app.settings import Groups
from app.store import conversations, judgements, listing, names, passages, suggestions, threads
from app.store import drafts as drafts_kept
from app.store.conversations import ConversationRow
from app.wording import judgement as words
from engine.domain import EPOCH, Priority, Risk, Standing, State, Suggestions, micros, moment
from engine.judge import risk as risk_judge
from engine.problems import Problem
from engine.reply.silence import NO_OTHERS, WISH_UNCLEAR

#: Order of the states in a list of everything.
STATES = (State.NEEDS_REPLY, State.WAITING, State.LATER, State.DONE)
#: Order of the marks in a list: triangle, half disc, ring, none.
LEVELS = ("now", "today", "soon", "")
PREVIEW = 140
#: What stands for a conversation that was not weighed yet.
UNWEIGHED = Standing(State.DONE, 0.0, Priority.LOW, (), 0.0, None, None, None)
NO_RISK = risk_judge.detect("", (), now=EPOCH)


def inbox(db: Database, *, now: datetime, limit: int | None = None, weigh: bool = True) -> list[InboxRow]:
    """Conversations by how urgent they are marked, then by what waiting would cost, those that need a reply first.

    Conversations that the system filed away or the person switched off are left out, and groups where they want that.

    Args:
        weigh: weigh what changed since it was last weighed, which takes some ms a conversation. A window says False:
            it shows the verdicts that stand, and what was never weighed as having nothing to do yet.
    """
    rows = [row for row in conversations.listing(db) if not row.filtered and not row.switched_off and row.n_messages]
    if chosen.settings_of(db).groups is Groups.LEAVE_OUT:
        rows = [row for row in rows if not row.is_group]
    titles = names.of_conversations(db)
    previews = listing.previews(db, [row.id for row in rows], until=now)
    unread = listing.unseen(db)
    found = []
    for row, standing, risk in _judged(db, rows, now, weigh):
        text, last_us = previews.get(row.id, ("", row.last_sent_us))
        found.append((standing, _row(row, titles[row.id], standing, risk, text, last_us, unread.get(row.id, 0), now)))
    found.sort(key=lambda pair: _order(pair[0], pair[1]))
    shown = [row for _standing, row in found][:limit]
    waiting = [row.conversation_id for row in shown if row.state is State.NEEDS_REPLY]
    drafted = drafts_kept.with_drafts(db, waiting, until_us=micros(now))
    return [replace(row, drafted=True) if row.conversation_id in drafted else row for row in shown]


def _judged(
    db: Database, rows: list[ConversationRow], now: datetime, weigh: bool
) -> list[tuple[ConversationRow, Standing, Risk]]:
    """Verdicts as stored; with `weigh`, what changed or woke from a snooze since is weighed here and now."""
    stored = judgements.listing(db)
    judged = []
    for row in rows:
        kept = stored.get(row.id)
        stale = kept is None or row.changed or 0 < row.snoozed_until_us <= micros(now)
        if kept is None and not weigh:
            judged.append((row, UNWEIGHED, NO_RISK))
        elif kept is None or (weigh and stale):
            fresh = judging.judge(db, row, now=now)
            judged.append((row, fresh.standing, fresh.risk))
        else:
            judged.append((row, kept.standing, kept.risk))
    return judged


def _order(standing: Standing, row: InboxRow) -> tuple[int, int, float, float]:
    last = row.last_message_at.timestamp() if row.last_message_at else 0.0
    return (STATES.index(standing.state), *pressing(standing, row.level, row.risk, last))


def pressing(standing: Standing, level: str, combined_risk: float, last_at: float) -> tuple[int, float, float]:
    """Key that sorts conversations of one state: the mark that is shown, then the expected loss of waiting.

    What looks like a scam stands behind all marks, because its hurry is part of it.

    Args:
        level: of its chip (`app.wording.judgement.chip`).
        last_at: when its newest message was sent, in seconds.
    """
    high = risk_judge.level(combined_risk) == "high"
    return (len(LEVELS) if high else LEVELS.index(level), -standing.loss * (1 - combined_risk**3), -last_at)


def _row(
    row: ConversationRow,
    name: str,
    standing: Standing,
    risk: Risk,
    preview: str,
    last_us: int,
    unread: int,
    now: datetime,
) -> InboxRow:
    level, chip = words.chip(standing, now=now)
    combined = risk.combined_risk
    waiting = None if standing.waiting_since is None else max(timedelta(), now - standing.waiting_since)
    return InboxRow(
        conversation_id=row.id,
        name=name,
        is_group=row.is_group,
        state=standing.state,
        urgency=standing.urgency,
        priority=standing.priority,
        reason=words.reason_sentence(standing.reasons),
        chip=chip,
        level=level,
        waiting_seconds=None if waiting is None else int(waiting.total_seconds()),
        risk=combined,
        risk_level=risk_judge.level(combined),
        preview=" ".join(preview.split())[:PREVIEW],
        last_message_at=moment(last_us) if last_us else None,
        unread=unread,
        weighed=standing is not UNWEIGHED,
    )


def thresholds() -> tuple[float, float]:
    """The combined risks from which a conversation is worth checking (amber) and at high risk (red)."""
    return risk_judge.AMBER, risk_judge.RED


def thread(
    db: Database,
    conversation_id: int,
    *,
    limit: int | None = 200,
    before: tuple[int, int] | None = None,
    after: tuple[int, int] | None = None,
) -> list[ThreadLine]:
    """The newest lines of a conversation before a place, or the ones that follow one, oldest first.

    Raises:
        NoSuchConversation: no such id.
    """
    conversations.get(db, conversation_id)
    return threads.lines(db, conversation_id, limit=limit, before=before, after=after)


def thread_around(db: Database, conversation_id: int, message_id: int, *, limit: int) -> list[ThreadLine]:
    """Lines before a message, the message, and lines after it, `limit` each way; the newest if it is not there."""
    place = threads.place_of(db, conversation_id, message_id)
    if place is None:
        return thread(db, conversation_id, limit=limit)
    older = threads.lines(db, conversation_id, limit=limit, before=(place[0], place[1] + 1))
    return older + threads.lines(db, conversation_id, limit=limit, after=place)


def head(db: Database, conversation_id: int) -> ConversationHead:
    """What the header of a thread says.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    first_us, last_us = listing.span(db, conversation_id)
    return ConversationHead(
        conversation_id=conversation_id,
        name=names.of_conversations(db, [conversation_id])[conversation_id],
        address=names.address_of(db, conversation_id),
        service=row.service,
        is_group=row.is_group,
        contact_class=row.contact_class,
        n_messages=row.n_messages,
        first_at=moment(first_us) if first_us else None,
        last_at=moment(last_us) if last_us else None,
    )


def verdict(db: Database, conversation_id: int, *, now: datetime) -> judging.Judgement:
    """Standing and risk of one conversation, weighed on its newest messages."""
    return judging.judge(db, conversations.get(db, conversation_id), now=now)


def risk(db: Database, conversation_id: int, *, now: datetime) -> Risk:
    """The risk of one conversation as stored, else weighed now."""
    kept = judgements.get(db, conversation_id)
    return verdict(db, conversation_id, now=now).risk if kept is None else kept.risk


def standing(db: Database, conversation_id: int, *, now: datetime) -> Standing:
    """Where one conversation stands, as stored, else weighed now."""
    kept = judgements.get(db, conversation_id)
    return verdict(db, conversation_id, now=now).standing if kept is None else kept.standing


def drafts(db: Database, conversation_id: int) -> Suggestions | None:
    """The latest options that still answer the newest message, less those the person rejected.

    None if it was answered or something came since. A wish that was not understood leaves the options before it, with
    its silence beside them, and so does one for others where there are none.
    """
    made = suggestions.current(db, conversation_id)
    if made is None:
        return None
    beside = made.silent_reason
    if beside in (WISH_UNCLEAR, NO_OTHERS) and (before := suggestions.current_options(db, conversation_id)) is not None:
        made = replace(before, silent_reason=beside)
    rejected = {option for option, verb, _reason in suggestions.decisions(db, conversation_id) if verb == "reject"}
    kept = tuple(option for option in made.options if option.response_id not in rejected)
    return replace(made, options=kept, total_count=made.total_count - len(made.options) + len(kept))


def steered(db: Database, request_id: str) -> str:
    """The wish that a set of options was made by, "" for none.

    Raises:
        NoSuchRequest: no such id.
    """
    wish = drafts_kept.asked(db, request_id).wish
    return str(json.loads(wish).get("steer") or "") if wish else ""


def search_everything(
    db: Database, text: str, *, limit: int, vector: NDArray[np.float32] | None = None
) -> list[SearchHit]:
    """Messages by words and, with the (384,) vector of `searching.meaning(db, text)`, by meaning; best first."""
    fused = searching.find(db, text, limit=limit, vector=vector)
    if not fused:
        return []
    best = fused[0][1]
    rows = {row.id: row for row in listing.by_ids(db, [message_id for message_id, _score in fused])}
    titles = names.of_conversations(db, {row.conversation_id for row in rows.values() if row.conversation_id})
    return [
        SearchHit(
            conversation_id=row.conversation_id or 0,
            message_id=row.id,
            guid=row.guid,
            name=titles.get(row.conversation_id or 0, ""),
            text=row.text,
            sent_at=moment(row.sent_us),
            score=round(score / best, 4),
        )
        for message_id, score in fused
        if (row := rows.get(message_id)) is not None
    ]


def status(db: Database, *, model_version: str = "", remote: str = "", model_problem: Problem | None = None) -> Status:
    """Figures of the status bar; which model writes is not in the store (`app.model_in_use`)."""
    n_messages, n_conversations, last_sync_us = listing.totals(db)
    embedded, total = passages.progress(db)
    return Status(
        n_messages=n_messages,
        n_conversations=n_conversations,
        last_sync_at=moment(last_sync_us) if last_sync_us else None,
        model_version=model_version,
        passages_embedded=embedded,
        passages_total=total,
        remote=remote,
        model_problem=model_problem,
    )
