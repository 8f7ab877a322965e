"""Rows that are more than a message of their own: previews of links, filed messages, what is still to be sent."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from happenings import ago, figures, found, stored, talk

from app.store import sources, threads
from importers.demo.chatdb import LINEAGES, ChatDatabase

URL = "https://example.com/menu"


@pytest.mark.parametrize("together", [True, False])
def test_a_link_written_as_two_rows_is_one_message_with_its_title(db, source, sync, together):
    chat, _ = talk(source, 3)
    said = source.add_message(chat, URL, at=ago(minutes=5))
    if not together:
        sync()
    preview = source.add_link(chat, URL, title="The menu", at=ago(minutes=5) + timedelta(seconds=1))
    sync()
    assert stored(db, said, "kind", "text") == ("text", URL)
    assert json.loads(stored(db, said, "extra")[0])["title"] == "The menu"
    assert stored(db, preview, "kind", "text", "code") == ("system", "", 90)
    assert found(db, "menu") == 1
    kept, true = figures(db)
    assert kept == true
    assert kept[0][1:3] == (4, said)
    again = sync(reconcile=True)
    assert (again.imported, again.updated) == (0, 0)


def test_two_previews_or_two_people_with_one_link_stay_apart(db, source, sync):
    chat, _ = talk(source, 1)
    theirs = source.add_link(chat, URL, title="The menu", at=ago(minutes=5))
    mine = source.add_message(chat, URL, at=ago(minutes=5), from_me=True)
    later = source.add_message(chat, URL, at=ago(minutes=3))
    sync()
    assert [stored(db, guid, "kind") for guid in (theirs, mine, later)] == [("app",), ("text",), ("text",)]


def test_a_conversation_whose_newest_message_was_filed_away_is_filed_away_until_answered(db, source, sync):
    chat, _ = talk(source, 3)
    source.add_message(chat, "50 % off", at=ago(minutes=5), filter_action=3)
    sync()
    assert db.execute("SELECT filter FROM conversation").fetchone() == ("promotion",)
    source.add_message(chat, "tell me more", at=ago(minutes=4), from_me=True)
    sync()
    assert db.execute("SELECT filter FROM conversation").fetchone() == ("main",)


def test_what_is_still_to_be_sent_is_not_the_last_message(db, source, sync):
    chat, guids = talk(source, 3)
    pending = source.schedule(chat, "happy birthday", due=ago(days=-3))
    sync()
    kept, true = figures(db)
    assert kept == true
    assert kept[0][1:3] == (3, guids[-1])
    source.update("message", ("guid", pending), {"schedule_state": 2, "is_sent": 1})
    assert sync().updated == 1
    assert figures(db)[0][0][2] == pending


def test_tapbacks_and_group_events_are_not_the_last_message(db, source, sync):
    _, guids = talk(source, 3)
    source.add_tapback(guids[0], "love", at=ago(minutes=1), handle=1)
    source.add_tapback(guids[0], "love", at=ago(seconds=40), handle=1, removed=True)
    source.add_tapback(guids[1], "😀", at=ago(seconds=30), handle=1)
    sync()
    assert figures(db)[0][0][1:3] == (3, guids[-1])
    lines = threads.lines(db, 1, limit=None)
    assert [[(t.kind, t.emoji) for t in line.tapbacks] for line in lines] == [[], [("emoji", "😀")], []]
    assert found(db, "Loved") == 0


def test_the_census_counts_what_is_odd(db, source, sync):
    chat, _ = talk(source, 3)
    source.add_message(chat, "?", at=ago(days=1), item_type=42)
    source.add_message(chat, "?", at=ago(days=1), item_type=42)
    source.add_message(chat, None, at=ago(days=1), body=b"garbage")
    source.add_message(None, "lost", at=ago(days=1))
    sync()
    census = sources.census(db)
    assert (census.unknown_kinds, census.undecodable, census.orphans, census.quarantined) == ({42: 2}, 1, 1, 0)
    assert (census.lineage, census.path) == ("27.0/C", str(source.path))


@pytest.mark.parametrize("lineage", LINEAGES)
def test_every_lineage_is_followed_through_deletes_and_new_rows(db, sync, tmp_path, lineage):
    path = tmp_path / "old.db"
    with ChatDatabase(path, lineage, history="A") as source:
        chat, guids = talk(source, 12)
        source.commit()
        assert sync(path).imported == 12
        source.delete(guids[3])
        source.add_message(chat, "one more", at=ago(minutes=1))
        if "date_edited" in source.columns["message"]:
            source.edit(guids[4], "reworded", at=ago(minutes=1))
            source.unsend(guids[5], at=ago(minutes=1))
        source.commit()
        report = sync(path)
    changed = 2 if "date_edited" in source.columns["message"] else 0
    assert (report.imported, report.updated, report.removed) == (1, changed, 1)
