"""Which nudge is shown next, how it was answered, and what is learnt from that."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from sqlite_utils import Database

from app.consulting import consult
from app.paths import Home
from app.store import conversations, judgements, names, nudges, promises
from app.store.connection import transaction
from app.store.nudges import Shown
from app.wording import nudges as words
from engine.domain import micros, moment
from engine.judge import nudge_wording
from engine.judge.nudge_wording import Draft, Written
from engine.judge.nudges import MOST_URGENT, Nudge, of_promise, of_standing, tip
from engine.problems import NoCandidates
from engine.reply import bandit
from engine.reply.bandit import Bandit, Choice, Policy, Tip
from engine.reply.bandit_record import recorded, restored
from engine.reply.stance import is_careful

#: A snoozed nudge comes back after so long.
SNOOZE = timedelta(hours=2)
#: A nudge that nobody answered is not shown again for so long, while there are others.
COOL = timedelta(minutes=30)
#: What is done later than this after a nudge was hardly done because of it.
NOTICED = timedelta(days=1)
TEMPLATE, MODEL = "template", "model"


@dataclass(frozen=True, slots=True)
class Worded:
    """A nudge with its words, and what they took."""

    nudge: Nudge
    draft: Draft
    source: str = TEMPLATE
    prompt_version: str = "template-1"
    model_version: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0


def waiting(db: Database, *, now: datetime) -> list[Nudge]:
    """Everything the person could be nudged to, without what they settled or snoozed; of muted contacts nothing."""
    verdicts = judgements.listing(db)
    rows = {
        row.id: row
        for row in conversations.listing(db)
        if not (row.filtered or row.switched_off or row.muted)
        and row.id in verdicts
        and not is_careful(verdicts[row.id].risk)  # nobody is hurried to answer what looks like a scam
    }
    called = names.of_conversations(db, list(rows))
    found = [
        of_standing(one, called[one], verdicts[one].standing, last_at=moment(row.last_sent_us), closes_at=None, now=now)
        for one, row in rows.items()
    ]
    for promise in promises.open(db, now=now):
        if (one := int(promise.conversation_id)) in rows:
            found.append(of_promise(one, called[one], promise, now=now))
    there = [one for one in found if one is not None]
    quiet = nudges.silenced(db, [one.tip_id for one in there], now_us=micros(now))
    return [one for one in there if one.tip_id not in quiet]


def next_nudge(db: Database, *, now: datetime, random: Random, policy: Policy, home: Home | None = None) -> Shown:
    """Choose a nudge, note that it is shown, and return it.

    Args:
        now: local, aware.
        home: ask the model in use there for the words; None for our own.

    Raises:
        NoCandidates: there is nothing to be nudged to.
    """
    there = {one.tip_id: one for one in _offered(db, waiting(db, now=now), now)}
    choice = score(db, [tip(one, now) for one in there.values()], now=now, random=random, policy=policy)
    worded = _worded(there[choice.tip_id], now, home)
    shown = _shown(worded, choice, now)
    with transaction(db):
        nudges.add(db, shown)
        _learn(db, policy, lambda known: bandit.shown(known, choice.features, explored=choice.explored))
    return shown


def _offered(db: Database, there: Sequence[Nudge], now: datetime) -> list[Nudge]:
    """What the bandit chooses among: what is urgent where anything is, and not what was just shown, if there is more.

    What it learnt from one answer must not hide whom waiting would hurt.
    """
    shown = nudges.shown_since(db, since_us=micros(now - COOL))
    fresh = [one for one in there if one.tip_id not in shown] or list(there)
    urgent = [one for one in fresh if one.priority == MOST_URGENT]
    return urgent or fresh


def score(db: Database, tips: Sequence[Tip], *, now: datetime, random: Random, policy: Policy) -> Choice:
    """Which of these would be shown next; nothing is noted.

    Raises:
        NoCandidates: the list is empty.
    """
    if not tips:
        raise NoCandidates()
    return bandit.choose(known(db, policy), bandit.candidates(tips, now, policy), random)


def reward(db: Database, nudge_id: str, answer: str, *, now: datetime) -> Shown:
    """Learn from what the person did with a nudge (a key of `bandit.REWARDS`), in place of an earlier answer.

    Raises:
        NoSuchNudge: no such id.
    """
    with transaction(db):
        shown = nudges.get(db, nudge_id)
        _unlearn(db, shown)
        policy = Policy(shown.policy)
        _learn(db, policy, lambda it: bandit.rewarded(it, shown.features, bandit.REWARDS[answer], now))
        quiet_us = micros(now + SNOOZE) if answer == "snooze" else 0
        nudges.answer(db, nudge_id, answer, answered_us=micros(now), quiet_until_us=quiet_us)
        return nudges.get(db, nudge_id)


def take_back(db: Database, nudge_id: str) -> None:
    """Undo the answer to a nudge, and what it taught.

    Raises:
        NoSuchNudge: no such id.
    """
    with transaction(db):
        _unlearn(db, nudges.get(db, nudge_id))
        nudges.answer(db, nudge_id, None, answered_us=0)


def notice_answers(db: Database, *, now: datetime) -> list[str]:
    """Nudges whose conversation the person has written in since they were shown count as done; returns their ids."""
    done = nudges.acted_on(db, since_us=micros(now - NOTICED))
    for nudge_id in done:
        reward(db, nudge_id, "done", now=now)
    return done


def known(db: Database, policy: Policy) -> Bandit:
    """What the bandit of nudges knows."""
    return restored(nudges.bandit(db, nudges.NUDGES, policy), policy)


def reset(db: Database, policy: Policy) -> None:
    """Forget what the bandit of nudges learnt."""
    _learn(db, policy, bandit.reset)


def _learn(db: Database, policy: Policy, step: Callable[[Bandit], Bandit]) -> None:
    nudges.put_bandit(db, nudges.NUDGES, policy, recorded(step(known(db, policy))))


def _unlearn(db: Database, shown: Shown) -> None:
    answer = shown.answer
    if answer is not None:
        _learn(db, Policy(shown.policy), lambda it: bandit.unrewarded(it, shown.features, bandit.REWARDS[answer]))


def _worded(nudge: Nudge, now: datetime, home: Home | None) -> Worded:
    ours = Draft(nudge.name, words.content(nudge, now), words.rationale(nudge, now))
    worded = Worded(nudge, ours)
    if home is None:
        return worded
    advice = consult(home, nudge_wording.turns({nudge.tip_id: ours}), list[Written])
    if advice is None:
        return worded
    draft = nudge_wording.usable(advice.value, {nudge.tip_id: ours}).get(nudge.tip_id)
    return replace(
        worded,
        draft=draft or ours,
        source=TEMPLATE if draft is None else MODEL,
        prompt_version=nudge_wording.PROMPT_VERSION,
        model_version=advice.model_version,
        prompt_tokens=advice.prompt_tokens,
        completion_tokens=advice.completion_tokens,
    )


def _shown(worded: Worded, choice: Choice, now: datetime) -> Shown:
    return Shown(
        id=secrets.token_hex(6),
        tip_id=worded.nudge.tip_id,
        kind=worded.nudge.kind.value,
        conversation_id=worded.nudge.conversation_id,
        content=worded.draft.content,
        source=worded.source,
        rationale=worded.draft.rationale,
        policy=choice.policy.value,
        score=choice.score,
        features=choice.features,
        prompt_version=worded.prompt_version,
        model_version=worded.model_version,
        prompt_tokens=worded.prompt_tokens,
        completion_tokens=worded.completion_tokens,
        shown_us=micros(now),
    )
