"""What a message database of Apple's has: probed by looking, never guessed from a version.

Column sets follow the history of the file, not the release it is found on, so every query is built
from the columns that are there; what is missing reads as NULL.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from engine.problems import SourceUnsupported

TABLES = (
    "message",
    "chat",
    "handle",
    "attachment",
    "chat_message_join",
    "chat_handle_join",
    "message_attachment_join",
    "chat_recoverable_message_join",
    "chat_lookup",
    "deleted_messages",
    "sync_deleted_messages",
    "sqlite_sequence",
)

#: Without these there is nothing to read, or nowhere to put it.
NEEDED = {"message": ("guid", "date"), "chat": ("guid",), "chat_message_join": ("chat_id", "message_id")}

#: The newest column or table of each release that is told by it, newest first.
_RELEASES = (
    ("27.0", "message", "filter_sub_action"),
    ("26.6", "message", "index_state"),
    ("26.0", "message", "is_time_sensitive"),
    ("15.x", "message", "date_recovered"),
    ("15.0", "message", "schedule_type"),
    ("14.0", "message", "is_stewie"),
    ("13.0", "message", "date_edited"),
    ("12.0", "message", "syndication_ranges"),
    ("11.0", "message", "thread_originator_guid"),
    ("10.15", "message", "reply_to_guid"),
    ("10.13", "message", "associated_message_guid"),
)

#: Columns of `message` in the order they are read. A row whose columns from SPECIAL up to RICH are all empty or 0 is
#: an ordinary message; those from RICH on matter to the others only.
HEAD = (
    "ROWID",
    "guid",
    "date",
    "handle_id",
    "is_from_me",
    "is_read",
    "date_read",
    "service",
    "text",
    "attributedBody",
    "state",
    "message_summary_info",
)
SPECIAL_COLUMNS = (
    "item_type",
    "associated_message_type",
    "associated_message_guid",
    "cache_has_attachments",
    "balloon_bundle_id",
    "payload_data",
    "date_edited",
    "date_retracted",
    "is_empty",
    "is_audio_message",
    "schedule_type",
    "thread_originator_guid",
    "expressive_send_style_id",
    "subject",
    "error",
    "is_spam",
    "filter_action",
    "is_system_message",
    "is_service_message",
    "is_auto_reply",
)
RICH_COLUMNS = (
    "group_action_type",
    "group_title",
    "other_handle",
    "share_status",
    "associated_message_emoji",
    "schedule_state",
    "thread_originator_part",
)
COLUMNS = HEAD + SPECIAL_COLUMNS + RICH_COLUMNS
SPECIAL = len(HEAD)
RICH = SPECIAL + len(SPECIAL_COLUMNS)

#: What may change about a row without its ROWID changing, weighed into one number: (column, weight). Only lengths of
#: bodies are looked at, so no blob is read.
_STATE_NUMBERS = (
    ("date", 1299721),
    ("date_read", 611953),
    ("date_edited", 1020379),
    ("date_retracted", 746773),
    ("is_read", 15485863),
    ("is_empty", 12582917),
    ("part_count", 6291469),
    ("error", 3145739),
    ("schedule_type", 1572869),
    ("schedule_state", 786433),
    ("filter_action", 393241),
    ("is_spam", 196613),
    ("item_type", 98317),
    ("cache_has_attachments", 49157),
)
_STATE_LENGTHS = (
    ("attributedBody", 15487469),
    ("message_summary_info", 7368787),
    ("text", 3497861),
    ("payload_data", 1750927),
)
STATE_MASK = (1 << 62) - 1


@dataclass(frozen=True, slots=True)
class Schema:
    """Columns by table, lower-case table and column names as declared.

    Attributes:
        columns: table → column → declared type in upper case; absent tables are missing.
    """

    columns: dict[str, dict[str, str]]

    def has(self, table: str, *columns: str) -> bool:
        """Whether the table is there with all these columns."""
        there = self.columns.get(table)
        return there is not None and all(column in there for column in columns)

    @property
    def lineage(self) -> str:
        """The release whose columns it has and how the file came to be, as "27.0/C"."""
        release = next((name for name, table, column in _RELEASES if self.has(table, column)), "10.11")
        if self.columns["message"].get("balloon_bundle_id") == "STRING" or release == "10.11":
            return f"{release}/A"
        return f"{release}/B" if self.has("message", "sr_ck_sync_state") else f"{release}/C"

    @property
    def has_bin(self) -> bool:
        """Whether there is a Recently Deleted."""
        return self.has("chat_recoverable_message_join", "message_id")

    def wanted(self, table: str, names: tuple[str, ...], alias: str) -> str:
        """The select list of `names`; what is missing reads as NULL, STRING columns (numeric affinity) as text."""
        there = self.columns.get(table, {})
        parts = []
        for name in names:
            if name != "ROWID" and name not in there:
                parts.append(f'NULL AS "{name}"')
            elif there.get(name) == "STRING":
                parts.append(f'CAST({alias}."{name}" AS TEXT) AS "{name}"')
            else:
                parts.append(f'{alias}."{name}"')
        return ", ".join(parts)

    def message_columns(self) -> str:
        """The select list of `COLUMNS` over `message m`."""
        before = self.wanted("message", HEAD[: HEAD.index("state")], "m")
        after = self.wanted("message", COLUMNS[HEAD.index("state") + 1 :], "m")
        return f"{before}, {self.state()} AS state, {after}"

    def state(self) -> str:
        """An expression over `message m` that changes when a row does; an integer below 2^62, no blob is read."""
        there = self.columns["message"]
        terms = [f'coalesce(m."{name}" % 2147483647, 0) * {weight}' for name, weight in _STATE_NUMBERS if name in there]
        terms += [f'coalesce(length(m."{name}"), 0) * {weight}' for name, weight in _STATE_LENGTHS if name in there]
        return f"(({' + '.join(terms)}) & {STATE_MASK})"


def probe(connection: sqlite3.Connection, path: str) -> Schema:
    """Look what is there.

    Raises:
        SourceUnsupported: a database, but not one of Messages.
    """
    columns: dict[str, dict[str, str]] = {}
    for table in TABLES:
        found = connection.execute(f"PRAGMA table_info({table})").fetchall()
        if found:
            columns[table] = {_text(row[1]): _text(row[2]).upper() for row in found}
    schema = Schema(columns)
    for table, needed in NEEDED.items():
        if not schema.has(table, *needed):
            raise SourceUnsupported(path=path, table=table)
    if not (schema.has("message", "text") or schema.has("message", "attributedBody")):
        raise SourceUnsupported(path=path, table="message")
    return schema


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
