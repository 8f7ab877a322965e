"""The trainer's child process: started, told to stop, heard."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.child import Child, ChildGone
from engine.problems import TrainingFailed
from engine.training import messages, trainer
from engine.training.messages import Begin, Reply, Stop


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
