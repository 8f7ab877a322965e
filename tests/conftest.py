"""What every test stands on: a private home, no keychain, and the demo inbox written and read once."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import settings

from app import clock, embedding_weights, indexing, judging, paths, sockets, syncing
from app.paths import Home
from app.vault import Vault, throwaway
from importers.demo import addressbook, inbox
from importers.demo.chatdb import ChatDatabase

# llama.cpp's threads give way beside other work; libgomp reads this when it is loaded.
os.environ.setdefault("GOMP_SPINCOUNT", "1000")

# The same passphrase, salt and cost give the same key: half a second each time a store is opened again.
hashlib.scrypt = lru_cache(maxsize=512)(hashlib.scrypt)  # type: ignore[assignment]

# The same examples on every machine, so that a red run is somebody's change; the fault runs draw new ones.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("searching", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

# A shell that starts the tests in the background has them ignore interrupts, and children would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

PASSPHRASE = "a long walk by the sea"


@pytest.fixture(autouse=True)
def _no_home_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the home of whoever runs it, and none asks a keychain."""
    monkeypatch.setenv("SOTTO_HOME", str(tmp_path / "no-home-named"))
    monkeypatch.setenv("SOTTO_PASSPHRASE", PASSPHRASE)


@pytest.fixture(autouse=True)
def _no_sockets_so_far() -> None:
    """The count is that of the whole process, in which tests before this one may have fetched something."""
    sockets.add(-sockets.opened())


@pytest.fixture
def hangups_heard() -> Iterator[None]:
    """Whoever started the tests may have them ignore a terminal that closes (nohup), which children inherit."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture(scope="session")
def told_now() -> datetime:
    """The time that the demo inbox was written for: a moment ago, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory, told_now: datetime) -> Path:
    """A folder with the demo's chat.db and AddressBook; never written to by tests."""
    folder = tmp_path_factory.mktemp("demo")
    inbox.write(folder / "chat.db", now=told_now)
    addressbook.write(folder / "AddressBook")
    return folder


@pytest.fixture(scope="session")
def demo_vault(demo_folder: Path, told_now: datetime, lend_weights: Callable[[Home], None]) -> Iterator[Vault]:
    """The demo inbox imported, judged and prepared for search by meaning; only for tests that read."""
    with throwaway() as vault:
        lend_weights(vault.home)
        syncing.sync_once(
            vault.db,
            source=demo_folder / "chat.db",
            contacts=demo_folder / "AddressBook",
            reconcile=False,
            now=lambda: told_now,
        )
        judging.judge_changed(vault.db, now=told_now)
        left = indexing.index_all(vault, note=lambda _text: None)
        assert left == 0
        yield vault


@pytest.fixture(scope="session")
def lend_weights(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Home], None]:
    """Puts the embedding weights into a new home; preparing them there would take most of a second each time."""
    prepared = paths.home(tmp_path_factory.mktemp("weights"))
    embedding_weights.embedding_path(prepared)

    def lend(home: Home) -> None:
        shutil.copytree(prepared.models, home.models, dirs_exist_ok=True)

    return lend


@pytest.fixture
def asked_vault(tmp_path: Path, lend_weights: Callable[[Home], None]) -> Iterator[Vault]:
    """A vault in which one contact asked for Saturday an hour ago."""
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as chats:
        chat = chats.add_chat([chats.add_handle("+447700900601")])
        chats.add_message(chat, "Could you do Saturday?", at=clock.now() - timedelta(hours=1))
    with throwaway() as opened:
        lend_weights(opened.home)
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=clock.now)
        yield opened
