"""What can be named to compute on."""

from __future__ import annotations

from enum import StrEnum


class Device(StrEnum):
    """Where it is computed: whatever serves best, or this one."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"
