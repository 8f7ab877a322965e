"""The tables of a chat.db, by the macOS release that made the file.

Column sets are subsets of macOS 27's by first appearance; a file's
history decides besides: one born on ≤ 10.11 ("A") declares STRING columns and other defaults, one born on
10.13–11 ("B") keeps its `sr_…` columns, one born on ≥ 12 ("C") has neither.
"""

from __future__ import annotations

from dataclasses import dataclass, field

LINEAGES = ("10.11", "10.13", "10.15", "11", "12", "13", "14", "15", "15.x", "15.late", "26.6.2", "27.0")
HISTORIES = ("A", "B", "C")

_CHAT = "chat_id INTEGER REFERENCES chat (ROWID) ON DELETE CASCADE"
_MESSAGE = "message_id INTEGER REFERENCES message (ROWID) ON DELETE CASCADE"
_HANDLE = "handle_id INTEGER REFERENCES handle (ROWID) ON DELETE CASCADE"
_FILE = "attachment_id INTEGER REFERENCES attachment (ROWID) ON DELETE CASCADE"
_OWN_CHAT = "chat INTEGER NOT NULL REFERENCES chat(ROWID) ON UPDATE CASCADE ON DELETE CASCADE"
_ROWID = "ROWID INTEGER PRIMARY KEY AUTOINCREMENT UNIQUE"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: groups of column declarations by the lineage that brought them, then its constraints.

    Attributes:
        since: the lineage that brought the table.
        upgraded: columns that only files of history A and B have, as they stand at the end.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    constraints: str = ""
    since: str = "10.11"
    upgraded: str = ""
    strings: frozenset[str] = field(default_factory=frozenset)

    def declarations(self, lineage: str, history: str) -> list[str]:
        """Column declarations, in order, of a file of that lineage and history."""
        found = [one for since, text in self.columns if reached(lineage, since) for one in _split(text)]
        if history != "C" and self.upgraded and reached(lineage, "10.13"):
            found += _split(self.upgraded)
        return [_of_history(self, one, history) for one in found]

    def ddl(self, lineage: str, history: str) -> str:
        """The CREATE TABLE statement."""
        parts = self.declarations(lineage, history)
        if self.constraints:
            parts.append(self.constraints)
        return f"CREATE TABLE {self.name} ({', '.join(parts)})"


def tables(lineage: str) -> list[Table]:
    """The tables a file of that lineage has."""
    return [table for table in TABLES if reached(lineage, table.since)]


def column_names(table: Table, lineage: str, history: str = "C") -> list[str]:
    """Names of the columns of `table`, in order."""
    return [one.split()[0] for one in table.declarations(lineage, history)]


def reached(lineage: str, since: str) -> bool:
    """Whether that lineage is at least as new as `since`."""
    return LINEAGES.index(lineage) >= LINEAGES.index(since)


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _of_history(table: Table, declaration: str, history: str) -> str:
    """History A: STRING columns, other defaults; history A and B: `is_filtered` has no default."""
    name = declaration.split()[0]
    if history == "A":
        if name in table.strings:
            return declaration.replace(" TEXT", " STRING")
        special = {
            "other_handle": "other_handle INTEGER DEFAULT -1",
            "share_status": "share_status INTEGER",
            "total_bytes": "total_bytes INTEGER DEFAULT -1",
            "date_edited": "date_edited INTEGER DEFAULT 0",
            "date_retracted": "date_retracted INTEGER DEFAULT 0",
        }
        declaration = special.get(name, declaration)
    if history != "C" and name == "is_filtered":
        return "is_filtered INTEGER"
    return declaration


