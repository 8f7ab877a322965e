"""The person's rules make marks quieter and add words of their own, and never make anything red."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.domain import Message, Risk
from engine.judge import risk_rules
from engine.judge.risk import AMBER, RED, detect
from engine.judge.risk_rules import NEVER, OWN_PHRASE, Rules

NOW = datetime(2026, 10, 8, 11, 0, tzinfo=UTC)
SCAM = (
    "Our office will post you a cheque for 2,400, keep your 1,500 and send the balance to our stylist by transfer.",
    "Please keep this between us for now",
)
UNPAID = ("could you add the two extra outfits for free like last time?", "it will be great exposure for you")


def said(*texts: str, ago: timedelta = timedelta(hours=1), from_me: bool = False) -> list[Message]:
    return [Message(str(n), from_me, text, NOW - ago) for n, text in enumerate(texts)]


def weighed(messages: list[Message], rules: Rules, **more: frozenset[str]) -> Risk:
    return risk_rules.applied(rules, detect("1", messages, now=NOW), messages, now=NOW, **more)


def test_no_rules_change_nothing() -> None:
    for texts in (SCAM, UNPAID, ("see you on sunday",)):
        found = detect("1", said(*texts), now=NOW)
        assert risk_rules.applied(Rules(), found, said(*texts), now=NOW) is found


def test_a_kind_that_is_off_is_not_marked() -> None:
    before = detect("1", said(*UNPAID), now=NOW)
    assert before.freeloader_score >= AMBER
    after = weighed(said(*UNPAID), Rules({"freeloader": NEVER}))
    assert all(flag.category != "freeloader" for flag in after.red_flags)
    assert after.combined_risk < before.combined_risk
    assert after.freeloader_score == before.freeloader_score


def test_a_threshold_quiets_only_what_lies_below_it() -> None:
    found = detect("1", said(*UNPAID), now=NOW)
    below, above = found.freeloader_score + 0.01, found.freeloader_score - 0.01
    assert weighed(said(*UNPAID), Rules({"freeloader": above})) == found
    assert not weighed(said(*UNPAID), Rules({"freeloader": below})).red_flags


def test_a_low_threshold_makes_nothing_louder() -> None:
    harmless = said("see you on sunday, bring the small camera")
    assert weighed(harmless, Rules({"scam": 0.05, "manipulation": 0.1})).combined_risk < AMBER


def test_red_stays_red_unless_its_own_kind_is_off() -> None:
    assert weighed(said(*SCAM), Rules({"freeloader": NEVER, "time_waste": NEVER})).combined_risk >= RED
    quiet = weighed(said(*SCAM), Rules({"scam": NEVER}))
    assert quiet.combined_risk < RED
    assert not quiet.should_block


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        ("we can pay in Exposure, promise", "Exposure"),
        ("at mates'  rate please", "mates'  rate"),
        ("overexposure is bad", ""),
    ],
)
def test_own_words_are_an_amber_flag_where_they_stand(text: str, matched: str) -> None:
    rules = Rules(phrases=("exposure", "mates’ rate"))
    found = weighed(said(text), rules)
    flags = [flag for flag in found.red_flags if flag.pattern_name == OWN_PHRASE]
    assert [flag.matched_text for flag in flags] == ([matched] if matched else [])
    for flag in flags:
        assert text[slice(*flag.span)] == matched
        assert AMBER <= found.combined_risk < RED


def test_own_words_said_by_the_person_or_long_ago_are_nobodys_business() -> None:
    rules = Rules(phrases=("lantern",))
    for messages in (said("the lantern", from_me=True), said("the lantern", ago=timedelta(days=40))):
        assert weighed(messages, rules).red_flags == ()


@pytest.mark.parametrize("gone", ["*", OWN_PHRASE])
def test_own_words_rest_with_whom_they_are_no_risk(gone: str) -> None:
    found = weighed(said("the lantern"), Rules(phrases=("lantern",)), dismissed=frozenset({gone}))
    assert found.red_flags == ()


def test_the_advice_of_what_was_found_stays() -> None:
    rules = Rules(phrases=("cheque",))
    found = weighed(said(*SCAM), rules)
    assert found.recommendation == detect("1", said(*SCAM), now=NOW).recommendation
