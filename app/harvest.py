"""What training may learn from, collected in small pieces: the person's own turns beside their decisions on drafts.

Nothing is taken from conversations that are filtered, automatic, flagged red or switched off, and from groups only
where Sotto may write in them. Every text is masked before it leaves the store.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Final

from sqlite_utils import Database

from app.deciding import CONTEXT, sample_input
from app.nightly import ALL_EXAMPLES, NEW_EXAMPLES
from app.settings import Groups, Settings
from app.store import names, passages, samples, threads, turns_waiting
from app.store.connection import transaction
from app.store.samples import DECIDED, Counts, Sample, Wanted
from app.store.turns_waiting import Bounds, Waiting
from engine.domain import micros, moment
from engine.privacy import named
from engine.problems import NoWords
from engine.reply.hygiene import as_data
from engine.training import masked
from engine.training.samples import Candidate
from engine.training.values import Example

#: Quality of the person's own turns: written without a draft in sight, and with options on the screen.
HISTORY: Final = 0.6
MANUAL: Final = 1.0
#: A piece of work ends after this many seconds, and looks at so many turns at most.
PIECE_S: Final = 0.03
PIECE: Final = 32
USUAL: Final = Bounds()
WayBack = Callable[[], None]
_Known = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Collected:
    """What there is to learn from: decided since the last night, and in all.

    Attributes:
        counts: of everything, by source.
    """

    new: int
    all: int
    counts: Counts

    @property
    def enough(self) -> bool:
        """Whether a night may begin."""
        return self.new >= NEW_EXAMPLES and self.all >= ALL_EXAMPLES


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
    known = _known(db)
    with transaction(db):
        plain = samples.plain_ones(db, PIECE)
        for sample in plain:
            made = masked.mask(sample.input, _clean(sample.output), known)
            samples.put_masked(db, sample, sample_input=made.input, output=made.output)
            if clock() > until:
                return True
        return _look_at_some(db, known, now, settings, bounds, lambda: clock() > until) or len(plain) == PIECE


def _look_at_some(
    db: Database, known: _Known, now: datetime, settings: Settings, bounds: Bounds, late: Callable[[], bool]
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
    everything = samples.counts(db, groups=groups)
    recent = samples.counts(db, since_us=-1 if since is None else micros(since), groups=groups)
    n_decided = sum(getattr(recent, one) for one in DECIDED if edits or one != "edited")
    return Collected(n_decided, everything.all - (0 if edits else everything.edited), everything)


def candidates(db: Database, key: bytes, *, settings: Settings) -> list[Candidate]:
    """Everything that may be learnt from, masked, for `engine.training.samples.select`.

    Conversations and contacts have names that `key`, and nothing else, makes of their ids: the same every night.
    """
    known, groups = _known(db), with_groups(settings)
    rows = samples.page(db, Wanted(included=True), groups=groups)
    return [
        Candidate(
            Example(
                input=one.input,
                output=one.output,
                quality=one.quality,
                id=str(one.id),
                source=one.source,
                conversation=conversation_name(key, one.conversation_id),
            ),
            made_at=moment(one.made_us),
            contact=_name(key, "contact", one.contact_id) or conversation_name(key, one.conversation_id),
        )
        for one in (_masked(row, known) for row in rows)
        if settings.learn_from_edits or one.source != "edited"
    ]


def conversation_name(key: bytes, conversation_id: int) -> str:
    """What a conversation is called in a job's samples; "" for none."""
    return _name(key, "conversation", conversation_id)


def page(
    db: Database, wanted: Wanted, *, limit: int | None = None, offset: int = 0, settings: Settings | None = None
) -> list[Sample]:
    """Samples as they would be learnt from, newest first; details of people are placeholders."""
    known, groups = _known(db), with_groups(settings or Settings())
    return [_masked(one, known) for one in samples.page(db, wanted, limit=limit, offset=offset, groups=groups)]


def show(db: Database, sample_id: int) -> Sample:
    """One sample, masked.

    Raises:
        NoSuchSample: no such id.
    """
    return _masked(samples.get(db, sample_id), _known(db))


def add(db: Database, asked: str, answer: str, *, conversation_id: int = 0, now: datetime) -> tuple[Sample, WayBack]:
    """Keep what the person would answer, as a sample of its own; with the way back.

    Args:
        asked: what they wrote, or a talk in lines of "Them: …" and "Me: …".

    Raises:
        NoWords: one of the two is empty.
    """
    said, output = _talk(asked), _bubbles(answer)
    made = masked.mask(said, output, _known(db))
    number = samples.add_by_hand(
        db, conversation_id, sample_input=made.input, output=made.output, said=samples.digest(output),
        now_us=micros(now),
    )  # fmt: skip
    return samples.get(db, number), lambda: samples.delete(db, number)


def include(db: Database, sample_id: int, on: bool) -> tuple[Sample, WayBack]:
    """Leave a sample in or out; with the way back.

    Raises:
        NoSuchSample: no such id.
    """
    before = samples.get(db, sample_id)
    samples.include(db, sample_id, on)
    return show(db, sample_id), lambda: samples.include(db, sample_id, before.included)


