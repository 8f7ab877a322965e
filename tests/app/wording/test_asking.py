"""What Ask says, in whole sentences with dates you can see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.wording import asking as words
from engine.asked import AskSource, Reminder, ReminderState

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


def test_nothing_shouts_or_hurries() -> None:
    for text in (*words.UNCLEAR.values(), words.CHAT, words.NOTHING, words.NOTHING_CERTAIN, words.GONE):
        assert "!" not in text
        assert "AI" not in text.split()
