"""One answer to one prompt: what is asked, under which key it is kept, and who writes it.

A chat model gets the prompt as one turn of the user through the template in its file; a base model, or `raw`, gets
it as it stands. Past replies answer people, not prompts, so that without a model there is no answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlite_utils import Database

from app import models
from app.adapter_opening import opener
from app.model_rows import without_adapters
from app.models import Model
from app.paths import Home
from app.store import cached
from app.vault import Vault
from app.worker import Worker
from app.writing import writer
from engine import protocol
from engine.domain import micros
from engine.problems import (
    DiskFull,
    HomeUnwritable,
    SottoIsOpen,
    WorkerDied,
)
from engine.reply.model_options import confidence

#: Part of every key: raised when equal wishes begin to mean something else.
KEY_FORMAT = 1
#: Confidence in words whose probabilities an endpoint keeps to itself: neither sure nor unsure.
NOT_TOLD = 0.5
#: What is told when adapters cannot be used and the model answers without them.
BASE = "base"

Told = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is wanted.

    Attributes:
        min_p: tokens less likely than that share of the likeliest are left out; 0 none.
        top_k: 0 takes all.
        repeat_penalty: 1 is none.
        seed: equal wishes with equal seeds have equal answers, whatever the temperature.
        conversation_id: whose words the prompt holds; the answer is forgotten with them.
        cache_key: the caller's own name for the question, in place of its hash.
        fresh: write anew even if an answer is at hand.
        raw: no chat template.
    """

    prompt: str
    max_tokens: int = 256
    temperature: float = 0.7
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.0
    repeat_penalty: float = 1.1
    seed: int = 0
    stops: tuple[str, ...] = ()
    conversation_id: int | None = None
    cache_key: str | None = None
    fresh: bool = False
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of it; field names are part of the contract.

    Attributes:
        confidence: mean log-probability of its tokens on the curve of `engine.reply.model_options.confidence`; 0 for
            an empty response, `NOT_TOLD` where an endpoint does not tell.
        tokens_used: tokens that were drawn, of the `max_tokens` allowed.
        cached: whether it was at hand.
    """

    response: str
    confidence: float
    model_version: str
    tokens_used: int
    cached: bool = False


@dataclass(frozen=True, slots=True)
class Author:
    """The model that answers, with its adapters."""

    model: Model
    adapters: tuple[protocol.AdapterFile, ...] = ()

    @property
    def signature(self) -> str:
        """Differs for whatever answers differently: version, weights (or an endpoint's model), adapters and scales."""
        model, adapters = self.model, [(one.sha256, float(one.scale)) for one in self.adapters]
        weights = model.title if model.remote else model.sha256
        return f"{model.version} {_digest([model.version, weights, adapters])[:16]}"


def author(home: Home) -> Author:
    """The model in use.

    Raises:
        ModelMissing: none was chosen, or its file is gone.
        ModelRefused: it was disabled.
    """
    model = models.usable(home)
    return Author(model, models.adapted(home))


def key(ask: Ask, by: Author) -> str:
    """Under which an answer is kept: `conv:<id>:` or `free:`, then the caller's own name or a SHA-256.

    The hash is over a JSON array of `KEY_FORMAT`, who answers and everything the answer depends on, in the order of
    `Ask`; numbers that may be fractions are written as such (0 as 0.0), so that equal wishes have equal keys.
    """
    place = "free" if ask.conversation_id is None else f"conv:{ask.conversation_id}"
    if ask.cache_key is not None:
        return f"{place}:{ask.cache_key}"
    drawn = [float(one) + 0.0 for one in (ask.temperature, ask.top_p, ask.min_p, ask.repeat_penalty)]
    wanted = [ask.prompt, ask.raw, ask.max_tokens, *drawn, ask.top_k, ask.seed, list(ask.stops)]
    return f"{place}:{_digest([KEY_FORMAT, by.signature, *wanted])}"


def wish(ask: Ask, by: Author, *, grow: bool = False) -> protocol.Generate:
    """The request to the worker (ticket 0)."""
    as_turn = by.model.chat_template and not ask.raw
    return protocol.Generate(
        ticket=0,
        prompt="" if as_turn else ask.prompt,
        turns=(protocol.Turn("user", ask.prompt),) if as_turn else (),
        max_tokens=ask.max_tokens,
        temperature=ask.temperature,
        top_p=ask.top_p,
        top_k=ask.top_k,
        min_p=ask.min_p,
        repeat_penalty=ask.repeat_penalty,
        seed=ask.seed,
        stops=ask.stops,
        grow=grow,
    )


def answer(generated: protocol.Generated, by: Author) -> Answer:
    """The answer in what the worker wrote."""
    text, sure = generated.texts[0], generated.mean_logprobs[0]
    told = bool(generated.logprobs) or sure != 0.0
    return Answer(
        response=text,
        confidence=(confidence(sure) if told else NOT_TOLD) if text else 0.0,
        model_version=by.model.version,
        tokens_used=generated.tokens[0],
    )


def known(db: Database, ask: Ask, by: Author, *, now: datetime) -> Answer | None:
    """The answer at hand, unless a fresh one is wanted."""
    if ask.fresh:
        return None
    kept = cached.get(db, key(ask, by), now_us=micros(now), model_version=by.signature)
    return None if kept is None else replace(msgspec.json.decode(kept, type=Answer), cached=True)


def keep(db: Database, ask: Ask, by: Author, made: Answer, *, now: datetime) -> None:
    """Have the answer at hand for an hour; one that another model gave (adapters were refused) is not kept."""
    if made.model_version == by.model.version:
        value = msgspec.json.encode(replace(made, cached=False))
        cached.put(db, key(ask, by), value, model_version=by.signature, now_us=micros(now))


def generate(
    vault: Vault,
    ask: Ask,
    *,
    now: datetime,
    cancelled: Callable[[], bool] | None = None,
    on_growth: Callable[[str], None] | None = None,
    on_fallback: Told | None = None,
) -> Answer:
    """The answer at hand, or one written now and kept.

    The store is written to only after the model has finished, and only for a moment. While another Sotto writes, or
    the disk is full, the answer is given and not kept.

    Raises:
        ModelMissing: no model is in use, or its file is gone.
        Cancelled: `cancelled` said so.
        ModelProblem: it cannot be used; a local one that ended its worker twice is disabled.
    """
    by = author(vault.home)
    found = known(vault.db, ask, by, now=now)
    if found is not None:
        return found
    with Scribe(vault.home, on_fallback) as scribe:
        made = scribe.write(ask, by, cancelled=cancelled, on_growth=on_growth)
    with suppress(SottoIsOpen, DiskFull, HomeUnwritable), writer(vault) as db:
        keep(db, ask, by, made, now=now)
    return made


class Scribe:
    """A worker that holds the author asked last, and answers one wish after the other."""

    def __init__(self, home: Home, on_fallback: Told | None = None) -> None:
        """No process is started before the first wish.

        Args:
            on_fallback: told what had to be given up to load the model: `protocol.Loaded.fallback`, or `BASE`.
        """
        self._home = home
        self._on_fallback = on_fallback
        self._worker = Worker(opener=opener(home))
        self._ready: Author | None = None
        self._alone = False

    @property
    def alone(self) -> bool:
        """Whether the author's adapters could not be used and its model answers without them."""
        return self._alone

    def __enter__(self) -> Scribe:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        self._worker.close()

    def write(
        self,
        ask: Ask,
        by: Author,
        *,
        cancelled: Callable[[], bool] | None = None,
        on_growth: Callable[[str], None] | None = None,
    ) -> Answer:
        """The author's answer; problems as in `generate`."""
        growth = None if on_growth is None else lambda _index, text: on_growth(text)
        wanted = wish(ask, by, grow=on_growth is not None)
        made = answer(self._generate(wanted, by, cancelled=cancelled, on_growth=growth), by)
        return replace(made, model_version=without_adapters(by.model.version)) if self._alone else made

    def speak(
        self, turns: Sequence[protocol.Turn], grammar: str, by: Author, *, max_tokens: int, temperature: float
    ) -> protocol.Generated:
        """The author's answer to a talk, held to a grammar ("" for none); problems as in `generate`."""
        wanted = protocol.Generate(
            ticket=0, turns=tuple(turns), grammar=grammar, max_tokens=max_tokens, temperature=temperature
        )
        return self._generate(wanted, by)

    def _generate(
        self,
        wanted: protocol.Generate,
        by: Author,
        *,
        cancelled: Callable[[], bool] | None = None,
        on_growth: Callable[[int, str], None] | None = None,
    ) -> protocol.Generated:
        try:
            self._prepare(by)
            generated = self._worker.generate(wanted, cancelled=cancelled, on_growth=on_growth)
        except WorkerDied:
            if by.model.path in self._worker.disabled:
                models.disable(self._home, by.model.path, self._worker.disabled[by.model.path])
            raise
        self._notice_dropped(by)
        return generated

    def _prepare(self, by: Author) -> None:
        if self._ready == by:
            return
        self._ready = None
        loaded = self._worker.load(by.model.load(0))
        self._tell(loaded.fallback)
        self._alone = False
        if by.adapters and not self._worker.adapt_or_go_alone(by.adapters):
            self._go_alone()
        self._ready = by

    def _notice_dropped(self, by: Author) -> None:
        """Adapters that ended the worker twice were dropped by it, and the model went on without them."""
        if not self._alone and any(one.path in self._worker.dropped for one in by.adapters):
            self._go_alone()

    def _go_alone(self) -> None:
        self._alone = True
        self._tell(BASE)

    def _tell(self, fallback: str) -> None:
        if fallback and self._on_fallback is not None:
            self._on_fallback(fallback)


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()
