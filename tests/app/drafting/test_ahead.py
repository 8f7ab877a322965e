"""Drafts are there before a conversation is opened, unless they were for nothing or are not wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from drafting_window import PATIENCE_S, Window, add_for_later

from app import clock, desk, events, judging, replies
from app.ahead import Ahead
from app.power import Power
from app.replies import Wish
from app.settings import Settings
from app.store import suggestions
from app.underway import Drafting, Outcome
from app.vault import Vault
from importers.demo.chatdb import ChatDatabase

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals")


def test_the_most_urgent_have_three_drafts_then_eight_before_anybody_looks(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=2)
    first, second = window.people[:2]
    three = window.ready(first)
    window.ready(second)
    assert [len(three.options), three.total_count, three.has_more] == [3, 8, True]
    assert {"decline", "defer"} & {option.move for option in three.options}
    eight = window.extended(first)
    window.extended(second)
    assert eight.options[:3] == three.options
    assert len({option.text for option in eight.options}) == len(eight.options) == eight.total_count
    assert window.generates() == [(0, 3), (0, 3), (3, 5), (3, 5)]
    assert window.drafted() == [first, second]


def test_opening_a_conversation_drafted_ahead_writes_nothing_anew(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.extended(first)
    before = window.generates()
    window.conductor.opened(first)
    shown = window.ready(first)
    assert len(shown.options) == shown.total_count > 3
    assert window.generates() == before


def test_a_draft_ahead_that_is_opened_meanwhile_is_not_begun_again(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "hold").touch()
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.until_asked(1)
    window.conductor.opened(first)
    window.next(events.SuggestionsStarted)
    (folder / "hold").unlink()
    grown = window.next(events.SuggestionGrew)
    assert grown.conversation_id == first
    window.ready(first)
    assert window.generates()[0] == (0, 3)
    assert window.generates().count((0, 3)) == 1


def test_a_draft_ahead_that_was_for_nothing_is_begun_again_for_what_was_said_since(
    vault: Vault, tmp_path: Path
) -> None:
    conversation_id = add_for_later(vault, tmp_path / "chat.db")
    passed = timedelta()
    judging.judge_changed(vault.db, now=clock.now(), limit=9)
    ahead = Ahead(vault.db, Settings(), power=Power(lambda: None), clock=lambda: clock.now() + passed)
    assert conversation_id in {need.conversation_id for need in ahead.needs()}
    passed = timedelta(hours=1)
    here = replies.occasion(vault.db, conversation_id, now=clock.now() + passed)
    one = Drafting(here, Wish(), background=True, wished=False, began=0.0)
    assert ahead.is_for_nothing(one)
    ahead.ended(one, Outcome.DROPPED)
    assert not ahead.is_for_nothing(one)


def test_an_answer_elsewhere_withdraws_drafts_ahead(
    open_window: Callable[..., Window], vault: Vault, tmp_path: Path
) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    window.extended(first)
    window.conductor.follow(tmp_path / "chat.db")
    window.next(events.SyncFinished)
    with ChatDatabase(tmp_path / "chat.db") as chats:
        guid = desk.thread(window.db, first)[-1].guid
        chat = chats.db.execute(
            "SELECT chat_id FROM chat_message_join WHERE message_id = ?", (chats.rowid(guid),)
        ).fetchone()[0]
        chats.add_message(chat, "Saturday it is", at=datetime.now(UTC) - timedelta(seconds=30), from_me=True)
    window.conductor.sync_now()
    window.until(lambda: first not in window.drafted())
    assert desk.drafts(window.db, first) is None


def test_done_takes_drafts_away_and_undo_brings_them_back(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=1)
    first = window.people[0]
    made = window.extended(first)
    window.conductor.done(first)
    window.until(lambda: desk.drafts(window.db, first) is None)
    window.conductor.undo()
    window.until(lambda: desk.drafts(window.db, first) is not None)
    assert window.drafts(first).request_id == made.request_id


def test_on_battery_nothing_is_written_ahead_if_the_person_says_so(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=0, draft_on_battery=False)
    first, last = window.people[0], window.people[-1]
    window.cell.power_plugged = False
    window.change(drafts_ahead=1)
    window.conductor.opened(last)
    window.ready(last)
    window.change(draft_on_battery=True)
    window.ready(first)
    assert window.generates()[0] == (0, 3)
    asked_in = window.db.execute("SELECT conversation_id, background FROM request ORDER BY made_us").fetchall()
    assert asked_in == [(last, 0), (first, 1)]


def test_an_hour_holds_only_so_many_drafts_ahead(open_window: Callable[..., Window]) -> None:
    window = open_window(drafts_ahead=3, drafts_per_hour=1)
    first, second = window.people[:2]
    window.extended(first)
    assert window.drafted() == [first]
    window.change(drafts_per_hour=60)
    window.ready(second)


def test_a_worker_that_dies_over_a_draft_ahead_is_asked_once_more(
    open_window: Callable[..., Window], folder: Path
) -> None:
    (folder / "die").touch()
    window = open_window(drafts_ahead=1)
    made = window.ready(window.people[0])
    assert (made.mode, made.fallback_reason) == ("model", None)
    assert window.generates()[:2] == [(0, 3), (0, 3)]


def test_without_a_model_past_replies_are_there_ahead(vault: Vault, tmp_path: Path) -> None:
    window = Window(vault, tmp_path, drafts_ahead=2)
    made = window.ready(window.people[0])
    window.ready(window.people[1])
    assert (made.mode, made.fallback_reason) == ("past_replies", "no_model")
    assert len(made.options) == made.total_count
    assert window.generates() == []
    assert suggestions.fallback_rate(window.db, 0) is None
    assert window.conductor.stop(PATIENCE_S)
