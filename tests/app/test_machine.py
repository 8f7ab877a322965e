"""What a machine has is measured or not told, never guessed."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from app import machine
from engine import main_memory


def tool(tmp_path: Path, script: str) -> str:
    path = tmp_path / "smi"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_memory_disk_and_cores_are_measured(tmp_path: Path) -> None:
    found = machine.look(tmp_path / "not" / "made" / "yet")
    assert found.memory_bytes == main_memory.look().total <= psutil.virtual_memory().total
    assert 0 < found.available_bytes <= found.memory_bytes
    assert found.disk_free_bytes > 0
    assert found.cores >= 1
    assert (found.device, found.vram_bytes, found.vram_gb) == ("", 0, 0)
    assert found.ram_gb == pytest.approx(found.memory_bytes / 2**30)


def test_the_device_is_what_the_worker_says(tmp_path: Path) -> None:
    found = machine.look(tmp_path, lambda: "Metal")
    assert (found.device, found.vram_bytes) == ("Metal", 0)


def test_the_largest_card_counts(tmp_path: Path) -> None:
    assert machine.cuda_bytes(tool(tmp_path, "echo 8188; echo 24564")) == 24564 << 20


@pytest.mark.parametrize("script", ["exit 9", "echo '[Not Supported]'", "true"])
def test_a_card_that_does_not_tell_has_none(tmp_path: Path, script: str) -> None:
    assert machine.cuda_bytes(tool(tmp_path, script)) == 0


def test_without_the_tool_nothing_is_told(tmp_path: Path) -> None:
    assert machine.cuda_bytes(str(tmp_path / "no-such-tool")) == 0
