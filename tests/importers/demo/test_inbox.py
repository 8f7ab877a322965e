"""The demo inbox has everything an inbox has, and says the same thing twice only when asked twice."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from importers.demo import addressbook, inbox, typedstream_writer
from importers.demo.chatdb_file import apple_ns

NOW = datetime(2026, 10, 9, 11, 6, tzinfo=timezone(timedelta(hours=1)))
PEOPLE = "associated_message_type = 0 AND item_type = 0"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> inbox.DemoReport:
    return inbox.write(tmp_path_factory.mktemp("demo") / "chat.db", now=NOW)


@pytest.fixture
def db(report: inbox.DemoReport) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{report.path}?mode=ro", uri=True)
    yield connection
    connection.close()


def count(db: sqlite3.Connection, where: str) -> int:
    return int(db.execute(f"SELECT COUNT(*) FROM message WHERE {where}").fetchone()[0])


def said(db: sqlite3.Connection, *, from_me: bool) -> list[str]:
    bodies = db.execute(f"SELECT attributedBody FROM message WHERE {PEOPLE} AND is_from_me = ?", (from_me,))
    return [text for (body,) in bodies if (text := typedstream_writer.plain_text(body))]


def test_it_is_as_large_as_promised(report: inbox.DemoReport, db: sqlite3.Connection) -> None:
    assert report.n_messages == count(db, "1") >= 1_500
    assert report.n_conversations == len(report.cast) >= 25
    assert report.n_load == 0


def test_nothing_but_what_is_scheduled_lies_in_the_future(db: sqlite3.Connection) -> None:
    assert count(db, f"date >= {apple_ns(NOW)} AND schedule_type = 0") == 0
    assert count(db, f"date_read > {apple_ns(NOW)} OR date_edited > {apple_ns(NOW)}") == 0
    assert count(db, f"schedule_type = 2 AND date > {apple_ns(NOW)}") == 1


@pytest.mark.parametrize("hour", [0, 3, 9, 17, 23])
def test_the_latest_messages_are_recent_at_any_hour(tmp_path: Path, hour: int) -> None:
    now = datetime(2027, 3, 1, hour, 30, tzinfo=UTC)
    made = inbox.write(tmp_path / "chat.db", now=now)
    connection = sqlite3.connect(made.path)
    (latest,) = connection.execute("SELECT MAX(date) FROM message WHERE schedule_type = 0").fetchone()
    (recent,) = connection.execute(
        "SELECT COUNT(*) FROM message WHERE schedule_type = 0 AND date > ?",
        (apple_ns(now - timedelta(days=1)),),
    ).fetchone()
    connection.close()
    assert apple_ns(now - timedelta(hours=3)) < latest < apple_ns(now)
    assert recent >= 15


def test_every_kind_of_row_is_there(db: sqlite3.Connection) -> None:
    wheres = {
        "edited": "date_edited > 0 AND is_empty = 0",
        "unsent": "date_edited > 0 AND is_empty = 1 AND part_count = 0",
        "tapback": "associated_message_type BETWEEN 2000 AND 2005",
        "emoji tapback": "associated_message_type = 2006",
        "removed tapback": "associated_message_type BETWEEN 3000 AND 3007",
        "reply": "thread_originator_guid IS NOT NULL",
        "link preview": "balloon_bundle_id LIKE '%URLBalloonProvider'",
        "poll": "balloon_bundle_id LIKE '%Polls' AND associated_message_type = 0",
        "payment": "balloon_bundle_id LIKE '%PeerPaymentMessagesExtension'",
        "poll vote": "associated_message_type = 4000",
        "voice": "is_audio_message = 1",
        "joined": "item_type = 1",
        "renamed": "item_type = 2",
        "left": "item_type = 3 AND group_action_type = 0",
        "group photo": "item_type = 3 AND group_action_type = 1",
        "location": "item_type = 4",
        "shareplay": "item_type = 6",
        "effect": "expressive_send_style_id IS NOT NULL",
        "failed": "error != 0",
        "unread": "is_read = 0 AND is_from_me = 0",
        "no handle, from me": "is_from_me = 1 AND handle_id = 0 AND item_type = 0",
        "handle, from me": "is_from_me = 1 AND handle_id != 0 AND item_type = 0",
        "orphan": "ROWID NOT IN (SELECT message_id FROM chat_message_join) AND ROWID NOT IN "
        "(SELECT message_id FROM chat_recoverable_message_join)",
        "recently deleted": "ROWID IN (SELECT message_id FROM chat_recoverable_message_join)",
        "in two chats": "(SELECT COUNT(*) FROM chat_message_join WHERE message_id = message.ROWID) = 2",
        "SMS": "service = 'SMS'",
        "transaction": "filter_action = 4",
    }
    assert {name: count(db, where) > 0 for name, where in wheres.items()} == dict.fromkeys(wheres, True)
    bodies = b"".join(body for (body,) in db.execute("SELECT attributedBody FROM message WHERE attributedBody NOTNULL"))
    for key in (typedstream_writer.CODE, typedstream_writer.LINK, typedstream_writer.TRANSCRIPTION):
        assert key.encode() in bodies
    assert db.execute("SELECT COUNT(*) FROM deleted_messages").fetchone() == (1,)
    states = {state for (state,) in db.execute("SELECT transfer_state FROM attachment")}
    assert states == {0, 5}


def test_filed_conversations_are_there(db: sqlite3.Connection) -> None:
    filed = Counter(kind for (kind,) in db.execute("SELECT is_filtered FROM chat"))
    assert (filed[1], filed[2]) == (3, 3)
    assert db.execute("SELECT COUNT(*) FROM chat WHERE is_blackholed = 1").fetchone() == (1,)
    groups = [name for (name,) in db.execute("SELECT display_name FROM chat WHERE style = 43")]
    assert "" in groups
    assert "sunday roast" in groups


def test_one_person_has_two_chats_and_two_services(db: sqlite3.Connection) -> None:
    rows = db.execute("SELECT id, service FROM handle WHERE person_centric_id = 'PC-hal' ORDER BY id").fetchall()
    assert rows == [("+447700900122", "SMS"), ("hal@brightwater.example", "iMessage")]
    assert db.execute("SELECT COUNT(*) FROM chat_lookup").fetchone() == (2,)


def test_an_android_reaction_quotes_a_message_that_was_sent(db: sqlite3.Connection) -> None:
    mine = set(said(db, from_me=True))
    reactions = [text for text in said(db, from_me=False) if re.fullmatch(r'(Loved|Liked|Laughed at) ".*"', text)]
    assert len(reactions) == 3
    assert {text.split('"')[1] for text in reactions} <= mine


def test_conversations_end_as_the_cast_says(report: inbox.DemoReport, db: sqlite3.Connection) -> None:
    rows = db.execute(
        "SELECT c.chat_identifier, m.is_from_me, MAX(m.date) FROM message m "
        "JOIN chat_message_join j ON j.message_id = m.ROWID JOIN chat c ON c.ROWID = j.chat_id "
        f"WHERE {PEOPLE} AND schedule_type = 0 AND error = 0 GROUP BY c.ROWID"
    )
    last = {identifier: from_me for identifier, from_me, _ in rows}
    direct = {one.addresses[0]: one for one in report.cast if not one.is_group and one.key != "hal"}
    wrong = [
        one.key
        for address, one in direct.items()
        if (one.state == "needs_reply" and last[address] == 1) or (one.state == "waiting" and last[address] == 0)
    ]
    assert wrong == []
    states = Counter(one.state for one in report.cast)
    assert min(states["needs_reply"], states["waiting"], states["done"]) >= 8
    assert {"high", "check", "clear"} == {one.risk for one in report.cast}


def test_the_photographer_has_one_voice(db: sqlite3.Connection) -> None:
    mine = [text for text in said(db, from_me=True) if text != "Y"]
    assert len(mine) >= 600
    lower = [text for text in mine if text == text.lower()]
    assert len(lower) / len(mine) > 0.98
    emoji = Counter(letter for text in mine for letter in text if ord(letter) > 0x1F300)
    assert emoji.most_common(1)[0][0] == "🌿"
    assert sum(map(len, mine)) / len(mine) < 90


def test_texts_read_like_people_and_not_like_copies(db: sqlite3.Connection) -> None:
    for from_me in (True, False):
        texts = said(db, from_me=from_me)
        assert len(set(texts)) / len(texts) > 0.78
        assert max(Counter(texts).values()) <= 5


def test_every_fact_has_been_filled_in(db: sqlite3.Connection) -> None:
    texts = said(db, from_me=True) + said(db, from_me=False)
    assert [text for text in texts if re.search(r"[{}\[\]|]| //|\^\d|^!|^@", text)] == []


def test_only_numbers_and_domains_kept_for_fiction_occur(db: sqlite3.Connection) -> None:
    addresses = [address for (address,) in db.execute("SELECT id FROM handle")]
    fiction = re.compile(r"\+447700900\d{3}|\+155501\d\d|\d{5}|Skylark|[\w.]+@[\w.]+\.example")
    assert [address for address in addresses if not fiction.fullmatch(address)] == []
    texts = said(db, from_me=True) + said(db, from_me=False)
    domains = {domain for text in texts for domain in re.findall(r"https?://([\w.-]+)", text)}
    assert all(domain.endswith(".example") for domain in domains)


def test_threads_only_move_forward_and_rowids_follow(db: sqlite3.Connection) -> None:
    dates = [date for (date,) in db.execute("SELECT date FROM message WHERE schedule_type = 0 ORDER BY ROWID")]
    assert dates == sorted(dates)


def test_the_same_moment_and_seed_make_the_same_rows(tmp_path: Path, report: inbox.DemoReport) -> None:
    def rows(path: Path) -> list[object]:
        connection = sqlite3.connect(path)
        found = connection.execute("SELECT * FROM message ORDER BY ROWID").fetchall()
        found += connection.execute("SELECT * FROM chat").fetchall()
        connection.close()
        return found

    again = inbox.write(tmp_path / "again.db", now=NOW)
    other = inbox.write(tmp_path / "other.db", now=NOW, seed=8)
    assert rows(again.path) == rows(report.path) != rows(other.path)


def test_the_inbox_is_filled_up_with_older_load(tmp_path: Path) -> None:
    made = inbox.write(tmp_path / "chat.db", now=NOW, n_messages=4_000)
    connection = sqlite3.connect(made.path)
    (n_rows,) = connection.execute("SELECT COUNT(*) FROM message").fetchone()
    (n_chats,) = connection.execute("SELECT COUNT(*) FROM chat").fetchone()
    (n_triggers,) = connection.execute("SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()
    (newest,) = connection.execute("SELECT MAX(date) FROM message WHERE ROWID <= ?", (made.n_load,)).fetchone()
    connection.close()
    assert (n_rows, made.n_messages) == (4_000, 4_000)
    assert n_chats > 300
    assert n_triggers == 17
    assert newest < apple_ns(NOW - inbox.LOAD_ENDS)


def test_the_address_book_has_a_card_for_everybody_with_a_name(tmp_path: Path, report: inbox.DemoReport) -> None:
    path = addressbook.write(tmp_path)
    assert path.parent.parent == tmp_path / "Sources"
    connection = sqlite3.connect(path)
    cards = connection.execute(
        "SELECT ZFIRSTNAME, ZLASTNAME, ZORGANIZATION, ZFULLNUMBER, ZADDRESSNORMALIZED FROM ZABCDRECORD r "
        "LEFT JOIN ZABCDPHONENUMBER p ON p.ZOWNER = r.Z_PK "
        "LEFT JOIN ZABCDEMAILADDRESS e ON e.ZOWNER = r.Z_PK "
        "WHERE r.Z_ENT = (SELECT Z_ENT FROM Z_PRIMARYKEY WHERE Z_NAME = 'ABCDContact')"
    ).fetchall()
    connection.close()
    names = {" ".join(filter(None, card[:2])) for card in cards}
    assert {one.name for one in report.cast if one.name and not one.is_group} <= names
    hal = next(card for card in cards if card[0] == "Hal")
    assert hal[4] == "hal@brightwater.example"
    assert re.sub(r"\(0\)|\D", "", hal[3])[-9:] == "700900122"
    assert any(card[2] == "Silverpine Print Lab" for card in cards)
