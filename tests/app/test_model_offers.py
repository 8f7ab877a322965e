"""Which models are put before a person, and in which order."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_gguf

from app import downloads, model_offers, models, paths
from app.machine import GIB, Machine
from app.model_in_use import ModelInUse
from app.model_offers import Fit
from app.paths import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return paths.home(tmp_path / "home")


def machine(memory_gib: float) -> Machine:
    return Machine(round(memory_gib * GIB), round(memory_gib * GIB / 2), 61_000_000_000, 8)


def test_the_suggested_one_stands_first_and_a_larger_smaller_and_too_big_one_beside_it(
    home: Home,
) -> None:
    found = model_offers.choices(home, machine(16))
    short = [one for one in found if one.short]
    assert found[0].suggested
    assert any(one.size_bytes > found[0].size_bytes and one.fit is not Fit.TOO_BIG for one in short)
    assert any(one.size_bytes < found[0].size_bytes for one in short)
    assert sum(one.fit is Fit.TOO_BIG for one in short) == 1
    assert len(found) > len(short)


def test_what_is_here_stands_before_everything_that_is_offered(home: Home, tmp_path: Path) -> None:
    models.use(home, models.add(home, tiny_gguf.write(tmp_path / "Mine.gguf", ["Sure"])).id)
    first = model_offers.choices(home, machine(16))[0]
    assert (first.here, first.active, first.offer) == (True, True, None)


def test_what_was_begun_keeps_its_place_in_the_short_list(home: Home) -> None:
    late = [one for one in model_offers.choices(home, machine(16)) if not one.short][-1]
    assert late.offer is not None
    home.models.mkdir(parents=True, exist_ok=True)
    (home.models / f"{late.id}@{late.quant}.0123456789abcdef.incomplete").write_bytes(b"x" * 1000)
    again = next(one for one in model_offers.choices(home, machine(16)) if one.id == late.id)
    assert again.short
    assert again.offer is not None
    assert again.offer.here_bytes == 1000
    assert downloads.discard(home, late.id) == 1000


def test_the_next_smaller_model_of_this_machine(home: Home, tmp_path: Path) -> None:
    small, large = tmp_path / "Small.gguf", tmp_path / "Large.gguf"
    tiny_gguf.write(small, ["Sure"])
    tiny_gguf.write(large, ["Sure"])
    large.write_bytes(large.read_bytes() + b"\x00" * 4096)
    models.add(home, small)
    used = models.use(home, models.add(home, large).id)
    models.disable(home, used.path, "killed_worker")
    found = models.smaller(home)
    assert found is not None
    assert found.path == str(small)
    models.use(home, found.id)
    assert models.smaller(home) is None


def test_a_model_file_that_goes_and_comes_back_is_noticed(home: Home, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Mine.gguf", ["Sure"])
    models.use(home, models.add(home, file).id)
    in_use = ModelInUse(home)
    assert not in_use.look()
    file.rename(tmp_path / "away")
    assert in_use.look()
    assert in_use.model is None
    assert in_use.problem is not None
    assert in_use.problem.code == "ModelMissing"
    assert not in_use.look()
    (tmp_path / "away").rename(file)
    assert in_use.look()
    assert in_use.model is not None
    assert in_use.problem is None