def edit(
    db: Database, sample_id: int, *, answer: str | None = None, asked: str | None = None
) -> tuple[Sample, WayBack]:
    """Word a sample anew, masked like every other; as the person's own words it counts in full. With the way back.

    Raises:
        NoSuchSample: no such id.
        NoWords: nothing would be left of one of its two texts.
    """
    known = _known(db)
    row = samples.get(db, sample_id)
    before = _masked(row, known)
    said = before.input if asked is None else _talk(asked)
    output = before.output if answer is None else _bubbles(answer)
    made = masked.reworded(said, output, known)
    digest = None if row.masked else samples.digest(row.output)
    samples.reword(db, sample_id, sample_input=made.input, output=made.output, quality=MANUAL, edited=True, said=digest)

    def back() -> None:
        samples.reword(
            db, sample_id, sample_input=before.input, output=before.output, quality=before.quality,
            edited=before.edited, said=None,
        )  # fmt: skip

    return samples.get(db, sample_id), back


def lines(db: Database, *, settings: Settings) -> Iterator[dict[str, object]]:
    """Every included sample as a line of an export, oldest first."""
    for one in reversed(page(db, Wanted(included=True), settings=settings)):
        yield {
            "input": one.input,
            "output": one.output,
            "quality": round(one.quality, 4),
            "id": str(one.id),
            "source": one.source,
            "conversation_id": str(one.conversation_id) if one.conversation_id else None,
            "made_at": moment(one.made_us).isoformat(),
        }


def _look(db: Database, one: Waiting, known: _Known) -> None:
    """Make a sample of a turn that answers something, or of nothing."""
    found = turns_waiting.answered(db, one)
    bubbles = [(number, as_data(text)) for number, text in passages.words(db, [one.passage_id]).get(one.passage_id, [])]
    output = "\n".join(text for _, text in bubbles if text)
    if found is not None and output and not found.after_code:
        turns_waiting.forget_within(db, one, found.turn_id)
        if not turns_waiting.take_as_decided(db, one, found, output):
            _keep(db, one, output, found, known)
    turns_waiting.looked_at(db, one)


def _keep(db: Database, one: Waiting, output: str, found: turns_waiting.Answered, known: _Known) -> None:
    context = threads.recent(
        db, one.conversation_id, limit=CONTEXT, until=moment(one.sent_us) - timedelta(microseconds=1)
    )
    made = masked.mask(sample_input(context), output, known)
    if not any(it.spoken and not it.from_me and it.text.strip() for it in context):
        return
    turns_waiting.keep(
        db,
        one,
        found.turn_id,
        source="manual" if found.over_options else "history",
        quality=MANUAL if found.over_options else HISTORY,
        sample_input=made.input,
        output=made.output,
        said=samples.digest(output),
        span_us=(micros(context[0].sent_at), turns_waiting.ended_us(db, one)),
    )


def _talk(text: str) -> str:
    """Lines of a talk with an open "Me:" at the end; words without a speaker are theirs."""
    found: list[str] = []
    for line in text.strip().splitlines():
        speaker, words = next(
            ((it, line[len(it) :]) for it in ("Them:", "Me:") if line.startswith(it)), ("Them:", line)
        )
        if clean := as_data(words):
            found.append(f"{speaker} {clean}")
    if not any(line.startswith("Them:") for line in found):
        raise NoWords
    return "\n".join([*found, "Me:"])


def _bubbles(text: str) -> str:
    if not (found := _clean(text)):
        raise NoWords
    return found


def _clean(text: str) -> str:
    """A reply without signs that nobody sees, a line a bubble."""
    return "\n".join(clean for line in text.splitlines() if (clean := as_data(line)))


def _masked(one: Sample, known: _Known) -> Sample:
    if one.masked:
        made = masked.mask_again(masked.Masked(one.input, one.output), known)
    else:
        made = masked.mask(one.input, _clean(one.output), known)
    return Sample(
        one.id, one.source, made.input, made.output, one.quality, one.made_us, one.included, one.edited, True,
        one.conversation_id, one.contact_id,
    )  # fmt: skip


def _known(db: Database) -> _Known:
    """Everybody who is known by name."""
    return _by_part(names.of_everybody(db))


@lru_cache(1)
def _by_part(people: tuple[str, ...]) -> _Known:
    return named.by_part(people)


def _name(key: bytes, what: str, number: int) -> str:
    return hmac.new(key, f"{what} {number}".encode(), sha256).hexdigest()[:16] if number else ""


def with_groups(settings: Settings) -> bool:
    """Sotto may write in groups."""
    return settings.groups is Groups.DRAFT


def _kept_since_us(settings: Settings, now: datetime) -> int:
    """Older samples would be removed again."""
    days = settings.keep_samples_days
    return micros(now - timedelta(days=days)) if days else 0