TABLES: tuple[Table, ...] = (
    Table(
        "chat",
        (
            (
                "10.11",
                "ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, style INTEGER, "
                "state INTEGER, "
                "account_id TEXT, properties BLOB, chat_identifier TEXT, service_name TEXT, room_name TEXT, "
                "account_login TEXT, is_archived INTEGER DEFAULT 0, last_addressed_handle TEXT, "
                "display_name TEXT, "
                "group_id TEXT, is_filtered INTEGER DEFAULT 0, successful_query INTEGER",
            ),
            (
                "10.13",
                "engram_id TEXT, server_change_token TEXT, ck_sync_state INTEGER DEFAULT 0, "
                "original_group_id TEXT, "
                "last_read_message_timestamp INTEGER DEFAULT 0, cloudkit_record_id TEXT",
            ),
            ("10.15", "last_addressed_sim_id TEXT, is_blackholed INTEGER DEFAULT 0"),
            ("12", "syndication_date INTEGER DEFAULT 0, syndication_type INTEGER DEFAULT 0"),
            ("14", "is_recovered INTEGER DEFAULT 0, is_deleting_incoming_messages INTEGER DEFAULT 0"),
            ("26.6.2", "is_pending_review INTEGER DEFAULT 0"),
        ),
        upgraded="sr_server_change_token TEXT, sr_ck_sync_state INTEGER DEFAULT 0, sr_cloudkit_record_id TEXT",
    ),
    Table(
        "handle",
        (
            (
                "10.11",
                f"{_ROWID}, id TEXT NOT NULL, country TEXT, service TEXT NOT NULL, uncanonicalized_id TEXT",
            ),
            ("10.15", "person_centric_id TEXT"),
        ),
        "UNIQUE (id, service)",
    ),
    Table(
        "message",
        (
            (
                "10.11",
                "ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, text TEXT, "
                "replace INTEGER DEFAULT 0, service_center TEXT, handle_id INTEGER DEFAULT 0, subject TEXT, "
                "country TEXT, attributedBody BLOB, version INTEGER DEFAULT 0, type INTEGER DEFAULT 0, "
                "service TEXT, "
                "account TEXT, account_guid TEXT, error INTEGER DEFAULT 0, date INTEGER, date_read INTEGER, "
                "date_delivered INTEGER, is_delivered INTEGER DEFAULT 0, is_finished INTEGER DEFAULT 0, "
                "is_emote INTEGER DEFAULT 0, is_from_me INTEGER DEFAULT 0, is_empty INTEGER DEFAULT 0, "
                "is_delayed INTEGER DEFAULT 0, is_auto_reply INTEGER DEFAULT 0, "
                "is_prepared INTEGER DEFAULT 0, "
                "is_read INTEGER DEFAULT 0, is_system_message INTEGER DEFAULT 0, is_sent INTEGER DEFAULT 0, "
                "has_dd_results INTEGER DEFAULT 0, is_service_message INTEGER DEFAULT 0, "
                "is_forward INTEGER DEFAULT 0, was_downgraded INTEGER DEFAULT 0, "
                "is_archive INTEGER DEFAULT 0, "
                "cache_has_attachments INTEGER DEFAULT 0, cache_roomnames TEXT, "
                "was_data_detected INTEGER DEFAULT 0, "
                "was_deduplicated INTEGER DEFAULT 0, is_audio_message INTEGER DEFAULT 0, "
                "is_played INTEGER DEFAULT 0, date_played INTEGER, item_type INTEGER DEFAULT 0, "
                "other_handle INTEGER DEFAULT 0, group_title TEXT, group_action_type INTEGER DEFAULT 0, "
                "share_status INTEGER DEFAULT 0, share_direction INTEGER DEFAULT 0, "
                "is_expirable INTEGER DEFAULT 0, "
                "expire_state INTEGER DEFAULT 0, message_action_type INTEGER DEFAULT 0, "
                "message_source INTEGER DEFAULT 0",
            ),
            (
                "10.13",
                "associated_message_guid TEXT, associated_message_type INTEGER DEFAULT 0, "
                "balloon_bundle_id TEXT, "
                "payload_data BLOB, expressive_send_style_id TEXT, "
                "associated_message_range_location INTEGER DEFAULT 0, "
                "associated_message_range_length INTEGER DEFAULT 0, time_expressive_send_played INTEGER, "
                "message_summary_info BLOB, ck_sync_state INTEGER DEFAULT 0, ck_record_id TEXT, "
                "ck_record_change_tag TEXT, destination_caller_id TEXT",
            ),
            (
                "10.15",
                "is_corrupt INTEGER DEFAULT 0, reply_to_guid TEXT, sort_id INTEGER, is_spam INTEGER DEFAULT 0",
            ),
            (
                "11",
                "has_unseen_mention INTEGER DEFAULT 0, thread_originator_guid TEXT, thread_originator_part TEXT",
            ),
            (
                "12",
                "syndication_ranges TEXT, synced_syndication_ranges TEXT, "
                "was_delivered_quietly INTEGER DEFAULT 0, did_notify_recipient INTEGER DEFAULT 0",
            ),
            (
                "13",
                "date_retracted INTEGER, date_edited INTEGER, was_detonated INTEGER DEFAULT 0, part_count INTEGER",
            ),
            (
                "14",
                "is_stewie INTEGER DEFAULT 0, is_sos INTEGER DEFAULT 0, is_critical INTEGER DEFAULT 0, "
                "bia_reference_id TEXT, is_kt_verified INTEGER DEFAULT 0, fallback_hash TEXT",
            ),
            (
                "15",
                "associated_message_emoji TEXT, is_pending_satellite_send INTEGER DEFAULT 0, "
                "needs_relay INTEGER DEFAULT 0, schedule_type INTEGER DEFAULT 0, "
                "schedule_state INTEGER DEFAULT 0, "
                "sent_or_received_off_grid INTEGER DEFAULT 0",
            ),
            ("15.late", "date_recovered INTEGER DEFAULT 0"),
            ("26.6.2", "is_time_sensitive INTEGER DEFAULT 0, ck_chat_id TEXT, index_state INTEGER DEFAULT 0"),
            (
                "27.0",
                "filter_action INTEGER DEFAULT 0, filter_sub_action INTEGER DEFAULT 0, "
                "is_preview_sent INTEGER DEFAULT 0, is_preview_delivered INTEGER DEFAULT 0, "
                "date_preview_sent INTEGER, date_preview_delivered INTEGER, date_updated INTEGER, "
                "retry_count INTEGER",
            ),
        ),
        upgraded="sr_ck_sync_state INTEGER DEFAULT 0, sr_ck_record_id TEXT, sr_ck_record_change_tag TEXT",
        strings=frozenset({"associated_message_guid", "balloon_bundle_id", "expressive_send_style_id"}),
    ),
    Table(
        "attachment",
        (
            (
                "10.11",
                "ROWID INTEGER PRIMARY KEY AUTOINCREMENT, guid TEXT UNIQUE NOT NULL, "
                "created_date INTEGER DEFAULT 0, "
                "start_date INTEGER DEFAULT 0, filename TEXT, uti TEXT, mime_type TEXT, "
                "transfer_state INTEGER DEFAULT 0, is_outgoing INTEGER DEFAULT 0, user_info BLOB, "
                "transfer_name TEXT, total_bytes INTEGER DEFAULT 0",
            ),
            (
                "10.13",
                "is_sticker INTEGER DEFAULT 0, sticker_user_info BLOB, attribution_info BLOB, "
                "hide_attachment INTEGER DEFAULT 0, ck_sync_state INTEGER DEFAULT 0, "
                "ck_server_change_token_blob BLOB, ck_record_id TEXT, original_guid TEXT UNIQUE NOT NULL",
            ),
            ("12", "is_commsafety_sensitive INTEGER DEFAULT 0"),
            ("15", "emoji_image_content_identifier TEXT, emoji_image_short_description TEXT"),
            ("15.x", "preview_generation_state INTEGER DEFAULT 0"),
            ("27.0", "preflight_info BLOB DEFAULT NULL, sensitivity_analysis INTEGER DEFAULT 0"),
        ),
        upgraded="sr_ck_sync_state INTEGER DEFAULT 0, sr_ck_record_id TEXT, sr_ck_server_change_token_blob BLOB",
    ),
    Table(
        "chat_message_join",
        (
            ("10.11", f"{_CHAT}, {_MESSAGE}"),
            ("10.13", "message_date INTEGER DEFAULT 0"),
            ("26.6.2", "index_state INTEGER NOT NULL DEFAULT 0"),
            (
                "27.0",
                "filter_action INTEGER NOT NULL DEFAULT 0, filter_sub_action INTEGER NOT NULL DEFAULT 0",
            ),
        ),
        "PRIMARY KEY (chat_id, message_id)",
    ),
    Table("chat_handle_join", (("10.11", f"{_CHAT}, {_HANDLE}"),), "UNIQUE(chat_id, handle_id)"),
    Table("message_attachment_join", (("10.11", f"{_MESSAGE}, {_FILE}"),), "UNIQUE(message_id, attachment_id)"),
    Table(
        "chat_recoverable_message_join",
        (("13", f"{_CHAT}, {_MESSAGE}, delete_date INTEGER, ck_sync_state INTEGER DEFAULT 0"),),
        "PRIMARY KEY (chat_id, message_id), CHECK (delete_date != 0)",
        since="13",
    ),
    Table(
        "recoverable_message_part",
        (
            (
                "13",
                f"{_CHAT}, {_MESSAGE}, part_index INTEGER, delete_date INTEGER, part_text BLOB NOT NULL, "
                "ck_sync_state INTEGER DEFAULT 0",
            ),
        ),
        "PRIMARY KEY (chat_id, message_id, part_index), CHECK (delete_date != 0)",
        since="13",
    ),
    Table(
        "chat_lookup",
        (
            (
                "26.6.2",
                f"identifier TEXT NOT NULL, domain TEXT NOT NULL, {_OWN_CHAT}, priority INTEGER DEFAULT 0",
            ),
        ),
        "UNIQUE (identifier, domain)",
        since="26.6.2",
    ),
    Table(
        "chat_service",
        (("26.6.2", f"service TEXT NOT NULL, {_OWN_CHAT}"),),
        "UNIQUE (service, chat)",
        "26.6.2",
    ),
    Table("_SqliteDatabaseProperties", (("10.11", "key TEXT, value TEXT"),), "UNIQUE(key)"),
    Table("deleted_messages", (("10.11", f"{_ROWID}, guid TEXT NOT NULL"),)),
    Table("sync_deleted_messages", (("10.13", f"{_ROWID}, guid TEXT NOT NULL, recordID TEXT"),), since="10.13"),
    Table(
        "sync_deleted_chats",
        (("10.13", f"{_ROWID}, guid TEXT NOT NULL, recordID TEXT, timestamp INTEGER"),),
        since="10.13",
    ),
    Table(
        "sync_deleted_attachments",
        (("10.13", f"{_ROWID}, guid TEXT NOT NULL, recordID TEXT"),),
        since="10.13",
    ),
    Table(
        "message_processing_task",
        (("10.13", f"{_ROWID}, guid TEXT NOT NULL, task_flags INTEGER NOT NULL"),),
        since="10.13",
    ),
    Table("kvtable", (("10.11", f"{_ROWID}, key TEXT UNIQUE NOT NULL, value BLOB NOT NULL"),)),
    Table(
        "unsynced_removed_recoverable_messages",
        (("13", f"{_ROWID}, chat_guid TEXT NOT NULL, message_guid TEXT NOT NULL, part_index INTEGER"),),
        since="13",
    ),
    Table(
        "scheduled_messages_pending_cloudkit_delete",
        (("15", f"{_ROWID}, guid TEXT NOT NULL, recordID TEXT"),),
        since="15",
    ),
)
