"""The system's keychain, and only one we trust: a keyring that writes plain files is refused.

Backends are instantiated directly. `keyring.get_keyring()` would follow PYTHON_KEYRING_BACKEND and
keyringrc.cfg, which can load foreign code, and chooses a plain-text file where `keyrings.alt` is installed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from engine.problems import KeychainUnavailable

SERVICE = "Sotto"


class Backend(Protocol):
    """What we need of a keyring backend."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


BackendMaker = Callable[[], Backend]


@dataclass(frozen=True, slots=True)
class Shipped:
    """A backend of keyring itself; imported when it is made, which takes 0.1 s and many commands never need."""

    module: str
    kind: str

    def __call__(self) -> Backend:
        backend: Backend = getattr(import_module(f"keyring.backends.{self.module}"), self.kind)()
        return backend


#: The only backends a key is given to.
TRUSTED: tuple[BackendMaker, ...] = (
    Shipped("macOS", "Keyring"),
    Shipped("Windows", "WinVaultKeyring"),
    Shipped("SecretService", "Keyring"),
    Shipped("kwallet", "DBusKeyring"),
)


class Keychain:
    """One trusted backend; keys are entries "<vault id>/<key id>" of the service "Sotto".

    Attributes:
        name: of the backend, remembered beside the vault, so that a later "not found" can name it.
    """

    def __init__(self, backend: Backend, name: str) -> None:
        self._backend = backend
        self.name = name

    def load(self, vault_id: str, key_id: str) -> bytes | None:
        """The key, or None if this keychain does not have it.

        Raises:
            KeychainUnavailable: locked, or it does not answer.
        """
        try:
            found = self._backend.get_password(SERVICE, f"{vault_id}/{key_id}")
            return None if found is None else bytes.fromhex(found)
        except Exception as error:  # noqa: BLE001 - backends raise what their platform raises
            raise KeychainUnavailable(backend=self.name, why=type(error).__name__) from None

    def store(self, vault_id: str, key_id: str, key: bytes) -> None:
        """Keep a key and read it back.

        Raises:
            KeychainUnavailable: it cannot be kept, or comes back different.
        """
        try:
            self._backend.set_password(SERVICE, f"{vault_id}/{key_id}", key.hex())
        except Exception as error:  # noqa: BLE001 - backends raise what their platform raises
            raise KeychainUnavailable(backend=self.name, why=type(error).__name__) from None
        if self.load(vault_id, key_id) != key:
            raise KeychainUnavailable(backend=self.name, why="unfaithful")

    def delete(self, vault_id: str, key_id: str) -> None:
        """Remove a key; none there is fine.

        Raises:
            KeychainUnavailable.
        """
        from keyring.errors import PasswordDeleteError  # as slow as its backends

        try:
            self._backend.delete_password(SERVICE, f"{vault_id}/{key_id}")
        except PasswordDeleteError:
            return
        except Exception as error:  # noqa: BLE001 - backends raise what their platform raises
            raise KeychainUnavailable(backend=self.name, why=type(error).__name__) from None

    def probe(self) -> None:
        """Write, read back and delete a random entry.

        Raises:
            KeychainUnavailable: one of these did not work.
        """
        place = f"probe-{secrets.token_hex(4)}"
        self.store(place, "probe", secrets.token_bytes(32))
        self.delete(place, "probe")


def name_of(maker: BackendMaker) -> str:
    """How a backend is called in `vault.json` and in problems, such as "macOS.Keyring"."""
    if isinstance(maker, Shipped):
        return f"{maker.module}.{maker.kind}"
    module = getattr(maker, "__module__", "").rpartition(".")[2]
    return f"{module}.{getattr(maker, '__qualname__', 'backend').rpartition('.')[2]}"


def find(makers: Sequence[BackendMaker] = TRUSTED) -> Keychain:
    """The first trusted keychain that keeps what it is given.

    Raises:
        KeychainUnavailable: none does; names the last one that failed.
    """
    last = KeychainUnavailable(backend="none", why="not_installed")
    for maker in makers:
        try:
            keychain = _made(maker)
            keychain.probe()
        except KeychainUnavailable as problem:
            last = problem
        else:
            return keychain
    raise last


def named(name: str, makers: Sequence[BackendMaker] = TRUSTED) -> Keychain:
    """The trusted keychain of this name, which is where the key was put.

    Raises:
        KeychainUnavailable: it is not one of ours, or not on this machine.
    """
    for maker in makers:
        if name_of(maker) == name:
            return _made(maker)
    raise KeychainUnavailable(backend=name, why="not_trusted")


def _made(maker: BackendMaker) -> Keychain:
    try:
        return Keychain(maker(), name_of(maker))
    except Exception as error:  # noqa: BLE001 - backends raise what their platform raises
        raise KeychainUnavailable(backend=name_of(maker), why=type(error).__name__) from None
