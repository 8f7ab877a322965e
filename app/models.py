"""The language models of a home: what is here, which one is in use, with which adapters.

`manifest.json` in the models folder records path, size and SHA-256 of every model. Files are compared with
their hash by the worker right before it loads them; the app never parses weights.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from app import endpoints, model_files, model_rows
from app import manifest as manifests
from app.embedding_weights import embedding_path as embedding_path
from app.manifest import AdapterRef, Manifest
from app.model_files import Origin, file_sha256
from app.model_rows import Model as Model
from app.paths import Home
from engine import protocol
from engine.llm import catalogue, gguf_file
from engine.llm.gguf_file import GgufFile
from engine.problems import AdapterRefused, ModelMissing, ModelRefused


def listing(home: Home, *, vram_gb: float = 0.0) -> list[Model]:
    """Models on this machine and endpoints first, then what the catalogue offers.

    Args:
        vram_gb: of a graphics card with memory of its own, where it is known.
    """
    manifest = manifests.read(home)
    default, quant = model_rows.default(vram_gb)
    rows = [replace(model_rows.of_entry(entry, manifest), default=entry.id == default.id) for entry in manifest.models]
    rows += [model_rows.of_endpoint(home, endpoint, manifest) for endpoint in endpoints.listing(home)]
    here = {row.id for row in rows}
    for known in catalogue.known():
        if known.offered and known.id not in here:
            wished = quant if known is default else catalogue.usual_quant()
            rows.append(model_rows.of_known(known, wished, is_default=known is default))
    return rows


def active(home: Home) -> Model | None:
    """The chat model or endpoint in use; None without one, or if its file is gone or it was disabled."""
    try:
        return usable(home)
    except (ModelMissing, ModelRefused):
        return None


def usable(home: Home) -> Model:
    """The chat model or endpoint in use, to be loaded.

    Raises:
        ModelMissing: none was chosen (it carries no facts then), or its file is gone.
        ModelRefused: it was disabled; `reason` says why.
    """
    found = in_use(home)
    if found.disabled:
        raise ModelRefused(reason=found.disabled, id=found.id)
    return found


def in_use(home: Home) -> Model:
    """The chat model or endpoint that the person chose, disabled or not.

    Raises:
        ModelMissing: none was chosen (it carries no facts then), or its file is gone.
    """
    manifest = manifests.read(home)
    if manifest.active is None:
        raise ModelMissing
    found = _find(home, manifest, manifest.active)
    if not found.here:
        raise _without_file(found)
    return found


def choose(home: Home, wanted: str | None = None, *, vram_gb: float = 0.0) -> Model:
    """The model that is meant: the file at an explicit path (added if it is new), the one with this id, or
    (None) the default for this machine's memory.

    Raises:
        ModelMissing: it is not here; `id` names it.
        ModelRefused: the file is no model that we may load.
    """
    if wanted is not None and _is_path(wanted):
        return add(home, Path(wanted))
    model_id = model_rows.default(vram_gb)[0].id if wanted is None else wanted
    model = _find(home, manifests.read(home), model_id)
    if not model.here:
        raise _without_file(model)
    return model


def add(home: Home, path: Path, *, copy: bool = False, progress: Callable[[int], None] = lambda _done: None) -> Model:
    """Check a GGUF file, record its hash, and make it available; one that is known by its hash keeps its id.

    Args:
        copy: keep a copy in the models folder; else the file stays where it is (links are followed).
        progress: told how many bytes have been hashed.

    Raises:
        ModelMissing: no such file.
        ModelRefused: it is no chat or base model that we may load.
        DiskFull: no room for the copy.
    """
    path = path.expanduser()
    found = gguf_file.check(path)
    place = model_files.copy_into(home, path) if copy else path.resolve()
    return register(home, found, place, file_sha256(place, progress), copied=copy)


def register(
    home: Home,
    found: GgufFile,
    place: Path,
    sha256: str,
    *,
    copied: bool,
    origin: Origin | None = None,
    learnt: int = 0,
    made_of: str = "",
) -> Model:
    """Record a checked file; whatever was recorded of the same content or at the same place goes.

    Args:
        origin: where it was downloaded from, None for a file of the person's own.
        learnt: version of the adapter that was merged into it. made_of: hash of the file that it was merged with.
    """

    def registered(manifest: Manifest) -> Manifest:
        same = next((entry for entry in manifest.models if entry.sha256 == sha256), None)
        others = tuple(entry for entry in manifest.models if entry is not same and entry.path != str(place))
        taken = {entry.id for entry in others}
        entry = model_files.entry_of(found, place, sha256, taken=taken, copied=copied, origin=origin)
        entry = msgspec.structs.replace(entry, learnt=learnt, made_of=made_of)
        if same is not None:
            entry = msgspec.structs.replace(entry, id=same.id, adapters=same.adapters, own=same.own)
            if same.learnt:  # what is in a file stays in it, whoever adds it anew
                ours = copied or (same.copied and same.path == str(place))
                entry = msgspec.structs.replace(
                    entry, learnt=same.learnt, made_of=same.made_of, stale=same.stale, copied=ours
                )
            if same.copied and same.path != str(place):
                Path(same.path).unlink(missing_ok=True)
        manifest = msgspec.structs.replace(manifest, models=(*others, entry))
        replaced = manifest.active == entry.id and same is None
        return _put_to_use(manifest, entry.id) if replaced else manifest

    manifest = manifests.edit(home, registered)
    return model_rows.of_entry(manifest.models[-1], manifest)


def use(home: Home, wanted: str | None, *, vram_gb: float = 0.0) -> Model:
    """Use a model (see `choose`) from now on; a disabled one gets another chance.

    Raises:
        ModelMissing: no such model here.
        ModelRefused: the file named is no model.
    """
    chosen = choose(home, wanted, vram_gb=vram_gb)

    def used(manifest: Manifest) -> Manifest:
        if chosen.id != manifest.active or not manifest.used_since_us:
            manifest = _put_to_use(manifest, chosen.id)
        if chosen.remote:
            return manifest
        return manifests.changed(manifest, msgspec.structs.replace(manifests.find(manifest, chosen.id), disabled=""))

    return _find(home, manifests.edit(home, used), chosen.id)


def smaller(home: Home) -> Model | None:
    """The largest model of this machine that is smaller than the one that was chosen; None if there is none."""
    chosen = manifests.read(home).active
    rows = [model for model in listing(home) if model.here and not model.remote and not model.disabled]
    size = next((entry.size_bytes for entry in manifests.read(home).models if entry.id == chosen), 0)
    return max((row for row in rows if row.size_bytes < size), key=lambda row: row.size_bytes, default=None)


def use_none(home: Home) -> None:
    """No model: suggestions come from past replies."""
    manifests.edit(home, lambda manifest: msgspec.structs.replace(manifest, active=None))


def remove(home: Home, model_id: str) -> None:
    """Forget a model; a copied file is deleted, one of the person's own is not. After the one in use, none is.

    Raises:
        ModelMissing: no such model here; `reason` endpoint: it is a model server, which is disconnected instead.
    """
    if model_id.startswith(endpoints.PREFIX):
        raise ModelMissing(reason="endpoint", id=endpoints.get(home, model_id).id)
    entry = manifests.find(manifests.read(home), model_id)

    def without(manifest: Manifest) -> Manifest:
        rest = tuple(each for each in manifest.models if each.id != model_id)
        chosen = None if manifest.active == model_id else manifest.active
        return msgspec.structs.replace(manifest, models=rest, active=chosen)

    manifests.edit(home, without)
    if entry.copied:
        Path(entry.path).unlink(missing_ok=True)


def disable(home: Home, path: str, reason: str) -> None:
    """Remember that the model at `path` is not to be loaded until it is chosen anew."""

    def disabled(manifest: Manifest) -> Manifest:
        for entry in manifest.models:
            if entry.path == path:
                manifest = manifests.changed(manifest, msgspec.structs.replace(entry, disabled=reason))
        return manifest

    manifests.edit(home, disabled)


def adapted(home: Home) -> tuple[protocol.AdapterFile, ...]:
    """The adapters of the model in use, to be put on it after it was loaded."""
    manifest = manifests.read(home)
    used = manifests.in_use(manifest)
    return tuple(
        protocol.AdapterFile(path=ref.path, sha256=ref.sha256, scale=ref.scale)
        for ref in (() if used is None else model_rows.fitting(used))
    )


def set_adapters(home: Home, model_id: str, refs: Sequence[AdapterRef], *, own: Sequence[AdapterRef] = ()) -> None:
    """Put these adapters on a model whenever it is loaded from now on; none is the model alone.

    Args:
        own: see `app.manifest.Entry`.

    Raises:
        ModelMissing: no such model here.
        AdapterRefused: `reason` other_base: one was trained on another file.
    """

    def changed(manifest: Manifest) -> Manifest:
        entry = msgspec.structs.replace(manifests.find(manifest, model_id), adapters=tuple(refs), own=tuple(own))
        if model_rows.fitting(entry) != entry.adapters:
            raise AdapterRefused(reason="other_base", id=model_id)
        return manifests.changed(manifest, entry)

    manifests.edit(home, changed)


def _put_to_use(manifest: Manifest, model_id: str) -> Manifest:
    return msgspec.structs.replace(manifest, active=model_id, used_since_us=time.time_ns() // 1000)


def _find(home: Home, manifest: Manifest, model_id: str) -> Model:
    if not model_id.startswith(endpoints.PREFIX):
        return model_rows.of_entry(manifests.find(manifest, model_id), manifest)
    return model_rows.of_endpoint(home, endpoints.get(home, model_id), manifest)


def _without_file(model: Model) -> ModelMissing:
    """Why a model that is known is not here: never fetched, gone, or no longer the file that was added."""
    reason = "not_here" if not model.path else "changed" if Path(model.path).is_file() else "no_file"
    return ModelMissing(reason=reason, id=model.id, path=model.path)


def _is_path(wanted: str) -> bool:
    if wanted.startswith(endpoints.PREFIX):
        return False
    return wanted.endswith(".gguf") or "/" in wanted or "\\" in wanted or Path(wanted).is_file()
