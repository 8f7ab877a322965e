"""The language models of a home: what is here, which one is in use, and the embedding weights.

`manifest.json` in the models folder records path, size and SHA-256 of every model. Files are compared with
their hash by the worker right before it loads them; the app never parses weights.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import msgspec
import numpy as np

from app import manifest as manifests
from app.manifest import Entry, Manifest
from app.paths import Home, private_folder, unwritable
from app.worker import Worker
from engine import protocol
from engine.llm import catalogue, gguf_file
from engine.llm.gguf_file import GgufFile
from engine.problems import ModelMissing, ModelProblem

DEFAULT_CONTEXT = 4096
HASH_BLOCK = 4 << 20
EMBEDDING_FILE = "all-minilm-l6-v2.q8_0.gguf"


@dataclass(frozen=True, slots=True)
class Model:
    """A model to show or to load.

    Attributes:
        here: whether its file lies on this machine.
        path, sha256: of that file, "" for one that is only known.
        version: what answers are signed with, `id@` and eight digits of the hash.
        disabled: "" or why it is not loaded any more.
        trainable: whether it can learn the person's voice.
    """

    id: str
    title: str
    licence: str
    arch: str
    quant: str
    size_bytes: int
    n_ctx: int
    min_ram_gb: float
    here: bool
    active: bool
    trainable: bool
    chat_template: bool
    path: str
    sha256: str
    version: str
    disabled: str

    def load(self, ticket: int) -> protocol.Load:
        """The request that loads it."""
        return protocol.Load(ticket=ticket, path=self.path, sha256=self.sha256, n_ctx=self.n_ctx)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the model in use works, on what, and how fast of late.

    `status` is "ok", "no_model", or "failed" with a problem's code as `reason`; `fallback_rate` in [0, 1].
    """

    status: str
    model_loaded: bool
    model_version: str | None
    gpu: str
    queue_length: int
    fallback_rate: float | None
    p50_ms: float | None
    p95_ms: float | None
    reason: str | None = None


def listing(home: Home) -> list[Model]:
    """Models on this machine first, then what the catalogue knows."""
    manifest = manifests.read(home)
    here = [_model(entry, manifest) for entry in manifest.models]
    ids = {model.id for model in here}
    return here + [_known(model) for model in catalogue.known() if model.role == "chat" and model.id not in ids]


def active(home: Home) -> Model | None:
    """The chat model in use; None without one, or if its file is gone or it was disabled."""
    manifest = manifests.read(home)
    found = next((_model(entry, manifest) for entry in manifest.models if entry.id == manifest.active), None)
    return found if found is not None and found.here and not found.disabled else None


def add(home: Home, path: Path, *, copy: bool = False) -> Model:
    """Check a GGUF file, record its hash, and make it available.

    Args:
        copy: keep a copy in the models folder; else the file stays where it is.

    Raises:
        ModelMissing: no such file.
        ModelRefused: it is no chat or base model that we may load.
        DiskFull: no room for the copy.
    """
    found = gguf_file.check(path)
    manifest = manifests.read(home)
    place = _copied(home, path) if copy else path.absolute()
    sha256 = file_sha256(place)
    same = next((entry for entry in manifest.models if entry.sha256 == sha256), None)
    entry = _entry(found, place, sha256, copied=copy, taken={each.id for each in manifest.models})
    if same is not None:
        entry = msgspec.structs.replace(entry, id=same.id)
        if same.copied and same.path != str(place):
            Path(same.path).unlink(missing_ok=True)
    rest = tuple(each for each in manifest.models if each.id != entry.id)
    manifest = msgspec.structs.replace(manifest, models=(*rest, entry))
    manifests.write(home, manifest)
    return _model(entry, manifest)


def use(home: Home, model_id: str) -> Model:
    """Use a model from now on; a disabled one gets another chance.

    Raises:
        ModelMissing: no such model here.
    """
    manifest = manifests.read(home)
    entry = msgspec.structs.replace(manifests.find(manifest, model_id), disabled="")
    manifest = manifests.changed(msgspec.structs.replace(manifest, active=model_id), entry)
    model = _model(entry, manifest)
    if not model.here:
        raise ModelMissing(id=model_id, path=entry.path)
    manifests.write(home, manifest)
    return model


def use_none(home: Home) -> None:
    """No model: suggestions come from past replies."""
    manifests.write(home, msgspec.structs.replace(manifests.read(home), active=None))


def remove(home: Home, model_id: str) -> None:
    """Forget a model; a copied file is deleted, one of the person's own is not.

    Raises:
        ModelMissing: no such model here.
    """
    manifest = manifests.read(home)
    entry = manifests.find(manifest, model_id)
    rest = tuple(each for each in manifest.models if each.id != model_id)
    chosen = None if manifest.active == model_id else manifest.active
    manifests.write(home, msgspec.structs.replace(manifest, models=rest, active=chosen))
    if entry.copied:
        Path(entry.path).unlink(missing_ok=True)


def disable(home: Home, path: str, reason: str) -> None:
    """Remember that the model at `path` is not to be loaded until it is chosen anew."""
    manifest = manifests.read(home)
    for entry in manifest.models:
        if entry.path == path:
            manifest = manifests.changed(manifest, msgspec.structs.replace(entry, disabled=reason))
    manifests.write(home, manifest)


