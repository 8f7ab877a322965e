"""What edited messages said before: brought in, kept with the message, and gone with it."""

from __future__ import annotations

import plistlib
from datetime import timedelta

import pytest
from happenings import ago, stored, talk

from app.store import contacts, conversations, erasure, migrations, threads, wordings
from app.store.aging import Part, remove_some
from engine.domain import micros, moment
from importers.demo.typedstream_writer import words

FIRST, SECOND = "Could we meet at four?", "Could we meet at five?"
LAST = "Could we meet at six?"


def earlier(db, guid):
    (message_id,) = stored(db, guid, "id")
    return [(one.text, one.said_at) for one in wordings.of(db, message_id)]


def texts_kept(db):
    return [row[0] for row in db.execute("SELECT text FROM wording ORDER BY message_id, position").fetchall()]


@pytest.fixture
def edited(source, sync):
    """A message that was edited twice before it was first read."""
    chat, _ = talk(source, 4)
    guid = source.add_message(chat, FIRST, at=ago(hours=3))
    source.edit(guid, SECOND, at=ago(hours=2))
    source.edit(guid, LAST, at=ago(hours=1))
    sync()
    return guid


def test_what_a_message_said_before_comes_with_its_times(db, edited):
    assert stored(db, edited, "text", "edited") == (LAST, 1)
    (first, _at), (second, second_at) = earlier(db, edited)
    assert (first, second) == (FIRST, SECOND)
    assert abs(second_at - ago(hours=2)) < timedelta(seconds=1)


def test_an_edit_after_the_import_adds_the_wording_we_had(db, source, sync):
    chat, _ = talk(source, 4)
    guid = source.add_message(chat, FIRST, at=ago(hours=3))
    sync()
    assert earlier(db, guid) == []
    source.edit(guid, SECOND, at=ago(hours=2))
    sync()
    assert [text for text, _at in earlier(db, guid)] == [FIRST]
    source.edit(guid, LAST, at=ago(hours=1))
    sync()
    assert [text for text, _at in earlier(db, guid)] == [FIRST, SECOND]


def test_where_the_source_tells_of_an_edit_without_its_words_those_we_had_are_kept(db, source, sync):
    chat, _ = talk(source, 4)
    guid = source.add_message(chat, FIRST, at=ago(hours=3))
    sync()
    for text, hours in ((SECOND, 2), (LAST, 1)):
        source.edit(guid, text, at=ago(hours=hours))
        marked = plistlib.dumps({"ep": [0]}, fmt=plistlib.FMT_BINARY)
        source.update("message", ("guid", guid), {"message_summary_info": marked})
        sync()
    assert earlier(db, guid) == [(FIRST, moment(micros(ago(hours=3)))), (SECOND, None)]


@pytest.mark.parametrize("summary", [b"bplist00 not readable ec", b"", None, b"\x00" * 80])
def test_where_nobody_can_tell_an_edit_from_an_unsend_nothing_is_kept(db, source, sync, summary):
    chat, _ = talk(source, 4)
    guid = source.add_message(chat, FIRST, at=ago(hours=3))
    sync()
    source.edit(guid, SECOND, at=ago(hours=2))
    source.update("message", ("guid", guid), {"message_summary_info": summary})
    sync()
    assert stored(db, guid, "text", "edited") == (SECOND, 1)
    assert texts_kept(db) == []


@pytest.mark.parametrize("told", [True, False])
def test_nothing_of_a_message_that_was_unsent_is_kept(db, source, sync, edited, told):
    assert texts_kept(db)
    if not told:
        source.update("message", ("guid", edited), {"message_summary_info": None})
    source.unsend(edited, at=ago(minutes=1))
    sync()
    assert stored(db, edited, "unsent", "text") == (1, "")
    assert texts_kept(db) == []


def test_no_part_that_was_unsent_is_kept_as_an_earlier_wording(db, source, sync):
    chat, _ = talk(source, 2)
    runs = [words("The key is under the mat", 0), words("See you at four", 1)]
    guid = source.add_message(chat, None, at=ago(hours=3), runs=runs)
    sync()
    source.edit(guid, "See you at five", at=ago(hours=2), part=1)
    sync()
    source.unsend(guid, parts=(0,), at=ago(hours=1))
    sync()
    assert "mat" not in stored(db, guid, "text")[0]
    assert texts_kept(db) == ["See you at four"]


def test_a_deleted_message_takes_its_wordings_along(db, source, sync, edited):
    source.delete(edited)
    sync()
    assert texts_kept(db) == []


def test_a_forgotten_person_takes_theirs_along(db, source, sync, edited):
    (conversation_id,) = stored(db, edited, "conversation_id")
    erasure.erase(db, conversations.get(db, conversation_id).contact_id, now_us=1)
    assert texts_kept(db) == []


def test_what_grows_old_takes_its_wordings_along(db, edited):
    remove_some(db, Part.MESSAGES, micros(ago(hours=1)), limit=100, now_us=1)
    assert stored(db, edited, "id") is None
    assert texts_kept(db) == []


@pytest.mark.parametrize("subject", [contacts, conversations])
def test_nothing_is_kept_of_whom_the_person_does_not_want_read_and_it_comes_back_after(
    db, source, sync, edited, subject
):
    (message_id, conversation_id) = stored(db, edited, "id", "conversation_id")
    chosen = conversations.get(db, conversation_id).contact_id if subject is contacts else conversation_id
    subject.switch_off(db, chosen, True)
    assert texts_kept(db) == []
    source.edit(edited, "Could we meet at seven?", at=ago(minutes=5))
    sync(reconcile=True)
    assert texts_kept(db) == []
    assert wordings.of(db, message_id) == []
    subject.switch_off(db, chosen, False)
    sync(reconcile=True)
    assert texts_kept(db) == [FIRST, SECOND, LAST]


def test_another_sync_leaves_them_as_they_are(db, sync, edited):
    sync(reconcile=True)
    assert sync(reconcile=True).updated == 0
    assert texts_kept(db) == [FIRST, SECOND]


def test_a_store_from_before_asks_for_them_with_its_next_sync(db, sync, edited):
    db.conn.executescript(
        "DROP TRIGGER wording_went; DROP TRIGGER wording_unsent; DROP INDEX message_edited; DROP TABLE wording;"
    )
    db.conn.execute("PRAGMA user_version = 16")
    migrations.migrate(db, b"k" * 32, None, migrations.known()[:17])
    db.conn.execute(f"PRAGMA user_version = {len(migrations.known())}")  # what came later is there still
    assert texts_kept(db) == []
    assert sync(reconcile=True).updated == 0
    assert texts_kept(db) == [FIRST, SECOND]


def test_a_body_that_nobody_can_decode_is_told_as_such_in_the_thread(db, source, sync):
    chat, guids = talk(source, 1)
    lost = source.add_message(chat, None, at=ago(minutes=5), body=b"\x04\x0bstreamtyped\x81\xe8\x03 not one")
    sync()
    (conversation_id,) = stored(db, lost, "conversation_id")
    told = {line.guid: line.readable for line in threads.lines(db, conversation_id, limit=None)}
    assert told == {guids[0]: True, lost: False}
