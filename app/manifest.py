"""`manifest.json` of the models folder: which models are here, with path, size and SHA-256."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from app.lock import waited_for
from app.paths import Home, private_folder, set_aside, unwritable, write_private
from engine.problems import HomeUnwritable, ModelMissing, SottoIsOpen

#: How long somebody else who edits the manifest is waited for; an edit takes milliseconds.
WITHIN_S = 5.0


class AdapterRef(msgspec.Struct, frozen=True):
    """A LoRA adapter in use on a model; `base_sha256` is the hash of the model file that it was trained on."""

    path: str
    sha256: str
    scale: float = 1.0
    base_sha256: str = ""


class Entry(msgspec.Struct, frozen=True):
    """One model as the manifest records it; fields with defaults came later than the first manifests.

    Attributes:
        copied: whether the file is ours to delete.
        kv_bytes_per_token: 0 where it is not known.
        repo, revision: where it was downloaded from, "" for a file of the person's own.
        adapters: what is put on the model whenever it is loaded.
        own: adapters of the person's own, in whose place others are being put to use: those hold until these do.
        learnt: version of the adapter that was merged into it, 0 for none: what that learnt is in this file.
        made_of: hash of the file that it was merged with, "" where that is not known.
        stale: words are gone since that it learnt from.
    """

    id: str
    title: str
    path: str
    sha256: str
    size_bytes: int
    arch: str
    quant: str
    licence: str
    n_ctx_train: int
    chat_template: bool
    copied: bool
    disabled: str = ""
    kv_bytes_per_token: int = 0
    repo: str = ""
    revision: str = ""
    adapters: tuple[AdapterRef, ...] = ()
    learnt: int = 0
    made_of: str = ""
    stale: bool = False
    own: tuple[AdapterRef, ...] = ()


class Manifest(msgspec.Struct, frozen=True):
    """`manifest.json`: the models, the one in use, and the hash of the prepared embedding weights.

    Attributes:
        active: id of a model, "remote:" and the name of an endpoint, or None.
        used_since_us: when that one was put to use, 0 if it is not known.
    """

    schema: int = 1
    active: str | None = None
    models: tuple[Entry, ...] = ()
    embedding_sha256: str = ""
    used_since_us: int = 0


def file_of(home: Home) -> Path:
    """Where the manifest lies."""
    return home.models / "manifest.json"


def lock_of(home: Home) -> Path:
    """Locked by whoever edits the manifest: any thread of any process."""
    return home.models / "manifest.lock"


def read(home: Home) -> Manifest:
    """The manifest; a damaged one is set aside as `.bad` and everything is prepared or added anew.

    Raises:
        HomeUnwritable: it cannot be read, or not be set aside.
    """
    path = file_of(home)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return Manifest()
    except (msgspec.DecodeError, UnicodeDecodeError):
        set_aside(path)
        return Manifest()
    except OSError as error:
        raise unwritable(path, error) from None


def write(home: Home, manifest: Manifest) -> None:
    """Replace the manifest, atomically.

    Raises:
        DiskFull, HomeUnwritable: the old one still holds.
    """
    try:
        private_folder(home.models)
        write_private(file_of(home), msgspec.json.format(msgspec.json.encode(manifest), indent=2))
    except OSError as error:
        raise unwritable(file_of(home), error) from None


def find(manifest: Manifest, model_id: str) -> Entry:
    """The entry with this id.

    Raises:
        ModelMissing: there is none.
    """
    found = next((entry for entry in manifest.models if entry.id == model_id), None)
    if found is None:
        raise ModelMissing(reason="not_here", id=model_id)
    return found


def in_use(manifest: Manifest) -> Entry | None:
    """The model of this machine in use; None where none was chosen, or an endpoint."""
    return next((entry for entry in manifest.models if entry.id == manifest.active), None)


def lying(manifest: Manifest, sha256: str) -> Entry | None:
    """A model whose file has this hash and lies where it should; None if there is none."""
    return next((entry for entry in manifest.models if entry.sha256 == sha256 and Path(entry.path).is_file()), None)


def changed(manifest: Manifest, entry: Entry) -> Manifest:
    """The manifest with `entry` in place of the one with its id."""
    models = tuple(entry if each.id == entry.id else each for each in manifest.models)
    return msgspec.structs.replace(manifest, models=models)


def edit(home: Home, change: Callable[[Manifest], Manifest]) -> Manifest:
    """Read, change and write the manifest in one go, with nobody else in between; returns what holds now.

    Args:
        change: may be called twice, of which the second time counts; nothing slow.

    Raises:
        DiskFull, HomeUnwritable: the old one still holds.
    """
    before = read(home)
    if change(before) == before:
        return before
    with _alone(home):
        before = read(home)
        after = change(before)
        if after != before:
            write(home, after)
    return after


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """Nobody else edits it meanwhile.

    Raises:
        HomeUnwritable: the lock cannot be made, or somebody held it all the time.
    """
    try:
        private_folder(home.models)
        lock = waited_for(lock_of(home), within_s=WITHIN_S)
    except SottoIsOpen as held:
        raise HomeUnwritable(path=str(file_of(home)), why=type(held).__name__) from None
    except OSError as error:
        raise unwritable(file_of(home), error) from None
    try:
        yield
    finally:
        lock.release()
