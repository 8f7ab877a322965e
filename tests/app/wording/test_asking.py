"""What Ask says, in whole sentences with dates you can see."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from app.wording import asking as words
from app.wording.ask_catalogue import Counted
from engine.asked import AskSource, Reminder, ReminderState
from engine.reply.silence import CODES

NOW = datetime(2026, 10, 8, 11, 0, tzinfo=ZoneInfo("Europe/London"))


def source(days: int, *, from_me: bool) -> AskSource:
    return AskSource(1, "5", "3", "Ines", "see you", NOW.astimezone(UTC) - timedelta(days=days), from_me)


@pytest.mark.parametrize(
    ("days", "from_me", "said"),
    [
        (208, False, "On 14 March Ines wrote: “see you” [1]"),
        (0, False, "Today Ines wrote: “see you” [1]"),
        (1, True, "Yesterday you wrote to Ines: “see you” [1]"),
        (400, False, "On 3 September 2025 Ines wrote: “see you” [1]"),
    ],
)
def test_a_quote_says_who_and_when(days: int, from_me: bool, said: str) -> None:
    assert words.quoted(source(days, from_me=from_me), NOW) == said


def test_a_reminder_is_confirmed_with_its_date() -> None:
    due = datetime(2026, 10, 9, 8, 0, tzinfo=UTC)
    one = Reminder("1", "Ask the lab", "3", "Lena Ostrowe", due, "Europe/London", ReminderState.OPEN, NOW, "ask")
    said = words.confirmed(one, NOW, ("time", "gap"))
    assert said.startswith("Reminder set for Friday 9 October, 09:00: Ask the lab. It links to Lena Ostrowe.")
    assert "clocks go forward" in said
    assert words.reminder_line(one, NOW).endswith("set")
    assert words.reminder_line(one, NOW + timedelta(days=2)).endswith("overdue")


@pytest.mark.parametrize(
    ("names", "total", "said"),
    [
        ([], 0, "Nobody is waiting for you."),
        (["Ines"], 1, "Ines is waiting for you."),
        (["Ines", "Kit"], 2, "Ines and Kit are waiting for you."),
        (["Ines", "Kit"], 5, "Ines, Kit and 3 more are waiting for you."),
    ],
)
def test_counts_are_honest(names: list[str], total: int, said: str) -> None:
    assert words.waiting(names, total) == said


@pytest.mark.parametrize(
    ("count", "said"), [(0, "No message says so."), (1, "Once."), (3, "Three times."), (12, "12 times.")]
)
def test_how_often_is_said_in_words(count: int, said: str) -> None:
    assert words.times(count) == said


@pytest.mark.parametrize("tongue", words.CATALOGUES)
def test_nothing_shouts_or_hurries(tongue: str) -> None:
    said = words.catalogue(tongue)
    for text in (*said.unclear.values(), *said.silences.values(), said.chat, said.nothing, said.nothing_certain):
        assert "!" not in text
        assert "AI" not in text.split()


def test_every_language_says_everything_that_english_says() -> None:
    english = words.catalogue("en")
    for tongue, said in words.CATALOGUES.items():
        assert said.unclear.keys() == english.unclear.keys()
        assert said.guessed.keys() == english.guessed.keys()
        assert set(said.states) == set(ReminderState)
        assert (len(said.months), len(said.weekdays)) == (12, 7)
        for code in (*CODES, "something new"):
            assert words.silent(code, tongue)
        holes = {name: _holes(getattr(said, name)) for name in _SENTENCES}
        assert holes == {name: _holes(getattr(english, name)) for name in _SENTENCES}, tongue


_SENTENCES = [
    one.name
    for one in dataclasses.fields(words.ENGLISH)
    if isinstance(getattr(words.ENGLISH, one.name), (str, Counted)) and one.name != "nothing"
]


def _holes(said: str | Counted) -> set[str]:
    texts = [said] if isinstance(said, str) else [said.none, said.one, said.many]
    return {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


def test_a_language_that_sotto_does_not_speak_is_answered_in_english() -> None:
    assert words.catalogue("fi") is words.ENGLISH


@pytest.mark.parametrize(
    ("tongue", "quote", "moment"),
    [
        ("es", "El 14 de marzo Ines escribió: «see you» [1]", "viernes 9 de octubre, 09:00"),
        ("fr", "Le 14 mars, Ines a écrit : « see you » [1]", "vendredi 9 octobre, 09:00"),
        ("de", "Am 14. März schrieb Ines: „see you“ [1]", "Freitag, 9. Oktober, 09:00 Uhr"),
        ("pt", "Em 14 de março, Ines escreveu: “see you” [1]", "sexta-feira, 9 de outubro, 09:00"),
    ],
)
def test_quotes_and_dates_are_said_as_the_language_says_them(tongue: str, quote: str, moment: str) -> None:
    assert words.quoted(source(208, from_me=False), NOW, tongue) == quote
    assert words.moment(datetime(2026, 10, 9, 8, 0, tzinfo=UTC), NOW, tongue) == moment


@pytest.mark.parametrize(
    ("tongue", "one", "three"),
    [
        ("es", "Ines te está esperando.", "Ines, Kit y 1 más te están esperando."),
        ("fr", "Ines attend ta réponse.", "Ines, Kit et 1 de plus attendent ta réponse."),
        ("de", "Ines wartet auf dich.", "Ines, Kit und 1 weitere warten auf dich."),
        ("pt", "Ines está à sua espera.", "Ines, Kit e mais 1 estão à sua espera."),
    ],
)
def test_who_waits_is_counted_in_every_language(tongue: str, one: str, three: str) -> None:
    assert words.waiting(["Ines"], 1, tongue) == one
    assert words.waiting(["Ines", "Kit"], 3, tongue) == three
