"""Forgetting leaves nothing behind, and Messages brings nothing back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from app import clock, demo, erasing, indexing, judging, manifest, settings, syncing, upkeep, vault
from app.commands import main
from app.lock import HomeLock
from app.manifest import AdapterRef, Entry, Manifest
from app.paths import Home, home
from app.settings import Settings
from app.store import contacts, conversations
from app.training_files import lock_of
from app.vault import Vault
from app.wording import forgetting
from engine.problems import AlreadyTraining, HomeUnwritable, NoSuchContact, SottoIsOpen
from tests import stores
from tests.app.fake_keyring import FakeKeyring

NAME = "Ines Calloway"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return demo.written(tmp_path_factory.mktemp("demo"), 400)


@pytest.fixture(scope="module")
def prepared(written: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that `full` copies."""
    root = tmp_path_factory.mktemp("full") / "home"
    with stores.vault_at(root) as opened:
        synced(opened, written)
        prepare(opened)
    return root


@pytest.fixture
def full(prepared: Path, tmp_path: Path) -> Iterator[Vault]:
    """The demo inbox, judged, briefed, remembered and learnt from."""
    shutil.copytree(prepared, tmp_path / "full")
    with stores.vault_at(tmp_path / "full") as opened:
        yield opened


def synced(opened: Vault, written: tuple[Path, Path]) -> object:
    source, address_book = written
    return syncing.sync_once(opened.db, source=source, contacts=address_book, reconcile=True, now=clock.now)


def prepare(opened: Vault) -> None:
    while judging.judge_changed(opened.db, now=clock.now(), limit=50):
        pass
    while indexing.cut_some(opened.db):
        pass
    upkeep.Upkeep(opened.db, clock=clock.now).catch_up(500)


def everything_kept(opened: Vault, file: Path) -> bytes:
    """Every live row of every table, in the clear."""
    opened.db.conn.execute("ATTACH ? AS plain KEY ''", (str(file),))
    opened.db.conn.execute("SELECT sqlcipher_export('plain')")
    opened.db.conn.execute("DETACH plain")
    return file.read_bytes()


def contact_called(opened: Vault, name: str) -> contacts.ContactRow:
    return next(row for row in contacts.listing(opened.db) if row.name == name)


def test_a_forgotten_person_is_in_no_table(full: Vault, tmp_path: Path) -> None:
    row = contact_called(full, NAME)
    conversation_id = contacts.conversations_of(full.db, row.id)[0]
    said = [
        text
        for (text,) in full.db.conn.execute(
            "SELECT text FROM message WHERE conversation_id = ? AND length(text) > 30", (conversation_id,)
        )
    ]
    others = [
        text
        for (text,) in full.db.conn.execute(
            "SELECT text FROM message WHERE conversation_id <> ? AND length(text) > 30", (conversation_id,)
        )
    ]
    canaries = [text for text in said if text not in others]
    assert len(canaries) > 5
    before = everything_kept(full, tmp_path / "before.db")
    assert all(text.encode() in before for text in canaries)
    erasing.forget_contact(full, row.id, now=clock.now())
    after = everything_kept(full, tmp_path / "after.db")
    assert [text for text in canaries if text.encode() in after] == []
    assert NAME.encode() not in after
    assert not [address for address in row.addresses if address.encode() in after]
    with pytest.raises(NoSuchContact):
        contacts.get(full.db, row.id)


def test_what_the_demo_edited_is_kept_and_goes_with_whom_it_is_forgotten(full: Vault) -> None:
    def kept_of(contact_id: int) -> int:
        sql = (
            "SELECT count(*) FROM wording w JOIN message m ON m.id = w.message_id "
            "JOIN conversation c ON c.id = m.conversation_id WHERE c.contact_id = ?"
        )
        return int(full.db.conn.execute(sql, (contact_id,)).fetchone()[0])

    def kept() -> int:
        return int(full.db.conn.execute("SELECT count(*) FROM wording").fetchone()[0])

    row = next(row for row in contacts.listing(full.db) if kept_of(row.id))
    before, theirs = kept(), kept_of(row.id)
    erasing.forget_contact(full, row.id, now=clock.now())
    assert kept() == before - theirs


