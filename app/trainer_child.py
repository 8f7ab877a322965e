"""The trainer's child process: started, told to stop, heard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.child import Child, ChildGone
from engine.problems import TrainingFailed, rebuilt
from engine.training import messages, trainer
from engine.training.messages import Begin, Failed, Given, Reply, Saved, Stop, Wanted


def start(begin: Begin, *, interpreter: Path | None = None) -> Child:
    """A fresh process at work on this; its messages are read by `heard`.

    Args:
        interpreter: one that has the parts, where ours has not (`app.parts.interpreter`).

    Raises:
        TrainingFailed: `reason` parts: there is no such interpreter.
    """
    try:
        child = Child(trainer.main, name="trainer", interpreter=interpreter)
    except OSError:
        raise TrainingFailed(reason="parts") from None
    child.send(messages.encode(begin))
    return child


def give(child: Child, state: Iterator[bytes], said: Iterator[bytes]) -> None:
    """Send it the state that it goes on from, a piece whenever it asks for one.

    Args:
        said: what it says, message by message; raises whatever ends that.

    Raises:
        ChildGone: it died. Problem: as it told, or as the state tells.
    """
    for data in said:
        match answer := heard(data):
            case Wanted():
                piece = next(state, None)
                child.send(messages.encode(Given(piece or b"", last=piece is None)))
                if piece is None:
                    return
            case Failed():
                raise rebuilt(answer.code, answer.facts)
            case _:
                raise TrainingFailed(reason="garbled")


def state_of(first: Saved, said: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of a state that begins with `first`, as they come; problems as in `give`."""
    answer: Reply = first
    while isinstance(answer, Saved) and answer.step == first.step:
        yield answer.piece
        if answer.last:
            return
        answer = heard(next(said))
    raise TrainingFailed(reason="garbled")


def stop(child: Child) -> None:
    """Ask it to stop and save; it answers `Stopped`, unless its answer is under way already."""
    try:
        child.send(messages.encode(Stop()))
    except ChildGone:
        return  # its end is heard like any other


def heard(data: bytes) -> Reply:
    """What it said; what nobody can read is a failure."""
    try:
        said: Reply = messages.reply(data)
    except msgspec.DecodeError:
        return messages.failed(TrainingFailed(reason="garbled"))
    return said
