"""What is said when something was just written down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.reply.acknowledgements import MOST, Noted, acknowledgements
from engine.voice.style import NEUTRAL


def test_a_booking_is_said_back_with_its_time() -> None:
    texts = [one.text for one in acknowledgements(Noted.BOOKING, NEUTRAL, time="2")]
    assert texts[0] == "Booked, see you at 2."


def test_day_and_time_are_both_said_where_both_are_known() -> None:
    texts = [one.text for one in acknowledgements(Noted.BOOKING, NEUTRAL, day="Sunday", time="14:00")]
    assert texts[0] == "Booked, see you on Sunday at 14:00."


def test_it_is_put_into_the_style_of_the_person() -> None:
    small = replace(NEUTRAL, capitalization="lowercase", punctuation_style="minimal", samples_count=60)
    assert acknowledgements(Noted.BOOKING, small, time="2")[0].text == "booked, see you at 2"


@pytest.mark.parametrize("noted", Noted)
@pytest.mark.parametrize("tongue", ["en", "es", "fr", "de", "pt", "fi", ""])
def test_there_is_something_to_say_in_every_language_and_nothing_invented(noted: Noted, tongue: str) -> None:
    found = acknowledgements(noted, NEUTRAL, tongue)
    assert 1 <= len(found) <= MOST
    assert not any(sign.isdigit() for one in found for sign in one.text)
    assert acknowledgements(noted, NEUTRAL, tongue, day="Sunday", time="14:00", thing="the list")
