"""What the person might do next, from open questions, promises, stage and risk, as codes for `app.wording.brief`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.brief import (
    BookingState,
    Dealings,
    Direction,
    Promise,
    PromiseState,
    Question,
    Side,
    Signal,
    Stage,
    Step,
)
from engine.domain import ContactClass, Risk
from engine.judge.due import named

#: Most steps told.
MOST = 4
#: A promise of theirs is asked after so long past its time.
REMIND_AFTER = timedelta(hours=12)
#: A booking this near is worth a word before.
SOON = timedelta(days=2)
#: A payment or a date so lately belongs to what is being closed.
LATELY = timedelta(days=30)
#: With whom deposits are dealt in.
BUSINESS = frozenset({ContactClass.CLIENT, ContactClass.UNKNOWN, ContactClass.ACQUAINTANCE})

#: The step that answers a question, by its intent.
_ANSWERS = {
    "price": "state_price",
    "booking": "confirm_date",
    "reschedule": "confirm_or_refuse_move",
    "cancel": "answer_cancellation",
    "payment": "answer_payment",
    "complaint": "make_it_right",
    "emergency": "answer_now",
}
#: Several dates are put: naming one of them would be half the question.
_EITHER = re.compile(r"\b(?:or|ou|oder|o)\b", re.IGNORECASE)
#: What is answered first.
_RANKED = ("emergency", "cancel", "reschedule", "complaint", "booking", "price", "payment")


def steps(
    *,
    questions: Sequence[Question],
    promises: Sequence[Promise],
    against: Sequence[Signal],
    dealings: Dealings,
    stage: Stage,
    risk: Risk,
    risk_level: str,
    contact_class: ContactClass,
    now: datetime,
) -> tuple[Step, ...]:
    """At most MOST steps, the most pressing first; care and caution come before business.

    Args:
        against: the negative signals.
    """
    found: list[Step] = []
    if risk.care_notice:
        found.append(Step("care_first"))
    if risk_level != "clear":
        flags = tuple(dict.fromkeys(flag.message_id for flag in risk.red_flags))[-3:]
        found.append(Step("stop_and_check" if risk_level == "high" else "check_first", flags))
    if risk_level != "high":
        found += [_answer(one, now) for one in sorted(questions, key=_rank)]
        found += [Step("make_it_right", one.sources) for one in against if one.code == "complains"]
        found += _owed(promises, now)
        found += _about_date(dealings, stage, contact_class, now)
        found += _by_stage(stage)
    return _told(found)


def _rank(question: Question) -> int:
    return _RANKED.index(question.intent) if question.intent in _RANKED else len(_RANKED)


def _answer(question: Question, now: datetime) -> Step:
    code = _ANSWERS.get(question.intent, "answer_question")
    facts = {"quote": question.text}
    if code in ("confirm_date", "confirm_or_refuse_move") and not _EITHER.search(question.text):
        when = named(question.text.lower().replace("’", "'"), now)
        if when is not None:
            facts["day"] = when.phrase
    return Step(code, (question.message_id,), facts)


def _owed(promises: Sequence[Promise], now: datetime) -> list[Step]:
    mine = [one for one in promises if one.by is Side.ME and one.state is PromiseState.OPEN]
    theirs = [
        one for one in promises if one.by is Side.THEM and one.due_at is not None and one.overdue(now - REMIND_AFTER)
    ]
    return [
        *(_promise("keep_promise", one) for one in sorted(mine, key=lambda one: one.due_at or one.made_at)),
        *(_promise("remind_them", one) for one in theirs),
    ]


def _promise(code: str, promise: Promise) -> Step:
    facts = {"what": promise.what}
    if promise.due_at is not None:
        facts["due_at"] = promise.due_at.isoformat()
    return Step(code, (promise.message_id,) if promise.message_id else (), facts)


def _about_date(dealings: Dealings, stage: Stage, contact_class: ContactClass, now: datetime) -> list[Step]:
    """A deposit for a date that was agreed and not paid for, or a word before one that is near."""
    ahead = [one for one in dealings.bookings if one.state is BookingState.AGREED and one.starts_at > now]
    if contact_class not in BUSINESS or stage is not Stage.CLOSING:
        return []
    lately = any(now - one.paid_at < LATELY for one in dealings.payments if one.direction is Direction.IN)
    if not ahead:
        return [] if lately or any(now - one.starts_at < LATELY for one in dealings.bookings) else [Step("settle_date")]
    first = min(ahead, key=lambda one: one.starts_at)
    facts = {"starts_at": first.starts_at.isoformat()}
    if first.starts_at - now <= SOON:
        return [Step("remind_of_booking", (first.message_id,), facts)]
    return [] if lately else [Step("ask_deposit", (first.message_id,), facts)]


def _by_stage(stage: Stage) -> list[Step]:
    code = {Stage.STALLED: "follow_up", Stage.DEAD: "let_rest"}.get(stage)
    return [Step(code)] if code is not None else []


def _told(found: Sequence[Step]) -> tuple[Step, ...]:
    """Each step once: several questions of one kind are one step, several promises are not."""
    told: dict[tuple[str, str], Step] = {}
    for one in found:
        told.setdefault((one.code, one.facts.get("what", "")), one)
    return tuple(told.values())[:MOST]
