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
