"""What was just written down about a conversation is among its drafts: "booked, see you at 2"."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app import answering, events, reminders, replies
from app.conductor import Conductor
from app.replies import Wish
from app.settings import Settings
from app.store import ledger, promises, suggestions
from app.vault import Vault
from engine.brief import Side
from engine.domain import Option, Suggestions, micros
from engine.reply.acknowledgements import ORIGIN
from tests.app.store.conftest import Rows
from tests.stores import throwaway

LONDON = ZoneInfo("Europe/London")
#: A Thursday.
NOW = datetime(2026, 10, 8, 12, 0, tzinfo=LONDON)


@pytest.fixture
def vault() -> Iterator[Vault]:
    with throwaway() as opened:
        yield opened


def talk(vault: Vault, *said: str, ends: datetime = NOW, **columns: object) -> int:
    """A conversation, oldest first; "> …" is the person, the last message came five minutes ago."""
    rows = Rows(vault.db)
    there = rows.conversation(rows.contact("Kim Okafor"), **{"filter": "main", **columns})
    for place, text in enumerate(said):
        at = ends - timedelta(minutes=5 * (len(said) - place))
        rows.message(there, text.removeprefix("> "), at_us=micros(at), from_me=text.startswith("> "))
    return there


def suggested(vault: Vault, conversation_id: int) -> Suggestions:
    return answering.suggest(vault, conversation_id, Wish(), now=NOW)


def told(made: Suggestions) -> list[Option]:
    return [option for option in made.options if option.origin == ORIGIN]


def remind(vault: Vault, conversation_id: int, words: str, *, at: datetime = NOW) -> None:
    wish = reminders.read(words, now=at, zone=LONDON)
    reminders.add(vault.db, wish, zone=LONDON, now=at, source="ask", conversation_id=conversation_id)


def test_a_date_they_agreed_to_is_said_back_with_its_source(vault: Vault) -> None:
    there = talk(vault, "can I book a session?", "> I have Saturday at 2pm free", "Saturday at 2 works for me")
    made = suggested(vault, there)
    first = told(made)[0]
    assert first.text.rstrip(".") == "Booked, see you on Saturday at 14:00"
    assert first.sources == ("3",)
    assert first.unsourced == ()
    assert first.warnings == ()
    assert made.options[2].move in ("decline", "defer")


def test_what_the_person_called_booked_is_not_said_again(vault: Vault) -> None:
    there = talk(
        vault, "Can we do Saturday 2pm?", "> yes, booked, see you Saturday at 2", "great, see you Saturday at 2"
    )
    assert told(suggested(vault, there)) == []


def test_a_date_that_is_only_asked_for_is_not_called_booked(vault: Vault) -> None:
    assert told(suggested(vault, talk(vault, "Can we do Saturday 2pm?"))) == []


def test_a_booking_the_person_dismissed_is_not_told(vault: Vault) -> None:
    there = talk(vault, "> Does Saturday at 14:00 work?", "yes perfect")
    assert told(suggested(vault, there))
    vault.db.conn.execute(
        "INSERT INTO booking (conversation_id, what, starts_us, clock, state, message_id, standing, confidence) "
        "VALUES (?, '', ?, 1, 'agreed', 2, 'guessed', 0.9)",
        (there, micros(NOW + timedelta(days=2))),
    )
    ledger.delete_booking(vault.db, ledger.bookings(vault.db)[0].id)
    assert told(suggested(vault, there)) == []


def test_a_reminder_set_since_they_wrote_is_told(vault: Vault) -> None:
    there = talk(vault, "Could you look into the frames for me?")
    remind(vault, there, "remind me tomorrow at 9 to answer Kim")
    (first, *_rest) = told(suggested(vault, there))
    assert first.text == "Noted, I'll come back to you tomorrow."
    assert first.unsourced == ()


def test_a_reminder_for_today_names_the_hour(vault: Vault) -> None:
    there = talk(vault, "Could you look into the frames for me?")
    remind(vault, there, "remind me at 15:00 to answer Kim")
    assert told(suggested(vault, there))[0].text == "Noted, I'll come back to you at 15:00."


def test_a_reminder_from_before_they_wrote_is_not_told(vault: Vault) -> None:
    there = talk(vault, "Could you look into the frames for me?")
    remind(vault, there, "remind me tomorrow at 9 to answer Kim", at=NOW - timedelta(hours=3))
    assert told(suggested(vault, there)) == []


def test_a_reminder_about_somebody_else_is_not_told_here(vault: Vault) -> None:
    here, there = talk(vault, "Could you look into the frames?"), talk(vault, "Hello, are you free?")
    remind(vault, there, "remind me tomorrow at 9 to answer them")
    assert told(suggested(vault, here)) == []


def test_a_promise_the_person_wrote_down_is_told(vault: Vault) -> None:
    there = talk(vault, "Could you send the album?")
    promises.add(vault.db, there, by=Side.ME, what="the album", now=NOW, due_at=NOW + timedelta(days=3))
    assert told(suggested(vault, there))[0].text == "Noted, you'll have it on Sunday."


def test_what_they_promised_is_not_acknowledged_as_the_persons(vault: Vault) -> None:
    there = talk(vault, "I will send the deposit")
    promises.add(vault.db, there, by=Side.THEM, what="the deposit", now=NOW)
    assert told(suggested(vault, there)) == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("¿Podrías mirar lo de los marcos para mí, por favor?", "Apuntado, te escribo mañana."),
        ("Könntest du bitte für mich nach den Rahmen schauen?", "Notiert, ich melde mich morgen."),
        ("Est-ce que tu pourrais regarder les cadres pour moi ?", "C'est noté, je reviens vers vous demain."),
    ],
)
def test_it_is_said_in_the_language_of_the_conversation(vault: Vault, said: str, expected: str) -> None:
    there = talk(vault, said)
    remind(vault, there, "remind me tomorrow at 9 to answer Kim")
    assert expected in [option.text for option in told(suggested(vault, there))]


def test_it_is_said_in_the_persons_style(vault: Vault) -> None:
    rows = Rows(vault.db)
    other = rows.conversation(rows.contact("Lee"), filter="main")
    for n in range(60):
        at = micros(NOW - timedelta(days=20) + timedelta(hours=n))
        rows.message(other, f"sure thing see you at the studio number {n}", at_us=at, from_me=bool(n % 2))
    there = talk(vault, "> Does Saturday at 14:00 work?", "yes perfect")
    assert told(suggested(vault, there))[0].text == "booked, see you on saturday at 14:00"


def test_nothing_is_acknowledged_in_groups(vault: Vault) -> None:
    there = talk(vault, "> Does Saturday at 14:00 work?", "yes perfect", is_group=1)
    assert replies.occasion(vault.db, there, now=NOW).noted == ()


def test_nothing_is_acknowledged_where_something_is_worth_checking(vault: Vault) -> None:
    there = talk(
        vault,
        "> Does Saturday at 14:00 work?",
        "yes perfect, my office will send a cheque for 2,400, you keep your fee and wire the rest to the mover",
    )
    here = replies.occasion(vault.db, there, now=NOW)
    assert max(here.risk.scam_risk, here.risk.manipulation_score) > 0.4
    assert here.noted == ()


def test_when_the_person_spoke_last_nothing_is_acknowledged(vault: Vault) -> None:
    there = talk(vault, "yes perfect", "> Great")
    remind(vault, there, "remind me tomorrow at 9 to answer Kim")
    assert replies.occasion(vault.db, there, now=NOW).noted == ()


def test_drafts_that_are_there_tell_a_reminder_as_soon_as_it_is_set_and_no_more_once_it_is_taken_back(
    vault: Vault,
) -> None:
    there = talk(vault, "Could you look into the frames for me?")
    told_of: queue.SimpleQueue[events.Event] = queue.SimpleQueue()
    conductor = Conductor(vault, Settings(), clock=lambda: NOW)
    conductor.hear(told_of.put)
    conductor.start()

    def texts() -> list[str]:
        while True:
            event = told_of.get(timeout=60)
            if isinstance(event, events.SuggestionsReady) and event.conversation_id == there:
                with_them = suggestions.get_request(reader, event.request_id)
                return [option.text for option in told(with_them)]

    reader = vault.reader()
    try:
        conductor.opened(there)
        assert texts() == []
        conductor.remind("remind me tomorrow at 9 to answer Kim", there)
        assert texts()
        conductor.undo()
        assert texts() == []
    finally:
        conductor.stop()
