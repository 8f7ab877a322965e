"""The inference worker as the conductor uses it: ask now, be answered later, on the conductor's thread.

A worker that dies is replaced and what it was asked is asked once more. A chat model during whose work the worker
died twice is not loaded again in this run; the embedder goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.child import Child, ChildGone
from app.mailbox import Mailbox
from app.worker import start_child
from engine import protocol
from engine.problems import Problem, WorkerDied, rebuilt

#: Deaths during one request or one model's work after which nobody tries again.
TRIES = 2
Answer = protocol.Reply | Problem
Then = Callable[[Answer], None]


@dataclass(slots=True)
class _Asked:
    request: protocol.Request
    then: Then
    deaths: int = 0


class Inference:
    """One worker process and the requests under way; every method is called on the mailbox's thread only.

    Attributes:
        no_embedder: why nothing can be embedded, None while it can.
    """

    def __init__(self, mailbox: Mailbox, embedder: Callable[[], Path]) -> None:
        self._mailbox = mailbox
        self._embedder = embedder
        self._child: Child | None = None
        self._asked: dict[int, _Asked] = {}
        self._next_ticket = 1
        self._generation = 0
        self._chat: protocol.Load | None = None
        self._chat_in = 0  # the generation of the worker that was told to load it
        self.no_embedder: Problem | None = None

    def embed(
        self, texts: Sequence[str], then: Callable[[NDArray[np.float32] | None], None], *, within_s: float
    ) -> None:
        """Embed texts; `then` gets (n, 384) float32, or None if it failed or took longer than `within_s`."""

        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Embedded):
                then(np.frombuffer(answer.vectors, dtype=np.float32).reshape(-1, answer.dim))
            else:
                then(None)

        self.ask(lambda ticket: protocol.Embed(ticket=ticket, texts=tuple(texts)), answered, within_s=within_s)

    def ask(self, make: Callable[[int], protocol.Request], then: Then, *, within_s: float) -> int:
        """Send one request; `then` is called once with its final reply or the problem. Returns the ticket."""
        ticket = self._next_ticket
        self._next_ticket += 1
        request = make(ticket)
        if isinstance(request, protocol.Embed) and self.no_embedder is not None:
            then(self.no_embedder)
            return ticket
        if isinstance(request, protocol.Load):
            self._chat = request
        self._asked[ticket] = _Asked(request, then)
        self._mailbox.after(within_s, lambda: self._late(ticket))
        self._send(request)
        return ticket

    def cancel(self, ticket: int) -> None:
        """Stop one request; its `then` is not called any more."""
        if self._asked.pop(ticket, None) is not None and self._child is not None:
            self._send(protocol.Cancel(ticket=ticket))

    def stop(self) -> None:
        """Let the worker go; nobody is answered any more."""
        self._asked.clear()
        if self._child is not None:
            self._child.stop()
            self._child = None

    def _send(self, request: protocol.Request) -> None:
        try:
            child = self._running()
            if isinstance(request, protocol.Load):
                self._chat_in = self._generation
            elif isinstance(request, protocol.Generate) and self._chat and self._chat_in != self._generation:
                self._chat_in = self._generation
                child.send(protocol.encode(self._chat))  # answered before, but this worker is another one
            child.send(protocol.encode(request))
        except ChildGone:
            self._died(self._generation)

    def _running(self) -> Child:
        if self._child is None:
            self._generation += 1
            generation = self._generation
            child = start_child()
            child.listen(lambda data: self._mailbox.post(lambda: self._heard(generation, data)))
            self._child = child
            self._prepare_embedder(child)
        return self._child

    def _prepare_embedder(self, child: Child) -> None:
        """Without its weights nothing is embedded; a chat model goes on without."""
        try:
            child.send(protocol.encode(protocol.LoadEmbedder(ticket=0, path=str(self._embedder()))))
        except Problem as problem:
            self._do_without_embedder(problem)

    def _heard(self, generation: int, data: bytes | None) -> None:
        if generation != self._generation:
            return
        if data is None:
            self._died(generation)
            return
        said = protocol.reply(data)
        if isinstance(said, protocol.Failed) and said.ticket == 0:
            self._do_without_embedder(rebuilt(said.code, said.facts))
            return
        if isinstance(said, protocol.Beat | protocol.Grew):
            return
        asked = self._asked.pop(said.ticket, None)
        if asked is not None:
            asked.then(rebuilt(said.code, said.facts) if isinstance(said, protocol.Failed) else said)

    def _died(self, generation: int) -> None:
        """Replace the worker and ask again what was under way; what was there at two deaths is answered."""
        if generation != self._generation:
            return
        if self._child is not None:
            self._child.stop(0.5)
            self._child = None
        for ticket, asked in list(self._asked.items()):
            asked.deaths += 1
            if asked.deaths >= TRIES:
                del self._asked[ticket]
                asked.then(WorkerDied(tries=TRIES))
        for asked in list(self._asked.values()):
            self._send(asked.request)

    def _do_without_embedder(self, problem: Problem) -> None:
        self.no_embedder = problem
        for ticket, asked in list(self._asked.items()):
            if isinstance(asked.request, protocol.Embed):
                del self._asked[ticket]
                asked.then(problem)

    def _late(self, ticket: int) -> None:
        asked = self._asked.pop(ticket, None)
        if asked is not None:
            self._send(protocol.Cancel(ticket=ticket))
            asked.then(WorkerDied(tries=0))
