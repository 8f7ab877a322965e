"""What the inference worker does: receive, answer, look for Cancel between tokens. The pipe's end is the end.

One thread. It holds weights and, while it answers, the text it was asked about; no database key, no file
but the models it is told to load, no network.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from engine import protocol
from engine.llm.confinement import confine
from engine.llm.embedder import Embedder
from engine.llm.llamacpp import device
from engine.llm.model import Model
from engine.problems import (
    AdapterRefused,
    Cancelled,
    ModelFailed,
    ModelMissing,
    ModelRefused,
    Problem,
    TooLittleMemory,
)

BEAT_S = 1.0
HASH_BLOCK = 4 << 20


class Server:
    """The models in memory and what waits to be answered."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._waiting: deque[protocol.Request] = deque()
        self._cancelled: set[int] = set()
        self._last_beat = 0.0
        self._model: Model | None = None
        self._loaded: protocol.Load | None = None
        self._embedder: Embedder | None = None

    def run(self) -> None:
        """Until the pipe is at its end.

        Raises:
            EOFError: it is.
        """
        while True:
            if not self._waiting:
                self._hear(self._pipe.recv_bytes())
            self._hear_all()
            if self._waiting:
                self._answer(self._waiting.popleft())

    def _hear(self, data: bytes) -> None:
        """Cancels and pings are dealt with at once, the rest waits its turn."""
        request = protocol.request(data)
        match request:
            case protocol.Ping(ticket=ticket):
                self._say(protocol.Beat(ticket=ticket))
            case protocol.Cancel(ticket=ticket):
                self._cancelled.add(ticket)
            case _:
                self._waiting.append(request)

    def _hear_all(self) -> None:
        while self._pipe.poll(0):
            self._hear(self._pipe.recv_bytes())

    def _poller(self, ticket: int) -> Callable[[], bool]:
        """Look at the pipe, beat once a second, and tell whether this ticket was cancelled."""

        def poll() -> bool:
            self._hear_all()
            now = time.monotonic()
            if now - self._last_beat >= BEAT_S:
                self._last_beat = now
                self._say(protocol.Beat(ticket=ticket))
            return ticket in self._cancelled

        return poll

    def _say(self, reply: protocol.Reply) -> None:
        self._pipe.send_bytes(protocol.encode(reply))

    def _answer(self, request: protocol.Request) -> None:
        self._last_beat = time.monotonic()
        ticket = request.ticket
        try:
            if ticket in self._cancelled:
                raise Cancelled
            self._say(self._do(request))
        except Problem as problem:
            self._say(protocol.Failed(ticket=ticket, code=problem.code, facts=problem.facts))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise
        except MemoryError:
            self._say(protocol.Failed(ticket=ticket, code=TooLittleMemory.__name__, facts={}))
        except Exception as error:  # noqa: BLE001 - the worker's top: our bug, told by its class
            sys.stderr.write(f"{type(error).__name__} while answering {type(request).__name__}\n")
            failed = protocol.Failed(ticket=ticket, code="ModelFailed", facts={"error": type(error).__name__})
            self._say(failed)
        self._forget_cancels()

    def _forget_cancels(self) -> None:
        """Only tickets that still wait can be cancelled; the rest came too late."""
        self._cancelled &= {request.ticket for request in self._waiting}

    def _do(self, request: protocol.Request) -> protocol.Reply:
        match request:
            case protocol.Load():
                return self._load(request)
            case protocol.LoadEmbedder():
                return self._load_embedder(request)
            case protocol.Embed(ticket=ticket, texts=texts):
                if self._embedder is None:
                    raise ModelMissing(role="embedding")
                vectors = self._embedder.embed(texts, poll=self._poller(ticket))
                return protocol.Embedded(ticket=ticket, vectors=vectors.tobytes(), dim=self._embedder.dim)
            case protocol.Generate(ticket=ticket):
                if self._model is None:
                    raise ModelMissing(role="chat")
                return self._model.generate(request, poll=self._poller(ticket), grow=self._grower(ticket))
            case protocol.Adapt():
                return self._adapt(request)
            case protocol.Confine(ticket=ticket, memory_bytes=memory_bytes):
                return protocol.Confined(ticket=ticket, memory_bytes=confine(memory_bytes))
            case protocol.Hello(ticket=ticket):
                return protocol.Introduced(ticket=ticket, device=device())
            case protocol.Rest(ticket=ticket):
                self._close_model()
                return protocol.Rested(ticket=ticket)
            case _:
                raise ModelFailed(step="request", request=type(request).__name__)

    def _grower(self, ticket: int) -> Callable[[int, str], None]:
        def grow(index: int, text: str) -> None:
            self._say(protocol.Grew(ticket=ticket, index=index, text=text))

        return grow

    def _load(self, request: protocol.Load) -> protocol.Loaded:
        """Load, unless exactly this is loaded; the file is compared with its SHA-256 right before.

        A model that stays is without adapters afterwards, as a new one is.
        """
        same = msgspec.structs.replace(request, ticket=0)
        if self._model is None or same != self._loaded:
            self._close_model()
            poll = self._poller(request.ticket)
            check_hash(request.path, request.sha256, poll=poll)
            self._model = Model(
                request.path,
                n_ctx=request.n_ctx,
                gpu_layers=request.gpu_layers,
                threads=request.n_threads,
                kept_bytes=request.kept_bytes,
                poll=poll,
            )
            self._loaded = same
        else:
            self._model.adapt(())
        return msgspec.structs.replace(self._model.info, ticket=request.ticket)

    def _adapt(self, request: protocol.Adapt) -> protocol.Adapted:
        """Compare every file with its SHA-256, then swap; what goes wrong leaves those in use that were."""
        if self._model is None:
            raise ModelMissing(role="chat")
        for file in request.adapters:
            try:
                check_hash(file.path, file.sha256, poll=self._poller(request.ticket))
            except ModelMissing:
                raise AdapterRefused(reason="missing", path=file.path) from None
            except ModelRefused as refused:
                raise AdapterRefused(**refused.facts) from None
        base_sha256 = "" if self._loaded is None else self._loaded.sha256
        adapted = self._model.adapt(request.adapters, base_sha256=base_sha256)
        return msgspec.structs.replace(adapted, ticket=request.ticket)

    def _load_embedder(self, request: protocol.LoadEmbedder) -> protocol.Loaded:
        if self._embedder is not None:
            self._embedder.close()
            self._embedder = None
        poll = self._poller(request.ticket)
        check_hash(request.path, request.sha256, poll=poll)
        self._embedder = Embedder(request.path, threads=request.n_threads, poll=poll)
        return msgspec.structs.replace(self._embedder.info, ticket=request.ticket)

    def _close_model(self) -> None:
        if self._model is not None:
            self._model.close()
        self._model = self._loaded = None


def check_hash(path: str, sha256: str, *, poll: Callable[[], bool]) -> None:
    """Compare a file with its recorded SHA-256; "" is not compared.

    Raises:
        ModelMissing: no such file.
        ModelRefused: other bytes than recorded.
        Cancelled: `poll` said so.
    """
    digest = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            while sha256 and (block := file.read(HASH_BLOCK)):
                digest.update(block)
                if poll():
                    raise Cancelled
    except FileNotFoundError:
        raise ModelMissing(path=path) from None
    except OSError as error:
        raise ModelRefused(reason="unreadable", path=path, errno=error.errno or 0) from None
    if sha256 and digest.hexdigest() != sha256:
        raise ModelRefused(reason="wrong_hash", path=path)
