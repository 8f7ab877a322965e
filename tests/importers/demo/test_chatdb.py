"""The made chat.db has the columns of its release and behaves as Messages' own does."""

from __future__ import annotations

import plistlib
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from importers.demo import message_summary, typedstream_writer
from importers.demo.chatdb import HISTORIES, LINEAGES, ChatDatabase
from importers.demo.chatdb_file import APPLE_EPOCH, apple_ns
from importers.demo.chatdb_happenings import EVENTS
from importers.demo.chatdb_messages import File

NOW = datetime(2026, 10, 9, 11, 6, tzinfo=UTC)

#: Columns a fresh file of that release has: message, chat, handle, attachment.
N_COLUMNS = {
    "10.11": (51, 16, 5, 12),
    "10.13": (64, 22, 5, 20),
    "10.15": (68, 24, 6, 20),
    "11": (71, 24, 6, 20),
    "12": (75, 26, 6, 21),
    "13": (79, 26, 6, 21),
    "14": (85, 28, 6, 21),
    "15": (91, 28, 6, 23),
    "15.x": (91, 28, 6, 24),
    "15.late": (92, 28, 6, 24),
    "26.6.2": (95, 29, 6, 24),
    "27.0": (103, 29, 6, 26),
}
#: The message columns that releases brought, some of each.
BROUGHT = {
    "10.13": {"associated_message_guid", "payload_data", "message_summary_info", "destination_caller_id"},
    "10.15": {"reply_to_guid", "is_spam"},
    "11": {"thread_originator_guid", "thread_originator_part", "has_unseen_mention"},
    "12": {"was_delivered_quietly", "syndication_ranges"},
    "13": {"date_edited", "date_retracted", "part_count"},
    "14": {"is_stewie", "is_kt_verified", "fallback_hash"},
    "15": {"associated_message_emoji", "schedule_type", "schedule_state"},
    "15.late": {"date_recovered"},
    "26.6.2": {"is_time_sensitive", "ck_chat_id", "index_state"},
    "27.0": {"filter_action", "filter_sub_action", "is_preview_sent", "date_updated", "retry_count"},
}
MESSAGE_27 = (
    "ROWID guid text replace service_center handle_id subject country attributedBody version type service "
    "account account_guid error date date_read date_delivered is_delivered is_finished is_emote "
    "is_from_me is_empty is_delayed is_auto_reply is_prepared is_read is_system_message is_sent "
    "has_dd_results is_service_message is_forward was_downgraded is_archive cache_has_attachments "
    "cache_roomnames was_data_detected was_deduplicated is_audio_message is_played date_played item_type "
    "other_handle group_title group_action_type share_status share_direction is_expirable expire_state "
    "message_action_type message_source associated_message_guid associated_message_type balloon_bundle_id "
    "payload_data expressive_send_style_id associated_message_range_location "
    "associated_message_range_length time_expressive_send_played message_summary_info ck_sync_state "
    "ck_record_id ck_record_change_tag destination_caller_id is_corrupt reply_to_guid sort_id is_spam "
    "has_unseen_mention thread_originator_guid thread_originator_part syndication_ranges "
    "synced_syndication_ranges was_delivered_quietly did_notify_recipient date_retracted date_edited "
    "was_detonated part_count is_stewie is_sos is_critical bia_reference_id is_kt_verified fallback_hash "
    "associated_message_emoji is_pending_satellite_send needs_relay schedule_type schedule_state "
    "sent_or_received_off_grid date_recovered is_time_sensitive ck_chat_id index_state filter_action "
    "filter_sub_action is_preview_sent is_preview_delivered date_preview_sent date_preview_delivered "
    "date_updated retry_count"
)
CHAT_27 = (
    "ROWID guid style state account_id properties chat_identifier service_name room_name account_login "
    "is_archived last_addressed_handle display_name group_id is_filtered successful_query engram_id "
    "server_change_token ck_sync_state original_group_id last_read_message_timestamp cloudkit_record_id "
    "last_addressed_sim_id is_blackholed syndication_date syndication_type is_recovered "
    "is_deleting_incoming_messages is_pending_review"
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[ChatDatabase]:
    made = ChatDatabase(tmp_path / "chat.db")
    yield made
    made.close()


@pytest.fixture
def chat(db: ChatDatabase) -> int:
    return db.add_chat([db.add_handle("+447700900142")])


def columns(path: Path, table: str) -> list[tuple[str, str, str | None]]:
    connection = sqlite3.connect(path)
    try:
        return [(row[1], row[2], row[4]) for row in connection.execute(f"PRAGMA table_info({table})")]
    finally:
        connection.close()


def one(db: ChatDatabase, sql: str, *values: object) -> object:
    return db.db.execute(sql, values).fetchone()[0]


@pytest.mark.parametrize("lineage", LINEAGES)
def test_a_fresh_file_has_the_columns_of_its_release(tmp_path: Path, lineage: str) -> None:
    path = tmp_path / "chat.db"
    ChatDatabase(path, lineage).close()
    counts = tuple(len(columns(path, table)) for table in ("message", "chat", "handle", "attachment"))
    assert counts == N_COLUMNS[lineage]
    have = {name for name, _, _ in columns(path, "message")}
    for since, names in BROUGHT.items():
        expected = LINEAGES.index(lineage) >= LINEAGES.index(since)
        assert {name: name in have for name in names} == dict.fromkeys(names, expected)


def test_the_columns_of_27_stand_in_the_documented_order(tmp_path: Path) -> None:
    ChatDatabase(tmp_path / "chat.db").close()
    assert [name for name, _, _ in columns(tmp_path / "chat.db", "message")] == MESSAGE_27.split()
    assert [name for name, _, _ in columns(tmp_path / "chat.db", "chat")] == CHAT_27.split()


def test_whole_tables_come_with_their_release(tmp_path: Path) -> None:
    def have(lineage: str) -> set[str]:
        with ChatDatabase(tmp_path / f"{lineage}.db", lineage) as made:
            return set(made.columns)

    assert "chat_recoverable_message_join" not in have("12")
    assert "chat_recoverable_message_join" in have("13")
    assert "chat_lookup" not in have("15.late")
    assert {"chat_lookup", "chat_service"} <= have("26.6.2")


def test_a_file_born_long_ago_has_string_columns_and_other_defaults(tmp_path: Path) -> None:
    ChatDatabase(tmp_path / "a.db", "15.x", history="A").close()
    found = {name: (kind, default) for name, kind, default in columns(tmp_path / "a.db", "message")}
    assert found["associated_message_guid"] == ("STRING", None)
    assert found["balloon_bundle_id"] == ("STRING", None)
    assert found["other_handle"] == ("INTEGER", "-1")
    assert found["share_status"] == ("INTEGER", None)
    assert found["date_edited"] == ("INTEGER", "0")
    assert "sr_ck_sync_state" in found


def test_a_file_born_between_keeps_its_sync_columns_only(tmp_path: Path) -> None:
    ChatDatabase(tmp_path / "b.db", "14", history="B").close()
    found = {name: kind for name, kind, _ in columns(tmp_path / "b.db", "message")}
    assert found["associated_message_guid"] == "TEXT"
    assert "sr_ck_record_id" in found
    assert ("is_filtered", "INTEGER", None) in columns(tmp_path / "b.db", "chat")


@pytest.mark.parametrize("lineage", LINEAGES)
@pytest.mark.parametrize("history", HISTORIES)
def test_every_release_takes_messages_and_deletions(tmp_path: Path, lineage: str, history: str) -> None:
    with ChatDatabase(tmp_path / "chat.db", lineage, history=history) as made:
        chat = made.add_chat([made.add_handle("+447700900142")])
        kept = made.add_message(chat, "kept", at=NOW)
        gone = made.add_link(chat, "https://maps.example", title="Map", at=NOW)
        made.delete(gone)
        assert one(made, "SELECT guid FROM message") == kept
        assert one(made, "SELECT guid FROM deleted_messages") == gone


def test_an_unknown_release_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        ChatDatabase(tmp_path / "chat.db", "12.5")


def test_a_column_nobody_has_is_refused(db: ChatDatabase, chat: int) -> None:
    with pytest.raises(KeyError):
        db.add_message(chat, "hi", at=NOW, is_urgent=1)


def test_dates_are_nanoseconds_and_seconds_before_10_13(tmp_path: Path, db: ChatDatabase, chat: int) -> None:
    db.add_message(chat, "hi", at=APPLE_EPOCH + timedelta(days=1, microseconds=5))
    assert one(db, "SELECT date FROM message") == 86_400_000_005_000
    with ChatDatabase(tmp_path / "old.db", "10.11") as old:
        old.add_message(old.add_chat([old.add_handle("a@b.example")]), "hi", at=APPLE_EPOCH + timedelta(days=1))
        assert one(old, "SELECT date FROM message") == 86_400


def test_the_words_are_in_the_body_and_the_text_column_is_empty(db: ChatDatabase, chat: int) -> None:
    guid = db.add_message(chat, "hello there", at=NOW)
    row = db.row(guid)
    assert (row["text"], row["attributedBody"]) == (None, typedstream_writer.plain("hello there"))
    other = db.row(db.add_message(chat, "hello", at=NOW, attributed=False))
    assert (other["text"], other["attributedBody"]) == ("hello", None)


def test_guids_of_chats_name_the_service_until_26(tmp_path: Path, db: ChatDatabase, chat: int) -> None:
    assert one(db, "SELECT guid FROM chat") == "any;-;+447700900142"
    group = db.add_chat([1], group=True)
    assert str(one(db, "SELECT guid FROM chat WHERE ROWID = ?", group)).startswith("any;+;chat")
    assert (one(db, "SELECT style FROM chat WHERE ROWID = 1"), one(db, "SELECT MIN(style) FROM chat")) == (
        45,
        43,
    )
    with ChatDatabase(tmp_path / "15.db", "15.x") as older:
        older.add_chat([older.add_handle("+447700900142", "SMS")], service="SMS")
        assert one(older, "SELECT guid FROM chat") == "SMS;-;+447700900142"
        older.rename_guids_to_any()
        assert one(older, "SELECT guid FROM chat") == "any;-;+447700900142"


def test_an_outgoing_row_names_no_handle_and_an_incoming_one_does(db: ChatDatabase, chat: int) -> None:
    out = db.add_message(chat, "out", at=NOW, from_me=True)
    came = db.add_message(chat, "in", at=NOW)
    assert (db.row(out)["handle_id"], db.row(came)["handle_id"]) == (0, 1)


def test_an_edit_keeps_what_was_said_before(db: ChatDatabase, chat: int) -> None:
    guid = db.add_message(chat, "two o'clock 🌿", at=NOW)
    db.edit(guid, "three o'clock", at=NOW + timedelta(minutes=1))
    db.edit(guid, "four o'clock", at=NOW + timedelta(minutes=2))
    row = db.row(guid)
    summary = plistlib.loads(row["message_summary_info"])
    texts = [typedstream_writer.plain_text(event["t"]) for event in summary["ec"]["0"]]
    assert texts == ["two o'clock 🌿", "three o'clock", "four o'clock"]
    assert typedstream_writer.plain_text(row["attributedBody"]) == "four o'clock"
    assert summary["otr"] == {"0": {"lo": 0, "le": 14}}
    assert (summary["ep"], row["date_edited"]) == ([0], apple_ns(NOW + timedelta(minutes=2)))


def test_an_edit_can_come_without_its_date(db: ChatDatabase, chat: int) -> None:
    guid = db.add_message(chat, "two", at=NOW)
    db.edit(guid, "three", at=NOW, stamp=False)
    assert db.row(guid)["date_edited"] is None


def test_an_unsend_leaves_no_words_and_no_retraction_date(db: ChatDatabase, chat: int) -> None:
    guid = db.add_message(chat, "oops", at=NOW)
    db.edit(guid, "ooops", at=NOW)
    db.unsend(guid, at=NOW + timedelta(seconds=5))
    row = db.row(guid)
    assert (row["text"], row["attributedBody"], row["is_empty"], row["part_count"]) == (None, None, 1, 0)
    assert not row["date_retracted"]
    summary = message_summary.load(row["message_summary_info"])
    assert (summary["rp"], "ec" in summary) == ([0], False)


def test_a_partial_unsend_keeps_the_numbers_of_the_other_parts(db: ChatDatabase, chat: int) -> None:
    runs = [typedstream_writer.words(text, part) for part, text in enumerate(("one", "two", "three"))]
    guid = db.add_message(chat, None, at=NOW, runs=runs)
    db.unsend(guid, at=NOW, parts=(0, 1))
    row = db.row(guid)
    assert row["attributedBody"] == typedstream_writer.of_runs([typedstream_writer.words("three", 2)])
    assert (row["part_count"], row["is_empty"]) == (1, 0)
    assert message_summary.load(row["message_summary_info"])["rp"] == [0, 1]


def test_nothing_can_be_edited_before_13(tmp_path: Path) -> None:
    with ChatDatabase(tmp_path / "12.db", "12") as made:
        guid = made.add_message(made.add_chat([made.add_handle("a@b.example")]), "hi", at=NOW)
        with pytest.raises(ValueError):
            made.edit(guid, "ho", at=NOW)


def test_a_reopened_file_can_be_edited_and_goes_on(tmp_path: Path) -> None:
    with ChatDatabase(tmp_path / "chat.db") as made:
        guid = made.add_message(made.add_chat([made.add_handle("a@b.example")]), "before", at=NOW)
    with ChatDatabase(tmp_path / "chat.db", seed=8) as again:
        again.edit(guid, "after", at=NOW)
        again.add_message(1, "more", at=NOW)
        assert typedstream_writer.plain_text(again.row(guid)["attributedBody"]) == "after"
        assert one(again, "SELECT COUNT(*) FROM message") == 2


def test_recently_deleted_moves_the_link_and_keeps_the_row(db: ChatDatabase, chat: int) -> None:
    guid = db.add_message(chat, "bin me", at=NOW)
    db.move_to_recently_deleted(guid, at=NOW)
    assert one(db, "SELECT COUNT(*) FROM message") == 1
    assert one(db, "SELECT COUNT(*) FROM chat_message_join") == 0
    assert one(db, "SELECT delete_date FROM chat_recoverable_message_join") == apple_ns(NOW)
    db.recover(guid, at=NOW)
    assert one(db, "SELECT COUNT(*) FROM chat_message_join") == 1
    assert db.row(guid)["date_recovered"] == apple_ns(NOW)


def test_deleting_fills_both_lists_and_never_reuses_a_rowid(db: ChatDatabase, chat: int) -> None:
    gone = db.add_message(chat, "gone", at=NOW)
    rowid = db.rowid(gone)
    db.delete(gone)
    assert one(db, "SELECT guid FROM sync_deleted_messages") == gone
    assert db.rowid(db.add_message(chat, "next", at=NOW)) == rowid + 1


def test_a_message_without_a_chat_stays_without_being_deleted(db: ChatDatabase, chat: int) -> None:
    guid = db.add_message(chat, "lost", at=NOW)
    db.remove_from_chats(guid)
    assert db.row(guid)["guid"] == guid
    assert one(db, "SELECT COUNT(*) FROM deleted_messages") == 0
    db.db.execute("DELETE FROM chat_message_join WHERE 1")
    assert one(db, "SELECT COUNT(*) FROM sqlite_master WHERE name = 'after_delete_on_chat_message_join'") == 1


def test_group_messages_carry_their_room_name_by_trigger(db: ChatDatabase) -> None:
    group = db.add_chat([db.add_handle("a@b.example"), db.add_handle("c@d.example")], name="club")
    guid = db.add_message(group, "hi", at=NOW)
    assert db.row(guid)["cache_roomnames"] == one(db, "SELECT room_name FROM chat")


def test_a_message_can_be_in_two_chats(db: ChatDatabase, chat: int) -> None:
    other = db.add_chat([db.add_handle("a@b.example")])
    db.also_in(db.add_message(chat, "both", at=NOW), other)
    assert one(db, "SELECT COUNT(*) FROM chat_message_join") == 2


def test_reactions_point_at_their_message(db: ChatDatabase, chat: int) -> None:
    target = db.add_message(chat, "look", at=NOW)
    love = db.row(db.add_tapback(target, "love", at=NOW, from_me=True))
    leaf = db.row(db.add_tapback(target, "🌿", at=NOW))
    taken = db.row(db.add_tapback(target, "love", at=NOW, from_me=True, removed=True))
    assert (love["associated_message_type"], love["text"]) == (2000, "Loved “look”")
    assert (leaf["associated_message_type"], leaf["associated_message_emoji"]) == (2006, "🌿")
    assert (taken["associated_message_type"], taken["associated_message_guid"]) == (3000, f"p:0/{target}")


def test_files_are_paired_by_guid_and_dated_in_seconds(db: ChatDatabase, chat: int) -> None:
    guid = db.add_message(chat, "two", at=NOW, files=[File("a.heic"), File("b.heic", on_disk=False)])
    assert db.row(guid)["cache_has_attachments"] == 1
    rows = db.db.execute("SELECT guid, transfer_state, created_date, original_guid FROM attachment").fetchall()
    seconds = apple_ns(NOW) // 1_000_000_000
    assert rows == [
        (f"at_0_{guid}", 5, seconds, f"at_0_{guid}"),
        (f"at_1_{guid}", 0, seconds, f"at_1_{guid}"),
    ]
    body = db.row(guid)["attributedBody"]
    assert all(f"at_{part}_{guid}".encode() in body for part in (0, 1))


@pytest.mark.parametrize("event", sorted(EVENTS))
def test_events_have_no_words(db: ChatDatabase, chat: int, event: str) -> None:
    row = db.row(db.add_group_event(chat, event, at=NOW, handle=1, other=1, title="t"))
    assert (row["item_type"], row["group_action_type"], row["share_status"]) == EVENTS[event]
    assert (row["text"], row["attributedBody"]) == (None, None)


def test_a_preview_a_poll_and_a_vote_are_keyed_archives(db: ChatDatabase, chat: int) -> None:
    link = db.row(db.add_link(chat, "https://maps.example/w", title="Westmere", at=NOW, site="maps.example"))
    objects = plistlib.loads(link["payload_data"])["$objects"]
    assert objects[0] == "$null"
    assert {"Westmere", "https://maps.example/w", "maps.example"} <= {one for one in objects if isinstance(one, str)}
    poll = db.add_poll(chat, "when", ["sat", "sun"], at=NOW)
    vote = db.row(db.vote(poll, 1, at=NOW, voter="+447700900142"))
    assert (vote["associated_message_type"], vote["associated_message_guid"]) == (4000, poll)
    assert vote["balloon_bundle_id"].endswith("com.apple.messages.Polls")


def test_voice_codes_and_scheduled_messages_say_what_they_are(db: ChatDatabase, chat: int) -> None:
    voice = db.row(db.add_audio(chat, "call me", at=NOW))
    assert (voice["is_audio_message"], b"call me" in voice["attributedBody"]) == (1, True)
    packed = one(db, "SELECT user_info FROM attachment")
    assert isinstance(packed, bytes)
    assert plistlib.loads(packed) == {"audio-transcription": "call me"}
    code = db.row(db.add_one_time_code(chat, "418205 is your code", "418205", at=NOW))
    assert b"__kIMOneTimeCodeAttributeName" in code["attributedBody"]
    later = db.row(db.schedule(chat, "happy birthday", due=NOW + timedelta(days=1)))
    assert (later["schedule_type"], later["schedule_state"], later["is_sent"]) == (2, 1, 0)


def test_the_same_seed_makes_the_same_guids(tmp_path: Path) -> None:
    def guids(name: str, seed: int) -> list[str]:
        with ChatDatabase(tmp_path / name, seed=seed) as made:
            return [made.new_guid() for _ in range(3)]

    assert guids("a", 1) == guids("b", 1) != guids("c", 2)


def test_a_reader_sees_rows_that_are_only_in_the_log(tmp_path: Path) -> None:
    with ChatDatabase(tmp_path / "chat.db") as made:
        made.add_message(made.add_chat([made.add_handle("a@b.example")]), "hi", at=NOW)
        made.commit()
        reader = sqlite3.connect(f"file:{tmp_path / 'chat.db'}?mode=ro", uri=True)
        assert reader.execute("SELECT COUNT(*) FROM message").fetchone() == (1,)
        reader.close()
        assert (tmp_path / "chat.db-wal").stat().st_size > 0
