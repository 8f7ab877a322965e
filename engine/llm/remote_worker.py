"""The remote child: the one process that may open sockets. Outside it speaks to a server, inside the worker's protocol.

One request at a time; `Cancel` closes its connection within the stream, pings are answered meanwhile.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import deque
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from engine import protocol, sockets
from engine.llm import confinement, remote_look
from engine.problems import Cancelled, ModelFailed, ModelMissing, Problem

if TYPE_CHECKING:
    from engine.llm.remote import Endpoint

BEAT_S = 1.0


def main(connection: Connection) -> None:
    """Answer requests until the pipe is at its end; `app.child.Child` starts it."""
    asyncio.run(RemoteServer(connection).run())


class RemoteServer:
    """The endpoint in use, what waits to be answered, and the request under way."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._heard: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._waiting: deque[protocol.Request] = deque()
        self._more = asyncio.Event()
        self._cancelled: set[int] = set()
        self._ticket: int | None = None
        self._working: asyncio.Task[protocol.Reply] | None = None
        self._endpoint: Endpoint | None = None
        self._told_sockets = 0

    async def run(self) -> None:
        """Until the pipe is at its end."""
        sockets.watch()  # the event loop is there: its own sockets, if it needs any, lead nowhere
        threading.Thread(target=self._read, args=(asyncio.get_running_loop(),), name="pipe", daemon=True).start()
        tasks = {asyncio.create_task(each) for each in (self._hear_all(), self._answer_all(), self._beat())}
        done, others = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._disconnect()
        for task in done:
            task.result()  # a bug of ours goes up

    def _read(self, loop: asyncio.AbstractEventLoop) -> None:
        """A thread, because not every system's event loop can wait for a pipe."""
        while True:
            try:
                data: bytes | None = self._pipe.recv_bytes()
            except (EOFError, OSError):
                data = None
            try:
                loop.call_soon_threadsafe(self._heard.put_nowait, data)
            except RuntimeError:  # the loop has ended first
                return
            if data is None:
                return

    async def _hear_all(self) -> None:
        """Cancels and pings are dealt with at once, the rest waits its turn; returns at the pipe's end."""
        while (data := await self._heard.get()) is not None:
            request = protocol.request(data)
            match request:
                case protocol.Ping(ticket=ticket):
                    self._say(protocol.Beat(ticket=ticket))
                case protocol.Cancel(ticket=ticket):
                    self._cancel(ticket)
                case _:
                    self._waiting.append(request)
                    self._more.set()

    def _cancel(self, ticket: int) -> None:
        if ticket == self._ticket and self._working is not None:
            self._cancelled.add(ticket)
            self._working.cancel()
        elif any(request.ticket == ticket for request in self._waiting):
            self._cancelled.add(ticket)

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_S)
            if self._ticket is not None:
                self._say(protocol.Beat(ticket=self._ticket))

    async def _answer_all(self) -> None:
        while True:
            while not self._waiting:
                self._more.clear()
                await self._more.wait()
            request = self._waiting.popleft()
            self._ticket = request.ticket
            reply = await self._answer(request)
            self._ticket = None
            self._cancelled.discard(request.ticket)
            if sockets.opened() != self._told_sockets:
                self._told_sockets = sockets.opened()
                self._say(protocol.SocketsOpened(ticket=request.ticket, count=self._told_sockets))
            self._say(reply)

    async def _answer(self, request: protocol.Request) -> protocol.Reply:
        ticket = request.ticket
        try:
            if ticket in self._cancelled:
                raise Cancelled
            self._working = asyncio.create_task(self._do(request))
            return await self._working
        except asyncio.CancelledError:
            if ticket not in self._cancelled:
                raise
            return protocol.Failed(ticket=ticket, code=Cancelled.__name__, facts={})
        except Problem as problem:
            return protocol.Failed(ticket=ticket, code=problem.code, facts=problem.facts)
        except Exception as error:  # noqa: BLE001 - the child's top: our bug, told by its class
            sys.stderr.write(f"{type(error).__name__} while answering {type(request).__name__}\n")
            return protocol.Failed(ticket=ticket, code="ModelFailed", facts={"error": type(error).__name__})
        finally:
            self._working = None

    async def _do(self, request: protocol.Request) -> protocol.Reply:
        match request:
            case protocol.Connect():
                return await self._connect(request)
            case protocol.Generate(ticket=ticket):
                if self._endpoint is None:
                    raise ModelMissing(role="chat")
                return await self._endpoint.generate(request, lambda index, text: self._grow(ticket, index, text))
            case protocol.ShowCertificate(ticket=ticket, base_url=base_url, timeout_s=timeout_s):
                return protocol.CertificateShown(ticket=ticket, pem=await remote_look.shown(base_url, timeout_s))
            case protocol.Confine(ticket=ticket, memory_bytes=memory_bytes):
                return protocol.Confined(ticket=ticket, memory_bytes=confinement.confine(memory_bytes))
            case protocol.Hello(ticket=ticket):
                import engine.llm.remote  # noqa: F401 - loaded now, so that connecting takes no longer than that

                return protocol.Introduced(ticket=ticket, device=self._endpoint.host if self._endpoint else "")
            case protocol.Rest(ticket=ticket):
                await self._disconnect()
                return protocol.Rested(ticket=ticket)
            case _:
                raise ModelFailed(step="request", request=type(request).__name__)

    async def _connect(self, request: protocol.Connect) -> protocol.Loaded:
        from engine.llm.remote import Endpoint  # here, so that whoever names `main` does not load the client

        await self._disconnect()
        endpoint = Endpoint(request)
        try:
            loaded = await endpoint.check()
        except BaseException:
            await endpoint.close()
            raise
        self._endpoint = endpoint
        return loaded

    async def _disconnect(self) -> None:
        if self._endpoint is not None:
            endpoint, self._endpoint = self._endpoint, None
            await endpoint.close()

    def _grow(self, ticket: int, index: int, text: str) -> None:
        self._say(protocol.Grew(ticket=ticket, index=index, text=text))

    def _say(self, reply: protocol.Reply) -> None:
        self._pipe.send_bytes(protocol.encode(reply))
