"""Workers that follow a script: they speak the protocol and die, hang or talk nonsense as the names of files say."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

from engine import protocol
from engine.problems import AdapterRefused, ModelMissing, Problem


def scripted_worker(connection: Connection) -> None:
    """Answers with the names of what it has loaded; see `_do` for the words that make it misbehave."""
    here = _Here()
    while True:
        request = protocol.request(connection.recv_bytes())
        if isinstance(request, protocol.Cancel):
            continue
        try:
            reply = here.answer(request)
        except Problem as problem:
            reply = protocol.Failed(ticket=request.ticket, code=problem.code, facts=problem.facts)
        if "garbage" in here.model:
            connection.send_bytes(b"\xc1 nonsense")
        connection.send_bytes(protocol.encode(reply))


def scripted_remote(connection: Connection) -> None:
    """An endpoint whose one answer is its host's name; every request opens a socket, as it says."""
    host, sockets = "", 0
    while True:
        request = protocol.request(connection.recv_bytes())
        if isinstance(request, protocol.Connect):
            host = request.base_url
            reply: protocol.Reply = loaded(request.ticket, host)
        else:
            reply = generated(request.ticket, host)
        sockets += 1
        connection.send_bytes(protocol.encode(protocol.SocketsOpened(ticket=request.ticket, count=sockets)))
        connection.send_bytes(protocol.encode(reply))


class _Here:
    """What is loaded: `deadly` in the name of a file ends the worker that writes with it, `deadly_to_load` already
    when it is loaded, as does a model whose file is not there; `hung` says nothing for ever."""

    def __init__(self) -> None:
        self.model = ""
        self.adapters: tuple[str, ...] = ()

    def answer(self, request: protocol.Request) -> protocol.Reply:
        match request:
            case protocol.Load(ticket=ticket, path=path):
                self.model, self.adapters = path, ()
                if "deadly_to_load" in path or not Path(path).exists():
                    die()
                return loaded(ticket, path)
            case protocol.Adapt(ticket=ticket, adapters=files):
                for file in files:
                    if "deadly_to_load" in file.path:
                        die()
                    if not Path(file.path).exists():
                        raise AdapterRefused(reason="missing", path=file.path)
                self.adapters = tuple(file.path for file in files)
                return protocol.Adapted(ticket=ticket, n_adapters=len(files), change=1.0, swap_s=0.0)
            case protocol.Generate(ticket=ticket):
                if not self.model:
                    raise ModelMissing(role="chat")
                at_work = [self.model, *self.adapters]
                if any("deadly" in path for path in at_work):
                    die()
                if "hung" in self.model:
                    time.sleep(3600)
                return generated(ticket, "+".join(Path(path).stem for path in at_work))
            case protocol.Rest(ticket=ticket):
                return protocol.Rested(ticket=ticket)
            case _:
                return protocol.Introduced(ticket=request.ticket, device="scripted")


def die() -> None:
    """As a bad file makes it die."""
    ctypes.string_at(0)


def loaded(ticket: int, name: str) -> protocol.Loaded:
    return protocol.Loaded(
        ticket=ticket,
        arch="llama",
        name=name,
        n_ctx=1,
        n_ctx_train=1,
        n_params=1,
        n_embd=1,
        n_vocab=1,
        gpu_layers=0,
        n_layers=1,
        device="CPU",
        has_chat_template=False,
    )


def generated(ticket: int, text: str) -> protocol.Generated:
    return protocol.Generated(
        ticket=ticket, texts=(text,), mean_logprobs=(0.0,), finish=("stop",), tokens=(1,), prompt_tokens=1
    )


def shot_worker(connection: Connection) -> None:
    """The real worker, hit by SIGSEGV in the middle of the first text."""
    _serve_until_hurt(connection, signal.SIGSEGV)


def stopped_worker(connection: Connection) -> None:
    """The real worker, which falls silent in the middle of the first text."""
    _serve_until_hurt(connection, signal.SIGSTOP)


def _serve_until_hurt(connection: Connection, how: signal.Signals) -> None:
    from engine.llm.serving import Server

    Server(cast("Connection", _Hurting(connection, how))).run()


class _Hurting:
    """A pipe that hurts its process when the server looks up for the third time while it writes."""

    def __init__(self, pipe: Connection, how: signal.Signals) -> None:
        self._pipe, self._how = pipe, how
        self._writing, self._looks = False, 0
        self.send_bytes = pipe.send_bytes

    def recv_bytes(self) -> bytes:
        data = self._pipe.recv_bytes()
        self._writing = isinstance(protocol.request(data), protocol.Generate)
        return data

    def poll(self, timeout: float = 0.0) -> bool:
        self._looks += self._writing
        if self._looks == 3:
            os.kill(os.getpid(), self._how)
        return self._pipe.poll(timeout)
