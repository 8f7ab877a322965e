"""A model as it is shown and loaded: made from a manifest entry, from the catalogue, or from an endpoint."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path

from app import endpoints, machine
from app.endpoints import Endpoint
from app.machine import GIB
from app.manifest import AdapterRef, Entry, Manifest
from app.paths import Home
from engine import protocol
from engine.llm import catalogue
from engine.llm.catalogue import KnownModel
from engine.problems import TooLittleMemory

DEFAULT_CONTEXT = 4096


@dataclass(frozen=True, slots=True)
class Model:
    """A model to show or to load.

    Attributes:
        here: whether its file lies on this machine, or its endpoint is set up.
        path, sha256: of that file, "" for one that is only known.
        version: what answers are signed with: `id@` and eight digits of the hash, `+` and eight digits of its
            adapters' hash where it has some, or the id of an endpoint.
        disabled: "" or why it is not loaded any more.
        trainable: whether it can learn the person's voice.
        n_ctx: context it is loaded with: the usual one, or what fits this machine.
        needs_bytes: memory it takes at work with that context, 0 for an endpoint.
        fits: whether this machine has that much.
        default: whether it is the one for this machine.
        warnings: codes of `engine.llm.catalogue.KnownModel.warnings`.
        remote: whether an endpoint of the person's own runs it.
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
    needs_bytes: int = 0
    fits: bool = True
    default: bool = False
    warnings: tuple[str, ...] = ()
    remote: bool = False
    _connect: Callable[[int], protocol.Connect] | None = field(default=None, compare=False, repr=False)

    def load(self, ticket: int) -> protocol.Load | protocol.Connect:
        """The request that loads it, or connects to its endpoint.

        Raises:
            TooLittleMemory: this machine has less than it takes, or less free than it takes besides its file, which
                is mapped. What lies on a graphics card of its own is not counted here.
            KeychainUnavailable, PassphraseMissing: the endpoint's token cannot be had.
        """
        if self._connect is not None:
            return self._connect(ticket)
        available = machine.available_bytes()
        short = not self.fits or self.needs_bytes - self.size_bytes > available
        if short and not machine.may_have_cuda():
            raise TooLittleMemory(id=self.id, needs_bytes=self.needs_bytes, memory_bytes=available)
        return protocol.Load(ticket=ticket, path=self.path, sha256=self.sha256, n_ctx=self.n_ctx)


def shown(model: Model) -> dict[str, object]:
    """What `sotto model list --json` prints of a model: every attribute of it."""
    return {each.name: getattr(model, each.name) for each in fields(model) if not each.name.startswith("_")}


def of_entry(entry: Entry, manifest: Manifest) -> Model:
    """A model of the manifest."""
    path = Path(entry.path)
    here = path.is_file() and path.stat().st_size == entry.size_bytes
    known = catalogue.by_id(entry.id)
    trainable = entry.arch in catalogue.TRAINABLE
    n_ctx, needs, fits = _room(entry.size_bytes, entry.kv_bytes_per_token, entry.n_ctx_train)
    return Model(
        id=entry.id,
        title=entry.title,
        licence=entry.licence,
        arch=entry.arch,
        quant=entry.quant,
        size_bytes=entry.size_bytes,
        n_ctx=n_ctx,
        min_ram_gb=known.min_ram_gb if known else 0.0,
        here=here,
        active=here and entry.id == manifest.active,
        trainable=trainable,
        chat_template=entry.chat_template,
        path=entry.path,
        sha256=entry.sha256,
        version=version(entry),
        disabled=entry.disabled,
        needs_bytes=needs,
        fits=fits,
        default=known is not None and known is default()[0],
        warnings=_warnings(entry, known, trainable=trainable),
    )


def _warnings(entry: Entry, known: KnownModel | None, *, trainable: bool) -> tuple[str, ...]:
    if entry.learnt:
        return ("words_gone", "plain_text") if entry.stale else ("plain_text",)
    return known.warnings if known else () if trainable else ("cannot_learn",)


def of_known(known: KnownModel, quant: str, *, is_default: bool) -> Model:
    """A model of the catalogue, as it would be downloaded."""
    file = known.file(quant) or known.files[0]
    n_ctx, needs, fits = _room(file.size_bytes, known.kv_bytes_per_token, known.n_ctx_train)
    return Model(
        id=known.id,
        title=known.title,
        licence=known.licence,
        arch=known.arch,
        quant=file.quant,
        size_bytes=file.size_bytes,
        n_ctx=n_ctx,
        min_ram_gb=known.min_ram_gb,
        here=False,
        active=False,
        trainable=known.trainable,
        chat_template=True,
        path="",
        sha256=file.sha256,
        version="",
        disabled="",
        needs_bytes=needs,
        fits=fits,
        default=is_default,
        warnings=known.warnings,
    )


def of_endpoint(home: Home, endpoint: Endpoint, manifest: Manifest) -> Model:
    """A model that a server of the person's own runs."""
    return Model(
        id=endpoint.id,
        title=endpoint.model,
        licence="",
        arch="",
        quant="",
        size_bytes=0,
        n_ctx=endpoint.n_ctx,
        min_ram_gb=0.0,
        here=True,
        active=manifest.active == endpoint.id,
        trainable=False,
        chat_template=True,
        path="",
        sha256="",
        version=endpoint.id,
        disabled="",
        remote=True,
        _connect=lambda ticket: endpoints.connect(home, endpoint, ticket),
    )


def default(vram_gb: float = 0.0) -> tuple[KnownModel, str]:
    """The model and quantisation for this machine's memory."""
    return catalogue.default_for(machine.memory_bytes() / GIB, vram_gb)


def fitting(entry: Entry) -> tuple[AdapterRef, ...]:
    """Those adapters of a model that were trained on exactly this file (or do not say)."""
    return tuple(ref for ref in entry.adapters if ref.base_sha256 in ("", entry.sha256))


def without_adapters(version: str) -> str:
    """What answers of a model are signed with whose adapters had to be left out."""
    return version.partition("+")[0]


def version(entry: Entry) -> str:
    """What answers of a model with its adapters are signed with."""
    refs = fitting(entry)
    plain = f"{entry.id}@{entry.sha256[:8]}"
    if not refs:
        return plain
    if len(refs) == 1 and refs[0].scale == 1.0:
        return f"{plain}+{refs[0].sha256[:8]}"
    together = ",".join(f"{ref.sha256}*{ref.scale}" for ref in refs)
    return f"{plain}+{hashlib.sha256(together.encode()).hexdigest()[:8]}"


def _room(file_bytes: int, kv_bytes_per_token: int, n_ctx_train: int) -> tuple[int, int, bool]:
    """Context, the memory it takes with it, and whether this machine has that much."""
    memory = machine.memory_bytes()
    wished = min(DEFAULT_CONTEXT, n_ctx_train or DEFAULT_CONTEXT)
    n_ctx = catalogue.context_within(memory, file_bytes, kv_bytes_per_token, at_most=wished)
    needs = catalogue.fit(file_bytes, kv_bytes_per_token, n_ctx)
    return n_ctx, needs, needs <= memory
