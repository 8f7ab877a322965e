"""Where the facts of a draft come from."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from app import clock, provenance, syncing
from app.store import facts
from engine.memory.facts import Told
from engine.remembered import FactKind
from importers.demo.chatdb import ChatDatabase
from tests.drafts import option
from tests.stores import throwaway


def recalled(
    tmp_path: Path, text: str, *, kept: bool = False, unsourced: tuple[tuple[int, int], ...] = ()
) -> list[tuple[str, str, str]]:
    """(words of the draft, quote, whose words) for a thread with a price of March and a question of now."""
    now = clock.now()
    with ChatDatabase(tmp_path / "chat.db") as chats:
        chat = chats.add_chat([handle := chats.add_handle("+447700900601")])
        chats.add_message(chat, "Hello! Outfits are £60 each. We start at 9:15.", at=now - timedelta(days=200))
        chats.add_message(chat, "Could you do Sunday 14:00?", at=now - timedelta(minutes=5), handle=handle)
    with throwaway() as vault:
        syncing.sync_once(vault.db, source=tmp_path / "chat.db", contacts=None, reconcile=False, now=clock.now)
        contact, message = vault.db.conn.execute(
            "SELECT c.contact_id, m.id FROM conversation c JOIN message m ON m.conversation_id = c.id "
            "ORDER BY m.sent_us"
        ).fetchone()
        if kept:
            told = Told(FactKind.FACT, "price.outfit", "£60", "Outfits are £60 each")
            facts.add(vault.db, contact, 1, [(message, 1, told)])
        found = provenance.recalled(vault.db, 1, [option("r1", text, unsourced=unsourced)], now=now)["r1"]
    return [(text[one.start : one.end], one.quote, "kept" if one.fact_id else one.said_by) for one in found]


def test_an_old_price_has_its_source(tmp_path: Path) -> None:
    (found,) = recalled(tmp_path, "Sunday 14:00 works. Outfits are £60 each.")
    assert found[:2] == ("£60", "Outfits are £60 each.")


def test_what_was_said_just_now_needs_no_source(tmp_path: Path) -> None:
    assert recalled(tmp_path, "Sunday at 14:00 it is.") == []


def test_what_stands_nowhere_has_no_source(tmp_path: Path) -> None:
    text = "Outfits are £75 each."
    assert recalled(tmp_path, text, unsourced=((12, 15),)) == []


def test_facts_of_different_sentences_have_different_letters(tmp_path: Path) -> None:
    found = recalled(tmp_path, "£60 each, and 9:15 as before.")
    assert [one[0] for one in found] == ["£60", "9:15"]


def test_a_kept_fact_leads(tmp_path: Path) -> None:
    assert recalled(tmp_path, "Outfits are £60 each.", kept=True) == [("£60", "Outfits are £60 each", "kept")]


@pytest.mark.parametrize("text", ["", "Sounds good, thank you!"])
def test_a_draft_without_facts_recalls_none(tmp_path: Path, text: str) -> None:
    assert recalled(tmp_path, text) == []
