"""Everything that was made of one conversation's words: it goes when the person does not want them read."""

from __future__ import annotations

from sqlite_utils import Database

from app.store import asked, briefs, cached, cutting, delays, jobs, learnt_words, nudges, styles, voice, wordings
from app.store.connection import transaction
from engine.domain import ContactClass

#: Tables whose rows are of one conversation and hold what was found in it, drafted for it or learnt from it.
TABLES = ("judgement", "foretold", "request", "sample", "outbox")


def forget(db: Database, conversation_id: int) -> None:
    """Remove what was derived from a conversation; its messages stay."""
    with transaction(db):
        cutting.forget_conversation(db, conversation_id)
        delays.forget(db, conversation_id)
        voice.leave_out(db, conversation_id)
        cached.forget_conversations(db, [conversation_id])
        jobs.forget_conversations(db, [conversation_id])
        nudges.forget_conversations(db, [conversation_id])
        asked.forget_conversation(db, conversation_id)
        briefs.forget_conversation(db, conversation_id)
        wordings.forget_conversation(db, conversation_id)
        learnt_words.forget_conversation(db, conversation_id)
        for table in TABLES:
            db.conn.execute(f"DELETE FROM {table} WHERE conversation_id = ?", (conversation_id,))


def forget_contact(db: Database, contact_id: int) -> None:
    """Remove what was derived from everything a contact said; what the person says they are stays."""
    with transaction(db):
        styles.delete(db, contact_id)
        db.conn.execute(
            "UPDATE contact SET class = ?, class_set_by = '', class_confidence = 0, class_reasons = '[]' "
            "WHERE id = ? AND class_set_by = 'guess'",
            (ContactClass.UNKNOWN.value, contact_id),
        )


def read_again(db: Database) -> None:
    """Let the next sync of every source look again at all it was not to store; what is still unwanted it leaves."""
    with transaction(db):
        db.conn.execute("DELETE FROM passed_over")
        wordings.read_again(db)
        db.conn.execute("UPDATE source SET last_reconcile_us = 0")
