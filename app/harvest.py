"""What training may learn from, collected in small pieces: the person's own turns beside their decisions on drafts.

Nothing is taken from conversations that are filtered, automatic, flagged red or switched off, and from groups only
where Sotto may write in them. Every text is masked before it leaves the store.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from sqlite_utils import Database

from app import masked_samples
from app.deciding import CONTEXT, sample_input
from app.settings import Groups, Settings
from app.store import learnt_words, passages, samples, samples_withdrawn, threads, turns_waiting
from app.store.connection import transaction
from app.store.samples import DECIDED, Counts, Sample, Wanted
from app.store.turns_waiting import Bounds, Waiting
from engine.domain import micros, moment
from engine.privacy.named import Known
from engine.reply.hygiene import as_data
from engine.training import masked
from engine.training.samples import Candidate, Limits, unwatched
from engine.training.values import Example

#: Quality of the person's own turns: written without a draft in sight, and with options on the screen.
HISTORY: Final = 0.6
MANUAL: Final = 1.0
#: A piece of work ends after this many seconds, and looks at so many turns at most.
PIECE_S: Final = 0.03
PIECE: Final = 32
USUAL: Final = Bounds()
#: What is longer is learnt from by no night. Placeholders may shorten a reply so many times, as they do long links.
LONGEST: Final = Limits()
REPLY_SHRINKS: Final = 2


@dataclass(frozen=True, slots=True)
class Collected:
    """What there is to learn from: decided since the last night, and in all.

    Attributes:
        counts: of everything, by source.
    """

    new: int
    all: int
    counts: Counts


def piece(
    db: Database,
    *,
    now: datetime,
    settings: Settings,
    clock: Callable[[], float] = time.monotonic,
    bounds: Bounds = USUAL,
) -> bool:
    """Mask some decisions and look at some turns of the person's, for at most about 50 ms; whether there may be more.

    The newest conversation and its newest turns come first; what is done stays done when work is broken off.
    """
    until = clock() + PIECE_S
    known = masked_samples.people(db)
    with transaction(db):
        plain = samples.plain_ones(db, PIECE)
        for sample in plain:
            _mask(db, sample, known)
            if clock() > until:
                return True
        return _look_at_some(db, known, now, settings, bounds, lambda: clock() > until) or len(plain) == PIECE


def _mask(db: Database, sample: Sample, known: Known) -> None:
    output = masked_samples.clean(sample.output)
    if _is_too_long(sample.input, output):
        samples.delete(db, sample.id)
        return
    made = masked.mask(sample.input, output, known)
    samples.put_masked(db, sample, sample_input=made.input, output=made.output)


def _is_too_long(sample_input: str, output: str) -> bool:
    """Whether a night leaves it out whatever is masked in it; to mask takes 7 ms a thousand characters."""
    return len(sample_input) > LONGEST.longest_input or len(output) > REPLY_SHRINKS * LONGEST.longest_reply


def _look_at_some(
    db: Database, known: Known, now: datetime, settings: Settings, bounds: Bounds, late: Callable[[], bool]
) -> bool:
    conversation_id = turns_waiting.conversation(db, groups=with_groups(settings))
    if conversation_id is None:
        return False
    since_us = max(turns_waiting.floor_us(db, conversation_id, bounds), _kept_since_us(settings, now))
    turns_waiting.pass_over(db, conversation_id, before_us=since_us)
    for one in turns_waiting.newest(db, conversation_id, PIECE, since_us=since_us):
        _look(db, one, known)
        if late():
            break
    turns_waiting.keep_within(db, conversation_id, bounds)
    return True


def collected(db: Database, *, since: datetime | None = None, settings: Settings | None = None) -> Collected:
    """How many samples there are; those left out by the person do not count.

    Args:
        since: when the last night began; None counts every decision as new.
    """
    known = settings or Settings()
    groups, edits = with_groups(known), known.learn_from_edits
    everything = samples.counts(db, groups=groups, edits=edits)
    recent = samples.counts(db, since_us=-1 if since is None else micros(since), groups=groups, edits=edits)
    return Collected(sum(getattr(recent, one) for one in DECIDED), everything.all, everything)


def candidates(
    db: Database, key: bytes, *, settings: Settings, since_us: int = 0, look: Callable[[], None] = unwatched
) -> dict[Candidate, int]:
    """Everything that may be learnt from, masked, for `engine.training.samples.select`, with the version of its words.

    Conversations and contacts have names that `key`, and nothing else, makes of their ids: the same every night.

    Args:
        since_us: nothing with words of messages that were sent before this.
        look: called at every sample; what it raises ends this.
    """
    known, found = masked_samples.people(db), {}
    wanted = Wanted(included=True, since_us=since_us)
    for row in samples.page(db, wanted, groups=with_groups(settings), edits=settings.learn_from_edits):
        look()
        found[_candidate(masked_samples.masked(row, known), key)] = row.version
    return found


def _candidate(one: Sample, key: bytes) -> Candidate:
    conversation = conversation_name(key, one.conversation_id)
    example = Example(
        input=one.input, output=one.output, quality=one.quality, id=str(one.id), source=one.source,
        conversation=conversation,
    )  # fmt: skip
    return Candidate(
        example, made_at=moment(one.made_us), contact=_name(key, "contact", one.contact_id) or conversation
    )


def conversation_name(key: bytes, conversation_id: int) -> str:
    """What a conversation is called in a job's samples; "" for none."""
    return _name(key, "conversation", conversation_id)


