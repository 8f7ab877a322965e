"""Scripts become happenings at believable times."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from importers.demo import script
from importers.demo.script import ME, THEM

NOW = datetime(2026, 10, 9, 11, 6, tzinfo=UTC)  # a Friday


def played(text: str, now: datetime = NOW) -> list[script.Happening]:
    return script.happenings(text, now=now, rng=random.Random(1))


def test_lines_keep_their_order_their_sides_and_their_day() -> None:
    first, second, third = played("@ 3d 10:00\n< hi\n< there\n> hello")
    assert [first.who, second.who, third.who] == [THEM, THEM, ME]
    assert first.at.date() == date(2026, 10, 6)
    assert first.at < second.at < third.at < first.at + timedelta(hours=1)
    assert third.at - second.at > second.at - first.at


def test_a_weekday_anchor_is_the_first_such_day() -> None:
    (one,) = played("@ sat-30 09:00\n< hi")
    assert one.at.date() == date(2026, 9, 12)


@pytest.mark.parametrize("hour", range(24))
def test_nothing_lies_after_now_at_any_hour(hour: int) -> None:
    now = NOW.replace(hour=hour)
    found = played("@ ago 2m\n" + "< more\n> and more\n" * 40, now)
    assert all(earlier.at <= later.at < now for earlier, later in pairwise(found))


def test_dates_are_spoken_as_the_line_is_written() -> None:
    assert script.fill("saturday {sat+1}?", NOW) == "saturday 10th october?"
    assert script.fill("On the {d-8}", NOW) == "On the 1st October"
    assert script.fill("on {D+3}", NOW) == "on 12th October"


@pytest.mark.parametrize(("hour", "said"), [(8, "15:00"), (12, "15:00"), (14, "17:00"), (22, "9:00 tomorrow")])
def test_a_deadline_is_soon_whatever_the_hour(hour: int, said: str) -> None:
    assert script.fill("by {by}", NOW.replace(hour=hour)) == f"by {said}"


def test_members_replies_effects_and_acts_are_told_apart() -> None:
    spoken, act, event, link = played(
        "<kofi: ^1 nice //confetti\n!tap <kofi laugh\n!event renamed <kofi the club\n!link > https://a.example | A | b"
    )
    assert (spoken.who, spoken.back, spoken.text, spoken.effect) == ("kofi", 1, "nice", "confetti")
    assert (act.what, act.who, act.text) == ("tap", "kofi", "laugh")
    assert (event.text, event.who, event.args) == ("renamed", "kofi", ("the club",))
    assert (link.who, link.args) == (ME, ("https://a.example", "A", "b"))


def test_a_line_that_means_nothing_is_refused() -> None:
    with pytest.raises(ValueError):
        played("hello")


def test_a_choice_is_made_and_brackets_without_one_stay() -> None:
    found = {script.choices("[a|b] [c]", random.Random(seed)) for seed in range(20)}
    assert found == {"a [c]", "b [c]"}


def test_apostrophes_are_curled_inside_words_only() -> None:
    assert script.curled("don't say 'no'") == "don’t say 'no'"
