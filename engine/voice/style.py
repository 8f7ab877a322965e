"""The style of one person: learnt from what they sent, held against a text.

`apply`, which puts a text into a style, is in `engine.voice.transform` and offered here too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from statistics import median

from engine.domain import StyleProfile
from engine.voice import features
from engine.voice.language import language
from engine.voice.transform import apply

__all__ = ["NEUTRAL", "apply", "learn", "match", "shrunk"]

#: Somebody of whom nothing is known yet.
NEUTRAL = StyleProfile(0.5, 0.0, 60.0, "standard", "sentence", (), 0.5, 0.5, 0)

#: Sent texts looked at; the newest ones if there are more. Phrases need fewer and cost more.
NEWEST, NEWEST_FOR_PHRASES = 6000, 2000
#: Messages with one contact at which their own profile weighs as much as the global one.
HALF_WEIGHT = 20
_GROUP, _N_MARKS, _LEAST_BACKGROUND = 3, 700, 2000


def learn(samples: Sequence[tuple[str, str]], delays_s: Sequence[float] = ()) -> StyleProfile:
    """The profile of whoever wrote the second texts, oldest sample first.

    Each sample is (turn of the other side, may be "", what the person answered); bubbles of a turn are its lines.
    `delays_s` are seconds from their turn to the answer, where known. No samples give `NEUTRAL`.
    """
    samples = samples[-NEWEST:]
    turns = [answer for _, answer in samples if answer.strip()]
    bubbles = [line for answer in turns for line in answer.split("\n") if line.strip()]
    if not bubbles:
        return NEUTRAL
    seen = features.measure(bubbles)
    return StyleProfile(
        formality=seen.formality,
        emoji_usage=round(seen.with_emoji, 4),
        avg_length=round(seen.mean_length, 2),
        punctuation_style=_punctuation(seen),
        capitalization=_capitalization(seen.lowercase),
        common_phrases=features.phrases(bubbles[-NEWEST_FOR_PHRASES:]),
        contraction_preference=0.5 if seen.contracted is None else round(seen.contracted, 4),
        response_brevity=_brevity(turns),
        samples_count=len(turns),
        emoji=tuple(sign for sign, _ in seen.emoji.most_common(12)),
        greetings=_habits(map(features.greeting, turns), len(turns)),
        closings=_habits(map(features.closing, turns), len(turns)),
        bubbles_per_turn=round(len(bubbles) / len(turns), 3),
        reply_delay_s=median(delays_s) if delays_s else None,
        languages=_languages(turns),
        marks=_marks(bubbles, [line for incoming, _ in samples for line in incoming.split("\n")]),
    )


def match(text: str, profile: StyleProfile) -> float:
    """How much a text looks like this person's writing, in [0, 1]; 0.5 when there is nothing to go by.

    The mean of feature likenesses (case, ending, loudness, contractions, emoji, length, formality; weights in
    `_LIKENESS`) and, where marks were learnt, the logistic of the mean log-odds of the text's character groups
    (naive Bayes against the contacts' own messages).
    """
    if not profile.samples_count or not text.strip():
        return 0.5
    bubbles = [line for line in text.split("\n") if line.strip()]
    seen = features.measure(bubbles)
    votes = [(weight, look(seen, profile)) for weight, look in _LIKENESS]
    counted = [(weight, vote) for weight, vote in votes if vote is not None]
    alike = sum(weight * vote for weight, vote in counted) / sum(weight for weight, _ in counted)
    if not profile.marks:
        return round(alike, 4)
    odds = dict(profile.marks)
    groups = [group for bubble in bubbles for group in _groups(bubble)]
    lean = sum(odds.get(group, 0.0) for group in groups) / math.sqrt(len(groups) or 1)
    return round(0.4 * alike + 0.6 / (1 + math.exp(-lean / 2)), 4)


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
        marks=everyone.marks or own.marks,
    )


def _punctuation(seen: features.Measured) -> str:
    if seen.loud >= 0.45:
        return "expressive"
    return "minimal" if seen.ended < 0.45 else "standard"


def _capitalization(lowercase: float | None) -> str:
    if lowercase is None:
        return "mixed"
    if lowercase >= 0.75:
        return "lowercase"
    return "sentence" if lowercase <= 0.25 else "mixed"


def _brevity(turns: Sequence[str]) -> float:
    """1 for answers of a word, 0.5 at 60 code points, towards 0 for letters (median length)."""
    return round(60 / (60 + median(map(len, turns))), 4)


def _habits(found: Iterable[str | None], n: int) -> tuple[str, ...]:
    counted = Counter(habit for habit in found if habit is not None)
    return tuple(habit for habit, times in counted.most_common(4) if times >= max(2, 0.03 * n))


def _languages(turns: Sequence[str]) -> tuple[str, ...]:
    counted = Counter(tongue for tongue in map(language, turns[-500:]) if tongue is not None)
    total = counted.total()
    return tuple(tongue for tongue, n in counted.most_common() if n >= 0.1 * total)


def _groups(bubble: str) -> list[str]:
    padded = f" {bubble.strip()} "
    return [padded[at : at + _GROUP] for at in range(len(padded) - _GROUP + 1)]


def _marks(mine: Sequence[str], theirs: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """The groups that tell the person from their contacts most, with log-odds (add-one smoothing)."""
    own = Counter(chain.from_iterable(map(_groups, mine)))
    other = Counter(chain.from_iterable(_groups(line) for line in theirs if line.strip()))
    n_own, n_other = own.total(), other.total()
    if min(n_own, n_other) < _LEAST_BACKGROUND:
        return ()
    kinds = len(own.keys() | other.keys())
    odds = {
        group: math.log((own[group] + 1) / (n_own + kinds)) - math.log((other[group] + 1) / (n_other + kinds))
        for group in own.keys() | other.keys()
    }
    telling = sorted(odds, key=lambda group: (-abs(odds[group]) * (own[group] + other[group]), group))[:_N_MARKS]
    return tuple((group, round(odds[group], 2)) for group in sorted(telling))


# ---- likenesses: None where the text or the profile does not say
# ---------------------------------------------------


def _case(seen: features.Measured, profile: StyleProfile) -> float | None:
    if seen.lowercase is None or profile.capitalization == "mixed":
        return None
    return seen.lowercase if profile.capitalization == "lowercase" else 1 - seen.lowercase


def _ending(seen: features.Measured, profile: StyleProfile) -> float | None:
    usual = {"minimal": 0.2, "standard": 0.9, "expressive": 0.9}[profile.punctuation_style]
    return 1 - abs(seen.ended - usual)


def _loudness(seen: features.Measured, profile: StyleProfile) -> float | None:
    if profile.punctuation_style == "expressive":
        return min(1.0, 0.4 + 0.6 * seen.loud)
    return max(0.0, 1 - 0.4 * seen.loud)


def _contracting(seen: features.Measured, profile: StyleProfile) -> float | None:
    return None if seen.contracted is None else 1 - abs(seen.contracted - profile.contraction_preference)


def _emoji(seen: features.Measured, profile: StyleProfile) -> float | None:
    if not seen.with_emoji:
        return 1 - 0.7 * profile.emoji_usage
    theirs = sum(n for sign, n in seen.emoji.items() if sign in profile.emoji) / seen.emoji.total()
    return min(1.0, 0.3 * profile.emoji_usage + 0.7 * theirs)


def _length(seen: features.Measured, profile: StyleProfile) -> float | None:
    return math.exp(-abs(math.log((seen.mean_length + 8) / (profile.avg_length + 8))))


def _register(seen: features.Measured, profile: StyleProfile) -> float | None:
    return 1 - abs(seen.formality - profile.formality)


_Look = Callable[[features.Measured, StyleProfile], float | None]
_LIKENESS: tuple[tuple[float, _Look], ...] = (
    (0.22, _case),
    (0.16, _ending),
    (0.10, _loudness),
    (0.12, _contracting),
    (0.14, _emoji),
    (0.14, _length),
    (0.12, _register),
)
