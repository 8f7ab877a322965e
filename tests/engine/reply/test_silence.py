"""Nothing is suggested where nothing should be, with the reason."""

from datetime import UTC, datetime, timedelta

import pytest

from app.wording import replies as words
from engine.domain import Kind, Message, Risk
from engine.reply.silence import CODES, silent_reason

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HIGH = Risk("1", 0, 0.9, 0, 0, 0.9, (), (), (), "stop", True, "high")


def _message(text: str, *, me: bool = False, kind: Kind = Kind.TEXT, at: int = 0, sender: str = "Ines") -> Message:
    return Message(str(at), me, text, NOON + timedelta(minutes=at), sender="" if me else sender, kind=kind)


ASKED = [_message("are you free saturday?")]


def _reason(messages: list[Message], **more: object) -> str | None:
    usual: dict[str, object] = {"is_group": False, "switched_off": False, "risk": None}
    return silent_reason(messages, **{**usual, **more})  # type: ignore[arg-type]  # one dictionary of mixed arguments


def test_a_question_is_answered() -> None:
    assert _reason(ASKED) is None


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([], "empty"),
        ([*ASKED, _message("yes", me=True, at=1)], "last_is_mine"),
        ([_message("", kind=Kind.STICKER)], "sticker_only"),
        ([_message("", kind=Kind.ATTACHMENT)], "no_words"),
        ([_message("ok")], "nothing_asked"),
        ([_message("736184 is your verification code", sender="62226")], "one_time_code"),
        ([_message("your parcel arrives today", sender="78887")], "automatic"),
        ([*ASKED, _message("your code is 12345", kind=Kind.ONE_TIME_CODE, at=1)], "one_time_code"),
        ([_message("I want my money back now. I want a refund")], "money"),
        ([_message("you will hear from my lawyer")], "money"),
    ],
)
def test_silence_has_a_reason(messages: list[Message], code: str) -> None:
    assert _reason(messages) == code


def test_what_the_person_switched_off_stays_off() -> None:
    assert _reason(ASKED, switched_off=True) == "switched_off"
    assert _reason(ASKED, filtered=True) == "filtered"
    assert _reason(ASKED, is_group=True) == "group_off"
    assert _reason(ASKED, is_group=True, groups_on=True) is None


def test_a_tapback_after_their_question_changes_nothing() -> None:
    assert _reason([*ASKED, _message("", me=True, kind=Kind.TAPBACK, at=1)]) is None


def test_at_high_risk_quick_reply_is_silent_and_the_window_is_not() -> None:
    assert _reason(ASKED, risk=HIGH, quick=True) == "risk_stop"
    assert _reason(ASKED, risk=HIGH) is None


def test_a_decision_of_the_person_ends_the_silence_about_money() -> None:
    refund = [_message("can I get a refund?")]
    assert _reason(refund) == "money"
    assert _reason(refund, steer="say no") is None


def test_thanks_for_a_refund_is_no_demand() -> None:
    assert _reason([_message("thanks for the refund, so kind")]) is None


def test_a_yes_to_ones_own_question_is_worth_an_answer() -> None:
    assert _reason([_message("shall we say 3?", me=True), _message("yes", at=1)]) is None


def test_every_silence_has_words_of_its_own() -> None:
    for code in (*CODES, "automatic"):
        title, what_next = words.SILENCES[code]
        assert title
        assert what_next.endswith(".")
        assert "!" not in words.silent(code)
    assert words.silence("unheard_of")[0] == "No draft here"
