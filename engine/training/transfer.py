"""A training state on its way over the trainer's pipe: piece by piece, so that nobody on the way holds it whole.

The trainer asks for each piece of the state that it goes on from, and sends each piece of the state that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from multiprocessing.connection import Connection

from engine.problems import Cancelled
from engine.training import messages
from engine.training.messages import Given, Saved, Wanted

PIECE = 1 << 20


def told(state: Iterable[bytes], step: int) -> Iterator[Saved]:
    """What is said of a state; `state` are its parts, of any sizes."""
    for part in state:
        whole = memoryview(part)
        for at in range(0, len(whole), PIECE):
            yield Saved(bytes(whole[at : at + PIECE]), step, last=False)
    yield Saved(b"", step)


def ask(connection: Connection) -> bytes:
    """The state that the job goes on from.

    Raises:
        Cancelled: there is none any more to go on from. EOFError, OSError: nobody is there.
    """
    held = bytearray()
    while True:
        connection.send_bytes(messages.encode(Wanted()))
        said = messages.request(connection.recv_bytes())
        if not isinstance(said, Given):
            raise Cancelled
        held += said.piece
        if said.last:
            return bytes(held)
