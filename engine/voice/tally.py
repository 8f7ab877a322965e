"""What a style is read from, as counts: a sent text adds to them, an unsent one is taken out again.

So learning costs as much as the new text is long, whatever the history. Lists (emoji, phrases) are kept short by
dropping the rarest when they grow beyond a bound; what comes back often stays.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from engine.domain import StyleProfile
from engine.voice import features
from engine.voice.language import language

#: Entries of one list for everybody and for one contact, before the rarest are dropped.
MOST, MOST_OF_CONTACT = 1200, 160
#: Code points of a text that are looked at.
_LOOKED_AT = 4000
#: Share of warm texts that is neither warm nor cool, and texts it is taken to have been seen in.
_USUAL_WARMTH, _WARMTH_WEIGHT = 0.25, 4
#: Texts that must be in a language, besides a tenth of those that say, before somebody is taken to write it.
_LEAST_IN_LANGUAGE = 5
#: Small words of one language in a text that is counted for it: one may be a name or slang.
_TELLING_WORDS = 2.0
#: Bins of a doubling: lengths in code points, delays in seconds.
_BINS = 4


@dataclass(slots=True)
class Tally:
    """Counts over the texts somebody sent; the fields of `engine.voice.features.Seen` added up, and lists.

    Attributes:
        lengths, delays: bin of the logarithm (as text: keys of JSON) to how often; delays are of turns.
        turns: texts that were the first after one of theirs, or after a long silence.
    """

    messages: int = 0
    turns: int = 0
    characters: int = 0
    starts: int = 0
    lowercase: int = 0
    ended: int = 0
    full_stops: int = 0
    loud: int = 0
    short: int = 0
    long: int = 0
    formal: int = 0
    loose: int = 0
    warm: int = 0
    with_emoji: int = 0
    lengths: dict[str, int] = field(default_factory=dict)
    delays: dict[str, int] = field(default_factory=dict)
    emoji: dict[str, int] = field(default_factory=dict)
    greetings: dict[str, int] = field(default_factory=dict)
    closings: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    phrases: dict[str, int] = field(default_factory=dict)

    def add(
        self, text: str, *, starts_turn: bool = True, delay_s: float | None = None, most: int = MOST, by: int = 1
    ) -> None:
        """Count a sent text; `by` = -1 takes one out that was counted.

        Args:
            delay_s: seconds since the message of theirs that it answers.
            most: entries of a list before the rarest are dropped.
        """
        text = text[:_LOOKED_AT]
        if not text.strip():
            return
        seen = features.see(text)
        for name in _ADDED:
            self._step(name, by * getattr(seen, name))
        self._step("messages", by)
        self._step("turns", by * starts_turn)
        self._step("with_emoji", by * bool(seen.emoji))
        for counted, keys in (
            (self.lengths, [_bin(len(text))]),
            (self.emoji, seen.emoji),
            (self.greetings, _if_any(features.greeting(text))),
            (self.closings, _if_any(features.closing(text))),
            (self.languages, _if_any(language(text, least=_TELLING_WORDS))),
            (self.phrases, features.groups(text)),
        ):
            for key in keys:
                _count(counted, key, by)
            _bound(counted, most)

        if delay_s is not None:
            self.waited(delay_s, by)

    def waited(self, delay_s: float, by: int = 1) -> None:
        """Count how long an answer took."""
        _count(self.delays, _bin(delay_s), by)

    def merge(self, other: Tally, *, most: int = MOST) -> None:
        """Add the counts of another tally."""
        for one in fields(Tally):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, dict):
                for key, n in theirs.items():
                    _count(mine, key, n)
                _bound(mine, most)
            else:
                setattr(self, one.name, mine + theirs)

    def _step(self, name: str, by: int) -> None:
        setattr(self, name, max(0, getattr(self, name) + by))


_ADDED = (
    "characters", "starts", "lowercase", "ended", "full_stops", "loud", "short", "long", "formal", "loose", "warm",
)  # fmt: skip


def profile(tally: Tally) -> StyleProfile:
    """The style these counts show; of somebody who sent nothing, `engine.voice.style.NEUTRAL`'s figures."""
    n = max(tally.messages, 1)
    turns = min(max(tally.turns, 1), n)
    length = _middle(tally.lengths)
    return StyleProfile(
        formality=features.formality_of(
            formal=tally.formal,
            loose=tally.loose,
            care=features.care(tally.starts, tally.lowercase, tally.ended, tally.messages),
        ),
        emoji_usage=round(tally.with_emoji / n, 4),
        avg_length=round(tally.characters / n, 2) if tally.messages else 60.0,
        punctuation_style=_punctuation(tally, n) if tally.messages else "standard",
        capitalization=_capitalization(tally) if tally.messages else "sentence",
        common_phrases=features.phrases(tally.phrases, tally.messages),
        contraction_preference=round(tally.short / (tally.short + tally.long), 4) if tally.short + tally.long else 0.5,
        response_brevity=0.5 if length is None else round(60 / (60 + length * n / turns), 4),
        samples_count=tally.messages,
        emoji=_most(tally.emoji, 12),
        greetings=_habits(tally.greetings, turns),
        closings=_habits(tally.closings, turns),
        bubbles_per_turn=round(n / turns, 3),
        reply_delay_s=None if (delay := _middle(tally.delays)) is None else round(delay, 1),
        languages=_languages(tally.languages),
        warmth=_warmth(tally),
    )


