"""The files of training, all encrypted: examples and checkpoints of jobs, adapters; plain ones only while read.

training/lock                        whoever trains holds it
training/<job>/examples.sealed       what the job learns from, taken once
training/<job>/checkpoint-a.sealed   the two newest, in turn
training/<job>/trained.sealed        what the trainer measured, once it is done
training/adapters/<job>.sealed
training/open/<process>-….gguf       plain files; those of processes that are gone are removed
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import psutil

from app import logs, sealed
from app.paths import Home, private_folder, unwritable
from engine.problems import SealBroken
from engine.training.canaries import Canary
from engine.training.gate_messages import Voice
from engine.training.values import Example, Trained

_T = TypeVar("_T", bound=msgspec.Struct)

CHECKPOINTS = ("checkpoint-a", "checkpoint-b")
_ADAPTERS, _OPEN = "adapters", "open"


class Snapshot(msgspec.Struct, frozen=True):
    """What a job learns from and is measured on, taken once, so that a job that was stopped stays the same job.

    Attributes:
        learnt: the person's turns, planted secrets and answers of the base. held, anchors: what is measured on.
    """

    learnt: tuple[Example, ...]
    held: tuple[Example, ...]
    anchors: tuple[Example, ...]
    canaries: tuple[Canary, ...]
    voice: Voice


class Checkpoint(msgspec.Struct, frozen=True):
    """A trainer's state after a step."""

    step: int
    state: bytes


class Outcome(msgspec.Struct, frozen=True):
    """What a trainer left: what it measured, and its adapter's hash and size."""

    trained: Trained
    sha256: str
    n_bytes: int


class JobFiles:
    """The files of one job; every problem is a `SealBroken`, `DiskFull` or `HomeUnwritable`."""

    def __init__(self, home: Home, job_id: str, key: bytes) -> None:
        self._folder = home.training / job_id
        self._id, self._key = job_id, key
        self._last = ""
        self.adapter = adapter_file(home, job_id)

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Keep what the job learns from."""
        self._seal("examples", msgspec.msgpack.encode(snapshot))

    def snapshot(self) -> Snapshot:
        """What the job learns from; `reason` missing before it was taken."""
        return self._read("examples", Snapshot)

    def put_checkpoint(self, kept: Checkpoint) -> None:
        """Keep a state in place of the older one of two."""
        if not self._last:
            self._last = next((name for name, one in self._checkpoints() if one is not None), CHECKPOINTS[1])
        name = next(one for one in CHECKPOINTS if one != self._last)
        self._seal(name, msgspec.msgpack.encode(kept))
        self._last = name

    def checkpoints(self) -> list[Checkpoint]:
        """Those that are whole, newest first."""
        return [one for _, one in self._checkpoints() if one is not None]

    def put_outcome(self, outcome: Outcome, plain: Path) -> None:
        """Keep what the trainer measured, and its adapter from the plain file that it wrote.

        Raises:
            SealBroken: `reason` damaged: the file is not the one that the trainer told of.
        """
        content = plain.read_bytes()
        if sealed.sha256(content) != outcome.sha256:
            raise SealBroken(reason="damaged")
        seal_adapter(self.adapter, content, key=self._key, job_id=self._id)
        self._seal("trained", msgspec.msgpack.encode(outcome))

    def outcome(self) -> Outcome | None:
        """What the trainer measured; None while it has not come to its end."""
        try:
            return self._read("trained", Outcome)
        except SealBroken:
            return None

    def remove(self, *, adapter: bool) -> None:
        """Remove everything but, unless `adapter`, its adapter."""
        shutil.rmtree(self._folder, ignore_errors=True)
        if adapter:
            self.adapter.unlink(missing_ok=True)

    def _checkpoints(self) -> list[tuple[str, Checkpoint | None]]:
        """Newest first, damaged and missing ones last."""
        found: list[tuple[str, Checkpoint | None]] = []
        for name in CHECKPOINTS:
            try:
                found.append((name, self._read(name, Checkpoint)))
            except SealBroken as broken:
                if broken.facts.get("reason") != "missing":
                    logs.event("checkpoint_damaged", job=self._id)
                found.append((name, None))
        return sorted(found, key=lambda one: -1 if one[1] is None else one[1].step, reverse=True)

    def _seal(self, name: str, content: bytes) -> None:
        sealed.seal(self._path(name), content, key=self._key, purpose=self._purpose(name))

    def _read(self, name: str, kind: type[_T]) -> _T:
        content = sealed.unseal(self._path(name), key=self._key, purpose=self._purpose(name))
        try:
            return msgspec.msgpack.decode(content, type=kind)
        except msgspec.MsgspecError:  # of another version of Sotto
            raise SealBroken(reason="damaged") from None

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.sealed"

    def _purpose(self, name: str) -> str:
        return f"{name.partition('-')[0]} {self._id}"


def lock_of(home: Home) -> Path:
    """What whoever trains holds; its folder is made.

    Raises:
        HomeUnwritable: it cannot be.
    """
    try:
        private_folder(home.training)
    except OSError as error:
        raise unwritable(home.training, error) from None
    return home.training / "lock"


def adapter_file(home: Home, job_id: str) -> Path:
    """Where an adapter lies, encrypted."""
    return home.training / _ADAPTERS / f"{job_id}.sealed"


def seal_adapter(path: Path, content: bytes, *, key: bytes, job_id: str) -> None:
    """Keep an adapter's plain bytes encrypted; problems as in `app.sealed.seal`."""
    sealed.seal(path, content, key=key, purpose=f"adapter {job_id}")


def fresh_plain(home: Home) -> Path:
    """A place for a plain file that nobody has yet, in a private folder; whoever asked unlinks it.

    Raises:
        HomeUnwritable: there is none.
    """
    folder = home.training / _OPEN
    try:
        private_folder(folder)
    except OSError as error:
        raise unwritable(folder, error) from None
    return folder / f"{os.getpid()}-{secrets.token_hex(8)}.gguf"


@contextmanager
def plain_adapter(home: Home, job_id: str, *, key: bytes, sha256: str) -> Iterator[Path]:
    """An adapter as a plain file within a `with`, compared with its hash; it is gone afterwards.

    Raises:
        SealBroken: missing, damaged, or another file than the one that was kept. DiskFull, HomeUnwritable.
    """
    purpose = f"adapter {job_id}"
    path = adapter_file(home, job_id)
    with sealed.opened(path, fresh_plain(home), key=key, purpose=purpose) as plain:
        if sealed.sha256(plain.read_bytes()) != sha256:
            raise SealBroken(reason="damaged")
        yield plain


def sweep(home: Home, jobs: Iterable[str], adapters: Iterable[str]) -> None:
    """Remove plain files that a crash left, and what belongs to no unfinished job and no adapter that is kept.

    Only for whoever holds the lock.
    """
    if not home.training.is_dir():
        return
    for plain in (home.training / _OPEN).glob("*"):
        number = plain.name.partition("-")[0]
        if not number.isdigit() or not psutil.pid_exists(int(number)):
            plain.unlink(missing_ok=True)
    jobs = set(jobs)
    kept = {*jobs, _ADAPTERS, _OPEN, "lock"}
    for path in home.training.iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
    wanted = {adapter_file(home, one).name for one in (*adapters, *jobs)}
    for path in (home.training / _ADAPTERS).glob("*"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)
