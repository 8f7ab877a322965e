"""The gate's entry: a process of its own that measures one adapter, quietly, and stops the moment it is told to.

It is given no key and no address; it opens no connection and writes no file. A file that ends it ends nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from engine.llm.worker import share_the_cores, silence_native_code
from engine.problems import Cancelled, ModelMissing, ModelRefused, Problem, TooLittleMemory
from engine.training import gate, gate_messages
from engine.training.gate_messages import Examine, Examined, Looked, Rehearse, Reply, Stop, Stopped, Taken
from engine.training.manners import stay_off_the_network, step_back

#: Between two pieces of news.
NEWS_S = 0.5


def main(connection: Connection) -> None:
    """Answer what the first message asks for; `app.child.Child` starts it."""
    silence_native_code()
    share_the_cores()
    stay_off_the_network()
    asked = gate_messages.request(connection.recv_bytes())
    if not isinstance(asked, Stop):
        step_back(asked.memory_bytes)
        connection.send_bytes(gate_messages.encode(_outcome(asked, connection)))


def _outcome(asked: Rehearse | Examine, connection: Connection) -> Reply:
    from engine.training import examination  # here, so that whoever names this target does not load llama.cpp

    poll, tell = _poller(connection), _teller(connection)
    try:
        if isinstance(asked, Rehearse):
            _check(asked.base, asked.sha256, poll)
            return examination.rehearse(asked, poll=poll, tell=tell)
        _check(asked.base, asked.base_sha256, poll)
        if asked.current:
            _check(asked.current, asked.current_sha256, poll)
        try:
            _check(asked.candidate, asked.candidate_sha256, poll)
        except (ModelMissing, ModelRefused):
            return Examined(gate.refused("adapter_refused"))
        return examination.examine(
            asked, poll=poll, tell=tell, taken=lambda: connection.send_bytes(gate_messages.encode(Taken()))
        )
    except Cancelled:
        return Stopped()
    except Problem as problem:
        return gate_messages.failed(problem)
    except MemoryError:
        return gate_messages.failed(TooLittleMemory())


def _check(path: str, sha256: str, poll: Callable[[], bool]) -> None:
    """Raises `ModelMissing`, `ModelRefused` where the file is not the one that is meant."""
    from engine.llm.serving import check_hash

    check_hash(path, sha256, poll=poll)


def _poller(connection: Connection) -> Callable[[], bool]:
    """Whether it was told to stop; once is for good.

    Raises:
        EOFError: nobody is there any more to be told anything.
    """
    stopped = False

    def poll() -> bool:
        nonlocal stopped
        while not stopped and connection.poll(0):
            stopped = isinstance(gate_messages.request(connection.recv_bytes()), Stop)
        return stopped

    return poll


def _teller(connection: Connection) -> Callable[[int, int], None]:
    """Tell how far it is, now and then."""
    told_s = 0.0

    def tell(done: int, whole: int) -> None:
        nonlocal told_s
        now = time.monotonic()
        if now - told_s >= NEWS_S:
            told_s = now
            connection.send_bytes(gate_messages.encode(Looked(done, whole)))

    return tell
