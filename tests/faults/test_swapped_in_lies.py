"""Adapters that lie, sealed as good ones are and put to use in the window: taken back, and the model goes on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import lora_files
import pytest
import tiny_trained
from adapter_lies import WAYS, lies
from swapping_bench import SwapBench

from app import events, manifest
from app.child import Child
from app.store import adapters
from app.vault import Vault
from app.worker import start_child
from engine import protocol
from tests.app.test_adapters import loaded, made, used
from tests.stores import throwaway

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals"), pytest.mark.timeout(120)]
#: Each way once in `make test`.
SEEDS = [*range(len(WAYS)), *(pytest.param(seed, marks=pytest.mark.faults) for seed in range(len(WAYS), 60))]


class Window(SwapBench):
    """With the real worker in it."""

    def start(self, remote: bool) -> Child:
        child = start_child(remote)
        self.children.append(child)
        return child


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp()
    return lora_files.write(tmp_path_factory.mktemp("sealed") / "voice.gguf", lora_files.casual_pairs(folder))


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory, voice: Path) -> Iterator[tuple[Window, Vault, int]]:
    """A window whose model is the tiny llama, with a good adapter in use."""
    base = tiny_trained.trained(tmp_path_factory.getbasetemp()).path
    with throwaway() as vault:
        digest = sha256(base.read_bytes()).hexdigest()
        entry = manifest.Entry(
            "tiny", "Tiny", str(base), digest, base.stat().st_size, "llama", "F32", "", 512, True, False
        )
        manifest.write(vault.home, manifest.Manifest(active="tiny", models=(entry,)))
        vault.db.conn.execute("INSERT INTO contact (id, name) VALUES (1, 'Person')")
        opened = Window(vault)
        good = made(vault, voice.read_bytes())
        assert isinstance(opened.write(), protocol.Generated)
        opened.do(lambda: opened.swapping.use(good))
        opened.settled()
        yield opened, vault, good
        opened.close()


def everything(opened: Window) -> Iterator[object]:
    """What was told since somebody looked last."""
    while not opened.said.empty():
        yield opened.said.get()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_one_before_stays_and_the_model_goes_on(
    window: tuple[Window, Vault, int], voice: Path, seed: int, tally: Callable[[str, str], None]
) -> None:
    opened, vault, good = window
    way, content = lies(voice, seed)
    lying = made(vault, content)
    opened.do(lambda: opened.swapping.use(lying))
    opened.settled()
    assert isinstance(opened.write(), protocol.Generated)
    refused = [event.problem for event in everything(opened) if isinstance(event, events.WishFailed)]
    tally(f"lying adapter, {way}, in the window", str(refused[0].facts["reason"]) if refused else "used")
    if way == "numbers" and not refused:  # noise is an adapter, too
        assert used(vault) == lying
        opened.do(opened.swapping.roll_back)
        opened.settled()
    else:
        assert [one.code for one in refused] == ["AdapterRefused"]
    assert (used(vault), loaded(vault)) == (good, voice.read_bytes())
    assert opened.inference.loaded is not None
    assert len(opened.children) == 1
    assert not list(vault.home.training.rglob("*.gguf"))
    opened.do(lambda: opened.swapping.delete(lying))
    assert [one.id for one in adapters.listing(vault.db)] == [good]