def test_what_others_said_stays(full: Vault) -> None:
    row = contact_called(full, NAME)
    before = {one.name: one.n_messages for one in conversations.listing(full.db) if not one.is_group}
    erasing.forget_contact(full, row.id, now=clock.now())
    after = {one.name: one.n_messages for one in conversations.listing(full.db) if not one.is_group}
    assert NAME not in after
    assert after == {name: n for name, n in before.items() if name != NAME}


def test_the_next_sync_brings_nothing_old_back(full: Vault, written: tuple[Path, Path]) -> None:
    row = contact_called(full, NAME)
    erasing.forget_contact(full, row.id, now=clock.now())
    (left,) = full.db.conn.execute("SELECT count(*) FROM message").fetchone()
    synced(full, written)
    prepare(full)
    assert full.db.conn.execute("SELECT count(*) FROM message").fetchone()[0] == left


def test_what_goes_is_told_before(full: Vault) -> None:
    row = contact_called(full, NAME)
    leaving = erasing.leaving(full, row.id)
    assert leaving.holding.messages >= row.n_messages > 0
    (kept_in_store,) = full.db.conn.execute("SELECT count(*) FROM message").fetchone()
    erasing.forget_contact(full, row.id, now=clock.now())
    (left,) = full.db.conn.execute("SELECT count(*) FROM message").fetchone()
    assert kept_in_store - left == leaving.holding.messages


def test_nobody_is_named_any_more_in_samples_of_others(full: Vault) -> None:
    """Neither in one that was not masked yet, nor in one that was masked before the name was known."""
    row = contact_called(full, NAME)
    other = next(one for one in contacts.listing(full.db) if one.id != row.id and one.n_conversations)
    (conversation_id,) = contacts.conversations_of(full.db, other.id)[:1]
    ids = [
        full.db.conn.execute(
            "INSERT INTO sample (conversation_id, source, input, output, quality, made_us, masked) "
            "VALUES (?, 'accepted', ?, ?, 1.0, 1, ?) RETURNING id",
            (conversation_id, "Them: is [NAME_1] with ines?\nMe:", "ask Calloway, Ines’s phone is off", masked),
        ).fetchone()[0]
        for masked in (0, 1)
    ]
    erasing.forget_contact(full, row.id, now=clock.now())
    for number in ids:
        kept = full.db.conn.execute("SELECT input, output, masked FROM sample WHERE id = ?", (number,)).fetchone()
        assert "ines" not in f"{kept[0]} {kept[1]}".casefold()
        assert "calloway" not in kept[1].casefold()
        assert kept[2] == 1


def test_copies_from_before_updates_go_with_a_person(full: Vault) -> None:
    full.home.backups.mkdir(exist_ok=True)
    copy = full.home.backups / "sotto-v1-20260101T000000000000.db"
    copy.write_bytes(b"encrypted")
    row = contact_called(full, NAME)
    assert erasing.leaving(full, row.id).copies == 1
    stuck = full.home.backups / "sotto-v2-20260101T000000000000.db"
    stuck.mkdir()
    with pytest.raises(HomeUnwritable):
        erasing.forget_contact(full, row.id, now=clock.now())
    assert contact_called(full, NAME) == row, "who is still in a copy is still there to be forgotten"
    stuck.rmdir()
    erasing.forget_contact(full, row.id, now=clock.now())
    assert not copy.exists()


