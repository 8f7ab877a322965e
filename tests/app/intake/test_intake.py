"""Importing a source and following what happens to its messages."""

from __future__ import annotations

import random
import shutil
from datetime import timedelta

import pytest
from happenings import NOW, ago, figures, found, stored, talk

from app.events import MessagesArrived, MessagesChanged, SyncFinished, SyncProgressed
from app.store import cached, cutting, jobs
from importers.demo.chatdb import ChatDatabase


def test_a_first_sync_brings_everything_and_a_second_one_nothing(db, source, sync, texts):
    _, guids = talk(source, 1200)
    first = sync()
    assert (first.imported, first.updated, first.removed, first.unfiled) == (1200, 0, 0, 0)
    assert (first.conversations, first.contacts) == (1, 1)
    assert texts() == [f"word{i} said" for i in range(1200)]
    assert found(db, "word777") == 1
    second = sync()
    assert (second.imported, second.updated, second.removed) == (0, 0, 0)
    kept, true = figures(db)
    assert kept == true
    assert kept[0][1:3] == (1200, guids[-1])


def test_the_first_import_tells_the_newest_messages_first_and_how_far_it_is(source, sync, events):
    talk(source, 1800)
    sync()
    told = [event for event in events if isinstance(event, SyncProgressed) and event.done]
    assert [event.done for event in told] == sorted(event.done for event in told)
    assert told[-1].done == told[-1].total == 1800
    oldest = [event.oldest_us for event in told]
    assert oldest == sorted(oldest, reverse=True)
    assert told[0].eta_s is None
    assert told[-1].eta_s == 0
    assert isinstance(events[-1], SyncFinished)
    assert any(isinstance(event, MessagesArrived) for event in events)


def test_new_rows_come_with_the_tail(db, source, sync, events):
    chat, _ = talk(source, 50)
    sync()
    guid = source.add_message(chat, "one more", at=ago(minutes=1))
    events.clear()
    report = sync()
    assert (report.imported, report.updated) == (1, 0)
    assert stored(db, guid, "text", "from_me") == ("one more", 0)
    assert [type(event) for event in events if not isinstance(event, SyncProgressed)] == [MessagesArrived, SyncFinished]


def test_an_edit_an_unsend_and_a_delete_near_the_end_are_found_without_a_reconcile(db, source, sync):
    _, guids = talk(source, 300)
    sync()
    source.edit(guids[5], "quite different", at=ago(hours=1))
    source.unsend(guids[6], at=ago(hours=1))
    source.delete(guids[7])
    report = sync()
    assert (report.imported, report.updated, report.removed) == (0, 2, 1)
    assert stored(db, guids[5], "text", "edited", "unsent") == ("quite different", 1, 0)
    assert stored(db, guids[6], "text", "kind", "unsent") == ("", "unsend", 1)
    assert stored(db, guids[7], "id") is None
    assert found(db, "word5") == found(db, "word6") == found(db, "word7") == 0
    assert found(db, "quite different") == 1
    kept, true = figures(db)
    assert kept == true


@pytest.mark.parametrize("seed", range(4))
def test_a_reconcile_finds_one_edit_one_unsend_and_one_delete_anywhere(db, source, sync, seed):
    _, guids = talk(source, 2600)
    sync()
    edited, unsent, deleted = random.Random(seed).sample(guids[:500], 3)
    source.edit(edited, "changed words", at=ago(days=20), stamp=bool(seed % 2))
    source.unsend(unsent, at=ago(days=20))
    source.delete(deleted)
    source.db.execute("DELETE FROM deleted_messages")
    source.db.execute("DELETE FROM sync_deleted_messages")
    blind = sync(reconcile=False)
    assert (blind.updated, blind.removed) == (0, 0)
    report = sync(reconcile=True)
    assert (report.imported, report.updated, report.removed) == (0, 2, 1)
    assert sync(reconcile=True).updated == 0


def test_a_small_source_is_reconciled_by_itself(source, sync):
    _, guids = talk(source, 2600)
    sync()
    source.edit(guids[0], "changed words", at=ago(days=20))
    assert sync(reconcile=None).updated == 1


def test_every_source_is_reconciled_once_a_day(db, source, sync):
    _, guids = talk(source, 2600)
    sync()
    source.edit(guids[0], "changed words", at=ago(days=20))
    assert sync(now=NOW + timedelta(hours=23)).updated == 0
    assert sync(now=NOW + timedelta(hours=25)).updated == 1


