"""How the person writes to one contact, as the panel shows it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlite_utils import Database

from app import voice_shown, voices
from app.store import styles
from app.store.styles import EVERYBODY
from app.voice_shown import VoiceShown
from engine.domain import moment
from engine.voice.card import VoiceCard
from tests.app.store.conftest import MINUTE, Rows
from tests.stores import throwaway


@pytest.fixture
def db() -> Iterator[Database]:
    with throwaway() as vault:
        yield vault.db


@pytest.fixture
def rows(db: Database) -> Rows:
    return Rows(db)


def shown(rows: Rows, conversation_id: int) -> VoiceShown:
    return voice_shown.to_conversation(rows.db, conversation_id, now=moment(rows.clock_us + MINUTE))


def learnt(rows: Rows) -> None:
    while voices.step(rows.db, now=moment(rows.clock_us + MINUTE)):
        pass


def test_before_anything_was_learnt_it_says_so(rows: Rows) -> None:
    one = rows.conversation(rows.contact("Ines"))
    found = shown(rows, one)
    assert (found.learnt_for, found.learnt_from, found.quote) == ("none", 0, None)
    assert found.values["formality"] == 0.5


def test_a_card_alone_is_nothing_learnt(rows: Rows) -> None:
    contact_id = rows.contact("Ines")
    one = rows.conversation(contact_id)
    voices.set_field(rows.db, contact_id, "warmth", 0.9)
    found = shown(rows, one)
    assert found.learnt_from == 0
    assert (found.values["warmth"], found.by_hand) == (0.9, frozenset({"warmth"}))


def test_a_voice_to_a_contact_comes_from_their_messages(rows: Rows) -> None:
    one = rows.conversation(rows.contact("Ines"))
    for n in range(30):
        rows.message(one, f"Lovely light today, see you at {n}", from_me=True, after_min=600)
    learnt(rows)
    found = shown(rows, one)
    assert (found.learnt_for, found.learnt_from) == ("contact", 30)
    assert found.quote is not None
    assert found.quote.text == "Lovely light today, see you at 29"


def test_with_too_few_of_them_it_is_the_voice_to_everybody(rows: Rows) -> None:
    one, other = rows.conversation(rows.contact("Ines")), rows.conversation(rows.contact("Kit"))
    for n in range(25):
        rows.message(other, f"See you at the harbour at {n}", from_me=True, after_min=600)
    rows.message(one, "Hello there, how are you today", from_me=True)
    learnt(rows)
    found = shown(rows, one)
    assert (found.learnt_for, found.learnt_from) == ("everybody", 26)
    assert found.quote is not None
    assert found.quote.text == "Hello there, how are you today"


def test_what_is_set_for_everybody_is_told_apart_from_what_is_set_here(rows: Rows) -> None:
    contact_id = rows.contact("Ines")
    one = rows.conversation(contact_id)
    styles.put_card(rows.db, EVERYBODY, VoiceCard(formality=0.2, warmth=0.1, phrases=("cheers",), never=("kindly",)))
    styles.put_card(rows.db, contact_id, VoiceCard(warmth=0.9, locked=("warmth",), phrases=("lovely", "Cheers")))
    found = shown(rows, one)
    assert (found.by_hand, found.general, found.locked) == (
        frozenset({"warmth"}), frozenset({"formality"}), frozenset({"warmth"}),
    )  # fmt: skip
    assert (found.phrases, found.also_phrases, found.also_never) == (("lovely", "Cheers"), (), ("kindly",))
    assert found.values["warmth"] == 0.9


def test_in_a_group_the_voice_is_the_one_to_everybody(rows: Rows) -> None:
    group = rows.conversation(None, is_group=1)
    styles.put_card(rows.db, EVERYBODY, VoiceCard(formality=0.2))
    found = shown(rows, group)
    assert (found.contact_id, found.by_hand, found.general) == (EVERYBODY, frozenset({"formality"}), frozenset())


def test_of_what_is_not_read_nothing_is_quoted(rows: Rows) -> None:
    one = rows.conversation(rows.contact("Ines"), switched_off=1)
    rows.message(one, "A message of a usual length", from_me=True)
    assert shown(rows, one).quote is None
