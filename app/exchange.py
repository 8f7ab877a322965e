"""Asking one child at a time and waiting for its answer: tickets, patience, signs of life, second thoughts."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from app.child import Child, ChildGone
from engine import protocol
from engine.problems import Cancelled, rebuilt

log = logging.getLogger(__name__)

FinalReply = TypeVar("FinalReply", bound=msgspec.Struct)

#: How long to listen before looking at the clock, and where somebody may change their mind meanwhile.
GLANCE_S, QUICK_GLANCE_S = 1.0, 0.05


class Tickets:
    """Numbers for requests, and the reply that is still awaited for each.

    Attributes:
        open: tickets that were issued and not yet answered for good.
    """

    def __init__(self) -> None:
        self._last = 0
        self.open: set[int] = set()

    def issue(self) -> int:
        """A new ticket."""
        self._last += 1
        self.open.add(self._last)
        return self._last

    def drop(self, ticket: int) -> None:
        """Nobody waits for it any more; what still comes is stale."""
        self.open.discard(ticket)

    def drop_all(self) -> set[int]:
        """The worker died: nothing comes any more. Returns the tickets that were open."""
        lost, self.open = self.open, set()
        return lost

    def hear(self, reply: protocol.Reply) -> protocol.Reply | None:
        """The reply, None if it is stale; a final one closes its ticket."""
        if reply.ticket not in self.open:
            return None
        if not isinstance(reply, (protocol.Grew, protocol.Beat)):
            self.open.discard(reply.ticket)
        return reply


class Wait(Generic[FinalReply]):
    """How one reply is waited for.

    Attributes:
        final: the type that ends the waiting.
        silence_s: instead of the usual patience.
        told: whether the child was told that nobody wants the reply any more.
    """

    def __init__(
        self,
        final: type[FinalReply],
        *,
        silence_s: float | None = None,
        timeout_s: float | None = None,
        cancelled: Callable[[], bool] | None = None,
        on_growth: Callable[[int, str], None] | None = None,
    ) -> None:
        self.final = final
        self.silence_s = silence_s
        self.on_growth = on_growth
        self.glance_s = GLANCE_S if timeout_s is None and cancelled is None else QUICK_GLANCE_S
        self.told = False
        self._deadline = None if timeout_s is None else time.monotonic() + timeout_s
        self._cancelled = cancelled

    def is_over(self) -> bool:
        """True once, when nobody wants the reply any more."""
        if self.told:
            return False
        late = self._deadline is not None and time.monotonic() > self._deadline
        self.told = late or (self._cancelled is not None and self._cancelled())
        return self.told


class Exchange:
    """One child at a time, and one request at a time.

    Attributes:
        child: None before `start` and after `bury`.
        sockets: internet sockets that its children opened, as they told.
    """

    def __init__(self, start: Callable[[], Child], *, silence_s: float) -> None:
        """No process is started yet; one that is silent for `silence_s` while it is asked hangs."""
        self._start = start
        self._silence_s = silence_s
        self._tickets = Tickets()
        self._sockets_before = self._sockets_now = 0
        self.child: Child | None = None

    @property
    def running(self) -> bool:
        """Whether a process is there."""
        return self.child is not None and self.child.alive

    @property
    def sockets(self) -> int:
        """Internet sockets that its children opened so far."""
        return self._sockets_before + self._sockets_now

    def start(self) -> None:
        """A fresh child."""
        self.bury()
        self.child = self._start()

    def ask(self, wish: protocol.Request, wait: Wait[FinalReply]) -> FinalReply:
        """Send one request (its ticket is replaced) and hear its replies up to the final one.

        Raises:
            ChildGone: the child died or hung (exitcode None); it was ended.
            Cancelled: nobody wanted the reply any more.
            Problem: as the child told it.
        """
        if self.child is None:
            raise ChildGone("none", None)
        try:
            return self._exchange(self.child, wish, wait)
        except ChildGone:
            if wait.told:
                self.bury()
                raise Cancelled from None
            raise

    def bury(self) -> None:
        """End what is left of the child; nothing it said counts any more."""
        self._tickets.drop_all()
        if self.child is not None:
            self.child.stop()
            log.warning("child %s was given up, exit code %s", self.child.name, self.child.exitcode)
            self._forget()

    def close(self) -> None:
        """End the process."""
        self._tickets.drop_all()
        if self.child is not None:
            self.child.stop()
            self._forget()

    def _forget(self) -> None:
        self.child = None
        self._sockets_before += self._sockets_now
        self._sockets_now = 0

    def _exchange(self, child: Child, wish: protocol.Request, wait: Wait[FinalReply]) -> FinalReply:
        ticket = self._tickets.issue()
        child.send(protocol.encode(msgspec.structs.replace(wish, ticket=ticket)))
        patience_s = wait.silence_s or self._silence_s
        heard_at = time.monotonic()
        while True:
            if time.monotonic() - heard_at > patience_s:
                raise _given_up(child)
            if wait.is_over():
                child.send(protocol.encode(protocol.Cancel(ticket=ticket)))
            data = child.receive(min(wait.glance_s, patience_s))
            if data is None:
                continue
            heard_at = time.monotonic()
            try:
                reply = self._hear(data)
            except msgspec.MsgspecError:  # a damaged process says anything
                raise _given_up(child) from None
            if isinstance(reply, wait.final):
                return reply
            if isinstance(reply, protocol.Failed):
                raise rebuilt(reply.code, reply.facts)
            if isinstance(reply, protocol.Grew) and wait.on_growth is not None:
                wait.on_growth(reply.index, reply.text)

    def _hear(self, data: bytes) -> protocol.Reply | None:
        said = protocol.reply(data)
        if isinstance(said, protocol.SocketsOpened):
            self._sockets_now = said.count
            return None
        return self._tickets.hear(said)


def _given_up(child: Child) -> ChildGone:
    child.stop(0.5)
    return ChildGone(child.name, None)
