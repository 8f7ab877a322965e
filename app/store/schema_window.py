"""The tables of what the person saw and marked in the window. See `app.store.schema`."""

from __future__ import annotations

#: How far the person has looked at each conversation in Sotto, and whether they want it unread again.
M016 = """
CREATE TABLE seen (
    conversation_id INTEGER PRIMARY KEY,
    through_us INTEGER NOT NULL,                -- messages up to here were looked at
    marked INTEGER NOT NULL DEFAULT 0           -- unread by the person's own word
) WITHOUT ROWID;
CREATE TRIGGER seen_went AFTER DELETE ON conversation BEGIN
    DELETE FROM seen WHERE conversation_id = OLD.id;
END;
"""

#: What edited messages said before. It goes with its message, and at once when that is unsent. Messages that were
#: edited before this was kept are asked for again by the next sync.
M017 = """
CREATE TABLE wording (
    message_id INTEGER NOT NULL,
    position INTEGER NOT NULL,                  -- oldest first
    text TEXT NOT NULL,
    said_us INTEGER NOT NULL DEFAULT 0,         -- 0 = nobody knows when
    PRIMARY KEY (message_id, position)
) WITHOUT ROWID;
CREATE TRIGGER wording_went AFTER DELETE ON message BEGIN
    DELETE FROM wording WHERE message_id = OLD.id;
END;
CREATE TRIGGER wording_unsent AFTER UPDATE ON message WHEN NEW.unsent <> 0 BEGIN
    DELETE FROM wording WHERE message_id = NEW.id;
END;
CREATE INDEX message_edited ON message(conversation_id) WHERE edited <> 0;
UPDATE message SET state = 0 WHERE edited <> 0 AND unsent = 0;
"""
