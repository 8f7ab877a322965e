"""The vault opens with its key or not at all; it makes no second key, and no empty store over a full one."""

from __future__ import annotations

import os
import secrets
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fake_keyring import FakeKeyring

from app import paths, recovery, vault
from app.lock import HomeLock
from app.paths import Home
from app.store import connection, migrations
from engine.problems import (
    HomeShared,
    KeychainUnavailable,
    PassphraseMissing,
    PassphraseWrong,
    RecoveryKeyWrong,
    SottoIsOpen,
    StoreDamaged,
    StoreKeyMissing,
    StoreKeyWrong,
    StoreMissing,
    StoreNewer,
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return paths.home(tmp_path / "home")


@pytest.fixture(autouse=True)
def no_passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOTTO_PASSPHRASE", raising=False)


def filled(home: Home, keyring: type[FakeKeyring]) -> None:
    """A store with one contact in it."""
    with vault.open_vault(home, write=True, backends=[keyring]) as opened:
        opened.db.conn.execute("INSERT INTO contact (name) VALUES ('Kim')")


def contacts(opened: vault.Vault) -> int:
    return int(opened.db.conn.execute("SELECT count(*) FROM contact").fetchone()[0])


def test_the_first_opening_makes_key_and_store_and_later_ones_find_them(home, keyring):
    filled(home, keyring)
    assert [name for _, name in keyring.entries] == [f"{vault.card(home).vault_id}/dek-v1"]
    with vault.open_vault(home, write=True, backends=[keyring]) as opened:
        assert contacts(opened) == 1
        assert opened.writes
        assert opened.key.hex() in keyring.entries.values()


def test_reading_before_anything_was_written_is_a_problem_and_makes_nothing(home, keyring):
    with pytest.raises(StoreMissing):
        vault.open_vault(home, write=False, backends=[keyring])
    assert not home.database.exists()
    assert keyring.entries == {}


def test_readers_open_while_another_writes_and_see_its_commits(home, keyring):
    filled(home, keyring)
    with (
        vault.open_vault(home, write=True, backends=[keyring]) as writer,
        vault.open_vault(home, write=False, backends=[keyring]) as reader,
    ):
        writer.db.conn.execute("INSERT INTO contact (name) VALUES ('Lee')")
        assert contacts(reader) == 2
        assert not reader.writes
        assert writer.reader().conn.execute("SELECT count(*) FROM contact").fetchone() == (2,)
        with pytest.raises(Exception, match="readonly"):
            reader.db.conn.execute("DELETE FROM contact")


def test_a_second_writer_is_refused_until_the_first_is_closed(home, keyring):
    filled(home, keyring)
    first = vault.open_vault(home, write=True, backends=[keyring])
    with pytest.raises(SottoIsOpen):
        vault.open_vault(home, write=True, backends=[keyring])
    first.close()
    first.close()
    vault.open_vault(home, write=True, backends=[keyring]).close()


HOLDER = """
import sys, time
from pathlib import Path
from app import paths, vault
opened = vault.open_vault(paths.home(Path(sys.argv[1])), write=True, passphrase="one two three")
opened.db.conn.execute("BEGIN")
opened.db.conn.execute("INSERT INTO contact (name) VALUES ('half')")
print("open", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_writer_that_is_killed_leaves_lock_free_and_store_whole(home):
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.root)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        with pytest.raises(SottoIsOpen):
            vault.open_vault(home, write=True, passphrase="one two three")
        process.send_signal(signal.SIGKILL)
        process.wait()
    with vault.open_vault(home, write=True, passphrase="one two three") as opened:
        assert contacts(opened) == 0
        assert connection.check(opened.db)


def test_a_lost_key_is_never_replaced_by_a_new_one(home, keyring):
    filled(home, keyring)
    content = home.database.read_bytes()
    card = home.vault_json.read_bytes()
    keyring.entries.clear()
    for write in (True, False):
        with pytest.raises(StoreKeyMissing):
            vault.open_vault(home, write=write, backends=[keyring], passphrase="anything")
    assert keyring.entries == {}
    assert home.database.read_bytes() == content
    assert home.vault_json.read_bytes() == card


@pytest.mark.parametrize("damage", [None, b"", b"{", b"[]", b'{"format": 1}', b"\xff\xfe"])
def test_a_lost_or_damaged_card_is_no_reason_for_a_new_key(home, keyring, damage):
    filled(home, keyring)
    home.vault_json.unlink()
    if damage is not None:
        home.vault_json.write_bytes(damage)
    before = dict(keyring.entries)
    with pytest.raises(StoreKeyMissing):
        vault.open_vault(home, write=True, backends=[keyring])
    assert keyring.entries == before


def test_a_wrong_key_and_a_damaged_store_are_told_apart(home, keyring):
    filled(home, keyring)
    ((place, key),) = keyring.entries.items()
    keyring.entries[place] = secrets.token_hex(32)
    with pytest.raises(StoreKeyWrong):
        vault.open_vault(home, write=False, backends=[keyring])
    keyring.entries[place] = key
    content = bytearray(home.database.read_bytes())
    content[100:200] = bytes(100)
    home.database.write_bytes(bytes(content))
    with pytest.raises(StoreDamaged):
        vault.open_vault(home, write=False, backends=[keyring])


def test_a_key_made_before_a_crash_is_used_and_not_replaced(home, keyring):
    filled(home, keyring)
    key = next(iter(keyring.entries.values()))
    home.database.unlink()
    with vault.open_vault(home, write=True, backends=[keyring]) as opened:
        assert opened.key.hex() == key


def test_without_a_store_but_with_copies_a_lost_key_is_not_replaced(home, keyring):
    filled(home, keyring)
    home.database.rename(home.backups / "sotto-v1.db")
    keyring.entries.clear()
    with pytest.raises(StoreKeyMissing):
        vault.open_vault(home, write=True, backends=[keyring])


def test_a_keychain_that_does_not_keep_what_it_gets_is_not_used(home):
    class Forgetful(FakeKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            pass

    class Locked(FakeKeyring):
        def set_password(self, service: str, username: str, password: str) -> None:
            raise RuntimeError("locked")

    with pytest.raises(PassphraseMissing):
        vault.open_vault(home, write=True, backends=[Forgetful, Locked])
    assert not home.database.exists()
    assert not home.vault_json.exists()


def test_the_keychain_that_has_the_key_is_asked_and_named_when_it_is_gone(home, keyring):
    class Other(FakeKeyring):
        """Another keychain of the same machine."""

    filled(home, keyring)
    with vault.open_vault(home, write=False, backends=[Other, keyring]) as opened:
        assert contacts(opened) == 1
    with pytest.raises(KeychainUnavailable) as caught:
        vault.open_vault(home, write=True, backends=[Other])
    assert str(caught.value.facts["backend"]).endswith("Mine")


def test_without_a_keychain_a_passphrase_keeps_the_key(home, monkeypatch):
    monkeypatch.setenv("SOTTO_PASSPHRASE", "one two three")
    with vault.open_vault(home, write=True, backends=[]) as opened:
        opened.db.conn.execute("INSERT INTO contact (name) VALUES ('Kim')")
        key = opened.key
    assert "SOTTO_PASSPHRASE" not in os.environ, "children do not inherit it"
    assert key not in home.keystore.read_bytes()
    assert key.hex().encode() not in home.vault_json.read_bytes()
    with pytest.raises(PassphraseMissing):
        vault.open_vault(home, write=False, backends=[])
    with pytest.raises(PassphraseWrong):
        vault.open_vault(home, write=False, passphrase="one two four", backends=[])
    with vault.open_vault(home, write=False, passphrase="one two three", backends=[]) as opened:
        assert contacts(opened) == 1
    home.keystore.unlink()
    with pytest.raises(StoreKeyMissing):
        vault.open_vault(home, write=True, passphrase="one two three", backends=[])


def test_with_neither_keychain_nor_passphrase_nothing_is_written(home):
    with pytest.raises(PassphraseMissing):
        vault.open_vault(home, write=True, backends=[])
    assert {file.name for file in home.root.iterdir() if file.is_file()} <= {"lock"}


def test_the_printed_key_brings_a_lost_store_back(home, keyring):
    filled(home, keyring)
    with vault.open_vault(home, write=False, backends=[keyring]) as opened:
        printed = opened.recovery_key()
    keyring.entries.clear()
    home.vault_json.unlink()
    other = recovery.printed(secrets.token_bytes(32))
    with pytest.raises(RecoveryKeyWrong):
        vault.restore(home, other, backends=[keyring])
    assert keyring.entries == {}
    vault.restore(home, printed.lower().replace("-", " "), backends=[keyring])
    with vault.open_vault(home, write=True, backends=[keyring]) as opened:
        assert contacts(opened) == 1


def test_a_store_can_be_restored_into_a_keystore_and_needs_a_store(home, keyring, tmp_path):
    filled(home, keyring)
    with vault.open_vault(home, write=False, backends=[keyring]) as opened:
        printed = opened.recovery_key()
    vault.restore(home, printed, passphrase="new words", backends=[])
    with vault.open_vault(home, write=False, passphrase="new words", backends=[]) as opened:
        assert contacts(opened) == 1
    with pytest.raises(StoreMissing):
        vault.restore(paths.home(tmp_path / "empty"), printed, passphrase="x", backends=[])


def test_an_older_store_is_brought_up_to_date_by_whoever_opens_it(home, keyring):
    filled(home, keyring)
    home.database.unlink()
    connection.create(home.database, bytes.fromhex(next(iter(keyring.entries.values())))).close()
    with vault.open_vault(home, write=False, backends=[keyring]) as opened:
        assert migrations.version(opened.db) == len(migrations.known())


def test_a_newer_store_is_refused_for_reading_and_writing(home, keyring):
    filled(home, keyring)
    with vault.open_vault(home, write=True, backends=[keyring]) as opened:
        opened.db.conn.execute("PRAGMA user_version = 99")
    for write in (True, False):
        with pytest.raises(StoreNewer):
            vault.open_vault(home, write=write, backends=[keyring])
    HomeLock(home.lock).release()


def test_everything_in_a_home_is_private_whatever_the_umask(tmp_path, keyring):
    before = os.umask(0o022)
    try:
        home = paths.home(tmp_path / "deep" / "home")
        opened = vault.open_vault(home, write=True, passphrase="p")
        modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [home.root, *home.root.rglob("*")]}
        opened.close()
    finally:
        os.umask(before)
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}
    assert {"sotto.db", "sotto.db-wal", "sotto.db-shm", "vault.json", "keystore.db", "lock"} <= {
        path.name for path in modes
    }


def test_a_folder_that_everybody_may_write_to_is_nobodys_home(tmp_path):
    tmp_path.chmod(0o777)
    with pytest.raises(HomeShared):
        paths.home(tmp_path)


def test_the_home_is_the_option_else_the_variable(tmp_path, monkeypatch):
    monkeypatch.setenv("SOTTO_HOME", str(tmp_path / "variable"))
    assert paths.home().root == tmp_path / "variable"
    assert paths.home(tmp_path / "option").root == tmp_path / "option"


def test_a_lock_that_is_a_link_is_refused(home, tmp_path):
    target = tmp_path / "target"
    target.write_text("precious")
    home.lock.symlink_to(target)
    with pytest.raises(OSError):
        HomeLock(home.lock)
    assert target.read_text() == "precious"


def test_a_throwaway_vault_leaves_nothing_behind():
    with vault.throwaway() as opened:
        root = opened.home.root
        assert opened.writes
        assert stat.S_IMODE(root.stat().st_mode) == 0o700
        assert not opened.home.vault_json.exists()
    assert not root.exists()


def test_homes_of_killed_processes_are_swept_and_no_others(tmp_path):
    def made(name: str, *, age_s: float = 7200.0, card: bool = False) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        (folder / "sotto.db").write_bytes(b"x")
        (folder / "lock").touch()
        if card:
            (folder / "vault.json").touch()
        os.utime(folder / "lock", (time.time() - age_s,) * 2)
        return folder

    killed, young = made("sotto-throwaway-aaaaaaaa"), made("sotto-throwaway-bbbbbbbb", age_s=5.0)
    kept, other = made("sotto-throwaway-cccccccc", card=True), made("sotto-mineisit")
    used = made("sotto-throwaway-dddddddd")
    lock = HomeLock(used / "lock")
    os.utime(used / "lock", (time.time() - 7200.0,) * 2)
    assert vault.sweep(tmp_path) == 1
    assert [folder.exists() for folder in (killed, young, kept, other, used)] == [False, True, True, True, True]
    lock.release()


def test_a_wrong_passphrase_never_replaces_the_key_of_a_store_that_is_away(home, monkeypatch):
    vault.open_vault(home, write=True, passphrase="the right one", backends=()).close()
    away = home.root / "kept-elsewhere.db"
    home.database.rename(away)
    for copy in home.backups.iterdir():
        copy.unlink()
    with pytest.raises(PassphraseWrong):
        vault.open_vault(home, write=True, passphrase="a wrong one", backends=())
    away.rename(home.database)
    vault.open_vault(home, write=True, passphrase="the right one", backends=()).close()
