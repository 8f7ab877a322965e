"""Models that an adapter was merged into: what a kill left of making one, and what becomes of them when words go.

Such a file cannot be made to forget. It is marked where words are gone that it learnt from, and removed where somebody
is erased; was it in use, the model that it was made of is used again. Where that one is not here, the marked one stays
in use, the person is told, and it goes at a start after another one was chosen.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from sqlite_utils import Database

from app import logs, manifest, models
from app.manifest import Entry, Manifest
from app.paths import Home, discard
from app.store import adapters as versions
from app.store import merged as stored
from engine.problems import DiskFull, HomeUnwritable, NoSuchAdapter

#: What such a file is called; see `app.merging.place_of`.
_NAME = re.compile(r".+-voice-\d+-(?:Q4_K_M|Q8_0|F16)(?:-\d+)?\.gguf")


@dataclass(frozen=True, slots=True)
class Going:
    """Models, by their ids.

    Attributes:
        removed: those that go. kept: those that cannot go now.
        back_to: the one that is in use then, "" where that stays the same.
    """

    removed: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    back_to: str = ""


def sweep(home: Home, db: Database) -> None:
    """Remove what a kill left half in place, and what was to go; for whoever is alone at training and at the store.

    Only files that were noted before they were put in place are removed: never one that the person added.
    """
    known = manifest.read(home).models
    there, ours = {one.path for one in known}, {one.path for one in known if one.learnt}
    for path in stored.files(db, whole=False):
        if path in ours:
            stored.settle(db, path)
            continue
        if path not in there:
            discard(Path(path))
        if path in there or not Path(path).exists():
            stored.forget(db, [path])
    stored.forget(db, stored.files(db, whole=True).keys() - ours)
    with suppress(DiskFull, HomeUnwritable):  # another time
        adopt(home, db)
        forget_erased(home, db)
        mark(home, db)


def strays(home: Home) -> list[Path]:
    """Files named like such models that nobody knows: where no store can tell any more what a kill left."""
    known = {one.path for one in manifest.read(home).models}
    return [path for path in home.models.glob("*.gguf") if _NAME.fullmatch(path.name) and str(path) not in known]


def adopt(home: Home, db: Database) -> None:
    """Note what is in models that were made before it was noted; where the version is gone, nothing is known of it."""
    known = manifest.read(home)
    noted = stored.files(db, whole=True) | stored.files(db, whole=False)
    for entry in sorted(known.models, key=lambda one: one.learnt):
        if not entry.learnt or entry.path in noted:
            continue
        try:
            version = versions.get(db, entry.learnt)
        except NoSuchAdapter:
            stored.begin(db, entry.path, stored.UNKNOWN, entry.learnt, base_path="", whole=True)
            continue
        base = _of_file(known, version.base_sha256)
        base_path = "" if base is None else base.path
        stored.begin(db, entry.path, version.job_id, version.id, base_path=base_path, whole=True)
        of = msgspec.structs.replace(entry, made_of=entry.made_of or version.base_sha256)
        manifest.edit(home, partial(manifest.changed, entry=of))


def into(home: Home) -> dict[int, tuple[str, ...]]:
    """Ids of the models here that a version was merged into, by the version."""
    found: dict[int, tuple[str, ...]] = {}
    for one in manifest.read(home).models:
        if one.learnt:
            found[one.learnt] = (*found.get(one.learnt, ()), one.id)
    return found


def mark(home: Home, db: Database) -> None:
    """Mark models that learnt from words that are gone since."""
    gone = stored.files(db, whole=True)
    if not any(gone.values()):
        return

    def marked(known: Manifest) -> Manifest:
        for entry in known.models:
            if entry.learnt and gone.get(entry.path) and not entry.stale:
                known = manifest.changed(known, msgspec.structs.replace(entry, stale=True))
        return known

    manifest.edit(home, marked)


def would_go(home: Home, db: Database, contact_id: int) -> Going:
    """What `forget_erased` would do now if this contact were erased; reads only."""
    known = manifest.read(home)
    noted = stored.files(db, whole=True)
    saw = stored.saw(db, contact_id)
    doomed = {one.path for one in known.models if one.learnt and (one.path in saw or one.path not in noted)}
    return _going(known, doomed)


def forget_erased(home: Home, db: Database) -> Going:
    """Remove models that learnt from somebody who was erased.

    Raises:
        DiskFull, HomeUnwritable: what is left goes at the next start.
    """
    doomed = {path for path, gone in stored.files(db, whole=True).items() if gone == stored.SOMEBODY}
    if not doomed:
        return Going()
    known = manifest.read(home)
    going = _going(known, doomed)
    if going.back_to:
        models.use(home, going.back_to)
    removed, kept = [], list(going.kept)
    for model_id in going.removed:
        path = Path(manifest.find(known, model_id).path)
        discard(path)  # before it is forgotten, so that a kill leaves no file that nobody knows
        if path.exists():  # somebody reads it, where that holds a file
            kept.append(model_id)
            continue
        models.remove(home, model_id)
        stored.forget(db, [str(path)])
        removed.append(model_id)
    mark(home, db)
    logs.event("merged_models_forgotten", removed=len(removed), kept=len(kept))
    return Going(tuple(removed), tuple(kept), going.back_to)


def _going(known: Manifest, doomed: set[str]) -> Going:
    removed, kept, back_to = [], [], ""
    for entry in known.models:
        if entry.path not in doomed or not entry.learnt:
            continue
        base = _base(known, entry, doomed) if entry.id == known.active else None
        if entry.copied and (base is not None or entry.id != known.active):
            removed.append(entry.id)
            back_to = back_to or ("" if base is None else base.id)
        else:  # a file of the person's own is theirs to remove
            kept.append(entry.id)
    return Going(tuple(removed), tuple(kept), back_to)


def _base(known: Manifest, entry: Entry, doomed: set[str]) -> Entry | None:
    """The model that one was made of, if it is here and may be used; one that goes too leads to its own."""
    found = _of_file(known, entry.made_of)
    if found is None or found.learnt >= entry.learnt:
        return None
    if found.path in doomed:
        return _base(known, found, doomed)
    return found if Path(found.path).is_file() and not found.disabled else None


def _of_file(known: Manifest, sha256: str) -> Entry | None:
    return next((one for one in known.models if sha256 and one.sha256 == sha256), None)
