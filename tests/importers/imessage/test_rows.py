"""Rows of every kind, written as Messages writes them, become what they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import SPOKEN, Filter, Kind, micros
from importers.demo.chatdb import LINEAGES, ChatDatabase
from importers.demo.chatdb_messages import File
from importers.imessage import kinds, values
from importers.imessage.kinds import Marks
from importers.imessage.reader import Messages

AT = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
NO_MARKS = Marks(0, 0, 0, 0, 0, False, False)


@pytest.fixture
def source(tmp_path):
    chat_db = ChatDatabase(tmp_path / "chat.db")
    chat_db.ana = chat_db.add_handle("+447700900100")
    chat_db.chat = chat_db.add_chat([chat_db.ana])
    yield chat_db
    chat_db.close()


def read(source):
    source.commit()
    return {message.guid: message for message in Messages(source.path).read(0)}


def read_one(source, guid):
    return read(source)[guid]


def extra(message):
    return json.loads(message.extra) if message.extra else {}


def test_a_plain_message_has_everything(source):
    guid = source.add_message(source.chat, "see you at 3 😀", at=AT, read_at=AT + timedelta(minutes=2))
    message = read_one(source, guid)
    assert (message.text, message.kind, message.from_me) == ("see you at 3 😀", Kind.TEXT, False)
    assert (message.sent_us, message.read_us) == (micros(AT), micros(AT + timedelta(minutes=2)))
    assert (message.chat_rowids, message.handle_rowid, message.is_read) == ((source.chat,), source.ana, True)
    assert (message.service, message.filter, message.decoded_by) == ("iMessage", Filter.MAIN, "plain")


@pytest.mark.parametrize("lineage", LINEAGES)
@pytest.mark.parametrize("history", ["A", "B", "C"])
def test_every_lineage_gives_the_same_messages(tmp_path, lineage, history):
    with ChatDatabase(tmp_path / "chat.db", lineage, history=history) as source:
        chat = source.add_chat([source.add_handle("+447700900100")])
        first = source.add_message(chat, "in the body", at=AT)
        second = source.add_message(chat, "in the column", at=AT + timedelta(seconds=1), attributed=False, from_me=True)
        source.add_message(chat, None, at=AT, files=[File("one.heic")])
    found = [one for one in Messages(source.path).read(0) if one.guid in (first, second)]
    assert [(one.text, one.from_me, one.sent_us) for one in found] == [
        ("in the body", False, micros(AT)),
        ("in the column", True, micros(AT + timedelta(seconds=1))),
    ]
    kinds_found = [one.kind for one in Messages(source.path).read(0)]
    assert kinds_found == [Kind.TEXT, Kind.TEXT, Kind.ATTACHMENT]


def test_files_stand_in_the_order_of_the_body_and_leave_no_placeholder(source):
    guid = source.add_message(
        source.chat, "two photos", at=AT, files=[File("one.heic"), File("two.heic", on_disk=False)]
    )
    message = read_one(source, guid)
    assert (message.text, message.kind) == ("two photos", Kind.TEXT)
    assert [(file.name, file.state) for file in message.attachments] == [("one.heic", 5), ("two.heic", 0)]
    alone = read_one(source, source.add_message(source.chat, None, at=AT, files=[File("one.heic")]))
    assert (alone.kind, alone.text) == (Kind.ATTACHMENT, "")


@pytest.mark.parametrize("kind", ["love", "like", "dislike", "laugh", "question"])
def test_a_tapback_points_at_its_message_and_has_no_words(source, kind):
    target = source.add_message(source.chat, "good news", at=AT)
    message = read_one(source, source.add_tapback(target, kind, at=AT, handle=source.ana))
    assert (message.kind, message.text) == (Kind.TAPBACK, "")
    assert message.kind not in SPOKEN
    tapback = message.tapback
    assert (tapback.target_guid, tapback.part, tapback.kind, tapback.removed) == (target, 0, kind, False)


def test_a_tapback_with_any_emoji_and_its_removal(source):
    target = source.add_message(source.chat, "good news", at=AT)
    given_ = source.add_tapback(target, "🦄", at=AT, handle=source.ana, part=1)
    taken = source.add_tapback(target, "🦄", at=AT, handle=source.ana, part=1, removed=True)
    found = read(source)
    assert [
        (found[g].tapback.kind, found[g].tapback.emoji, found[g].tapback.part, found[g].tapback.removed)
        for g in (given_, taken)
    ] == [
        ("emoji", "🦄", 1, False),
        ("emoji", "🦄", 1, True),
    ]


@pytest.mark.parametrize(
    ("reference", "guid", "part"),
    [
        ("p:0/ABC", "ABC", 0),
        ("p:12/ABC", "ABC", 12),
        ("p:-1/ABC", "ABC", -1),
        ("bp:ABC", "ABC", 0),
        ("ABC", "ABC", 0),
        ("", "", 0),
    ],
)
def test_references_to_messages_come_in_three_forms(reference, guid, part):
    assert kinds.target(reference) == (guid, part)


def test_an_emoji_without_its_column_is_taken_from_the_words():
    assert kinds.emoji_said("Reacted 🎉 to “good news”") == "🎉"
    assert kinds.emoji_said("Reactor on") is None


def test_a_reply_is_known_by_its_thread_and_not_by_reply_to_guid(source):
    target = source.add_message(source.chat, "when?", at=AT)
    reply = source.add_message(source.chat, "at three", at=AT, reply_to=target, from_me=True)
    ordinary = source.add_message(source.chat, "and bring cake", at=AT, reply_to_guid=target)
    found = read(source)
    assert (found[reply].reply_to, found[ordinary].reply_to) == (target, None)


def test_edits_and_unsends_show_what_stands_now(source):
    edited = source.add_message(source.chat, "at three", at=AT)
    gone = source.add_message(source.chat, "ignore this", at=AT)
    source.edit(edited, "at four", at=AT, stamp=False)
    source.unsend(gone, at=AT)
    found = read(source)
    assert (found[edited].text, found[edited].edited, found[edited].unsent) == ("at four", True, False)
    assert [one.text for one in found[edited].earlier] == ["at three"]
    assert found[gone].earlier is None
    assert (found[gone].text, found[gone].kind, found[gone].unsent, found[gone].edited) == (
        "",
        Kind.UNSENT,
        True,
        False,
    )


def test_an_unsent_row_without_its_summary_is_still_unsent(source):
    guid = source.add_message(source.chat, "ignore this", at=AT)
    source.unsend(guid, at=AT)
    source.update("message", ("guid", guid), {"message_summary_info": None})
    assert read_one(source, guid).kind is Kind.UNSENT


def test_what_survives_a_partial_unsend_is_a_message(source):
    from importers.demo import typedstream_writer

    runs = [typedstream_writer.words("take this back", 0), typedstream_writer.words("keep this", 1)]
    guid = source.add_message(source.chat, None, at=AT, runs=runs)
    source.unsend(guid, at=AT, parts=(0,))
    message = read_one(source, guid)
    assert (message.text, message.kind, message.unsent) == ("keep this", Kind.TEXT, False)
    assert extra(message)["partly_unsent"] is True


def test_a_voice_message_says_what_the_system_heard(source):
    guid = source.add_audio(source.chat, "running late", at=AT)
    message = read_one(source, guid)
    assert (message.kind, message.text) == (Kind.AUDIO, "running late")
    beside = source.add_audio(source.chat, None, at=AT)
    source.add_attachment(beside, File("a.caf", "audio/x-caf"), user_info={"audio-transcription": "on my way"})
    assert read_one(source, beside).text == "on my way"


def test_polls_and_votes_are_told_apart(source):
    poll = source.add_poll(source.chat, "Which day?", ["Friday", "Saturday"], at=AT)
    vote = source.vote(poll, 1, at=AT, voter="+447700900100")
    found = read(source)
    assert (found[poll].kind, found[vote].kind) == (Kind.POLL, Kind.POLL_VOTE)
    assert [option["text"] for option in extra(found[poll])["poll_options"]] == ["Friday", "Saturday"]
    assert (found[vote].text, extra(found[vote])["target_guid"]) == ("", poll)
    assert extra(found[vote])["votes"][0]["option"] == extra(found[poll])["poll_options"][1]["id"]


def test_a_link_has_its_title(source):
    guid = source.add_link(source.chat, "https://example.com/a", title="A page", at=AT)
    message = read_one(source, guid)
    assert (message.kind, extra(message)["title"], extra(message)["url"]) == (
        Kind.APP,
        "A page",
        "https://example.com/a",
    )


@pytest.mark.parametrize(
    ("event", "kind"),
    [("added", Kind.GROUP_ACTION), ("left", Kind.GROUP_ACTION), ("renamed", Kind.GROUP_ACTION)],
)
def test_what_happens_to_a_group_is_no_message(source, event, kind):
    bo = source.add_handle("+447700900101")
    group = source.add_chat([source.ana, bo], group=True)
    guid = source.add_group_event(group, event, at=AT, handle=source.ana, other=bo, title="Trip")
    message = read_one(source, guid)
    assert (message.kind, message.kind in SPOKEN) == (kind, False)
    assert extra(message)["event"] == event
    if event == "renamed":
        assert extra(message)["title"] == "Trip"
    if event == "added":
        assert extra(message)["who"] == "+447700900101"


@pytest.mark.parametrize(
    ("state", "kind"), [(0, Kind.SCHEDULED), (1, Kind.SCHEDULED), (2, Kind.TEXT), (3, Kind.SCHEDULED), (4, Kind.TEXT)]
)
def test_a_scheduled_message_is_said_once_it_is_sent(source, state, kind):
    guid = source.schedule(source.chat, "happy birthday", due=AT + timedelta(days=2), state=state)
    assert read_one(source, guid).kind is kind


def test_one_time_codes_are_told_by_the_system_and_by_short_senders(source):
    told = source.add_one_time_code(source.chat, "Your code is 123456.", "123456", at=AT)
    short = source.add_chat([source.add_handle("72345", "SMS")], service="SMS")
    guessed = source.add_message(short, "G-482913 is your verification code.", at=AT)
    parcel = source.add_message(short, "Your parcel comes today between 10 and 12.", at=AT)
    friend = source.add_message(source.chat, "the code for the door is 4821", at=AT)
    found = read(source)
    assert [found[guid].kind for guid in (told, guessed, parcel, friend)] == [
        Kind.ONE_TIME_CODE,
        Kind.ONE_TIME_CODE,
        Kind.TEXT,
        Kind.TEXT,
    ]


@pytest.mark.parametrize(
    ("columns", "filter_"),
    [
        ({}, Filter.MAIN),
        ({"filter_action": 1}, Filter.ALLOWED),
        ({"filter_action": 2}, Filter.JUNK),
        ({"filter_action": 3}, Filter.PROMOTION),
        ({"filter_action": 4}, Filter.TRANSACTION),
        ({"is_spam": 1}, Filter.JUNK),
    ],
)
def test_messages_are_filed_as_the_system_filed_them(source, columns, filter_):
    assert read_one(source, source.add_message(source.chat, "hello", at=AT, **columns)).filter is filter_


def test_effects_failures_subjects_and_services_are_kept(source):
    loud = source.add_message(source.chat, "wow", at=AT, effect="loud")
    confetti = source.add_message(source.chat, "wow", at=AT, effect="confetti")
    failed = source.add_message(source.chat, "lost", at=AT, from_me=True, error=22)
    subject = source.add_message(source.chat, "the body", at=AT, subject="A subject", service=" iMessageLite ")
    found = read(source)
    assert (extra(found[loud])["effect"], extra(found[confetti])["effect"]) == ("loud", "confetti")
    assert extra(found[failed])["failed"] == 22
    assert (found[subject].text, found[subject].service) == ("A subject\nthe body", "iMessageLite")


def test_unknown_codes_are_kept(source):
    strange = source.add_message(source.chat, "?", at=AT, item_type=42)
    stranger = source.add_message(source.chat, "?", at=AT, associated_message_type=5001)
    found = read(source)
    assert [(found[guid].kind, found[guid].code) for guid in (strange, stranger)] == [
        (Kind.UNKNOWN, 42),
        (Kind.UNKNOWN, 5001),
    ]


def test_a_message_without_a_handle_is_mine_and_one_in_no_chat_is_unfiled(source):
    guid = source.add_message(None, "from my phone", at=AT, handle=0)
    message = read_one(source, guid)
    assert (message.from_me, message.chat_rowids) == (True, ())


@given(st.integers(-(2**63), 2**63 - 1))
def test_any_number_is_a_sane_date_or_none(value):
    assert values.moment_us(value) == 0 or values.EARLIEST_US <= values.moment_us(value) <= values.LATEST_US


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (674526582885055488, datetime(2022, 5, 18, 0, 29, 42, 885055, tzinfo=UTC)),
        (657208635075000000, datetime(2021, 10, 29, 13, 57, 15, 75000, tzinfo=UTC)),
        (400000000, datetime(2013, 9, 4, 15, 6, 40, tzinfo=UTC)),
    ],
)
def test_dates_are_nanoseconds_or_seconds_by_their_size(value, moment):
    assert values.moment_us(value) == micros(moment)


@pytest.mark.parametrize("value", [0, None, 2**63 - 1, -1 << 62, "soon", b"x", float("nan"), float("inf")])
def test_what_is_no_date_is_none(value):
    assert values.moment_us(value) == 0


@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 5000))
def test_every_code_has_a_kind_and_unknown_ones_keep_their_number(item_type, action, association):
    found = kinds.of_row(NO_MARKS._replace(item_type=item_type, group_action=action, association=association))
    if found is not None and found[0] is Kind.UNKNOWN:
        assert found[1] in (item_type, association)
    elif found is None:
        assert (item_type, association in (0, 2, 3)) == (0, True)
    else:
        assert found[1] == 0
