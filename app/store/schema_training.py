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

#: What people were ever called, so that they are masked by every name; of whoever was erased only digests stay. Samples
#: tell when their words are others, and which turn a decision was sent as.
M025 = """
CREATE TABLE known_name (
    contact_id INTEGER NOT NULL,                -- 0: of a card in the address book
    name TEXT NOT NULL,
    PRIMARY KEY (contact_id, name)
) WITHOUT ROWID;
CREATE INDEX known_name_of ON known_name(name);
CREATE TABLE name_forgotten (                   -- somebody who was erased
    key BLOB NOT NULL,                          -- the same in every row
    forms BLOB NOT NULL                         -- engine.privacy.forgotten_names.digests
);
INSERT INTO known_name (contact_id, name) SELECT id, name FROM contact WHERE name <> '';
INSERT OR IGNORE INTO known_name (contact_id, name)
    SELECT h.contact_id, json_extract(j.other, '$.name')
    FROM joined j, json_each(iif(json_valid(j.handles), j.handles, '[]')) one JOIN handle h ON h.id = one.value
    WHERE json_valid(j.other) AND coalesce(json_extract(j.other, '$.name'), '') <> '';
CREATE TRIGGER contact_named AFTER INSERT ON contact WHEN NEW.name <> '' BEGIN
    INSERT OR IGNORE INTO known_name (contact_id, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER contact_renamed AFTER UPDATE OF name ON contact WHEN NEW.name <> '' BEGIN
    INSERT OR IGNORE INTO known_name (contact_id, name) VALUES (NEW.id, NEW.name);
END;
CREATE TRIGGER contact_unnamed AFTER DELETE ON contact BEGIN
    DELETE FROM known_name WHERE contact_id = OLD.id;
END;
UPDATE source SET cursor = json_remove(cursor, '$.people') WHERE json_valid(cursor);  -- all cards are heard once more
ALTER TABLE sample ADD COLUMN version INTEGER NOT NULL DEFAULT 0;   -- another one with other words; 0 = from before
ALTER TABLE sample ADD COLUMN answer_id INTEGER;    -- first message of the turn that a decision was sent as
CREATE INDEX sample_answer ON sample(answer_id) WHERE answer_id IS NOT NULL;
CREATE TRIGGER sample_made_new AFTER INSERT ON sample BEGIN
    UPDATE sample SET version = random() WHERE id = NEW.id;
END;
INSERT OR IGNORE INTO turn_waiting (conversation_id, sent_us, passage_id)
    SELECT p.conversation_id, p.sent_us, p.id FROM sample s
    JOIN passage p ON p.conversation_id = s.conversation_id  -- from two hours before to three days after
        AND p.sent_us BETWEEN s.made_us - 7200000000 AND s.made_us + 259200000000
    WHERE s.option_id IS NOT NULL AND p.from_me;
ALTER TABLE training_words ADD COLUMN sample_id INTEGER;            -- which it was, at that version
ALTER TABLE training_words ADD COLUMN version INTEGER;
CREATE INDEX training_words_sample ON training_words(sample_id);
UPDATE training_words SET version = 0, sample_id = (
    SELECT s.id FROM sample s WHERE s.made_us = training_words.made_us
        AND s.conversation_id = training_words.conversation_id
) WHERE job_id IN (SELECT id FROM training_job WHERE status IN ('queued', 'processing'));
"""
