"""Which adapter a model is used with: put to use, taken back, deleted; whole at every moment, whatever is killed when.

The store says what holds and the manifest what is loaded. Putting one to use goes through named steps (`STEPS`); until
the last one the version before holds, and `recover` goes back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlite_utils import Database

from app import manifest, merged, model_rows, models, settings, training_files
from app.adapter_opening import SEALED
from app.lock import HomeLock
from app.manifest import AdapterRef, Entry
from app.paths import Home, discard
from app.store import adapters as store
from app.store import trainings
from app.store.adapters import Adapter, How, State
from engine.domain import micros
from engine.problems import AdapterRefused, DiskFull, HomeUnwritable, ModelMissing, SottoIsOpen

#: What is done, in this order.
STEPS = ("verified", "noted", "written", "sent", "settled")
Passed = Callable[[str], None]
#: Texts after which an adapter has shown that it ends no process.
PROBATION = 5
#: So many that the gate refused are kept, to see why.
REFUSED_KEPT = 2


def unwatched(_step: str) -> None:
    """Nobody watches the steps."""


def deploy(
    home: Home, db: Database, adapter_id: int | None, model_id: str, how: How, *, now: datetime,
    passed: Passed = unwatched,
) -> None:  # fmt: skip
    """Use a model with an adapter, or (None) alone, from its next loading on; for a process that runs no model.

    Raises:
        NoSuchAdapter, ModelMissing. AdapterRefused: `reason` other_base. SealBroken: its file.
    """
    number = begin(home, db, adapter_id, model_id, how, now=now, passed=passed)
    passed("sent")
    settle(home, db, number)
    passed("settled")


def begin(
    home: Home, db: Database, adapter_id: int | None, model_id: str, how: How, *, now: datetime,
    passed: Passed = unwatched,
) -> int:  # fmt: skip
    """The first three steps; returns the number for `settle` or `withdraw`. Problems as in `deploy`."""
    adapter = None if adapter_id is None else verified(home, db, adapter_id, model_id)
    passed("verified")
    tried = adapter is not None and how is not How.FELL_BACK  # what it falls back to must not fall back in turn
    number = store.begin_use(db, model_id, adapter_id, how, probation=PROBATION if tried else 0, now_us=micros(now))
    passed("noted")
    try:
        own = _own(manifest.find(manifest.read(home), model_id))
        models.set_adapters(home, model_id, [] if adapter is None else [ref_of(home, adapter)], own=own)
    except BaseException:
        store.withdraw_uses(db, number)
        raise
    passed("written")
    return number


def settle(home: Home, db: Database, number: int) -> None:
    """It is in use: what was before is retired, and old versions go."""
    store.settle_use(db, number)
    with suppress(DiskFull, HomeUnwritable):  # what is needed no more goes another time
        for entry in manifest.read(home).models:
            if entry.own:
                models.set_adapters(home, entry.id, entry.adapters)
        prune(home, db)


def withdraw(home: Home, db: Database, number: int | None = None) -> None:
    """What was being put to use is not: what was in use before holds."""
    for use in store.withdraw_uses(db, number):
        _restore(home, db, use.model_id)


def recover(home: Home, db: Database) -> None:
    """After a start: nothing is half put to use, no model has an adapter that is not in use or not there, and none lies
    in the clear."""
    training_files.sweep_plain(home)
    store.withdraw_uses(db)
    for entry in manifest.read(home).models:
        if store.uses(db, entry.id) or entry.adapters or entry.own:
            _restore(home, db, entry.id)


def roll_back(home: Home, db: Database, model_id: str, *, now: datetime, passed: Passed = unwatched) -> int | None:
    """Use what was in use before; returns it. Problems as in `deploy`."""
    before = store.before(db, model_id)
    deploy(home, db, before, model_id, How.ROLLED_BACK, now=now, passed=passed)
    return before


def keep_as_it_is(db: Database, adapter_id: int) -> None:
    """The person looked at what was offered and does not want it.

    Raises:
        NoSuchAdapter: no such id.
    """
    if store.get(db, adapter_id).state is State.OFFERED:
        store.put_state(db, adapter_id, State.KEPT)


def delete(home: Home, db: Database, adapter_id: int) -> None:
    """Remove a version for good.

    Raises:
        NoSuchAdapter: no such id. AdapterRefused: `reason` in_use.
    """
    adapter = store.get(db, adapter_id)
    if adapter_id in _in_use(db):
        raise AdapterRefused(reason="in_use", id=adapter_id)
    _remove(home, db, adapter)


def prune(home: Home, db: Database) -> list[int]:
    """Remove the oldest beyond those that the settings keep, but none in use, gone back to or offered for a model that
    is here; what went.

    Refused ones count apart: what was good is not lost because nights in a row came to nothing.
    """
    keep = settings.load(home).keep_adapters
    held = _in_use(db) | _gone_back_to(db)
    here = {(one.id, one.sha256) for one in manifest.read(home).models}
    known = store.listing(db)
    held |= {one.id for one in known if one.state is State.OFFERED and (one.model_id, one.base_sha256) in here}
    others = [one for one in known if one.id not in held]
    refused = [one for one in others if one.state is State.REFUSED]
    good = [one for one in others if one.state is not State.REFUSED]
    gone = [*good[keep:], *refused[min(keep, REFUSED_KEPT) :]]
    for adapter in gone:
        _remove(home, db, adapter)
    return [one.id for one in gone]


def sweep(home: Home, db: Database) -> None:
    """Remove files that nothing needs any more, unless somebody trains now, who removes his own."""
    if not home.training.is_dir():
        return
    try:
        alone = HomeLock(training_files.lock_of(home))
    except (SottoIsOpen, HomeUnwritable, OSError):
        return
    try:
        open_job = trainings.unfinished(db)
        known = [one.job_id for one in store.listing(db)]
        training_files.sweep(home, [] if open_job is None else [open_job.id], known)
        merged.sweep(home, db)
    finally:
        alone.release()


def tidy(home: Home, db: Database) -> None:
    """Remove the files of a job that ended with the words it learnt from, and mark models; looks only whether there are
    any, else."""
    merged.mark(home, db)
    open_job = trainings.unfinished(db)
    if training_files.jobs_left(home) - {"" if open_job is None else open_job.id}:
        sweep(home, db)


def verified(home: Home, db: Database, adapter_id: int, model_id: str) -> Adapter:
    """An adapter that is whole and made for the file of this model; problems as in `deploy`."""
    adapter = store.get(db, adapter_id)
    entry = manifest.find(manifest.read(home), model_id)
    if adapter.base_sha256 != entry.sha256:
        raise AdapterRefused(reason="other_base", id=adapter_id)
    training_files.check_adapter(home, adapter.job_id, key=adapter.key, sha256=adapter.sha256)
    return adapter


def ref_of(home: Home, adapter: Adapter) -> AdapterRef:
    """How the manifest names an adapter."""
    path = training_files.adapter_file(home, adapter.job_id)
    return AdapterRef(str(path), adapter.sha256, adapter.scale, adapter.base_sha256)


def model_of(home: Home) -> Entry:
    """The model of this machine in use.

    Raises:
        ModelMissing: none was chosen, or an endpoint.
    """
    known = manifest.read(home)
    if known.active is None:
        raise ModelMissing
    return manifest.find(known, known.active)


def _restore(home: Home, db: Database, model_id: str) -> None:
    """Write what holds into the manifest."""
    known = manifest.read(home)
    entry = next((one for one in known.models if one.id == model_id), None)
    if entry is None:
        return
    used = store.used_on(db, model_id, entry.sha256)
    there = used is not None and training_files.adapter_file(home, used.job_id).is_file()
    wanted = (ref_of(home, used),) if used is not None and there else _own(entry)
    if wanted != entry.adapters or entry.own:
        models.set_adapters(home, model_id, wanted)


def _own(entry: Entry) -> tuple[AdapterRef, ...]:
    """Adapters of the person's own that are on a model, or will be if what is put to use does not come to hold."""
    return entry.own or tuple(one for one in model_rows.fitting(entry) if not one.path.endswith(SEALED))


def _in_use(db: Database) -> set[int]:
    """Versions in use on any model, or being put to use."""
    uses = (store.in_use(db, model_id) for model_id in _models(db))
    used = {use.adapter_id for use in uses if use is not None and use.adapter_id is not None}
    return used | store.being_put_to_use(db)


def _gone_back_to(db: Database) -> set[int]:
    """Versions that a step back leads to, on any model."""
    found = (store.before(db, model_id) for model_id in _models(db))
    return {one for one in found if one is not None}


def _models(db: Database) -> set[str]:
    return {one.model_id for one in store.listing(db)}


def _remove(home: Home, db: Database, adapter: Adapter) -> None:
    store.delete(db, adapter.id)
    discard(training_files.adapter_file(home, adapter.job_id))
