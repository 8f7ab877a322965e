"""Options for whoever waits for them here and now, without a conductor: the command line's way."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app import drafting, indexing, meanings, models, personas, replies, voices
from app.adapter_opening import opener
from app.drafting import Material, Thread
from app.model_rows import without_adapters
from app.replies import SHOWN, Occasion, Wish
from app.store import drafts, passages, suggestions
from app.store.connection import transaction
from app.vault import Vault
from app.worker import Worker
from engine import protocol
from engine.domain import Suggestions
from engine.problems import EmbeddingMissing, ModelMissing, ModelProblem, ModelRefused

MakeWorker = Callable[[Path | None], Worker]


@dataclass(slots=True)
class _Attempt:
    """What came of asking a worker.

    Attributes:
        generated: None if no model wrote anything; `reason` says why, and `near` may have been embedded all the same.
        vectors: of what it wrote. version: who wrote it.
    """

    reason: str | None
    near: NDArray[np.float32] | None = None
    stuff: Material | None = None
    generated: protocol.Generated | None = None
    vectors: NDArray[np.float32] | None = None
    version: str = ""


def suggest(
    vault: Vault, conversation_id: int, wish: Wish, *, now: datetime, make_worker: MakeWorker | None = None
) -> Suggestions:
    """Options for a conversation, kept; with a model in use in one batch, else from past replies.

    Raises:
        NoSuchConversation: no such id.
    """
    began = time.monotonic()
    here = replies.occasion(vault.db, conversation_id, now=now, steer=wish.steer)
    if here.turn is not None:
        indexing.cut_around(vault.db, conversation_id, here.turn.text)
        if voices.learn_if_stale(vault.db, now=now):
            voice = voices.verifier_for(vault.db, here.row.contact_id)
            manners = personas.manners(vault.db, here.row.contact_id, voice.profile)
            told = replies.noted_in(vault.db, here, voice.profile)
            here = replace(here, profile=voice.profile, voice=voice.score, manners=manners, noted=told)
    if here.silent_reason is not None:
        made = replies.from_past(vault.db, here, (), wish, fallback_reason=None, started=began)
    else:
        made = _made(vault, here, wish, _attempt(vault, here, wish, make_worker), began)
    replies.keep(vault.db, made, here, wish=wish)
    return made


def extend(vault: Vault, request_id: str, *, now: datetime, make_worker: MakeWorker | None = None) -> Suggestions:
    """A kept set with the options that were still to come; as it is, if none are or something was said since.

    Raises:
        NoSuchRequest: no such id.
    """
    kept, asked = suggestions.get_request(vault.db, request_id), drafts.asked(vault.db, request_id)
    if len(kept.options) >= kept.total_count:
        return kept
    wish = replies.wish_of(asked.wish)
    here = replies.occasion(vault.db, asked.conversation_id, now=now, steer=wish.steer)
    turn = int(here.messages[-1].message_id) if here.messages else 0
    rest = None
    if not asked.withdrawn and turn == asked.turn and here.silent_reason is None:
        attempt = _attempt(vault, here, wish, make_worker, first=max(SHOWN, len(kept.options)))
        stuff = attempt.stuff or drafting.material(vault.db, here, attempt.near, for_model=False)
        past = replies.from_past(
            vault.db, here, stuff.found, wish, fallback_reason=attempt.reason, meanings=stuff.meanings
        )
        rest = drafting.the_rest(vault.db, here, kept, attempt.generated, past, wish, stuff, vectors=attempt.vectors)
    with transaction(vault.db):
        if rest is not None:
            suggestions.add(vault.db, rest, conversation_id=asked.conversation_id, through_message_id=turn)
        drafts.plan_no_more(vault.db, request_id)
    return suggestions.get_request(vault.db, request_id)


def _made(vault: Vault, here: Occasion, wish: Wish, attempt: _Attempt, began: float) -> Suggestions:
    stuff = attempt.stuff or drafting.material(vault.db, here, attempt.near, for_model=False)
    past = replies.from_past(
        vault.db, here, stuff.found, wish, fallback_reason=attempt.reason, started=began, meanings=stuff.meanings
    )
    if attempt.generated is None:
        return past
    return drafting.with_texts(
        vault.db,
        here,
        attempt.generated,
        past,
        wish,
        stuff,
        version=attempt.version,
        began=began,
        vectors=attempt.vectors,
    )


def _attempt(vault: Vault, here: Occasion, wish: Wish, make_worker: MakeWorker | None, *, first: int = 0) -> _Attempt:
    """Ask a worker for texts number `first` and on; what goes wrong is the reason why there are none."""
    chat, attempt = None, _Attempt(reason="worker_down")
    try:
        chat = models.usable(vault.home)
    except (ModelMissing, ModelRefused) as problem:
        attempt.reason = problem.code if problem.facts else replies.NO_MODEL
    with _worker_if_useful(vault, chat, make_worker) as worker:
        try:
            if worker is not None and worker.embeds and (wanted := meanings.to_embed(here)):
                attempt.near = worker.embed(wanted)
            if worker is not None and chat is not None:
                _write(vault, here, wish, worker, chat, attempt, first)
                attempt.reason = None
        except ModelProblem as problem:
            if chat is not None:
                attempt.reason = problem.code
                if worker is not None and chat.path in worker.disabled:
                    models.disable(vault.home, chat.path, worker.disabled[chat.path])
    return attempt


def _write(
    vault: Vault, here: Occasion, wish: Wish, worker: Worker, chat: models.Model, attempt: _Attempt, first: int
) -> None:
    worker.load(chat.load(0))
    adapters = models.adapted(vault.home)
    alone = bool(adapters) and not worker.adapt_or_go_alone(adapters)
    stuff = drafting.material(vault.db, here, attempt.near, for_model=True)
    asked = drafting.generation(0, here, wish, stuff, Thread(), chat=chat, count=wish.count - first, first=first)
    attempt.generated = worker.generate(asked)
    attempt.stuff = stuff
    attempt.version = without_adapters(chat.version) if alone or worker.dropped else chat.version
    if worker.embeds and attempt.generated.texts:
        attempt.vectors = worker.embed(drafting.texts_of(attempt.generated))


@contextmanager
def _worker_if_useful(
    vault: Vault, chat: models.Model | None, make_worker: MakeWorker | None
) -> Iterator[Worker | None]:
    if chat is None and not passages.any_embedded(vault.db):
        yield None
        return
    try:
        embedder = models.embedding_path(vault.home)
    except EmbeddingMissing:
        embedder = None
    made = make_worker(embedder) if make_worker else Worker(embedder, opener=opener(vault.home))
    with made as worker:
        yield worker
