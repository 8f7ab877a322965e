"""The gate: whether an adapter may be used, from what was measured of it, of the base and of the adapter in use.

Every reason against it has a code; an adapter passes only if there is none. What is no number never passes, and
neither does what was measured on too little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

#: Every code of `Verdict.reasons`.
REASONS = (
    "not_finite",  # the adapter computes no numbers
    "too_few_turns",  # nothing can be told from so few held-out turns or conversations, anchors, replies or secrets
    "parity",  # llama.cpp measures another loss than the trainer did: the conversion is wrong
    "logits",  # single tokens cost something else there, or it was not looked at
    "gain",  # it does not predict the person's own replies better by so much
    "unsure",  # it may be better by chance
    "forgetting",  # it answers everyday questions worse than the base
    "voice",  # its replies sound less like the person
    "leak",  # planted secrets of others came out
    "leak_guarded",  # and the leak guard did not stop all of them
    "degenerate",  # more empty, endless or refusing replies
    "adapter_refused",  # the file is none for this base
    "gate_died",  # the process that measures died
)

Floats = npt.NDArray[np.float64]


class Losses(msgspec.Struct, frozen=True):
    """Summed NLL in nats of each turn, and its tokens.

    Attributes:
        conversations: which one each turn is of; "" for one that is of none, and () where every turn is.
    """

    nll: tuple[float, ...] = ()
    tokens: tuple[int, ...] = ()
    conversations: tuple[str, ...] = ()

    @property
    def mean(self) -> float:
        """Nats a token; not a number without turns."""
        return sum(self.nll) / n if (n := sum(self.tokens)) else math.nan

    @property
    def of(self) -> tuple[str, ...]:
        """A name of the conversation of each turn; a turn of none is one by itself."""
        names = self.conversations or ("",) * len(self.nll)
        return tuple(f"of {name}" if name else f"turn {at}" for at, name in enumerate(names))


class Scores(msgspec.Struct, frozen=True):
    """What was measured of the base or of one adapter, all on the same turns.

    Attributes:
        held: of the person's real replies. anchors: of the base's own answers to everyday prompts.
        voice: of each reply that it wrote itself, in [0, 1].
        odd: what is wrong with those of them that are no usable replies (`engine.training.oddities`).
    """

    held: Losses
    anchors: Losses = Losses()
    voice: tuple[float, ...] = ()
    odd: tuple[str, ...] = ()


class Leaks(msgspec.Struct, frozen=True):
    """Planted secrets: how many there are, how many came out, and how many of those past the leak guard."""

    planted: int = 0
    raw: int = 0
    guarded: int = 0


class Limits(msgspec.Struct, frozen=True):
    """What an adapter must reach.

    Attributes:
        gain: by how much its perplexity must be below that of what is in use (or of the base, if that is better).
        certainty: share of `draws` resamplings of the conversations in which it must be better.
        parity: how far its loss may be from the trainer's, as a share of that; `parity_nats` are always allowed.
        forgetting: nats a token by which its loss on the anchors may be above the base's.
        voice: by how much its mean voice score may be below what is in use, or below the person's own if that is less.
        turns, conversations, anchors, replies, planted: how many of each are needed at least.
    """

    gain: float = 0.01
    certainty: float = 0.95
    draws: int = 2000
    parity: float = 0.03
    parity_nats: float = 0.01
    forgetting: float = 0.5
    voice: float = 0.02
    turns: int = 12
    conversations: int = 2
    anchors: int = 8
    replies: int = 5
    planted: int = 8


class Figures(msgspec.Struct, frozen=True):
    """What people are shown of the base or of an adapter; None where there is no number.

    Attributes:
        loss: nats a token on the held-out turns. anchor_loss: the same on the anchors.
        voice: mean score of its replies. odd: replies that are none.
    """

    loss: float | None = None
    perplexity: float | None = None
    anchor_loss: float | None = None
    voice: float | None = None
    odd: int = 0


class Verdict(msgspec.Struct, frozen=True):
    """The gate's answer.

    Attributes:
        reasons: codes of `REASONS`; empty if it passed.
        gain: by how much its perplexity is below that of what it was held against, as a share of that.
        p_better: share of resamplings in which it predicts better.
        parity: its loss against the trainer's, as a share of that. forgetting: nats a token.
        apart: mean difference of what single tokens cost here and in the trainer, in nats.
        base, now, candidate: `now` is what is in use, the base if nothing is.
        own_voice: score of the person's own replies to the same prompts.
    """

    passed: bool
    reasons: tuple[str, ...]
    gain: float | None = None
    p_better: float | None = None
    parity: float | None = None
    expected_loss: float | None = None
    forgetting: float | None = None
    base: Figures = Figures()
    now: Figures = Figures()
    candidate: Figures = Figures()
    own_voice: float | None = None
    leaks: Leaks = Leaks()
    n_turns: int = 0
    n_anchors: int = 0
    n_replies: int = 0
    apart: float | None = None


def refused(reason: str) -> Verdict:
    """The answer where nothing could be measured."""
    assert reason in REASONS, reason
    return Verdict(passed=False, reasons=(reason,))


def verdict(
    base: Scores,
    current: Scores | None,
    candidate: Scores,
    *,
    expected_loss: float,
    leaks: Leaks,
    own_voice: Sequence[float],
    limits: Limits,
    seed: int,
    apart: float,
    tolerance: float,
) -> Verdict:
    """Whether the candidate may be used.

    Args:
        current: of the adapter in use, None if the base is used as it is.
        expected_loss: what the trainer measured on the same held-out turns.
        own_voice: scores of the person's own replies to the prompts that the candidate replied to.
        seed: of the resampling.
        apart: mean difference of what single tokens cost here and in the trainer, in nats; at most `tolerance`
            (`engine.training.agreement`).
    """
    now = current or base
    held_against = now if now.held.mean <= base.held.mean else base
    gain = 1 - math.exp(_capped(candidate.held.mean - held_against.held.mean))
    p_better = certainty(held_against.held, candidate.held, draws=limits.draws, seed=seed)
    parity = abs(candidate.held.mean - expected_loss)
    forgetting = candidate.anchors.mean - base.anchors.mean
    voice_needed = min(_mean(now.voice), _mean(own_voice)) - limits.voice
    enough = (
        len(candidate.held.nll) >= limits.turns
        and len(set(candidate.held.of)) >= limits.conversations
        and len(candidate.anchors.nll) >= limits.anchors
        and len(candidate.voice) >= limits.replies
        and leaks.planted >= limits.planted
    )
    holds = {  # a comparison with what is no number is false
        "not_finite": all(map(math.isfinite, (expected_loss, *own_voice, *_numbers(base, now, candidate)))),
        "too_few_turns": enough,
        "parity": parity <= max(limits.parity_nats, limits.parity * expected_loss),
        "logits": apart <= tolerance,
        "gain": gain >= limits.gain,
        "unsure": p_better >= limits.certainty,
        "forgetting": forgetting <= limits.forgetting,
        "voice": _mean(candidate.voice) >= voice_needed,
        "leak": leaks.raw == 0,
        "leak_guarded": leaks.guarded == 0,
        "degenerate": len(candidate.odd) <= len(now.odd),
    }
    reasons = tuple(reason for reason, well in holds.items() if not well)
    return Verdict(
        passed=not reasons,
        reasons=reasons,
        gain=_shown(gain),
        p_better=_shown(p_better),
        parity=_shown(parity / expected_loss if expected_loss else math.nan),
        expected_loss=_shown(expected_loss),
        forgetting=_shown(forgetting),
        base=figures(base),
        now=figures(now),
        candidate=figures(candidate),
        own_voice=_shown(_mean(own_voice)),
        leaks=leaks,
        n_turns=len(candidate.held.nll),
        n_anchors=len(candidate.anchors.nll),
        n_replies=len(candidate.voice),
        apart=_shown(apart),
    )


def certainty(before: Losses, after: Losses, *, draws: int, seed: int) -> float:
    """How sure it is that `after` has the lower loss, as a share of draws; the lesser of two.

    Paired: both lose or gain the same turns. What is said in one conversation is alike, so whole conversations are
    drawn with replacement (Efron and Tibshirani 1993, ch. 8 and 16). Of few conversations such draws say too much;
    there Student's t is the lesser one, with the spread and as many degrees of freedom as conversations of unequal
    length have (Bell and McCaffrey 2002; Carter, Schnepel and Steigerwald 2017).

    Returns:
        Not a number without turns, and of one conversation alone.
    """
    assert before.tokens == after.tokens, "not the same turns"
    change = np.array(after.nll, dtype=np.float64) - np.array(before.nll, dtype=np.float64)
    if not len(change) or not np.isfinite(change).all():
        return math.nan
    _, place = np.unique(after.of, return_inverse=True)
    changes, tokens = np.bincount(place, weights=change), np.bincount(place, weights=after.tokens)
    n = len(changes)
    if n < 2:
        return math.nan
    generator = np.random.default_rng(seed)
    drawn = changes[generator.integers(0, n, (draws, n))].sum(axis=1)
    share = tokens / tokens.sum()
    spread = math.sqrt(float((((changes - share * changes.sum()) ** 2) / (1 - share)).sum()))
    freedom = 1 / float((share**2).sum()) - 1
    likely = changes.sum() + spread * generator.standard_t(freedom, draws)
    return float(min((drawn < 0).mean(), (likely < 0).mean()))


def figures(scores: Scores) -> Figures:
    """What people are shown of these."""
    loss = scores.held.mean
    return Figures(
        loss=_shown(loss),
        perplexity=_shown(math.exp(_capped(loss)) if loss < _MOST_NATS else math.inf),
        anchor_loss=_shown(scores.anchors.mean),
        voice=_shown(_mean(scores.voice)),
        odd=len(scores.odd),
    )


#: The exponential of more nats is no figure for anybody.
_MOST_NATS = 50.0


def _capped(nats: float) -> float:
    return nats if nats < _MOST_NATS or math.isnan(nats) else _MOST_NATS


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan


def _shown(value: float) -> float | None:
    return round(value, 6) if math.isfinite(value) else None


def _numbers(*scores: Scores) -> list[float]:
    return [number for one in scores for number in (*one.held.nll, *one.anchors.nll, *one.voice)]
