"""The states of a job at rest, encrypted: the two newest, in turn, so that one is whole at every moment.

    a state's file = HEAD (what it is, after which step and as which save), then what the trainer told

All that is saved within one measuring is of the same step, so the number of the save tells what is newest. A state may
be larger than this process is to be, so it is written as it comes and read piece by piece. Whether it can be gone on
from is the trainer's to say, which compares its hash before anything is made of it.
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
HEAD = struct.Struct("<8sQQ")
KIND = b"state 2\n"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A trainer's state after a step, that was whole when it was looked for.

    Attributes:
        number: of the save, from 1.
        pieces: reads it; `SealBroken`, `HomeUnwritable` where it is so no more, maybe after some pieces.
    """

    step: int
    number: int
    path: Path
    pieces: Callable[[], Iterator[bytes]] = field(repr=False)


class Checkpoints:
    """Those of one job; problems are a `SealBroken`, `DiskFull` or `HomeUnwritable`."""

    def __init__(self, folder: Path, job_id: str, key: bytes) -> None:
        self._folder, self._id, self._key = folder, job_id, key
        self._newest: tuple[Path | None, int] | None = None

    def put(self, step: int, state: Iterable[bytes]) -> None:
        """Keep a state in place of the older one of two; whatever `state` raises, both stay."""
        if self._newest is None:
            self.whole()
        newest, number = self._newest or (None, 0)
        paths = [self._folder / f"{name}.sealed" for name in NAMES]
        path = next(one for one in paths if one != newest)
        head = HEAD.pack(KIND, step, number + 1)
        sealed.seal(path, chain([head], state), key=self._key, purpose=f"checkpoint {self._id}")
        self._newest = path, number + 1

    def whole(self) -> list[Checkpoint]:
        """Those that are whole, newest first; each is read once for that."""
        found = [one for name in NAMES if (one := self._read(self._folder / f"{name}.sealed")) is not None]
        found.sort(key=lambda one: one.number, reverse=True)
        self._newest = (found[0].path, found[0].number) if found else (None, 0)
        return found

    def _read(self, path: Path) -> Checkpoint | None:
        try:
            step, number, state = self._opened(path)
            for _ in state:
                pass  # what was changed shows as it is opened
        except SealBroken as broken:
            if broken.facts.get("reason") != "missing":
                logs.event("checkpoint_damaged", job=self._id)
            return None
        return Checkpoint(step, number, path, lambda: self._opened(path)[2])

    def _opened(self, path: Path) -> tuple[int, int, Iterator[bytes]]:
        """The step, the number of the save, and the pieces of the state."""
        pieces = sealed.pieces(path, key=self._key, purpose=f"checkpoint {self._id}")
        first = next(pieces)
        if len(first) < HEAD.size:
            raise SealBroken(reason="damaged")
        kind, step, number = HEAD.unpack_from(first)
        if kind != KIND:  # of another version of Sotto
            raise SealBroken(reason="damaged")
        return step, number, chain([first[HEAD.size :]], pieces)
