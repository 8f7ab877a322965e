"""The files of training, all encrypted: examples and checkpoints of jobs, adapters; plain ones only while read.

training/lock                        whoever trains holds it
training/<job>/examples.sealed       what the job learns from, taken once
training/<job>/checkpoint-a.sealed   the two newest, in turn (`app.checkpoints`)
training/<job>/trained.sealed        what the trainer measured, once it is done
training/adapters/<job>.sealed
training/open/<process>-….gguf       plain files that cannot lie in memory; those of processes that are gone are removed
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import psutil

from app import sealed
from app.checkpoints import Checkpoint, Checkpoints
from app.paths import Home, discard, private_folder, unwritable
from engine.problems import SealBroken
from engine.training.canaries import Canary
from engine.training.gate_messages import Voice
from engine.training.values import Example, Trained

_T = TypeVar("_T", bound=msgspec.Struct)

_ADAPTERS, _OPEN = "adapters", "open"
#: The name of a job, as `app.store.trainings.add` makes them.
_JOB = re.compile("[0-9a-f]{12}")
#: A plain file that is older than its process by more than clocks are read differently is another process's.
CLOCK_S = 2.0
#: Read at once of a plain file.
CHUNK = 1 << 20


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


class Outcome(msgspec.Struct, frozen=True):
    """What a trainer left: what it measured, and its adapter's hash and size."""

    trained: Trained
    sha256: str
    n_bytes: int


class JobFiles:
    """The files of one job; every problem is a `SealBroken`, `DiskFull` or `HomeUnwritable`."""

    def __init__(self, home: Home, job_id: str, key: bytes) -> None:
        self._home, self._folder = home, home.training / job_id
        self._id, self._key = job_id, key
        self._states = Checkpoints(self._folder, job_id, key)
        self.adapter = adapter_file(home, job_id)

    def put_snapshot(self, snapshot: Snapshot) -> None:
        """Keep what the job learns from."""
        self._seal("examples", msgspec.msgpack.encode(snapshot))

    def snapshot(self) -> Snapshot:
        """What the job learns from; `reason` missing before it was taken."""
        return self._read("examples", Snapshot)

    def put_checkpoint(self, step: int, state: Iterable[bytes]) -> None:
        """Keep a state, as its pieces come, in place of the older one of two; whatever it raises, both stay."""
        self._states.put(step, state)

    def checkpoints(self) -> list[Checkpoint]:
        """Those that are whole, newest first."""
        return self._states.whole()

    def put_outcome(self, trained: Trained, sha256: str, plain: Path) -> Outcome:
        """Keep what the trainer measured, and its adapter from the plain file that it wrote.

        Raises:
            SealBroken: `reason` missing, or damaged: the file is not the one that the trainer told of.
        """
        content = _checked(_read(plain), sha256)
        sealed.seal(self.adapter, content, key=self._key, purpose=_purpose_of(self._id))
        outcome = Outcome(trained, sha256, plain.stat().st_size)
        self._seal("trained", msgspec.msgpack.encode(outcome))
        return outcome

    def outcome(self) -> Outcome | None:
        """What the trainer measured; None while it has not come to its end, or its adapter is not whole."""
        try:
            found = self._read("trained", Outcome)
            check_adapter(self._home, self._id, key=self._key, sha256=found.sha256)
        except SealBroken:
            return None
        return found

    def remove(self, *, adapter: bool) -> None:
        """Remove everything but, unless `adapter`, its adapter."""
        shutil.rmtree(self._folder, ignore_errors=True)
        if adapter:
            discard(self.adapter)

    def _seal(self, name: str, content: bytes) -> None:
        sealed.seal(self._path(name), [content], key=self._key, purpose=self._purpose(name))

    def _read(self, name: str, kind: type[_T]) -> _T:
        content = sealed.unseal(self._path(name), key=self._key, purpose=self._purpose(name))
        try:
            return msgspec.msgpack.decode(content, type=kind)
        except msgspec.MsgspecError:  # of another version of Sotto
            raise SealBroken(reason="damaged") from None

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.sealed"

    def _purpose(self, name: str) -> str:
        return f"{name} {self._id}"


