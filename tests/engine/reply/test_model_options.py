"""A model's raw texts become options."""

from datetime import UTC, datetime

import pytest

from engine.domain import Message, Move, Option, Risk
from engine.reply import guards
from engine.reply.model_options import bubbles_of, confidence, from_texts
from engine.reply.moves import CAREFUL, HOLDING_BACK
from engine.reply.past_replies import options
from engine.voice.style import NEUTRAL

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
THREAD = [Message("1", False, "Could we move Saturday to Sunday?", NOON, sender="Ines")]
PAST = options(THREAD, matches=[], profile=NEUTRAL, risk=None, triage=None, seed=1)


def _made(
    *texts: tuple[str, float], risk: Risk | None = None, elsewhere: guards.Elsewhere = guards.NOBODY
) -> list[Option]:
    return from_texts(texts, messages=THREAD, profile=NEUTRAL, risk=risk, count=8, fallback=PAST, elsewhere=elsewhere)


@pytest.mark.parametrize(
    ("raw", "bubbles"),
    [
        (" Sure, Sunday works!\nThem: great\nMe: see you", ("Sure, Sunday works!",)),
        ("Me: Sunday works.<|im_end|>", ("Sunday works.",)),
        ('"Sunday works for me."', ("Sunday works for me.",)),
        ("Here's a warm reply:\nSunday works!", ("Sunday works!",)),
        ("Sunday works!\nSee you then\nBring a hat\nAnd a scarf", ("Sunday works!", "See you then", "Bring a hat")),
        ("Sunday works.\n\nNote: I kept it short.", ("Sunday works.",)),
        ("   \n", ()),
    ],
)
def test_a_raw_text_is_cleaned_into_bubbles(raw: str, bubbles: tuple[str, ...]) -> None:
    assert bubbles_of(raw) == bubbles


def test_the_models_words_come_before_phrases_and_one_option_still_holds_back() -> None:
    found = _made(("Sure, Sunday works for me!", -0.3), ("Yes of course, see you on Sunday", -0.6))
    assert [option.origin for option in found[:2]] == ["model", "model"]
    assert found[2].move in HOLDING_BACK
    assert len(found) == 8
    assert found[0].move is Move.AGREE


def test_confidence_falls_with_the_log_probability() -> None:
    assert confidence(-1.2) == 0.5
    assert confidence(-0.3) == pytest.approx(0.9, abs=0.01)
    assert confidence(-2.1) == pytest.approx(0.1, abs=0.01)
    (option,) = [one for one in _made(("Sunday works", -1.2)) if one.origin == "model"]
    assert option.confidence == 0.5


def test_an_invented_fact_is_marked_and_counts_against_it() -> None:
    invented, sound = (
        next(one for one in _made((text, -0.5)) if one.origin == "model")
        for text in ("Sunday at 9 works, it's 75", "Sunday works, let's do that")
    )
    assert [invented.text[start:end] for start, end in invented.unsourced] == ["9", "75"]
    assert invented.quality_score < sound.quality_score - 0.1


def test_what_belongs_to_another_contact_never_shows() -> None:
    secret = guards.texts(["I'm Dagmar, call 07700 900177"])
    found = _made(("Ask Dagmar about Sunday", -0.1), ("Call 07700 900177", -0.1), elsewhere=secret)
    assert all(option.origin == "phrase_bank" for option in found)


def test_at_high_risk_a_models_yes_is_dropped() -> None:
    high = Risk("1", 0, 0, 0, 0, 0.9, (), (), (), "", False, "high")
    found = _made(("Sure, Sunday works!", -0.1), ("Who is this for?", -0.4), risk=high)
    assert {option.move for option in found} <= CAREFUL
    assert found[0].text == "Who is this for?"


def test_a_card_number_carries_its_warning() -> None:
    found = _made(("Use my card 4111 1111 1111 1111", -0.1))
    assert [one.warnings for one in found if one.origin == "model"] == [("card_number",)]
