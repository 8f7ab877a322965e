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
from filelock import FileLock
from hypothesis import settings

from app import clock, embedding_weights, indexing, judging, paths, sockets, syncing
from app.paths import Home
from app.vault import Vault
from importers.demo import addressbook, inbox
from importers.demo.chatdb import ChatDatabase
from tests import stores

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
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """Makes a folder once in a whole run: the first of its processes does, the others wait for it and read it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def once(name: str, make: Callable[[Path], object]) -> Path:
        there, making = shared / f"once-{name}", shared / f"making-{name}"
        with FileLock(shared / f"once-{name}.lock"):
            if not there.exists():
                shutil.rmtree(making, ignore_errors=True)  # of a process that did not come to its end
                making.mkdir()
                make(making)
                making.rename(there)
        return there

    return once


@pytest.fixture(scope="session")
def demo_folder(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Path:
    """A folder with the demo's chat.db and AddressBook; never written to by tests."""

    def write(folder: Path) -> None:
        now = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=1)
        inbox.write(folder / "chat.db", now=now)
        addressbook.write(folder / "AddressBook")
        (folder / "told_now").write_text(now.isoformat())

    return made_once("demo", write)


@pytest.fixture(scope="session")
def told_now(demo_folder: Path) -> datetime:
    """The time that the demo inbox was written for: some moments ago, whole seconds."""
    return datetime.fromisoformat((demo_folder / "told_now").read_text())


@pytest.fixture(scope="session")
def judged_home(
    made_once: Callable[[str, Callable[[Path], object]], Path], demo_folder: Path, told_now: datetime
) -> Path:
    """A home that has the demo inbox imported and judged, its key `stores.KEY`; to be copied."""

    def make(folder: Path) -> None:
        with stores.vault_at(folder) as vault:
            syncing.sync_once(
                vault.db,
                source=demo_folder / "chat.db",
                contacts=demo_folder / "AddressBook",
                reconcile=False,
                now=lambda: told_now,
            )
            judging.judge_changed(vault.db, now=told_now)

    return made_once("judged", make)


@pytest.fixture(scope="session")
def embedded_home(
    made_once: Callable[[str, Callable[[Path], object]], Path], judged_home: Path, lend_weights: Callable[[Home], None]
) -> Path:
    """The same home prepared for search by meaning; to be copied."""

    def make(folder: Path) -> None:
        shutil.copytree(judged_home, folder, dirs_exist_ok=True)
        with stores.vault_at(folder) as vault:
            lend_weights(vault.home)
            left = indexing.index_all(vault, note=lambda _text: None)
            assert left == 0

    return made_once("embedded", make)


@pytest.fixture(scope="session")
def demo_vault(embedded_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vault]:
    """The demo inbox imported, judged and prepared for search by meaning; only for tests that read."""
    root = tmp_path_factory.mktemp("demo-vault") / "home"
    shutil.copytree(embedded_home, root)
    with stores.vault_at(root) as vault:
        yield vault


@pytest.fixture(scope="session")
def lend_weights(made_once: Callable[[str, Callable[[Path], object]], Path]) -> Callable[[Home], None]:
    """Puts the embedding weights into a new home; preparing them there would take most of a second each time."""
    prepared = paths.home(made_once("weights", lambda folder: embedding_weights.embedding_path(paths.home(folder))))

    def lend(home: Home) -> None:
        shutil.copytree(prepared.models, home.models, dirs_exist_ok=True)

    return lend


@pytest.fixture(scope="session")
def asked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that `asked_vault` copies."""
    folder = tmp_path_factory.mktemp("asked")
    with ChatDatabase(folder / "chat.db") as chats:
        chat = chats.add_chat([chats.add_handle("+447700900601")])
        chats.add_message(chat, "Could you do Saturday?", at=clock.now() - timedelta(hours=1))
    with stores.vault_at(folder / "home") as opened:
        syncing.sync_once(opened.db, source=folder / "chat.db", contacts=None, reconcile=False, now=clock.now)
    return folder / "home"


@pytest.fixture
def asked_vault(asked_home: Path, tmp_path: Path, lend_weights: Callable[[Home], None]) -> Iterator[Vault]:
    """A vault in which one contact asked for Saturday an hour ago."""
    shutil.copytree(asked_home, tmp_path / "asked")
    with stores.vault_at(tmp_path / "asked") as opened:
        lend_weights(opened.home)
        yield opened