def lock_of(home: Home) -> Path:
    """What whoever trains holds; its folder is made.

    Raises:
        HomeUnwritable: it cannot be.
    """
    try:
        private_folder(home.training)
    except OSError as error:
        raise unwritable(home.training, error) from None
    return home.training_lock


def adapter_file(home: Home, job_id: str) -> Path:
    """Where an adapter lies, encrypted."""
    return home.training / _ADAPTERS / f"{job_id}.sealed"


def seal_adapter(path: Path, content: bytes, *, key: bytes, job_id: str) -> None:
    """Keep an adapter's plain bytes encrypted; problems as in `app.sealed.seal`."""
    sealed.seal(path, [content], key=key, purpose=_purpose_of(job_id))


def check_adapter(home: Home, job_id: str, *, key: bytes, sha256: str) -> None:
    """An adapter is the one that was kept.

    Raises:
        SealBroken: missing, damaged, or another file. HomeUnwritable: it cannot be read.
    """
    for _ in _adapter(home, job_id, key, sha256):
        pass  # what was changed shows as it is opened


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
    """An adapter as a plain file within a `with` (`app.sealed.as_plain`), compared with its hash; gone afterwards.

    Raises:
        SealBroken: missing, damaged, or another file than the one that was kept. DiskFull, HomeUnwritable.
    """
    with sealed.as_plain(_adapter(home, job_id, key, sha256), fresh_plain(home)) as plain:
        yield plain


def place_for_adapter(home: Home) -> AbstractContextManager[Path]:
    """Where a trainer writes an adapter in the clear, within a `with`.

    Raises:
        DiskFull, HomeUnwritable: there is none.
    """
    return sealed.emptied(fresh_plain(home))


def jobs_left(home: Home) -> set[str]:
    """Jobs of which something lies here."""
    if not home.training.is_dir():
        return set()
    return {path.name for path in home.training.iterdir() if _JOB.fullmatch(path.name)}


def sweep(home: Home, jobs: Iterable[str], adapters: Iterable[str]) -> None:
    """Remove what belongs to no unfinished job and to no adapter that is kept, and plain files that a crash left.

    Only for whoever holds the lock. What cannot be removed now stays for another time.
    """
    sweep_plain(home)
    jobs = set(jobs)
    for folder in home.training.glob("*"):
        if not _JOB.fullmatch(folder.name):
            continue  # the parts that train lie here too
        if folder.name not in jobs:
            shutil.rmtree(folder, ignore_errors=True)
        for half in folder.glob("*.new"):
            discard(half)
    wanted = {adapter_file(home, one).name for one in (*adapters, *jobs)}
    for path in (home.training / _ADAPTERS).glob("*"):
        if path.name not in wanted:
            discard(path)


def sweep_plain(home: Home) -> None:
    """Remove plain files of processes that are gone; for everybody, whoever trains."""
    for plain in (home.training / _OPEN).glob("*"):
        if _is_left(plain):
            discard(plain)


def _is_left(plain: Path) -> bool:
    """Whether the process that made a plain file is gone; another one may have got its number since."""
    number, _, _ = plain.name.partition("-")
    try:
        return psutil.Process(int(number)).create_time() > plain.stat().st_mtime + CLOCK_S
    except (ValueError, OSError, psutil.Error):
        return True


def _adapter(home: Home, job_id: str, key: bytes, sha256: str) -> Iterator[bytes]:
    return _checked(sealed.pieces(adapter_file(home, job_id), key=key, purpose=_purpose_of(job_id)), sha256)


def _checked(content: Iterable[bytes], sha256: str) -> Iterator[bytes]:
    """The same; `SealBroken` at its end if it was another content."""
    digest = hashlib.sha256()
    for part in content:
        digest.update(part)
        yield part
    if digest.hexdigest() != sha256:
        raise SealBroken(reason="damaged")


def _read(plain: Path) -> Iterator[bytes]:
    try:
        with plain.open("rb") as file:
            while part := file.read(CHUNK):
                yield part
    except FileNotFoundError:
        raise SealBroken(reason="missing") from None
    except OSError as error:
        raise unwritable(plain, error) from None


def _purpose_of(job_id: str) -> str:
    return f"adapter {job_id}"
