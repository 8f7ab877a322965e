"""The tables of learning overnight. See `app.store.schema`."""

from __future__ import annotations

#: Samples of the person's own turns beside those of decisions, what the person thinks of each, and the turns that were
#: not looked at yet.
M018_SAMPLES = """
ALTER TABLE sample ADD COLUMN turn_id INTEGER;  -- first message of the person's turn; NULL = a decision, or by hand
ALTER TABLE sample ADD COLUMN masked INTEGER NOT NULL DEFAULT 0;   -- details of people are placeholders
ALTER TABLE sample ADD COLUMN included INTEGER NOT NULL DEFAULT 1; -- 0 = the person left it out
ALTER TABLE sample ADD COLUMN edited INTEGER NOT NULL DEFAULT 0;   -- the person worded it anew
ALTER TABLE sample ADD COLUMN said BLOB;        -- digest of the reply as it was written; NULL = `output` still is it
CREATE UNIQUE INDEX sample_turn ON sample(turn_id) WHERE turn_id IS NOT NULL;
CREATE INDEX sample_conversation ON sample(conversation_id, source, until_us);
CREATE INDEX sample_made ON sample(made_us, id);
CREATE INDEX sample_plain ON sample(id) WHERE NOT masked;
CREATE TABLE turn_left_out (                    -- turns of the person's that they left out: so they stay, made anew
    turn_id INTEGER PRIMARY KEY
);
CREATE TABLE turn_waiting (                     -- turns of the person's that were cut and not looked at since
    conversation_id INTEGER NOT NULL,
    sent_us INTEGER NOT NULL,
    passage_id INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, sent_us, passage_id)
) WITHOUT ROWID;
CREATE TRIGGER turn_cut AFTER INSERT ON passage WHEN NEW.from_me BEGIN
    INSERT OR IGNORE INTO turn_waiting (conversation_id, sent_us, passage_id)
    VALUES (NEW.conversation_id, NEW.sent_us, NEW.id);
END;
CREATE TRIGGER turn_went AFTER DELETE ON passage WHEN OLD.from_me BEGIN
    DELETE FROM turn_waiting
    WHERE conversation_id = OLD.conversation_id AND sent_us = OLD.sent_us AND passage_id = OLD.id;
END;
CREATE TRIGGER sample_unsaid AFTER DELETE ON message WHEN OLD.from_me BEGIN
    DELETE FROM sample WHERE turn_id = OLD.id;
    DELETE FROM turn_left_out WHERE turn_id = OLD.id;
END;
INSERT INTO turn_waiting (conversation_id, sent_us, passage_id)
    SELECT conversation_id, sent_us, id FROM passage WHERE from_me;
"""

M018 = M018_SAMPLES
