"""What a prompt is given besides the conversation: moments of this contact only, answers that tell of nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import clock, indexing, recalling, replies, syncing
from app.replies import Occasion
from app.store import listing, search
from app.vault import Vault
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

SMALLTALK = ("and the dog?", "fine too", "lovely", "it rained here", "here as well", "what a week")
#: What each of two contacts said long ago, and the person's answers.
LONG_AGO = {
    "+447700900701": ("is there parking near the studio for my van?", "yes, two spots behind the yard"),
    "+447700900702": (
        "is there parking near the studio? Wilhelmina comes too",
        "for Wilhelmina always, gate code 4471",
    ),
}


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def vault(tmp_path: Path, now: datetime) -> Iterator[Vault]:
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as chats:
        for address, (question, answer) in LONG_AGO.items():
            chat = chats.add_chat([chats.add_handle(address)])
            begin = now - timedelta(days=90)
            chats.add_message(chat, question, at=begin)
            chats.add_message(chat, answer, at=begin + timedelta(minutes=4), from_me=True)
            for n in range(24):
                at = now - timedelta(days=20) + timedelta(hours=n)
                chats.add_message(chat, SMALLTALK[n % len(SMALLTALK)], at=at, from_me=n % 2 == 1)
            chats.add_message(chat, "where is the parking again?", at=now - timedelta(hours=1))
    with throwaway() as opened:
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=lambda: now)
        while indexing.cut_some(opened.db):
            pass
        yield opened


def occasion(vault: Vault, words: str, now: datetime) -> Occasion:
    """The conversation in which these words were said."""
    found = listing.by_ids(vault.db, [search.full_text(vault.db, words)[0][0]])[0]
    assert found.conversation_id is not None
    return replies.occasion(vault.db, found.conversation_id, now=now)


def test_a_moment_of_this_contact_is_recalled_with_its_day(vault: Vault, now: datetime) -> None:
    here = occasion(vault, "my van", now)
    day = now - timedelta(days=90)
    lines = recalling.recalled(vault.db, here, None)
    said = f"on {day.day} {day:%B %Y} they said: is there parking near the studio for my van?"
    assert said in lines


def test_moments_of_others_are_never_recalled(vault: Vault, now: datetime) -> None:
    for words, foreign in (("my van", "Wilhelmina"), ("Wilhelmina", "my van")):
        lines = recalling.recalled(vault.db, occasion(vault, words, now), None)
        assert lines
        assert not any(foreign in line for line in lines)


def test_what_stands_in_the_prompt_anyway_is_not_recalled(vault: Vault, now: datetime) -> None:
    lines = recalling.recalled(vault.db, occasion(vault, "my van", now), None)
    assert not any("again?" in line for line in lines)


def test_answers_to_this_contact_show_how_the_person_writes(vault: Vault, now: datetime) -> None:
    here = occasion(vault, "my van", now)
    found = replies.matches(vault.db, here, None)
    assert recalling.examples(vault.db, here, found)[0] == LONG_AGO["+447700900701"]


def test_answers_that_tell_of_somebody_else_are_left_out(vault: Vault, now: datetime) -> None:
    here = occasion(vault, "my van", now)
    found = replies.matches(vault.db, here, None)
    assert any("Wilhelmina" in "".join(past.reply) for past in found)
    told = str(recalling.examples(vault.db, here, found))
    assert "Wilhelmina" not in told
    assert "4471" not in told
