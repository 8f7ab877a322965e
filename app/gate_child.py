"""The gate's child process: started and heard; one that dies has let nobody pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from app.child import Child, ChildGone
from app.worker import allowance
from engine.problems import WorkerDied
from engine.training import gate, gate_messages, gate_process
from engine.training.gate_messages import Examine, Examined, Looked, Rehearse, Reply, Stopped, Taken

Request = Rehearse | Examine


def start(request: Request) -> Child:
    """A fresh process at work on this; its messages are read by `heard`."""
    child = Child(gate_process.main, name="gate")
    child.send(gate_messages.encode(msgspec.structs.replace(request, memory_bytes=allowance())))
    return child


def heard(data: bytes, request: Request) -> Reply:
    """What it said; what nobody can read is its death."""
    try:
        said: Reply = gate_messages.reply(data)
    except msgspec.DecodeError:
        return died(request)
    return said


def died(request: Request) -> Reply:
    """What a death answers: the candidate did not pass; of a rehearsal nothing is known."""
    if isinstance(request, Examine):
        return Examined(gate.refused("gate_died"))
    return gate_messages.failed(WorkerDied(during="rehearsal"))


def answer(
    request: Request,
    start: Callable[[Request], Child],
    messages: Callable[[Child], Iterator[bytes]],
    *,
    tell: Callable[[Looked], None],
    taken: Callable[[], None] = lambda: None,
) -> Reply:
    """The final answer of a process to a request; it is ended whatever comes.

    Args:
        messages: what the process says, one after the other; raises whatever ends that, `ChildGone` with the process.
        taken: hears that the files of adapters are needed no more.
    """
    child = start(request)
    try:
        for data in messages(child):
            match said := heard(data, request):
                case Looked():
                    tell(said)
                case Taken():
                    taken()
                case _:
                    return said
        return Stopped()  # nobody heard it to its end
    except ChildGone:
        return died(request)
    finally:
        child.stop(0.5)
