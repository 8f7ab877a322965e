"""Forgetting for good: one person, or everything. There is no way back, and Messages itself is not touched."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from app import adapters, audit, endpoints, keychain, login_item, manifest, retention, vault
from app.keychain import TRUSTED, BackendMaker
from app.lock import HomeLock
from app.manifest import Manifest
from app.paths import Home, unwritable
from app.store import erasure, shrinking
from app.store.erasure import Holding
from app.vault import Vault
from engine.domain import micros
from engine.problems import Problem


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes with a person.

    Attributes:
        adapters: files of adapters in use: they may have learnt from this person, and nothing tells which did.
        copies: copies of the store from before updates; they go too, because they hold the same.
    """

    holding: Holding
    adapters: tuple[str, ...]
    copies: int


def leaving(opened: Vault, contact_id: int) -> Leaving:
    """What `forget_contact` would remove now; reads only.

    Raises:
        NoSuchContact: no such id.
    """
    return leaving_of(opened.home, erasure.holding(opened.db, contact_id))


def leaving_of(home: Home, holding: Holding) -> Leaving:
    """The same, of what was counted in the store."""
    names = [Path(ref.path).name for entry in manifest.read(home).models for ref in entry.adapters]
    return Leaving(holding, tuple(dict.fromkeys(names)), len(list(home.backups.glob("sotto-v*.db"))))


def forget_contact(opened: Vault, contact_id: int, *, now: datetime) -> set[int]:
    """Remove a person with everything that was said, made or learnt; returns the groups that changed.

    Raises:
        NoSuchContact: no such id.
    """
    groups = erasure.erase(opened.db, contact_id, now_us=micros(now))
    audit.append(opened.db, opened.key, act="erased", subject=f"contact {contact_id}", at_us=micros(now))
    adapters.sweep(opened.home, opened.db)
    retention.remove_copies(opened.home)
    shrinking.empty_log(opened.db)
    return groups


def forget_everything(
    home: Home, *, backends: Sequence[BackendMaker] = TRUSTED, login_file: Path | None = None
) -> list[Problem]:
    """Remove the store with its copies and its key, adapters, tokens, settings and event logs of a closed home.

    Downloaded models stay. What a keychain would not give up is told, and the rest goes all the same: without its
    store that key opens nothing.

    Args:
        login_file: what starts Sotto with the session, None for that of this account.

    Raises:
        SottoIsOpen: the home is open somewhere.
        HomeUnwritable: something could not be removed.
    """
    lock = HomeLock(home.lock)
    try:
        problems = _give_up_keys(home, backends)
        login_item.keep(False, login_file or login_item.place(), ())
        _forget_adapters(home)
        for path in sorted(home.root.iterdir()):
            if path not in (home.models, home.lock, home.window_lock, home.window_socket):
                _remove(path)
        return problems
    except OSError as error:
        raise unwritable(home.root, error) from None
    finally:
        lock.release()


def _give_up_keys(home: Home, backends: Sequence[BackendMaker]) -> list[Problem]:
    """Tokens of endpoints first: `vault.json` says where they lie."""
    problems: list[Problem] = []
    for endpoint in endpoints.listing(home):
        with _kept(problems):
            endpoints.remove(home, endpoint.name, backends=backends)
    known = vault.card(home)
    if known is not None and known.keeper in map(keychain.name_of, backends):
        with _kept(problems):
            keychain.named(known.keeper, backends).delete(known.vault_id, known.key_id)
    return problems


@contextlib.contextmanager
def _kept(problems: list[Problem]) -> Iterator[None]:
    """Go on after a problem, and remember it."""
    try:
        yield
    except Problem as problem:
        problems.append(problem)


def _forget_adapters(home: Home) -> None:
    """Adapters remember words: their files go, and no model uses one any more."""
    files = {ref.path for entry in manifest.read(home).models for ref in entry.adapters}

    def without(before: Manifest) -> Manifest:
        return msgspec.structs.replace(
            before, models=tuple(msgspec.structs.replace(entry, adapters=()) for entry in before.models)
        )

    if files:
        manifest.edit(home, without)
    for file in files:
        if home.root in Path(file).parents:
            Path(file).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
