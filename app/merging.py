"""A model of its own made of a base and an adapter, in a process of its own, and added to the models that are here.

Such a file lies in the models folder as it is: llama.cpp maps it, so it cannot be encrypted. What an adapter learnt can
be read out of it; whoever asks for one is told so.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlite_utils import Database

from app import adapters, manifest, models, training_files
from app.child import Child, ChildGone
from app.machine import disk_free_bytes
from app.manifest import Entry
from app.model_files import file_sha256
from app.models import Model
from app.paths import Home
from app.store import adapters as stored
from app.store.adapters import Adapter, State
from engine.llm import gguf_file
from engine.problems import AdapterRefused, Cancelled, ModelFailed, TooLittleDisk, rebuilt
from engine.training import merge_process
from engine.training.merge_process import Failed, Got, Merge, Merged

KINDS = ("Q4_K_M", "Q8_0", "F16")
#: What the merged file in F16, and the model beside it, take at most for each byte of the base's weights.
ROOM = 6
LOOK_S = 0.5


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
        NoSuchAdapter, ModelMissing, SealBroken. AdapterRefused: it is for another file, or the gate refused it.
    """
    row = stored.get(db, adapter_id)
    if row.state is State.REFUSED:
        raise AdapterRefused(reason="refused", id=adapter_id)
    adapter = adapters.verified(home, db, adapter_id, row.model_id)
    return Wanted(adapter, manifest.find(manifest.read(home), row.model_id))


def merge(
    home: Home,
    asked: Wanted,
    kind: str,
    *,
    tell: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
    keep: Callable[[Callable[[], Model]], Model] = lambda act: act(),
) -> Model:
    """Make the model and add it to those that are here; on any thread, the store is not asked.

    Until it is whole it lies where a crash's plain files are removed from.

    Args:
        kind: one of `KINDS`. tell: hears which share is done.
        keep: carries out what adds the model, where others change what is known of models.

    Raises:
        TooLittleDisk: `needs`, `free`, in GB. ModelFailed, SealBroken. Cancelled: `cancelled` said so.
    """
    adapter, entry = asked.adapter, asked.entry
    _check_room(home, entry.size_bytes)
    half, out = training_files.fresh_plain(home), place_of(home, asked, kind)
    try:
        with training_files.plain_adapter(home, adapter.job_id, key=adapter.key, sha256=adapter.sha256) as plain:
            _made(Merge(entry.path, str(plain), str(half), kind, adapter.scale), tell, cancelled)
        found, digest = gguf_file.check(half), file_sha256(half)
        shutil.move(half, out)
        try:
            return keep(lambda: models.register(home, found, out, digest, copied=True, learnt=adapter.id))
        except BaseException:
            out.unlink(missing_ok=True)
            raise
    except OSError:
        raise ModelFailed(step="write", reason="disk") from None
    finally:
        half.unlink(missing_ok=True)


def place_of(home: Home, asked: Wanted, kind: str) -> Path:
    """Where the model comes to lie."""
    return home.models / f"{Path(asked.entry.path).stem}-voice-{asked.adapter.id}-{kind}.gguf"


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


def _check_room(home: Home, base_bytes: int) -> None:
    needed = ROOM * base_bytes
    free = disk_free_bytes(home.models)
    if free < needed:
        raise TooLittleDisk(reason="merging", needs=f"{needed / 1e9:.1f}", free=f"{free / 1e9:.1f}")
