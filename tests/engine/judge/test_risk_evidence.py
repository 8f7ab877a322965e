"""What speaks for and against a suspicion: age, history, jokes, who said it, and what was dismissed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engine.judge.risk import AMBER, RED, detect
from tests.engine.judge.conversations import HARMFUL, NOW, said
from tests.engine.judge.risk_examples import SCAMS


def test_what_is_taken_back_as_a_joke_is_not_held_against_them() -> None:
    lines = ["Send me $5000 in gift cards or the cat gets it", "> what", "just kidding, see you tonight"]
    assert detect("1", said(*lines), now=NOW).combined_risk < RED


def test_every_flag_can_be_dismissed_by_its_name() -> None:
    for _name, lines in SCAMS[::5]:
        for flag in detect("1", said(*lines), now=NOW).red_flags:
            without = detect("1", said(*lines), now=NOW, dismissed=frozenset({flag.pattern_name}))
            assert flag.pattern_name not in {f.pattern_name for f in without.red_flags}


def test_what_the_person_writes_is_no_evidence() -> None:
    lines = [f"> {line}" for line in HARMFUL[2][1] if not line.startswith("> ")]
    found = detect("1", said(*lines), now=NOW)
    assert found.red_flags == ()
    assert found.combined_risk == 0


def test_age_takes_weight_from_a_flag() -> None:
    words = "Send me your bank login please"
    fresh = detect("1", said(words), now=NOW).combined_risk
    old = detect("1", said(words, last=NOW - timedelta(days=240)), now=NOW).combined_risk
    assert old < fresh / 2


def test_a_history_of_payments_and_kept_bookings_speaks_against_it() -> None:
    ask = "Can you please send me $200 until Friday? Don't tell anyone, I need it right now, transfer it immediately"
    stranger = detect("1", said(ask), now=NOW)
    known = said("> Got your payment, thanks!", "> It was lovely to see you yesterday", ask, gap=timedelta(days=5))
    friend = detect("1", known, now=NOW)
    assert {r.code for r in friend.counter_evidence} == {"paid_before", "booking_kept"}
    assert friend.combined_risk < stranger.combined_risk * 0.8


def test_payments_only_they_speak_of_count_for_nothing() -> None:
    assert detect("1", said("I got your payment", "I paid the deposit"), now=NOW).counter_evidence == ()


def test_asking_who_they_are_and_getting_an_answer_is_noted() -> None:
    found = detect("1", said("Hello", "> Who is this?", "It is Lee from the tennis club"), now=NOW)
    assert [r.code for r in found.counter_evidence] == ["answered_identity"]


def test_a_dismissed_flag_stays_away_and_a_star_means_all() -> None:
    lines = HARMFUL[2][1]
    names = {f.pattern_name for f in detect("1", said(*lines), now=NOW).red_flags}
    without = detect("1", said(*lines), now=NOW, dismissed=frozenset({"gift_card_request"}))
    assert {f.pattern_name for f in without.red_flags} == names - {"gift_card_request"}
    assert detect("1", said(*lines), now=NOW, dismissed=frozenset({"*"})).combined_risk == 0


def test_refusing_laughing_and_reporting_are_no_evidence() -> None:
    for text in (
        "I would never ask you for your bank details",
        "Someone texted me asking me to buy gift cards and send the codes, crazy",
        "Send me your credit card number, just kidding",
        "don't send me your card details by text",
    ):
        assert detect("1", said(text), now=NOW).combined_risk < AMBER, text


def test_codes_and_reactions_are_not_read() -> None:
    message = replace(said("Read me the security code please")[0], one_time_code=True)
    assert detect("1", [message], now=NOW).red_flags == ()


def test_a_good_customer_may_still_ask_for_unpaid_work() -> None:
    ask = "Can you add the second room for free like last time? I need to know by six"
    known = detect("1", said("> Got your payment, thanks!", "> It was lovely to see you yesterday", ask), now=NOW)
    assert {r.code for r in known.counter_evidence} == {"paid_before", "booking_kept"}
    assert known.combined_risk >= AMBER
