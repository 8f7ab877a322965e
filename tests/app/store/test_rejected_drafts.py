"""A draft that was rejected is not offered again."""

from __future__ import annotations

from app import desk
from app.store import suggestions
from tests import drafts

NAMES = ("one", "two", "three", "four")


def test_a_rejected_draft_stays_away_until_the_rejection_is_taken_back(db, rows):
    conversation = rows.conversation(rows.contact())
    newest = rows.message(conversation, "Friday?")
    made = drafts.suggestions([drafts.option(name) for name in NAMES], conversation_id=str(conversation), has_more=True)
    suggestions.add(db, made, conversation_id=conversation, through_message_id=newest)
    suggestions.decide(db, "two", conversation, verb="reject", reason=None, text=None, decided_us=1)
    suggestions.decide(db, "three", conversation, verb="accept", reason=None, text="Yes", decided_us=2)
    left = desk.drafts(db, conversation)
    assert left is not None
    assert [one.response_id for one in left.options] == ["one", "three", "four"]
    assert left.total_count == 3
    suggestions.undecide(db, "two")
    again = desk.drafts(db, conversation)
    assert again is not None
    assert [one.response_id for one in again.options] == list(NAMES)
