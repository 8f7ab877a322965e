"""Suggestions for whoever waits for them here and now: the command line's way, one after the other."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import indexing, models, replies, voices
from app.replies import SHOWN, Occasion, Wish
from app.store import passages, suggestions
from app.store.connection import transaction
from app.vault import Vault
from app.worker import Worker
from engine import protocol
from engine.domain import Suggestions
from engine.problems import EmbeddingMissing, ModelProblem, WorkerDied
from engine.reply import model_options, prompts

#: Tokens a reply may take, and how they are sampled.
MAX_TOKENS, TEMPERATURE, TOP_P, REPEAT_PENALTY = 96, 0.7, 0.95, 1.1
#: Messages of history in the prompt.
HISTORY = 10
#: Why past replies stand in: the model answered, but with nothing that may be shown.
NOTHING_USABLE = "nothing_usable"


def suggest_now(vault: Vault, conversation_id: int, wish: Wish, *, now: datetime) -> Suggestions:
    """Options for a conversation, kept; with a configured model through the worker, else from past replies.

    Raises:
        NoSuchConversation: no such id.
    """
    began = time.monotonic()
    here = replies.occasion(vault.db, conversation_id, now=now)
    if here.turn is not None:
        indexing.cut_around(vault.db, conversation_id, here.turn.text)
        if voices.learn_if_stale(vault.db, now=now):
            here = replace(here, profile=voices.profile_for(vault.db, here.row.contact_id))
    if here.silent_reason is not None:
        made = replies.from_past(vault.db, here, None, wish, fallback_reason=None, started=began)
    else:
        made = _with_worker(vault, here, wish, began)
    replies.keep(vault.db, made, here)
    return made


def _with_worker(vault: Vault, here: Occasion, wish: Wish, began: float) -> Suggestions:
    chat = models.active(vault.home)
    near: NDArray[np.float32] | None = None
    reason = replies.NO_MODEL if chat is None else "worker_down"
    with ExitStack() as stack:
        try:
            worker = _worker_if_useful(vault, chat, stack)
            if worker is not None and worker.embeds and (wanted := replies.probes(here)):
                near = worker.embed(wanted)
            if worker is not None and chat is not None:
                worker.load(chat.path, sha256=chat.sha256, n_ctx=chat.n_ctx)
                past = replies.from_past(vault.db, here, near, wish, started=began)
                generated = worker.generate(generation(0, here, wish))
                return with_texts(vault.db, here, generated, past, wish, version=chat.version, began=began)
        except ModelProblem as problem:
            if chat is not None:
                reason = problem.code
                if isinstance(problem, WorkerDied):
                    models.disable(vault.home, chat.path, "killed_worker")
    return replies.from_past(vault.db, here, near, wish, fallback_reason=reason, started=began)


def _worker_if_useful(vault: Vault, chat: models.Model | None, stack: ExitStack) -> Worker | None:
    if chat is None and not passages.any_embedded(vault.db):
        return None
    try:
        embedder = models.embedding_path(vault.home)
    except EmbeddingMissing:
        embedder = None
    return stack.enter_context(Worker(embedder))


def generation(ticket: int, here: Occasion, wish: Wish) -> protocol.Generate:
    """The wish for texts as the worker understands it; the prompt holds this one conversation only."""
    return protocol.Generate(
        ticket=ticket,
        prompt=prompts.plain(here.messages, system=prompts.system(here.profile, here.risk), max_messages=HISTORY),
        count=wish.count,
        max_tokens=MAX_TOKENS,
        temperature=TEMPERATURE,
        top_p=TOP_P,
        repeat_penalty=REPEAT_PENALTY,
        seed=wish.seed,
        stops=tuple(prompts.STOPS),
    )


def with_texts(
    db: Database,
    here: Occasion,
    generated: protocol.Generated,
    past: Suggestions,
    wish: Wish,
    *,
    version: str,
    began: float,
) -> Suggestions:
    """Options from the model's texts; places it cannot fill go to the past replies."""
    options = model_options.from_texts(
        list(zip(generated.texts, generated.mean_logprobs, strict=True)),
        messages=here.messages,
        profile=here.profile,
        risk=here.risk,
        count=wish.count,
        fallback=past.options,
        elsewhere=replies.others(db, here),
    )
    if not any(option.origin == "model" for option in options):
        return replace(past, fallback_reason=NOTHING_USABLE)
    return replies.made(here, options, mode="model", model_version=version, fallback_reason=None, began=began)


def beyond_shown(made: Suggestions) -> Suggestions:
    """The options after the first three of a stored request."""
    return replace(made, options=made.options[SHOWN:], has_more=False)


def withdraw_answered(db: Database) -> list[int]:
    """Forget drafts of conversations that were answered since; returns those conversations."""
    with transaction(db):
        return suggestions.withdraw_answered(db)
