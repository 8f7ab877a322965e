"""Health and reload: what a worker of its own finds of the model in use, and what was stored of recent requests."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_gguf

from app import model_health, models
from app.paths import Home
from app.store.suggestions import Recent
from engine.problems import ModelMissing, ModelRefused


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tiny_gguf.write(tmp_path / "tiny.gguf", ["Sure", "."], template="{{ messages }}")


def recent(elapsed_ms: int, fallback_reason: str | None = None) -> Recent:
    return Recent(elapsed_ms, "model", fallback_reason, background=False)


def test_figures_are_of_requests_that_a_model_was_asked() -> None:
    assert model_health.figures([]) == (None, None, None)
    assert model_health.figures([recent(1, "no_model")]) == (None, None, None)
    requests = [recent(10), recent(20), recent(30, "WorkerDied"), recent(1, "no_model"), recent(40)]
    rate, p50, p95 = model_health.figures(requests)
    assert (rate, p50) == (0.25, 25)
    assert p95 == pytest.approx(38.5)


def test_health_says_whether_the_model_loads_and_writes(home: Home, file: Path) -> None:
    nothing = model_health.health(home)
    assert (nothing.status, nothing.model_loaded, nothing.p50_ms) == ("no_model", False, None)
    assert nothing.gpu == model_health.device()
    used = models.use(home, str(file))
    good = model_health.health(home, requests=[recent(10), recent(20), recent(30)], queue_length=2)
    assert (good.status, good.model_loaded, good.model_version) == ("ok", True, used.version)
    assert (good.p50_ms, good.fallback_rate, good.queue_length) == (20, 0, 2)
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    bad = model_health.health(home)
    assert (bad.status, bad.model_loaded, bad.reason) == ("failed", False, "wrong_hash")


def test_a_model_that_is_gone_or_disabled_has_failed_and_is_not_none(home: Home, file: Path) -> None:
    used = models.use(home, str(file))
    models.disable(home, used.path, "killed_worker")
    bad = model_health.health(home)
    assert (bad.status, bad.reason, bad.model_version) == ("failed", "killed_worker", used.version)
    file.unlink()
    bad = model_health.health(home, requests=[recent(10, "ModelMissing")])
    assert (bad.status, bad.reason, bad.fallback_rate) == ("failed", "no_file", 1.0)
    models.use_none(home)
    nothing = model_health.health(home, requests=[recent(10)])
    assert (nothing.status, nothing.reason, nothing.fallback_rate) == ("no_model", None, None)


def test_reload_tells_where_the_model_runs_and_gives_it_another_chance(home: Home, file: Path) -> None:
    with pytest.raises(ModelMissing):
        model_health.reload(home)
    used = models.use(home, str(file))
    models.disable(home, used.path, "killed_worker")
    done = model_health.reload(home)
    assert (done.id, done.model_version, done.arch, done.n_ctx) == (used.id, used.version, "llama", used.n_ctx)
    assert (done.chat_template, done.adapters, done.n_layers) == (True, 0, 2)
    assert done.gpu_layers == 0 or done.device != "CPU"
    assert models.active(home) == used


def test_reload_compares_the_hash(home: Home, file: Path) -> None:
    used = models.use(home, str(file))
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    models.disable(home, used.path, "killed_worker")
    with pytest.raises(ModelRefused) as told:
        model_health.reload(home)
    assert told.value.facts["reason"] == "wrong_hash"
    assert models.active(home) is None
