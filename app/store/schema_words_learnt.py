"""The table of the words that went into training jobs. See `app.store.schema`."""

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