def _look(db: Database, one: Waiting, known: Known) -> None:
    """Make a sample of a turn that answers something, or of nothing."""
    found = turns_waiting.answered(db, one)
    bubbles = [(number, as_data(text)) for number, text in passages.words(db, [one.passage_id]).get(one.passage_id, [])]
    output = "\n".join(text for _, text in bubbles if text)
    if found is not None and output and not found.after_code:
        turns_waiting.forget_within(db, one, found.turn_id)
        decided = turns_waiting.take_as_decided(db, one, found, output)
        if not decided or samples_withdrawn.is_waiting(db, found.turn_id):
            _keep(db, one, output, found, known, decided=decided)
    samples_withdrawn.forget_waiting(db, one.passage_id)
    turns_waiting.looked_at(db, one)


def _keep(
    db: Database, one: Waiting, output: str, found: turns_waiting.Answered, known: Known, *, decided: bool
) -> None:
    context = threads.recent(
        db, one.conversation_id, limit=CONTEXT, until=moment(one.sent_us) - timedelta(microseconds=1)
    )
    if not any(it.spoken and not it.from_me and it.text.strip() for it in context):
        return
    said = sample_input(context)
    if _is_too_long(said, output):
        turns_waiting.forget_turn(db, found.turn_id)
        return
    made = masked.mask(said, output, known)
    words = turns_waiting.Words(
        made.input,
        made.output,
        samples.digest(output),
        (micros(context[0].sent_at), turns_waiting.ended_us(db, one)),
    )
    if decided:
        samples_withdrawn.put_context(db, found.turn_id, words)
    else:
        quality = MANUAL if found.over_options else HISTORY
        turns_waiting.keep(
            db, one, found.turn_id, words, source="manual" if found.over_options else "history", quality=quality
        )


def _name(key: bytes, what: str, number: int) -> str:
    return hmac.new(key, f"{what} {number}".encode(), sha256).hexdigest()[:16] if number else ""


def with_groups(settings: Settings) -> bool:
    """Sotto may write in groups."""
    return settings.groups is Groups.DRAFT


def end_barred(db: Database, settings: Settings) -> bool:
    """End what is not over and took what is not to be learnt from by now, or not as these settings are; whether
    something ended."""
    return learnt_words.end_barred(db, groups=with_groups(settings), edits=settings.learn_from_edits)


def _kept_since_us(settings: Settings, now: datetime) -> int:
    """Older samples would be removed again."""
    days = settings.keep_samples_days
    return micros(now - timedelta(days=days)) if days else 0
