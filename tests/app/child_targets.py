"""What the children of the tests do. Children import this module by name, so it stands alone."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from multiprocessing.connection import Connection

from engine import protocol


def echo(connection: Connection) -> None:
    while True:
        connection.send_bytes(connection.recv_bytes())


def segfault(connection: Connection) -> None:
    connection.send_bytes(b"last message")
    connection.recv_bytes()
    ctypes.string_at(0)


def hang(connection: Connection) -> None:
    connection.send_bytes(b"hanging")
    while True:
        time.sleep(60)


def environment(connection: Connection) -> None:
    connection.send_bytes("\n".join(sorted(os.environ)).encode())
    connection.recv_bytes()


def chatter(connection: Connection) -> None:
    """More on stdout and stderr than any pipe buffer holds."""
    for _ in range(64):
        os.write(2, b"x" * 65536)
        os.write(1, b"y" * 65536)
    os.write(2, b"the end")
    connection.send_bytes(b"wrote it all")
    connection.recv_bytes()


def fail(connection: Connection) -> None:
    connection.recv_bytes()
    raise ValueError("the secret text of a message")


def modules(connection: Connection) -> None:
    connection.send_bytes("\n".join(sorted(sys.modules)).encode())
    connection.recv_bytes()


def interrupted(connection: Connection) -> None:
    """Answers whether everything that a terminal or a session asks with went by unnoticed."""
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(os.getpid(), one)
    connection.send_bytes(b"still here")
    connection.recv_bytes()


def cores(connection: Connection) -> None:
    """Tells how large a core of it may be."""
    import resource  # there is none on Windows

    connection.send_bytes(repr(resource.getrlimit(resource.RLIMIT_CORE)).encode())
    connection.recv_bytes()


def worker_that_segfaults_when_generating(connection: Connection) -> None:
    """Speaks the worker's protocol, and dies as a bad model makes it die."""

    while True:
        request = protocol.request(connection.recv_bytes())
        if isinstance(request, protocol.Generate):
            ctypes.string_at(0)
        connection.send_bytes(protocol.encode(_loaded(request.ticket)))


def worker_that_says_stale_things(connection: Connection) -> None:
    """Answers with somebody else's ticket first."""

    while True:
        ticket = protocol.request(connection.recv_bytes()).ticket
        for number, device in ((ticket + 100, "stale"), (ticket, "right"), (ticket, "twice")):
            connection.send_bytes(protocol.encode(protocol.Introduced(ticket=number, device=device)))


def _loaded(ticket: int) -> protocol.Loaded:

    return protocol.Loaded(
        ticket=ticket,
        arch="llama",
        name="bad",
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


def hang_silently(connection: Connection) -> None:
    while True:
        time.sleep(60)
