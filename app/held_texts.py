"""Texts that wait for the embedding weights, which are made ready when the first of them comes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.inference_child import Asked
from app.mailbox import Mailbox
from app.preparing import Preparing
from engine.problems import Problem


class HeldTexts:
    """Requests to embed, held until the weights are ready; methods are called on the mailbox's thread only."""

    def __init__(
        self,
        mailbox: Mailbox,
        prepare: Callable[[], Path],
        *,
        go: Callable[[Asked], None],
        refused: Callable[[Problem], None],
    ) -> None:
        """Nothing is made ready before the first text.

        Args:
            prepare: makes the weights ready and says where they lie; runs on a thread of its own.
            go: gets each request once they are.
            refused: told why they never will be, before the askers are.
        """
        self._weights = Preparing(mailbox, prepare, self._ended)
        self._go, self._refused = go, refused
        self._held: list[Asked] = []

    @property
    def weights(self) -> Path | None:
        """Where the weights lie, None until they are ready."""
        return self._weights.path

    def hold(self, asked: Asked) -> None:
        """Keep this until the weights are ready."""
        self._held.append(asked)
        self._weights.begin()

    def find(self, ticket: int) -> Asked | None:
        """The request that waits here under this ticket."""
        return next((asked for asked in self._held if asked.request.ticket == ticket), None)

    def drop(self, ticket: int) -> bool:
        """Nobody wants this any more; whether it was waiting here."""
        before, self._held = self._held, [asked for asked in self._held if asked.request.ticket != ticket]
        return len(before) != len(self._held)

    def clear(self) -> None:
        """Nobody is answered any more."""
        self._held.clear()

    def _ended(self, problem: Problem | None) -> None:
        held, self._held = self._held, []
        if problem is not None:
            self._refused(problem)
        for asked in held:
            if problem is None:
                self._go(asked)
            else:
                asked.then(problem)
