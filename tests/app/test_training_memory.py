"""What a night needs of memory follows from the file in use and the job that waits."""

from __future__ import annotations

from pathlib import Path

import msgspec

from app.benches import shapes
from app.training_memory import FILE_SHARE, needs_bytes, writes_bytes
from engine.llm import gguf_directory
from engine.training import disk, memory
from engine.training.values import Parameters

USUAL = Parameters()


def test_a_file_that_tells_its_measures_is_measured(tmp_path: Path) -> None:
    path = shapes.write(tmp_path / "tiny.gguf", "tiny")
    measures = memory.measures(gguf_directory.read(path))
    assert measures is not None
    assert needs_bytes(path, USUAL) == memory.needed(measures, USUAL)
    assert needs_bytes(path, msgspec.structs.replace(USUAL, rank=64)) > needs_bytes(path, USUAL)


def test_a_file_that_tells_nothing_is_guessed_by_its_size_and_one_that_is_gone_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "odd.gguf"
    path.write_bytes(bytes(1000))
    assert needs_bytes(path, USUAL) == memory.LIBRARIES + FILE_SHARE * 1000
    assert needs_bytes(tmp_path / "gone.gguf", USUAL) == 0


def test_what_is_written_follows_from_the_adapter_and_is_unknown_of_a_file_that_tells_nothing(tmp_path: Path) -> None:
    path = shapes.write(tmp_path / "tiny.gguf", "tiny")
    measures = memory.measures(gguf_directory.read(path))
    assert measures is not None
    assert writes_bytes(path, USUAL, 3) == disk.needed(measures, USUAL, states=3) > writes_bytes(path, USUAL, 1)
    path.write_bytes(bytes(10))
    assert writes_bytes(path, USUAL, 3) == writes_bytes(tmp_path / "gone.gguf", USUAL, 3) == 0


def test_a_file_that_was_written_anew_is_measured_anew(tmp_path: Path) -> None:
    path = shapes.write(tmp_path / "tiny.gguf", "tiny")
    first = needs_bytes(path, USUAL)
    path.write_bytes(bytes(10))
    assert needs_bytes(path, USUAL) != first
