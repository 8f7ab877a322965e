"""A home, and an environment of its own with a pip that does as it is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import standin_pip

from app.parts import Place
from app.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    return standin_pip.environment(tmp_path / "own")


@pytest.fixture
def own(packages: Path) -> Place:
    return Place(packages.parents[2] / "bin" / "python", (str(packages),))
