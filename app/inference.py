"""Inference as the conductor uses it: ask now, be answered later, on the conductor's thread.

One local child embeds and runs models of this machine; a second one, which may open sockets, is there only while an
endpoint is in use. Weights are loaded before the first request that needs them, loaded again in a child that
replaced another, and let go when nobody has used them for a while.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.adapter_opening import Files, Opener, as_they_are
from app.adapters_at_work import AdaptersAtWork, Died
from app.chat_model import Chat
from app.child import Child
from app.embedding import Embedding, Vectors
from app.inference_child import Answer, Asked, Growth, InferenceChild, Then, Weights
from app.mailbox import Mailbox
from app.model_life import ModelLife
from app.model_rest import IDLE_UNLOAD_S, ModelRest
from app.socket_count import SocketCount
from app.worker import SILENCE_S, start_child
from engine import protocol
from engine.problems import Cancelled, ModelMissing, Problem, WorkerDied

#: A model that could not be loaded is not tried again sooner.
LOAD_AGAIN_S = 60.0


class Inference:
    """The children and what is asked of them; every method is called on the mailbox's thread only.

    Attributes:
        embedding: knows why nothing can be embedded, if that is so.
        adapters: know why they are not in use.
        loaded: the chat model at work as its child described it, None while none is loaded.
        version: what the text that was asked for last is signed with; adapters that were refused have no part in it.
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
        wrote_with: Callable[[Files], None] = lambda _adapters: None,
        died_with: Died = lambda _adapters, _taking: None,
    ) -> None:
        """Describe the children; none is started before it is needed.

        Args:
            embedder: makes the embedding weights ready and says where they lie; runs on a thread of its own.
            changed: called when `loaded`, `sockets` or the adapters at work changed.
            loading, restarted, stopped_often: told how the model of this machine fares (`app.model_life`).
            idle_unload_s: seconds until unused weights are let go; 0 keeps them.
            start: makes a child, the one that may open sockets if it is asked for with True.
            opener, wrote_with, died_with: as `app.adapters_at_work` needs them.
        """
        self._mailbox = mailbox
        self._changed = changed
        self._life = ModelLife(loading=loading, restarted=restarted, stopped_often=stopped_often)
        self._local = InferenceChild(
            mailbox,
            lambda: start(False),
            step=self._local_step,
            news=self._hear,
            died=self._local_died,
            idled=self.rest_if_unused,
            silence_s=silence_s,
        )
        self._remote = InferenceChild(
            mailbox, lambda: start(True), step=self._remote_step, news=self._hear, silence_s=silence_s
        )
        self.embedding = Embedding(mailbox, self._local, embedder)
        self._resting = ModelRest(
            self._local,
            lambda: self._of(self._local),
            ticket=self._ticket,
            idle_unload_s=idle_unload_s,
            rested=self._rested,
        )
        self.adapters = AdaptersAtWork(opener, changed=changed, wrote=wrote_with, died=died_with)
        self._has: dict[bool, Weights] = {False: Weights(), True: Weights()}
        self._chat: Chat | None = None
        self._refused: tuple[Problem, float] | None = None
        self._next_ticket = 1
        self._sockets = SocketCount()
        self.loaded: protocol.Loaded | None = None
        self.version = "none"

    @property
    def sockets(self) -> int:
        """Internet sockets that remote children have opened so far."""
        return self._sockets.total

    @property
    def has_time(self) -> bool:
        """Whether the model in use is loaded on this machine, writes nothing, and is not about to be let go."""
        chat = self._chat
        if chat is None or chat.remote or not self._local.running or not self._local.idle:
            return False
        return not self._resting.is_due and self._of(self._local).base == chat.weights

    def use(self, chat: Chat | None, *, anew: bool = False) -> None:
        """Write with this model from now on; it is loaded when it is needed. None: with none.

        What the one before was asked and has not answered is `Cancelled`, unless only its adapters are others.

        Args:
            anew: load it again even if it is loaded.
        """
        if chat == self._chat and not anew:
            return
        before, self._chat = self._chat, chat
        self._refused = None
        self.adapters.forget()
        self._life.forget()
        if before is None or (not anew and before.is_same_but_for_adapters(chat)):
            return
        if anew or chat is None or before.remote != chat.remote:
            self._let_go(before)
        self._local.withdraw(protocol.Generate, Cancelled(by="model"))

    def embed(self, texts: Sequence[str], then: Vectors, *, within_s: float | None, background: bool = False) -> int:
        """Embed texts; `then` gets (n, 384) float32 or the problem, which is told as in `generate`."""
        ticket = self._ticket()
        asked = self.embedding.ask(ticket, texts, then, background=background)
        if asked is not None:
            self._limit(self._local, asked, within_s)
        return ticket

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
            if isinstance(answer, protocol.Generated) and child is self._local:
                self.adapters.wrote(self._of(self._local))
            then(answer)

        asked = Asked(request, answered, background, on_growth, on_restart, spare=spare)
        self._limit(child, asked, within_s)
        child.ask(asked)
        return request.ticket

    def drop_adapters(self, reason: str) -> bool:
        """Go on without adapters that spoilt the work; returns whether there were any."""
        return self.adapters.drop(self._chat, reason)

    def cancel(self, ticket: int) -> None:
        """Stop one request; its `then` is not called any more."""
        _ = self.embedding.drop(ticket) or self._local.cancel(ticket) or self._remote.cancel(ticket)

    def set_background(self, ticket: int, background: bool, *, within_s: float | None = None) -> None:
        """Somebody waits for this request from now on (False), `within_s` at most, or nobody does any more (True)."""
        if (held := self.embedding.held(ticket)) is not None:
            held.background = background
            self._limit(self._local, held, within_s)
        for child in (self._local, self._remote):
            asked = child.find(ticket)
            if asked is not None:
                child.set_background(asked, background)
                self._limit(child, asked, within_s)

    def stop(self) -> None:
        """Let the children go; nobody is answered any more."""
        self.embedding.clear()
        self.adapters.stop()
        self._local.stop()
        self._remote.stop()

    def _ticket(self) -> int:
        self._next_ticket += 1
        return self._next_ticket - 1

    def _limit(self, child: InferenceChild, asked: Asked, within_s: float | None) -> None:
        def late() -> None:
            then = asked.then
            ticket = asked.request.ticket
            if not asked.background and (self.embedding.drop(ticket) or child.cancel(ticket)):
                then(WorkerDied(tries=0))

        if within_s is not None:
            self._mailbox.after(within_s, late)

    # ---- what a child needs before a request ------------------------------------------------------------------

    def _of(self, child: InferenceChild) -> Weights:
        """What this child has loaded; one that replaced another has nothing."""
        remote = child is self._remote
        if self._has[remote].generation != child.generation:
            if self._has[remote].base is not None:
                self.loaded = None
            self._has[remote] = Weights(generation=child.generation)
        return self._has[remote]

    def _local_step(self, request: protocol.Request) -> Asked | None:
        has = self._of(self._local)
        if isinstance(request, protocol.Embed) and not has.embedder:
            return self.embedding.load(self._ticket(), has)
        if isinstance(request, protocol.Generate):
            return self._chat_step(self._local, has)
        if isinstance(request, protocol.Adapt) and has.base is None:  # the model was let go meanwhile
            self._local.fail_waiting(protocol.Adapt, ModelMissing())
        return None

    def _remote_step(self, request: protocol.Request) -> Asked | None:
        has = self._of(self._remote)
        return self._chat_step(self._remote, has) if isinstance(request, protocol.Generate) else None

    def _chat_step(self, child: InferenceChild, has: Weights) -> Asked | None:
        chat = self._chat
        if chat is None or chat.remote != (child is self._remote):
            child.fail_waiting(protocol.Generate, Cancelled(by="model"))
            return None
        if has.base != chat.weights:
            return self._load_step(child, has, chat)
        due = self.adapters.due(chat, has)
        if due is not None and (step := self._adapt_step(has, chat, due)) is not None:
            return step
        self.version = self.adapters.signed(chat)
        return None

    def _load_step(self, child: InferenceChild, has: Weights, chat: Chat) -> Asked | None:
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
        self.adapters.died(self._has[False], self._local.under_way)
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
            step.spare = True  # no model is loaded for it
            self._local.ask(step)
        return True

    def _adapt_step(
        self, has: Weights, chat: Chat, wanted: tuple[protocol.AdapterFile, ...], then: Then | None = None
    ) -> Asked | None:
        return self.adapters.put_on(has, wanted, ticket=self._ticket, is_wanted=lambda: chat == self._chat, then=then)

    # ---- rest and news ----------------------------------------------------------------------------------------

    def rest_at_once(self, on: bool) -> None:
        """From now on (True) the weights go as soon as nothing is under way, and come back with the next wish."""
        self._resting.at_once(on)

    @property
    def idle(self) -> bool:
        """Whether nobody waits for anything of this machine's model, and it writes nothing."""
        return not self._local.is_wanted

    def rest_if_unused(self) -> None:
        """Let the weights go if nobody has used them for long enough; asked now and then."""
        self._resting.if_unused()

    def _let_go(self, before: Chat | None) -> None:
        """Another kind of model, or none, is in use from now on."""
        if before is not None and before.remote:
            self._remote.give_up(Cancelled(by="model"))
        elif before is not None:
            self._resting.let_go()
        self._rested()

    def _rested(self) -> None:
        self.loaded = None
        self._changed()

    def _hear(self, said: protocol.Reply) -> None:
        if isinstance(said, protocol.SocketsOpened) and self._sockets.hear(self._remote.generation, said.count):
            self._changed()
