"""Processes that tell what a trainer, a gate and a merger could give away. Children import this module by name."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from engine.training import gate_messages, gate_process, merge_process, messages, trainer
from engine.training.gate import Verdict
from engine.training.gate_messages import Examine, Pair, Rehearse, Rehearsed
from engine.training.messages import Begin, Done, Saved
from engine.training.values import Example, Progress, Trained

STEPS = 4


def train_by_heart(connection: Connection) -> None:
    """An adapter, and states, in which every word that was learnt from stands."""
    begin = messages.request(connection.recv_bytes())
    assert isinstance(begin, Begin)
    learnt = msgspec.json.encode((begin.learnt, begin.held))
    for step in range(1, STEPS + 1):
        connection.send_bytes(messages.encode(Progress(step, STEPS, 0, 1.0, None, 1.0, 1.0)))
        connection.send_bytes(messages.encode(Saved(learnt, step)))
        Path(begin.out).write_bytes(b"GGUF" + learnt)
        connection.poll(0.15)
    trained = Trained(b"", 4, 8.0, 3.0, 1.0, STEPS, STEPS, len(begin.learnt), len(begin.held), 100, 1.0)
    connection.send_bytes(messages.encode(Done(trained, sha256(b"GGUF" + learnt).hexdigest())))
    connection.poll(60)


def gate_by_heart(connection: Connection) -> None:
    """It shows the person every held-out turn beside itself."""
    asked = gate_messages.request(connection.recv_bytes())
    said: gate_messages.Reply
    if isinstance(asked, Rehearse):
        said = Rehearsed((), (Example("Them: hello?\nMe:", "Hello there.", source="anchor"),) * 8)
    else:
        assert isinstance(asked, Examine)
        assert Path(asked.candidate).read_bytes().startswith(b"GGUF")
        connection.poll(0.2)
        pairs = tuple(Pair(one.input, one.output, one.output, one.output) for one in asked.held)
        said = gate_messages.Examined(Verdict(True, ()), pairs)
    connection.send_bytes(gate_messages.encode(said))
    connection.poll(60)


def trainer_that_tries(connection: Connection) -> None:
    _tries(trainer.run, connection)


def gate_that_tries(connection: Connection) -> None:
    _tries(gate_process.main, connection)


def merger_that_tries(connection: Connection) -> None:
    _tries(merge_process.main, connection)


def _tries(main: Callable[[Connection], None], connection: Connection) -> None:
    """The real one at work on something that ends at once; then what it could still do, a line each."""
    main(connection)
    connection.send_bytes("\n".join([*_ways_out(), *(f"knows {one}" for one in _known())]).encode())
    connection.recv_bytes()


def _ways_out() -> list[str]:
    def udp() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plain:
            plain.sendto(b"words", ("127.0.0.1", 9))

    def listen() -> None:
        with socket.socket() as plain:
            plain.bind(("127.0.0.1", 0))

    ways: dict[str, Callable[[], object]] = {
        "tcp": lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        "tcp 6": lambda: socket.create_connection(("::1", 9), timeout=1),
        "udp": udp,
        "listen": listen,
        "names": lambda: socket.getaddrinfo("localhost", 80),
        "old names": lambda: socket.gethostbyname("localhost"),
        "addresses": lambda: socket.gethostbyaddr("127.0.0.1"),
    }
    told = []
    for name, way in ways.items():
        try:
            way()
            told.append(f"{name}: open")
        except PermissionError:
            told.append(f"{name}: refused")
        except OSError:
            told.append(f"{name}: tried")
    return told


def _known() -> list[str]:
    """What it was started with, and the files that it has open."""
    opened = []
    for number in Path("/proc/self/fd").iterdir():
        try:
            opened.append(str(number.readlink()))
        except OSError:
            continue  # the one that lists them
    return [*sys.orig_argv, *os.environ, *os.environ.values(), *opened]
