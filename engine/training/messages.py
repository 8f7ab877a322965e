"""What crosses the trainer's pipe, both ways: tagged msgspec Structs in msgpack, like `engine.protocol`.

One job a process: `Begin`, and where it goes on, a `Given` for every `Wanted`; then any number of `Progress` and
states, in one or several `Saved` each, and at the end one of `Done`, `Stopped` and `Failed`. `Stop` ends it at the next
look, with a last state.
"""

from __future__ import annotations

import msgspec

from engine.problems import Problem
from engine.protocol import Facts
from engine.training.values import Example, Parameters, Progress, Trained


class Begin(msgspec.Struct, frozen=True, tag=True):
    """Train an adapter.

    Attributes:
        base: path of the model's file; `sha256` what it must hash to.
        out: where the adapter is written, as a GGUF that llama.cpp puts on `base`.
        held: turns that are never learnt from.
        resumes: whether it goes on from the last state of this very job, which it asks for.
        avoids: why no graphics card is used or asked for anything ("card_died"), "" where one may be; unlike the
            parameters it says nothing of what job it is.
        notes: what the adapter's file says of where it comes from, by its keys.
    """

    base: str
    sha256: str
    out: str
    learnt: tuple[Example, ...]
    held: tuple[Example, ...]
    parameters: Parameters
    resumes: bool = False
    notes: dict[str, str] = {}
    avoids: str = ""


class Given(msgspec.Struct, frozen=True, tag=True):
    """The next piece of the state that it goes on from."""

    piece: bytes
    last: bool


class Stop(msgspec.Struct, frozen=True, tag=True):
    """Stop at once and keep the state."""


class Wanted(msgspec.Struct, frozen=True, tag=True):
    """Send the next piece of the state."""


class Saved(msgspec.Struct, frozen=True, tag=True):
    """Keep this: the job can go on from here. With the last piece the state is whole; nothing else comes between."""

    piece: bytes
    step: int
    last: bool = True


class Done(msgspec.Struct, frozen=True, tag=True):
    """It came to its end, and the adapter lies where it was to be written.

    Attributes:
        trained: what came out, without the adapter's own bytes.
        sha256: of the file that was written; "" where nothing beat the base, and nothing was written.
    """

    trained: Trained
    sha256: str


class Stopped(msgspec.Struct, frozen=True, tag=True):
    """It stopped because it was told to, or because its parent is gone."""


class Failed(msgspec.Struct, frozen=True, tag=True):
    """A problem by its code and facts."""

    code: str
    facts: Facts


Request = Begin | Given | Stop
Reply = Progress | Wanted | Saved | Done | Stopped | Failed

encode = msgspec.msgpack.Encoder().encode
request = msgspec.msgpack.Decoder(Request).decode
reply = msgspec.msgpack.Decoder(Reply).decode


def failed(problem: Problem) -> Failed:
    """What is told of a problem."""
    return Failed(problem.code, dict(problem.facts))
