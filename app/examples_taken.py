"""What a night learns from, taken once: the person's turns, planted secrets, and the base's own answers among them."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
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
from engine.training import canaries, replay, samples
from engine.training.gate_messages import Rehearse, Rehearsed, Voice
from engine.training.samples import Limits, Selection

#: Examples for each planted secret, and how few secrets tell anything.
EXAMPLES_A_SECRET, FEWEST_SECRETS = 8, 8
USUAL = Limits()
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
    """
    while books.write(lambda db: harvest.piece(db, now=now, settings=taking.settings)):
        look()
    parameters = job.parameters
    while (chosen := _chosen(books, job, taking, now)) is None:
        look()  # something went while they were chosen
    rehearsed = rehearse(Rehearse(base, job.base_sha256, parameters))
    seed = int.from_bytes(sha256(job.key).digest()[:4], "big")
    secrets = canaries.planted(seed, n=n_secrets(len(chosen.train)))
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


def _chosen(books: Books, job: Job, taking: Taking, now: datetime) -> Selection | None:
    """What is learnt from and measured on, noted at once, so that the job ends with any of these words.

    Returns:
        None if some of them went before they were noted.
    """
    limits = replace(
        taking.limits,
        min_quality=job.parameters.min_quality,
        days=_days(taking.settings.keep_samples_days, taking.limits.days),
    )
    found = books.read(lambda db: harvest.candidates(db, taking.names_key, settings=taking.settings))
    chosen = samples.select(found, limits=limits, now=now)
    made_us = {int(one.example.id): micros(one.made_at) for one in found}
    ids = {int(one.id) for one in (*chosen.train, *chosen.held)}

    def note(db: Database) -> bool:
        with transaction(db):
            if not trainings.move(db, job.id, n_learnt=len(chosen.train), n_held=len(chosen.held)):
                raise Over  # cancelled meanwhile: nothing more is noted of it
            if not learnt_words.put(
                db, job.id, {one: made_us[one] for one in ids}, groups=harvest.with_groups(taking.settings)
            ):
                return False
            trainings.put_contacts(db, job.id, ids)
        return True

    return chosen if books.write(note) else None


def _days(kept: int, usual: int) -> int:
    """How old examples may be: none is taken that would soon be removed, and end the job with it.

    Args:
        kept: days that samples are kept, 0 for ever.
    """
    return min(usual, kept - min(SOON_DAYS, kept // 4)) if kept else usual


def n_secrets(n_examples: int) -> int:
    """How many secrets are planted among so many examples."""
    return min(canaries.PLANTED, max(FEWEST_SECRETS, n_examples // EXAMPLES_A_SECRET))
