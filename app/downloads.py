"""Downloading a model: what is known before, the asking of the process that fetches it, and its place afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app import fetch_news, fetching, model_rows, models, sockets
from app import manifest as manifests
from app.child import Child, ChildGone
from app.fetch_news import Fetched, Moved, NotFetched, Place, Progressed
from app.machine import Machine
from app.model_files import Origin
from app.model_rows import Model
from app.paths import Home, private_folder, unwritable
from engine.llm import catalogue, gguf_file, remote_address
from engine.llm.catalogue import KnownModel, ModelFile
from engine.problems import (
    BadAddress,
    Cancelled,
    DownloadFailed,
    ModelMissing,
    ModelRefused,
    TooLittleDisk,
    TooLittleMemory,
    rebuilt,
)

HUB = "https://huggingface.co"
HUB_VARIABLE = "HF_ENDPOINT"
#: Room that a download leaves on the disk: for the store, its copies, and the system.
RESERVE_BYTES = 1_000_000_000
GLANCE_S = 0.1
#: What its connections are called where they are counted.
SOCKETS_FOR = "model download"


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person is told before a download.

    Attributes:
        size_bytes: of the whole file; exact unless `approximate`.
        here_bytes: how much of it came earlier.
        needs_bytes: memory it takes at work, with the context that fits this machine.
        places: where it is published, in the order in which they are tried.
    """

    id: str
    title: str
    quant: str
    licence: str
    size_bytes: int
    approximate: bool
    here_bytes: int
    needs_bytes: int
    memory_bytes: int
    disk_free_bytes: int
    warnings: tuple[str, ...]
    known: KnownModel
    places: tuple[ModelFile, ...]


@dataclass(frozen=True, slots=True)
class Downloaded:
    """How it ended: the model, and where it came from. `resumed_bytes` of it were here before."""

    model: Model
    repo: str
    revision: str
    resumed_bytes: int


News = Progressed | Moved | Downloaded


def hub() -> str:
    """Address of the hub: HF_ENDPOINT, or the public one."""
    return (os.environ.get(HUB_VARIABLE) or HUB).rstrip("/")


def offer(home: Home, known: KnownModel, quant: str, here: Machine) -> Offer:
    """What is known before a download.

    Raises:
        ModelMissing: it is not published in this quantisation, or not for use at work.
    """
    places = known.places(quant)
    if not places or known.role != "chat" or catalogue.is_research_only(known.licence):
        raise ModelMissing(reason="not_offered", id=known.id, quant=quant)
    size, memory = places[0].size_bytes, max(here.memory_bytes, here.vram_bytes)
    wished = min(model_rows.DEFAULT_CONTEXT, known.n_ctx_train)
    n_ctx = catalogue.context_within(memory, size, known.kv_bytes_per_token, at_most=wished)
    return Offer(
        id=known.id,
        title=known.title,
        quant=quant,
        licence=known.licence,
        size_bytes=size,
        approximate=not places[0].exact,
        here_bytes=max((path.stat().st_size for path in partials(home, known.id, quant)), default=0),
        needs_bytes=catalogue.fit(size, known.kv_bytes_per_token, n_ctx),
        memory_bytes=memory,
        disk_free_bytes=here.disk_free_bytes,
        warnings=known.warnings,
        known=known,
        places=places,
    )


def check(wanted: Offer, *, reserve_bytes: int = RESERVE_BYTES) -> None:
    """Refuse what cannot end well.

    Raises:
        TooLittleMemory: this machine could never load it.
        TooLittleDisk: the rest of the file does not fit beside the reserve.
    """
    if wanted.needs_bytes > wanted.memory_bytes:
        raise TooLittleMemory(id=wanted.id, needs_bytes=wanted.needs_bytes, memory_bytes=wanted.memory_bytes)
    rest = wanted.size_bytes - wanted.here_bytes
    if rest + reserve_bytes > wanted.disk_free_bytes:
        raise TooLittleDisk(needs=_gigabytes(rest + reserve_bytes), free=_gigabytes(wanted.disk_free_bytes))


def already_here(home: Home, wanted: Offer) -> Model | None:
    """The same file, if it was downloaded or added before and lies where it should."""
    hashes = {place.sha256 for place in wanted.places if place.sha256}
    origins = {(place.repo, place.revision, wanted.quant) for place in wanted.places}
    manifest = manifests.read(home)
    same = (
        model_rows.of_entry(entry, manifest)
        for entry in manifest.models
        if entry.sha256 in hashes or (entry.repo, entry.revision, entry.quant) in origins
    )
    return next((model for model in same if model.here), None)


