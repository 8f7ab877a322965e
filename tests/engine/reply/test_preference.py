"""Options like the ones a person takes move up; the one that says no stays where it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain import Move, Option, StyleProfile, Theme
from engine.reply.bandit import Bandit, Policy, stats
from engine.reply.bandit_record import recorded, restored
from engine.reply.moves import HOLDING_BACK
from engine.reply.preference import LABELS, REWARDS, option_features, order, seen, untaught
from tests import drafts

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
NOBODY = StyleProfile(0.5, 0.0, 0.0, "none", "mixed", (), 0.5, 0.5, samples_count=0)


def option(name: str, move: Move, theme: Theme, text: str = "That works for me.", voice: float = 0.5) -> Option:
    return drafts.option(name, text, move=move, theme=theme, voice_match=voice)


SET = [
    option("yes", Move.AGREE, Theme.WARM),
    option("ask", Move.ASK, Theme.BRIEF),
    option("no", Move.DECLINE, Theme.WARM),
    option("yes, formally", Move.AGREE, Theme.PROFESSIONAL),
    option("later", Move.DEFER, Theme.BRIEF),
    option("limit", Move.BOUNDARY, Theme.FIRM),
    option("joke", Move.INFORM, Theme.PLAYFUL),
    option("bye", Move.CLOSE, Theme.CASUAL),
]


def names(options: list[Option]) -> list[str]:
    return [one.response_id for one in options]


def after(
    n_turns: int, liked: str, *, now: datetime = NOON, others: str = "ignored", learner: Bandit | None = None
) -> Bandit:
    """A bandit that saw this person take one option of the set so many times."""
    learner = untaught() if learner is None else learner
    for _ in range(n_turns):
        for one in SET:
            fate = "accept" if one.response_id == liked else others
            learner = seen(learner, option_features(one, NOBODY, now), fate, now)
    return learner


def test_what_the_fates_of_options_are_worth() -> None:
    assert REWARDS == {"accept": 1.0, "edit": 0.5, "ignored": 0.0, "reject": -1.0}


def test_the_features_of_an_option_are_named_and_bounded() -> None:
    features = dict(zip(LABELS, option_features(SET[1], NOBODY, NOON.replace(hour=6)), strict=True))
    told = {name: value for name, value in features.items() if abs(value) > 1e-9}
    assert told == {
        "theme_brief": 1.0,
        "move_ask": 1.0,
        "hour_sin": 1.0,
        "brief_hour_sin": 1.0,
        "length_fit": pytest.approx(2.5**-0.6),  # 18 characters where 60 are usual, ten added to both
        "voice_match": 0.5,
        "confidence": 0.5,
    }


def test_before_anything_was_learned_the_order_stays() -> None:
    voiced = [replace(one, voice_match=at / 8, confidence=at / 8) for at, one in enumerate(SET)]
    assert order(voiced, untaught(), NOBODY, NOON) == voiced


def test_one_accepted_reply_turns_nothing_upside_down() -> None:
    moved = names(order(SET, after(1, "joke"), NOBODY, NOON))
    assert 0 < moved.index("joke") < names(SET).index("joke")
    assert moved[0] == "yes"


@pytest.mark.parametrize("liked", ["yes, formally", "limit", "joke", "bye"])
def test_what_is_always_taken_comes_first(liked: str) -> None:
    assert names(order(SET, after(6, liked), NOBODY, NOON))[0] == liked


def test_what_is_rejected_goes_down() -> None:
    learner = untaught()
    for _ in range(20):
        for one in SET:
            fate = "reject" if one.response_id == "yes" else "ignored"
            learner = seen(learner, option_features(one, NOBODY, NOON), fate, NOON)
    assert names(order(SET, learner, NOBODY, NOON))[-1] == "yes"


def test_it_learns_from_a_person_with_a_taste_who_is_not_always_consistent() -> None:
    """Takes what sounds like them, mostly agreeing and brief; one time in five anything at all."""
    random, learner, firsts = Random(2), untaught(), 0
    for turn in range(80):
        pool = [
            option(f"{move}{theme}", move, theme, voice=random.random())
            for move, theme in random.sample([(move, theme) for move in Move for theme in Theme], 6)
        ]
        taste = max(pool, key=lambda one: 2 * (one.move is Move.AGREE) + (one.theme is Theme.BRIEF) + one.voice_match)
        ranked = order(pool, learner, NOBODY, NOON)
        firsts += turn >= 40 and ranked[0] is taste
        taken = taste if random.random() < 0.8 else random.choice(pool)
        for one in pool:
            fate = "accept" if one is taken else "ignored"
            learner = seen(learner, option_features(one, NOBODY, NOON), fate, NOON)
    assert firsts >= 24  # of 40; in the order they came about 7


def test_what_is_liked_at_night_need_not_be_liked_by_day() -> None:
    night, day = NOON.replace(hour=23), NOON.replace(hour=11)
    learner = untaught()
    for _ in range(25):
        learner = after(1, "ask", now=night, learner=learner)
        learner = after(1, "yes, formally", now=day, learner=learner)
    ranked = {hour: names(order(SET, learner, NOBODY, NOON.replace(hour=hour))) for hour in (11, 23)}
    assert ranked[23].index("ask") < ranked[23].index("yes, formally")
    assert ranked[11].index("yes, formally") < ranked[11].index("ask")


def test_the_one_that_says_no_keeps_its_place_when_everything_else_is_liked() -> None:
    for liked in ("yes", "ask", "yes, formally", "limit", "joke", "bye"):
        ranked = order(SET, after(40, liked, others="reject"), NOBODY, NOON)
        assert ranked[2].move in HOLDING_BACK


def test_who_always_declines_finds_a_no_first_and_another_third() -> None:
    ranked = order(SET, after(30, "no"), NOBODY, NOON)
    assert ranked[0].response_id == "no"
    assert ranked[2].response_id == "later"


def test_the_only_no_stays_third_even_when_liked() -> None:
    single = [one for one in SET if one.response_id != "later"]
    assert names(order(single, after(30, "no"), NOBODY, NOON))[2] == "no"


def test_asked_themes_stay_before_what_is_liked() -> None:
    ranked = order(SET, after(40, "joke"), NOBODY, NOON, themes=[Theme.BRIEF])
    assert names(ranked)[0] == "ask"


def test_the_bandit_of_options_is_kept_like_the_others() -> None:
    learner = after(5, "ask")
    back = restored(recorded(learner), Policy.LINUCB, LABELS)
    assert stats(back).reward_count == 40
    assert order(SET, back, NOBODY, NOON) == order(SET, learner, NOBODY, NOON)
    assert restored(recorded(learner), Policy.LINUCB).reward_count == 0


OPTIONS = st.lists(
    st.builds(option, st.text(max_size=3), st.sampled_from(Move), st.sampled_from(Theme), st.text(), st.floats(0, 1)),
    max_size=9,
)


@given(OPTIONS, st.sampled_from(sorted(names(SET))), st.integers(0, 6), st.integers(0, 23), st.sampled_from(Theme))
def test_an_order_loses_nothing_and_holds_back_in_its_place(
    options: list[Option], liked: str, n_turns: int, hour: int, theme: Theme
) -> None:
    learner = after(n_turns, liked, others="reject")
    ranked = order(options, learner, NOBODY, NOON + timedelta(hours=hour), themes=[theme] if hour % 2 else [])
    assert sorted(map(id, ranked)) == sorted(map(id, options))
    if len(options) > 1 and any(one.move in HOLDING_BACK for one in options):
        assert ranked[min(2, len(ranked) - 1)].move in HOLDING_BACK
