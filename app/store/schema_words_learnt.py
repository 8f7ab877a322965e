"""The tables of the words that went into training jobs, and of the models they came into. See `app.store.schema`."""

from __future__ import annotations

#: Jobs that are over keep no key and none of the person's words; of a job from before it is not known what it holds.
M020 = """
CREATE TABLE training_words (                   -- an example that a job took, by the messages it is made of
    job_id TEXT NOT NULL,
    conversation_id INTEGER NOT NULL,
    since_us INTEGER NOT NULL,                  -- as in sample
    until_us INTEGER NOT NULL,
    made_us INTEGER NOT NULL,
    said BLOB                                   -- digest of the reply, where no turn of the span is it
);
CREATE INDEX training_words_of ON training_words(conversation_id);
CREATE INDEX training_words_job ON training_words(job_id);
DROP TRIGGER training_contact_went;
UPDATE training_job SET status = 'cancelled', stage = '', eta_s = NULL,
    error = '{"code":"Cancelled","facts":{"reason":"words_gone"}}' WHERE status IN ('queued', 'processing');
UPDATE training_job SET key = x'', parameters = json_remove(CAST(parameters AS TEXT), '$.style', '$.notes');
"""

#: An adapter that was merged into a model is in that model's file, whatever becomes of the adapter.
M022 = """
CREATE TABLE merged_model (                     -- an adapter that is in a model's file
    path TEXT NOT NULL,
    job_id TEXT NOT NULL,                       -- whose adapter it was; '': it is not known any more
    adapter_id INTEGER NOT NULL,
    whole INTEGER NOT NULL DEFAULT 0,           -- 0: the file is being put in place
    gone INTEGER NOT NULL DEFAULT 0,            -- words it learnt from: 1: some are gone, 2: somebody's who was erased
    PRIMARY KEY (path, adapter_id)
) WITHOUT ROWID;
CREATE INDEX merged_model_job ON merged_model(job_id);
"""
