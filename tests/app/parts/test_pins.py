"""The versions of the parts: those Sotto is tested with, all they stand on, and which others fit."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from app import part_pins

ROOT = Path(__file__).parents[3]


def test_the_shipped_pins_are_those_sotto_is_tested_with() -> None:
    tested = Path(ROOT, "packaging", "constraints.txt").read_text().splitlines()
    shipped = Path(ROOT, "resources", part_pins.PINS).read_text().splitlines()
    assert [line for line in shipped if not line.startswith("#") and line not in tested] == []


def test_every_part_has_a_pin_and_so_has_all_it_stands_on() -> None:
    todo, seen = [pin.name for pin in (*part_pins.wanted("linux"), *part_pins.TRAINER)], set()
    while todo:
        name = part_pins.normal(todo.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # for other systems, or other versions of Python
        assert name in part_pins.pins(), name
        todo += [one.split(";")[0].strip().split(" ")[0].split("[")[0] for one in map(_bare, needs) if one]


IMPORTED = """
import sys, types
import app.child, engine.training.adapter_gguf, engine.training.loop, engine.training.scoring, engine.training.trainer
from importlib import metadata
packages = metadata.packages_distributions()
for name, module in list(sys.modules.items()):
    if name.partition(".")[0] in ("app", "engine"):
        for one in vars(module).values():
            origin = one.__name__ if isinstance(one, types.ModuleType) else getattr(one, "__module__", "")
            print(*packages.get(str(origin).partition(".")[0], ()))
"""


def test_an_environment_of_its_own_has_all_that_the_trainer_imports() -> None:
    """But for llama.cpp, which is the bundle's, and the bundle's own code."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run([sys.executable, "-c", IMPORTED], env=environment, capture_output=True, text=True, check=True)
    imported = {part_pins.normal(name) for name in done.stdout.split()}
    assert {"torch", "peft", "msgspec"} <= imported
    asked_for = {pin.name for pin in (*part_pins.wanted("linux"), *part_pins.TRAINER)}
    assert imported - asked_for <= {"sotto", "llama-cpp-python"}


def _bare(requirement: str) -> str:
    """The name of a requirement, "" for one of an extra."""
    name, _, marker = requirement.partition(";")
    return "" if "extra" in marker else "".join(c if c.isalnum() or c in "-_." else " " for c in name)


@pytest.mark.parametrize(
    ("version", "pin", "fits"),
    [
        ("2.13.0", "2.13.0", True),
        ("2.13.0+cpu", "2.13.0", True),
        ("2.13", "2.13.0", True),
        ("2.14.1", "2.13.0", True),
        ("2.9.1", "2.13.0", False),
        ("3.0.0", "2.13.0", False),
        ("", "2.13.0", False),
        ("unknown", "2.13.0", False),
    ],
)
def test_a_version_fits_if_it_is_not_older_and_of_the_same_kind(version: str, pin: str, fits: bool) -> None:
    assert part_pins.fits(version, pin) is fits


def test_intel_macs_do_without_four_bits() -> None:
    assert part_pins.FOUR_BITS not in part_pins.wanted("darwin", "x86_64")
    assert part_pins.FOUR_BITS in part_pins.wanted("darwin", "arm64")
    assert part_pins.FOUR_BITS in part_pins.wanted("linux", "x86_64")
