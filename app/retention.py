"""How long things are kept: what a limit would remove now, and removing it, a piece at a time.

Messages go with all that was made of them, and do not come back with the next sync; Messages itself is not touched. A
message on which an open promise stands waits until the promise is settled. Facts that the person locked or worded stay.
Pages are wiped as they become empty (`secure_delete`), and copies of the store from before an update go in time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo

from sqlite_utils import Database

from app import adapters, audit
from app.paths import Home
from app.settings import Settings
from app.store import aging, day_runs, shrinking
from app.store.aging import Part
from app.vault import Vault
from engine.domain import micros

#: How many are removed in one transaction, so that wishes never wait long.
PIECE = 200
KEY = "retention"
#: Share of empty pages from which a command writes the store anew.
MUCH_EMPTY = 0.2
#: A copy of the store holds what a limit removed: where messages have one, copies live no longer than this.
COPY_DAYS = 30


def limits(settings: Settings) -> dict[Part, int]:
    """Days that each part is kept; 0 until it is deleted."""
    return {
        Part.MESSAGES: settings.keep_messages_days,
        Part.MEMORIES: settings.keep_memories_days,
        Part.DRAFTS: settings.keep_drafts_days,
        Part.SAMPLES: settings.keep_samples_days,
    }


def would_remove(db: Database, part: Part, days: int, *, now: datetime) -> int:
    """How many of a part a limit of so many days would remove now; 0 days keep everything."""
    return aging.count(db, part, _before_us(days, now)) if days else 0


def overdue(db: Database, settings: Settings, *, now: datetime) -> dict[Part, int]:
    """How many of each part are over their limit now."""
    return {part: would_remove(db, part, days, now=now) for part, days in limits(settings).items()}


def run(vault: Vault, settings: Settings, *, now: datetime) -> dict[Part, int]:
    """Remove everything that is over its limit, and give the room back; for a command that nobody runs beside."""
    counts = dict.fromkeys(Part, 0)
    for part, days in limits(settings).items():
        while took := _remove_some(vault.db, part, days, now):
            counts[part] += took
    _end(vault, settings, sum(counts.values()), now)
    if shrinking.empty_share(vault.db) > MUCH_EMPTY:
        shrinking.shrink(vault.db)
    return counts


class Retaining:
    """Keeps the limits once a day and whenever they change; called on the thread that owns the store."""

    def __init__(
        self, vault: Vault, *, settings: Callable[[], Settings], clock: Callable[[], datetime], zone: tzinfo
    ) -> None:
        """`zone` says when a day begins."""
        self._vault = vault
        self._settings = settings
        self._now = clock
        self._zone = zone
        self._looked_on: date | None = None
        self._left: list[Part] = []
        self._taken = 0

    def begin(self) -> None:
        """Other limits hold: look at every part again."""
        self._left, self._taken = list(Part), 0

    def piece(self) -> bool:
        """Remove a few that are over their limit; whether there may be more."""
        now = self._now()
        self._begin_if_due(now)
        while self._left:
            if took := _remove_some(self._vault.db, self._left[0], limits(self._settings())[self._left[0]], now):
                self._taken += took
                return True
            del self._left[0]
            if not self._left:
                _end(self._vault, self._settings(), self._taken, now)
        return False

    def _begin_if_due(self, now: datetime) -> None:
        today = now.astimezone(self._zone).date()
        if today != self._looked_on:
            self._looked_on = today
            if day_runs.claim(self._vault.db, KEY, today, now_us=micros(now)):
                self.begin()


def remove_copies(home: Home, *, older_than: datetime | None = None) -> int:
    """Remove copies of the store that were made before updates; returns how many."""
    gone = 0
    for copy in home.backups.glob("sotto-v*"):
        if older_than is None or copy.stat().st_mtime < older_than.timestamp():
            copy.unlink(missing_ok=True)
            gone += 1
    return gone


def _remove_some(db: Database, part: Part, days: int, now: datetime) -> int:
    if not days:
        return 0
    return aging.remove_some(db, part, _before_us(days, now), limit=PIECE, now_us=micros(now))


def _end(vault: Vault, settings: Settings, taken: int, now: datetime) -> None:
    if days := settings.keep_messages_days:
        remove_copies(vault.home, older_than=now - timedelta(days=min(days, COPY_DAYS)))
    if taken:
        adapters.tidy(vault.home, vault.db)
        audit.append(vault.db, vault.key, act="retention", subject=f"removed {taken}", at_us=micros(now))
        shrinking.empty_log(vault.db)


def _before_us(days: int, now: datetime) -> int:
    return micros(now - timedelta(days=days))
