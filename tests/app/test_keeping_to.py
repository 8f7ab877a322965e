"""What the person set and said reaches prompts and warnings: rate card, boundaries, last price, bookings, persona."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlite_utils import Database

from app import drafting, keeping_to, models, personas, replies
from app.drafting import Thread
from app.replies import Wish
from app.store import conversations, ledger, terms
from app.vault import Vault
from engine.brief import Side
from engine.domain import ContactClass, micros
from engine.reply.consistency import contradictions

#: A Tuesday.
NOW = datetime(2026, 5, 5, 10, tzinfo=UTC)


@pytest.fixture
def db(asked_vault: Vault) -> Database:
    terms.add_rate(asked_vault.db, service="portrait session", price=180, currency="EUR", minutes=60)
    terms.add_boundary(asked_vault.db, "no work on Sundays")
    return asked_vault.db


def here(db: Database, now: datetime = NOW) -> replies.Occasion:
    return replies.occasion(db, 1, now=now)


def say(db: Database, text: str, *, from_me: bool, at: datetime, conversation_id: int = 1) -> None:
    (number,) = db.conn.execute("SELECT max(id) + 1 FROM message").fetchone()
    db.conn.execute(
        "INSERT INTO message (id, guid, source_id, source_rowid, conversation_id, from_me, kind, text, sent_us) "
        "VALUES (?, ?, 1, ?, ?, ?, 'text', ?, ?)",
        (number, f"x{number}", 1000 + number, conversation_id, from_me, text, micros(at)),
    )


def test_the_rate_card_and_the_boundaries_stand_in_the_prompt(db: Database) -> None:
    now = datetime.now(UTC)
    occasion = here(db, now)
    stuff = drafting.material(db, occasion, None, for_model=True)
    chat = models.Model("m", "m", "", "llama", "", 1, 4096, 1.0, True, True, False, True, "m.gguf", "", "m@1", "")
    asked = drafting.generation(1, occasion, Wish(), stuff, Thread(), chat=chat, count=3)
    assert "portrait session: 180 EUR (60 minutes)" in asked.turns[0].text
    assert "no work on Sundays" in asked.turns[0].text


def test_a_line_that_is_not_active_is_not_told(db: Database) -> None:
    (rate,) = terms.rates(db)
    terms.edit_rate(db, type(rate)(rate.id, rate.service, rate.price, rate.currency, rate.unit, rate.minutes, False))
    assert keeping_to.terms_of(db, conversations.get(db, 1), now=NOW).card == ()
    assert keeping_to.notes_of(db, conversations.get(db, 1)) == ("You do not do this: no work on Sundays",)


def test_the_last_price_to_this_contact_binds(db: Database) -> None:
    now = datetime.now(UTC)
    say(db, "it's 150 euros for you", from_me=True, at=now - timedelta(days=3))
    found = keeping_to.terms_of(db, conversations.get(db, 1), now=now)
    assert found.last is not None
    assert (found.last.by, found.last.amount) == (Side.ME, 150.0)
    assert contradictions("it's 170 euros", found)[-1] == "price_off_last:170:150"


def test_a_booking_of_another_conversation_takes_the_time_and_an_own_one_does_not(db: Database) -> None:
    saturday = datetime(2026, 5, 9, 14, tzinfo=UTC)
    db.conn.execute("INSERT INTO conversation (id, merge_key) VALUES (2, 'other')")
    ledger.add_booking(db, 1, what="shoot", starts_at=saturday)
    assert keeping_to.terms_of(db, conversations.get(db, 1), now=NOW).taken == ()
    ledger.add_booking(db, 2, what="shoot", starts_at=saturday)
    taken = keeping_to.terms_of(db, conversations.get(db, 1), now=NOW)
    assert contradictions("Saturday at 14:30 works", taken) == ("time_taken:14.00",)


def test_a_persona_speaks_only_to_whom_it_is_switched_on_for(db: Database) -> None:
    row = conversations.get(db, 1)
    assert row.contact_id is not None
    texts = ["hey babe, missed you 😘", "good night babe 😘", "not today babe 😘"] * 8
    personas.learn(db, "me", texts, now=NOW)
    assert not any("babe" in line for line in keeping_to.notes_of(db, row))
    personas.switch_on(db, row.contact_id)
    assert any("babe" in line for line in keeping_to.notes_of(db, row))
    conversations.classify(db, row.contact_id, ContactClass.FAMILY, "person")
    assert not any("babe" in line for line in keeping_to.notes_of(db, conversations.get(db, 1)))


def test_a_draft_off_the_card_is_told_so(db: Database) -> None:
    now = datetime.now(UTC)
    wish = Wish(steer="say the portrait session is €150")
    made = replies.from_past(db, here(db, now), (), wish)
    told = {code for option in made.options for code in option.warnings if "150" in option.text}
    assert "price_off_card:150:180" in told
