"""How many internet sockets this process has opened: counted, so that the figure shown is never a promise.

Python tells its audit hooks about every socket it makes. Code below Python could go round it; the proof is a run in a
world without a network, which the tests do.
"""

from __future__ import annotations

import socket
import sys

_INTERNET = frozenset({int(socket.AF_INET), int(socket.AF_INET6)})
_opened = 0
_watching = False


def watch() -> None:
    """Begin to count; once is enough."""
    global _watching
    if not _watching:
        _watching = True
        sys.addaudithook(_hear)


def opened() -> int:
    """Internet sockets made since `watch`."""
    return _opened


def _hear(event: str, facts: tuple[object, ...]) -> None:
    global _opened
    if event == "socket.__new__" and len(facts) > 1 and facts[1] in _INTERNET:
        _opened += 1
