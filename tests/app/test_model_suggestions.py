"""Suggestions with a real (tiny, scripted) GGUF behind the real worker process."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import tiny_gguf

from app import clock, desk, drafting, intake, models
from app.replies import Wish
from app.vault import Vault, throwaway
from importers.demo.chatdb import ChatDatabase

SCRIPT = ["Sure", ",", " Saturday", " works", "!"]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as chats:
        chat = chats.add_chat([chats.add_handle("+447700900601")])
        chats.add_message(chat, "Could you do Saturday?", at=clock.now() - timedelta(hours=1))
    with throwaway() as opened:
        intake.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=clock.now)
        yield opened


def test_a_model_in_use_writes_the_options(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Scripted.gguf", SCRIPT)
    added = models.add(vault.home, file)
    models.use(vault.home, added.id)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = drafting.suggest_now(vault, row.conversation_id, Wish(), now=clock.now())
    assert made.mode == "model"
    assert made.fallback_reason is None
    assert made.model_version == added.version
    written = [option for option in made.options if option.origin == "model"]
    assert [option.text for option in written] == ["Sure, Saturday works!"]
    assert {"decline", "defer"} & {option.move for option in made.options[:3]}


def test_a_model_that_says_nothing_is_not_named_as_the_author(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Silent.gguf", ["..."])
    models.use(vault.home, models.add(vault.home, file).id)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = drafting.suggest_now(vault, row.conversation_id, Wish(), now=clock.now())
    assert (made.mode, made.fallback_reason) == ("past_replies", "nothing_usable")
    assert made.options


def test_a_model_whose_file_changed_is_refused_and_past_replies_answer(vault: Vault, tmp_path: Path) -> None:
    file = tiny_gguf.write(tmp_path / "Scripted.gguf", SCRIPT)
    models.use(vault.home, models.add(vault.home, file).id)
    held = bytearray(file.read_bytes())
    held[-1] ^= 0xFF
    file.write_bytes(held)
    row = desk.inbox(vault.db, now=clock.now())[0]
    made = drafting.suggest_now(vault, row.conversation_id, Wish(), now=clock.now())
    assert made.mode == "past_replies"
    assert made.fallback_reason == "ModelRefused"
    assert made.options
