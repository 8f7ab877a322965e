"""The count of sockets is a count."""

from __future__ import annotations

import subprocess
import sys

COUNTS = """
import socket
from app import sockets
sockets.watch()
sockets.watch()
here, there = socket.socketpair()
here.close(), there.close()
print(sockets.opened())
socket.socket(socket.AF_INET).close()
socket.socket(socket.AF_INET6).close()
print(sockets.opened())
"""


def test_internet_sockets_are_counted_and_local_ones_are_not() -> None:
    done = subprocess.run([sys.executable, "-c", COUNTS], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "2"]
