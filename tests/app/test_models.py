"""The registry of models: what is added, used, removed, damaged and prepared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tiny_gguf

from app import models
from app.paths import Home
from engine.problems import HomeUnwritable, ModelMissing, ModelRefused

SCRIPT = ["Sure", "."]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tiny_gguf.write(tmp_path / "My Model.Q8_0.gguf", SCRIPT, template="{{ messages }}")


def test_a_new_home_knows_the_catalogue_and_uses_nothing(home: Home) -> None:
    rows = models.listing(home)
    assert len(rows) == 24
    assert not any(row.here or row.active for row in rows)
    assert all(row.licence for row in rows)
    assert models.active(home) is None


def test_an_added_file_stays_where_it_is_and_is_known_by_its_hash(home: Home, file: Path) -> None:
    added = models.add(home, file)
    assert (added.id, added.here, added.active, added.path) == ("my-model.q8_0", True, False, str(file))
    assert (added.arch, added.trainable, added.chat_template, added.n_ctx) == ("llama", True, True, 4096)
    assert added.sha256 == models.file_sha256(file)
    assert added.version == f"my-model.q8_0@{added.sha256[:8]}"
    assert models.listing(home)[0] == added
    assert models.add(home, file) == added
    assert len(models.listing(home)) == 25
    load = added.load(7)
    assert (load.ticket, load.path, load.sha256, load.n_ctx) == (7, str(file), added.sha256, 4096)


def test_another_file_of_the_same_name_gets_another_id(home: Home, file: Path) -> None:
    first = models.add(home, file)
    tiny_gguf.write(file, ["Other"])
    assert models.add(home, file).id == f"{first.id}-f32"


def test_a_copied_file_is_ours_and_goes_with_the_model(home: Home, file: Path) -> None:
    added = models.add(home, file, copy=True)
    copy = Path(added.path)
    assert copy.parent == home.models
    assert copy.stat().st_mode & 0o777 == 0o600
    models.remove(home, added.id)
    assert not copy.exists()
    assert file.exists()


def test_a_copy_never_overwrites_another_model(home: Home, file: Path) -> None:
    first = models.add(home, file, copy=True)
    tiny_gguf.write(file, ["Other"])
    second = models.add(home, file, copy=True)
    assert first.path != second.path
    assert [models.file_sha256(Path(each.path)) for each in (first, second)] == [first.sha256, second.sha256]
    again = models.add(home, file, copy=True)
    assert again.id == second.id
    assert len(list(home.models.glob("*.gguf"))) == 2


def test_removing_a_model_of_the_persons_own_leaves_the_file(home: Home, file: Path) -> None:
    added = models.add(home, file)
    models.use(home, added.id)
    models.remove(home, added.id)
    assert file.exists()
    assert models.active(home) is None
    with pytest.raises(ModelMissing):
        models.remove(home, added.id)


def test_one_model_is_used_until_none_is(home: Home, file: Path) -> None:
    used = models.use(home, models.add(home, file).id)
    assert used.active
    assert models.active(home) == used
    models.use_none(home)
    assert models.active(home) is None
    with pytest.raises(ModelMissing):
        models.use(home, "qwen3-8b")


def test_a_file_that_is_gone_or_cut_is_not_active(home: Home, file: Path) -> None:
    used = models.use(home, models.add(home, file).id)
    file.write_bytes(file.read_bytes()[:-1])
    assert models.active(home) is None
    file.unlink()
    assert models.active(home) is None
    assert not models.listing(home)[0].here
    with pytest.raises(ModelMissing):
        models.use(home, used.id)


def test_a_disabled_model_is_not_active_until_chosen_anew(home: Home, file: Path) -> None:
    used = models.use(home, models.add(home, file).id)
    models.disable(home, used.path, "killed_worker")
    assert models.active(home) is None
    assert models.listing(home)[0].disabled == "killed_worker"
    models.use(home, used.id)
    assert models.active(home) == used


def test_a_file_that_is_no_model_is_refused_and_nothing_changes(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "notes.gguf"
    path.write_text("hello")
    with pytest.raises(ModelRefused):
        models.add(home, path, copy=True)
    assert not home.models.exists() or not list(home.models.iterdir())


def test_a_damaged_manifest_is_set_aside(home: Home, file: Path) -> None:
    models.add(home, file)
    (home.models / "manifest.json").write_text('{"models": 7}')
    assert len(models.listing(home)) == 24
    assert (home.models / "manifest.bad").exists()
    assert models.add(home, file).here


def test_health_says_whether_the_model_loads_and_writes(home: Home, file: Path) -> None:
    nothing = models.health(home)
    assert (nothing.status, nothing.model_loaded, nothing.p50_ms) == ("no_model", False, None)
    assert nothing.gpu == models.device()
    used = models.use(home, models.add(home, file).id)
    good = models.health(home, elapsed_ms=[10, 20, 30], fallback_rate=0.25, queue_length=2)
    assert (good.status, good.model_loaded, good.model_version) == ("ok", True, used.version)
    assert (good.p50_ms, good.fallback_rate, good.queue_length) == (20, 0.25, 2)
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    bad = models.health(home)
    assert (bad.status, bad.model_loaded, bad.reason) == ("failed", False, "ModelRefused")


def test_the_embedding_weights_are_prepared_once_and_checked_each_time(home: Home) -> None:
    path = models.embedding_path(home)
    made = path.stat()
    assert path.parent == home.models
    assert json.loads((home.models / "manifest.json").read_text())["embedding_sha256"] == models.file_sha256(path)
    assert models.embedding_path(home).stat().st_mtime_ns == made.st_mtime_ns
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    models.embedding_path(home)
    assert path.stat().st_size == made.st_size
    assert path.read_bytes() != bytes(data)


def test_a_home_that_cannot_be_written_is_told(home: Home) -> None:
    home.models.mkdir(parents=True)
    (home.models / (models.EMBEDDING_FILE + ".tmp")).mkdir()
    with pytest.raises(HomeUnwritable):
        models.embedding_path(home)
