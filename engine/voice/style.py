"""The style of one person: learnt from what they sent, held against a text, drawn towards how they write to everybody.

`apply`, which puts a text into a style, is in `engine.voice.transform` and offered here too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.domain import StyleProfile
from engine.voice import features
from engine.voice.tally import Tally, profile
from engine.voice.transform import apply

__all__ = ["NEUTRAL", "apply", "learn", "likeness", "shrunk", "tallied"]

#: Somebody of whom nothing is known yet.
NEUTRAL = StyleProfile(0.5, 0.0, 60.0, "standard", "sentence", (), 0.5, 0.5, 0)

#: Messages with one contact at which their own profile weighs as much as the global one.
HALF_WEIGHT = 20


def learn(samples: Sequence[tuple[str, str]], delays_s: Sequence[float] = ()) -> StyleProfile:
    """The profile of whoever wrote the second texts.

    Each sample is (turn of the other side, may be "", what the person answered); bubbles of a turn are its lines.
    `delays_s` are seconds from their turn to the answer, where known. No samples give `NEUTRAL`.
    """
    counts = tallied(samples, delays_s)
    return profile(counts) if counts.messages else NEUTRAL


def tallied(samples: Sequence[tuple[str, str]], delays_s: Sequence[float] = ()) -> Tally:
    """The counts of whoever wrote the second texts; samples as in `learn`."""
    counts = Tally()
    for _, answer in samples:
        for place, line in enumerate(line for line in answer.split("\n") if line.strip()):
            counts.add(line, starts_turn=not place)
    for delay_s in delays_s:
        counts.waited(delay_s)
    return counts


def likeness(text: str, of: StyleProfile) -> float:
    """How much a text looks like this person's writing, in [0, 1]; 0.5 when there is nothing to go by.

    The mean of feature likenesses: case, ending, loudness, contractions, emoji, length, formality; weights in
    `_LIKENESS`, set by hand.
    """
    if not of.samples_count or not text.strip():
        return 0.5
    look = _look([line for line in text.split("\n") if line.strip()])
    votes = [(weight, vote) for weight, alike in _LIKENESS if (vote := alike(look, of)) is not None]
    return round(sum(weight * vote for weight, vote in votes) / sum(weight for weight, _ in votes), 4)


def shrunk(own: StyleProfile, everyone: StyleProfile) -> StyleProfile:
    """A contact's profile drawn towards the global one: weight n / (n + 20); lists and choices follow the heavier."""
    weight = own.samples_count / (own.samples_count + HALF_WEIGHT)
    if not own.samples_count:
        return everyone
    near, far = (own, everyone) if weight >= 0.5 else (everyone, own)

    def mix(a: float, b: float) -> float:
        return round(weight * a + (1 - weight) * b, 4)

    return StyleProfile(
        formality=mix(own.formality, everyone.formality),
        emoji_usage=mix(own.emoji_usage, everyone.emoji_usage),
        avg_length=mix(own.avg_length, everyone.avg_length),
        punctuation_style=near.punctuation_style,
        capitalization=near.capitalization,
        common_phrases=near.common_phrases or far.common_phrases,
        contraction_preference=mix(own.contraction_preference, everyone.contraction_preference),
        response_brevity=mix(own.response_brevity, everyone.response_brevity),
        samples_count=own.samples_count,
        emoji=near.emoji or far.emoji,
        greetings=near.greetings or far.greetings,
        closings=near.closings or far.closings,
        bubbles_per_turn=mix(own.bubbles_per_turn, everyone.bubbles_per_turn),
        reply_delay_s=near.reply_delay_s if near.reply_delay_s is not None else far.reply_delay_s,
        languages=near.languages or far.languages,
        warmth=mix(own.warmth, everyone.warmth),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One text as it is held against a profile; shares a bubble, None where there was no place for it.

    Attributes:
        small: share of sentence starts written small. short: share of contractible places written together.
    """

    length: float
    small: float | None
    ended: float
    loud: float
    short: float | None
    with_emoji: bool
    emoji: tuple[str, ...]
    formality: float


def _look(bubbles: Sequence[str]) -> _Look:
    seen, n = [features.see(bubble) for bubble in bubbles], len(bubbles)
    starts, places = sum(one.starts for one in seen), sum(one.short + one.long for one in seen)
    return _Look(
        length=sum(one.characters for one in seen) / n,
        small=sum(one.lowercase for one in seen) / starts if starts else None,
        ended=sum(one.ended for one in seen) / n,
        loud=sum(one.loud for one in seen) / n,
        short=sum(one.short for one in seen) / places if places else None,
        with_emoji=any(one.emoji for one in seen),
        emoji=tuple(sign for one in seen for sign in one.emoji),
        formality=features.register(seen),
    )


# Likenesses: None where the text or the profile does not say.


def _case(look: _Look, of: StyleProfile) -> float | None:
    if look.small is None or of.capitalization == "mixed":
        return None
    return look.small if of.capitalization == "lowercase" else 1 - look.small


def _ending(look: _Look, of: StyleProfile) -> float | None:
    usual = {"minimal": 0.2, "standard": 0.9, "expressive": 0.9}[of.punctuation_style]
    return 1 - abs(look.ended - usual)


def _loudness(look: _Look, of: StyleProfile) -> float | None:
    if of.punctuation_style == "expressive":
        return min(1.0, 0.4 + 0.6 * look.loud)
    return max(0.0, 1 - 0.4 * look.loud)


def _contracting(look: _Look, of: StyleProfile) -> float | None:
    return None if look.short is None else 1 - abs(look.short - of.contraction_preference)


def _emoji(look: _Look, of: StyleProfile) -> float | None:
    if not look.with_emoji:
        return 1 - 0.7 * of.emoji_usage
    theirs = sum(sign in of.emoji for sign in look.emoji) / len(look.emoji)
    return min(1.0, 0.3 * of.emoji_usage + 0.7 * theirs)


def _length(look: _Look, of: StyleProfile) -> float | None:
    return math.exp(-abs(math.log((look.length + 8) / (of.avg_length + 8))))


def _register(look: _Look, of: StyleProfile) -> float | None:
    return 1 - abs(look.formality - of.formality)


_Alike = Callable[[_Look, StyleProfile], float | None]
_LIKENESS: tuple[tuple[float, _Alike], ...] = (
    (0.22, _case),
    (0.16, _ending),
    (0.10, _loudness),
    (0.12, _contracting),
    (0.14, _emoji),
    (0.14, _length),
    (0.12, _register),
)
