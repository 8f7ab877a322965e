"""The tables of nights, training jobs and adapters. See `app.store.schema`."""

from __future__ import annotations

#: A date is trained for at most once; a job outlives its process; an adapter is a version that never changes. Whoever
#: is erased takes along what was not finished, and what was is marked.
M019 = """
CREATE TABLE training_night (
    date TEXT PRIMARY KEY,                      -- local, ISO
    begun_us INTEGER NOT NULL DEFAULT 0,        -- 0: not begun
    job_id TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',            -- why it was not begun, or was stopped last (app.nightly.Reason)
    seen INTEGER NOT NULL DEFAULT 0             -- the person was shown what came of it
) WITHOUT ROWID;
CREATE TABLE training_job (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,                       -- queued, processing, completed, failed, cancelled
    by_hand INTEGER NOT NULL,
    merges INTEGER NOT NULL,                    -- a whole model is made of it
    model_id TEXT NOT NULL,
    base_sha256 TEXT NOT NULL,
    parameters BLOB NOT NULL,                   -- JSON of engine.training.values.Parameters
    key BLOB NOT NULL,                          -- opens its files
    stage TEXT NOT NULL DEFAULT '',             -- preparing, training, checking, merging
    reason TEXT NOT NULL DEFAULT '',            -- why it was stopped last (app.nightly.Reason)
    n_learnt INTEGER NOT NULL DEFAULT 0,
    n_held INTEGER NOT NULL DEFAULT 0,
    step INTEGER NOT NULL DEFAULT 0,
    steps INTEGER NOT NULL DEFAULT 0,
    done REAL NOT NULL DEFAULT 0,               -- share of the whole, in [0, 1]
    eta_s REAL,
    deaths INTEGER NOT NULL DEFAULT 0,          -- of its process, since something was kept last
    output TEXT NOT NULL DEFAULT '',            -- what came of it: an adapter's id or a model's
    error TEXT NOT NULL DEFAULT '',             -- JSON of code and facts
    asked_us INTEGER NOT NULL,
    begun_us INTEGER,
    ended_us INTEGER
);
CREATE TABLE training_loss (
    job_id TEXT NOT NULL,
    held INTEGER NOT NULL,                      -- 1: on held-out turns
    step INTEGER NOT NULL,
    loss REAL NOT NULL,                         -- nats a token
    PRIMARY KEY (job_id, held, step)
) WITHOUT ROWID;
CREATE TABLE training_contact (
    job_id TEXT NOT NULL,
    contact_id INTEGER NOT NULL,                -- whose words went in
    PRIMARY KEY (job_id, contact_id)
) WITHOUT ROWID;
CREATE INDEX training_contact_of ON training_contact(contact_id);
CREATE TABLE adapter (
    id INTEGER PRIMARY KEY AUTOINCREMENT,       -- the version people see
    job_id TEXT NOT NULL UNIQUE,
    model_id TEXT NOT NULL,
    base_sha256 TEXT NOT NULL,
    sha256 TEXT NOT NULL,                       -- of the plain GGUF
    n_bytes INTEGER NOT NULL,
    key BLOB NOT NULL,
    state TEXT NOT NULL,                        -- offered, refused, kept, used, retired
    stale INTEGER NOT NULL DEFAULT 0,           -- it saw words of somebody who was erased
    verdict BLOB NOT NULL,                      -- JSON of engine.training.gate.Verdict
    pairs BLOB NOT NULL DEFAULT '[]',           -- JSON: replies before and after
    scale REAL NOT NULL DEFAULT 1.0,
    n_learnt INTEGER NOT NULL DEFAULT 0,
    made_us INTEGER NOT NULL
);
CREATE INDEX adapter_sha ON adapter(sha256);
CREATE TABLE adapter_use (
    number INTEGER PRIMARY KEY,
    model_id TEXT NOT NULL,
    adapter_id INTEGER,                         -- NULL: the model alone
    since_us INTEGER NOT NULL,
    how TEXT NOT NULL,                          -- person, automatic, rolled_back, fell_back, erased
    settled INTEGER NOT NULL DEFAULT 0          -- 0: being put to use; it does not hold yet
);
CREATE TRIGGER training_contact_went AFTER DELETE ON contact BEGIN
    UPDATE adapter SET stale = 1 WHERE job_id IN (SELECT job_id FROM training_contact WHERE contact_id = OLD.id);
    UPDATE training_job SET status = 'cancelled', stage = '', error = '{"code":"Cancelled","facts":{"by":"erased"}}'
    WHERE status IN ('queued', 'processing')
        AND id IN (SELECT job_id FROM training_contact WHERE contact_id = OLD.id);
    UPDATE adapter SET pairs = '[]' WHERE job_id IN (SELECT job_id FROM training_contact WHERE contact_id = OLD.id);
    DELETE FROM training_contact WHERE contact_id = OLD.id;
END;
"""

#: So many more texts show whether an adapter ends the process that writes with it.
M021 = """
ALTER TABLE adapter_use ADD COLUMN probation INTEGER NOT NULL DEFAULT 0;
"""

#: A job that waits for nights on end works for a part of the time between its beginning and its end.
M023 = """
ALTER TABLE training_job ADD COLUMN resumed_us INTEGER;                 -- when somebody began to work on it last
ALTER TABLE training_job ADD COLUMN worked_s REAL NOT NULL DEFAULT 0;   -- in all
"""

#: What an adapter was measured beside stays what it was, whatever is put to use or deleted afterwards.
M024 = """
ALTER TABLE adapter ADD COLUMN beside INTEGER;                          -- an adapter; NULL: the model alone
UPDATE adapter SET beside = (
    SELECT u.adapter_id FROM adapter_use u
    WHERE u.model_id = adapter.model_id AND u.settled AND u.since_us <= adapter.made_us ORDER BY u.number DESC LIMIT 1
);
"""
