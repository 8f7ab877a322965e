"""The chat model in use, noticed when another process changes it: a look at two small files, cheap enough for often."""

from __future__ import annotations

from pathlib import Path

from app import endpoints, logs, manifest, models, replies
from app.chat_model import Chat
from app.models import Model
from app.paths import Home
from engine.problems import Problem

_Seen = tuple[tuple[int, int, int], ...]
#: What is seen of a file that is not there.
GONE = (0, 0, 0)


class ModelInUse:
    """What `sotto model use` says, in whatever process it was said.

    Attributes:
        model: the model or endpoint in use, None without one.
        remote: the host of the endpoint in use, "" while answers are written on this machine.
        why_none: why there is none: `replies.NO_MODEL`, or the code of the problem with the one that was chosen.
        problem: what is wrong with the one that was chosen, None if nothing is or none was.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._seen: _Seen = ()
        self.model: Model | None = None
        self.remote = ""
        self.why_none = replies.NO_MODEL
        self.problem: Problem | None = None
        self._file: Path | None = None
        self.look()

    def look(self, *, anew: bool = False) -> bool:
        """Read the files again if they changed (`anew`: in any case); returns whether the model is another one, or
        has other adapters, or its endpoint another address."""
        seen = self._signatures()
        if seen == self._seen and not anew:
            return False
        before = self._identity()
        self.model, self.remote, self.problem = None, "", None
        try:
            self.model = models.usable(self._home)
            if self.model.remote:
                self.remote = endpoints.get(self._home, self.model.id).host
        except Problem as problem:
            self.why_none = problem.code if problem.facts else replies.NO_MODEL
            if problem.facts:
                self.problem = problem
                logs.event("model_unreadable", problem=problem.code)
        self._file = self._model_file()
        own = (_signature(self._file),) if self._file is not None else ()
        gone_meanwhile = self.model is not None and GONE in own
        self._seen = () if gone_meanwhile else (*seen[: len(_files(self._home))], *own)
        return before != self._identity()

    def _signatures(self) -> _Seen:
        """The two small files, and the model's own, which may be removed or put back."""
        own = () if self._file is None else (self._file,)
        return tuple(_signature(path) for path in (*_files(self._home), *own))

    def _model_file(self) -> Path | None:
        """Where the model that was chosen lies, or lay."""
        path = str(self.problem.facts.get("path", "")) if self.problem is not None else ""
        if self.model is not None and not self.model.remote:
            path = self.model.path
        return Path(path) if path else None

    def _identity(self) -> tuple[object, ...]:
        """What tells it from another; an endpoint's address may have changed with any of the files."""
        model = self.model
        if model is None:
            return ("problem", self.problem.code) if self.problem is not None else ()
        return (model.version, model.path, model.n_ctx, self._seen if model.remote else ())

    def chat(self) -> Chat | None:
        """How to load it."""
        model = self.model
        if model is None:
            return None
        if model.remote:
            return Chat(model.version, model.load, base=f"{model.version} {self._seen}", remote=True)
        return Chat(model.version, model.load, base=model.sha256 or model.path, adapters=models.adapted(self._home))

    def disable(self, reason: str) -> None:
        """Do not load it again until it is chosen anew; an endpoint is not to blame for its child."""
        if self.model is not None and not self.model.remote:
            models.disable(self._home, self.model.path, reason)
            self.look(anew=True)


def _files(home: Home) -> tuple[Path, ...]:
    return (manifest.file_of(home), endpoints.file_of(home))


def _signature(path: Path) -> tuple[int, int, int]:
    """Inode, size and time of a file, or GONE."""
    try:
        found = path.stat()
    except OSError:
        return GONE
    return (found.st_ino, found.st_size, found.st_mtime_ns)
