"""Risk: scams are found and ordinary life is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.judge.risk import AMBER, RED, detect
from tests.engine.judge.conversations import HARMFUL, HARMLESS, NOW, said
from tests.engine.judge.risk_examples import QUIET, SCAMS


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


@pytest.mark.parametrize(("name", "lines"), QUIET, ids=[f"{at}-{name}" for at, (name, _) in enumerate(QUIET)])
def test_everyday_talk_about_money_codes_and_love_is_never_red(name: str, lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert found.combined_risk < RED, found.red_flags
    assert not found.should_block


@pytest.mark.parametrize(("name", "lines"), SCAMS, ids=[f"{at}-{name}" for at, (name, _) in enumerate(SCAMS)])
def test_scams_of_every_type_are_red(name: str, lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert found.combined_risk >= RED, [(f.pattern_name, f.matched_text) for f in found.red_flags]
    assert found.red_flags


def test_there_are_sixty_examples_of_either_kind_in_five_languages() -> None:
    assert len(QUIET) >= 60
    assert len(SCAMS) >= 60
    for language in ("es", "fr", "de", "pt"):
        assert any(name.split()[0] == language for name, _ in QUIET)
        assert any(name == language for name, _ in SCAMS)


def test_cues_that_come_to_nothing_are_not_shown() -> None:
    found = detect("1", said("llego en 10 min, te hice el bizum de la cena, 18 euros"), now=NOW)
    assert found.combined_risk < AMBER
    assert found.red_flags == found.timeline == ()


def test_years_of_chat_do_not_look_like_a_scam_because_they_are_long() -> None:
    plain = ["running late", "> ok", "look at this sunset", "haha true", "> see you at eight", "night x"]
    lines = [line for _, talk in QUIET for line in (*talk, *plain * 4)]
    found = detect("1", said(*lines, gap=timedelta(hours=9)), now=NOW)
    assert found.combined_risk < RED, [(f.pattern_name, f.matched_text) for f in found.red_flags]


def test_there_are_enough_conversations_to_mean_something() -> None:
    assert len(HARMLESS) >= 30
    assert len(HARMFUL) >= 20


def test_few_ordinary_conversations_are_even_worth_checking() -> None:
    amber = [name for name, lines in HARMLESS if detect("1", said(*lines), now=NOW).combined_risk >= AMBER]
    assert len(amber) <= len(HARMLESS) // 10, amber


def test_one_doubtful_phrase_makes_no_accusation() -> None:
    found = detect("1", said("Do you have Telegram?"), now=NOW)
    assert found.certainty == "low"
    assert found.combined_risk < RED


def test_the_timeline_shows_the_stages_in_order() -> None:
    found = detect("1", said(*HARMFUL[10][1]), now=NOW)
    assert [m.at for m in found.timeline] == sorted(m.at for m in found.timeline)
    assert {"trust", "urgency", "ask"} <= {m.stage for m in found.timeline}


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


@pytest.mark.parametrize(
    "lines",
    [
        ["I typed your number by mistake at my bank, a code will come", "quick, send me the code that you got"],
        [
            "they sent my login code to your phone by accident",
            "please hurry and don't tell anyone, forward me the code",
        ],
        ["pay me 300 or I publish"],
        ["last warning, transfer 500 or your photos go public"],
        [
            "Hello, is this Linda from the riding school? I must have the wrong number",
            "You seem nice. My aunt teaches me to trade USDT, 20% profit a week, I can guide you, start with only 400",
        ],
    ],
)
def test_stolen_codes_extortion_and_groomed_investments_are_red(lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert found.combined_risk >= RED, [(f.pattern_name, f.matched_text) for f in found.red_flags]


@pytest.mark.parametrize(
    "lines",
    [
        ["Can you add the second room for free like last time? I need to know by six"],
        ["Oh and one more idea, could you film the kitchen too, all in the same price right? it's great exposure"],
        [
            "can you do 90?",
            "> i keep my prices the same for everybody",
            "what about 110 cash",
            "> sorry, 140 it is",
            "final offer 120 and i'll write you a nice review. it's only clicking a button",
        ],
    ],
)
def test_unpaid_extras_under_pressure_are_worth_checking_and_never_red(lines: list[str]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert AMBER <= found.combined_risk < RED, [(f.pattern_name, f.matched_text) for f in found.red_flags]
    assert found.recommendation == "agree_price_first"


def test_an_offer_is_haggling_only_after_a_no() -> None:
    offer = "ok what about 110 cash"
    assert detect("1", said("how much?", "> 140", offer), now=NOW).red_flags == ()
    refused = detect("1", said("can you do 90?", "> sorry, no discounts", offer), now=NOW)
    assert [f.pattern_name for f in refused.red_flags] == ["offer_after_no"]


def test_a_secret_shared_in_jest_is_no_flag_and_one_about_money_is() -> None:
    jest = detect("1", said("I danced on the table and loved it, don't tell anyone"), now=NOW)
    assert jest.red_flags == ()
    money = detect("1", said("Please wire me $400 today, don't tell anyone"), now=NOW)
    assert "keep_it_secret" in {f.pattern_name for f in money.red_flags}


def test_a_gate_code_is_not_stolen() -> None:
    assert detect("1", said("I'm at the gate, can you send me the code?"), now=NOW).red_flags == ()


@pytest.mark.parametrize(
    "lines",
    [
        ("Is this Ines from choir?", "> wrong number", "You answered so kindly! I'm Grace, I run a salon. And you?"),
        ("Mr Vega, your horses are fed", "> Not Vega", "How clumsy. What do you do for a living?"),
        ("Frau Kern, der Wein ist da", "> Falsche Nummer", "Sie sind sehr freundlich! Woher kommen Sie?"),
    ],
)
def test_who_stays_after_a_wrong_number_is_flagged(lines: tuple[str, ...]) -> None:
    assert "stays_after_wrong_number" in {f.pattern_name for f in detect("1", said(*lines), now=NOW).red_flags}


@pytest.mark.parametrize(
    "lines",
    [
        ("Is this Ines from choir?", "> wrong number", "Sorry to bother you, have a nice evening"),
        ("Hi, it's Ruth from the allotment", "> hi Ruth!", "What do you do for a living? I never asked"),
        ("Is this Ines?", "> who's this?", "It's Vicky, Paul's sister, nice to meet you"),
    ],
)
def test_who_was_really_wrong_or_really_meant_is_not(lines: tuple[str, ...]) -> None:
    found = detect("1", said(*lines), now=NOW)
    assert "stays_after_wrong_number" not in {f.pattern_name for f in found.red_flags}
    assert found.combined_risk < RED