def test_a_purge_is_found_by_its_guid_alone(db, source, sync):
    _, guids = talk(source, 2600)
    sync()
    source.delete(guids[3])
    assert sync().removed == 1
    assert db.execute("SELECT source_id FROM tombstone WHERE guid = ?", [guids[3]]).fetchone() == (1,)


def test_recently_deleted_removes_and_a_restore_brings_back(db, source, sync):
    _, guids = talk(source, 2600)
    sync()
    source.move_to_recently_deleted(guids[3], at=ago(hours=1))
    assert sync().removed == 1
    assert stored(db, guids[3], "id") is None
    assert sync(reconcile=True).imported == 0
    source.recover(guids[3], at=ago(minutes=5))
    assert sync().imported == 1
    assert stored(db, guids[3], "text") == ("word3 said",)
    assert db.execute("SELECT count(*) FROM tombstone").fetchone() == (0,)


def test_what_lies_in_recently_deleted_is_not_imported(db, source, sync):
    _, guids = talk(source, 20)
    source.move_to_recently_deleted(guids[3], at=ago(hours=1))
    assert sync().imported == 19
    assert stored(db, guids[3], "id") is None


def test_what_the_person_removed_stays_removed(db, source, sync):
    from app.store import removal
    from app.store.connection import transaction

    _, guids = talk(source, 20)
    sync()
    with transaction(db):
        removal.remove(db, removal.ids_of_guids(db, [guids[3]]), source_id=0, now_us=1)
    for _ in range(2):
        assert sync(reconcile=True).imported == 0
    assert stored(db, guids[3], "id") is None


def test_removed_words_leave_no_passage_no_judgement_and_no_draft(db, source, sync):
    _, guids = talk(source, 6)
    sync()
    (conversation_id,) = db.execute("SELECT id FROM conversation").fetchone()
    cutting.cut(db, conversation_id)
    (message_id,) = stored(db, guids[3], "id")
    db.execute("INSERT INTO judgement VALUES (?, 0, '{}', '{}', 0)", [conversation_id])
    db.execute(
        "INSERT INTO request (id, conversation_id, through_message_id, mode, model_version, elapsed_ms, made_us) "
        "VALUES ('r', ?, ?, 'past_replies', '', 0, 0)",
        [conversation_id, message_id],
    )
    source.unsend(guids[3], at=ago(hours=1))
    sync()
    for table in ("judgement", "request"):
        assert db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert db.execute("SELECT count(*) FROM passage_message WHERE message_id = ?", [message_id]).fetchone() == (0,)
    assert db.execute("SELECT changed FROM conversation").fetchone() == (1,)


def test_reading_a_message_changes_its_state_and_nothing_else(db, source, sync, events):
    _, guids = talk(source, 20)
    sync()
    db.execute("UPDATE conversation SET changed = 0")
    source.mark_read(guids[3], at=ago(minutes=5))
    events.clear()
    assert sync().updated == 1
    assert stored(db, guids[3], "is_read", "read_us")[0] == 1
    assert db.execute("SELECT changed FROM conversation").fetchone() == (0,)
    assert any(isinstance(event, MessagesChanged) for event in events)


def test_a_late_join_files_an_orphan(db, source, sync):
    chat, _ = talk(source, 20)
    guid = source.add_message(None, "early bird", at=ago(minutes=1), handle=1)
    report = sync()
    assert (report.unfiled, report.imported) == (1, 21)
    assert stored(db, guid, "conversation_id") == (None,)
    source.also_in(guid, chat)
    assert sync().updated == 1
    assert stored(db, guid, "conversation_id") == (1,)
    kept, true = figures(db)
    assert kept == true


def test_late_rows_with_old_dates_come_and_have_their_conversation_cut_again(db, source, sync):
    chat, _ = talk(source, 20)
    sync()
    cutting.cut(db, 1)
    assert cutting.uncut(db) == []
    guid = source.add_message(chat, "from long ago", at=ago(days=900))
    assert sync().imported == 1
    assert stored(db, guid, "text") == ("from long ago",)
    assert cutting.uncut(db) == [1]
    kept, true = figures(db)
    assert kept == true


def test_a_copy_put_in_place_of_the_file_changes_nothing(db, source, sync, tmp_path):
    talk(source, 60)
    sync()
    source.db.commit()
    source.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "copy.db"
    shutil.copy(source.path, copy)
    copy.replace(source.path)
    report = sync(source.path)
    assert (report.imported, report.updated, report.removed) == (0, 0, 0)


