"""What an incoming turn calls for, and what it named."""

from datetime import UTC, datetime

import pytest

from engine.domain import Message, Priority, Triage
from engine.reply import phrase_bank
from engine.reply.acknowledgements import Noted
from engine.reply.occasion_patterns import Occasion
from engine.reply.occasions import asks, is_acknowledgement, occasion
from engine.reply.slots import Slots, on, slots

TURNS = """
reschedule   | Could we move Saturday 14:00 to Sunday instead? My mother can join
reschedule   | Können wir den Termin auf Sonntag verschieben?
discount     | since we're regulars, could you add the two extra outfits for free like last time?
discount     | right final offer 200 and i'll leave you a nice review
trouble      | Is the gallery link meant to ask for a payment? It won't let me download any of them
sign         | Happy with the quote. Where do I sign? Thursday would be best
availability | Could you do 40 headshots on the 22nd?
availability | hey are you free saturday at 3
availability | we could do tuesday or thursday at 5?
availability | Would next Tuesday at 8:30 or Friday at lunch work? I'll pay a fee for all the moving
question     | No rush, just wondering about print sizes
question     | what should we wear?
status       | Did the prints leave the lab yet? Dad's asking every morning
price        | how much for a newborn session?
price        | Hola, ¿cuánto cuesta una sesión?
thanks       | thanks so much!!
thanks       | Merci beaucoup !
greeting     | hi!
greeting     | Hello Nell
smalltalk    | hi there, how are you?
good_news    | we got engaged!!
late         | running 10 min late sorry
send         | can you send me the invoice again?
complaint    | I am very disappointed. The photograph of my wife is missing. We have paid in full.
farewell     | ok see you then
farewell     | night gull
cancel       | I need to cancel tomorrow, kids are sick
confirm      | still on for tomorrow?
praise       | The photos are stunning, thank you so much
refund       | I want a refund
paid         | Just paid the deposit
payment      | Can I pay the 78 in cash?
booking      | do you do weddings in Italy?
permission   | I'll bring the dog too if that's ok
request      | We'd love to have the photos by Friday if possible
distress     | everything feels pointless, i don't think i can do this anymore
yes_no       | is the bride your cousin?
information  | Noor says hi back very loudly
"""


@pytest.mark.parametrize(
    ("wanted", "text"), [tuple(map(str.strip, line.split("|"))) for line in TURNS.strip().splitlines()]
)
def test_a_turn_calls_for(wanted: str, text: str) -> None:
    assert occasion(text) == wanted


def _triage(intent: str, confidence: float = 0.9) -> Triage:
    return Triage(
        0.5,
        0.5,
        Priority.ROUTINE,
        intent,
        "neutral",
        "other",
        "warm",
        "today",
        confidence,
        "",
        "",
        False,
        True,
        False,
        False,
    )


def test_triage_decides_where_the_words_alone_do_not() -> None:
    assert occasion("Den lille røde?", _triage("price")) is Occasion.PRICE
    assert occasion("Den lille røde?", _triage("price", confidence=0.1)) is not Occasion.PRICE


def test_strong_words_outweigh_triage() -> None:
    assert occasion("could we move it to sunday instead?", _triage("question")) is Occasion.RESCHEDULE


def test_spam_is_answered_carefully_whatever_it_says() -> None:
    assert occasion("thanks! are you free on sunday?", _triage("spam")) is Occasion.RISKY


@pytest.mark.parametrize("text", ["ok", "haha", "👍", "Sounds good", "perfect, will do", ""])
def test_an_acknowledgement_leaves_nothing_to_answer(text: str) -> None:
    assert is_acknowledgement(text)


@pytest.mark.parametrize("text", ["ok but when?", "great photos", "no idea what to wear"])
def test_more_than_an_acknowledgement(text: str) -> None:
    assert not is_acknowledgement(text)


def test_questions_need_no_mark() -> None:
    assert asks("are you free saturday")
    assert asks("just wondering about sizes")
    assert not asks("you are free to go")


def _slots(text: str, sender: str = "Ines Calloway") -> Slots:
    return slots([Message("7", False, text, datetime(2026, 5, 4, tzinfo=UTC), sender=sender)])


@pytest.mark.parametrize(
    ("text", "days", "old_day", "time", "thing"),
    [
        ("Could we move Saturday 14:00 to Sunday instead?", ("Sunday",), "Saturday", "14:00", ""),
        ("can't make saturday, could we do tuesday or thursday at 5?", ("Tuesday", "Thursday"), "Saturday", "5", ""),
        ("instead of Monday could we do Wed at 10:30", ("Wednesday",), "Monday", "10:30", ""),
        ("I need to know by 15:00", (), "", "", ""),
        ("free next friday?", ("next Friday",), "", "", ""),
        ("please send us our photos", (), "", "", "your photos"),
        ("can you send me your price list", (), "", "", "my price list"),
        ("in March you said 60", (), "", "", ""),
    ],
)
def test_what_they_named(text: str, days: tuple[str, ...], old_day: str, time: str, thing: str) -> None:
    found = _slots(text)
    assert (found.days, found.old_day, found.time, found.thing) == (days, old_day, time, thing)
    assert found.name == "Ines"


def test_a_number_has_no_first_name() -> None:
    assert _slots("hi", sender="+447700900142").name == ""


def test_days_are_said_as_one_says_them() -> None:
    assert [on("Sunday"), on("tomorrow"), on("next week"), on("the 22nd")] == [
        "on Sunday",
        "tomorrow",
        "next week",
        "on the 22nd",
    ]


def test_every_occasion_has_phrases_and_one_that_holds_back() -> None:
    for one in Occasion:
        moves = phrase_bank.usual_moves(one)
        assert len(moves) >= 3, one
        assert {"decline", "defer"} & set(moves), one


def test_every_phrase_can_be_filled_and_states_nothing_of_its_own() -> None:
    values = {"day", "time", "when", "on_day", "old_day", "thing", "name"}
    for tongue in ("en", "es", "de", "fr", "pt"):
        bank = phrase_bank.phrases(tongue)
        assert set(bank) <= {*Occasion, *Noted, "general", "deposit"}
        for phrases in bank.values():
            for phrase in phrases:
                assert phrase.holes | phrase.without <= values, phrase.text
                assert not any(sign.isdigit() for sign in phrase.text), phrase.text


def test_the_bank_of_an_unknown_language_is_empty() -> None:
    assert phrase_bank.phrases("fi") == {}
