"""Verdicts and dismissals come back as they were put."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from app.store import conversations, judgements
from engine.domain import (
    Milestone,
    Priority,
    Reason,
    RedFlag,
    Risk,
    Severity,
    Standing,
    State,
    Triage,
)

NOW = datetime(2026, 3, 14, 15, 0, 0, 123456, tzinfo=UTC)


def verdict(urgency: float = 0.9) -> tuple[Standing, Risk]:
    triage = Triage(
        urgency_score=urgency,
        adjusted_urgency=urgency,
        priority=Priority.URGENT,
        intent="booking",
        emotional_tone="neutral",
        topic="booking",
        suggested_response_style="brief",
        suggested_response_time="now",
        confidence_overall=0.5,
        raw_message="Für Freitag? 😀",
        message_id="5",
        is_urgent=True,
        needs_action=True,
        is_positive=False,
        is_negative=False,
        reasons=(Reason("asked", {"day": "Friday"}),),
    )
    standing = Standing(State.NEEDS_REPLY, urgency, Priority.URGENT, triage.reasons, 3.5, NOW, None, triage)
    flag = RedFlag("gift_card", "gift card", "5", (2, 11), Severity.HIGH, 0.8, "scam")
    risk = Risk(
        conversation_id="1",
        freeloader_score=0.0,
        scam_risk=0.8,
        time_waste_score=0.0,
        manipulation_score=0.1,
        combined_risk=0.8,
        red_flags=(flag,),
        timeline=(Milestone("ask", "5", NOW, "gift_card"),),
        counter_evidence=(Reason("paid_before"),),
        recommendation="verify",
        should_block=False,
        certainty="high",
    )
    return standing, risk


def test_a_verdict_comes_back_as_it_was_put(db, rows):
    one = rows.conversation(rows.contact())
    rows.message(one, "Hi")
    standing, risk = verdict()
    judgements.put(db, one, standing=standing, risk=risk, judged_us=5)
    kept = judgements.get(db, one)
    assert kept is not None
    assert (kept.standing, kept.risk, kept.judged_us) == (standing, risk, 5)
    assert kept.through_us == rows.clock_us


def test_a_later_verdict_replaces_the_earlier(db, rows):
    one, two = rows.conversation(rows.contact()), rows.conversation(rows.contact())
    for urgency in (0.1, 0.7):
        standing, risk = verdict(urgency)
        judgements.put(db, one, standing=standing, risk=risk, judged_us=5)
    assert {number: kept.standing.urgency for number, kept in judgements.listing(db).items()} == {one: 0.7}
    assert judgements.get(db, two) is None


@pytest.mark.parametrize("pattern", ["gift_card", judgements.EVERYTHING])
def test_a_dismissal_holds_for_its_contact_alone_and_can_be_taken_back(db, rows, pattern):
    kim, lee = rows.contact("Kim"), rows.contact("Lee")
    one = rows.conversation(kim)
    conversations.mark_judged(db, one)
    for _ in range(2):
        judgements.dismiss(db, kim, pattern, dismissed_us=1)
    assert judgements.dismissed(db, kim) == {pattern}
    assert judgements.dismissed(db, lee) == judgements.dismissed(db, None) == frozenset()
    assert [row.id for row in conversations.changed(db)] == [one], "it is weighed again"
    judgements.restore(db, kim, pattern)
    assert judgements.dismissed(db, kim) == frozenset()


def test_what_is_open_is_judged_again_as_time_goes_by(db, rows):
    standing, risk = verdict()
    open_, done = rows.conversation(rows.contact()), rows.conversation(rows.contact())
    for conversation_id, state in ((open_, State.NEEDS_REPLY), (done, State.DONE)):
        kept = dataclasses.replace(standing, state=state)
        judgements.put(db, conversation_id, standing=kept, risk=risk, judged_us=1)
        conversations.mark_judged(db, conversation_id)
    judgements.outdate(db, (State.NEEDS_REPLY, State.WAITING))
    assert [row.id for row in conversations.changed(db)] == [open_]
