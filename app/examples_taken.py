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
from app.store import trainings
from app.store.trainings import Job
from app.training_files import Snapshot
from app.vault import Vault
from engine.training import canaries, replay, samples
from engine.training.gate_messages import Rehearse, Rehearsed, Voice
from engine.training.samples import Limits

#: Examples for each planted secret, and how few secrets tell anything.
EXAMPLES_A_SECRET, FEWEST_SECRETS = 8, 8
USUAL = Limits()
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


def take(books: Books, job: Job, base: str, taking: Taking, *, rehearse: Ask, now: datetime) -> Snapshot:
    """Choose the examples of a job; the store notes whose words went in.

    Args:
        base: path of the model's file.
        rehearse: has the base answer everyday prompts, which takes a while.
    """
    while books.write(lambda db: harvest.piece(db, now=now, settings=taking.settings)):
        pass
    parameters = job.parameters
    limits = replace(taking.limits, min_quality=parameters.min_quality)
    found = books.read(lambda db: harvest.candidates(db, taking.names_key, settings=taking.settings))
    chosen = samples.select(found, limits=limits, now=now)
    rehearsed = rehearse(Rehearse(base, job.base_sha256, parameters))
    seed = int.from_bytes(sha256(job.key).digest()[:4], "big")
    secrets = canaries.planted(seed, n=n_secrets(len(chosen.train)))
    learnt = replay.mixed([*chosen.train, *canaries.examples(secrets)], rehearsed.replay, seed=seed, share=replay.SHARE)

    def note(db: Database) -> None:
        ids = {int(one.id) for one in (*chosen.train, *chosen.held)}
        trainings.put_contacts(db, job.id, ids)
        trainings.move(db, job.id, n_learnt=len(chosen.train), n_held=len(chosen.held))

    books.write(note)
    return Snapshot(
        learnt=tuple(learnt),
        held=chosen.held,
        anchors=rehearsed.anchors,
        canaries=secrets,
        voice=books.read(lambda db: Voice.of(voices.verifier_for(db, None))),
    )


def n_secrets(n_examples: int) -> int:
    """How many secrets are planted among so many examples."""
    return min(canaries.PLANTED, max(FEWEST_SECRETS, n_examples // EXAMPLES_A_SECRET))
