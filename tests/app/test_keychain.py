"""Only keychains we trust, and only if they keep what they are given."""

from __future__ import annotations

import importlib

import pytest
from keyring.backend import KeyringBackend

from app import keychain
from engine.problems import KeychainUnavailable


class Memory:
    """A keychain that works."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.entries[service, username]


class Absent(Memory):
    """A keychain whose service is not running."""

    def __init__(self) -> None:
        raise RuntimeError("no service; secret words")


class Mangling(Memory):
    """A keychain that keeps something else."""

    def get_password(self, service: str, username: str) -> str | None:
        return "00" * 32


def test_only_the_systems_own_keychains_are_trusted():
    assert [keychain.name_of(maker) for maker in keychain.TRUSTED] == [
        "macOS.Keyring",
        "Windows.WinVaultKeyring",
        "SecretService.Keyring",
        "kwallet.DBusKeyring",
    ]


def test_the_trusted_backends_are_there_under_their_names():
    for shipped in keychain.TRUSTED:
        assert issubclass(
            getattr(importlib.import_module(f"keyring.backends.{shipped.module}"), shipped.kind), KeyringBackend
        )


def test_the_first_keychain_that_keeps_its_word_is_taken_and_left_clean():
    found = keychain.find([Absent, Mangling, Memory])
    assert found.name.endswith("Memory")
    found.store("home", "dek-v1", bytes(32))
    assert found.load("home", "dek-v1") == bytes(32)
    assert found.load("home", "dek-v2") is None
    found.delete("home", "dek-v1")
    assert found.load("home", "dek-v1") is None


def test_the_probe_removes_what_it_wrote():
    backends: list[Memory] = []

    class Watched(Memory):
        def __init__(self) -> None:
            super().__init__()
            backends.append(self)

    keychain.find([Watched])
    assert backends[0].entries == {}


def test_no_keychain_names_the_last_one_and_no_words_of_its_error():
    with pytest.raises(KeychainUnavailable) as caught:
        keychain.find([Mangling, Absent])
    assert str(caught.value.facts["backend"]).endswith("Absent")
    assert caught.value.facts["why"] == "RuntimeError"
    with pytest.raises(KeychainUnavailable):
        keychain.find([])


def test_a_keychain_that_is_not_ours_is_never_asked():
    with pytest.raises(KeychainUnavailable):
        keychain.named("file.PlaintextKeyring", keychain.TRUSTED)


def test_an_entry_that_is_no_key_is_a_problem_and_not_a_new_key():
    found = keychain.find([Memory])
    found._backend.set_password(keychain.SERVICE, "home/dek-v1", "not hexadecimal")
    with pytest.raises(KeychainUnavailable):
        found.load("home", "dek-v1")
