"""What this machine has for a language model: memory, disk, cores, and the device as the worker reports it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from engine import main_memory

GIB = 1 << 30
MIB = 1 << 20
#: The one tool that tells the memory of a CUDA card without loading a driver into this process.
NVIDIA_SMI = "nvidia-smi"
NVIDIA_SMI_WITHIN_S = 10.0


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is; nothing in it is guessed.

    Attributes:
        memory_bytes, available_bytes: main memory in all, and what could be had now.
        disk_free_bytes: where the models lie.
        cores: physical ones.
        device: "Metal", "CUDA", ..., "CPU" as the worker found it, "" if it was not asked.
        vram_bytes: of the largest graphics card with memory of its own, 0 where there is none or it is not told.
    """

    memory_bytes: int
    available_bytes: int
    disk_free_bytes: int
    cores: int
    device: str = ""
    vram_bytes: int = 0

    @property
    def ram_gb(self) -> float:
        """Main memory in GiB."""
        return self.memory_bytes / GIB

    @property
    def vram_gb(self) -> float:
        """Memory of the graphics card in GiB."""
        return self.vram_bytes / GIB


def memory_bytes() -> int:
    """Main memory of this machine."""
    return main_memory.look().total


def available_bytes() -> int:
    """Main memory that could be had now."""
    return main_memory.look().available


def look(folder: Path, ask_device: Callable[[], str] | None = None) -> Machine:
    """What this machine has.

    Args:
        folder: where models are kept; it need not exist yet.
        ask_device: asks the worker, which takes about a second; None leaves the device untold.
    """
    memory = main_memory.look()
    device = "" if ask_device is None else ask_device()
    return Machine(
        memory_bytes=memory.total,
        available_bytes=memory.available,
        disk_free_bytes=disk_free_bytes(folder),
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        device=device,
        vram_bytes=cuda_bytes() if device == "CUDA" else 0,
    )


def disk_free_bytes(folder: Path) -> int:
    """Free bytes where `folder` lies or would be made."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return shutil.disk_usage(there).free


def may_have_cuda() -> bool:
    """Whether the tools of a CUDA card are installed, so that asking the worker for the device tells something."""
    return shutil.which(NVIDIA_SMI) is not None


def cuda_bytes(program: str = NVIDIA_SMI) -> int:
    """Memory of the largest CUDA card, 0 if its tool is missing or does not say."""
    found = shutil.which(program)
    if found is None:
        return 0
    question = [found, "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        told = subprocess.run(question, capture_output=True, text=True, check=True, timeout=NVIDIA_SMI_WITHIN_S).stdout
        return max((int(line) for line in told.split()), default=0) * MIB
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0
