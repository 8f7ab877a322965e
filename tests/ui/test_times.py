"""Times and sizes in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ui import snoozing, times

NOW = datetime(2026, 10, 8, 11, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "now"), (1500, "25 min"), (7300, "2 h"), (90000, "Yesterday"), (180000, "2 d"), (15 * 86400, "2 w")],
)
def test_waiting_is_short(seconds: int, words: str) -> None:
    assert times.waiting(seconds) == words


def test_waiting_is_read_aloud_in_full() -> None:
    assert times.spoken_waiting(3600) == "1 hour"
    assert times.spoken_waiting(3 * 86400) == "3 days"
    assert times.spoken_waiting(10) == "less than a minute"


def test_days_have_names_and_other_years_their_number() -> None:
    assert times.day(NOW, NOW, UTC) == "Today"
    assert times.day(NOW - timedelta(days=1), NOW, UTC) == "Yesterday"
    assert times.day(NOW - timedelta(days=2), NOW, UTC) == "Tuesday 6 October"
    assert times.day(datetime(2025, 3, 14, 12, tzinfo=UTC), NOW, UTC) == "Friday 14 March 2025"


@pytest.mark.parametrize(("n", "words"), [(0, ""), (84_000, "84 KB"), (3_100_000, "3.1 MB"), (2_600_000_000, "2.6 GB")])
def test_sizes_are_rounded(n: int, words: str) -> None:
    assert times.size(n) == words


def test_snoozing_offers_only_later_times() -> None:
    offered = snoozing.choices(NOW, UTC)
    assert [word for word, _until in offered] == [
        "In 1 hour",
        "This evening, 18:00",
        "Tomorrow, 09:00",
        "Monday, 09:00",
    ]
    assert all(until > NOW for _word, until in offered)
    assert offered[3][1] == datetime(2026, 10, 12, 9, tzinfo=UTC)


def test_in_the_evening_this_evening_is_not_offered() -> None:
    words = [word for word, _until in snoozing.choices(NOW.replace(hour=17, minute=30), UTC)]
    assert "This evening, 18:00" not in words


def test_on_sunday_tomorrow_is_monday_and_offered_once() -> None:
    sunday = datetime(2026, 10, 11, 11, tzinfo=UTC)
    assert [word for word, _until in snoozing.choices(sunday, UTC)][-1] == "Tomorrow, 09:00"


def test_in_the_night_the_morning_to_come_has_its_own_word() -> None:
    night = NOW.replace(hour=1, minute=12)
    offered = snoozing.choices(night, UTC)
    assert [word for word, _until in offered][:4] == [
        "In 1 hour",
        "This morning, 09:00",
        "This evening, 18:00",
        "Friday, 09:00",
    ]
    assert offered[1][1] == night.replace(hour=9, minute=0)
    assert offered[3][1] - offered[1][1] == timedelta(days=1)
