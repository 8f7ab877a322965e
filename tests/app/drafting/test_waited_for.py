"""Whoever waits for drafts goes first: they grow in sight, can be stopped, and follow what is said meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import scripted_worker
from drafting_window import Window, add_for_later

from app import desk, events
from app.store import suggestions
from app.vault import Vault
from importers.demo.chatdb import ChatDatabase

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


def test_a_conversation_that_is_opened_goes_before_drafts_ahead(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first, last = window.people[0], window.people[-1]
    window.until_asked(1)
    window.conductor.opened(last)
    window.until_asked(2)
    (folder / "hold").unlink()
    assert window.next(events.SuggestionsReady).conversation_id == last
    assert window.next(events.SuggestionsReady).conversation_id == first


def test_stopping_ends_what_the_model_writes_and_it_is_not_begun_again_until_it_is_asked_for(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first, last = window.people[0], window.people[-1]
    window.conductor.opened(first)
    read = window.next(events.SuggestionsReading)
    assert (read.conversation_id, read.n_messages) == (first, 1)
    window.until_asked(1)
    window.conductor.stop_drafting(first)
    (folder / "hold").unlink()
    window.conductor.opened(last)
    window.extended(last)
    assert first not in window.drafted()
    assert window.generates() == [(0, 3), (0, 3), (3, 5)]
    window.conductor.opened(first)
    assert window.next(events.SuggestionsReady).conversation_id == first


def test_moving_on_leaves_what_was_wished_for_to_be_finished_later(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0)
    first, last = window.people[0], window.people[-1]
    window.conductor.suggest(first, steer="say no")
    window.until_asked(1)
    window.conductor.opened(last)
    window.until_asked(2)
    (folder / "hold").unlink()
    assert window.next(events.SuggestionsReady).conversation_id == last
    assert window.next(events.SuggestionsReady).conversation_id == first


def test_what_is_being_written_is_told_as_it_grows(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=0)
    first = window.people[0]
    window.conductor.opened(first)
    grown = window.next(events.SuggestionGrew)
    assert any(text.startswith(grown.text) for text in scripted_worker.TEXTS)
    assert window.ready(first).mode == "model"


def test_the_rest_is_written_at_once_when_somebody_asks_for_it(
    open_window: Callable[..., Window], folder: Path
) -> None:
    window = open_window(drafts_ahead=0)
    first = window.people[0]
    window.conductor.opened(first)
    three = window.ready(first)
    window.conductor.more(three.request_id)
    eight = window.extended(first)
    assert eight.request_id == three.request_id
    assert eight.options[:3] == three.options
    assert len(eight.options) == eight.total_count
    window.conductor.more(three.request_id)
    assert window.extended(first).options == eight.options
    assert window.generates() == [(0, 3), (3, 5)]


def test_more_of_a_set_that_is_being_replaced_does_not_stop_the_new_one(
    open_window: Callable[..., Window], folder: Path
) -> None:
    window = open_window(drafts_ahead=0, draft_on_battery=False)
    window.cell.power_plugged = False
    first = window.people[0]
    window.conductor.opened(first)
    before = window.ready(first)
    (folder / "hold").touch()
    window.conductor.suggest(first, fresh=True)
    window.until_asked(2)
    window.conductor.more(before.request_id)
    (folder / "hold").unlink()
    assert window.ready(first).request_id != before.request_id
    assert window.generates() == [(0, 3), (0, 3)]


def test_a_set_that_was_withdrawn_is_not_added_to(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=0, draft_on_battery=False)
    window.cell.power_plugged = False
    first = window.people[0]
    window.conductor.opened(first)
    three = window.ready(first)
    window.conductor.done(first)
    window.conductor.more(three.request_id)
    window.next(events.SuggestionsExtended)
    assert suggestions.get_request(window.db, three.request_id).options == three.options
    assert window.generates() == [(0, 3)]


def test_a_message_whose_time_comes_makes_a_draft_under_way_be_begun_again(
    open_window: Callable[..., Window], vault: Vault, folder: Path, tmp_path: Path
) -> None:
    first = add_for_later(vault, tmp_path / "chat.db")
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0)
    window.conductor.opened(first)
    window.until_asked(1)
    window.passed = timedelta(hours=1)
    (folder / "hold").unlink()
    window.ready(first)
    newest = desk.thread(window.db, first)[-1]
    assert newest.text == "Or would Monday be better?"
    rows = window.db.execute("SELECT through_message_id FROM request WHERE conversation_id = ?", [first]).fetchall()
    assert rows == [(newest.message_id,)]


def test_a_new_message_makes_a_draft_under_way_be_begun_again(
    open_window: Callable[..., Window], vault: Vault, folder: Path, tmp_path: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.until_asked(1)
    window.conductor.follow(tmp_path / "chat.db")
    window.next(events.SyncFinished)
    guid = desk.thread(window.db, first)[-1].guid
    with ChatDatabase(tmp_path / "chat.db") as chats:
        chat = chats.db.execute(
            "SELECT chat_id FROM chat_message_join WHERE message_id = ?", (chats.rowid(guid),)
        ).fetchone()[0]
        chats.add_message(chat, "Or would Monday be better?", at=datetime.now(UTC) - timedelta(minutes=1))
    window.conductor.sync_now()
    window.next(events.MessagesArrived, lambda event: first in event.conversation_ids)
    (folder / "hold").unlink()
    window.until(lambda: desk.drafts(window.db, first) is not None)
    newest = desk.thread(window.db, first)[-1]
    assert newest.text == "Or would Monday be better?"
    rows = window.db.execute("SELECT through_message_id FROM request WHERE conversation_id = ?", [first]).fetchall()
    assert rows == [(newest.message_id,)]


def test_past_replies_are_shown_while_a_model_has_not_written_a_word(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0, meanwhile_s=0.1)
    first = window.people[0]
    window.conductor.opened(first)
    shown = window.ready(first)
    assert (shown.mode, shown.fallback_reason) == ("past_replies", "slow")
    (folder / "hold").unlink()
    assert window.ready(first).mode == "model"


def test_past_replies_that_were_taken_meanwhile_stay(open_window: Callable[..., Window], folder: Path) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=0, meanwhile_s=0.1)
    first, last = window.people[0], window.people[-1]
    window.conductor.opened(first)
    shown = window.ready(first)
    window.conductor.accept(shown.options[0].response_id, shown.options[0].text)
    (folder / "hold").unlink()
    window.conductor.opened(last)
    window.ready(last)
    assert window.drafts(first).request_id == shown.request_id
