"""The examination behind `sotto doctor`: permission, format, store, model, disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from app import model_health, models, paths, sockets, sources
from app.store import connection
from app.store import sources as source_rows
from app.vault import Vault
from app.wording import problems
from engine.domain import moment
from engine.problems import ModelMissing, Problem, SourceDenied, SourceMissing, StoreMissing, TooLittleDisk
from importers.imessage import database

#: With less free disk than this the next message or backup may not fit.
LEAST_FREE_BYTES = 1_000_000_000


@dataclass(slots=True)
class Examination:
    """What `sotto doctor --json` prints.

    Attributes:
        permission: absent (no Messages here), denied, granted, or revoked (it could be read before).
        unknown_kinds: rows whose code is not known, by code.
        problems: `{"problem", "what", "next"}` each.
    """

    permission: str = "absent"
    lineage: str = ""
    unknown_kinds: dict[str, int] = field(default_factory=dict)
    undecodable: int = 0
    quarantined: int = 0
    orphans: int = 0
    store_ok: bool = True
    model: str | None = None
    gpu: str = "CPU"
    disk_free_bytes: int = 0
    last_sync_at: datetime | None = None
    sockets_opened: int = field(default_factory=sockets.opened)
    problems: list[dict[str, str]] = field(default_factory=list)


def examine(open_vault: Callable[[], Vault], home_option: Path | None) -> Examination:
    """Look at everything; what is wrong is listed, never raised."""
    found = Examination()
    home = paths.home(home_option)
    found.disk_free_bytes = shutil.disk_usage(home.root).free
    remembered = ""
    try:
        with open_vault() as vault:
            remembered = _look_at_store(vault.db, found)
    except StoreMissing as problem:
        _add(found, problem)
    except Problem as problem:
        found.store_ok = False
        _add(found, problem)
    _look_at_source(found, remembered)
    _look_at_model(found, home)
    if found.disk_free_bytes < LEAST_FREE_BYTES:
        _add(found, TooLittleDisk(reason="nearly_full", free=f"{found.disk_free_bytes / 1e9:.1f}"))
    return found


def _look_at_store(db: Database, found: Examination) -> str:
    found.store_ok = connection.quick_check(db)
    census = source_rows.census(db)
    found.unknown_kinds = {str(code): n for code, n in census.unknown_kinds.items()}
    found.undecodable, found.quarantined, found.orphans = census.undecodable, census.quarantined, census.orphans
    found.lineage = census.lineage
    found.last_sync_at = moment(census.last_sync_us) if census.last_sync_us else None
    return census.path


def _look_at_source(found: Examination, remembered: str) -> None:
    try:
        place = sources.chosen(None, remembered)
        with database.opened(place) as opened:
            found.lineage = found.lineage or opened.lineage
        found.permission = "granted"
    except SourceMissing as problem:
        found.permission = "revoked" if remembered and Path(remembered).exists() else "absent"
        if remembered:
            _add(found, problem)
    except SourceDenied as problem:
        found.permission = "revoked" if remembered else "denied"
        _add(found, problem)
    except Problem as problem:
        found.permission = "granted"
        _add(found, problem)


def _look_at_model(found: Examination, home: paths.Home) -> None:
    try:
        found.gpu = model_health.device()
        found.model = models.usable(home).version
    except ModelMissing as problem:
        if problem.facts:  # one was chosen and is gone; none at all is no problem
            _add(found, problem)
    except Problem as problem:
        _add(found, problem)


def _add(found: Examination, problem: Problem) -> None:
    words = problems.sentence(problem)
    found.problems.append({"problem": problem.code, "what": words.what, "next": words.next})
