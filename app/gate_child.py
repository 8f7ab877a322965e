"""The gate's child process: started, told to stop, heard; one that dies has let nobody pass."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from app.child import Child, ChildGone
from app.worker import allowance
from engine.problems import WorkerDied
from engine.training import gate, gate_messages, gate_process
from engine.training.gate_messages import Examine, Examined, Looked, Rehearse, Reply, Stop

Request = Rehearse | Examine
#: One that says nothing for so long hangs: a long prompt on a slow machine takes minutes.
SILENCE_S = 900.0
#: How often a synchronous caller looks whether it should stop.
LOOK_S = 0.2


def start(request: Request) -> Child:
    """A fresh process at work on this; its messages are read by `heard`."""
    child = Child(gate_process.main, name="gate")
    child.send(gate_messages.encode(msgspec.structs.replace(request, memory_bytes=allowance())))
    return child


def cancel(child: Child) -> None:
    """Ask it to stop; it answers `Stopped`, unless its answer is under way already."""
    try:
        child.send(gate_messages.encode(Stop()))
    except ChildGone:
        return  # its end is heard like any other


def heard(data: bytes | None, request: Request) -> Reply:
    """What it said; None is its death, and so is what nobody can read."""
    try:
        return gate_messages.reply(data) if data is not None else died(request)
    except msgspec.DecodeError:
        return died(request)


def died(request: Request) -> Reply:
    """What a death answers: the candidate did not pass; of a rehearsal nothing is known."""
    if isinstance(request, Examine):
        return Examined(gate.refused("gate_died"))
    return gate_messages.failed(WorkerDied(during="rehearsal"))


def ask(
    request: Request,
    *,
    tell: Callable[[Looked], None] = lambda _looked: None,
    cancelled: Callable[[], bool] = lambda: False,
    begin: Callable[[Request], Child] = start,
    silence_s: float = SILENCE_S,
) -> Reply:
    """The final answer to a request, waited for: for the command line and for tests."""
    child = begin(request)
    asked_to_stop, silent_s = False, 0.0
    try:
        while silent_s < silence_s:
            if cancelled() and not asked_to_stop:
                asked_to_stop = True
                cancel(child)
            data = child.receive(LOOK_S)
            silent_s = silent_s + LOOK_S if data is None else 0.0
            said = heard(data, request) if data is not None else None
            if isinstance(said, Looked):
                tell(said)
            elif said is not None:
                return said
        return died(request)
    except ChildGone:
        return died(request)
    finally:
        child.stop()
