"""What the store keeps of a model's second thoughts about what was read without one."""

from __future__ import annotations

#: Summaries written by a model: by which, and which was asked last, so that none is asked twice about the same.
M011 = """
ALTER TABLE segment ADD COLUMN written_by TEXT NOT NULL DEFAULT '';  -- version of the model; '' = extracted
ALTER TABLE segment ADD COLUMN asked_of TEXT NOT NULL DEFAULT '';    -- version without adapters; '' = of none
CREATE INDEX segment_extracted ON segment(ended_us, asked_of) WHERE written_by = '';
ALTER TABLE memory ADD COLUMN written_by TEXT NOT NULL DEFAULT '';
ALTER TABLE brief ADD COLUMN asked_of TEXT NOT NULL DEFAULT '';
"""

#: How contacts are treated, counted beside the style. Everything is counted anew, piece by piece.
M012 = """
ALTER TABLE voice_tally ADD COLUMN habits TEXT NOT NULL DEFAULT '{}';  -- JSON of engine.voice.habits.Habits
DELETE FROM voice_state;
DELETE FROM voice_writing;
DELETE FROM voice_tally;
DELETE FROM voice_again;
"""

#: Replies on their way into Messages.
M013 = """
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- never given again: a countdown may still name it
    conversation_id INTEGER NOT NULL,
    response_id TEXT,                           -- the draft it came from; NULL = the person's own words
    text TEXT NOT NULL,                         -- '' once it is in Messages
    stage TEXT NOT NULL,                        -- app.store.outbox.Stage
    problem TEXT NOT NULL DEFAULT '',           -- JSON of the code and facts of why it failed
    claimed_us INTEGER NOT NULL,
    began_us INTEGER NOT NULL DEFAULT 0,        -- Messages was asked to send it
    message_id INTEGER                          -- what it became
);
CREATE INDEX outbox_conversation ON outbox(conversation_id, id);
CREATE INDEX outbox_stage ON outbox(stage) WHERE stage <> 'sent';
CREATE UNIQUE INDEX outbox_draft ON outbox(response_id) WHERE stage IN ('claimed', 'sending', 'sent');
CREATE UNIQUE INDEX outbox_message ON outbox(message_id) WHERE message_id IS NOT NULL;
CREATE TRIGGER outbox_unsaid AFTER DELETE ON message BEGIN
    DELETE FROM outbox WHERE message_id = OLD.id;
END;
CREATE TRIGGER outbox_went AFTER DELETE ON conversation BEGIN
    DELETE FROM outbox WHERE conversation_id = OLD.id;
END;
"""

#: What the insights count: how many messages when, what was answered when, and what was foretold. Everything is counted
#: anew together with the delays, piece by piece.
M014 = """
CREATE TABLE said (
    conversation_id INTEGER NOT NULL,
    quarter INTEGER NOT NULL,                   -- quarters of an hour since 1970
    n_in INTEGER NOT NULL,
    n_out INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, quarter)
) WITHOUT ROWID;
CREATE TABLE answer_time (
    conversation_id INTEGER NOT NULL,
    asked_us INTEGER NOT NULL,                  -- the first unanswered message of a burst
    answered_us INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, asked_us)
) WITHOUT ROWID;
CREATE TABLE foretold (                         -- how surely the newest message was said to need a reply, at the time
    conversation_id INTEGER NOT NULL,
    through_us INTEGER NOT NULL,
    score REAL NOT NULL,
    PRIMARY KEY (conversation_id, through_us)
) WITHOUT ROWID;
CREATE INDEX foretold_through ON foretold(through_us);
CREATE INDEX decision_made ON decision(decided_us);
CREATE TRIGGER foretold_unsaid AFTER DELETE ON message BEGIN
    DELETE FROM foretold WHERE conversation_id = OLD.conversation_id AND through_us = OLD.sent_us;
END;
CREATE TRIGGER flow_went AFTER DELETE ON conversation BEGIN
    DELETE FROM said WHERE conversation_id = OLD.id;
    DELETE FROM answer_time WHERE conversation_id = OLD.id;
    DELETE FROM foretold WHERE conversation_id = OLD.id;
END;
DELETE FROM answer_delay;
UPDATE conversation SET delays_through_us = -1, delays_asked_us = 0;
"""

#: Which suggested steps of a brief the person ticked; a brief made anew has none ticked.
M015 = """
ALTER TABLE brief ADD COLUMN ticked TEXT NOT NULL DEFAULT '[]';  -- JSON list of their numbers, from 0
"""
