"""The tables of judgement, memory, voice and reminders, as migrations that are only ever appended."""

from __future__ import annotations

#: What people are to the person, and when the person answers them.
M005 = """
ALTER TABLE contact ADD COLUMN class_confidence REAL NOT NULL DEFAULT 0;  -- of a guess, in [0, 1]; 1 = set by hand
ALTER TABLE contact ADD COLUMN class_reasons TEXT NOT NULL DEFAULT '[]';  -- JSON of engine.domain.Reason
ALTER TABLE conversation ADD COLUMN unclassified INTEGER NOT NULL DEFAULT 1;  -- changed since its contact was guessed
ALTER TABLE conversation ADD COLUMN snoozed_through_us INTEGER NOT NULL DEFAULT 0;  -- newest when it was set aside
ALTER TABLE conversation ADD COLUMN delays_through_us INTEGER NOT NULL DEFAULT -1;  -- answers are counted up to here
ALTER TABLE conversation ADD COLUMN delays_asked_us INTEGER NOT NULL DEFAULT 0;  -- unanswered there since; 0 = nothing
CREATE INDEX conversation_unclassified ON conversation(last_sent_us) WHERE unclassified;
CREATE INDEX conversation_uncounted ON conversation(last_sent_us) WHERE delays_through_us < last_sent_us;
CREATE TABLE answer_delay (                     -- how long the person's answers took; conversation 0 = in all of them
    conversation_id INTEGER NOT NULL,
    cell INTEGER NOT NULL,                      -- weekday or weekend, block of the hour: engine.judge.reply_window
    bin INTEGER NOT NULL,                       -- of the delay in waking time
    answers INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, cell, bin)
) WITHOUT ROWID;
CREATE TABLE night (                            -- local hours in which the person sleeps, read from when they write
    only INTEGER PRIMARY KEY CHECK (only = 1), first_asleep INTEGER NOT NULL, first_awake INTEGER NOT NULL,
    learnt_us INTEGER NOT NULL
);
CREATE TABLE answer_order (                     -- JSON of engine.judge.answer_order.Preference
    only INTEGER PRIMARY KEY CHECK (only = 1), preference TEXT NOT NULL, learnt_us INTEGER NOT NULL
);
CREATE TABLE parted (                           -- addresses of which the person said: not one person
    handle_id INTEGER NOT NULL REFERENCES handle(id),
    other_id INTEGER NOT NULL REFERENCES handle(id),
    PRIMARY KEY (handle_id, other_id)           -- the lower id first
) WITHOUT ROWID;
CREATE TABLE joined (                           -- contacts of which the person said: one person
    id INTEGER PRIMARY KEY,
    handles TEXT NOT NULL,                      -- JSON: ids of the addresses that came
    kept TEXT NOT NULL,                         -- JSON: the contact that stayed, as it was
    other TEXT NOT NULL,                        -- JSON: the contact that went into it, as it was
    joined_us INTEGER NOT NULL
);
"""

