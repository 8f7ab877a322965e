"""The whole schema of a chat.db as statements, with its indexes and triggers."""

from __future__ import annotations

import re

from importers.demo.chatdb_tables import HISTORIES, LINEAGES, column_names, reached, tables


def statements(lineage: str, history: str = "C", *, indexes: bool = True, triggers: bool = True) -> list[str]:
    """Everything needed to make the schema, in an order that loads.

    Raises:
        ValueError: unknown lineage or history.
    """
    if lineage not in LINEAGES or history not in HISTORIES:
        raise ValueError(f"no such lineage or history: {lineage} {history}")
    present = {table.name: set(column_names(table, lineage, history)) for table in tables(lineage)}
    made = [table.ddl(lineage, history) for table in tables(lineage)]
    if indexes:
        made += [text for text in _indexes(lineage) if _fits(text, present)]
    if triggers:
        made += _triggers(lineage)
    return made


def _fits(index: str, present: dict[str, set[str]]) -> bool:
    found = re.match(r"CREATE INDEX \w+ ON (\w+) ?\(([^)]*)\)(?: where (.*))?", index, re.IGNORECASE)
    assert found is not None
    table, columns, where = found.groups()
    needed = {one.strip() for one in columns.split(",")}
    needed |= set(re.findall(r"\b([a-z_]+)\b(?= *(?:=|IS|IN)\b|==?)", where or ""))
    return table in present and needed <= present[table]


_PLAIN_INDEXES = """
message_attachment_join_idx_message_id ON message_attachment_join(message_id)
chat_idx_chat_identifier_service_name ON chat(chat_identifier, service_name)
chat_handle_join_idx_handle_id ON chat_handle_join(handle_id)
message_attachment_join_idx_attachment_id ON message_attachment_join(attachment_id)
message_idx_date ON message(date)
attachment_idx_purged_attachments_v2 ON attachment(hide_attachment,ck_sync_state,transfer_state) \
WHERE hide_attachment=0 AND (ck_sync_state=1 OR ck_sync_state=4) AND transfer_state=0
message_idx_thread_originator_guid ON message(thread_originator_guid)
message_idx_handle ON message(handle_id, date)
message_idx_handle_id ON message(handle_id)
message_idx_is_sent_is_from_me_error ON message(is_sent, is_from_me, error)
chat_message_join_idx_message_id_only ON chat_message_join(message_id)
chat_idx_chat_identifier ON chat(chat_identifier)
message_processing_task_idx_guid_task_flags ON message_processing_task(guid, task_flags)
chat_message_join_idx_chat_id ON chat_message_join(chat_id)
message_idx_cache_has_attachments ON message(cache_has_attachments)
chat_idx_chat_room_name_service_name ON chat(room_name, service_name)
message_idx_other_handle ON message(other_handle)
message_idx_was_downgraded ON message(was_downgraded)
chat_idx_is_archived ON chat(is_archived)
chat_idx_group_id ON chat(group_id)
message_idx_expire_state ON message(expire_state)
chat_message_join_idx_message_date_id_chat_id ON chat_message_join(chat_id, message_date, message_id)
message_idx_is_read ON message(is_read, is_from_me, is_finished)
message_idx_isRead_isFromMe_itemType ON message(is_read, is_from_me, item_type)
message_idx_failed ON message(is_finished, is_from_me, error)
chat_recoverable_message_join_message_id_idx ON chat_recoverable_message_join(message_id)
attachment_idx_is_sticker ON attachment(is_sticker)
message_idx_schedule_state ON message(schedule_state)
message_idx_is_pending_satellite_message ON message(is_pending_satellite_send) \
WHERE is_pending_satellite_send=1
message_idx_is_scheduled_message ON message(schedule_type) WHERE schedule_type=2
"""


def _indexes(lineage: str) -> list[str]:
    texts = [f"CREATE INDEX {line}" for line in _PLAIN_INDEXES.strip().splitlines()]
    undelivered = (
        "CREATE INDEX message_idx_undelivered_one_to_one_imessage ON "
        "message(cache_roomnames,service,is_sent,is_delivered,was_downgraded,item_type) where "
        "cache_roomnames IS NULL "
        "AND {service} AND is_sent = 1 AND is_delivered = 0 AND was_downgraded = 0 "
        "AND item_type == 0{schedule}"
    )
    if reached(lineage, "15"):
        service, schedule = "service IN ('iMessage','RCS')", " AND schedule_type == 0"
    else:
        service, schedule = "service = 'iMessage'", ""
    texts.append(undelivered.format(service=service, schedule=schedule))
    if reached(lineage, "15.late"):
        texts.append(
            "CREATE INDEX message_idx_associated_message2 ON message(associated_message_guid) "
            "WHERE associated_message_guid IS NOT NULL"
        )
        texts.append("CREATE INDEX message_idx_fallback_hash ON message(fallback_hash) WHERE fallback_hash IS NOT NULL")
    else:
        texts.append("CREATE INDEX message_idx_associated_message ON message(associated_message_guid)")
    return texts


