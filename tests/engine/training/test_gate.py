"""Each reason alone refuses an adapter; what is no number, or measured on too little, never passes."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.training import gate
from engine.training.gate import REASONS, Leaks, Limits, Losses, Scores, Verdict, certainty, figures, verdict

TURNS = 20
#: 20 turns of 10 tokens: 2.0 nats a token before, 1.9 after, which is a perplexity of e^-0.1, 9.5 % less.
BEFORE, AFTER = 2.0, 1.9


def losses(mean: float, n: int = TURNS, tokens: int = 10) -> Losses:
    return Losses((mean * tokens,) * n, (tokens,) * n)


def scores(
    mean: float, *, anchors: float = 0.2, voice: float = 0.8, odd: tuple[str, ...] = (), n: int = TURNS
) -> Scores:
    return Scores(losses(mean, n), losses(anchors, 10), (voice,) * 8, odd)


def judged(
    candidate: Scores,
    *,
    base: Scores | None = None,
    current: Scores | None = None,
    expected: float = AFTER,
    leaks: Leaks | None = None,
    own: float = 0.9,
    limits: Limits | None = None,
    seed: int = 1,
    apart: float = 0.0007,
) -> Verdict:
    return verdict(
        base or scores(BEFORE),
        current,
        candidate,
        expected_loss=expected,
        leaks=leaks or Leaks(planted=24),
        own_voice=[own] * 8,
        limits=limits or Limits(),
        seed=seed,
        apart=apart,
        tolerance=0.02,
    )


def test_a_better_and_clean_adapter_passes() -> None:
    found = judged(scores(AFTER, anchors=0.3))
    assert found.passed
    assert found.reasons == ()


def test_the_figures_are_those_worked_out_by_hand() -> None:
    found = judged(scores(AFTER, anchors=0.3, voice=0.85), base=scores(BEFORE, odd=("loop",)), expected=2.0, own=0.9)
    assert found.gain == pytest.approx(1 - math.exp(-0.1), abs=1e-6)
    assert found.p_better == 1.0
    assert found.parity == pytest.approx(0.05)
    assert found.forgetting == pytest.approx(0.1)
    assert found.own_voice == pytest.approx(0.9)
    assert found.base.perplexity == pytest.approx(math.exp(2.0), abs=1e-5)
    assert found.base == found.now == figures(scores(BEFORE, odd=("loop",)))
    assert (found.candidate.loss, found.candidate.voice, found.candidate.odd) == (1.9, 0.85, 0)
    assert found.apart == pytest.approx(0.0007)
    assert (found.n_turns, found.n_anchors, found.n_replies) == (20, 10, 8)


def test_the_mean_is_one_of_tokens_not_of_turns() -> None:
    assert Losses((3.0, 1.0), (1, 3)).mean == 1.0


ALONE = {
    "not_finite": lambda: judged(msgspec.structs.replace(scores(AFTER), voice=(0.9,) * 7 + (math.inf,))),
    "too_few_turns": lambda: judged(scores(AFTER, n=11), base=scores(BEFORE, n=11)),
    "parity": lambda: judged(scores(AFTER), expected=AFTER / 1.0301),
    "logits": lambda: judged(scores(AFTER), apart=0.0201),
    "gain": lambda: judged(scores(BEFORE - 0.0100), expected=BEFORE),
    "unsure": lambda: judged(uneven(AFTER), limits=Limits(certainty=0.999)),
    "forgetting": lambda: judged(scores(AFTER, anchors=0.701)),
    "voice": lambda: judged(scores(AFTER, voice=0.779)),
    "leak": lambda: judged(scores(AFTER), leaks=Leaks(24, 1, 0)),
    "leak_guarded": lambda: judged(scores(AFTER), leaks=Leaks(24, 0, 1)),
    "degenerate": lambda: judged(scores(AFTER, odd=("empty",))),
}


def uneven(mean: float) -> Scores:
    """The same loss in all, but one turn is far better and the others a little worse."""
    worse = BEFORE * 10 + 0.1
    rest = mean * 10 * TURNS - worse * (TURNS - 1)
    return msgspec.structs.replace(scores(mean), held=Losses((*(worse,) * (TURNS - 1), rest), (10,) * TURNS))


@pytest.mark.parametrize("reason", ALONE)
def test_each_reason_alone_refuses(reason: str) -> None:
    found = ALONE[reason]()
    assert found.reasons == (reason,)
    assert not found.passed


def test_every_reason_is_known() -> None:
    assert {*ALONE, "adapter_refused", "gate_died"} == set(REASONS)


@pytest.mark.parametrize("reason", ["adapter_refused", "gate_died"])
def test_where_nothing_could_be_measured_nothing_passes(reason: str) -> None:
    found = gate.refused(reason)
    assert (found.passed, found.reasons, found.gain) == (False, (reason,), None)


def test_at_the_limits_it_passes() -> None:
    found = judged(
        scores(AFTER, anchors=0.7 - 1e-9, voice=0.78, odd=("long",)),
        base=scores(BEFORE, odd=("loop",)),
        expected=AFTER / 1.0299,
    )
    assert found.passed, found.reasons


def test_it_is_held_against_what_is_in_use() -> None:
    assert judged(scores(AFTER), current=scores(AFTER)).reasons == ("gain", "unsure")
    assert judged(scores(AFTER), current=scores(1.95)).passed
    assert judged(scores(AFTER), current=scores(1.95)).now.loss == 1.95


def test_an_adapter_in_use_that_is_worse_than_the_base_is_no_excuse() -> None:
    assert judged(scores(BEFORE), current=scores(3.0), expected=BEFORE).reasons == ("gain", "unsure")


def test_a_reply_that_is_none_is_counted_against_what_is_in_use() -> None:
    assert judged(scores(1.8, odd=("loop",)), current=scores(AFTER, odd=("empty",)), expected=1.8).passed
    assert judged(scores(1.8, odd=("loop",)), current=scores(AFTER), expected=1.8).reasons == ("degenerate",)


def test_a_voice_need_not_be_more_like_the_person_than_the_person() -> None:
    assert judged(scores(AFTER, voice=0.7), base=scores(BEFORE, voice=0.95), own=0.7).passed
    assert judged(scores(AFTER, voice=0.6), base=scores(BEFORE, voice=0.95), own=0.7).reasons == ("voice",)


@pytest.mark.parametrize(
    "few",
    [
        {"anchors": losses(0.2, 7)},
        {"anchors": Losses()},
        {"voice": (0.9,) * 4},
        {"voice": ()},
        {"held": Losses(), "anchors": Losses(), "voice": ()},
    ],
)
def test_few_anchors_or_replies_never_pass(few: dict[str, object]) -> None:
    candidate = msgspec.structs.replace(scores(AFTER), **few)
    base = msgspec.structs.replace(
        scores(BEFORE), held=Losses((20.0,) * len(candidate.held.nll), candidate.held.tokens)
    )
    found = judged(candidate, base=base)
    assert not found.passed
    assert "too_few_turns" in found.reasons


@pytest.mark.parametrize("planted", [0, 7])
def test_without_planted_secrets_nothing_is_known_of_leaks(planted: int) -> None:
    assert judged(scores(AFTER), leaks=Leaks(planted=planted)).reasons == ("too_few_turns",)


@given(
    st.sampled_from([math.nan, math.inf, -math.inf]),
    st.sampled_from(["held", "anchors", "voice", "expected", "own"]),
    st.sampled_from(["candidate", "base", "current"]),
)
def test_what_is_no_number_never_passes(number: float, where: str, whose: str) -> None:
    sides = {"candidate": scores(AFTER), "base": scores(BEFORE), "current": scores(BEFORE)}
    expected, own = AFTER, 0.9
    match where:
        case "voice":
            sides[whose] = msgspec.structs.replace(sides[whose], voice=(0.9,) * 7 + (number,))
        case "expected":
            expected = number
        case "own":
            own = number
        case _:
            wrong = Losses((*getattr(sides[whose], where).nll[1:], number), getattr(sides[whose], where).tokens)
            sides[whose] = msgspec.structs.replace(sides[whose], **{where: wrong})
    found = judged(sides["candidate"], base=sides["base"], current=sides["current"], expected=expected, own=own)
    assert "not_finite" in found.reasons
    assert not found.passed
    assert msgspec.json.decode(msgspec.json.encode(found), type=Verdict) == found


def test_certainty_of_two_turns_is_that_of_student_s_t() -> None:
    """One better by 2 and one worse by 1, of equal length: a mean of -1/2 with a spread of 3/2, one degree of freedom.

    Of four equally likely draws only one is worse; of two turns that says too much.
    """
    before, after = Losses((10.0, 10.0), (5, 5)), Losses((8.0, 11.0), (5, 5))
    assert certainty(before, after, draws=20_000, seed=3) == pytest.approx(0.5 + math.atan(1 / 3) / math.pi, abs=0.01)


def test_certainty_of_many_turns_is_the_share_of_resamplings() -> None:
    """29 turns that are worse by one and one that is far better: it is better wherever that one is drawn."""
    before, after = Losses((10.0,) * 30, (5,) * 30), Losses((11.0,) * 29 + (-70.0,), (5,) * 30)
    assert certainty(before, after, draws=20_000, seed=3) == pytest.approx(1 - (29 / 30) ** 30, abs=0.01)


def test_certainty_is_the_same_for_the_same_seed_and_no_better_is_not_better() -> None:
    before, after = Losses((10.0, 9.0, 8.0), (5, 5, 5)), Losses((9.0, 9.5, 8.0), (5, 5, 5))
    assert certainty(before, after, draws=500, seed=7) == certainty(before, after, draws=500, seed=7)
    assert certainty(before, before, draws=500, seed=7) == 0.0
    assert math.isnan(certainty(Losses(), Losses(), draws=10, seed=0))


def test_a_turn_says_less_where_others_of_its_conversation_say_the_same() -> None:
    """Of four conversations three are better in each of their turns, one is worse."""
    nll = (9.0,) * 30 + (10.5,) * 10
    names = tuple(f"c{at // 10}" for at in range(40))
    alone = certainty(losses(1.0, 40), Losses(nll, (10,) * 40), draws=2000, seed=1)
    together = certainty(losses(1.0, 40), Losses(nll, (10,) * 40, names), draws=2000, seed=1)
    assert alone > 0.95 > together


def test_of_one_conversation_nothing_is_sure() -> None:
    candidate = scores(AFTER)
    of_one = msgspec.structs.replace(candidate.held, conversations=("a",) * TURNS)
    found = judged(msgspec.structs.replace(candidate, held=of_one))
    assert found.reasons == ("too_few_turns", "unsure")
    assert found.p_better is None


def nights(conversations: int, gain: float, *, n: int = 300) -> list[tuple[Losses, Losses]]:
    """Made-up nights of 80 turns: how much a reply is gained at differs by its conversation, and by its turn."""
    draw = np.random.default_rng(5)
    found = []
    for _ in range(n):
        weights = 1 / np.arange(1, conversations + 1)
        names = draw.choice(conversations, 80, p=weights / weights.sum())
        tokens = np.clip(draw.lognormal(2.4, 0.6, 80), 3, 80).round()
        by_talk, by_turn = draw.normal(0, 0.05, conversations)[names], draw.normal(0, 0.35, 80) / np.sqrt(tokens)
        before, sizes = 3.5 * tokens, tuple(int(one) for one in tokens)
        after, told = before + tokens * (by_talk + by_turn - gain), tuple(f"c{one}" for one in names)
        found.append((Losses(tuple(before), sizes, told), Losses(tuple(after), sizes, told)))
    return found


def share_sure(pairs: list[tuple[Losses, Losses]]) -> float:
    passed = [
        certainty(before, after, draws=1000, seed=1) >= Limits().certainty
        and 1 - math.exp(after.mean - before.mean) >= Limits().gain
        for before, after in pairs
    ]
    return sum(passed) / len(passed)


@pytest.mark.parametrize("conversations", [2, 3, 5, 8, 20])
def test_what_is_no_better_seldom_passes_however_few_conversations_there_are(conversations: int) -> None:
    assert share_sure(nights(conversations, 0.0)) <= 0.08


def test_a_gain_of_a_twentieth_passes_on_most_nights() -> None:
    assert share_sure(nights(20, 0.05)) >= 0.6


def test_other_turns_cannot_be_compared() -> None:
    with pytest.raises(AssertionError):
        certainty(Losses((1.0,), (1,)), Losses((1.0,), (2,)), draws=10, seed=0)


def test_a_loss_beyond_all_figures_is_still_a_verdict() -> None:
    found = judged(scores(1e6), expected=1e6)
    assert found.reasons == ("gain", "unsure")
    assert found.candidate.perplexity is None
    assert found.candidate.loss == 1e6
