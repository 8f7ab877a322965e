"""Which parts of training are here, what is held as it is, what the offer says and what can be typed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app import part_pins, parts, training
from app.parts import Place
from app.paths import Home
from app.wording import parts as words

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-ins are shell scripts, which Windows does not run"
)


def test_an_empty_environment_misses_every_part(own: Place) -> None:
    found = parts.look(own)
    assert not found.complete
    assert {part.pin.name for part in found.missing} == {pin.name for pin in part_pins.wanted()}
    assert found.takes_bytes > 1_000_000_000
    assert found.needs_bytes > found.takes_bytes


def test_the_trainer_counts_as_there_only_with_every_part(home: Home) -> None:
    assert parts.here(home) == parts.look(parts.place(home)).complete
    assert (training.part(home) is training.Part.INSTALLED) == parts.here(home)


def present(packages: Path, name: str, version: str) -> None:
    """A package that is installed whole."""
    folder = packages / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "RECORD").write_text("")


@pytest.mark.parametrize(("version", "held"), [("65.5.0", part_pins.pins()["setuptools"]), ("84.9.0", "84.9.0")])
def test_an_old_tool_that_came_with_the_environment_holds_nothing_back(
    own: Place, packages: Path, version: str, held: str
) -> None:
    """torch needs a newer one than environments of Python 3.11 are made with."""
    present(packages, "setuptools", version)
    assert f"setuptools=={held}" in parts.kept(own, ())


def test_what_a_broken_off_try_left_in_an_environment_of_the_parts_is_replaced(tmp_path: Path) -> None:
    packages = tmp_path / "lib"
    present(packages, "numpy", "1.0.0")
    apart = Place(tmp_path / "bin" / "python", (str(packages),), tmp_path)
    assert f"numpy=={part_pins.pins()['numpy']}" in parts.kept(apart, ())
    assert "numpy==1.0.0" in parts.kept(Place(apart.python, apart.search), ())


def test_no_other_interpreter_is_used_where_sotto_is_no_bundle(home: Home) -> None:
    assert parts.interpreter(home) is None


def test_the_command_to_type_names_the_interpreter_and_the_tested_versions(own: Place) -> None:
    needed, spare = parts.command(parts.look(own)).splitlines()
    assert needed.startswith(f"{own.python} -m pip install torch==2.13.0 ")
    assert spare.startswith(f"{own.python} -m pip install bitsandbytes==")


def test_the_command_for_a_bundle_makes_its_environment_first(home: Home) -> None:
    first, second, _spare = parts.command(parts.look(parts.place(home, bundle=True), disk_free_bytes=1)).splitlines()
    assert first.endswith(f"-m venv {home.training / 'parts'}")
    assert second.startswith(f"{home.training / 'parts' / 'bin' / 'python'} -m pip install ")


def test_the_offer_says_what_it_takes(own: Place) -> None:
    said = words.offer(parts.look(own, disk_free_bytes=50_000_000_000))
    assert "about 1.2 GB" in said
    assert "50.0 GB free" in said
