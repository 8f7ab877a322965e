"""A model of its own made of a base and an adapter, in a process of its own, and added to the models that are here.

Such a file lies in the models folder as it is: llama.cpp maps it, so it cannot be encrypted. What an adapter learnt can
be read out of it; whoever asks for one is told so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlite_utils import Database

from app import adapters, manifest, models, training_files
from app.child import Child, ChildGone
from app.machine import disk_free_bytes
from app.model_files import file_sha256
from app.models import Model
from app.paths import Home
from app.store import adapters as stored
from engine.llm import gguf_file
from engine.problems import Cancelled, ModelFailed, TooLittleDisk, rebuilt
from engine.training import merge_process
from engine.training.merge_process import Failed, Got, Merge, Merged

KINDS = ("Q4_K_M", "Q8_0", "F16")
#: What the merged file in F16, and the model beside it, take at most for each byte of the base's weights.
ROOM = 6
LOOK_S = 0.5


def merge(
    home: Home,
    db: Database,
    adapter_id: int,
    kind: str,
    *,
    tell: Callable[[float], None] = lambda _share: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Model:
    """Make the model and add it to those that are here.

    Args:
        kind: one of `KINDS`. tell: hears which share is done.

    Raises:
        NoSuchAdapter, ModelMissing, SealBroken. AdapterRefused: it is for another file.
        TooLittleDisk: `needs`, `free`, in GB. ModelFailed. Cancelled: `cancelled` said so.
    """
    row = stored.get(db, adapter_id)
    adapter = adapters.verified(home, db, adapter_id, row.model_id)
    entry = manifest.find(manifest.read(home), row.model_id)
    _check_room(home, entry.size_bytes)
    out = home.models / f"{Path(entry.path).stem}-voice-{adapter_id}-{kind}.gguf"
    with training_files.plain_adapter(home, adapter.job_id, key=adapter.key, sha256=adapter.sha256) as plain:
        _made(Merge(entry.path, str(plain), str(out), kind, adapter.scale), tell, cancelled)
    try:
        found = gguf_file.check(out)
        return models.register(home, found, out, file_sha256(out), copied=True)
    except BaseException:
        out.unlink(missing_ok=True)
        raise


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
        raise TooLittleDisk(needs=f"{needed / 1e9:.1f}", free=f"{free / 1e9:.1f}")