#: Briefs, promises of both sides, and the person's own terms.
M006 = """
CREATE TABLE brief (
    conversation_id INTEGER PRIMARY KEY,
    through_us INTEGER NOT NULL,                -- when the newest message that it has read was sent
    primer TEXT NOT NULL,                       -- JSON of engine.brief.Primer; '' = its words cannot be read
    made_us INTEGER NOT NULL,
    judged_us INTEGER NOT NULL                  -- when the verdict was given that it was made after; 0 = none was kept
);
CREATE TABLE dealt (                            -- how far back payments and bookings were looked for
    conversation_id INTEGER PRIMARY KEY,
    from_us INTEGER NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX dealt_incomplete ON dealt(conversation_id) WHERE NOT complete;
CREATE TABLE promise (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    message_id INTEGER,                         -- NULL = written by the person
    place INTEGER NOT NULL DEFAULT 0,           -- which promise of its message
    by TEXT NOT NULL,                           -- 'me' or 'them'
    text TEXT NOT NULL,
    what TEXT NOT NULL,
    kind TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    due_us INTEGER,
    due_text TEXT NOT NULL DEFAULT '',
    clock INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    settled_by INTEGER,                         -- the message that settled it
    confidence REAL NOT NULL,
    state_set INTEGER NOT NULL DEFAULT 0,       -- the person said so: reading leaves it alone
    due_set INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX promise_message ON promise(message_id, place) WHERE message_id IS NOT NULL;
CREATE INDEX promise_conversation ON promise(conversation_id, made_us);
CREATE INDEX promise_open ON promise(due_us) WHERE state = 'open';
CREATE INDEX promise_settled ON promise(settled_by) WHERE settled_by IS NOT NULL;
CREATE TABLE rate_card (
    id INTEGER PRIMARY KEY,
    service TEXT NOT NULL,
    price REAL NOT NULL,
    currency TEXT NOT NULL,
    unit TEXT NOT NULL DEFAULT '',              -- what the price is for one of; '' = the whole
    minutes INTEGER,
    active INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE boundary (
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'other'
);
CREATE TABLE booking (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    what TEXT NOT NULL,
    starts_us INTEGER NOT NULL,
    clock INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL,                        -- 'agreed' or 'cancelled'
    message_id INTEGER,
    standing TEXT NOT NULL,                     -- 'guessed', 'confirmed' or 'dismissed'
    confidence REAL NOT NULL
);
CREATE UNIQUE INDEX booking_message ON booking(message_id) WHERE message_id IS NOT NULL;
CREATE INDEX booking_conversation ON booking(conversation_id, starts_us);
CREATE TABLE payment (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    amount REAL,                                -- NULL = not named
    currency TEXT NOT NULL DEFAULT '',
    direction TEXT NOT NULL,                    -- 'in' or 'out'
    paid_us INTEGER NOT NULL,
    message_id INTEGER,
    standing TEXT NOT NULL,
    confidence REAL NOT NULL
);
CREATE UNIQUE INDEX payment_message ON payment(message_id) WHERE message_id IS NOT NULL;
CREATE INDEX payment_conversation ON payment(conversation_id, paid_us);
"""

