"""A model on its way into the home: fetched or added on a thread of its own, told on the Qt thread, stopped at will."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from app import downloads, logs, models, sockets
from app.downloads import Download, Offer
from app.fetch_news import Moved, Progressed
from app.paths import Home
from engine.problems import Cancelled, Problem

#: The pace is taken over so many seconds.
PACE_S = 5.0


class Stage(StrEnum):
    """Where it stands."""

    NONE = "none"
    FETCHING = "fetching"
    CHECKING = "checking"
    PAUSED = "paused"
    FAILED = "failed"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is.

    Attributes:
        title: of the model, or the name of a file that is added.
        per_s: bytes a second over the last seconds, 0 while unknown.
        n_sockets: that were opened for it and everything else since the start.
        problem: why it FAILED.
    """

    stage: Stage = Stage.NONE
    id: str = ""
    title: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    per_s: float = 0.0
    n_sockets: int = 0
    problem: Problem | None = None

    @property
    def busy(self) -> bool:
        """Whether it goes on by itself."""
        return self.stage in (Stage.FETCHING, Stage.CHECKING)

    @property
    def left_s(self) -> float | None:
        """Seconds to its end at this pace."""
        return (self.total_bytes - self.done_bytes) / self.per_s if self.per_s > 0 else None


class ModelFetch(QObject):
    """One model at a time; it outlives the screens that show it.

    Attributes:
        standing: how far it is now.

    Signals:
        changed: `standing` is another one.
        arrived: a model is here and in use from now on.
    """

    changed = Signal()
    arrived = Signal()
    _crossed = Signal(object, object)

    def __init__(
        self, home: Home, parent: QObject | None = None, *, start: Callable[[Home, Offer], Download] = Download
    ) -> None:
        super().__init__(parent)
        self._home, self._start = home, start
        self.standing = Standing()
        self._offer: Offer | None = None
        self._stop = threading.Event()
        self._discards = False
        self._thread: threading.Thread | None = None
        self._seen: deque[tuple[float, int]] = deque()
        self._crossed.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def begin(self, offer: Offer) -> None:
        """Fetch a model, or go on where that ended; nothing while another one is on its way."""
        if self.standing.busy:
            return
        self._offer = offer
        first = Standing(Stage.FETCHING, offer.id, offer.title, offer.here_bytes, offer.size_bytes)
        self._run(first, lambda stop: self._fetch(offer, stop))

    def add(self, path: Path) -> None:
        """Use a file of the person's own, which stays where it is."""
        if not self.standing.busy:
            self._offer = None
            self._run(Standing(Stage.CHECKING, "", path.name), lambda stop: self._add(path, stop))

    def go_on(self) -> None:
        """Go on with what was paused or failed."""
        if self._offer is not None:
            self.begin(replace(self._offer, here_bytes=self.standing.done_bytes))

    def pause(self) -> None:
        """Stop; what came is kept, also over a restart."""
        if self.standing.busy and self._offer is not None:
            self._stop.set()

    def cancel(self) -> None:
        """Stop, and remove what came."""
        offer, self._discards = self._offer, True
        if self.standing.busy:
            self._stop.set()
        elif offer is not None:
            self._run(Standing(), lambda _stop: self._discard(offer.id))
        else:
            self._say(Standing())

    def show_paused(self, offer: Offer) -> None:
        """Something of this model came before Sotto was started."""
        if self.standing.stage is Stage.NONE:
            self._offer = offer
            self._say(Standing(Stage.PAUSED, offer.id, offer.title, offer.here_bytes, offer.size_bytes))

    def close(self) -> None:
        """Stop, and wait until the process that fetches is gone; what came is kept."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self, first: Standing, act: Callable[[threading.Event], Standing]) -> None:
        stop = self._stop = threading.Event()
        self._discards = False
        self._seen.clear()
        self._say(first)

        def run() -> None:
            try:
                ended = act(stop)
            except Exception as bug:  # noqa: BLE001 - the top of this thread
                logs.bug(bug)
                ended = Standing(Stage.FAILED, first.id, first.title, problem=Problem())
            self._crossed.emit(stop, ended)

        self._thread = threading.Thread(target=run, name="sotto-model", daemon=True)
        self._thread.start()

    def _fetch(self, offer: Offer, stop: threading.Event) -> Standing:
        last = self.standing

        def tell(said: Progressed | Moved) -> None:
            nonlocal last
            if isinstance(said, Progressed):
                stage = Stage.CHECKING if said.stage == "checking" else Stage.FETCHING
                total = said.total_bytes or offer.size_bytes
                last = Standing(
                    stage, offer.id, offer.title, said.done_bytes, total, self._pace(stage, said), sockets.opened()
                )
                self._crossed.emit(stop, last)

        try:
            downloads.check(offer)
            with self._start(self._home, offer) as running:
                done = running.run(tell, stop.is_set)
            models.use(self._home, done.model.id)
        except Cancelled:
            return self._discard(offer.id) if self._discards else _at(last, Stage.PAUSED)
        except Problem as problem:
            return _at(last, Stage.FAILED, problem)
        return _at(last, Stage.THERE)

    def _add(self, path: Path, stop: threading.Event) -> Standing:
        named = Standing(Stage.CHECKING, "", path.name)

        def tell(done: int) -> None:
            if stop.is_set():
                raise Cancelled
            self._crossed.emit(stop, Standing(Stage.CHECKING, "", path.name, done, size))

        try:
            size = path.stat().st_size if path.is_file() else 0
            model = models.add(self._home, path, progress=tell)
            models.use(self._home, model.id)
        except Cancelled:
            return Standing()
        except Problem as problem:
            return _at(named, Stage.FAILED, problem)
        return Standing(Stage.THERE, model.id, model.title, size, size)

    def _discard(self, model_id: str) -> Standing:
        downloads.discard(self._home, model_id)
        return Standing()

    def _pace(self, stage: Stage, said: Progressed) -> float:
        """Bytes a second; checking has no pace of the network."""
        now = time.monotonic()
        if stage is Stage.CHECKING:
            self._seen.clear()
            return 0.0
        self._seen.append((now, said.done_bytes))
        while now - self._seen[0][0] > PACE_S:
            self._seen.popleft()
        began_s, began = self._seen[0]
        return (said.done_bytes - began) / (now - began_s) if now - began_s > 0.5 else 0.0

    def _hear(self, stop: threading.Event, standing: Standing) -> None:
        if stop is not self._stop:
            return
        self._say(standing)
        if standing.stage is Stage.THERE:
            self.arrived.emit()

    def _say(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit()


def _at(last: Standing, stage: Stage, problem: Problem | None = None) -> Standing:
    """The same, at another stage."""
    return replace(last, stage=stage, per_s=0.0, n_sockets=sockets.opened(), problem=problem)
