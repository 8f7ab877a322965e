"""Texts as vectors: asked of the child of this machine, once the weights for it are there and loaded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.held_texts import HeldTexts
from app.inference_child import Answer, Asked, InferenceChild, Weights
from app.mailbox import Mailbox
from engine import protocol
from engine.problems import ModelFailed, Problem

#: Gets (n, 384) float32, or the problem.
Vectors = Callable[[NDArray[np.float32] | Problem], None]


class Embedding:
    """Every method is called on the mailbox's thread only.

    Attributes:
        problem: why nothing can be embedded, None while it can.
    """

    def __init__(self, mailbox: Mailbox, child: InferenceChild, weights: Callable[[], Path]) -> None:
        """`weights` makes them ready and says where they lie; it runs on a thread of its own."""
        self._child = child
        self._held = HeldTexts(mailbox, weights, go=child.ask, refused=self._do_without)
        self.problem: Problem | None = None

    def ask(self, ticket: int, texts: Sequence[str], then: Vectors, *, background: bool) -> Asked | None:
        """Embed these; None where that cannot be done, which `then` was told at once."""

        def answered(answer: Answer) -> None:
            if isinstance(answer, protocol.Embedded):
                then(np.frombuffer(answer.vectors, dtype=np.float32).reshape(-1, answer.dim))
            else:
                then(answer if isinstance(answer, Problem) else ModelFailed(step="reply"))

        if self.problem is not None:
            then(self.problem)
            return None
        asked = Asked(protocol.Embed(ticket=ticket, texts=tuple(texts)), answered, background)
        (self._held.hold if self._held.weights is None else self._child.ask)(asked)
        return asked

    def load(self, ticket: int, has: Weights) -> Asked:
        """The request that loads the weights into this process."""

        def answered(answer: Answer) -> None:
            has.embedder = isinstance(answer, protocol.Loaded)
            if isinstance(answer, Problem):
                self._do_without(answer)

        return Asked(protocol.LoadEmbedder(ticket=ticket, path=str(self._held.weights)), answered)

    def held(self, ticket: int) -> Asked | None:
        """The request that waits for the weights under this ticket."""
        return self._held.find(ticket)

    def drop(self, ticket: int) -> bool:
        """Nobody wants this any more; whether it waited for the weights."""
        return self._held.drop(ticket)

    def clear(self) -> None:
        """Nobody is answered any more."""
        self._held.clear()

    def _do_without(self, problem: Problem) -> None:
        """Without its weights nothing is embedded; a chat model goes on without."""
        self.problem = problem
        self._child.fail_waiting(protocol.Embed, problem)
