"""The parts that training takes besides Sotto: names, tested versions, and what each takes on disk."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from importlib import resources

#: Lines of packaging/constraints.txt: the parts and all they stand on.
PINS = "training/pins.txt"


@dataclass(frozen=True, slots=True)
class Pin:
    """One part.

    Attributes:
        takes_bytes: on disk, with what only it stands on and with compiled files. Measured on Linux x86-64 with the
            builds for the processor; a build of torch for NVIDIA cards takes several GB.
        needed: whether training is impossible without it.
    """

    name: str
    takes_bytes: int
    needed: bool = True

    @property
    def module(self) -> str:
        """What is imported of it."""
        return MODULES.get(self.name, self.name)

    @property
    def version(self) -> str:
        """The version it was tested with."""
        return pins()[self.name]


TORCH = Pin("torch", 906_000_000)
PARTS = (
    TORCH,
    Pin("transformers", 149_000_000),
    Pin("peft", 8_000_000),
    Pin("accelerate", 4_000_000),
    Pin("gguf", 2_000_000),
    Pin("safetensors", 2_000_000),
)
#: Four bits on a graphics card of NVIDIA; everything else goes without it.
FOUR_BITS = Pin("bitsandbytes", 131_000_000, needed=False)
#: What the trainer stands on besides, where it runs apart from a bundle.
TRAINER = tuple(
    Pin(name, 0)
    for name in (
        "msgspec", "numpy", "psutil", "diskcache", "jinja2", "emoji", "nicknames", "phonenumbers", "python-stdnum",
        "rapidfuzz",
    )
)  # fmt: skip
#: Modules that are not called as their package.
MODULES = {"python-stdnum": "stdnum"}


def wanted(platform: str = sys.platform, machine: str = "") -> tuple[Pin, ...]:
    """The parts for this kind of computer: the fourth-bit one is not published for Intel Macs."""
    import platform as platforms

    intel_mac = platform == "darwin" and (machine or platforms.machine()) != "arm64"
    return PARTS if intel_mac else (*PARTS, FOUR_BITS)


@cache
def pins() -> dict[str, str]:
    """Tested version by normalised name (PEP 503)."""
    lines = (resources.files("resources") / PINS).read_text(encoding="utf-8").splitlines()
    halves = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {normal(name): version.strip() for name, version in halves}


def normal(name: str) -> str:
    """How names of packages are compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def fits(version: str, pin: str) -> bool:
    """Whether a version does as well as the tested one: the same major version, and not older."""
    found, tested = _numbers(version), _numbers(pin)
    return bool(found) and found[0] == tested[0] and found >= tested


def _numbers(version: str) -> tuple[int, ...]:
    release = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