@pytest.fixture
def own(tmp_path: Path, keyring: type[FakeKeyring], monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a store whose key a keychain keeps, settings and a model's file."""
    monkeypatch.delenv(vault.PASSPHRASE_VARIABLE, raising=False)
    found = home(tmp_path / "home")
    vault.open_vault(found, write=True, backends=[keyring]).close()
    settings.save(found, Settings(goal_min=7))
    (found.models / "weights.gguf").write_bytes(b"GGUF")
    return found


def test_forgetting_everything_leaves_only_models(own: Home, tmp_path: Path, keyring: type[FakeKeyring]) -> None:
    card = vault.card(own)
    assert card is not None
    assert keyring().get_password("Sotto", f"{card.vault_id}/{card.key_id}")
    login = tmp_path / "autostart" / "sotto.desktop"
    assert erasing.forget_everything(own, backends=[keyring], login_file=login) == []
    assert not own.database.exists()
    assert not own.vault_json.exists()
    assert keyring().get_password("Sotto", f"{card.vault_id}/{card.key_id}") is None
    assert settings.load(own) == Settings()
    assert (own.models / "weights.gguf").exists()
    assert {path.name for path in own.root.iterdir()} <= {"models", "lock"}


def model(home: Home, name: str, learnt: int) -> Entry:
    path = home.models / f"{name}.gguf"
    path.write_bytes(b"GGUF")
    return Entry(name, name, str(path), name * 4, 4, "llama", "F16", "", 2048, True, True, learnt=learnt)


def test_forgetting_everything_takes_along_what_was_learnt(
    own: Home, tmp_path: Path, keyring: type[FakeKeyring]
) -> None:
    """Adapters, jobs, plain files that a crash left, and whole models that an adapter was merged into."""
    for name in ("0123456789ab/examples.sealed", "adapters/0123456789ab.sealed", "open/1-left.gguf", "lock"):
        path = own.training / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"learnt")
    entries = (model(own, "plain", 0), model(own, "voice", 3))
    (own.models / "plain-voice-4-Q8_0.gguf").write_bytes(b"half put in place by a process that was killed")
    manifest.write(own, Manifest(active="voice", models=entries))
    assert erasing.forget_everything(own, backends=[keyring], login_file=tmp_path / "none") == []
    assert not own.training.exists()
    assert [Path(one.path).exists() for one in entries] == [True, False]
    assert {path.name for path in own.models.glob("*.gguf")} == {"plain.gguf", "weights.gguf"}
    known = manifest.read(own)
    assert ([one.id for one in known.models], known.active) == (["plain"], None)


def test_a_home_in_which_something_is_trained_is_not_forgotten(
    own: Home, tmp_path: Path, keyring: type[FakeKeyring]
) -> None:
    """A command that trains holds the store for moments only."""
    at_work = HomeLock(lock_of(own))
    try:
        with pytest.raises(AlreadyTraining):
            erasing.forget_everything(own, backends=[keyring], login_file=tmp_path / "none")
        assert own.database.exists()
    finally:
        at_work.release()


def test_who_is_forgotten_is_told_which_adapters_and_models_may_have_learnt_from_them(full: Vault) -> None:
    row = contact_called(full, NAME)
    entry = msgspec.structs.replace(model(full.home, "voice", 3), adapters=(AdapterRef("/some/of/mine.gguf", "00"),))
    manifest.write(full.home, Manifest(models=(entry,)))
    leaving = erasing.leaving(full, row.id)
    assert (leaving.adapters, leaving.models.removed) == (("mine.gguf",), ("voice",))
    told = forgetting.what_goes(leaving)
    assert "mine.gguf" in told
    assert "voice" in told


def test_an_open_home_is_not_forgotten(own: Home, keyring: type[FakeKeyring], tmp_path: Path) -> None:
    with vault.open_vault(own, write=True, backends=[keyring]), pytest.raises(SottoIsOpen):
        erasing.forget_everything(own, backends=[keyring], login_file=tmp_path / "none")
    assert own.database.exists()


def test_the_command_erases_a_contact_and_tells_what_went(
    tmp_path: Path, written: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    there = home(tmp_path / "home")
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a plain passphrase")
    with vault.open_vault(there, write=True) as opened:
        synced(opened, written)
        row = contact_called(opened, NAME)
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a plain passphrase")
    assert main.run(["--home", str(there.root), "erase", "--contact", str(row.id), "--json"]) == 2
    capsys.readouterr()
    monkeypatch.setenv(vault.PASSPHRASE_VARIABLE, "a plain passphrase")
    assert main.run(["--home", str(there.root), "erase", "--contact", str(row.id), "--yes", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["contact_id"] == str(row.id)
    assert told["messages"] >= row.n_messages
    assert (told["models"], told["models_kept"], told["back_to"]) == ([], [], None)
