"""The registry of models: what is added, used, removed, damaged and prepared."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tiny_gguf

from app import endpoints, manifest, models
from app.embedding_weights import EMBEDDING_FILE
from app.manifest import AdapterRef
from app.paths import Home
from engine import protocol
from engine.llm import catalogue
from engine.problems import AdapterRefused, HomeUnwritable, ModelMissing, ModelRefused

SCRIPT = ["Sure", "."]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tiny_gguf.write(tmp_path / "My Model.Q8_0.gguf", SCRIPT, template="{{ messages }}")


def n_offered() -> int:
    return sum(known.offered for known in catalogue.known())


def test_a_new_home_knows_what_is_offered_and_uses_nothing(home: Home) -> None:
    rows = models.listing(home)
    assert len(rows) == n_offered()
    assert not any(row.here or row.active for row in rows)
    assert all(row.licence and row.needs_bytes > row.size_bytes > 0 for row in rows)
    assert [row.default for row in rows].count(True) == 1
    assert models.active(home) is None
    with pytest.raises(ModelMissing):
        models.in_use(home)


def test_a_graphics_card_changes_the_default(home: Home) -> None:
    (default,) = (row for row in models.listing(home, vram_gb=24.0) if row.default)
    assert (default.id, default.quant) == ("mistral-small-3.2-24b-instruct-2506", "Q4_K_M")


def test_an_added_file_stays_where_it_is_and_is_known_by_its_hash(home: Home, file: Path) -> None:
    added = models.add(home, file)
    assert (added.id, added.here, added.active, added.path) == ("my-model.q8_0", True, False, str(file))
    assert (added.arch, added.trainable, added.chat_template, added.n_ctx) == ("llama", True, True, 4096)
    assert added.sha256 == models.file_sha256(file)
    assert added.version == f"my-model.q8_0@{added.sha256[:8]}"
    assert models.listing(home)[0] == added
    assert models.add(home, file) == added
    assert len(models.listing(home)) == n_offered() + 1
    load = added.load(7)
    assert (load.ticket, load.path, load.sha256, load.n_ctx) == (7, str(file), added.sha256, 4096)


def test_another_file_of_the_same_name_gets_another_id(home: Home, file: Path, tmp_path: Path) -> None:
    first = models.add(home, file)
    (tmp_path / "other").mkdir()
    other = tiny_gguf.write(tmp_path / "other" / file.name, ["Other"])
    assert models.add(home, other).id == f"{first.id}-f32"
    third = tiny_gguf.write(tmp_path / "other" / "My Model.Q8 0.gguf", ["Third"])
    assert models.add(home, third).id == "my-model.q8-0"


def test_a_file_that_was_replaced_takes_the_place_of_the_old_one(home: Home, file: Path) -> None:
    first = models.use(home, models.add(home, file).id)
    tiny_gguf.write(file, ["Other"])
    second = models.add(home, file)
    assert (second.id, second.active) == (first.id, True)
    assert second.version != first.version
    assert len([row for row in models.listing(home) if row.path]) == 1


def test_a_link_is_followed_once(home: Home, file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.gguf"
    link.symlink_to(file)
    assert models.add(home, link).path == str(file)
    link.unlink()
    assert models.add(home, file).here


def test_hashing_tells_how_far_it_is(home: Home, file: Path) -> None:
    told: list[int] = []
    models.add(home, file, progress=told.append)
    assert told[-1] == file.stat().st_size


def test_a_model_is_chosen_by_path_then_by_id_then_by_memory(home: Home, file: Path) -> None:
    by_path = models.choose(home, str(file))
    assert by_path.here
    assert models.choose(home, by_path.id) == by_path
    with pytest.raises(ModelMissing) as told:
        models.choose(home)
    assert told.value.facts["id"] == next(row.id for row in models.listing(home) if row.default)
    for unknown in ("no-such-model", "remote:none", str(file.with_name("gone.gguf"))):
        with pytest.raises(ModelMissing):
            models.choose(home, unknown)


def test_the_time_a_model_was_put_to_use_is_kept_until_another_one_is(home: Home, file: Path, tmp_path: Path) -> None:
    def since() -> int:
        return manifest.read(home).used_since_us

    assert since() == 0
    first = models.use(home, str(file))
    begun = since()
    assert begun > 0
    models.disable(home, first.path, "killed_worker")
    models.use(home, first.id)
    assert since() == begun
    models.use(home, models.add(home, tiny_gguf.write(tmp_path / "other.gguf", ["Other"])).id)
    models.use(home, first.id)
    assert since() > begun
    begun = since()
    tiny_gguf.write(file, ["Third"])
    assert models.add(home, file).active
    assert since() > begun


def test_what_was_chosen_and_may_not_be_loaded_says_why(home: Home, file: Path) -> None:
    with pytest.raises(ModelMissing) as none:
        models.usable(home)
    assert none.value.facts == {}
    used = models.use(home, str(file))
    assert models.usable(home) == used
    models.disable(home, used.path, "killed_worker")
    with pytest.raises(ModelRefused) as refused:
        models.usable(home)
    assert refused.value.facts["reason"] == "killed_worker"
    file.unlink()
    with pytest.raises(ModelMissing) as gone:
        models.usable(home)
    assert gone.value.facts["reason"] == "no_file"
    assert models.active(home) is None


def test_a_path_can_be_used_at_once(home: Home, file: Path) -> None:
    assert models.use(home, str(file)).active


def test_an_endpoint_is_used_like_a_model(home: Home, file: Path) -> None:
    home.models.mkdir(parents=True)
    endpoints.add(home, base_url="http://127.0.0.1:8080/v1", model="big", name="box", n_ctx=8192)
    used = models.use(home, "remote:box")
    assert (used.id, used.remote, used.active, used.title, used.n_ctx) == ("remote:box", True, True, "big", 8192)
    assert models.active(home) == used
    assert used in models.listing(home)
    wish = used.load(3)
    assert isinstance(wish, protocol.Connect)
    assert (wish.ticket, wish.base_url, wish.model) == (3, "http://127.0.0.1:8080/v1", "big")
    assert models.adapted(home) == ()
    endpoints.remove(home, "box")
    assert models.active(home) is None


def test_adapters_go_with_the_model_they_were_trained_on(home: Home, file: Path) -> None:
    plain = models.use(home, models.add(home, file).id)
    one = AdapterRef("/a.gguf", "aa" * 32, base_sha256=plain.sha256)
    models.set_adapters(home, plain.id, [one])
    assert models.adapted(home) == (protocol.AdapterFile(path="/a.gguf", sha256="aa" * 32, scale=1.0),)
    with_one = models.active(home)
    assert with_one is not None
    assert with_one.version == f"{plain.version}+aaaaaaaa"
    two = (one, AdapterRef("/b.gguf", "bb" * 32, scale=0.5))
    models.set_adapters(home, plain.id, two)
    both = models.active(home)
    assert both is not None
    assert both.version not in (plain.version, with_one.version)
    with pytest.raises(AdapterRefused):
        models.set_adapters(home, plain.id, [AdapterRef("/c.gguf", "cc" * 32, base_sha256="0" * 64)])
    assert models.active(home) == both
    models.set_adapters(home, plain.id, ())
    assert models.active(home) == plain


def test_a_manifest_of_an_older_sotto_is_read(home: Home, file: Path) -> None:
    added = models.add(home, file)
    document = json.loads((home.models / "manifest.json").read_text())
    later = {"kv_bytes_per_token", "repo", "revision", "adapters"}
    document["models"] = [{k: v for k, v in each.items() if k not in later} for each in document["models"]]
    (home.models / "manifest.json").write_text(json.dumps(document))
    (entry,) = manifest.read(home).models
    assert (entry.id, entry.adapters, entry.kv_bytes_per_token) == (added.id, (), 0)
    assert models.use(home, added.id).n_ctx == 4096


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
    assert len(models.listing(home)) == n_offered()
    assert (home.models / "manifest.bad").exists()
    assert models.add(home, file).here


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
    (home.models / (EMBEDDING_FILE + ".tmp")).mkdir()
    with pytest.raises(HomeUnwritable):
        models.embedding_path(home)
