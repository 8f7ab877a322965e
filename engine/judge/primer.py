"""The brief of one conversation, put together without a model (FEATURES §8).

What was said is quoted, not told anew: a question stays a question, and every sentence of the summary names the
messages it comes from. The work is bounded: of a long conversation the newest READS messages are read; what is older
comes in as `earlier` promises, `past` dealings and the first message.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from engine.brief import (
    BookingState,
    Dealings,
    Direction,
    Primer,
    Promise,
    PromiseState,
    Relation,
)
from engine.domain import ContactClass, Message, Risk, Standing
from engine.judge import dealings as deals
from engine.judge import episodes, fulfilment, next_steps, questions, signals, stages, summary
from engine.judge import moods as moods_judge
from engine.judge.folding import fold
from engine.judge.patterns import catalogue
from engine.judge.risk import level

#: Messages read, newest kept.
READS = 400


def primer(
    messages: Sequence[Message],
    *,
    now: datetime,
    risk: Risk,
    standing: Standing,
    contact_class: ContactClass = ContactClass.UNKNOWN,
    name: str = "",
    promises: Iterable[Promise] | None = None,
    dealings: Dealings | None = None,
    first: Message | None = None,
    n_messages: int | None = None,
) -> Primer:
    """The brief of a conversation (oldest first) as it stands at `now`.

    Args:
        now: aware, in the person's zone: times are meant and told in it.
        name: of the other side, for the summary; "They" without one.
        promises, dealings: of the whole conversation where they are known; else read from `messages`.
        first, n_messages: the first message and the number of all, where `messages` is only the end of it.
    """
    spoken = episodes.spoken(messages, now)
    said = spoken[-READS:]
    episode = episodes.last(said)
    heard = episodes.heard(episode)
    known = list(promises) if promises is not None else fulfilment.ledger(said, now=now)
    dealt = dealings if dealings is not None else deals.find(said, zone=now.tzinfo)
    asked = questions.unanswered(said, standing)
    openly = open_ones(known, now)
    stage = stages.stage(said, heard, dealings=dealt, questions=asked, now=now)
    back = episodes.returned(said, episode, signals.AWAY)
    moods = moods_judge.moods(heard, standing)
    risk_level = level(risk.combined_risk)
    against = signals.negative(said, heard, dealings=dealt, promises=known, risk=risk, now=now)
    total = n_messages if n_messages is not None else len(spoken)
    history = relation(first or (spoken[0] if spoken else None), dealt)
    line = summary.relation(history, n_messages=total, now=now) if history is not None else None
    return Primer(
        summary=summary.summarise(
            episode,
            questions=asked,
            promises=openly,
            now=now,
            name=name,
            relation=line,
            grave=_grave(episode, risk, risk_level),
        ),
        relation=line,
        questions=tuple(asked),
        mood=moods[0],
        moods=moods,
        positive_signals=signals.positive(heard, back=back, dealings=dealt, promises=known),
        negative_signals=against,
        stage=stage,
        suggested_actions=next_steps.steps(
            questions=asked,
            promises=openly,
            against=against,
            dealings=dealt,
            stage=stage,
            risk=risk,
            risk_level=risk_level,
            contact_class=contact_class,
            now=now,
        ),
        recommended_tone=moods_judge.recommended_tone(moods, contact_class, risk, risk_level),
        risk_level=risk_level,
        risk=risk,
        open_promises=openly,
        n_messages=total,
        through=spoken[-1].message_id if spoken else "",
    )


def _grave(episode: Sequence[Message], risk: Risk, risk_level: str) -> str:
    """Id of their message that must not be missed: the last words of distress, else the worst of a suspicion."""
    theirs = [one for one in episode if not one.from_me]
    if risk.care_notice:
        cared = [one.message_id for one in theirs if catalogue().care.find(fold(one.text).text) is not None]
        if cared:
            return cared[-1]
    ids = {one.message_id for one in theirs}
    flags = [flag for flag in risk.red_flags if flag.message_id in ids]
    if risk_level == "clear" or not flags:
        return ""
    return max(flags, key=lambda flag: flag.weight).message_id


def open_ones(promises: Iterable[Promise], now: datetime) -> tuple[Promise, ...]:
    """The promises that still stand, the nearest time first, those without a time by when they were made."""
    found = [one for one in promises if one.state is PromiseState.OPEN and fulfilment.stands(one, now)]
    return tuple(sorted(found, key=lambda one: (one.due_at is None, one.due_at or one.made_at, one.made_at)))


def relation(first: Message | None, dealt: Dealings) -> Relation | None:
    """What the history comes to; its sources are the first message, and those of the last booking and payment."""
    if first is None:
        return None
    agreed = [one for one in dealt.bookings if one.state is BookingState.AGREED]
    paid = [one for one in dealt.payments if one.direction is Direction.IN]
    sources = [first.message_id, *(one.message_id for one in agreed[-1:]), *(one.message_id for one in paid[-1:])]
    return Relation(
        first_at=first.sent_at,
        first_message_id=first.message_id,
        n_bookings=len(agreed),
        last_paid_at=paid[-1].paid_at if paid else None,
        sources=tuple(dict.fromkeys(source for source in sources if source)),
    )
