"""Suggestions without a language model, on a small photographer's history."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain import Message, Move, Option, PastReply, Risk, StyleProfile, Theme
from engine.reply import guards
from engine.reply.choice import Floats, chooser
from engine.reply.moves import CAREFUL, HOLDING_BACK
from engine.reply.past_replies import options, past
from engine.reply.reading import read
from engine.voice import style

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HISTORY = [
    ("Could we move our session to Friday?", "of course! friday works, same time?"),
    ("can we reschedule to next week", "sure, let me look at the diary and come back to you"),
    ("thank you!!", "my pleasure 🌿"),
    ("how much is a mini?", "mini in the studio, 45 minutes, 140"),
    ("any news on the gallery?", "nearly there, i'll shout when it's up ☀️"),
    ("hi sarah here, can you come to Tom's party", "hi sarah! yes, i'd love to come to tom's"),
    ("Did our set leave the lab yet?", "this morning! so thursday-ish at your door"),
    ("Are you free on Tuesday at 4?", "tuesday is taken i'm afraid, could you do another day?"),
]
PROFILE = style.learn(HISTORY * 5)
SAFE = Risk("1", 0, 0, 0, 0, 0.0, (), (), (), "none", False, "low")


def _said(*texts: str, sender: str = "Ines Calloway") -> list[Message]:
    return [Message(str(at), False, text, NOON + timedelta(minutes=at), sender=sender) for at, text in enumerate(texts)]


def _past(incoming: str, *reply: str, contact: int = 2, same: bool = False, similarity: float = 0.85) -> PastReply:
    return PastReply(incoming, reply, ("h1",), contact, same, similarity, NOON - timedelta(days=90))


def _options(
    messages: list[Message],
    *matches: PastReply,
    risk: Risk | None = SAFE,
    count: int = 8,
    steer: str | None = None,
    themes: tuple[Theme, ...] = (),
    profile: StyleProfile = PROFILE,
    elsewhere: guards.Elsewhere = guards.NOBODY,
) -> list[Option]:
    return options(
        messages,
        matches=matches,
        profile=profile,
        risk=risk,
        triage=None,
        count=count,
        themes=themes,
        steer=steer,
        seed=7,
        elsewhere=elsewhere,
    )


RESCHEDULE = _said("Could we move Saturday 14:00 to Sunday instead? My mother can join")


def test_a_wish_to_reschedule_is_met_with_the_named_day_a_question_and_a_no() -> None:
    found = _options(RESCHEDULE)
    assert len(found) == 8
    moves = [option.move for option in found]
    assert moves[0] is Move.AGREE
    assert "sunday" in found[0].text
    assert moves[2] in HOLDING_BACK
    assert {Move.AGREE, Move.ASK, Move.DEFER, Move.DECLINE} <= set(moves)
    assert all(not option.unsourced and not option.warnings for option in found)
    assert found[0].sources == ("0",)


def test_options_are_written_the_way_the_person_writes() -> None:
    for option in _options(RESCHEDULE):
        assert option.text == option.text.replace("I'", "i'")
        assert not option.text.endswith(".")


def test_a_good_past_reply_comes_first_and_names_its_source() -> None:
    found = _options(_said("any news on the gallery? so excited"), _past(*HISTORY[4], same=True))
    assert found[0].origin == "past_reply"
    assert found[0].text == HISTORY[4][1]
    assert found[0].sources == ("h1",)
    assert found[0].confidence == 0.85


def test_the_day_of_a_past_reply_becomes_the_day_they_name_now() -> None:
    found = _options(RESCHEDULE, _past(*HISTORY[0]))
    texts = [option.text for option in found if option.origin == "past_reply"]
    assert texts == ["of course! sunday works, same time?"]


def test_the_name_somebody_was_called_by_becomes_this_contacts_or_goes() -> None:
    match = _past("thanks for the photos!", "hi sarah! so happy you like them")
    assert "hi ines! so happy you like them" in [one.text for one in _options(_said("thanks for the photos"), match)]
    nameless = _options(_said("thanks for the photos", sender="+447700900142"), match)
    assert "hi! so happy you like them" in [one.text for one in nameless]


@pytest.mark.parametrize(
    "reply",
    [
        "of course, tom can come too",
        "it's 145 for you",
        "see gallery.example/tom",
        "write to tom@hill.example",
        "call me on 07700 900142",
        "let's meet at Northgate",
        "great, the Hendersons loved it",
        "the zorbing was worth it",
        "this thursday at 5 then",
    ],
)
def test_facts_of_another_contact_never_cross_over(reply: str) -> None:
    found = _options(_said("can you do another one for us?"), _past("can you do another one for us?", reply))
    assert all(option.origin == "phrase_bank" for option in found)


def test_a_price_told_to_everybody_may_be_reused_but_is_marked() -> None:
    matches = [_past("how much is a mini?", "a mini is 140", contact=number) for number in (2, 3, 4)]
    (reused,) = [one for one in _options(_said("how much is a mini?"), *matches) if one.origin == "past_reply"]
    assert [reused.text[start:end] for start, end in reused.unsourced] == ["140"]


def test_a_price_told_to_this_contact_is_marked_and_an_old_date_is_not_offered() -> None:
    same = _past("how much is a mini?", "a mini is 140", same=True)
    old = _past("how much is a mini?", "it's 140, see you thursday", same=True)
    found = _options(_said("how much is a mini?"), same, old)
    assert [one.text for one in found if one.origin == "past_reply"] == ["a mini is 140"]


def test_the_nearest_turn_of_another_occasion_does_not_answer() -> None:
    same_words = _past("Do the prints go well on a dark wall?", "yes, very well", similarity=0.75)
    found = _options(_said("Did the prints leave the lab yet?"), same_words)
    assert all(option.origin == "phrase_bank" for option in found)


def test_a_reply_in_another_language_is_not_offered() -> None:
    spanish = _past("gracias por las fotos", "¡gracias a ti, me alegra mucho que te gusten!")
    assert all(one.origin == "phrase_bank" for one in _options(_said("thank you for the photos"), spanish))


def test_a_spanish_question_is_answered_in_spanish() -> None:
    found = _options(_said("Hola, ¿cuánto cuesta una sesión?"))
    assert len(found) >= 3
    assert any("presupuesto" in option.text or "precios" in option.text for option in found)
    assert not any(" the " in f" {option.text} " for option in found)


def test_what_was_put_off_is_settled_together_with_the_new_question() -> None:
    thread = [
        *RESCHEDULE,
        Message("5", True, "let me check the light for sunday, i'll come back to you today", NOON + timedelta(hours=1)),
        Message("6", False, "Thank you! Could you add the two extra outfits for free?", NOON + timedelta(hours=2)),
    ]
    first = _options(thread)[0]
    assert first.move is Move.AGREE
    assert "sunday at 14:00" in first.text
    assert len(first.bubbles) == 2
    assert "0" in first.sources


def test_thanks_are_closed_and_a_greeting_is_greeted() -> None:
    assert _options(_said("thanks so much!!"))[0].move is Move.CLOSE
    assert "Ines" in _options(_said("hi Nell"))[0].text


def test_somebody_in_distress_is_met_with_care_only() -> None:
    found = _options(_said("everything feels pointless, i don't think i can do this anymore"))
    assert found
    assert {option.theme for option in found} == {Theme.EMPATHETIC}


def test_a_care_notice_outweighs_the_words_and_the_risk() -> None:
    found = _options(_said("ok"), risk=replace(SAFE, combined_risk=0.9, care_notice=True))
    assert {option.theme for option in found} == {Theme.EMPATHETIC}


def test_at_high_risk_only_careful_replies_are_offered_and_nothing_from_the_past() -> None:
    scam = _said("Our office will post you a cheque for 2,400, send the balance by transfer today")
    found = _options(scam, _past(scam[0].text, "sure, will do", same=True), risk=replace(SAFE, combined_risk=0.9))
    assert len(found) >= 3
    assert {option.move for option in found} <= CAREFUL
    assert {option.origin for option in found} == {"phrase_bank"}


def test_when_something_is_worth_checking_nothing_is_agreed_to() -> None:
    doubtful = replace(SAFE, combined_risk=0.5, scam_risk=0.5)
    found = _options(_said("I can teach you to trade, start with only 500"), risk=doubtful)
    assert found
    assert Move.AGREE not in {option.move for option in found}


def test_nothing_is_offered_when_the_person_spoke_last() -> None:
    mine = Message("9", True, "on it", NOON + timedelta(hours=1))
    assert _options([*RESCHEDULE, mine]) == []


def test_the_same_request_gives_the_same_options_with_the_same_ids() -> None:
    assert _options(RESCHEDULE) == _options(RESCHEDULE)


def test_no_two_options_say_the_same() -> None:
    twice = [
        _past(HISTORY[4][0], text, contact=at)
        for at, text in enumerate(["Nearly there!", "nearly there", "nearly there 🙂"])
    ]
    texts = [one.text.casefold().strip(" !.🙂") for one in _options(_said("any news on the gallery?"), *twice)]
    assert len(set(texts)) == len(texts)


def test_what_belongs_to_others_is_blocked_even_in_ones_own_words() -> None:
    secret = guards.texts(["please keep it between us and nobody else"])
    match = _past("can you keep a secret?", "please keep it between us and nobody else", same=True)
    found = _options(_said("can you keep a secret?"), match, elsewhere=secret)
    assert all(option.origin == "phrase_bank" for option in found)


def test_wanted_themes_come_first() -> None:
    found = _options(RESCHEDULE, themes=(Theme.PROFESSIONAL,))
    assert [option.theme for option in found[:2]] == [Theme.PROFESSIONAL] * 2


def test_saying_no_puts_every_no_first() -> None:
    assert {option.move for option in _options(RESCHEDULE, steer="say no")[:3]} == {Move.DECLINE}


def test_shorter_is_shorter() -> None:
    usual, short = _options(RESCHEDULE), _options(RESCHEDULE, steer="shorter")
    assert sum(len(one.text) for one in short[:3]) < sum(len(one.text) for one in usual[:3])


def test_asking_for_a_deposit_names_it() -> None:
    assert "deposit" in _options(_said("are you free saturday?"), steer="ask for a deposit")[0].text


def test_a_shorthand_becomes_a_whole_reply_whose_facts_are_the_persons_own() -> None:
    first = _options(_said("are you free saturday at 3?"), steer="y 3p 180 dep")[0]
    assert first.origin == "steered"
    assert first.text == "yes, 3pm works. it's 180, and i take a deposit to hold the date"
    assert first.unsourced == ()


def test_a_set_of_three_ends_with_a_no_or_not_yet() -> None:
    for text in ("hi", "thanks!", "can you send me the invoice", "what should we wear?", "Noor says hi back"):
        found = _options(_said(text), count=3)
        assert len(found) == 3
        assert found[2].move in HOLDING_BACK, text


def test_somebody_who_writes_in_bubbles_gets_bubbles() -> None:
    chatty = replace(PROFILE, bubbles_per_turn=2.2)
    found = _options(RESCHEDULE, profile=chatty)
    assert any(len(option.bubbles) == 2 for option in found)
    assert all(1 <= len(option.bubbles) <= 3 and option.text == "\n".join(option.bubbles) for option in found)


SAID = (
    "hi thanks can we move it to sunday saturday 3pm how much free cancel refund please send invoice? love the "
    "photos "
    "sorry late Ines £20 http://x.example 👍 ok when where"
)
WORDS = st.sampled_from(SAID.split(" "))


@settings(max_examples=settings.default.max_examples // 3)
@given(st.lists(st.lists(WORDS, min_size=1, max_size=8).map(" ".join), min_size=1, max_size=4), st.integers(2, 8))
def test_whatever_they_write_the_set_keeps_its_promises(texts: list[str], count: int) -> None:
    found = _options(_said(*texts), *(_past(*pair) for pair in HISTORY), count=count)
    assert 2 <= len(found) <= count
    assert any(option.move in HOLDING_BACK for option in found[:3])
    assert len({option.response_id for option in found}) == len(found)
    for option in found:
        assert option.text.strip()
        assert 0 <= option.quality_score <= 1
        assert 0 <= option.voice_match <= 1
        assert all(0 <= start < end <= len(option.text) for start, end in option.unsourced)


TROUBLE = _said("Is the gallery link meant to ask for a payment? It won't let me download any of them")


@pytest.mark.parametrize("said", [TROUBLE, RESCHEDULE, _said("hi there, how are you?"), _said("we got engaged!!")])
@pytest.mark.parametrize(
    ("wish", "move"),
    [("say no", Move.DECLINE), ("say yes", Move.AGREE), ("ask something", Move.ASK), ("not yet", Move.DEFER)],
)
def test_a_wished_move_comes_first_on_every_occasion(said: list[Message], wish: str, move: Move) -> None:
    for count in (1, 3, 8):
        assert _options(said, steer=wish, count=count)[0].move is move


def test_a_wished_no_of_the_occasion_comes_before_a_general_one() -> None:
    assert "saturday" in _options(RESCHEDULE, steer="say no")[0].text


def test_a_wished_yes_is_not_said_where_something_is_worth_checking() -> None:
    watchful = replace(SAFE, scam_risk=0.5)
    found = _options(TROUBLE, steer="say yes", risk=watchful)
    assert found
    assert Move.AGREE not in {option.move for option in found}


def test_nobody_in_distress_is_told_a_general_no() -> None:
    found = _options(_said("i can't go on"), steer="say no")
    assert found
    assert Move.DECLINE not in {option.move for option in found}


def test_a_wish_to_be_shorter_shortens_the_first_option_and_warmer_warms_it() -> None:
    usual, shorter = _options(TROUBLE)[0], _options(TROUBLE, steer="shorter")[0]
    assert len(shorter.text) < len(usual.text)
    assert _options(TROUBLE, steer="warmer")[0].theme in (Theme.WARM, Theme.EMPATHETIC)


def test_of_two_past_replies_the_one_that_follows_this_conversation_comes_first() -> None:
    asked = _said("Could you bring the big frames on Saturday?")
    here = read(asked)
    assert here is not None
    one, other = "will do, the big ones", "they are all gone already"
    pasts = [_past("can you bring the frames", text, contact=9) for text in (other, one)]
    axis = np.eye(2, 384, dtype=np.float32)
    meanings = {here.text: axis[0], one: axis[0] * 0.8 + axis[1] * 0.6, other: axis[1]}
    assert relevance_of(one, asked, pasts, meanings) > relevance_of(other, asked, pasts, meanings)


def relevance_of(text: str, asked: list[Message], pasts: list[PastReply], meanings: dict[str, Floats]) -> float:
    here = read(asked)
    assert here is not None
    found = past(asked, here, pasts, judge=chooser(asked, meanings))
    return next((candidate.relevance for candidate in found if candidate.text == text), 0.0)


def test_a_shorter_set_still_says_no_with_its_third() -> None:
    said = _said("The gallery link you sent is broken again, this is really disappointing. Can you fix it today?")
    defer = _past("the link is broken", "Sorry about that! I can’t look before tomorrow, can I get back to you then?")
    for found in (_options(said, steer="shorter"), _options(said, defer, steer="shorter", count=3)):
        assert found[2].move in HOLDING_BACK
