"""Memory and disk that a training job takes, from the model's file as it lies here; its directory is read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from engine.llm import gguf_directory
from engine.problems import ModelMissing, ModelRefused
from engine.training import disk, memory
from engine.training.memory import Measures
from engine.training.values import Parameters

#: Beside the libraries, for each byte of a file that does not tell its measures: more than files of 150 million to
#: 8 billion weights take at the defaults, the smallest apart.
FILE_SHARE = 2.5


def needs_bytes(path: Path, parameters: Parameters) -> int:
    """What training on the model of this file takes, its activations computed again, as where memory is small; 0 for a
    file that is gone."""
    try:
        found = path.stat()
    except OSError:
        return 0
    measures = _measures(path, found.st_size, found.st_mtime_ns)
    if measures is None:
        return int(memory.LIBRARIES + FILE_SHARE * found.st_size)
    return memory.needed(measures, parameters)


def writes_bytes(path: Path, parameters: Parameters, states: int) -> int:
    """What a job on the model of this file writes in so many states, and its adapter; 0 where that is not known."""
    try:
        found = path.stat()
    except OSError:
        return 0
    measures = _measures(path, found.st_size, found.st_mtime_ns)
    return 0 if measures is None else disk.needed(measures, parameters, states=states)


@lru_cache(maxsize=8)
def _measures(path: Path, _size: int, _changed_ns: int) -> Measures | None:
    try:
        return memory.measures(gguf_directory.read(path))
    except (ModelMissing, ModelRefused):
        return None
