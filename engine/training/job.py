"""What a job is made of: its lessons, and a name by which a saved state is told from another job's."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import msgspec

from engine.problems import TooFewExamples
from engine.training import gate
from engine.training.dialogue import Dialogue, Lesson, lessons_of
from engine.training.values import LEAST_TRAIN, Example, Parameters

#: A job needs so many held-out turns, or nothing can be told of it; and as many as the gate asks for where it was given
#: them, as some may be too long to be measured.
LEAST_HELD, GATE_HELD = 4, gate.Limits().turns
#: What a base is known by besides its length: so many pieces of it, of so many bytes.
PIECES, PIECE = 64, 4096
#: How the base is opened where nothing else is said.
PACKED = "packed"


def name_of(
    learnt: Sequence[Example],
    held: Sequence[Example],
    base: Path,
    parameters: Parameters,
    *,
    opener: str = PACKED,
) -> str:
    """What a job is made of, as a hash: the same job goes on from its state, another one does not."""
    settings = msgspec.structs.replace(parameters, threads=0, hf_folder="")
    made = hashlib.sha256(msgspec.json.encode((tuple(learnt), tuple(held), settings, opener)))
    size = base.stat().st_size
    made.update(str(size).encode())
    with base.open("rb") as file:
        for at in range(PIECES):
            file.seek(max(0, size - PIECE) * at // (PIECES - 1))
            made.update(file.read(PIECE))
    return made.hexdigest()[:32]


def lessons_and_tests(
    learnt: Sequence[Example], held: Sequence[Example], base: Path, parameters: Parameters
) -> tuple[list[Lesson], list[Lesson]]:
    """The examples as tokens, those to learn from and those held out.

    Raises:
        TooFewExamples: `needed`, `examples`.
    """
    dialogue = Dialogue(base)
    try:
        lessons, tests = (lessons_of(examples, dialogue, parameters) for examples in (learnt, held))
    finally:
        dialogue.close()
    least_held = GATE_HELD if len(held) >= GATE_HELD else LEAST_HELD
    for found, needed in ((lessons, LEAST_TRAIN), (tests, least_held)):
        if len(found) < needed:
            raise TooFewExamples(needed=needed, examples=len(found))
    return lessons, tests
