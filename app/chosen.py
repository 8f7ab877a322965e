"""The settings of the home whose store is open, for what is decided beside the store in any process."""

from __future__ import annotations

from sqlite_utils import Database

from app import settings
from app.paths import Home
from app.settings import Settings
from app.store import connection


def settings_of(db: Database) -> Settings:
    """The settings beside a store, as they were last written."""
    return settings.load(Home(connection.path_of(db).parent))
