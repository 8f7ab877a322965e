"""When something is due that somebody says they will do."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.judge.due import due, named

NOW = datetime(2026, 3, 18, 10, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("low", "at"),
    [
        ("by the 20th", "2026-03-20 18:00"),
        ("by the 18th", "2026-03-18 18:00"),
        ("by the 5th", "2026-04-05 18:00"),
        ("antes del 15", "2026-04-15 18:00"),
        ("am 20. um 16 uhr", "2026-03-20 16:00"),
        ("le 5 mai", "2026-05-05 18:00"),
        ("am 5. mai", "2026-05-05 18:00"),
        ("el 5 de mayo", "2026-05-05 18:00"),
        ("on the 2nd of may", "2026-05-02 18:00"),
        ("15/04", "2026-04-15 18:00"),
        ("04/15", "2026-04-15 18:00"),
        ("by 3/4", "2026-04-03 18:00"),
        ("next week", "2026-03-27 18:00"),
        ("end of the month", "2026-03-31 18:00"),
        ("next month", "2026-04-30 18:00"),
        ("after the weekend", "2026-03-23 18:00"),
    ],
)
def test_a_named_day_is_still_to_come(low: str, at: str) -> None:
    found = named(low, NOW)
    assert found is not None
    assert f"{found.at:%Y-%m-%d %H:%M}" == at


@pytest.mark.parametrize("low", ["", "31/2", "soon", "the photos from saturday", "0/0"])
def test_what_names_no_day_of_the_deed_is_none(low: str) -> None:
    assert due(low, NOW) is None
