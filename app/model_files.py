"""Model files on disk: their hash, their place in the models folder, and what the manifest records of them."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from app.manifest import Entry
from app.paths import Home, private_folder, unwritable
from engine.llm import catalogue
from engine.llm.catalogue import KnownModel
from engine.llm.gguf_file import GgufFile
from engine.problems import ModelMissing

HASH_BLOCK = 4 << 20


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file was downloaded from, and as what."""

    known: KnownModel
    quant: str
    repo: str
    revision: str


def file_sha256(path: Path, progress: Callable[[int], None] = lambda _done: None) -> str:
    """Hash of a file's bytes.

    Args:
        progress: told how many bytes have been read, block after block.

    Raises:
        ModelMissing: it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(HASH_BLOCK):
                digest.update(block)
                progress(file.tell())
    except OSError as error:
        raise ModelMissing(path=str(path), errno=error.errno or 0) from None
    return digest.hexdigest()


def entry_of(
    found: GgufFile,
    path: Path,
    sha256: str,
    *,
    taken: Collection[str],
    copied: bool,
    origin: Origin | None = None,
) -> Entry:
    """What the manifest records of a checked file.

    Args:
        taken: ids of other models.
        origin: None for a file of the person's own; its hash is looked up in the catalogue.
    """
    published = catalogue.by_sha256(sha256)
    known = origin.known if origin else published[0] if published else None
    return Entry(
        id=_free_id(known.id if known else _plain(path.stem), found.quant, taken),
        title=known.title if known else found.name or path.stem,
        path=str(path),
        sha256=sha256,
        size_bytes=found.file_bytes,
        arch=found.arch,
        quant=origin.quant if origin else found.quant,
        licence=known.licence if known else found.licence,
        n_ctx_train=found.n_ctx_train,
        chat_template=bool(found.chat_template),
        copied=copied,
        kv_bytes_per_token=known.kv_bytes_per_token if known else found.kv_bytes_per_token,
        repo=origin.repo if origin else "",
        revision=origin.revision if origin else "",
    )


def copy_into(home: Home, path: Path) -> Path:
    """A private copy of a file in the models folder, beside whatever lies there.

    Raises:
        DiskFull, HomeUnwritable: nothing is left of it.
    """
    private_folder(home.models)
    names = chain([path.name], (f"{path.stem}-{n}{path.suffix}" for n in count(2)))
    target = next(free for name in names if not (free := home.models / name).exists())
    unfinished = target.with_name(target.name + ".tmp")
    try:
        shutil.copyfile(path, unfinished)
        unfinished.chmod(0o600)
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise unwritable(target, error) from None
    return target


def _plain(stem: str) -> str:
    return re.sub(r"[^a-z0-9._]+", "-", stem.lower()).strip("-._") or "model"


def _free_id(wished: str, quant: str, taken: Collection[str]) -> str:
    names = [wished, f"{wished}-{_plain(quant)}", *(f"{wished}-{n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken and name != "none")
