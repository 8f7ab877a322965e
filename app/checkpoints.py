"""The states of a job at rest, encrypted: the two newest, in turn, so that one is whole at every moment.

    a state's file = HEAD (what it is, and the step it was made after), then what the trainer told

A state may be larger than this process is to be, so it is written as it comes and read piece by piece. Whether it can
be gone on from is the trainer's to say, which compares its hash before anything is made of it.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from app import logs, sealed
from engine.problems import SealBroken

NAMES = ("checkpoint-a", "checkpoint-b")
HEAD = struct.Struct("<8sQ")
KIND = b"state 1\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trainer's state after a step, that was whole when it was looked for.

    Attributes:
        pieces: reads it; `SealBroken`, `HomeUnwritable` where it is so no more, maybe after some pieces.
    """

    step: int
    path: Path
    pieces: Callable[[], Iterator[bytes]] = field(repr=False)


class Checkpoints:
    """Those of one job; problems are a `SealBroken`, `DiskFull` or `HomeUnwritable`."""

    def __init__(self, folder: Path, job_id: str, key: bytes) -> None:
        self._folder, self._id, self._key = folder, job_id, key
        self._newest: Path | None = None

    def put(self, step: int, state: Iterable[bytes]) -> None:
        """Keep a state in place of the older one of two; whatever `state` raises, both stay."""
        if self._newest is None:
            self.whole()
        paths = [self._folder / f"{name}.sealed" for name in NAMES]
        path = next(one for one in paths if one != self._newest)
        head = HEAD.pack(KIND, step)
        sealed.seal(path, chain([head], state), key=self._key, purpose=f"checkpoint {self._id}")
        self._newest = path

    def whole(self) -> list[Checkpoint]:
        """Those that are whole, newest first; each is read once for that."""
        found = [one for name in NAMES if (one := self._read(self._folder / f"{name}.sealed")) is not None]
        found.sort(key=lambda one: one.step, reverse=True)
        self._newest = found[0].path if found else None
        return found

    def _read(self, path: Path) -> Checkpoint | None:
        try:
            step, state = self._opened(path)
            for _ in state:
                pass  # what was changed shows as it is opened
        except SealBroken as broken:
            if broken.facts.get("reason") != "missing":
                logs.event("checkpoint_damaged", job=self._id)
            return None
        return Checkpoint(step, path, lambda: self._opened(path)[1])

    def _opened(self, path: Path) -> tuple[int, Iterator[bytes]]:
        """The step, and the pieces of the state."""
        pieces = sealed.pieces(path, key=self._key, purpose=f"checkpoint {self._id}")
        first = next(pieces)
        if len(first) < HEAD.size:
            raise SealBroken(reason="damaged")
        kind, step = HEAD.unpack_from(first)
        if kind != KIND:  # of another version of Sotto
            raise SealBroken(reason="damaged")
        return step, chain([first[HEAD.size :]], pieces)