#: Segments of conversations, facts about contacts, and memories that scripts stored. What is made of messages goes with
#: them in the same transaction, whoever changes them: triggers see to it.
M007 = """
ALTER TABLE conversation ADD COLUMN segments_through_us INTEGER NOT NULL DEFAULT -1;  -- never past passages_through_us
CREATE TABLE segment (                          -- its words are in message, its vectors are those of its turns
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL,
    began_us INTEGER NOT NULL,
    began_rowid INTEGER NOT NULL,               -- `message.source_rowid`, the order within a microsecond
    ended_us INTEGER NOT NULL,
    ended_rowid INTEGER NOT NULL,
    n_messages INTEGER NOT NULL,
    summary TEXT NOT NULL
);
CREATE INDEX segment_place ON segment(conversation_id, began_us, began_rowid);
CREATE INDEX segment_contact ON segment(contact_id);
CREATE TABLE forgotten (                        -- stretches the person does not want remembered
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- never given twice: taking back must not find another's
    copy_of INTEGER,                            -- the first one's id, where messages of it were filed elsewhere
    conversation_id INTEGER NOT NULL,
    began_us INTEGER NOT NULL,
    ended_us INTEGER NOT NULL
);
CREATE INDEX forgotten_conversation ON forgotten(conversation_id);
CREATE INDEX forgotten_copy ON forgotten(copy_of) WHERE copy_of IS NOT NULL;
CREATE TABLE fact (
    id INTEGER PRIMARY KEY,
    contact_id INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    slot TEXT NOT NULL,
    value TEXT NOT NULL,                        -- '' = the message is gone, with its words
    text TEXT NOT NULL,
    message_id INTEGER,                         -- where they said it; NULL = edited, and the message is gone
    said_us INTEGER NOT NULL,
    digest BLOB NOT NULL,                       -- of slot and value as they were found
    edited INTEGER NOT NULL DEFAULT 0,
    locked INTEGER NOT NULL DEFAULT 0,
    UNIQUE (contact_id, digest, message_id)
);
CREATE INDEX fact_message ON fact(message_id) WHERE message_id IS NOT NULL;
CREATE INDEX fact_conversation ON fact(conversation_id);
CREATE TABLE fact_refused (                     -- what the person deleted does not come back
    contact_id INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (contact_id, digest)
) WITHOUT ROWID;
CREATE TABLE memory_owner (                     -- of whom a script stored memories
    id INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL,
    contact_key TEXT,                           -- a script's name for them; NULL = a contact of ours
    handle_id INTEGER UNIQUE,                   -- an address of that contact: contact ids are given again, these not
    UNIQUE (user_id, contact_key),
    CHECK ((contact_key IS NULL) = (handle_id IS NOT NULL))
);
CREATE TABLE memory (
    id INTEGER PRIMARY KEY,
    owner_id INTEGER NOT NULL,
    conversation_key TEXT,
    summary TEXT NOT NULL,
    words TEXT NOT NULL,                        -- what is searched and embedded
    messages TEXT NOT NULL,                     -- JSON of engine.remembered.Said
    metadata TEXT NOT NULL,                     -- JSON
    stored_us INTEGER NOT NULL,
    embedder TEXT                               -- which embedder made its vector; NULL = none yet
);
CREATE INDEX memory_of_owner ON memory(owner_id);
CREATE INDEX memory_waiting ON memory(id) WHERE embedder IS NULL;
CREATE VIRTUAL TABLE memory_fts USING fts5(
    summary, words, content='memory', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
);
INSERT INTO memory_fts(memory_fts, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE memory_vector USING vec0(
    memory_id INTEGER PRIMARY KEY, owner_id INTEGER PARTITION KEY,
    embedding int8[384] distance_metric=cosine, chunk_size=16
);
CREATE TRIGGER memory_came AFTER INSERT ON memory BEGIN
    INSERT INTO memory_fts (rowid, summary, words) VALUES (NEW.id, NEW.summary, NEW.words);
END;
CREATE TRIGGER memory_went AFTER DELETE ON memory BEGIN
    INSERT INTO memory_fts (memory_fts, rowid, summary, words) VALUES ('delete', OLD.id, OLD.summary, OLD.words);
END;
CREATE TRIGGER segment_outdated AFTER UPDATE OF passages_through_us ON conversation
WHEN NEW.passages_through_us < OLD.segments_through_us BEGIN
    UPDATE conversation SET segments_through_us = min(NEW.passages_through_us, coalesce(
        (SELECT min(began_us) - 1 FROM segment WHERE conversation_id = NEW.id AND ended_us > NEW.passages_through_us),
        NEW.passages_through_us)) WHERE id = NEW.id;
    DELETE FROM segment WHERE conversation_id = NEW.id AND ended_us > NEW.passages_through_us;
END;
CREATE TRIGGER memory_moved AFTER UPDATE OF contact_id ON conversation
WHEN NEW.contact_id IS NOT OLD.contact_id BEGIN
    UPDATE OR IGNORE fact SET contact_id = NEW.contact_id WHERE conversation_id = NEW.id;
    DELETE FROM fact WHERE conversation_id = NEW.id AND contact_id IS NOT NEW.contact_id;
    INSERT OR IGNORE INTO fact_refused (contact_id, digest)
        SELECT NEW.contact_id, digest FROM fact_refused WHERE contact_id = OLD.contact_id AND NEW.contact_id > 0;
    DELETE FROM segment WHERE conversation_id = NEW.id;
    UPDATE conversation SET segments_through_us = -1 WHERE id = NEW.id;
END;
CREATE TRIGGER conversation_unread AFTER UPDATE OF switched_off ON conversation WHEN NEW.switched_off BEGIN
    DELETE FROM fact WHERE conversation_id = NEW.id;
    DELETE FROM segment WHERE conversation_id = NEW.id;
    UPDATE conversation SET segments_through_us = -1 WHERE id = NEW.id;
END;
CREATE TRIGGER contact_unread AFTER UPDATE OF switched_off ON contact WHEN NEW.switched_off BEGIN
    DELETE FROM fact WHERE contact_id = NEW.id;
    DELETE FROM segment WHERE contact_id = NEW.id;
    UPDATE conversation SET segments_through_us = -1 WHERE contact_id = NEW.id;
END;
CREATE TRIGGER fact_unsaid AFTER DELETE ON message BEGIN
    DELETE FROM fact WHERE message_id = OLD.id AND (NOT edited OR instr(lower(OLD.text), lower(text)));
    UPDATE fact SET message_id = NULL, value = '' WHERE message_id = OLD.id;
END;
CREATE TRIGGER fact_reworded AFTER UPDATE OF text ON message WHEN NEW.text IS NOT OLD.text BEGIN
    DELETE FROM fact WHERE message_id = OLD.id AND (NOT edited OR instr(lower(OLD.text), lower(text)));
    UPDATE fact SET message_id = NULL, value = '' WHERE message_id = OLD.id;
END;
CREATE TRIGGER fact_moved AFTER UPDATE OF conversation_id ON message
WHEN NEW.conversation_id IS NOT OLD.conversation_id BEGIN
    UPDATE fact SET conversation_id = NEW.conversation_id, contact_id = coalesce(
        (SELECT contact_id FROM conversation WHERE id = NEW.conversation_id), contact_id) WHERE message_id = NEW.id;
    INSERT INTO forgotten (copy_of, conversation_id, began_us, ended_us)
        SELECT coalesce(f.copy_of, f.id), NEW.conversation_id, f.began_us, f.ended_us FROM forgotten f
        WHERE f.conversation_id = OLD.conversation_id AND NEW.sent_us BETWEEN f.began_us AND f.ended_us
        AND NEW.conversation_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM forgotten k WHERE
        k.conversation_id = NEW.conversation_id AND k.began_us = f.began_us AND k.ended_us = f.ended_us);
END;
CREATE TRIGGER fact_refused_too AFTER UPDATE OF contact_id ON handle WHEN NEW.contact_id <> OLD.contact_id BEGIN
    INSERT OR IGNORE INTO fact_refused (contact_id, digest)
        SELECT NEW.contact_id, digest FROM fact_refused WHERE contact_id = OLD.contact_id;
END;
CREATE TRIGGER contact_went AFTER DELETE ON contact BEGIN  -- its id is given again: nothing may wait under it
    DELETE FROM fact WHERE contact_id = OLD.id;
    DELETE FROM fact_refused WHERE contact_id = OLD.id;
    DELETE FROM segment WHERE contact_id = OLD.id;
END;
CREATE TRIGGER conversation_went AFTER DELETE ON conversation BEGIN
    DELETE FROM fact WHERE conversation_id = OLD.id;
    DELETE FROM forgotten WHERE conversation_id = OLD.id;
    DELETE FROM segment WHERE conversation_id = OLD.id;
END;
"""

