"""An adapter and its base made one model: it is here like any other, and speaks without an adapter."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import learning_bench
import lora_files
import msgspec
import pytest
import tiny_trained
from learning_bench import KEY, MODEL, NOW, Bench
from tiny_trained import STOP, casual, prompt

from app import manifest, merging, models, training_files
from app.manifest import Entry, Manifest
from app.store import adapters
from app.vault import Vault, throwaway
from app.wording import problems
from app.worker import Worker
from engine import protocol
from engine.domain import micros
from engine.problems import AdapterRefused, Cancelled, ModelFailed, SealBroken, TooLittleDisk
from engine.training.gate import Verdict

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="signals"), pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_trained.trained(tmp_path_factory.getbasetemp()).path


@pytest.fixture
def vault(base: Path) -> Iterator[Vault]:
    with throwaway() as opened:
        digest = learning_bench.hash_of(base.read_bytes())
        entry = Entry(MODEL, "Tiny", str(base), digest, base.stat().st_size, "llama", "F32", "", 2048, True, False)
        manifest.write(opened.home, Manifest(active=MODEL, models=(entry,)))
        yield opened


def made(vault: Vault, content: bytes) -> int:
    job = Bench(vault).job()
    path = training_files.adapter_file(vault.home, job.id)
    training_files.seal_adapter(path, content, key=KEY, job_id=job.id)
    return adapters.add(
        vault.db, job_id=job.id, model_id=MODEL, base_sha256=job.base_sha256, sha256=learning_bench.hash_of(content),
        n_bytes=len(content), key=KEY, verdict=Verdict(True, ()), pairs=(), n_learnt=5, now_us=micros(NOW),
    ).id  # fmt: skip


@pytest.fixture
def adapter(vault: Vault, base: Path, tmp_path: Path) -> int:
    path = lora_files.write(tmp_path / "casual.gguf", lora_files.casual_pairs(base.parent))
    return made(vault, path.read_bytes())


def asked(vault: Vault, adapter_id: int) -> merging.Wanted:
    return merging.wanted(vault.home, vault.db, adapter_id)


def left(vault: Vault) -> list[Path]:
    return [*vault.home.models.glob("*.gguf*"), *vault.home.training.rglob("*.gguf")]


@pytest.mark.parametrize("kind", ["F16", "Q8_0"])
def test_the_model_speaks_as_the_adapter_does(vault: Vault, adapter: int, kind: str) -> None:
    shares: list[float] = []
    model = merging.merge(vault.home, asked(vault, adapter), kind, tell=shares.append)
    assert [one.id for one in models.listing(vault.home) if one.here] == [MODEL, model.id]
    assert manifest.find(manifest.read(vault.home), model.id).copied
    assert manifest.find(manifest.read(vault.home), model.id).learnt == adapter
    assert shares == sorted(shares)
    with Worker() as worker:
        worker.load(protocol.Load(ticket=0, path=model.path, sha256=model.sha256, n_ctx=512, n_threads=1))
        wish = protocol.Generate(
            ticket=0, prompt=prompt("is there parking?", "no"), max_tokens=24, temperature=0.0, repeat_penalty=1.0,
            stops=(STOP,),
        )  # fmt: skip
        assert worker.generate(wish).texts[0].strip() == casual("is there parking?", "no")
    assert left(vault) == [Path(model.path)]


def test_an_adapter_that_is_none_leaves_nothing(vault: Vault) -> None:
    with pytest.raises((AdapterRefused, ModelFailed)):
        merging.merge(vault.home, asked(vault, made(vault, b"GGUF nothing of an adapter")), "F16")
    assert left(vault) == []


def test_without_room_nothing_is_begun(vault: Vault, adapter: int) -> None:
    """A base of so many bytes that no disk has six times as much."""
    entry = manifest.find(manifest.read(vault.home), MODEL)
    vast = msgspec.structs.replace(entry, size_bytes=10**18)
    wanted = merging.Wanted(asked(vault, adapter).adapter, vast)
    with pytest.raises(TooLittleDisk) as refused:
        merging.merge(vault.home, wanted, "Q4_K_M")
    assert "sotto adapter merge" in problems.sentence(refused.value).next
    assert left(vault) == []


def test_a_damaged_file_and_a_call_off_leave_nothing(vault: Vault, adapter: int) -> None:
    with pytest.raises(Cancelled):
        merging.merge(vault.home, asked(vault, adapter), "F16", cancelled=lambda: True)
    assert left(vault) == []
    path = training_files.adapter_file(vault.home, adapters.get(vault.db, adapter).job_id)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SealBroken):
        merging.merge(vault.home, asked(vault, adapter), "F16")
    assert left(vault) == []
