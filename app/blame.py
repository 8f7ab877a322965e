"""Which files a dead worker is blamed on, and when they have ended one too many."""

from __future__ import annotations

from engine import protocol
from engine.problems import AdapterRefused

#: Deaths after which a request, a chat model or adapters are not tried again.
DEATHS = 2
#: What is said of files that ended their worker so often.
KILLED_WORKER = "killed_worker"


class Blame:
    """Deaths, by the files that were at work."""

    def __init__(self) -> None:
        self._deaths: dict[tuple[str, ...], int] = {}

    def count(self, suspect: protocol.Request | None) -> bool:
        """Count a death during what loads these files; True when it is one too many."""
        paths = files_of(suspect)
        if not paths:
            return False
        self._deaths[paths] = self._deaths.get(paths, 0) + 1
        return self._deaths[paths] >= DEATHS

    def forgive(self, path: str) -> None:
        """The person chose this file anew."""
        self._deaths = {paths: deaths for paths, deaths in self._deaths.items() if path not in paths}


def files_of(request: protocol.Request | None) -> tuple[str, ...]:
    """The files of a chat model or of adapters; nobody is blamed for an endpoint or the embedder."""
    match request:
        case protocol.Load(path=path):
            return (path,)
        case protocol.Adapt(adapters=adapters):
            return tuple(file.path for file in adapters)
        case _:
            return ()


def deaths_behind(wish: protocol.Request, removed: protocol.Request | None) -> int:
    """How many deaths a request has behind it, now that the files to blame for the last one are out of use.

    Raises:
        AdapterRefused: it was about nothing but those files.
    """
    if isinstance(removed, protocol.Adapt):
        if isinstance(wish, protocol.Adapt):
            raise AdapterRefused(reason=KILLED_WORKER, path=removed.adapters[0].path)
        return 0
    return DEATHS if isinstance(wish, protocol.Load | protocol.Generate | protocol.Adapt) else 0