#: What the person's voice is learnt from, and the persona.
M008 = """
CREATE TABLE voice_state (                      -- counted up to here
    only INTEGER PRIMARY KEY CHECK (only = 1), through_id INTEGER NOT NULL
);
CREATE TABLE voice_writing (                    -- counts of engine.voice.ngrams, compressed
    side INTEGER PRIMARY KEY,                   -- 0 = the person's, 1 = their contacts'
    sums BLOB NOT NULL,
    counts BLOB NOT NULL
);
CREATE TABLE voice_tally (
    contact_id INTEGER PRIMARY KEY,             -- 0 = everybody
    messages INTEGER NOT NULL,                  -- of `tally`, to find what changed
    tally TEXT NOT NULL                         -- JSON of engine.voice.tally.Tally
);
CREATE TABLE voice_again (                      -- counted messages that are to be counted anew
    message_id INTEGER PRIMARY KEY,
    whole INTEGER NOT NULL                      -- 0 = for its contact alone
);
CREATE TABLE voice_left (conversation_id INTEGER PRIMARY KEY);  -- taken out of the counts, and left out
CREATE TABLE voice_card (
    contact_id INTEGER PRIMARY KEY,             -- 0 = everybody
    card TEXT NOT NULL                          -- JSON of engine.voice.card.VoiceCard
);
CREATE TABLE voice_gone (contact_id INTEGER PRIMARY KEY);  -- profiles the person deleted; 0 = the one to everybody
CREATE TABLE persona (
    creator_id TEXT PRIMARY KEY,
    persona TEXT NOT NULL,                      -- JSON of engine.domain.Persona
    learnt_us INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE persona_contact (contact_id INTEGER PRIMARY KEY, creator_id TEXT NOT NULL);  -- switched on for these
ALTER TABLE style_profile ADD COLUMN tallied INTEGER NOT NULL DEFAULT 0;  -- sent texts known when it was learnt
"""

