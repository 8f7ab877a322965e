"""Processes in place of the gate's. Children import this module by name, so it stands alone."""

from __future__ import annotations

import os
import resource
import signal
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path


def die(connection: Connection) -> None:
    connection.recv_bytes()
    os.kill(os.getpid(), signal.SIGKILL)


def babble(connection: Connection) -> None:
    connection.recv_bytes()
    connection.send_bytes(b"\xc1 nothing anybody can read")
    connection.recv_bytes()


def hang(connection: Connection) -> None:
    connection.recv_bytes()
    time.sleep(60)


def try_to_get_out(connection: Connection) -> None:
    """What a confined gate may do: told as a line each."""
    connection.recv_bytes()
    from engine.training.manners import stay_off_the_network, step_back

    step_back(1 << 34)
    stay_off_the_network()
    told = [f"nice {os.nice(0)}", f"data {resource.getrlimit(resource.RLIMIT_DATA)[0]}"]
    import socket

    try:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
    except PermissionError:
        told.append("no network")
    except OSError:
        told.append("network")
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        Path(tempfile.gettempdir(), f"gate-{os.getpid()}").write_text("text")
    except OSError:
        told.append("no file")
    connection.send_bytes("\n".join(told).encode())
    connection.recv_bytes()
