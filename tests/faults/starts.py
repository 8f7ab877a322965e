"""Starts real inference workers for the fault runs, remembers them, and hurts them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from app.child import Child
from engine import protocol
from engine.llm import worker

#: More than any tiny model needs, little enough that no damaged one hurts the machine the tests run on.
MEMORY = 2 << 30


class Starts:
    """A `start` for `Worker`, like the app's.

    Attributes:
        memory_bytes: of its own that the next worker may have.
        children: all that were started, the youngest last.
    """

    def __init__(self, memory_bytes: int = MEMORY) -> None:
        self.memory_bytes = memory_bytes
        self.children: list[Child] = []

    def __call__(self) -> Child:
        child = Child(worker.main, name="inference")
        child.send(protocol.encode(protocol.Confine(ticket=0, memory_bytes=self.memory_bytes)))
        self.children.append(child)
        return child

    @property
    def pid(self) -> int:
        """Of the youngest."""
        pid = self.children[-1].pid
        assert pid is not None
        return pid

    def hurt(self, how: signal.Signals) -> None:
        """Send the youngest a signal."""
        os.kill(self.pid, how)

    def hurting(self, how: signal.Signals, times: int) -> Callable[[int, str], None]:
        """An `on_growth` that hurts the first `times` workers, each at its first sign of a text."""
        hurt: set[int] = set()

        def on_growth(_index: int, _text: str) -> None:
            if len(hurt) < times and self.pid not in hurt:
                hurt.add(self.pid)
                self.hurt(how)

        return on_growth

    def starve(self) -> None:
        """The youngest gets no more memory from now on."""
        self.children[-1].send(protocol.encode(protocol.Confine(ticket=0, memory_bytes=1)))

    @property
    def said(self) -> str:
        """All that is left of what they wrote to stderr."""
        return "".join(child.last_words for child in self.children)