def device() -> str:
    """The kind of device models run on here ("Metal", "CUDA", "CPU"), as the worker finds it.

    Raises:
        WorkerDied: it cannot be started.
    """
    with Worker() as worker:
        return worker.device()


def health(
    home: Home,
    *,
    elapsed_ms: Sequence[float] = (),
    fallback_rate: float | None = None,
    queue_length: int = 0,
) -> Health:
    """Whether the model in use loads and writes; the figures are what the caller has measured of late.

    Args:
        elapsed_ms: durations of recent requests, for the percentiles.
    """
    chosen = active(home)
    status, reason, gpu, loaded = "no_model", None, "CPU", False
    with Worker() as worker:
        try:
            gpu = worker.device()
            if chosen is not None:
                status, gpu = "ok", _try(worker, chosen)
                loaded = True
        except ModelProblem as problem:
            status, reason = "failed", problem.code
    p50, p95 = np.percentile(elapsed_ms, (50, 95)) if elapsed_ms else (None, None)
    return Health(
        status=status,
        model_loaded=loaded,
        model_version=chosen.version if chosen else None,
        gpu=gpu,
        queue_length=queue_length,
        fallback_rate=fallback_rate,
        p50_ms=None if p50 is None else float(p50),
        p95_ms=None if p95 is None else float(p95),
        reason=reason,
    )


def embedding_path(home: Home) -> Path:
    """The embedding weights, ready to load; prepared on the first call (0.6 s).

    Raises:
        EmbeddingMissing: they are not installed, or are not the published files.
        DiskFull: no room for them.
    """
    target = home.models / EMBEDDING_FILE
    recorded = manifests.read(home).embedding_sha256
    if recorded and target.is_file() and file_sha256(target) == recorded:
        return target
    from engine.llm import bert_gguf  # gguf is imported only when something has to be prepared

    private_folder(home.models)
    folder = bert_gguf.find_files()
    bert_gguf.check_files(folder)
    try:
        bert_gguf.convert(folder, target)
    except OSError as error:
        raise unwritable(target, error) from None
    manifests.write(home, msgspec.structs.replace(manifests.read(home), embedding_sha256=file_sha256(target)))
    return target


def file_sha256(path: Path) -> str:
    """Hash of a file's bytes.

    Raises:
        ModelMissing: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ModelMissing(path=str(path), errno=error.errno or 0) from None


def _try(worker: Worker, chosen: Model) -> str:
    """Load and write one token; returns the device it ran on."""
    loaded = worker.load(chosen.path, sha256=chosen.sha256, n_ctx=512)
    worker.generate(protocol.Generate(ticket=0, prompt="Hello", max_tokens=1))
    return loaded.device


def _entry(found: GgufFile, path: Path, sha256: str, *, copied: bool, taken: set[str]) -> Entry:
    published = catalogue.by_sha256(sha256)
    plain = re.sub(r"[^a-z0-9._]+", "-", path.stem.lower()).strip("-._") or "model"
    wished = published[0].id if published else plain
    names = [wished, f"{wished}-{found.quant.lower()}", *(f"{wished}-{n}" for n in range(2, len(taken) + 3))]
    return Entry(
        id=next(name for name in names if name not in taken and name != "none"),
        title=published[0].title if published else found.name or path.stem,
        path=str(path),
        sha256=sha256,
        size_bytes=found.file_bytes,
        arch=found.arch,
        quant=found.quant,
        licence=published[0].licence if published else found.licence,
        n_ctx_train=found.n_ctx_train,
        chat_template=bool(found.chat_template),
        copied=copied,
    )


def _model(entry: Entry, manifest: Manifest) -> Model:
    path = Path(entry.path)
    here = path.is_file() and path.stat().st_size == entry.size_bytes
    return Model(
        id=entry.id,
        title=entry.title,
        licence=entry.licence,
        arch=entry.arch,
        quant=entry.quant,
        size_bytes=entry.size_bytes,
        n_ctx=min(DEFAULT_CONTEXT, entry.n_ctx_train or DEFAULT_CONTEXT),
        min_ram_gb=0.0,
        here=here,
        active=here and entry.id == manifest.active,
        trainable=entry.arch in catalogue.TRAINABLE,
        chat_template=entry.chat_template,
        path=entry.path,
        sha256=entry.sha256,
        version=f"{entry.id}@{entry.sha256[:8]}",
        disabled=entry.disabled,
    )


def _known(known: catalogue.KnownModel) -> Model:
    file = known.file("Q4_K_M") or (known.files[0] if known.files else None)
    return Model(
        id=known.id,
        title=known.title,
        licence=known.licence,
        arch=known.arch,
        quant=file.quant if file else "",
        size_bytes=file.size_bytes if file else 0,
        n_ctx=min(DEFAULT_CONTEXT, known.n_ctx_train or DEFAULT_CONTEXT),
        min_ram_gb=known.min_ram_gb,
        here=False,
        active=False,
        trainable=known.trainable,
        chat_template=True,
        path="",
        sha256=file.sha256 if file else "",
        version="",
        disabled="",
    )


def _copied(home: Home, path: Path) -> Path:
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
