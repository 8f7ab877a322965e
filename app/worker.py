"""The inference worker as a synchronous call, for the command line and for tests.

A worker that dies or hangs is replaced, gets its models and adapters back, and the request is asked once more; a
second death is told as `WorkerDied`. Deaths count against what was at work: adapters that were in use at two of them
are dropped and the model goes on alone; a chat model that was loaded at two is disabled with the reason, until the
next start or until it is chosen anew.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.adapter_opening import Opener, as_they_are
from app.blame import DEATHS, KILLED_WORKER, Blame, deaths_behind, files_of
from app.child import Child, ChildGone
from app.exchange import Exchange, FinalReply, Wait
from engine import main_memory, protocol
from engine.llm import worker
from engine.problems import AdapterRefused, ModelFailed, ModelRefused, Problem, WorkerDied

log = logging.getLogger(__name__)

Floats = npt.NDArray[np.float32]

#: A worker that says nothing for so long hangs: it beats once a second while it works.
SILENCE_S = 30.0
#: But for one large tensor on a slow disk, and kernels that a device compiles when it meets a model for the first time.
LOAD_SILENCE_S = 300.0
#: Texts asked for in one request, so that a Cancel finds a border.
EMBED_TEXTS = 512
#: Share of the machine's memory that the worker may call its own (mapped weights come on top). The rest is for the
#: desktop process and the system: a worker that wants more fails, instead of making everything slow first.
MEMORY_SHARE = 0.75
#: What the worker says of numbers that are none; adapters with which it does are dropped.
NOT_FINITE = "not_finite"


def start_child(remote: bool = False) -> Child:
    """A fresh inference worker, or the child that may open sockets; confined before it hears anything else."""
    if remote:
        from engine.llm import remote_worker  # who never uses an endpoint does without an event loop

        child = Child(remote_worker.main, name="remote")
    else:
        child = Child(worker.main, name="inference")
    child.send(protocol.encode(protocol.Confine(ticket=0, memory_bytes=allowance())))
    return child


def allowance() -> int:
    """Bytes of memory of its own that a worker may have on this machine."""
    return int(main_memory.look().total * MEMORY_SHARE)


class Worker:
    """A synchronous client over one local child, and one remote child while an endpoint is used.

    Attributes:
        loaded: the chat model at work, None without one.
        disabled: reason by path of chat models that ended the worker twice.
        dropped: reason by path of adapters that are not in use any more; the model goes on without them.
    """

    def __init__(
        self,
        embedder: Path | None = None,
        *,
        start: Callable[[], Child] = start_child,
        start_remote: Callable[[], Child] = lambda: start_child(remote=True),
        silence_s: float = SILENCE_S,
        load_silence_s: float = LOAD_SILENCE_S,
        opener: Opener = as_they_are,
    ) -> None:
        """No process is started before the first request; `embedder` is loaded with it.

        Args:
            opener: makes files that can be read of adapters, while they are read.
        """
        self._opener = opener
        self._load_silence_s = load_silence_s
        self._local = Exchange(start, silence_s=silence_s)
        self._remote = Exchange(start_remote, silence_s=silence_s)
        self._model: protocol.Load | protocol.Connect | None = None
        self._embedder = None if embedder is None else protocol.LoadEmbedder(ticket=0, path=str(embedder))
        self._adapters: tuple[protocol.AdapterFile, ...] = ()
        self._blame = Blame()
        self.loaded: protocol.Loaded | None = None
        self.disabled: dict[str, str] = {}
        self.dropped: dict[str, str] = {}

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
        """Whether a local process is there."""
        return self._local.running

    @property
    def sockets(self) -> int:
        """Internet sockets that its children opened so far."""
        return self._local.sockets + self._remote.sockets

    def load(self, model: protocol.Load | protocol.Connect) -> protocol.Loaded:
        """Load a chat model without adapters, or connect to an endpoint; later requests and replaced workers use it.

        Raises:
            ModelRefused: it was disabled, or has other bytes than recorded.
            ModelMissing: no such file.
            ModelFailed, TooLittleMemory, WorkerDied: it cannot be loaded.
            NetworkProblem: the endpoint cannot be used.
        """
        if isinstance(model, protocol.Load) and model.path in self.disabled:
            raise ModelRefused(reason=self.disabled[model.path], path=model.path)
        if isinstance(model, protocol.Connect):
            self.rest()
        self.loaded, self._model, self._adapters = None, None, ()
        self.loaded = self._ask(model, Wait(protocol.Loaded, silence_s=self._load_silence_s))
        self._model = model
        return self.loaded

    def adapt(self, files: Sequence[protocol.AdapterFile]) -> protocol.Adapted:
        """Put these adapters on the chat model in place of those it has; none is the model alone.

        Raises:
            AdapterRefused: one is missing, has other bytes, does not fit, or was dropped; those before stay in use.
            ModelMissing: no chat model was loaded.
            WorkerDied.
        """
        for file in files:
            if file.path in self.dropped:
                raise AdapterRefused(reason=self.dropped[file.path], path=file.path)
        wish = protocol.Adapt(ticket=0, adapters=tuple(files))
        adapted = self._ask(wish, Wait(protocol.Adapted, silence_s=self._load_silence_s))
        self._adapters = wish.adapters
        return adapted

    def adapt_or_go_alone(self, files: Sequence[protocol.AdapterFile]) -> int:
        """Put adapters on a model that was just loaded; refused ones leave it alone. Returns how many are on it.

        Raises:
            ModelMissing, ModelFailed, WorkerDied.
        """
        try:
            return self.adapt(files).n_adapters if files else 0
        except AdapterRefused:
            return 0

    def allow(self, path: str) -> None:
        """The person chose a disabled model or a dropped adapter anew."""
        self.disabled.pop(path, None)
        self.dropped.pop(path, None)
        self._blame.forgive(path)

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
        wait = Wait(protocol.Embedded, timeout_s=timeout_s, cancelled=cancelled)
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
        """Texts for `wish` (its ticket is replaced), by the chat model or the endpoint that was loaded last.

        Args:
            on_growth: (index, what was appended); after a death the texts are told from their beginning.

        Raises:
            Cancelled: `cancelled` said so, or `timeout_s` passed.
            ModelMissing: no chat model was loaded.
            WorkerDied, ModelFailed, NetworkProblem.
        """
        wait = Wait(protocol.Generated, timeout_s=timeout_s, cancelled=cancelled, on_growth=on_growth)
        try:
            return self._ask(wish, wait)
        except ModelFailed as failed:
            if not self._adapters or failed.facts.get("reason") != NOT_FINITE:
                raise
            self._drop(self._adapters, NOT_FINITE)  # the probe sentence had not met the broken weight
            self.adapt(())
            return self._ask(wish, wait)

    def device(self) -> str:
        """The kind of device models run on here: "Metal", "CUDA", …, "CPU"."""
        return self._ask(protocol.Hello(ticket=0), Wait(protocol.Introduced)).device

    def start_remote(self) -> None:
        """Have the child that may open sockets ready, so that `load` takes no longer than connecting does.

        Raises:
            WorkerDied.
        """
        self._ask(protocol.Hello(ticket=0), Wait(protocol.Introduced), remote=True)

    def rest(self) -> None:
        """Let go of the chat model's weights."""
        self.loaded, self._model, self._adapters = None, None, ()
        if self.running:
            self._ask(protocol.Rest(ticket=0), Wait(protocol.Rested))

    def close(self) -> None:
        """End the processes."""
        self._local.close()
        self._remote.close()

    def _ask(self, wish: protocol.Request, wait: Wait[FinalReply], *, remote: bool = False) -> FinalReply:
        """Ask; once more after a death, and anew when what was to blame is out of the way."""
        model = self._model if isinstance(wish, protocol.Generate) else wish
        exchange = self._remote if remote or isinstance(model, protocol.Connect) else self._local
        deaths = 0
        while True:
            at_work, asked = None, False
            try:
                if not exchange.running:
                    exchange.start()
                    for at_work in self._belongings(exchange):
                        self._give_back(exchange, at_work)
                at_work, asked = self._at_work(wish), True
                return self._asked(exchange, wish, wait)
            except ChildGone as gone:
                exchange.bury()
                if self._blame.count(at_work):
                    self._take_out(at_work)
                    deaths = deaths_behind(wish, at_work)
                elif asked or not isinstance(at_work, protocol.Load | protocol.Adapt):
                    deaths += 1  # else it was the files' own, before the request was heard
                if deaths >= DEATHS:
                    exitcode = "hung" if gone.exitcode is None else gone.exitcode
                    raise WorkerDied(request=type(wish).__name__, exitcode=exitcode) from None

    def _asked(self, exchange: Exchange, wish: protocol.Request, wait: Wait[FinalReply]) -> FinalReply:
        """The reply; adapters lie in the clear only until it comes."""
        if not isinstance(wish, protocol.Adapt):
            return exchange.ask(wish, wait)
        with self._opener(wish.adapters) as files:
            return exchange.ask(protocol.Adapt(ticket=wish.ticket, adapters=files), wait)

    def _belongings(self, exchange: Exchange) -> list[protocol.Request]:
        """What a fresh child is given, in this order."""
        if exchange is self._remote:
            return [self._model] if isinstance(self._model, protocol.Connect) else []
        given: list[protocol.Request] = [] if self._embedder is None else [self._embedder]
        if isinstance(self._model, protocol.Load):
            given.append(self._model)
            if self._adapters:
                given.append(protocol.Adapt(ticket=0, adapters=self._adapters))
        return given

    def _give_back(self, exchange: Exchange, wish: protocol.Request) -> None:
        try:
            if isinstance(wish, protocol.Adapt):
                self._asked(exchange, wish, Wait(protocol.Adapted, silence_s=self._load_silence_s))
            else:
                exchange.ask(wish, Wait(protocol.Loaded, silence_s=self._load_silence_s))
        except AdapterRefused as refused:
            self._drop(self._adapters, str(refused.facts.get("reason", refused.code)))
        except Problem:
            exchange.bury()  # so that the next request begins anew, and is told the same
            raise

    def _at_work(self, wish: protocol.Request) -> protocol.Request | None:
        """What is to blame for a death during `wish`."""
        if isinstance(wish, protocol.Load | protocol.Adapt):
            return wish
        if isinstance(wish, protocol.Generate):
            return protocol.Adapt(ticket=0, adapters=self._adapters) if self._adapters else self._model
        return None

    def _take_out(self, suspect: protocol.Request | None) -> None:
        """These files have ended one worker too many."""
        if isinstance(suspect, protocol.Adapt):
            self._drop(suspect.adapters, KILLED_WORKER)
            return
        self.disabled |= dict.fromkeys(files_of(suspect), KILLED_WORKER)
        self.loaded, self._model, self._adapters = None, None, ()
        log.warning("a chat model was disabled: its worker ended %s times", DEATHS)

    def _drop(self, adapters: tuple[protocol.AdapterFile, ...], reason: str) -> None:
        self.dropped |= {file.path: reason for file in adapters}
        if adapters == self._adapters:
            self._adapters = ()
        log.warning("%s adapters were dropped", len(adapters))