def _triggers(lineage: str) -> list[str]:
    """The triggers; those about Recently Deleted since 13, about syncing since 10.13."""
    made = list(_FIRST_TRIGGERS)
    made.append(_join_gone(lineage, "chat_message_join"))
    if reached(lineage, "10.13"):
        made += _SYNC_TRIGGERS
        made.append(
            "CREATE TRIGGER update_message_date_after_update_on_message AFTER UPDATE OF date ON message "
            "BEGIN "
            "UPDATE chat_message_join SET message_date = NEW.date "
            "WHERE message_id = NEW.ROWID AND message_date != NEW.date; END"
        )
    if reached(lineage, "13"):
        made.append(_join_gone(lineage, "chat_recoverable_message_join"))
    return made


def _room_names(row: str) -> str:
    return (
        "UPDATE message SET cache_roomnames = (SELECT group_concat(c.room_name) FROM chat c "
        f"INNER JOIN chat_message_join j ON c.ROWID = j.chat_id WHERE j.message_id = {row}.message_id) "
        f"WHERE message.ROWID = {row}.message_id;"
    )


def _join_gone(lineage: str, table: str) -> str:
    """A message that is left in no chat (and is not recoverable) goes."""
    left = ["chat_message_join", "chat_recoverable_message_join"] if reached(lineage, "13") else ["chat_message_join"]
    nowhere = " AND ".join(
        f"OLD.message_id NOT IN (SELECT message_id FROM {one} WHERE message_id = OLD.message_id LIMIT 1)"
        for one in left
    )
    return (
        f"CREATE TRIGGER after_delete_on_{table} AFTER DELETE ON {table} BEGIN {_room_names('OLD')} "
        f"DELETE FROM message WHERE message.ROWID = OLD.message_id AND {nowhere}; END"
    )


_UNUSED_HANDLE = (
    "DELETE FROM handle WHERE handle.ROWID = OLD.handle_id "
    "AND (SELECT 1 from chat_handle_join WHERE handle_id = OLD.handle_id LIMIT 1) IS NULL "
    "AND (SELECT 1 from message WHERE handle_id = OLD.handle_id LIMIT 1) IS NULL "
    "AND (SELECT 1 from message WHERE other_handle = OLD.handle_id LIMIT 1) IS NULL;"
)

_FIRST_TRIGGERS = (
    "CREATE TRIGGER after_insert_on_chat_message_join AFTER INSERT ON chat_message_join BEGIN "
    f"{_room_names('NEW')} END",
    "CREATE TRIGGER after_insert_on_message_attachment_join AFTER INSERT ON message_attachment_join BEGIN "
    "UPDATE message SET cache_has_attachments = 1 WHERE message.ROWID = NEW.message_id; END",
    f"CREATE TRIGGER after_delete_on_chat_handle_join AFTER DELETE ON chat_handle_join BEGIN {_UNUSED_HANDLE} END",
    f"CREATE TRIGGER after_delete_on_message AFTER DELETE ON message BEGIN {_UNUSED_HANDLE} END",
    "CREATE TRIGGER after_delete_on_chat AFTER DELETE ON chat BEGIN "
    "DELETE FROM chat_message_join WHERE chat_id = OLD.ROWID; END",
    "CREATE TRIGGER add_to_deleted_messages AFTER DELETE ON message BEGIN "
    "INSERT INTO deleted_messages (guid) VALUES (OLD.guid); END",
    "CREATE TRIGGER before_delete_on_attachment BEFORE DELETE ON attachment BEGIN "
    "SELECT before_delete_attachment_path(OLD.ROWID, OLD.guid); END",
    "CREATE TRIGGER after_delete_on_attachment AFTER DELETE ON attachment BEGIN "
    "SELECT delete_attachment_path(OLD.filename); END",
    "CREATE TRIGGER after_delete_on_message_attachment_join AFTER DELETE ON message_attachment_join BEGIN "
    "DELETE FROM attachment WHERE attachment.ROWID = OLD.attachment_id "
    "AND (SELECT 1 from message_attachment_join "
    "WHERE attachment_id = OLD.attachment_id LIMIT 1) IS NULL; END",
    "CREATE TRIGGER update_last_failed_message_date AFTER UPDATE OF error ON message WHEN NEW.error != 0 AND "
    "NEW.date > COALESCE((SELECT value FROM kvtable WHERE key = 'lastFailedMessageDate'), 0) BEGIN "
    "INSERT OR REPLACE INTO kvtable (key, value) VALUES ('lastFailedMessageDate', NEW.date); "
    "INSERT OR REPLACE INTO kvtable (key, value) VALUES ('lastFailedMessageRowID', NEW.rowID); END",
)

_SYNC_TRIGGERS = (
    "CREATE TRIGGER add_to_sync_deleted_messages AFTER DELETE ON message BEGIN "
    "INSERT INTO sync_deleted_messages (guid, recordID) VALUES (OLD.guid, OLD.ck_record_id); END",
    "CREATE TRIGGER add_to_sync_deleted_attachments AFTER DELETE ON attachment BEGIN "
    "INSERT INTO sync_deleted_attachments (guid, recordID) VALUES (OLD.guid, OLD.ck_record_id); END",
    "CREATE TRIGGER after_delete_on_message_plugin AFTER DELETE ON message WHEN OLD.balloon_bundle_id IS "
    "NOT NULL BEGIN "
    "SELECT after_delete_message_plugin(OLD.ROWID, OLD.guid); END",
    "CREATE TRIGGER delete_associated_messages_after_delete_on_message AFTER DELETE ON message BEGIN "
    "DELETE FROM message WHERE (OLD.associated_message_guid IS NULL AND associated_message_guid IS NOT NULL "
    "AND guid = OLD.associated_message_guid); END",
)
