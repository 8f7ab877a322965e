"""The parts of training on their way into this Sotto: on a thread of their own, told on the Qt thread, stoppable."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal

from app import logs, part_install
from app.part_install import Installation
from app.part_news import Progressed
from app.parts import FETCHED_SHARE, Parts
from app.paths import Home
from engine.problems import Cancelled, Problem

#: How long the window waits for it as it closes: what it looks at last may take minutes.
CLOSES_S = 3.0


class Stage(StrEnum):
    """Where it stands."""

    NONE = "none"
    COMING = "coming"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"
    THERE = "there"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it is.

    Attributes:
        said: what the process told last. problem: why it FAILED.
    """

    stage: Stage = Stage.NONE
    said: Progressed | None = None
    problem: Problem | None = None

    @property
    def busy(self) -> bool:
        """Whether it goes on by itself."""
        return self.stage in (Stage.COMING, Stage.STOPPING)


class Install(QObject):
    """One installation at a time; it outlives the page that shows it.

    Attributes:
        standing: how far it is now.

    Signals:
        changed: `standing` is another one. arrived: the parts are here.
    """

    changed = Signal()
    arrived = Signal()
    _crossed = Signal(object)

    def __init__(
        self,
        home: Home,
        parent: QObject | None = None,
        *,
        start: Callable[[Home, Parts], Installation] = part_install.Installation,
    ) -> None:
        super().__init__(parent)
        self._home, self._start = home, start
        self.standing = Standing()
        self.takes_bytes = 0
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._crossed.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def share(self) -> float | None:
        """About how much of it is done, in [0, 1]; None while that cannot be told."""
        said = self.standing.said
        if said is None or said.stage in ("preparing", "looking"):
            return None
        if said.stage != "fetching":
            return 0.95
        return min(0.9, said.fetched_bytes / max(1.0, self.takes_bytes * FETCHED_SHARE))

    def begin(self, found: Parts) -> None:
        """Fetch and install what is missing; nothing while that is under way."""
        if self.standing.busy:
            return
        stop = self._stop = threading.Event()
        self.takes_bytes = found.takes_bytes
        self._say(Standing(Stage.COMING))
        self._thread = threading.Thread(target=self._run, args=(found, stop), name="sotto-parts", daemon=True)
        self._thread.start()

    def cancel(self) -> None:
        """Stop; what worked before still works."""
        if self.standing.stage is Stage.COMING:
            self._stop.set()
            self._say(Standing(Stage.STOPPING, self.standing.said))

    def close(self) -> None:
        """Stop, and wait a little for the process that installs; it ends pip and itself once nobody listens."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(CLOSES_S)

    def _run(self, found: Parts, stop: threading.Event) -> None:
        try:
            with self._start(self._home, found) as running:
                running.run(lambda said: self._crossed.emit(Standing(Stage.COMING, said)), stop.is_set)
            ended = Standing(Stage.THERE)
        except Cancelled:
            ended = Standing(Stage.STOPPED)
        except Problem as problem:
            ended = Standing(Stage.FAILED, problem=problem)
        except Exception as bug:  # noqa: BLE001 - the top of this thread
            logs.bug(bug)
            ended = Standing(Stage.FAILED, problem=Problem())
        self._crossed.emit(ended)

    def _hear(self, standing: Standing) -> None:
        if standing.stage is Stage.COMING and self.standing.stage is Stage.STOPPING:
            return
        self._say(standing)
        if standing.stage is Stage.THERE:
            self.arrived.emit()

    def _say(self, standing: Standing) -> None:
        self.standing = standing
        self.changed.emit()
