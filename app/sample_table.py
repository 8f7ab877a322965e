"""The samples as the person sees them: masked, left out or in, worded anew, added by hand, exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlite_utils import Database

from app import masked_samples
from app.harvest import MANUAL, with_groups
from app.settings import Settings
from app.store import conversations, learnt_words, samples
from app.store.connection import transaction
from app.store.samples import Sample, Wanted
from engine.domain import micros, moment
from engine.problems import NotRead, NoWords
from engine.reply.hygiene import as_data
from engine.training import masked
from engine.training.masked import Masked

WayBack = Callable[[], None]


def page(
    db: Database, wanted: Wanted, *, limit: int | None = None, offset: int = 0, settings: Settings | None = None
) -> list[Sample]:
    """Samples as they would be learnt from, newest first; details of people are placeholders."""
    known, chosen = masked_samples.people(db), settings or Settings()
    rows = samples.page(
        db, wanted, limit=limit, offset=offset, groups=with_groups(chosen), edits=chosen.learn_from_edits
    )
    return [masked_samples.masked(one, known) for one in rows]


def show(db: Database, sample_id: int) -> Sample:
    """One sample, masked.

    Raises:
        NoSuchSample: no such id.
    """
    return masked_samples.masked(samples.get(db, sample_id), masked_samples.people(db))


def add(
    db: Database, asked: str, answer: str, *, conversation_id: int = 0, settings: Settings | None = None, now: datetime
) -> tuple[Sample, WayBack]:
    """Keep what the person would answer, as a sample of its own; with the way back.

    Args:
        asked: what they wrote, or a talk in lines of "Them: …" and "Me: …".

    Raises:
        NoWords: one of the two is empty.
        NoSuchConversation: no such id.
        NotRead: nothing is learnt from that conversation; `reason` not_learnt where it is read all the same.
    """
    if conversation_id:
        _need_learnt(db, conversation_id, settings or Settings())
    said, output = _talk(asked), _bubbles(answer)
    made = masked.mask(said, output, masked_samples.people(db))
    number = samples.add_by_hand(
        db, conversation_id, sample_input=made.input, output=made.output, said=samples.digest(output),
        now_us=micros(now),
    )  # fmt: skip

    def back() -> None:
        with transaction(db):
            learnt_words.end_with(db, number)
            samples.delete(db, number)

    return samples.get(db, number), back


def include(db: Database, sample_id: int, on: bool) -> tuple[Sample, WayBack]:
    """Leave a sample in or out; with the way back.

    Raises:
        NoSuchSample: no such id.
    """
    before = samples.get(db, sample_id)

    def put(included: bool) -> None:
        with transaction(db):
            if not included:
                learnt_words.end_with(db, sample_id)
            samples.include(db, sample_id, included)

    put(on)
    return show(db, sample_id), lambda: put(before.included)


def edit(
    db: Database, sample_id: int, *, answer: str | None = None, asked: str | None = None
) -> tuple[Sample, WayBack]:
    """Word a sample anew, masked like every other; as the person's own words it counts in full. With the way back.

    Raises:
        NoSuchSample: no such id.
        NoWords: nothing would be left of one of its two texts.
    """
    known = masked_samples.people(db)
    row = samples.get(db, sample_id)
    before = masked_samples.masked(row, known)
    said = before.input if asked is None else _talk(asked)
    output = before.output if answer is None else _bubbles(answer)
    made = masked.reworded(said, output, known)
    digest = None if row.masked else samples.digest(row.output)

    def put(words: Masked, quality: float, edited: bool) -> None:
        with transaction(db):
            learnt_words.end_with(db, sample_id)
            samples.reword(
                db, sample_id, sample_input=words.input, output=words.output, quality=quality, edited=edited,
                said=digest,
            )  # fmt: skip

    put(made, MANUAL, True)
    back = Masked(before.input, before.output)
    return samples.get(db, sample_id), lambda: put(back, before.quality, before.edited)


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


def _need_learnt(db: Database, conversation_id: int, settings: Settings) -> None:
    if conversations.get(db, conversation_id).switched_off:
        raise NotRead(id=conversation_id)
    if samples.is_barred(db, conversation_id, groups=with_groups(settings)):
        raise NotRead(id=conversation_id, reason="not_learnt")


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
    if not (found := masked_samples.clean(text)):
        raise NoWords
    return found
