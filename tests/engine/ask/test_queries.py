"""What a question asks for: whose words, when, by whom, in which form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.ask import periods
from engine.ask.instructions import instruction
from engine.ask.people import named
from engine.ask.queries import Query, Wants, parts, query
from tests.engine.ask.reminder_examples import NOW
from tests.engine.ask.test_people import PEOPLE


def read(text: str) -> Query:
    return query(text, PEOPLE, NOW)


@pytest.mark.parametrize(
    ("text", "from_me"),
    [
        ("what did I tell Kim", True),
        ("prices I quoted for headshots", True),
        ("have I sent the gallery to Oona", True),
        ("¿qué le dije a Dana?", True),
        ("was habe ich Dana geschrieben", True),
        ("what did Kim say about parking", False),
        ("what did Kim ask me", False),
        ("who asked about parking", False),
        ("anything from Dana about the refund", False),
        ("did Lee Marsh confirm Saturday", False),
        ("qué dijo Dana", False),
        ("is Kim married", None),
        ("where is the session", None),
    ],
)
def test_it_is_clear_who_said_it(text: str, from_me: bool | None) -> None:
    assert read(text).from_me is from_me


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("what did Kim say today", "2026-03-18", "2026-03-19"),
        ("what did Kim say yesterday", "2026-03-17", "2026-03-18"),
        ("what did Kim say this week", "2026-03-16", "2026-03-23"),
        ("what did Kim say last week", "2026-03-09", "2026-03-16"),
        ("what did Kim say last month", "2026-02-01", "2026-03-01"),
        ("what did Kim say in March", "2026-03-01", "2026-04-01"),
        ("what did Kim say in May", "2025-05-01", "2025-06-01"),
        ("what did Kim say in May 2024", "2024-05-01", "2024-06-01"),
        ("what did Kim say in 2025", "2025-01-01", "2026-01-01"),
        ("what did Kim say last Friday", "2026-03-13", "2026-03-14"),
        ("what did Kim say on 14 March", "2026-03-14", "2026-03-15"),
        ("what did Kim say since Monday", "2026-03-16", "2026-03-19"),
        ("what did Kim say 3 days ago", "2026-03-15", "2026-03-16"),
        ("what did Kim say in the last 2 weeks", "2026-03-04", "2026-03-19"),
        ("qué dijo Kim la semana pasada", "2026-03-09", "2026-03-16"),
        ("qu'est-ce que Kim a dit hier", "2026-03-17", "2026-03-18"),
        ("was hat Kim letzte Woche gesagt", "2026-03-09", "2026-03-16"),
        ("o que Kim disse ontem", "2026-03-17", "2026-03-18"),
    ],
)
def test_times_of_the_past_are_read(text: str, since: str, until: str) -> None:
    found = read(text).period
    assert found is not None
    assert (f"{found.since:%Y-%m-%d}", f"{found.until:%Y-%m-%d}") == (since, until)
    assert found.since.tzinfo is NOW.tzinfo


@pytest.mark.parametrize("text", ["what did Kim say", "may I see it", "31 February", "the last 8 prints"])
def test_no_time_is_none(text: str) -> None:
    assert periods.read(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("how often did Kim cancel", Wants.COUNT),
        ("wie oft hat Kim abgesagt", Wants.COUNT),
        ("when did Kim last write", Wants.LAST),
        ("when did Kim write last week", Wants.QUOTES),
        ("how long have I known Kim", Wants.FIRST),
        ("what did Kim say", Wants.QUOTES),
    ],
)
def test_the_form_of_the_answer_is_read(text: str, wants: Wants) -> None:
    assert read(text).wants is wants


def test_only_telling_words_are_looked_for() -> None:
    found = read("what did Kim say about the parking space last week?")
    assert found.terms == ("parking", "space")
    assert found.contacts == (1,)


def test_two_questions_in_one_are_two() -> None:
    assert parts("what did Kim say about the frame and when did Lee pay?") == [
        "what did Kim say about the frame",
        "when did Lee pay",
    ]
    assert parts("does Kim like tea and cake?") == ["does Kim like tea and cake"]


def test_a_stranger_who_is_named_is_told_apart_from_nobody() -> None:
    assert read("what did Zorro say").unknown == "Zorro"
    assert read("what did she say").unknown == ""


@pytest.mark.parametrize(
    ("text", "steer"),
    [
        ("write to Kim that I'm late", "I'm late"),
        ("tell Kim I can't make Saturday", "I can't make Saturday"),
        ("let Ines know the gallery is up", "the gallery is up"),
        ("please write Kim that I am running late", "I am running late"),
        ("answer Dana: yes, Sunday at 11 is fine", "yes, Sunday at 11 is fine"),
        ("ask Dana whether she still wants the frame", "ask whether she still wants the frame"),
        ("thank Ines for the flowers", "thank them for the flowers"),
        ("say no to Kim", "say no"),
        ("answer Kim", ""),
        ("dile a Kim que no puedo", "no puedo"),
        ("schreib Dana, dass ich zu spät komme", "ich komme zu spät"),
    ],
)
def test_what_a_draft_shall_say_is_told_from_to_whom(text: str, steer: str) -> None:
    assert instruction(text, named(text, PEOPLE).spans) == steer


@given(st.text(max_size=200))
def test_no_question_breaks_the_reading(text: str) -> None:
    for part in parts(text):
        assert read(part).terms is not None
    assert instruction(text, named(text, PEOPLE).spans) is not None
