"""Processes in place of the trainer. Children import this module by name, so it stands alone."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from importlib.util import find_spec
from multiprocessing.connection import Connection


def without_torch(connection: Connection) -> None:
    """A Sotto in which the parts that train are not installed."""
    sys.modules["torch"] = None  # type: ignore[assignment]  # how Python is told that there is none
    from engine.training import trainer

    trainer.main(connection)


def has_bitsandbytes(connection: Connection) -> None:
    """After its last word, whether it could be imported."""
    sys.modules["torch"] = None  # type: ignore[assignment]
    from engine.training import trainer

    trainer.run(connection)
    connection.send_bytes(b"no" if find_spec("bitsandbytes") is None else b"yes")
    connection.poll(60)


def slow_to_leave(connection: Connection) -> None:
    """What it is made of takes its time to be taken apart."""
    atexit.register(lambda: os._exit(9))
    without_torch(connection)


def die(connection: Connection) -> None:
    connection.recv_bytes()
    os.kill(os.getpid(), signal.SIGKILL)


def babble(connection: Connection) -> None:
    connection.recv_bytes()
    connection.send_bytes(b"\xc1 nothing anybody can read")
    connection.recv_bytes()


def hang(connection: Connection) -> None:
    """It neither says anything nor hears anything."""
    connection.recv_bytes()
    signal.pause()


def try_to_get_out(connection: Connection) -> None:
    """What a trainer may do: told as a line each."""
    connection.recv_bytes()
    import resource
    import socket

    from engine.llm import adapter_file
    from engine.training.manners import stay_off_the_network, step_back

    step_back(file_bytes=adapter_file.MAX_BYTES)
    stay_off_the_network()
    told = [f"nice {os.nice(0)}", f"files {resource.getrlimit(resource.RLIMIT_FSIZE)[0]}"]
    for way in (
        lambda: socket.create_connection(("127.0.0.1", 9), timeout=1),
        lambda: socket.getaddrinfo("localhost", 80),
    ):
        try:
            way()
            told.append("network")
        except PermissionError:
            told.append("no network")
    connection.send_bytes("\n".join(told).encode())
    connection.recv_bytes()
