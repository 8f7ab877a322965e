"""The tables of the vault, as migrations that are only ever appended."""

from __future__ import annotations

from app.store.schema_judging import M005, M006, M007, M008, M009, M010
from app.store.schema_learning import M011, M012, M013, M014, M015
from app.store.schema_nights import M019, M021, M023, M024
from app.store.schema_training import M018, M025
from app.store.schema_window import M016, M017
from app.store.schema_words_learnt import M020, M022

__all__ = [
    "M001",
    "M002",
    "M003",
    "M004",
    "M005",
    "M006",
    "M007",
    "M008",
    "M009",
    "M010",
    "M011",
    "M012",
    "M013",
    "M014",
    "M015",
    "M016",
    "M017",
    "M018",
    "M019",
    "M020",
    "M021",
    "M022",
    "M023",
    "M024",
    "M025",
]

M001 = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    lineage TEXT NOT NULL DEFAULT '',
    cursor TEXT NOT NULL DEFAULT '{}',          -- JSON of importers.source.Cursor
    last_sync_us INTEGER NOT NULL DEFAULT 0,
    last_reconcile_us INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE contact (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL DEFAULT '',
    source_uid TEXT UNIQUE,                     -- address book id; NULL for people we only know by address
    is_organisation INTEGER NOT NULL DEFAULT 0,
    class TEXT NOT NULL DEFAULT 'unknown',
    class_set_by TEXT NOT NULL DEFAULT '',      -- 'person' or 'guess'
    muted INTEGER NOT NULL DEFAULT 0,
    switched_off INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE handle (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,               -- normalised: E.164, lower-case e-mail, else as written
    shown TEXT NOT NULL,                        -- as the source wrote it
    contact_id INTEGER NOT NULL REFERENCES contact(id)
);
CREATE INDEX handle_contact ON handle(contact_id);
CREATE TABLE source_handle (
    source_id INTEGER NOT NULL REFERENCES source(id),
    rowid_there INTEGER NOT NULL,
    handle_id INTEGER NOT NULL REFERENCES handle(id),
    PRIMARY KEY (source_id, rowid_there)
) WITHOUT ROWID;
CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    merge_key TEXT NOT NULL UNIQUE,
    display_name TEXT,
    is_group INTEGER NOT NULL DEFAULT 0,
    contact_id INTEGER REFERENCES contact(id),  -- of a direct conversation
    service TEXT NOT NULL DEFAULT '',
    filter TEXT NOT NULL DEFAULT 'main',
    archived INTEGER NOT NULL DEFAULT 0,
    switched_off INTEGER NOT NULL DEFAULT 0,
    done_through_us INTEGER NOT NULL DEFAULT 0, -- handled by the person up to here
    snoozed_until_us INTEGER NOT NULL DEFAULT 0,
    n_messages INTEGER NOT NULL DEFAULT 0,
    last_message_id INTEGER,
    last_sent_us INTEGER NOT NULL DEFAULT 0,
    passages_through_us INTEGER NOT NULL DEFAULT -1, -- turns are cut up to here; -1 = never
    changed INTEGER NOT NULL DEFAULT 1          -- rows changed since it was last judged
);
CREATE INDEX conversation_recent ON conversation(last_sent_us);
CREATE INDEX conversation_contact ON conversation(contact_id);
CREATE TABLE conversation_handle (
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    handle_id INTEGER NOT NULL REFERENCES handle(id),
    PRIMARY KEY (conversation_id, handle_id)
) WITHOUT ROWID;
CREATE TABLE chat (
    source_id INTEGER NOT NULL REFERENCES source(id),
    rowid_there INTEGER NOT NULL,
    guid TEXT NOT NULL,
    identifier TEXT NOT NULL,
    service TEXT NOT NULL DEFAULT '',
    group_id TEXT,
    filter TEXT NOT NULL DEFAULT 'main',
    conversation_id INTEGER NOT NULL REFERENCES conversation(id),
    PRIMARY KEY (source_id, rowid_there)
) WITHOUT ROWID;
CREATE INDEX chat_conversation ON chat(conversation_id);
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    guid TEXT NOT NULL,
    source_id INTEGER NOT NULL,
    source_rowid INTEGER NOT NULL,
    conversation_id INTEGER,                    -- NULL = unfiled
    handle_id INTEGER,                          -- NULL = the person themselves
    from_me INTEGER NOT NULL,
    kind TEXT NOT NULL,
    code INTEGER NOT NULL DEFAULT 0,            -- unknown kind's number; -1 undecodable; 90 the twin of a link
    text TEXT NOT NULL DEFAULT '',
    sent_us INTEGER NOT NULL,
    read_us INTEGER NOT NULL DEFAULT 0,
    is_read INTEGER NOT NULL DEFAULT 0,
    edited INTEGER NOT NULL DEFAULT 0,
    unsent INTEGER NOT NULL DEFAULT 0,
    reply_to TEXT,
    service TEXT NOT NULL DEFAULT '',
    filter TEXT NOT NULL DEFAULT 'main',
    extra TEXT NOT NULL DEFAULT '',
    n_attachments INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX message_guid ON message(guid);  -- made anew after the first import: app.store.bulk