def renumbered(path, out, texts):
    """A database with the same messages under other ROWIDs, as a restore makes it."""
    with ChatDatabase(out) as other, ChatDatabase(path) as before:
        chat = other.add_chat([other.add_handle("+447700900100")])
        for guid, text in texts:
            row = before.row(guid)
            other.add_message(chat, text, at=ago(days=1), from_me=bool(row["is_from_me"]), guid=guid, date=row["date"])


def test_a_restored_file_with_other_rowids_is_matched_by_guid(db, source, sync, tmp_path):
    _, guids = talk(source, 40)
    sync()
    ids = dict(db.execute("SELECT guid, id FROM message").fetchall())
    kept = [(guid, f"word{i} said") for i, guid in enumerate(guids) if i not in (4, 9)]
    renumbered(source.path, tmp_path / "other.db", reversed(kept))
    source.close()
    for suffix in ("-wal", "-shm"):
        source.path.with_name(f"chat.db{suffix}").unlink(missing_ok=True)
    (tmp_path / "other.db").replace(source.path)
    report = sync(source.path)
    assert (report.imported, report.updated, report.removed) == (0, 0, 2)
    assert dict(db.execute("SELECT guid, id FROM message").fetchall()) == {guid: ids[guid] for guid, _ in kept}
    assert db.execute("SELECT min(source_rowid), max(source_rowid) FROM message").fetchone() == (1, 38)
    assert (sync(source.path).updated, sync(source.path, reconcile=True).removed) == (0, 0)


def test_a_reset_of_messages_does_not_empty_the_store(db, source, sync, tmp_path):
    talk(source, 40)
    sync()
    source.close()
    for suffix in ("", "-wal", "-shm"):
        source.path.with_name(f"chat.db{suffix}").unlink(missing_ok=True)
    with ChatDatabase(source.path, seed=99) as fresh:
        fresh.add_message(fresh.add_chat([fresh.add_handle("+447700900101")]), "a new start", at=ago(minutes=1))
    report = sync(source.path)
    assert (report.imported, report.removed) == (1, 0)
    assert db.execute("SELECT count(*) FROM message").fetchone() == (41,)
    assert sync(source.path, reconcile=True).removed == 0


def test_a_message_in_two_chats_is_one_message(db, source, sync):
    phone = source.add_handle("+447700900100", "SMS", person="one person")
    mail = source.add_handle("ana@example.com", person="one person")
    sms, chat = source.add_chat([phone], service="SMS"), source.add_chat([mail])
    _, guids = talk(source, 10, chat=chat)
    source.also_in(guids[2], sms)
    report = sync()
    assert (report.imported, report.conversations, report.contacts) == (10, 1, 1)


def test_a_backup_and_the_mac_share_their_messages(db, source, sync, tmp_path):
    talk(source, 30)
    source.commit()
    source.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = tmp_path / "older.db"
    shutil.copy(source.path, copy)
    sync(copy)
    report = sync()
    assert (report.imported, report.updated) == (0, 0)
    assert db.execute("SELECT count(*), count(DISTINCT source_id) FROM message").fetchone() == (30, 1)
    assert sync(reconcile=True).seen == 30


def test_switching_a_reader_off_in_the_middle_is_a_problem_that_keeps_what_came(db, source, thread_reader):
    from app import intake
    from engine.problems import ReaderDied

    talk(source, 1200)
    source.commit()
    one = intake.Sync(db, thread_reader.send, source=source.path, contacts=None, reconcile=False, now=lambda: NOW)
    one.begin()
    while not one.report.imported:
        one.hear(thread_reader.receive(60))
    one.hear(None)
    assert one.done
    assert isinstance(one.problem, ReaderDied)
    assert db.execute("SELECT count(*) FROM message").fetchone() == (one.report.imported,)
    assert one.report.imported >= 500


@pytest.mark.parametrize("way", ["unsend", "delete"])
def test_what_a_model_made_of_words_that_are_gone_goes_with_them(db, source, sync, way):
    _, guids = talk(source, 5)
    sync()
    (place,) = stored(db, guids[3], "conversation_id")
    for mine in (place, place + 1):
        cached.put(db, f"conv:{mine}:abc", b"1", model_version="m", now_us=1)
        jobs.add(db, b"{}", conversation_id=mine, now_us=1)
    jobs.add(db, b"{}", now_us=1)
    if way == "unsend":
        source.unsend(guids[3], at=ago(minutes=1))
    else:
        source.delete(guids[3])
    sync()
    assert db.execute("SELECT key FROM cached").fetchall() == [(f"conv:{place + 1}:abc",)]
    assert db.execute("SELECT conversation_id FROM job ORDER BY rowid").fetchall() == [(place + 1,), (None,)]
