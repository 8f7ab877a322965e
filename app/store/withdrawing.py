"""Words that are no longer there: what quotes them, answers them or was learnt from them goes with them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from app.store import asked, briefs, cached, jobs, learnt_words, nudges, samples_withdrawn, suggestions, voice
from app.store.message_rows import CONVERSATION, FROM_ME, KIND, SENT, TEXT
from app.store.parts import marks, parts


def withdraw(
    db: Database, message_ids: Sequence[int], conversation_ids: Iterable[int], said: Sequence[Sequence[Any]]
) -> None:
    """Drop what quotes, answers or learns from words that are no longer there: judgements, drafts, samples, jobs,
    training. Call inside a transaction.

    Args:
        said: what the messages said, in the order of `COLUMNS`.
    """
    learnt = [(values[CONVERSATION], values[SENT], values[TEXT]) for values in said]
    samples_withdrawn.withdraw(db, learnt)
    learnt_words.withdraw(db, learnt)
    was = [(one[CONVERSATION], bool(one[FROM_ME]), one[KIND], one[TEXT], one[SENT]) for one in said]
    voice.withdraw(db, message_ids, was)
    touched = sorted(set(conversation_ids))
    db.conn.executemany("DELETE FROM judgement WHERE conversation_id = ?", [(one,) for one in touched])
    briefs.forget_briefs(db, touched)
    cached.forget_conversations(db, touched)
    jobs.forget_conversations(db, touched)
    nudges.forget_conversations(db, touched)
    for part in parts(message_ids):
        briefs.forget_messages(db, part)
        db.conn.execute(f"DELETE FROM request WHERE through_message_id IN ({marks(part)})", tuple(part))
        suggestions.forget_quotes(db, part)
        asked.forget_messages(db, part)
