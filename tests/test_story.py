"""The story: a message arrives, is judged, gets options, one is accepted and becomes a training sample."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import answering, audit, clock, deciding, desk, indexing, judging, syncing
from app.deciding import Verb
from app.replies import Wish
from app.store import suggestions
from app.vault import Vault
from engine.domain import State
from importers.demo.chatdb import ChatDatabase
from tests.stores import throwaway

ASKED = (
    ("hi, is there parking near the studio?", "yes, two free spots right behind the yard"),
    ("where can we park?", "behind the yard, two spots, both free"),
    ("do you have parking?", "yes! two spots behind the yard, just come in by the blue gate"),
    ("how long until we see the photos?", "about ten days, you get a link"),
    ("when will the gallery be ready?", "ten days or so, i'll send you the link"),
    ("what should we wear?", "plain colours, nothing with big letters on it"),
)


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def vault(tmp_path: Path, now: datetime) -> Iterator[Vault]:
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as chats:
        for number, (question, answer) in enumerate(ASKED):
            friend = chats.add_handle(f"+44770090030{number}")
            chat = chats.add_chat([friend])
            at = now - timedelta(days=30 - number)
            chats.add_message(chat, question, at=at)
            chats.add_message(chat, answer, at=at + timedelta(minutes=9), from_me=True)
        stranger = chats.add_chat([chats.add_handle("+447700900399")])
        chats.add_message(
            stranger, "Hello, we come by car on Saturday. Is there somewhere to park?", at=now - timedelta(hours=1)
        )
    with throwaway() as opened:
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=lambda: now)
        judging.judge_changed(opened.db, now=now)
        indexing.index_all(opened, note=pytest.fail)
        yield opened


def test_a_message_becomes_an_answer_and_the_answer_a_sample(vault: Vault, now: datetime) -> None:
    first = desk.inbox(vault.db, now=now)[0]
    assert (first.name, first.state) == ("+447700900399", State.NEEDS_REPLY)
    assert first.reason

    made = answering.suggest(vault, first.conversation_id, Wish(), now=now)
    own = next(option for option in made.options if option.origin == "past_reply")
    assert "behind the yard" in own.text
    assert own.sources

    decision = deciding.decide(vault.db, vault.key, own.response_id, Verb.ACCEPT, text=None, reason=None, now=now)
    assert decision.quality == own.confidence
    sample = vault.db.execute("SELECT source, input, output, quality FROM sample").fetchall()
    assert sample == [
        (
            "accepted",
            "Them: Hello, we come by car on Saturday. Is there somewhere to park?\nMe:",
            own.text,
            own.confidence,
        )
    ]
    assert audit.verify(vault.db, vault.key).broken_at is None

    deciding.take_back(vault.db, vault.key, own.response_id, now=now)
    assert vault.db.execute("SELECT count(*) FROM sample").fetchone() == (0,)
    assert suggestions.decisions(vault.db, first.conversation_id) == []


def test_an_edited_answer_is_worth_more_than_an_accepted_one(vault: Vault, now: datetime) -> None:
    first = desk.inbox(vault.db, now=now)[0]
    made = answering.suggest(vault, first.conversation_id, Wish(), now=now)
    decision = deciding.decide(
        vault.db, vault.key, made.options[0].response_id, Verb.ACCEPT, text="yes, by the gate", reason=None, now=now
    )
    assert (decision.verb, decision.quality) == (Verb.EDIT, 1.0)


def test_the_first_answer_from_an_unprepared_store_is_in_the_persons_style(tmp_path: Path, now: datetime) -> None:
    source = tmp_path / "chat.db"
    with ChatDatabase(source) as chats:
        for number in range(30):
            chat = chats.add_chat([chats.add_handle(f"+4477009{number:05}")])
            chats.add_message(chat, "are you free next week?", at=now - timedelta(days=40 - number))
            chats.add_message(
                chat, "yes, lovely, i'm free 🌿", at=now - timedelta(days=40 - number, minutes=-5), from_me=True
            )
        asking = chats.add_chat([chats.add_handle("+447700900398")])
        chats.add_message(asking, "Could you do Saturday?", at=now - timedelta(hours=1))
    with throwaway() as opened:
        syncing.sync_once(opened.db, source=source, contacts=None, reconcile=False, now=lambda: now)
        first = desk.inbox(opened.db, now=now)[0]
        made = answering.suggest(opened, first.conversation_id, Wish(), now=now)
    assert made.options
    assert all(option.text[0].islower() for option in made.options if option.text[0].isalpha())
