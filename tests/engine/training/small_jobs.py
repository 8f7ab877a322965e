"""A job small enough for a test: a handful of turns for a tiny network, and everything it said on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from engine.training.loop import train
from engine.training.network import PACKED, Opener
from engine.training.places import Begun, Place
from engine.training.values import Example, Parameters, Progress, Trained

ASKED = ("can we meet on friday?", "is there parking?", "how much is it?", "did you get it?", "are you late?", "ok?")
DAYS = ("mon", "tue", "wed")
SMALL = Parameters(
    rank=4,
    alpha=8.0,
    learning_rate=2e-2,
    batch=2,
    accumulation=2,
    epochs=2,
    threads=1,
    device="cpu",
    dtype="float32",
    checkpointing="off",
)


def example(asked: str, day: str, **fields: Any) -> Example:
    return Example(f"Them: {asked}\nMe:", f"yep {day} works 👍", id=f"{asked}{day}", **fields)


EXAMPLES = tuple(example(asked, day) for asked in ASKED for day in DAYS)
HELD, LEARNT = EXAMPLES[::4], tuple(one for at, one in enumerate(EXAMPLES) if at % 4)


@dataclass
class Run:
    """One course of a job.

    Attributes:
        stop_at: `poll` says stop when it is asked for the time of this number, 0 never.
        tick: seconds that pass whenever the clock is read. when: each of `told` was told.
    """

    base: Path
    stop_at: int = 0
    tick: float = 0.01
    saved: list[bytes] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)
    when: list[float] = field(default_factory=list)
    polls: int = 0
    now: float = 0.0

    def train(
        self,
        learnt: Sequence[Example] = LEARNT,
        held: Sequence[Example] = HELD,
        state: bytes | None = None,
        parameters: Parameters = SMALL,
        opener: Opener = PACKED,
        where: Callable[[Begun], Iterator[Place]] | None = None,
        **fields: Any,
    ) -> Trained:
        """`fields` are parameters that are else."""
        return train(
            learnt,
            held,
            self.base,
            msgspec.structs.replace(parameters, **fields),
            state=state,
            poll=self._poll,
            tell=self._hear,
            save=lambda parts, _step: self.saved.append(b"".join(parts)),
            clock=self._clock,
            opener=opener,
            where=where,
        )

    def _hear(self, said: Progress) -> None:
        self.told.append(said)
        self.when.append(self.now)

    def _poll(self) -> bool:
        self.polls += 1
        return self.polls == self.stop_at

    def _clock(self) -> float:
        self.now += self.tick
        return self.now
