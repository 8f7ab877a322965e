"""Words of despair bring a notice of care and no suspicion; figures of speech bring nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.judge.risk import detect
from tests.engine.judge.conversations import HARMFUL, NOW, said


def test_traffic_kills_nobody() -> None:
    for text in ("this traffic kills me", "i'm dead 💀", "this exam will kill me", "der Verkehr bringt mich um"):
        assert not detect("1", said(text), now=NOW).care_notice, text


@pytest.mark.parametrize(
    "text", ["no quiero vivir más", "j'ai envie de mourir", "ich will nicht mehr leben", "não quero viver assim"]
)
def test_distress_is_heard_in_other_languages(text: str) -> None:
    found = detect("1", said(text), now=NOW)
    assert found.care_notice
    assert found.recommendation == "care_first"
    assert not found.should_block


def test_words_of_self_harm_bring_a_care_notice_and_never_only_a_block() -> None:
    plain = detect("1", said("I don't want to live anymore"), now=NOW)
    assert plain.care_notice
    assert plain.recommendation == "care_first"
    assert plain.red_flags == ()
    threat = detect("1", said(*HARMFUL[2][1], "If you leave me I will kill myself"), now=NOW)
    assert threat.care_notice
    assert not threat.should_block


def test_a_friend_without_hope_brings_care_and_no_suspicion() -> None:
    found = detect(
        "1", said("everything just feels empty and pointless", "i don't think i can take this anymore"), now=NOW
    )
    assert found.care_notice
    assert found.recommendation == "care_first"
    assert (found.should_block, found.red_flags) == (False, ())
    assert found.combined_risk < 0.1


def test_care_is_for_the_present() -> None:
    words = said("I don't want to live anymore", last=NOW - timedelta(days=400))
    assert not detect("1", words, now=NOW).care_notice
