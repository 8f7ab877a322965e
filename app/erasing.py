"""Forgetting for good: one person, or everything. There is no way back, and Messages itself is not touched."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlite_utils import Database

from app import (
    adapters,
    audit,
    endpoints,
    keychain,
    login_item,
    logs,
    manifest,
    masked_samples,
    merged,
    retention,
    training_files,
    vault,
)
from app.adapter_opening import SEALED
from app.keychain import TRUSTED, BackendMaker
from app.lock import HomeLock
from app.manifest import Manifest
from app.merged import Going
from app.paths import Home, unwritable
from app.store import contacts, erasure, learnt_words, shrinking
from app.store.connection import transaction
from app.store.erasure import Holding
from app.vault import Vault
from engine.domain import micros
from engine.problems import AlreadyTraining, Problem, SottoIsOpen


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes with a person.

    Attributes:
        adapters: versions that learnt from them, and files in use of which nothing tells what they learnt from.
        models: those that such an adapter was merged into.
        copies: copies of the store from before updates; they go too, because they hold the same.
    """

    holding: Holding
    adapters: tuple[str, ...]
    models: Going
    copies: int


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of it: groups that changed, and models that went or could not."""

    groups: frozenset[int]
    models: Going


def leaving(opened: Vault, contact_id: int) -> Leaving:
    """What `forget_contact` would remove now; reads only.

    Raises:
        NoSuchContact: no such id.
    """
    return leaving_of(opened.home, opened.db, contact_id)


def leaving_of(home: Home, db: Database, contact_id: int) -> Leaving:
    """The same, by any connection to the store of a home."""
    holding = erasure.holding(db, contact_id)
    known = manifest.read(home).models
    files = [Path(ref.path).name for entry in known for ref in entry.adapters if not ref.path.endswith(SEALED)]
    versions = [str(one) for one in learnt_words.saw(db, contact_id)]
    return Leaving(
        holding,
        tuple(dict.fromkeys([*versions, *files])),
        merged.would_go(home, db, contact_id),
        len(list(home.backups.glob("sotto-v*.db"))),
    )


def forget_contact(opened: Vault, contact_id: int, *, now: datetime) -> Erased:
    """Remove a person with everything that was said, made or learnt; adapters that learnt from them are only marked,
    and made anew by the next night.

    Copies of the store go first: once the person is gone from it, nobody could ask for that again. What is to be done
    afterwards and cannot be now, the next start does.

    Raises:
        NoSuchContact: no such id.
        DiskFull, HomeUnwritable: they are all there still, but for copies of the store.
    """
    home, db = opened.home, opened.db
    contacts.get(db, contact_id)
    masked_samples.forget_names(db, contact_id)
    merged.adopt(home, db)
    would_go = merged.would_go(home, db, contact_id)
    try:
        retention.remove_copies(home)
    except OSError as error:
        raise unwritable(home.backups, error) from None
    with transaction(db):
        groups = erasure.erase(db, contact_id, now_us=micros(now))
        audit.append(db, opened.key, act="erased", subject=f"contact {contact_id}", at_us=micros(now))
    models = _forget_models(opened, would_go)
    shrinking.empty_log(db)
    return Erased(frozenset(groups), models)


def _forget_models(opened: Vault, would_go: Going) -> Going:
    """Remove models that learnt from whoever was erased; those that cannot go now are told as kept: a start does it."""
    try:
        models = merged.forget_erased(opened.home, opened.db)
        adapters.sweep(opened.home, opened.db)
    except Problem as problem:
        logs.event("erased_models_left", problem=problem.code)
        here = {one.id for one in manifest.read(opened.home).models}
        removed = tuple(one for one in would_go.removed if one not in here)
        return Going(removed, tuple(one for one in (*would_go.removed, *would_go.kept) if one in here))
    return models


def forget_everything(
    home: Home, *, backends: Sequence[BackendMaker] = TRUSTED, login_file: Path | None = None
) -> list[Problem]:
    """Remove the store with its copies and its key, adapters, tokens, settings and event logs of a closed home.

    Downloaded models stay; those that an adapter was merged into go. What a keychain would not give up is told, and the
    rest goes all the same: without its store that key opens nothing.

    Args:
        login_file: what starts Sotto with the session, None for that of this account.

    Raises:
        SottoIsOpen: the home is open somewhere. AlreadyTraining: something is trained in it.
        HomeUnwritable: something could not be removed.
    """
    lock = HomeLock(home.lock)
    try:
        _check_nobody_trains(home)
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


def _check_nobody_trains(home: Home) -> None:
    """A command that trains owns the store for moments only, and would go on writing."""
    if home.training.is_dir():
        try:
            HomeLock(training_files.lock_of(home)).release()
        except SottoIsOpen:
            raise AlreadyTraining from None


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
    """Adapters remember words: their files go with the models that were made of them, and no model uses one."""
    known = manifest.read(home).models
    files = {ref.path for entry in known for ref in (*entry.adapters, *entry.own)} | {
        one.path for one in known if one.learnt
    }
    files |= {str(path) for path in merged.strays(home)}

    def without(before: Manifest) -> Manifest:
        kept = tuple(msgspec.structs.replace(entry, adapters=(), own=()) for entry in before.models if not entry.learnt)
        gone = {entry.id for entry in before.models if entry.learnt}
        return msgspec.structs.replace(before, models=kept, active=None if before.active in gone else before.active)

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
