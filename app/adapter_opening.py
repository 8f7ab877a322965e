"""Adapters as llama.cpp reads them: a plain private file from the encrypted one, for as long as it takes to be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager

import msgspec

from app import training_files, vault
from app.paths import Home
from app.store import adapters
from engine.problems import AdapterRefused, Problem
from engine.protocol import AdapterFile

Files = tuple[AdapterFile, ...]
#: From files as the manifest names them to files that can be read, within a `with`.
Opener = Callable[[Files], AbstractContextManager[Files]]
#: How the encrypted ones are told.
SEALED = ".sealed"


@contextmanager
def as_they_are(files: Files) -> Iterator[Files]:
    """Plain files need nothing."""
    yield files


def opener(home: Home) -> Opener:
    """Opens those of this home, whose store has to be open in this process."""

    @contextmanager
    def opened(files: Files) -> Iterator[Files]:
        with ExitStack() as plain:
            yield tuple(_plain(home, one, plain) if one.path.endswith(SEALED) else one for one in files)

    return opened


def _plain(home: Home, file: AdapterFile, within: ExitStack) -> AdapterFile:
    """Raises `AdapterRefused` where it cannot be read or is another one than the manifest says."""
    known = vault.opened(home)
    if known is None:
        raise AdapterRefused(reason="locked", path=file.path)
    kept = adapters.of_file(known.db, file.sha256)
    if kept is None:
        raise AdapterRefused(reason="unknown", path=file.path)
    try:
        path = within.enter_context(training_files.plain_adapter(home, kept.job_id, key=kept.key, sha256=kept.sha256))
    except Problem as problem:
        raise AdapterRefused(reason=str(problem.facts.get("reason", problem.code)), path=file.path) from None
    return msgspec.structs.replace(file, path=str(path))
