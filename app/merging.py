"""A model of its own made of a base and an adapter, in a process of its own, and added to the models that are here.

Such a file lies in the models folder as it is: llama.cpp maps it, so it cannot be encrypted. What an adapter learnt can
be read out of it; whoever asks for one is told so. Where it comes to lie is noted before it does (`STEPS`), so that
`app.merged.sweep` knows what a kill left.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import msgspec
from sqlite_utils import Database

from app import adapters, manifest, model_rows, models, training_files
from app.adapters import Passed, unwatched
from app.books import Books
from app.child import Child, ChildGone
from app.machine import disk_free_bytes
from app.manifest import Entry
from app.model_files import file_sha256
from app.models import Model
from app.paths import Home
from app.store import adapters as stored
from app.store import merged
from app.store.adapters import Adapter, State
from engine.llm import gguf_file
from engine.llm.gguf_file import GgufFile
from engine.problems import AdapterRefused, Cancelled, DiskFull, ModelFailed, TooLittleDisk, rebuilt
from engine.training import merge_process
from engine.training.merge_process import Failed, Got, Merge, Merged

KINDS = ("Q4_K_M", "Q8_0", "F16")
#: What the merged file in F16, and the model beside it, take at most for each byte of the base's weights.
ROOM = 6
LOOK_S = 0.5
#: What is done, in this order.
STEPS = ("made", "noted", "moved", "registered", "settled")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An adapter that may be merged, and the model that it is for."""

    adapter: Adapter
    entry: Entry

    @property
    def usual_kind(self) -> str:
        """One of `KINDS` that is as fine as the base."""
        return "Q8_0" if self.entry.quant in ("Q8_0", "F16", "BF16", "F32") else "Q4_K_M"


def wanted(home: Home, db: Database, adapter_id: int) -> Wanted:
    """What is to be merged.

    Raises:
        NoSuchAdapter, ModelMissing, SealBroken. AdapterRefused: it is for another file, the gate refused it, or words
            that it learnt from are gone (`reason` words_gone).
    """
    row = _whole(db, adapter_id)
    if row.state is State.REFUSED:
        raise AdapterRefused(reason="refused", id=adapter_id)
    adapter = adapters.verified(home, db, adapter_id, row.model_id)
    return Wanted(adapter, manifest.find(manifest.read(home), row.model_id))


def merge(
    home: Home,
    books: Books,
    asked: Wanted,
    kind: str,
    *,
    tell: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
    passed: Passed = unwatched,
) -> Model:
    """Make the model and add it to those that are here, unless the same one is; on any thread.

    Until it is whole it lies where a crash's plain files are removed from.

    Args:
        kind: one of `KINDS`. tell: hears which share is done. passed: hears the steps of `STEPS`.

    Raises:
        TooLittleDisk: `needs`, `free`, in GB. ModelFailed, SealBroken. Cancelled: `cancelled` said so.
        AdapterRefused: `reason` words_gone: words that it learnt from went meanwhile. Problems of `books`.
    """
    adapter, entry = asked.adapter, asked.entry
    _check_room(home, entry.size_bytes, adapter.id)
    half = training_files.fresh_plain(home)
    try:
        with training_files.plain_adapter(home, adapter.job_id, key=adapter.key, sha256=adapter.sha256) as plain:
            _made(Merge(entry.path, str(plain), str(half), kind, adapter.scale), tell, cancelled)
        passed("made")
        found, digest = gguf_file.check(half), file_sha256(half)
        return _same(home, digest) or _put_in_place(home, books, asked, kind, half, found, digest, passed)
    except OSError:
        raise ModelFailed(step="write", reason="disk") from None
    finally:
        half.unlink(missing_ok=True)


def _put_in_place(
    home: Home, books: Books, asked: Wanted, kind: str, half: Path, found: GgufFile, digest: str, passed: Passed
) -> Model:
    """The whole file comes to lie among the models; whatever goes wrong, nothing is left of it there."""
    adapter, out = asked.adapter, place_of(home, asked, kind)

    def note(db: Database) -> None:
        _whole(db, adapter.id)
        merged.begin(db, str(out), adapter.job_id, adapter.id, base_path=asked.entry.path)

    def register(db: Database) -> Model:
        _whole(db, adapter.id)
        made = models.register(home, found, out, digest, copied=True, learnt=adapter.id, made_of=asked.entry.sha256)
        passed("registered")
        with suppress(DiskFull):  # the next start settles it
            merged.settle(db, str(out))
        return made

    books.write(note)
    passed("noted")
    try:
        shutil.move(half, out)
        passed("moved")
        made = books.write(register)
    except BaseException:
        out.unlink(missing_ok=True)  # the note goes at the next start
        raise
    passed("settled")
    return made


def _whole(db: Database, adapter_id: int) -> Adapter:
    """A version whose words are all there; for a model that would carry them in the clear."""
    row = stored.get(db, adapter_id)
    if row.stale:
        raise AdapterRefused(reason="words_gone", id=adapter_id)
    return row


def _same(home: Home, digest: str) -> Model | None:
    """The model with this content, if it is here."""
    known = manifest.read(home)
    rows = (model_rows.of_entry(one, known) for one in known.models if one.sha256 == digest)
    return next((one for one in rows if one.here), None)


def place_of(home: Home, asked: Wanted, kind: str) -> Path:
    """Where the model comes to lie: where nothing lies by now."""
    stem = f"{Path(asked.entry.path).stem}-voice-{asked.adapter.id}-{kind}"
    names = chain([stem], (f"{stem}-{n}" for n in count(2)))
    return next(free for name in names if not (free := home.models / f"{name}.gguf").exists())


def _made(asked: Merge, tell: Callable[[float], None], cancelled: Callable[[], bool]) -> None:
    child = Child(merge_process.main, name="merger")
    whole = False
    try:
        child.send(merge_process.encode(asked))
        while not cancelled():
            data = child.receive(LOOK_S)
            said = None if data is None else merge_process.reply(data)
            match said:
                case Got(share=share):
                    tell(share)
                case Merged():
                    whole = True
                    return
                case Failed(code=code, facts=facts):
                    raise rebuilt(code, facts)
        raise Cancelled
    except (ChildGone, msgspec.DecodeError):
        raise ModelFailed(step="merge", reason="died") from None
    finally:
        child.stop(0.5)
        if not whole:
            for left in (asked.out, asked.out + ".f16"):
                Path(left).unlink(missing_ok=True)


def _check_room(home: Home, base_bytes: int, adapter_id: int) -> None:
    needed = ROOM * base_bytes
    free = disk_free_bytes(home.models)
    if free < needed:
        raise TooLittleDisk(reason="merging", id=adapter_id, needs=f"{needed / 1e9:.1f}", free=f"{free / 1e9:.1f}")