#: What the bandits know, and the nudges that were shown.
M009 = """
CREATE TABLE bandit (
    use TEXT NOT NULL,                          -- what it chooses: 'nudge' or 'option'
    policy TEXT NOT NULL,                       -- 'linucb-v1' or 'egreedy-v1'
    record TEXT NOT NULL,                       -- JSON of engine.reply.bandit_record
    PRIMARY KEY (use, policy)
) WITHOUT ROWID;
CREATE TABLE nudge (
    id TEXT PRIMARY KEY,
    tip_id TEXT NOT NULL,                       -- what it is about; the same while nothing was said since
    kind TEXT NOT NULL,
    conversation_id INTEGER,                    -- NULL = of a list that was handed in
    content TEXT NOT NULL,
    source TEXT NOT NULL,                       -- 'template' or 'model'
    rationale TEXT NOT NULL,
    policy TEXT NOT NULL,
    score REAL NOT NULL,
    features TEXT NOT NULL,                     -- JSON list of numbers
    prompt_version TEXT NOT NULL,
    model_version TEXT NOT NULL,
    prompt_tokens INTEGER NOT NULL,
    completion_tokens INTEGER NOT NULL,
    shown_us INTEGER NOT NULL,
    answer TEXT,                                -- a key of engine.reply.bandit.REWARDS
    answered_us INTEGER,
    quiet_until_us INTEGER NOT NULL DEFAULT 0   -- a snoozed one comes back then
);
CREATE INDEX nudge_tip ON nudge(tip_id);
CREATE INDEX nudge_conversation ON nudge(conversation_id);
CREATE TABLE option_reward (                    -- what the order of options was taught, so that it can be untaught
    option_id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    fate TEXT NOT NULL,                         -- a key of engine.reply.preference.REWARDS
    features TEXT NOT NULL                      -- JSON list of numbers
) WITHOUT ROWID;
CREATE INDEX option_reward_request ON option_reward(request_id);
"""

#: Conversations with one's own history, and reminders.
M010 = """
CREATE TABLE ask_turn (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    asked_us INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL                        -- JSON of engine.asked.AskAnswer, without its draft
);
CREATE TABLE ask_source (                       -- what a kept answer quotes: it vanishes with the message
    turn_id INTEGER NOT NULL REFERENCES ask_turn(id) ON DELETE CASCADE,
    message_id INTEGER NOT NULL,
    conversation_id INTEGER NOT NULL,
    PRIMARY KEY (turn_id, message_id)
) WITHOUT ROWID;
CREATE INDEX ask_source_message ON ask_source(message_id);
CREATE INDEX ask_source_conversation ON ask_source(conversation_id);
CREATE TABLE reminder (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- never given twice: a late nudge must not find another's
    text TEXT NOT NULL,
    conversation_id INTEGER,
    due_us INTEGER NOT NULL,
    zone TEXT NOT NULL,                         -- IANA name of the zone in which the time was said
    state TEXT NOT NULL DEFAULT 'open',         -- open, fired, done, cancelled
    made_us INTEGER NOT NULL,
    fired_us INTEGER NOT NULL DEFAULT 0,
    source TEXT NOT NULL                        -- ask, command, promise
);
CREATE INDEX reminder_open ON reminder(due_us) WHERE state = 'open';
CREATE INDEX reminder_conversation ON reminder(conversation_id) WHERE conversation_id IS NOT NULL;
CREATE TABLE day_run (                          -- what runs once a day: on which local date it ran last
    key TEXT PRIMARY KEY,
    local_date TEXT NOT NULL,
    ran_us INTEGER NOT NULL
) WITHOUT ROWID;
"""
