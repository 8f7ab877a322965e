"""An adapter and its base made one model: it is here like any other, and speaks without an adapter."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import learning_bench
import lora_files
import msgspec
import pytest
import tiny_trained
from learning_bench import MODEL, Bench
from tiny_trained import STOP, casual, prompt

from app import adapters as adapters_here
from app import manifest, merging, models, training_files
from app.books import Lent
from app.store import adapters
from app.store import merged as stored
from app.vault import Vault
from app.wording import problems
from app.worker import Worker
from engine import protocol
from engine.problems import AdapterRefused, Cancelled, ModelFailed, SealBroken, TooLittleDisk

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(120)]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_trained.trained(tmp_path_factory.getbasetemp()).path


@pytest.fixture
def vault(base: Path) -> Iterator[Vault]:
    with learning_bench.on_base(base) as opened:
        yield opened


def made(vault: Vault, content: bytes) -> int:
    bench = Bench(vault)
    return bench.adapter(bench.job(), content).id


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
    model = merging.merge(vault.home, Lent(vault), asked(vault, adapter), kind, tell=shares.append)
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
        merging.merge(vault.home, Lent(vault), asked(vault, made(vault, b"GGUF nothing of an adapter")), "F16")
    assert left(vault) == []


def test_without_room_nothing_is_begun(vault: Vault, adapter: int) -> None:
    """A base of so many bytes that no disk has six times as much."""
    entry = manifest.find(manifest.read(vault.home), MODEL)
    vast = msgspec.structs.replace(entry, size_bytes=10**18)
    wanted = merging.Wanted(asked(vault, adapter).adapter, vast)
    with pytest.raises(TooLittleDisk) as refused:
        merging.merge(vault.home, Lent(vault), wanted, "Q4_K_M")
    assert f"`sotto adapter merge {adapter}`" in problems.sentence(refused.value).next
    assert left(vault) == []


def test_a_damaged_file_and_a_call_off_leave_nothing(vault: Vault, adapter: int) -> None:
    with pytest.raises(Cancelled):
        merging.merge(vault.home, Lent(vault), asked(vault, adapter), "F16", cancelled=lambda: True)
    assert left(vault) == []
    path = training_files.adapter_file(vault.home, adapters.get(vault.db, adapter).job_id)
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(SealBroken):
        merging.merge(vault.home, Lent(vault), asked(vault, adapter), "F16")
    assert left(vault) == []


@pytest.mark.parametrize("step", merging.STEPS)
def test_killed_at_any_step_the_model_is_whole_and_known_or_nothing_is_left_of_it(
    vault: Vault, adapter: int, step: str
) -> None:
    """A file of the person's own beside it, known or not, stays whatever happens."""
    own = vault.home.models / f"{MODEL}-voice-{adapter}-F16.gguf"
    own.write_bytes(b"GGUF of my own")
    killed = subprocess.run(
        [sys.executable, "-m", "tests.app.merging_kills", vault.home.root, vault.key.hex(), str(adapter), step],
        cwd=ROOT, check=False, timeout=60,
    )  # fmt: skip
    assert killed.returncode == -signal.SIGKILL
    adapters_here.sweep(vault.home, vault.db)
    merged = [Path(one.path) for one in manifest.read(vault.home).models if one.learnt]
    assert len(merged) == (step in ("registered", "settled"))
    assert sorted(left(vault)) == sorted([own, *merged])
    assert own.read_bytes() == b"GGUF of my own"
    assert list(stored.files(vault.db, whole=True)) == [str(one) for one in merged]
    assert stored.files(vault.db, whole=False) == {}


def test_words_that_go_while_a_model_is_made_leave_none_of_it(vault: Vault, adapter: int) -> None:
    """The file is in place, but nobody knows it yet."""

    def passed(step: str) -> None:
        if step == "moved":
            vault.db.conn.execute("UPDATE adapter SET stale = 1")

    with pytest.raises(AdapterRefused) as refused:
        merging.merge(vault.home, Lent(vault), asked(vault, adapter), "F16", passed=passed)
    assert "no model is made of it" in problems.sentence(refused.value).what
    assert left(vault) == []
    with pytest.raises(AdapterRefused):
        asked(vault, adapter)


def test_the_same_model_is_not_made_twice(vault: Vault, adapter: int) -> None:
    first = merging.merge(vault.home, Lent(vault), asked(vault, adapter), "F16")
    again = merging.merge(vault.home, Lent(vault), asked(vault, adapter), "F16")
    assert again.path == first.path
    assert left(vault) == [Path(first.path)]
