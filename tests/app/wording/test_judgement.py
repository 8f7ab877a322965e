"""Every code of judgement has words."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

import engine.judge
from app.wording import judgement
from app.wording.spans import waited
from engine.domain import ContactClass, Message, Priority, Reason, Standing, State
from engine.judge.counter_evidence import FACTOR
from engine.judge.flagging import READS_LIKE
from engine.judge.intent import INTENTS
from engine.judge.patterns import catalogue
from engine.judge.reply_window import BINS, CELLS, History, bin_of
from engine.judge.risk import detect
from engine.judge.standing import standing
from tests.engine.judge.conversations import HARMFUL, NOW, said

SOURCES = [p.read_text("utf-8") for p in Path(next(iter(engine.judge.__path__))).glob("*.py")]


def test_every_pattern_has_a_title_and_no_title_is_left_over() -> None:
    assert set(judgement.PATTERNS) == {p.name for p in (*catalogue().patterns, READS_LIKE)}


def test_every_intent_has_a_reason_and_a_chip() -> None:
    assert {f"intent_{name}" for name in INTENTS} <= set(judgement.REASONS)
    assert set(judgement.CHIPS) == set(INTENTS)


def test_every_piece_of_counter_evidence_has_words() -> None:
    assert set(judgement.COUNTER) == set(FACTOR)


def test_every_reason_the_engine_names_has_words() -> None:
    named = {code for text in SOURCES for code in re.findall(r'Reason\("(\w+)"', text)}
    named |= {code for text in SOURCES for code in re.findall(r'State\.\w+, "(\w+)"', text)}
    named |= {code for text in SOURCES for code in re.findall(r'^    \("(\w+)", -?[\d.]+,', text, re.M)}
    assert len(named) > 15
    assert named - set(judgement.COUNTER) <= set(judgement.REASONS)


def test_every_recommendation_the_engine_gives_has_words() -> None:
    for _, lines in HARMFUL:
        code = detect("1", said(*lines), now=NOW).recommendation
        assert judgement.recommendation(code).endswith(".")
    for code in judgement.RECOMMENDATIONS:
        assert any(f'"{code}"' in text for text in SOURCES), code


def test_nothing_against_it_is_said_aloud() -> None:
    assert judgement.counter_sentences(detect("1", [], now=NOW)) == ["Nothing found that speaks against it"]


USUALLY_20_MIN = np.zeros((CELLS, BINS))
USUALLY_20_MIN[:, bin_of(1200.0)] = 200


def test_a_reason_reads_like_speech() -> None:
    found = standing(
        said("Are you free on Saturday?", last=NOW - timedelta(hours=2)),
        contact_class=ContactClass.CLIENT,
        now=NOW,
        history=History(USUALLY_20_MIN, USUALLY_20_MIN),
    )
    words = judgement.reason_sentence(found.reasons, now=NOW)
    assert words.startswith("asked about Saturday 2 h ago; ")
    assert words.endswith("usually answered within 20 min")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Could we move it? I need to know by 15:00"], ("now", "By 15:00 · reschedule")),
        (["I'd like to book a session"], ("today", "Ready to book")),
        (["Are you free on Saturday?"], ("today", "Today · booking")),
        (["What would twelve portraits cost?"], ("today", "Quote requested")),
        (
            ["It won't let me download them", "we print tomorrow, the deadline is tomorrow 12:00"],
            ("today", "By tomorrow 12:00 · problem"),
        ),
        (["everything feels pointless"], ("now", "Now · may need you")),
        (["which lens did you use for that one"], ("soon", "This week · question")),
        (["How much is it? I need to know before Saturday"], ("soon", "By Saturday · prices")),
        (["thanks!"], ("", "")),
        (["We had such a nice dinner"], ("", "")),
    ],
)
def test_a_chip_says_level_then_reason(lines: list[str], expected: tuple[str, str]) -> None:
    found = standing(said(*lines), contact_class=ContactClass.CLIENT, now=NOW)
    assert judgement.chip(found, now=NOW) == expected


def test_lengths_of_time_are_short_words() -> None:
    assert [judgement.span(s) for s in (5, 1500, 7200, 200_000)] == ["1 min", "25 min", "2 h", "2 days"]


def test_a_snooze_names_its_time() -> None:
    reason = Reason("snoozed", {"until": "2026-03-11T16:30:00Z"})
    assert judgement.reason_sentence([reason], now=NOW) == "Set aside until 16:30"


def test_no_sentence_cheers_or_blames() -> None:
    for table in (judgement.REASONS, judgement.RECOMMENDATIONS, judgement.PATTERNS, judgement.COUNTER):
        for words in table.values():
            assert "!" not in words
            assert not re.search(r"\bAI\b|scammer|liar", words)


def test_levels_have_words() -> None:
    assert [judgement.risk_word(r) for r in (0.0, 0.5, 0.9)] == ["Clear", "Worth checking", "High risk"]


def test_messages_of_the_person_are_left_alone() -> None:
    assert detect("1", [Message("1", True, "send me your bank login", NOW)], now=NOW).red_flags == ()


@pytest.mark.parametrize("seconds", [119, 9000, 9300, 86_000])
def test_a_reason_counts_time_as_the_row_of_the_inbox_does(seconds: int) -> None:
    assert judgement.span(seconds) == waited(seconds)


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("2026-06-18T17:00:00Z", "Back at 18:00"),
        ("2026-06-19T08:00:00Z", "Back tomorrow 09:00"),
        ("2026-06-22T08:00:00Z", "Back Monday 09:00"),
        ("2026-08-03T08:00:00Z", "Back 3 August 09:00"),
    ],
)
def test_what_was_set_aside_says_when_it_comes_back(until: str, words: str) -> None:
    now = datetime(2026, 6, 18, 12, 0, tzinfo=ZoneInfo("Europe/London"))
    reasons = (Reason("snoozed", {"until": until}), Reason("asked", {"seconds": "60", "intent": "question"}))
    aside = Standing(State.LATER, 0.5, Priority.ROUTINE, reasons, 0.4, None, None, None)
    assert judgement.chip(aside, now=now) == ("", words)
    they = Standing(State.LATER, 0.5, Priority.ROUTINE, (Reason("until_they_write"),), 0.4, None, None, None)
    assert judgement.chip(they, now=now) == ("", "Back when they write")
