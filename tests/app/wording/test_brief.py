"""Every code of the brief has words, and times are told as a person says them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.wording import brief as words
from engine.brief import Promise, PromiseState, Side, Signal, Stage, Step
from engine.judge.tone import TONES

NOW = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)  # a Wednesday


def promise(due_at: datetime | None, *, clock: bool = False, by: Side = Side.ME) -> Promise:
    return Promise(
        by, "I'll send the invoice", "send the invoice", "send", "1", NOW, due_at, "", PromiseState.OPEN, 0.9, clock
    )


def test_every_stage_and_mood_has_a_name() -> None:
    assert all(words.stage(one) for one in Stage)
    assert all(words.mood(one) for one in (*TONES, "rushed", "patient"))


@pytest.mark.parametrize("code", words.SIGNALS)
def test_every_signal_is_a_line_for_one_and_for_many(code: str) -> None:
    one, many = Signal(code, ("1",), {"count": "1"}), Signal(code, ("1", "2"), {"count": "2"})
    assert words.signal(one)
    assert "{" not in words.signal(many)


def test_steps_name_what_they_are_about() -> None:
    facts = {"quote": "Could you do Sunday?", "what": "send the invoice"}
    assert words.step(Step("answer_question", (), facts), now=NOW) == "Answer “Could you do Sunday?”"
    soon = {**facts, "due_at": (NOW + timedelta(days=2)).isoformat()}
    assert words.step(Step("keep_promise", (), soon), now=NOW) == "You said: “send the invoice”, due Friday"
    assert words.step(Step("confirm_date", (), {"day": "saturday"}), now=NOW) == "Confirm or refuse saturday"
    starts = {"starts_at": (NOW + timedelta(days=20)).isoformat()}
    assert words.step(Step("ask_deposit", (), starts), now=NOW) == "Ask for a deposit for 31 March"
    assert len(words.step(Step("answer_question", (), {"quote": "x" * 900}), now=NOW)) < 100


def test_when_a_promise_is_due_is_told_in_short() -> None:
    assert words.due(promise(None), now=NOW) == ""
    assert words.due(promise(NOW + timedelta(hours=4), clock=True), now=NOW) == "today 14:00"
    assert words.due(promise(NOW + timedelta(days=1)), now=NOW) == "tomorrow"
    assert words.due(promise(NOW - timedelta(days=2, hours=1)), now=NOW) == "2 days late"
    assert words.due(promise(NOW - timedelta(hours=1)), now=NOW) == "late"


def test_a_promise_is_told_with_who_made_it() -> None:
    assert words.promise(promise(None)) == "You: send the invoice"
    assert words.promise(promise(None, by=Side.THEM), name="Ines") == "Ines: send the invoice"
