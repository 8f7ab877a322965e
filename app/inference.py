"""Inference as the conductor uses it: ask now, be answered later, on the conductor's thread.

One local child embeds and runs models of this machine; a second one, which may open sockets, is there only while an
endpoint is in use. Weights are loaded before the first request that needs them, loaded again in a child that
replaced another, and let go when nobody has used them for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app import logs
from app.adapter_opening import Opener, as_they_are
from app.chat_model import Chat
from app.child import Child
from app.held_texts import HeldTexts
from app.inference_child import Answer, Asked, Growth, InferenceChild, Then
from app.mailbox import Mailbox
from app.model_life import ModelLife
from app.model_rows import without_adapters
from app.socket_count import SocketCount
from app.worker import SILENCE_S, start_child
from engine import protocol
from engine.problems import AdapterRefused, Cancelled, ModelFailed, ModelMissing, Problem, WorkerDied

#: Weights that nobody used for so long are let go, unless the settings say otherwise.
IDLE_UNLOAD_S = 15 * 60.0
#: A model that could not be loaded is not tried again sooner.
LOAD_AGAIN_S = 60.0


@dataclass(slots=True)
class _Weights:
    """What one generation of a child has loaded."""

    generation: int = 0
    base: str | None = None
    adapters: tuple[protocol.AdapterFile, ...] = ()
    embedder: bool = False


class Inference:
    """The children and what is asked of them; every method is called on the mailbox's thread only.

    Attributes:
        no_embedder: why nothing can be embedded, None while it can.
        loaded: the chat model at work as its child described it, None while none is loaded.
        adapter_refused: why the adapters are not in use, None while they are.
        version: what the text that was asked for last is signed with; adapters that were refused have no part in it.
        probation: so many more texts show whether the adapters in use end the process.
    """

    def __init__(
        self,
        mailbox: Mailbox,
        embedder: Callable[[], Path],
        *,
        changed: Callable[[], None] = lambda: None,
        loading: Callable[[float | None], None] = lambda _about_s: None,
        restarted: Callable[[float, float, bool], None] = lambda _ago_s, _took_s, _smaller: None,
        stopped_often: Callable[[], None] = lambda: None,
        idle_unload_s: Callable[[], float] = lambda: IDLE_UNLOAD_S,
        start: Callable[[bool], Child] = start_child,
        silence_s: float = SILENCE_S,
        opener: Opener = as_they_are,
        spoilt: Callable[[], None] = lambda: None,
    ) -> None:
        """Describe the children; none is started before it is needed.

        Args:
            embedder: makes the embedding weights ready and says where they lie; runs on a thread of its own.
            changed: called when `loaded`, `sockets` or `adapter_refused` changed.
            loading, restarted, stopped_often: told how the model of this machine fares (`app.model_life`).
            idle_unload_s: seconds until unused weights are let go; 0 keeps them.
            start: makes a child, the one that may open sockets if it is asked for with True.
            opener: makes files that can be read of adapters, while they are read.
            spoilt: called when the process ended with adapters during their `probation`, or as it took them.
        """
        self._opener, self._spoilt = opener, spoilt
        self._plain = ExitStack()  # adapters that are being read now
        self._adapting = False
        self.probation = 0
        self._mailbox = mailbox
        self._changed = changed
        self._idle_unload_s = idle_unload_s
        self._life = ModelLife(loading=loading, restarted=restarted, stopped_often=stopped_often)
        self._local = InferenceChild(
            mailbox,
            lambda: start(False),
            step=self._local_step,
            news=self._hear,
            died=self._local_died,
            silence_s=silence_s,
        )
        self._remote = InferenceChild(
            mailbox, lambda: start(True), step=self._remote_step, news=self._hear, silence_s=silence_s
        )
        self._held = HeldTexts(mailbox, embedder, go=self._local.ask, refused=self._do_without_embedder)
        self._has: dict[bool, _Weights] = {False: _Weights(), True: _Weights()}
        self._chat: Chat | None = None
        self._refused: tuple[Problem, float] | None = None
        self._next_ticket = 1
        self._sockets = SocketCount()
        self.no_embedder: Problem | None = None
        self.loaded: protocol.Loaded | None = None
        self.adapter_refused: Problem | None = None
        self._alone = False  # its adapters were dropped for what they did
        self.version = "none"

    @property
    def sockets(self) -> int:
        """Internet sockets that remote children have opened so far."""
        return self._sockets.total

    @property
    def has_time(self) -> bool:
        """Whether the model in use is loaded on this machine, writes nothing, and is not about to be let go."""
        chat, idle_s = self._chat, self._idle_unload_s()
        if chat is None or chat.remote or not self._local.running or not self._local.idle:
            return False
        recent = idle_s <= 0 or time.monotonic() - self._local.used_s < idle_s
        return recent and self._of(self._local).base == chat.weights

    def use(self, chat: Chat | None, *, anew: bool = False) -> None:
        """Write with this model from now on; it is loaded when it is needed. None: with none.

        What the one before was asked and has not answered is `Cancelled`, unless only its adapters are others.

        Args:
            anew: load it again even if it is loaded.
        """
        if chat == self._chat and not anew:
            return
        before, self._chat = self._chat, chat
        self._refused = self.adapter_refused = None
        self._alone = False
        self._life.forget()
        if before is None or (not anew and before.is_same_but_for_adapters(chat)):
            return
        if anew or chat is None or before.remote != chat.remote:
            self._let_go(before)
        self._local.withdraw(protocol.Generate, Cancelled(by="model"))

    def embed(
        self,
        texts: Sequence[str],
        then: Callable[[NDArray[np.float32] | Problem], None],
        *,
        within_s: float | None,
        background: bool = False,
    ) -> int:
        """Embed texts; `then` gets (n, 384) float32 or the problem, which is told as in `generate`."""

        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Embedded):
                then(np.frombuffer(answer.vectors, dtype=np.float32).reshape(-1, answer.dim))
            else:
                then(answer if isinstance(answer, Problem) else ModelFailed(step="reply"))

        request = protocol.Embed(ticket=self._ticket(), texts=tuple(texts))
        if self.no_embedder is not None:
            then(self.no_embedder)
        else:
            asked = Asked(request, answered, background)
            self._limit(self._local, asked, within_s)
            (self._held.hold if self._held.weights is None else self._local.ask)(asked)
        return request.ticket

    def generate(
        self,
        make: Callable[[int], protocol.Generate],
        then: Then,
        *,
        within_s: float | None = None,
        background: bool = False,
        spare: bool = False,
        on_growth: Growth = lambda _index, _text: None,
        on_restart: Callable[[], None] = lambda: None,
    ) -> int:
        """Let the model in use write; returns the ticket.

        `then` gets `Generated` or the problem: `Cancelled` if it was put back for somebody who waits, or the model it
        was asked of is in use no more; `WorkerDied(tries=0)` if somebody waited for it longer than `within_s`;
        `ModelMissing` at once while no model is in use.

        Args:
            spare: nobody wants it enough to load a model for it, or to keep one loaded; ask `has_time` first.
        """
        request = make(self._ticket())
        if self._chat is None:
            then(ModelMissing())
            return request.ticket
        child = self._remote if self._chat.remote else self._local

        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Generated):
                self.probation = max(0, self.probation - 1)
            then(answer)

        asked = Asked(request, answered, background, on_growth, on_restart, spare=spare)
        self._limit(child, asked, within_s)
        child.ask(asked)
        return request.ticket

    def drop_adapters(self, reason: str) -> bool:
        """Go on without adapters that spoilt the work; returns whether there were any."""
        if self._chat is None or not self._chat.adapters or self.adapter_refused is not None:
            return False
        self.adapter_refused = AdapterRefused(reason=reason)
        self._alone = True
        self._changed()
        return True

    def cancel(self, ticket: int) -> None:
        """Stop one request; its `then` is not called any more."""
        _ = self._held.drop(ticket) or self._local.cancel(ticket) or self._remote.cancel(ticket)

    def set_background(self, ticket: int, background: bool, *, within_s: float | None = None) -> None:
        """Somebody waits for this request from now on (False), `within_s` at most, or nobody does any more (True)."""
        if (held := self._held.find(ticket)) is not None:
            held.background = background
            self._limit(self._local, held, within_s)
        for child in (self._local, self._remote):
            asked = child.find(ticket)
            if asked is not None:
                child.set_background(asked, background)
                self._limit(child, asked, within_s)

    def stop(self) -> None:
        """Let the children go; nobody is answered any more."""
        self._held.clear()
        self._plain.close()
        self._local.stop()
        self._remote.stop()

    def _ticket(self) -> int:
        self._next_ticket += 1
        return self._next_ticket - 1

    def _limit(self, child: InferenceChild, asked: Asked, within_s: float | None) -> None:
        def late() -> None:
            then = asked.then
            ticket = asked.request.ticket
            if not asked.background and (self._held.drop(ticket) or child.cancel(ticket)):
                then(WorkerDied(tries=0))

        if within_s is not None:
            self._mailbox.after(within_s, late)

    # ---- what a child needs before a request ------------------------------------------------------------------

    def _of(self, child: InferenceChild) -> _Weights:
        """What this child has loaded; one that replaced another has nothing."""
        remote = child is self._remote
        if self._has[remote].generation != child.generation:
            if self._has[remote].base is not None:
                self.loaded = None
            self._has[remote] = _Weights(generation=child.generation)
        return self._has[remote]

    def _local_step(self, request: protocol.Request) -> Asked | None:
        has = self._of(self._local)
        if isinstance(request, protocol.Embed) and not has.embedder:
            return self._embedder_step(has)
        if isinstance(request, protocol.Generate):
            return self._chat_step(self._local, has)
        return None

    def _remote_step(self, request: protocol.Request) -> Asked | None:
        has = self._of(self._remote)
        return self._chat_step(self._remote, has) if isinstance(request, protocol.Generate) else None

    def _embedder_step(self, has: _Weights) -> Asked | None:
        def answered(answer: Answer) -> None:
            has.embedder = isinstance(answer, protocol.Loaded)
            if isinstance(answer, Problem):
                self._do_without_embedder(answer)

        return Asked(protocol.LoadEmbedder(ticket=self._ticket(), path=str(self._held.weights)), answered)

    def _do_without_embedder(self, problem: Problem) -> None:
        """Without its weights nothing is embedded; a chat model goes on without."""
        self.no_embedder = problem
        self._local.fail_waiting(protocol.Embed, problem)

    def _chat_step(self, child: InferenceChild, has: _Weights) -> Asked | None:
        chat = self._chat
        if chat is None or chat.remote != (child is self._remote):
            child.fail_waiting(protocol.Generate, Cancelled(by="model"))
            return None
        if has.base != chat.weights:
            return self._load_step(child, has, chat)
        wanted = () if self._alone else chat.adapters
        if has.adapters != wanted and (self._alone or self.adapter_refused is None):
            step = self._adapt_step(has, chat, wanted)
            if step is not None:
                return step
        self.version = chat.version if self.adapter_refused is None else without_adapters(chat.version)
        return None

    def _load_step(self, child: InferenceChild, has: _Weights, chat: Chat) -> Asked | None:
        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Loaded):
                has.base, has.adapters = chat.weights, ()
                self.loaded = answer
                self._life.be_there(smaller=bool(answer.fallback))
                self._changed()
                if self._chat is None or self._chat.remote != chat.remote:
                    self._let_go(chat)  # not in use any more by now
            elif isinstance(answer, Problem):
                has.base, has.adapters = None, ()  # what was there before was let go first
                self._life.end_loading()
                self._refuse(child, chat, answer)

        try:
            if self._refused is not None and time.monotonic() < self._refused[1]:
                raise self._refused[0]
            request = chat.load(self._ticket())
        except Problem as problem:
            child.fail_waiting(protocol.Generate, problem)
            return None
        if not chat.remote:
            self._life.begin_loading()
        return Asked(request, answered)

    def _local_died(self) -> None:
        """The process of this machine ended unasked; it counts against the model that was in it."""
        self._plain.close()
        by_adapters = self._adapting or (self._has[False].adapters != () and self.probation > 0)
        self._adapting = False
        if by_adapters:
            self._spoilt()
        had_model = self._has[False].base is not None or self._life.is_loading
        self._life.end_loading()
        if had_model and self._chat is not None and not self._chat.remote:
            self.loaded = None
            self._life.stop()
            self._changed()

    def _refuse(self, child: InferenceChild, chat: Chat, problem: Problem) -> None:
        """It cannot be loaded: whoever waits for it is told, and for a while whoever comes."""
        if chat == self._chat:
            self._refused = (problem, time.monotonic() + LOAD_AGAIN_S)
        self.loaded = None
        child.fail_waiting(protocol.Generate, problem)
        self._changed()

    def swap_now(self, then: Then) -> bool:
        """Put the adapters in use on the model now, if it is loaded and has others; `then` hears how it went.

        Returns whether it is; `then` is not called else.
        """
        chat, has = self._chat, self._of(self._local)
        if chat is None or chat.remote or has.base != chat.weights or has.adapters == chat.adapters:
            return False
        step = self._adapt_step(has, chat, chat.adapters, then)
        if step is not None:
            self._local.ask(step)
        return True

    def _adapt_step(
        self, has: _Weights, chat: Chat, wanted: tuple[protocol.AdapterFile, ...], then: Then | None = None
    ) -> Asked | None:
        def answered(answer: Answer) -> None:
            self._plain.close()
            self._adapting = False
            if isinstance(answer, protocol.Adapted):
                has.adapters = wanted
            elif isinstance(answer, Problem) and chat == self._chat:
                self._go_without(answer)
            self._changed()
            if then is not None:
                then(answer)

        try:
            self._plain.close()
            files = self._plain.enter_context(self._opener(wanted))
            self._adapting = bool(wanted)
        except Problem as problem:
            answered(problem)
            return None
        return Asked(protocol.Adapt(ticket=self._ticket(), adapters=files), answered)

    def _go_without(self, problem: Problem) -> None:
        logs.event("adapter_refused", problem=problem.code)
        self.adapter_refused = problem

    # ---- rest and news ----------------------------------------------------------------------------------------

    def rest_now(self) -> None:
        """Let the weights go, unless something is under way; they come back with the next wish."""
        if self._local.running and self._local.idle and self._of(self._local).base is not None:
            self._rest()

    @property
    def idle(self) -> bool:
        """Whether nobody waits for anything of this machine's model, and it writes nothing."""
        return self._local.idle

    def rest_if_unused(self) -> None:
        """Let the weights go if nobody has used them for long enough; asked now and then."""
        idle_s = self._idle_unload_s()
        unused = self._local.idle and time.monotonic() - self._local.used_s >= idle_s
        if idle_s > 0 and unused and self._of(self._local).base is not None:
            self._rest()

    def _let_go(self, before: Chat | None) -> None:
        """Another kind of model, or none, is in use from now on."""
        if before is not None and before.remote:
            self._remote.give_up(Cancelled(by="model"))
        elif before is not None and self._of(self._local).base is not None:
            self._rest()
        self.loaded = None
        self._changed()

    def _rest(self) -> None:
        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Rested):
                has.base, has.adapters = None, ()
                self.loaded = None
                self._changed()

        has = self._of(self._local)
        self._local.ask(Asked(protocol.Rest(ticket=self._ticket()), answered))

    def _hear(self, said: protocol.Reply) -> None:
        if isinstance(said, protocol.SocketsOpened) and self._sockets.hear(self._remote.generation, said.count):
            self._changed()
