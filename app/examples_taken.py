"""What a night learns from, taken once: the person's turns, planted secrets, and the base's own answers among them."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from sqlite_utils import Database

from app import harvest, voices
from app.books import Books
from app.settings import Settings
from app.store import learnt_words, trainings
from app.store.connection import transaction
from app.store.trainings import Job
from app.training_files import Snapshot
from app.vault import Vault
from app.working import Over
from engine.domain import micros
from engine.problems import TooFewExamples, TrainingFailed
from engine.training import canaries, gate, replay, samples
from engine.training.gate_messages import Rehearse, Rehearsed, Voice
from engine.training.samples import Limits, Selection
from engine.training.values import LEAST_TRAIN

USUAL = Limits()
#: What the gate asks for: with less of it nothing could pass that is trained.
NEEDED = gate.Limits()
#: Examples that would be removed within so many days, or the last quarter of their time, are not taken.
SOON_DAYS = 30
Ask = Callable[[Rehearse], Rehearsed]


@dataclass(frozen=True, slots=True)
class Taking:
    """How examples are chosen.

    Attributes:
        names_key: makes names of conversations out of their numbers, the same every night.
    """

    settings: Settings
    names_key: bytes
    limits: Limits = USUAL


def names_key(vault: Vault) -> bytes:
    """A key that names conversations and contacts in what leaves the store, and opens nothing."""
    return hmac.new(vault.key, b"names in what is learnt from", sha256).digest()


def take(
    books: Books, job: Job, base: str, taking: Taking, *, rehearse: Ask, look: Callable[[], None], now: datetime
) -> Snapshot:
    """Choose the examples of a job; the store notes whose words went in.

    Args:
        base: path of the model's file.
        rehearse: has the base answer everyday prompts, which takes a while.
        look: asked between moments of work; it raises what ends this.

    Raises:
        TooFewExamples, TrainingFailed: the gate could only refuse what would be trained; nothing was.
    """
    while books.write(lambda db: harvest.piece(db, now=now, settings=taking.settings)):
        look()
    parameters = job.parameters
    while (chosen := _chosen(books, job, taking, look, now)) is None:
        look()  # something went while they were chosen
    _check_enough(chosen)
    rehearsed = rehearse(Rehearse(base, job.base_sha256, parameters))
    if len(rehearsed.anchors) < NEEDED.anchors:
        raise TrainingFailed(reason="anchors")
    seed = int.from_bytes(sha256(job.key).digest()[:4], "big")
    secrets = canaries.planted_among(chosen.train, seed)
    learnt = replay.mixed(
        [*chosen.train, *canaries.examples(secrets)], rehearsed.replay, seed=seed, share=parameters.replay
    )
    return Snapshot(
        learnt=tuple(learnt),
        held=chosen.held,
        anchors=rehearsed.anchors,
        canaries=secrets,
        voice=books.read(lambda db: Voice.of(voices.verifier_for(db, None))),
    )


def _chosen(books: Books, job: Job, taking: Taking, look: Callable[[], None], now: datetime) -> Selection | None:
    """What is learnt from and measured on, noted at once, so that the job ends with any of these words.

    Returns:
        None if some of them went before they were noted.
    """
    settings, limits = taking.settings, replace(taking.limits, min_quality=job.parameters.min_quality)
    if settings.keep_samples_days:
        limits = replace(limits, days=min(limits.days, _days(settings.keep_samples_days)))
    kept = settings.keep_messages_days
    since_us = micros(now - timedelta(days=_days(kept))) if kept else 0
    found = books.read(
        lambda db: harvest.candidates(db, taking.names_key, settings=settings, since_us=since_us, look=look)
    )
    chosen = samples.select(list(found), limits=limits, now=now, look=look)
    versions = {int(one.example.id): version for one, version in found.items()}
    ids = {int(one.id) for one in (*chosen.train, *chosen.held)}

    def note(db: Database) -> bool:
        with transaction(db):
            if not trainings.move(db, job.id, n_learnt=len(chosen.train), n_held=len(chosen.held)):
                raise Over  # cancelled meanwhile: nothing more is noted of it
            if not learnt_words.put(
                db,
                job.id,
                {one: versions[one] for one in ids},
                groups=harvest.with_groups(settings),
                edits=settings.learn_from_edits,
            ):
                return False
            trainings.put_contacts(db, job.id, ids)
        return True

    return chosen if books.write(note) else None


def _check_enough(chosen: Selection) -> None:
    """Raises `TooFewExamples`, `TrainingFailed` where the gate could tell nothing of what is learnt from these."""
    n_learnt, n_held = len(chosen.train), len(chosen.held)
    if n_held < NEEDED.turns:  # half of few is held out
        raise TooFewExamples(needed=2 * NEEDED.turns, examples=n_learnt + n_held)
    if n_learnt < LEAST_TRAIN:
        raise TooFewExamples(needed=LEAST_TRAIN, examples=n_learnt)
    if len({one.conversation for one in chosen.held}) < NEEDED.conversations:
        raise TrainingFailed(reason="one_conversation")


def _days(kept: int) -> int:
    """How old words may be that are kept for so many days: none is taken that would soon be removed, and end the job
    with it."""
    return kept - min(SOON_DAYS, kept // 4)
