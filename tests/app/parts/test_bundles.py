"""A frozen bundle gets an environment of its own for the parts."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import standin_pip
from standin_install import PLENTY

from app import part_pins, parts
from app.part_install import Installation
from app.part_news import Progressed
from app.paths import Home
from engine.problems import PartsNotInstalled

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="the stand-ins are shell scripts, which Windows does not run"
)


@pytest.fixture
def maker(tmp_path: Path) -> Path:
    """A folder with a Python that makes environments, and the pip they get."""
    standin_pip.pip(tmp_path / "pip")
    plan = [("put", pin.name, pin.version) for pin in part_pins.wanted() + part_pins.TRAINER]
    standin_pip.plan(tmp_path / "pip", *plan)
    standin_pip.maker(tmp_path / "bin", tmp_path / "pip", "python3.11")
    return tmp_path / "bin"


def test_a_bundle_gets_an_environment_of_its_own(home: Home, maker: Path, tmp_path: Path) -> None:
    code = tmp_path / "bundle"
    assert parts.interpreter(home, bundle=code) is None
    found = parts.look(parts.place(home, bundle=True), disk_free_bytes=PLENTY)
    told: list[Progressed] = []
    with Installation(home, found, search=(str(maker),), settings={}) as running:
        running.run(told.append)
    assert told[0].stage == "preparing"
    assert parts.here(home, bundle=True)
    python = parts.interpreter(home, bundle=code)
    assert python == home.training / "parts" / "bin" / "python"
    lent = next((home.training / "parts" / "lib").glob("python3*/site-packages")) / parts.BORROWED
    assert lent.read_text() == f"{code}\n"
    assert parts.interpreter(home, bundle=tmp_path / "moved") == python
    assert lent.read_text() == f"{tmp_path / 'moved'}\n"


def test_a_bundle_needs_a_python(home: Home, tmp_path: Path) -> None:
    found = parts.look(parts.place(home, bundle=True), disk_free_bytes=PLENTY)
    with (
        Installation(home, found, search=(str(tmp_path),), settings={}) as running,
        pytest.raises(PartsNotInstalled) as caught,
    ):
        running.run(lambda _said: None)
    assert caught.value.facts["reason"] == "no_python"


def test_an_environment_that_was_begun_is_made_anew(home: Home, maker: Path) -> None:
    (home.training / "parts" / "bin").mkdir(parents=True)
    (home.training / "parts" / "bin" / "python").write_text("half")
    found = parts.look(parts.place(home, bundle=True), disk_free_bytes=PLENTY)
    with Installation(home, found, search=(str(maker),), settings={}) as running:
        running.run(lambda _said: None)
    assert parts.here(home, bundle=True)
