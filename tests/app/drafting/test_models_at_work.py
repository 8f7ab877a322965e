"""Which model writes drafts: one that kills its worker, adapters that spoil the writing, another one, an endpoint."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_gguf
from drafting_window import PATIENCE_S, Window

from app import desk, endpoints, events, models, sockets
from app.manifest import AdapterRef
from app.model_in_use import ModelInUse
from app.store import suggestions
from app.vault import Vault

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


def test_a_model_that_kills_its_worker_twice_is_out_of_use_and_past_replies_answer(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    (folder / "die-always").touch()
    window = open_window(drafts_ahead=1)
    made = window.ready(window.people[0])
    assert (made.mode, made.fallback_reason) == ("past_replies", "WorkerDied")
    assert made.options
    assert models.active(vault.home) is None
    assert suggestions.fallback_rate(window.db, 0) == 1.0
    recent = suggestions.recent_requests(window.db, 5)[0]
    assert (recent.mode, recent.fallback_reason, recent.background) == ("past_replies", "WorkerDied", True)
    window.conductor.suggest(window.people[1])
    window.until(lambda: (made := desk.drafts(window.db, window.people[1])) is not None and made.mode != "model")
    assert window.drafts(window.people[1]).fallback_reason == "ModelRefused", "it is disabled, which is not none"


def test_adapters_that_spoil_the_writing_are_left_out_and_the_model_writes_alone(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    (folder / "spoilt").touch()
    chosen = models.in_use(vault.home)
    voice = folder / "voice.gguf"
    voice.write_bytes(b"never read by this worker")
    models.set_adapters(vault.home, chosen.id, [AdapterRef(str(voice), "ab" * 32, base_sha256=chosen.sha256)])
    window = open_window(drafts_ahead=1)
    made = window.ready(window.people[0])
    assert (made.mode, made.fallback_reason, made.model_version) == ("model", None, chosen.version)
    assert models.active(vault.home) is not None


def test_another_model_chosen_in_a_terminal_is_used_from_then_on(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    before = window.extended(first)
    other = models.add(vault.home, tiny_gguf.write(folder / "Other.gguf", ["Fine", "."]))
    models.use(vault.home, other.id)
    window.next(events.ModelChanged)
    assert window.drafts(first).model_version == before.model_version
    window.conductor.suggest(first, fresh=True)
    window.until(lambda: window.drafts(first).request_id != before.request_id)
    assert window.drafts(first).model_version == other.version


def test_a_model_chosen_while_another_one_writes_writes_in_its_place(
    open_window: Callable[..., Window], vault: Vault, folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0)
    first = window.people[0]
    window.conductor.opened(first)
    window.until_asked(1)
    other = models.add(vault.home, tiny_gguf.write(folder / "Other.gguf", ["Fine", "."]))
    models.use(vault.home, other.id)
    window.until_asked(2)
    assert window.loads() == ["Scripted.gguf", "Other.gguf"]
    (folder / "hold").unlink()
    assert window.ready(first).model_version == other.version


def test_an_endpoint_in_use_is_told_and_its_sockets_are_counted(vault: Vault, tmp_path: Path) -> None:
    endpoints.add(vault.home, base_url="http://127.0.0.1:9/v1", model="m", name="box")
    models.use(vault.home, "remote:box")
    before = sockets.opened()  # in this process, by tests that ran earlier
    window = Window(vault, tmp_path, drafts_ahead=0)
    window.conductor.opened(window.people[0])
    assert window.next(events.SocketsChanged, lambda event: event.count != before).count == before + 1
    assert window.ready(window.people[0]).model_version == "remote:box"
    in_use = ModelInUse(vault.home)
    assert in_use.remote == "127.0.0.1"
    models.use_none(vault.home)
    window.next(events.ModelChanged)
    assert in_use.look()
    assert in_use.remote == ""
    assert not in_use.look()
    assert window.conductor.stop(PATIENCE_S)
