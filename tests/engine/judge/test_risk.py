"""Risk: scams are found, ordinary life is left alone, and the words shown are the words said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain import Message
from engine.judge.patterns import CATEGORIES
from engine.judge.risk import AMBER, RED, detect, level
from tests.engine.judge.conversations import HARMFUL, HARMLESS, NOW, said

CODES = {
    "clear", "verify_first", "agree_price_first", "limit_time", "take_your_time", "keep_distance",
    "do_not_pay_or_share", "care_first",
}  # fmt: skip


@pytest.mark.parametrize(("name", "lines"), HARMLESS, ids=[name for name, _ in HARMLESS])
def test_ordinary_life_is_never_red(name: str, lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert found.combined_risk < RED, found.red_flags
    assert not found.should_block


@pytest.mark.parametrize(("name", "lines"), HARMFUL, ids=[name for name, _ in HARMFUL])
def test_a_scam_told_in_its_own_words_is_red(name: str, lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert found.combined_risk >= RED, [(f.pattern_name, f.matched_text) for f in found.red_flags]
    assert found.recommendation == "do_not_pay_or_share"


def test_there_are_enough_conversations_to_mean_something() -> None:
    assert len(HARMLESS) >= 30
    assert len(HARMFUL) >= 20


def test_few_ordinary_conversations_are_even_worth_checking() -> None:
    amber = [name for name, lines in HARMLESS if detect("1", said(*lines), now=NOW).combined_risk >= AMBER]
    assert len(amber) <= len(HARMLESS) // 10, amber


def test_what_the_person_writes_is_no_evidence() -> None:
    lines = [f"> {line}" for line in HARMFUL[2][1] if not line.startswith("> ")]
    found = detect("1", said(*lines), now=NOW)
    assert found.red_flags == ()
    assert found.combined_risk == 0


def test_spans_are_the_words_in_the_message_even_among_invisible_characters() -> None:
    text = "😀 Please\u200b buy some i\u200bTunes gift cards and send me the codes"
    (flag,) = detect("1", said(text), now=NOW).red_flags
    assert text[slice(*flag.span)] == flag.matched_text
    assert flag.matched_text.startswith("buy some")
    assert flag.message_id == "0"


def test_letters_borrowed_from_another_alphabet_do_not_hide_a_scam() -> None:
    assert detect("1", said("Buy some gіft cаrds and send me the codes"), now=NOW).red_flags


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


def test_one_doubtful_phrase_makes_no_accusation() -> None:
    found = detect("1", said("Do you have Telegram?"), now=NOW)
    assert found.certainty == "low"
    assert found.combined_risk < RED


def test_a_dismissed_flag_stays_away_and_a_star_means_all() -> None:
    lines = HARMFUL[2][1]
    names = {f.pattern_name for f in detect("1", said(*lines), now=NOW).red_flags}
    without = detect("1", said(*lines), now=NOW, dismissed=frozenset({"gift_card_request"}))
    assert {f.pattern_name for f in without.red_flags} == names - {"gift_card_request"}
    assert detect("1", said(*lines), now=NOW, dismissed=frozenset({"*"})).combined_risk == 0


def test_the_timeline_shows_the_stages_in_order() -> None:
    found = detect("1", said(*HARMFUL[10][1]), now=NOW)
    assert [m.at for m in found.timeline] == sorted(m.at for m in found.timeline)
    assert {"trust", "urgency", "ask"} <= {m.stage for m in found.timeline}


def test_words_of_self_harm_bring_a_care_notice_and_never_only_a_block() -> None:
    plain = detect("1", said("I don't want to live anymore"), now=NOW)
    assert plain.care_notice
    assert plain.recommendation == "care_first"
    assert plain.red_flags == ()
    threat = detect("1", said(*HARMFUL[2][1], "If you leave me I will kill myself"), now=NOW)
    assert threat.care_notice
    assert not threat.should_block


def test_unpaid_work_alone_is_never_high_risk() -> None:
    found = detect(
        "1",
        said(
            "Can you do it for free this time?",
            "We can't pay but it's great exposure",
            "Come on, other photographers do it for half",
            "Send the pictures first and then I'll pay",
        ),
        now=NOW,
    )
    assert found.freeloader_score > 0.8
    assert AMBER <= found.combined_risk < RED
    assert found.recommendation == "agree_price_first"


def test_a_long_friendship_does_not_add_up_to_a_scam_by_chance() -> None:
    phrases = [
        "Trust me, it's 100% safe",
        "I'm so bored, chat with me",
        "You're so selfish haha",
        "Do you have Telegram?",
    ]
    lines = [phrases[i // 60 % 4] if i % 60 == 0 else "See you later" for i in range(1200)]
    assert detect("1", said(*lines, gap=timedelta(hours=6)), now=NOW).combined_risk < RED


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


def test_a_huge_text_is_read_at_both_ends() -> None:
    text = "blah " * 40_000 + "buy some iTunes gift cards and send me the codes"
    (flag,) = detect("1", said(text), now=NOW).red_flags
    assert text[slice(*flag.span)] == flag.matched_text


def test_an_empty_conversation_is_clear() -> None:
    found = detect("1", [], now=NOW)
    assert (found.combined_risk, found.recommendation, found.red_flags) == (0, "clear", ())
    assert level(found.combined_risk) == "clear"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.text(max_size=200)), max_size=12))
def test_any_words_give_scores_in_range_and_true_spans(words: list[tuple[bool, str]]) -> None:
    messages = [Message(str(i), mine, text, NOW) for i, (mine, text) in enumerate(words)]
    found = detect("1", messages, now=NOW)
    for value in (found.scam_risk, found.freeloader_score, found.time_waste_score, found.manipulation_score):
        assert 0 <= value <= 1
    assert 0 <= found.combined_risk <= 1
    assert found.recommendation in CODES
    for flag in found.red_flags:
        assert messages[int(flag.message_id)].text[slice(*flag.span)] == flag.matched_text
        assert flag.category in CATEGORIES