CREATE INDEX message_thread ON message(conversation_id, sent_us, source_rowid);
CREATE INDEX message_source ON message(source_id, source_rowid, state);
CREATE INDEX message_coded ON message(code, kind) WHERE code <> 0;
CREATE INDEX message_unread ON message(conversation_id) WHERE is_read = 0 AND from_me = 0;
CREATE VIRTUAL TABLE message_fts USING fts5(
    text, content='message', content_rowid='id', tokenize="porter unicode61 remove_diacritics 2"
);
INSERT INTO message_fts(message_fts, rank) VALUES ('secure-delete', 1);
CREATE TABLE attachment (
    id INTEGER PRIMARY KEY,
    message_id INTEGER NOT NULL REFERENCES message(id) ON DELETE CASCADE,
    guid TEXT NOT NULL,
    name TEXT,
    mime_type TEXT,
    path TEXT,
    total_bytes INTEGER NOT NULL DEFAULT 0,
    state INTEGER NOT NULL DEFAULT 0,
    sticker INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX attachment_message ON attachment(message_id);
CREATE TABLE tapback (
    message_id INTEGER PRIMARY KEY REFERENCES message(id) ON DELETE CASCADE,
    target_guid TEXT NOT NULL,
    part INTEGER NOT NULL,
    kind TEXT NOT NULL,
    emoji TEXT,
    removed INTEGER NOT NULL
);
CREATE INDEX tapback_target ON tapback(target_guid);
CREATE TABLE tombstone (
    guid TEXT PRIMARY KEY,
    removed_us INTEGER NOT NULL,
    source_id INTEGER NOT NULL DEFAULT 0        -- who removed it: a source (which may restore it), 0 = the person
) WITHOUT ROWID;
CREATE TABLE passed_over (                      -- rows there that need no second look: known otherwise, or not wanted
    source_id INTEGER NOT NULL,
    rowid_there INTEGER NOT NULL,
    state INTEGER NOT NULL,
    PRIMARY KEY (source_id, rowid_there)
) WITHOUT ROWID;
CREATE TABLE quarantine (
    source_id INTEGER NOT NULL,
    rowid_there INTEGER NOT NULL,
    guid TEXT,
    reason TEXT NOT NULL,
    seen_us INTEGER NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (source_id, rowid_there)
) WITHOUT ROWID;
CREATE TABLE passage (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    contact_id INTEGER NOT NULL DEFAULT 0,
    from_me INTEGER NOT NULL,
    first_message_id INTEGER NOT NULL,
    reply_passage_id INTEGER,                   -- the person's turn that answered this one
    sent_us INTEGER NOT NULL,
    digest BLOB NOT NULL,                       -- of the text it stands for; the text itself stays in message
    embedder TEXT                               -- which embedder made its vector; NULL = not yet embedded
);
CREATE INDEX passage_conversation ON passage(conversation_id, sent_us);
CREATE INDEX passage_waiting ON passage(sent_us) WHERE embedder IS NULL;
CREATE TABLE passage_message (
    message_id INTEGER PRIMARY KEY,
    passage_id INTEGER NOT NULL
);
CREATE INDEX passage_message_passage ON passage_message(passage_id);
CREATE VIRTUAL TABLE passage_vector USING vec0(  -- the default chunk_size wastes 16 x over many contacts
    passage_id INTEGER PRIMARY KEY, contact_id INTEGER PARTITION KEY,
    embedding int8[384] distance_metric=cosine, chunk_size=16
);
CREATE TABLE passage_fine (passage_id INTEGER PRIMARY KEY, low BLOB NOT NULL);  -- the low bits of `embedding`
CREATE VIRTUAL TABLE passage_bits USING vec0(passage_id INTEGER PRIMARY KEY, embedding bit[384]);
CREATE TABLE judgement (
    conversation_id INTEGER PRIMARY KEY,
    through_us INTEGER NOT NULL,
    triage TEXT NOT NULL,
    risk TEXT NOT NULL,
    judged_us INTEGER NOT NULL
);
CREATE TABLE dismissal (
    contact_id INTEGER NOT NULL,
    pattern_name TEXT NOT NULL,                 -- '*' = never for this contact
    dismissed_us INTEGER NOT NULL,
    PRIMARY KEY (contact_id, pattern_name)
) WITHOUT ROWID;
CREATE TABLE style_profile (
    contact_id INTEGER PRIMARY KEY,             -- 0 = to everybody
    profile TEXT NOT NULL,
    locked INTEGER NOT NULL DEFAULT 0,
    learnt_us INTEGER NOT NULL
);
CREATE TABLE request (
    id TEXT PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    through_message_id INTEGER,
    mode TEXT NOT NULL,
    model_version TEXT NOT NULL,
    fallback_reason TEXT,
    silent_reason TEXT,
    elapsed_ms INTEGER NOT NULL,
    made_us INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL DEFAULT 0        -- the person answered elsewhere
);
CREATE INDEX request_conversation ON request(conversation_id, made_us);
CREATE TABLE option (
    id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL REFERENCES request(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    payload TEXT NOT NULL                       -- JSON of engine.domain.Option
);
CREATE INDEX option_request ON option(request_id, position);
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    option_id TEXT NOT NULL,
    conversation_id INTEGER NOT NULL,
    verb TEXT NOT NULL,
    reason TEXT,
    text TEXT,
    decided_us INTEGER NOT NULL
);
CREATE INDEX decision_option ON decision(option_id);
CREATE TABLE sample (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL,
    option_id TEXT,
    source TEXT NOT NULL,
    input TEXT NOT NULL,
    output TEXT NOT NULL,
    quality REAL NOT NULL,
    made_us INTEGER NOT NULL
);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at_us INTEGER NOT NULL,
    act TEXT NOT NULL,
    subject TEXT NOT NULL,                      -- ids and counts only
    mac BLOB NOT NULL
);
CREATE TABLE audit_head (only INTEGER PRIMARY KEY CHECK (only = 1), rows INTEGER NOT NULL, mac BLOB NOT NULL);
"""

#: Turns by what answered them: looked up with every message that arrives and whenever a style is learnt.
M002 = """
CREATE INDEX passage_answer ON passage(reply_passage_id) WHERE reply_passage_id IS NOT NULL;
CREATE INDEX passage_answered ON passage(sent_us) WHERE reply_passage_id IS NOT NULL AND from_me = 0;
ALTER TABLE sample ADD COLUMN since_us INTEGER NOT NULL DEFAULT 0;  -- `input` holds what was said from here
ALTER TABLE sample ADD COLUMN until_us INTEGER NOT NULL DEFAULT 9223372036854775807;  -- to here
ALTER TABLE style_profile ADD COLUMN n_answered INTEGER NOT NULL DEFAULT 0;  -- answered turns known when it was learnt
"""

#: Answers that may be asked for again, and work that outlives the command which asked for it.
M003 = """
CREATE TABLE cached (
    key TEXT PRIMARY KEY,                       -- 'free:…' or 'conv:<conversation>:…'
    value BLOB NOT NULL,                        -- JSON
    model_version TEXT NOT NULL,
    made_us INTEGER NOT NULL,
    expires_us INTEGER NOT NULL
);
CREATE TABLE job (
    number INTEGER PRIMARY KEY,                 -- in the order they were asked for
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,                       -- queued, processing, completed, failed, cancelled
    conversation_id INTEGER,                    -- whose words it may hold; NULL = nobody's
    request TEXT NOT NULL,                      -- JSON of app.generating.Ask
    result TEXT,                                -- JSON of app.generating.Answer
    error TEXT,                                 -- JSON of a problem's code and facts
    attempts INTEGER NOT NULL DEFAULT 0,        -- how often somebody began it
    owner_pid INTEGER,                          -- who began it last; whether they live is told by their lock
    created_us INTEGER NOT NULL,
    started_us INTEGER,
    completed_us INTEGER
);
CREATE INDEX job_open ON job(number) WHERE status IN ('queued', 'processing');
CREATE INDEX job_conversation ON job(conversation_id) WHERE conversation_id IS NOT NULL;
"""

#: Drafts written before anybody asked, and what is needed to write the options that are still to come.
M004 = """
ALTER TABLE request ADD COLUMN background INTEGER NOT NULL DEFAULT 0;  -- written ahead
ALTER TABLE request ADD COLUMN planned INTEGER NOT NULL DEFAULT 0;  -- options it shall have; 0 = those it has
ALTER TABLE request ADD COLUMN wish TEXT NOT NULL DEFAULT '';  -- JSON of app.replies.Wish
CREATE INDEX request_made ON request(made_us);
"""
