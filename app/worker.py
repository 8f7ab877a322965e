"""The inference worker as a synchronous call, for the command line and for tests.

A worker that dies is replaced, gets its models back, and the request is asked once more; a second death is
told as `WorkerDied`. A chat model that was loaded at both deaths is disabled with the reason, until the
next start or until it is chosen anew.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import numpy as np
import numpy.typing as npt

from app.child import Child, ChildGone
from engine import protocol
from engine.llm import worker
from engine.problems import ModelRefused, WorkerDied, rebuilt

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]
FinalReply = TypeVar("FinalReply", bound=msgspec.Struct)

#: A worker that says nothing for so long hangs (it beats once a second, but for one step of a large model).
SILENCE_S = 60.0
#: Loading a large file from a slow disk says nothing meanwhile.
LOAD_SILENCE_S = 600.0
#: Texts asked for in one request, so that a Cancel finds a border.
EMBED_TEXTS = 512
#: Deaths after which a chat model is not loaded again.
DEATHS = 2


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

    def hear(self, data: bytes) -> protocol.Reply | None:
        """The reply in these bytes, None if it is stale; a final reply closes its ticket."""
        reply = protocol.reply(data)
        if reply.ticket not in self.open:
            return None
        if not isinstance(reply, (protocol.Grew, protocol.Beat)):
            self.open.discard(reply.ticket)
        return reply


def start_child() -> Child:
    """A fresh inference worker."""
    return Child(worker.main, name="inference")


class Worker:
    """A synchronous client over one child at a time.

    Attributes:
        loaded: the chat model at work, None without one.
        disabled: reason by path of chat models that killed the worker twice.
    """

    def __init__(
        self,
        embedder: Path | None = None,
        *,
        start: Callable[[], Child] = start_child,
        silence_s: float = SILENCE_S,
    ) -> None:
        """No process is started before the first request; `embedder` is loaded with it."""
        self._silence_s = silence_s
        self._start = start
        self._child: Child | None = None
        self._tickets = Tickets()
        self._model: protocol.Load | None = None
        self._embedder = None if embedder is None else protocol.LoadEmbedder(ticket=0, path=str(embedder))
        self._deaths: dict[str, int] = {}
        self.loaded: protocol.Loaded | None = None
        self.disabled: dict[str, str] = {}

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def embeds(self) -> bool:
        """Whether it was given embedding weights."""
        return self._embedder is not None

    @property
    def running(self) -> bool:
        """Whether a process is there."""
        return self._child is not None and self._child.alive

    def load(
        self, path: str, *, sha256: str = "", n_ctx: int = 4096, gpu_layers: int = -1, n_threads: int = 0
    ) -> protocol.Loaded:
        """Load a chat model; later requests and replaced workers use it.

        Args:
            sha256: the worker compares the file with it first; "" is not compared.

        Raises:
            ModelRefused: it was disabled, or has other bytes.
            ModelFailed, WorkerDied: it cannot be loaded.
        """
        if path in self.disabled:
            raise ModelRefused(reason=self.disabled[path], path=path)
        self.loaded, self._model = None, None
        wish = protocol.Load(
            ticket=0, path=path, sha256=sha256, n_ctx=n_ctx, gpu_layers=gpu_layers, n_threads=n_threads
        )
        self.loaded = self._ask(wish, _Wait(protocol.Loaded, silence_s=LOAD_SILENCE_S), blame=path)
        self._model = wish
        return self.loaded

    def allow(self, path: str) -> None:
        """The person chose a disabled model anew."""
        self.disabled.pop(path, None)
        self._deaths.pop(path, None)

    def embed(
        self,
        texts: Sequence[str],
        *,
        timeout_s: float | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Floats:
        """Vectors of `texts`, float32 (n, dim), rows of length 1.

        Args:
            timeout_s: for the whole call; None waits as long as the worker gives signs of life.

        Raises:
            Cancelled: `cancelled` said so between two requests.
            ModelMissing: the worker was made without an embedder.
            WorkerDied, ModelFailed.
        """
        wait = _Wait(protocol.Embedded, deadline=_deadline(timeout_s), cancelled=cancelled)
        parts = []
        for begin in range(0, len(texts), EMBED_TEXTS):
            reply = self._ask(protocol.Embed(ticket=0, texts=tuple(texts[begin : begin + EMBED_TEXTS])), wait)
            parts.append(np.frombuffer(reply.vectors, dtype="<f4").reshape(-1, reply.dim))
        if not parts:
            return np.zeros((0, 0), dtype=np.float32)
        return np.concatenate(parts).astype(np.float32, copy=False)

    def generate(
        self,
        wish: protocol.Generate,
        *,
        timeout_s: float | None = None,
        cancelled: Callable[[], bool] | None = None,
        on_growth: Callable[[int, str], None] | None = None,
    ) -> protocol.Generated:
        """Texts for `wish` (its ticket is replaced).

        Raises:
            Cancelled: `cancelled` said so, or `timeout_s` passed.
            ModelMissing: no chat model was loaded.
            WorkerDied, ModelFailed.
        """
        wait = _Wait(protocol.Generated, deadline=_deadline(timeout_s), cancelled=cancelled, on_growth=on_growth)
        return self._ask(wish, wait, blame=self._model.path if self._model else None)

    def device(self) -> str:
        """The kind of device models run on here: "Metal", "CUDA", …, "CPU"."""
        return self._ask(protocol.Hello(ticket=0), _Wait(protocol.Introduced)).device

    def rest(self) -> None:
        """Let go of the chat model's weights."""
        self.loaded = self._model = None
        if self.running:
            self._ask(protocol.Rest(ticket=0), _Wait(protocol.Rested))

    def close(self) -> None:
        """End the process."""
        if self._child is not None:
            self._child.stop()
            self._child = None
        self._tickets.drop_all()

    def _ask(self, wish: protocol.Request, wait: _Wait[FinalReply], *, blame: str | None = None) -> FinalReply:
        """Ask, once more after a death; deaths count against the chat model `blame`."""
        exitcode: int | None = None
        for _ in range(2):
            try:
                child = self._ready()
            except ChildGone as gone:
                exitcode = gone.exitcode
                self._bury()
                continue
            try:
                return self._exchange(child, wish, wait)
            except ChildGone as gone:
                exitcode = gone.exitcode
                self._bury()
                self._blame(blame)
        raise WorkerDied(request=type(wish).__name__, exitcode="hung" if exitcode is None else exitcode)

    def _ready(self) -> Child:
        """A living worker with the models it should have."""
        if self._child is not None and self._child.alive:
            return self._child
        self._bury()
        self._child = child = self._start()
        for wish in (self._embedder, self._model):
            if wish is not None:
                self._exchange(child, wish, _Wait(protocol.Loaded, silence_s=LOAD_SILENCE_S))
        return child

    def _exchange(self, child: Child, wish: protocol.Request, wait: _Wait[FinalReply]) -> FinalReply:
        """Send one request and hear its replies up to the final one."""
        ticket = self._tickets.issue()
        child.send(protocol.encode(msgspec.structs.replace(wish, ticket=ticket)))
        heard_at = time.monotonic()
        while True:
            if time.monotonic() - heard_at > (wait.silence_s or self._silence_s):
                child.stop(0.5)
                raise ChildGone(child.name, None)
            if wait.is_over():
                child.send(protocol.encode(protocol.Cancel(ticket=ticket)))
            data = child.receive(wait.glance_s)
            if data is None:
                continue
            heard_at = time.monotonic()
            reply = self._tickets.hear(data)
            if isinstance(reply, wait.final):
                return reply
            if isinstance(reply, protocol.Failed):
                raise rebuilt(reply.code, reply.facts)
            if isinstance(reply, protocol.Grew) and wait.on_growth is not None:
                wait.on_growth(reply.index, reply.text)

    def _bury(self) -> None:
        self._tickets.drop_all()
        if self._child is not None:
            self._child.stop()
            log.warning("inference worker ended, exit code %s", self._child.exitcode)
            self._child = None

    def _blame(self, path: str | None) -> None:
        """Count a death against the chat model that was at work; the second one disables it."""
        if path is None:
            return
        self._deaths[path] = self._deaths.get(path, 0) + 1
        if self._deaths[path] >= DEATHS:
            self.disabled[path] = "killed_worker"
            self.loaded = self._model = None
            log.warning("a chat model was disabled: it ended its worker %s times", DEATHS)


class _Wait(Generic[FinalReply]):
    """How one reply is waited for.

    Attributes:
        final: the type that ends the waiting.
        silence_s: instead of the worker's usual patience.
        glance_s: how long to listen between two looks at `cancelled` and the clock.
    """

    def __init__(
        self,
        final: type[FinalReply],
        *,
        silence_s: float | None = None,
        deadline: float | None = None,
        cancelled: Callable[[], bool] | None = None,
        on_growth: Callable[[int, str], None] | None = None,
    ) -> None:
        self.final = final
        self.silence_s = silence_s
        self.on_growth = on_growth
        self.glance_s = 1.0 if deadline is None and cancelled is None else 0.05
        self._deadline = deadline
        self._cancelled = cancelled
        self._told = False

    def is_over(self) -> bool:
        """True once, when nobody wants the reply any more."""
        if self._told:
            return False
        late = self._deadline is not None and time.monotonic() > self._deadline
        self._told = late or (self._cancelled is not None and self._cancelled())
        return self._told


def _deadline(timeout_s: float | None) -> float | None:
    return None if timeout_s is None else time.monotonic() + timeout_s
