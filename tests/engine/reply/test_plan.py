"""What is written is planned first: fitting, different from one another, and one reply holds back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Message, Move, Risk, Theme
from engine.reply.moves import CAREFUL, HOLDING_BACK
from engine.reply.plan import Planned, plan

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HIGH = Risk("1", 0, 0, 0, 0, 0.9, (), (), (), "", False, "high")
WATCHED = Risk("1", 0, 0.5, 0, 0, 0.3, (), (), (), "", False, "medium")
CARE = Risk("1", 0, 0, 0, 0, 0.9, (), (), (), "", False, "high", care_notice=True)
WISHES = ["", "shorter", "say no", "warmer", "tell her the gallery is ready", "y 3p 180 dep", "ask for a deposit"]
TEXTS = [
    "Could we move Saturday to Sunday?",
    "how much is a mini?",
    "thanks so much!",
    "we lost our dog today",
    "ok",
    "Kannst du am Samstag?",
    "gib mir dein geld",
]


def thread(text: str) -> list[Message]:
    return [Message("1", False, text, NOON, sender="Ines")]


def planned(text: str, *, risk: Risk | None = None, count: int = 8, **wished: object) -> tuple[Planned, ...]:
    return plan(thread(text), triage=None, risk=risk, count=count, **wished)  # type: ignore[arg-type]  # passed on


def test_a_plan_begins_with_what_usually_answers_the_turn() -> None:
    assert [one.move for one in planned("Could we move Saturday to Sunday?")[:5]] == [
        Move.AGREE,
        Move.ASK,
        Move.DEFER,
        Move.BOUNDARY,
        Move.DECLINE,
    ]


def test_bad_news_is_answered_gently() -> None:
    assert {one.theme for one in planned("my dad died")[:3]} == {Theme.EMPATHETIC}


@given(
    st.sampled_from(TEXTS),
    st.integers(0, 20),
    st.sampled_from([None, HIGH, WATCHED, CARE]),
    st.sampled_from(WISHES),
    st.lists(st.sampled_from(list(Theme)), max_size=2),
    st.integers(0, 9),
)
def test_every_plan_holds_back_once_among_the_first_three_and_keeps_the_stance(
    text: str, count: int, risk: Risk | None, steer: str, themes: list[Theme], seed: int
) -> None:
    made = planned(text, risk=risk, count=count, steer=steer, themes=themes, seed=seed)
    assert len(made) == count
    assert count < 2 or any(one.move in HOLDING_BACK for one in made[:3])
    assert len(set(made)) == len(made) or count > 12
    assert made == planned(text, risk=risk, count=count, steer=steer, themes=themes, seed=seed)
    if risk is HIGH:
        assert {one.move for one in made} <= CAREFUL
    if risk in (HIGH, WATCHED):
        assert Move.AGREE not in {one.move for one in made}


def test_pairs_come_again_only_when_all_were_used() -> None:
    made = planned("thanks so much!", count=60)
    n_different = len(set(made))
    assert len(set(made[:n_different])) == n_different < 60


def test_a_steer_decides_the_move_and_asked_themes_come_first() -> None:
    assert [one.move for one in planned("how much is a mini?", steer="say no")[:4]] == [Move.DECLINE] * 4
    yes = planned("are you free?", steer="y 3p 180 dep", count=3)
    assert [one.move for one in yes] == [Move.AGREE, Move.AGREE, Move.DEFER]
    assert {one.theme for one in planned("hello", steer="shorter", count=3)} == {Theme.BRIEF}
    firm = planned("are you free?", themes=[Theme.FIRM], count=4)
    assert [one.theme for one in firm] == [Theme.FIRM] * 4
    assert len({one.move for one in firm}) == 4


def test_another_seed_begins_with_other_themes() -> None:
    assert planned("are you free?", seed=1) != planned("are you free?", seed=2)


@pytest.mark.parametrize("count", [0, 3])
def test_nothing_is_planned_where_nobody_wrote(count: int) -> None:
    assert plan([], triage=None, risk=None, count=count) == ()
