"""Embedding weights, made ready on a thread of their own: the first time takes seconds, and nobody waits for them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from app import logs
from app.mailbox import Mailbox
from engine.problems import ModelFailed, Problem


class Preparing:
    """Made ready once, when they are first needed; methods are called on the mailbox's thread only.

    Attributes:
        path: where the weights lie, None until they are ready.
    """

    def __init__(self, mailbox: Mailbox, prepare: Callable[[], Path], ended: Callable[[Problem | None], None]) -> None:
        """Args:
        prepare: makes the weights ready and says where; may raise a Problem.
        ended: told on the mailbox's thread that `path` is there, or why it will not be.
        """
        self._mailbox, self._prepare, self._ended = mailbox, prepare, ended
        self._begun = False
        self.path: Path | None = None

    def begin(self) -> None:
        """Make them ready, if that has not begun."""
        if not self._begun:
            self._begun = True
            threading.Thread(target=self._run, name="sotto-weights", daemon=True).start()

    def _run(self) -> None:
        made: Path | Problem
        try:
            made = self._prepare()
        except Problem as problem:
            made = problem
        except Exception as bug:  # noqa: BLE001 - the top of this thread
            logs.bug(bug)
            made = ModelFailed(step="embedder")
        self._mailbox.post(lambda: self._end(made))

    def _end(self, made: Path | Problem) -> None:
        self.path = made if isinstance(made, Path) else None
        self._ended(made if isinstance(made, Problem) else None)