def _punctuation(tally: Tally, n: int) -> str:
    if tally.loud / n >= 0.45:
        return "expressive"
    return "minimal" if tally.ended / n < 0.45 else "standard"


def _capitalization(tally: Tally) -> str:
    if not tally.starts:
        return "mixed"
    small = tally.lowercase / tally.starts
    if small >= 0.75:
        return "lowercase"
    return "sentence" if small <= 0.25 else "mixed"


def _warmth(tally: Tally) -> float:
    """0.5 where a quarter of the texts has a warm word, towards 1 with more and 0 with fewer."""
    share = (tally.warm + _WARMTH_WEIGHT * _USUAL_WARMTH) / (tally.messages + _WARMTH_WEIGHT)
    return round(share / (share + _USUAL_WARMTH), 4)


def _habits(counted: Mapping[str, int], turns: int) -> tuple[str, ...]:
    return tuple(habit for habit in _most(counted, 4) if counted[habit] >= max(2, 0.03 * turns))


def _languages(counted: Mapping[str, int]) -> tuple[str, ...]:
    """The languages that enough texts are in, most used first; () where too few say: a word or two may be in many."""
    least = max(_LEAST_IN_LANGUAGE, 0.1 * sum(counted.values()))
    return tuple(tongue for tongue in _most(counted, len(counted)) if counted[tongue] >= least)


def _most(counted: Mapping[str, int], limit: int) -> tuple[str, ...]:
    return tuple(sorted(counted, key=lambda key: (-counted[key], key))[:limit])


def _bin(value: float) -> str:
    return str(int(_BINS * math.log2(max(value, 1.0))))


def _middle(counted: Mapping[str, int]) -> float | None:
    """The median of binned values, the middle of its bin; None of nothing."""
    total, before = sum(counted.values()), 0
    for key in sorted(counted, key=int):
        before += counted[key]
        if 2 * before >= total > 0:
            low, high = 2 ** (int(key) / _BINS), 2 ** ((int(key) + 1) / _BINS)
            return (low + high) / 2
    return None


def _if_any(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _count(counted: dict[str, int], key: str, by: int) -> None:
    n = counted.get(key, 0) + by
    if n > 0:
        counted[key] = n
    else:
        counted.pop(key, None)


def _bound(counted: dict[str, int], most: int) -> None:
    """Drop the rarer half of a list that grew beyond its bound (of equals the older ones)."""
    if len(counted) > most:
        kept = sorted(counted, key=lambda key: -counted[key])[: most // 2]
        keep = set(kept)
        for key in [key for key in counted if key not in keep]:
            del counted[key]