def partials(home: Home, model_id: str, quant: str = "*") -> list[Path]:
    """What came of earlier downloads of a model that did not end."""
    return sorted(home.models.glob(f"{model_id}@{quant}.*.incomplete"))


def discard(home: Home, model_id: str) -> int:
    """Remove what came of downloads of a model that did not end; returns how many bytes that frees."""
    freed = 0
    for path in partials(home, model_id):
        freed += path.stat().st_size
        _remove_partial(path)
    return freed


class Download:
    """One download under way; closing it cancels, and what came so far is kept for the next one.

    Either `run` it, or give its messages to `hear` (`child.listen`), and `lost` when its child is gone.
    """

    def __init__(
        self,
        home: Home,
        wanted: Offer,
        *,
        endpoint: str = "",
        reserve_bytes: int = RESERVE_BYTES,
        start: Callable[[], Child] = lambda: Child(fetching.main, name="download"),
    ) -> None:
        """Start the process that fetches `wanted`.

        Args:
            endpoint: of the hub, "" for `hub()`.

        Raises:
            HomeUnwritable: the models folder cannot be made.
            BadAddress: the hub would be asked in plain http over a network.
        """
        if not remote_address.parse(address := endpoint or hub()).is_private:
            raise BadAddress(reason="plain_hub")
        self._home, self._wanted = home, wanted
        self._sockets = 0
        try:
            private_folder(home.models)
        except OSError as error:
            raise unwritable(home.models, error) from None
        self.child = start()
        wish = fetch_news.Fetch(
            endpoint=address,
            places=tuple(_place(file) for file in wanted.places),
            folder=str(home.models),
            name=f"{wanted.id}@{wanted.quant}",
            reserve_bytes=reserve_bytes,
        )
        self.child.send(fetch_news.encode(wish))

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def hear(self, data: bytes) -> News:
        """What the child said, acted upon.

        Raises:
            DownloadFailed, DownloadGated, DiskFull, HomeUnwritable: it ended without a model; nothing is registered.
            ModelRefused: what is published there is no model that we may load.
        """
        match fetch_news.news(data):
            case Progressed() as progressed:
                self._count(progressed.sockets)
                return progressed
            case Moved() as moved:
                return moved
            case NotFetched(code=code, facts=facts, sockets=count):
                self._count(count)
                raise rebuilt(code, {"id": self._wanted.id, **facts})
            case Fetched() as fetched:
                self._count(fetched.sockets)
                return self._put_away(fetched)

    def run(
        self, progress: Callable[[Progressed | Moved], None], cancelled: Callable[[], bool] = lambda: False
    ) -> Downloaded:
        """Wait for the end.

        Raises:
            Cancelled: `cancelled` said so.
            as `hear`.
        """
        while not cancelled():
            try:
                data = self.child.receive(GLANCE_S)
            except ChildGone as gone:
                raise self.lost(gone.exitcode) from None
            said = None if data is None else self.hear(data)
            if isinstance(said, Downloaded):
                return said
            if said is not None:
                progress(said)
        raise Cancelled(id=self._wanted.id)

    def lost(self, exitcode: int | None) -> DownloadFailed:
        """The problem when the child ended without an answer."""
        return DownloadFailed(reason="died", id=self._wanted.id, exitcode="?" if exitcode is None else exitcode)

    def close(self) -> None:
        """End the process."""
        self.child.stop()

    def _count(self, count: int) -> None:
        """What the child opened since it told last."""
        sockets.add(count - self._sockets, SOCKETS_FOR)
        self._sockets = count

    def _put_away(self, fetched: Fetched) -> Downloaded:
        """Check the header, give the file its name, record it; a wrong one is removed."""
        came = Path(fetched.path)
        try:
            found = gguf_file.check(came)
        except ModelRefused:
            _remove_partial(came)
            raise
        name = Path(fetched.filename)
        target = self._home.models / f"{name.stem}.{fetched.sha256[:8]}{name.suffix}"
        try:
            came.replace(target)
        except OSError as error:
            raise unwritable(target, error) from None
        _remove_partial(came)
        origin = Origin(self._wanted.known, self._wanted.quant, fetched.repo, fetched.revision)
        model = models.register(self._home, found, target, fetched.sha256, copied=True, origin=origin)
        return Downloaded(model, origin.repo, origin.revision, fetched.resumed_bytes)


def _place(file: ModelFile) -> Place:
    return Place(
        repo=file.repo,
        revision=file.revision,
        filename=file.filename,
        sha256=file.sha256,
        size_bytes=file.size_bytes if file.exact else 0,
    )


def _remove_partial(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".lock").unlink(missing_ok=True)


def _gigabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e9:.1f}"
