"""Trainers and a gate whose work is larger than the disk has room for. Children import this module by name."""

from __future__ import annotations

import resource
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

import learning_targets
import msgspec

from engine.training import gate_messages, messages
from engine.training.gate_messages import Examine, Rehearsed
from engine.training.messages import Begin, Done, Saved
from engine.training.values import Example

#: A file may have so many bytes on the full disk; the store has fewer, what these leave has more.
ROOM, LARGE = 6 << 20, 7 << 20


class _LargeState(msgspec.Struct):
    """As the trainer of the tests reads it, and more."""

    step: int
    chain: bytes
    more: bytes = bytes(LARGE)


class _Pipe:
    """A trainer's pipe that changes what it says."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._out = ""

    def recv_bytes(self) -> bytes:
        data = self._connection.recv_bytes()
        if isinstance(asked := messages.request(data), Begin):
            self._out = asked.out
        return data

    def send_bytes(self, data: bytes) -> None:
        self._connection.send_bytes(messages.encode(self.changed(messages.reply(data), self._out)))

    def changed(self, said: messages.Reply, out: str) -> messages.Reply:
        raise NotImplementedError

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


class _LargeStates(_Pipe):
    def changed(self, said: messages.Reply, out: str) -> messages.Reply:
        if not isinstance(said, Saved):
            return said
        return Saved(msgspec.msgpack.encode(_LargeState(**msgspec.msgpack.decode(said.piece))), said.step)


class _LargeAdapter(_Pipe):
    def changed(self, said: messages.Reply, out: str) -> messages.Reply:
        if not isinstance(said, Done):
            return said
        content = b"GGUF" + bytes(LARGE)
        Path(out).write_bytes(content)
        return Done(said.trained, sha256(content).hexdigest())


def with_large_states(connection: Connection) -> None:
    learning_targets.train(_LargeStates(connection))  # type: ignore[arg-type]  # it does all that a pipe does


def with_a_large_adapter(connection: Connection) -> None:
    """The disk becomes full when it is kept, not when it is written."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    learning_targets.train(_LargeAdapter(connection))  # type: ignore[arg-type]  # it does all that a pipe does


def with_large_answers(connection: Connection) -> None:
    assert not isinstance(gate_messages.request(connection.recv_bytes()), Examine)
    answer = Example("Them: hello?\nMe:", "Hello. " * (LARGE // 56), source="anchor", conversation="anchor-1")
    connection.send_bytes(gate_messages.encode(Rehearsed((), (answer,) * 8)))
    connection.poll(60)
