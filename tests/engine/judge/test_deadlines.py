"""Times named in texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.judge.deadlines import find
from engine.judge.reading import read

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "at", "firm"),
    [
        ("by 15:00", "2026-03-11 15:00", True),
        ("I need it by 3pm", "2026-03-11 15:00", True),
        ("before Friday please", "2026-03-13 18:00", True),
        ("in 20 minutes", "2026-03-11 10:20", True),
        ("within 2 hours", "2026-03-11 12:00", True),
        ("in half an hour", "2026-03-11 10:30", True),
        ("today", "2026-03-11 18:00", False),
        ("dinner tonight", "2026-03-11 21:00", False),
        ("tomorrow at 9", "2026-03-12 09:00", False),
        ("Saturday at 3", "2026-03-14 15:00", False),
        ("by tomorrow noon", "2026-03-12 12:00", True),
        ("until 14 March", "2026-03-14 18:00", True),
        ("on April 2nd", "2026-04-02 18:00", False),
        ("at 8", "2026-03-11 20:00", False),
        ("by 9:30", "2026-03-12 09:30", True),
        ("end of day", "2026-03-11 18:00", True),
        ("wednesday", "2026-03-18 18:00", False),
        ("antes del viernes", "2026-03-13 18:00", True),
        ("mañana a las 10:30", "2026-03-12 10:30", False),
        ("avant vendredi", "2026-03-13 18:00", True),
        ("bis Freitag", "2026-03-13 18:00", True),
        ("morgen um 16 Uhr", "2026-03-12 16:00", False),
        ("até sexta", "2026-03-13 18:00", True),
        ("next week", None, False),
        ("for 12 people", None, False),
        ("it cost 300 euros", None, False),
        ("I am fine", None, False),
        ("31 February", None, False),
        ("the brochure goes to print tomorrow at noon", "2026-03-12 12:00", True),
        ("applications close, the deadline is 20 March", "2026-03-20 18:00", True),
        ("tomorrow 12:00 at the latest", "2026-03-12 12:00", True),
        ("it has to be paid today", "2026-03-11 18:00", True),
        ("I need it in three days", "2026-03-14 10:00", True),
        ("we marry in three weeks", "2026-04-01 10:00", False),
        ("could you do all thirty in one day", None, False),
        ("would 2 April at 8:30 or the 4th suit you", "2026-04-02 08:30", False),
        ("will the album be here before 2 April", "2026-04-02 18:00", False),
        ("do you have anything free before 2 April", "2026-04-02 18:00", False),
        ("we're there until 6", "2026-03-11 18:00", False),
        ("la semana que viene por la mañana", None, False),
        ("Guten Morgen", None, False),
        ("we sat in the garden", None, False),
        ("c'est mon amie", None, False),
        ("are you free sat or sun", "2026-03-14 18:00", False),
    ],
)
def test_a_named_time_is_read(text: str, at: str | None, firm: bool) -> None:
    found = find(read(text).low, NOW)
    if at is None:
        assert found is None
    else:
        assert found is not None
        assert f"{found.at:%Y-%m-%d %H:%M}" == at
        assert found.firm is firm


def test_named_times_are_in_the_zone_of_the_reader() -> None:
    here = NOW.astimezone(timezone(timedelta(hours=-5)))
    found = find("by 15:00", here)
    assert found is not None
    assert found.at == datetime(2026, 3, 11, 20, 0, tzinfo=UTC)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="0123456789:./ abpmtuwefrinday-", max_size=40))
def test_no_mixture_of_figures_breaks_it(text: str) -> None:
    found = find(text, NOW)
    assert found is None or found.at.tzinfo is UTC
