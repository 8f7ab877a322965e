"""The bandit is the mathematics it says it is, and learns what a person does with nudges."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wording.problems import SENTENCES, sentence
from engine.problems import NoCandidates
from engine.reply import bandit as bandits
from engine.reply.bandit import (
    EPSILON,
    LABELS,
    REWARDS,
    Bandit,
    Candidate,
    Policy,
    Tip,
    choose,
    fresh,
    rewarded,
    unrewarded,
)
from engine.reply.bandit import shown as seen

#: A Tuesday, six in the morning.
NOW = datetime(2026, 5, 5, 6, tzinfo=UTC)
PAIR = ("left", "right")
NUMBERS = st.floats(-1, 1)


def offered(*vectors: tuple[float, ...]) -> list[Candidate]:
    return [Candidate(f"tip{at}", vector) for at, vector in enumerate(vectors)]


def taught(policy: Policy, *steps: tuple[tuple[float, ...], float]) -> Bandit:
    learner = fresh(policy, PAIR)
    for features, reward in steps:
        learner = rewarded(learner, features, reward, NOW)
    return learner


@pytest.mark.parametrize("policy", Policy)
def test_a_fresh_bandit_has_the_identity_a_zero_and_no_opinion(policy: Policy) -> None:
    learner = fresh(policy)
    d = {Policy.LINUCB: 5, Policy.EGREEDY: 7}[policy]
    assert learner.a.tolist() == learner.inverse.tolist() == np.eye(d).tolist()
    assert learner.b.tolist() == learner.theta.tolist() == [0.0] * d


def test_one_reward_adds_its_outer_product_to_a_and_itself_to_b() -> None:
    learner = taught(Policy.LINUCB, ((1.0, 0.5), 1.0))
    assert learner.a.tolist() == [[2.0, 0.5], [0.5, 1.25]]
    assert learner.b.tolist() == [1.0, 0.5]
    # |A| = 2 · 1.25 − 0.5² = 2.25; A⁻¹ = [[1.25, −0.5], [−0.5, 2]] / 2.25; A⁻¹b = (1, 0.5) / 2.25
    assert learner.inverse == pytest.approx(np.array([[1.25, -0.5], [-0.5, 2.0]]) / 2.25, abs=1e-15)
    assert learner.theta.tolist() == pytest.approx([4 / 9, 2 / 9])


def test_three_rewards_by_hand() -> None:
    learner = taught(Policy.LINUCB, ((1.0, 0.5), 1.0), ((0.0, 1.0), -0.5), ((1.0, -1.0), 0.5))
    # A = I + [[1, .5], [.5, .25]] + [[0, 0], [0, 1]] + [[1, −1], [−1, 1]]; b = (1, .5) − (0, .5) + (.5, −.5)
    assert learner.a.tolist() == [[3.0, -0.5], [-0.5, 3.25]]
    assert learner.b.tolist() == [1.5, -0.5]
    # |A| = 9.75 − 0.25 = 9.5; θ = (3.25 · 1.5 − 0.5 · 0.5, 0.5 · 1.5 − 3 · 0.5) / 9.5 = (4.625, −0.75) / 9.5
    assert learner.theta.tolist() == pytest.approx([4.625 / 9.5, -0.75 / 9.5])
    assert (learner.reward_count, learner.cumulative_reward) == (3, 1.0)


def test_linucb_adds_its_bonus_to_what_is_expected() -> None:
    learner = taught(Policy.LINUCB, ((1.0, 0.0), 1.0))
    # A⁻¹ = diag(1/2, 1), θ = (1/2, 0): the first is worth 0.5 + √½ = 1.207, the second 0 + 1
    first = choose(learner, offered((1.0, 0.0), (0.0, 1.0)), Random(0))
    assert (first.tip_id, first.explored) == ("tip0", False)
    assert first.score == pytest.approx(0.5 + math.sqrt(0.5))
    # a reward of nothing: 0 + √½ against 0 + 1; a bad one and a second good one: A = diag(3, 1), θ = (0, 0)
    second = choose(taught(Policy.LINUCB, ((1.0, 0.0), 0.0)), offered((1.0, 0.0), (0.0, 1.0)), Random(0))
    assert (second.tip_id, second.score) == ("tip1", 1.0)


def test_a_choice_for_its_bonus_counts_as_exploring() -> None:
    learner = taught(Policy.LINUCB, ((1.0, 0.0), 0.1))
    choice = choose(learner, offered((1.0, 0.0), (0.0, 1.0)), Random(0))
    assert (choice.tip_id, choice.explored) == ("tip1", True)


def test_egreedy_scores_by_expectation_alone() -> None:
    learner = taught(Policy.EGREEDY, ((1.0, 0.0), 1.0))
    choice = next(
        one for seed in range(9) if not (one := choose(learner, offered((0.0, 1.0), (1.0, 0.0)), Random(seed))).explored
    )
    assert (choice.tip_id, choice.score, choice.policy) == ("tip1", 0.5, "egreedy-v1")


def test_egreedy_draws_a_uniform_candidate_in_its_share_of_picks() -> None:
    learner = taught(Policy.EGREEDY, ((1.0, 0.0), 1.0))
    random = Random(7)
    tips = offered((1.0, 0.0), (0.5, 0.0), (0.25, 0.0), (0.0, 1.0))
    choices = [choose(learner, tips, random) for _ in range(8000)]
    drawn = [choice.tip_id for choice in choices if choice.explored]
    assert len(drawn) / len(choices) == pytest.approx(EPSILON, abs=0.012)
    assert [drawn.count(tip.tip_id) / len(drawn) for tip in tips] == pytest.approx([0.25] * 4, abs=0.06)
    assert {choice.tip_id for choice in choices if not choice.explored} == {"tip0"}


def test_the_same_seed_chooses_the_same() -> None:
    tips = offered((0.1, 0.2), (0.3, 0.1), (0.2, 0.2))
    picks = [
        [choose(fresh(Policy.EGREEDY, PAIR), tips, random).tip_id for _ in range(50)] for random in map(Random, (3, 3))
    ]
    assert picks[0] == picks[1]


@pytest.mark.parametrize("policy", Policy)
def test_of_equal_candidates_the_first_is_chosen(policy: Policy) -> None:
    tips = offered((0.5, 0.5), (0.5, 0.5), (0.5, 0.5))
    choices = [choose(fresh(policy, PAIR), tips, Random(seed)) for seed in range(30)]
    assert {choice.tip_id for choice in choices if not choice.explored} == {"tip0"}


@pytest.mark.parametrize("policy", Policy)
def test_nothing_to_choose_from_is_a_problem_with_words_of_its_own(policy: Policy) -> None:
    with pytest.raises(NoCandidates) as caught:
        choose(fresh(policy), [], Random(0))
    assert sentence(caught.value) == SENTENCES["NoCandidates"]


def test_the_kept_inverse_is_the_inverse_after_many_rewards() -> None:
    random = np.random.default_rng(11)
    learner = fresh(Policy.EGREEDY)
    for step in range(500):
        learner = rewarded(learner, tuple(random.uniform(-1, 1, 7)), float(random.uniform(-1, 1)), NOW)
        assert np.abs(learner.inverse - np.linalg.inv(learner.a)).max() < 1e-12, step
    assert learner.theta == pytest.approx(np.linalg.solve(learner.a, learner.b), abs=1e-12)


def test_learning_leaves_the_bandit_before_it_untouched() -> None:
    before = fresh(Policy.LINUCB, PAIR)
    rewarded(seen(before, (1.0, 1.0)), (1.0, 1.0), 1.0, NOW)
    assert (before.a.tolist(), before.reward_count, before.pulls) == ([[1.0, 0.0], [0.0, 1.0]], 0, 0)
    with pytest.raises(ValueError, match="read-only"):
        before.a[0, 0] = 5.0


@pytest.mark.parametrize("features", [(1.0,), (1.0, 0.0, 0.0), (math.nan, 0.0), (math.inf, 0.0), (1.5, 0.0)])
def test_features_that_are_not_the_bandits_are_our_bug(features: tuple[float, ...]) -> None:
    learner = fresh(Policy.LINUCB, PAIR)
    for wrong in (
        lambda: rewarded(learner, features, 0.5, NOW),
        lambda: seen(learner, features),
        lambda: choose(learner, offered(features), Random(0)),
    ):
        with pytest.raises(ValueError, match="features"):
            wrong()


@pytest.mark.parametrize("reward", [1.1, -2.0, math.nan, math.inf])
def test_a_reward_out_of_range_is_our_bug(reward: float) -> None:
    with pytest.raises(ValueError, match="reward"):
        rewarded(fresh(Policy.LINUCB, PAIR), (1.0, 0.0), reward, NOW)


def test_the_features_at_six_in_the_morning() -> None:
    tip = Tip("t", is_overdue=True, age_days=15, priority=3)
    five = bandits.tip_features(tip, NOW, Policy.LINUCB)
    assert five == pytest.approx((1.0, 0.0, 1.0, 0.5, 2 / 3))
    seven = bandits.tip_features(tip, NOW, Policy.EGREEDY)
    assert seven[:5] == five
    assert seven[5:] == pytest.approx((math.sin(2 * math.pi / 7), math.cos(2 * math.pi / 7)))
    assert [len(LABELS[policy]) for policy in Policy] == [5, 7]


def test_the_day_begins_at_midnight_and_the_week_on_monday() -> None:
    tip = Tip("t", is_overdue=False, age_days=0, priority=1)
    monday = datetime(2026, 5, 4, 0, 59, tzinfo=UTC)
    assert bandits.tip_features(tip, monday, Policy.EGREEDY) == (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    late_sunday = bandits.tip_features(tip, monday - timedelta(hours=1), Policy.EGREEDY)
    assert late_sunday[:2] == pytest.approx((math.sin(2 * math.pi * 23 / 24), math.cos(2 * math.pi * 23 / 24)))
    assert late_sunday[5:] == pytest.approx((math.sin(2 * math.pi * 6 / 7), math.cos(2 * math.pi * 6 / 7)))


def test_the_hour_is_the_persons_own() -> None:
    tip = Tip("t", is_overdue=False, age_days=0, priority=1)
    there = NOW.astimezone(timezone(timedelta(hours=-6)))
    assert bandits.tip_features(tip, there, Policy.LINUCB)[:2] == (0.0, 1.0)


@pytest.mark.parametrize(("age", "share"), [(-2, 0.0), (0, 0.0), (3, 0.1), (30, 1.0), (100, 1.0)])
def test_age_is_cut_at_thirty_days(age: float, share: float) -> None:
    features = bandits.tip_features(Tip("t", False, age, 1), NOW, Policy.LINUCB)
    assert features[3] == pytest.approx(share)


@pytest.mark.parametrize(("priority", "share"), [(0, 0.0), (1, 0.0), (2, 1 / 3), (4, 1.0), (9, 1.0)])
def test_priority_one_to_four_is_nought_to_one(priority: int, share: float) -> None:
    features = bandits.tip_features(Tip("t", False, 0, priority), NOW, Policy.LINUCB)
    assert features[4] == pytest.approx(share)


def test_what_an_answer_to_a_nudge_is_worth() -> None:
    assert REWARDS == {"done": 1.0, "helpful": 0.5, "snooze": 0.0, "not_helpful": -0.5, "dismiss": -1.0}


@pytest.mark.parametrize("policy", Policy)
def test_nudges_that_are_acted_on_come_first_after_a_while(policy: Policy) -> None:
    """This person does what is overdue and dismisses the rest, whatever its priority."""
    random = Random(5)
    learner, right = fresh(policy), 0
    for day in range(300):
        now = NOW + timedelta(days=day, hours=random.randrange(24))
        tips = [Tip(str(at), at == 0, random.uniform(0, 30), random.randint(1, 4)) for at in range(4)]
        random.shuffle(tips)
        choice = choose(learner, bandits.candidates(tips, now, policy), random)
        done = choice.tip_id == "0"
        right += done and day >= 200
        learner = seen(learner, choice.features, explored=choice.explored)
        learner = rewarded(learner, choice.features, REWARDS["done" if done else "dismiss"], now)
    assert right >= 85
    assert bandits.stats(learner).theta[2] > 0.3


def test_the_figures_of_a_bandit() -> None:
    learner = fresh(Policy.LINUCB, PAIR)
    for explored in (True, False, False, False):
        learner = seen(learner, (1.0, 0.0), explored=explored)
    learner = rewarded(rewarded(learner, (1.0, 0.0), 1.0, NOW), (1.0, 0.0), -0.5, NOW + timedelta(hours=1))
    assert asdict(bandits.stats(learner)) == {
        "policy": "linucb-v1",
        "pulls": 4,
        "reward_count": 2,
        "cumulative_reward": 0.5,
        "estimated_mean_reward": 0.25,
        "exploration_rate": 0.25,
        "theta": pytest.approx((0.5 / 3, 0.0)),
        "feature_labels": PAIR,
        "last_updated": NOW + timedelta(hours=1),
    }


def test_the_figures_of_a_bandit_that_did_nothing_are_nought() -> None:
    nothing = bandits.stats(fresh(Policy.EGREEDY))
    assert (nothing.pulls, nothing.estimated_mean_reward, nothing.exploration_rate) == (0, 0.0, 0.0)
    assert nothing.last_updated is None


def test_the_last_hundred_features_are_kept() -> None:
    learner = fresh(Policy.LINUCB, PAIR)
    for at in range(130):
        learner = seen(learner, (at / 130, 0.0))
    assert learner.pulls == 130
    assert learner.recent == tuple((at / 130, 0.0) for at in range(30, 130))


def test_a_reset_bandit_is_as_on_its_first_day() -> None:
    learner = bandits.reset(seen(taught(Policy.EGREEDY, ((1.0, 1.0), 1.0)), (1.0, 0.0)))
    assert bandits.stats(learner) == bandits.stats(fresh(Policy.EGREEDY, PAIR))
    assert (learner.a.tolist(), learner.recent) == ([[1.0, 0.0], [0.0, 1.0]], ())


@given(st.lists(st.tuples(st.tuples(*[NUMBERS] * 5), NUMBERS), max_size=40))
def test_a_stays_symmetric_and_positive_and_the_inverse_its_inverse(
    steps: list[tuple[tuple[float, ...], float]],
) -> None:
    learner = fresh(Policy.LINUCB)
    for features, reward in steps:
        learner = rewarded(learner, features, reward, NOW)
    assert (learner.a == learner.a.T).all()
    assert np.linalg.eigvalsh(learner.a)[0] >= 1 - 1e-9
    assert np.abs(learner.inverse @ learner.a - np.eye(5)).max() < 1e-9
    assert learner.a == pytest.approx(np.eye(5) + sum(np.outer(x, x) for x, _ in steps), abs=1e-9)


@given(st.lists(st.tuples(*[NUMBERS] * 5), min_size=1, max_size=8), st.integers(0, 99))
def test_a_choice_is_one_of_the_candidates_and_none_scores_more(vectors: list[tuple[float, ...]], seed: int) -> None:
    learner = rewarded(fresh(Policy.LINUCB), vectors[-1], 0.5, NOW)
    choice = choose(learner, offered(*vectors), Random(seed))
    best = [
        float(learner.theta @ np.array(x)) + math.sqrt(np.array(x) @ learner.inverse @ np.array(x)) for x in vectors
    ]
    assert choice.score == pytest.approx(max(best))
    assert choice.features in vectors


def test_a_reward_taken_back_leaves_the_bandit_as_if_it_had_never_come() -> None:
    bandit = rewarded(fresh(Policy.LINUCB), (0.5, -0.5, 1.0, 0.2, 1 / 3), 0.5, NOW)
    more = rewarded(bandit, (0.0, 1.0, 0.0, 0.9, 1.0), -1.0, NOW)
    back = unrewarded(more, (0.0, 1.0, 0.0, 0.9, 1.0), -1.0)
    assert np.allclose(back.a, bandit.a)
    assert np.allclose(back.inverse, np.linalg.inv(bandit.a))
    assert np.allclose(back.theta, bandit.theta)
    assert back.reward_count == 1
    untouched = fresh(Policy.LINUCB)
    assert unrewarded(untouched, (0.0,) * 5, 1.0) is untouched
