"""Trainers that compute nothing and whose process is killed once so much of it was heard, and nothing after that."""

from __future__ import annotations

import os
import signal

from learning_bench import workers

from app.child import Child
from app.learning import Workers
from engine.training.messages import Begin


class Killed:
    """A trainer that is killed as soon as it has told of this step; later ones live."""

    def __init__(self, *steps: int) -> None:
        self.steps = list(steps)
        self.started = 0

    def __call__(self, begin: Begin) -> Child:
        self.started += 1
        child: Child = workers().trainer(begin)
        if self.steps:
            return _Doomed(child, self.steps.pop(0))  # type: ignore[return-value]  # it does all that a child does
        return child


class _Doomed:
    """A child whose process is ended by kill -9 once so many messages were heard."""

    def __init__(self, child: Child, n_messages: int) -> None:
        self._child, self._left = child, n_messages

    def receive(self, timeout_s: float | None = None) -> bytes | None:
        if self._left == 0:
            os.kill(self._child.pid or 0, signal.SIGKILL)
            while True:  # what it had told already is lost with it, until `ChildGone`
                self._child.receive(timeout_s)
        said = self._child.receive(timeout_s)
        self._left -= said is not None
        return said

    def __getattr__(self, name: str) -> object:
        return getattr(self._child, name)


def killing(*n_messages: int) -> Workers:
    return Workers(Killed(*n_messages), workers().gate)
