"""What belongs to other contacts is found in the store, what everybody knows is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app import clock, syncing
from app.elsewhere import OtherContacts
from app.store import conversations, names
from app.vault import Vault
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

SAID = {
    "+447700900401": ["my daughter Maximiliana has the blue violin", "call my office on +44 7700 900777"],
    "+447700900402": ["is there parking at the yard?"],
    "+447700900403": ["we will come to the yard by tram"],
    "+447700900404": ["the yard was lovely, thank you"],
}


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    now = clock.now()
    with ChatDatabase(tmp_path / "chat.db") as chats:
        for address, texts in SAID.items():
            chat = chats.add_chat([chats.add_handle(address)])
            for number, text in enumerate(texts):
                chats.add_message(chat, text, at=now - timedelta(days=2, minutes=-number))
    with throwaway() as opened:
        syncing.sync_once(opened.db, source=tmp_path / "chat.db", contacts=None, reconcile=False, now=clock.now)
        yield opened


def others(vault: Vault, address: str) -> OtherContacts:
    known = {name: number for number, name in names.of_conversations(vault.db).items()}
    row = conversations.get(vault.db, known[address])
    return OtherContacts(vault.db, contact_id=row.contact_id or 0, conversation_id=row.id)


def test_a_rare_word_of_one_contact_is_private_to_all_others(vault: Vault) -> None:
    assert others(vault, "+447700900402").is_private("maximiliana")
    assert not others(vault, "+447700900401").is_private("maximiliana")


def test_what_three_contacts_say_is_common_knowledge(vault: Vault) -> None:
    assert not others(vault, "+447700900401").is_private("yard")


def test_a_word_nobody_else_used_is_the_persons_own(vault: Vault) -> None:
    assert not others(vault, "+447700900401").is_private("quokka")


def test_six_words_of_somebody_else_are_recognised_as_theirs(vault: Vault) -> None:
    quote = "my daughter maximiliana has the blue"
    assert others(vault, "+447700900402").has_words(quote)
    assert not others(vault, "+447700900401").has_words(quote)
    assert not others(vault, "+447700900402").has_words("the blue has daughter maximiliana my")


def test_a_phone_number_of_somebody_else_is_a_fact_of_theirs(vault: Vault) -> None:
    assert others(vault, "+447700900402").has_fact("phone:700900777")
    assert not others(vault, "+447700900401").has_fact("phone:700900777")


def test_a_small_number_tells_nothing(vault: Vault) -> None:
    assert not others(vault, "+447700900402").has_fact("number:44")
