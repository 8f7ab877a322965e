"""The voice card: what the person set about their own voice by hand. It stands above what was learnt.

A value that was set holds until the voice is learnt anew by wish; a locked one holds even then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.domain import StyleProfile

#: Fields that are set by hand: those with a number in [0, 1], and the words a choice has.
SHARES = ("formality", "emoji", "warmth")
CAPITALIZATIONS = ("lowercase", "sentence", "mixed")
FIELDS = (*SHARES, "length", "capitalization")
#: Mean code points of a sent text that can be wished for.
SHORTEST, LONGEST = 5.0, 400.0
#: Entries of a list, and code points of one.
MOST_PHRASES, LONGEST_PHRASE = 40, 80
_MOST_PHRASES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """What was set by hand, for everybody or one contact; None where nothing was.

    Attributes:
        length: wished mean code points of a sent text. emoji: wished share of texts with an emoji.
        locked: fields that learning by wish leaves alone.
        phrases: to be used. never: not to be written.
    """

    formality: float | None = None
    length: float | None = None
    emoji: float | None = None
    capitalization: str | None = None
    warmth: float | None = None
    locked: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def with_field(card: VoiceCard, name: str, value: float | str | None) -> VoiceCard:
    """The card with one value set; None takes it back.

    Raises:
        ValueError: no such field, or a value it cannot have.
    """
    if name not in FIELDS:
        raise ValueError("no such field")
    if value is None:
        return without_lock(_with(card, name, None), name)
    if name == "capitalization":
        if value not in CAPITALIZATIONS:
            raise ValueError("no such capitalization")
        return _with(card, name, value)
    low, high = (SHORTEST, LONGEST) if name == "length" else (0.0, 1.0)
    if isinstance(value, str) or not low <= value <= high:
        raise ValueError("out of bounds")
    return _with(card, name, float(value))


def with_lock(card: VoiceCard, name: str, shown: StyleProfile) -> VoiceCard:
    """The card with one field locked at what it shows now.

    Raises:
        ValueError: no such field.
    """
    if name not in FIELDS:
        raise ValueError("no such field")
    if getattr(card, name) is None:
        card = with_field(card, name, _shown(shown, name))
    return replace(card, locked=tuple(sorted({*card.locked, name})))


def without_lock(card: VoiceCard, name: str) -> VoiceCard:
    """The card with one field unlocked; its value stays until the voice is learnt anew."""
    return replace(card, locked=tuple(one for one in card.locked if one != name))


def with_words(
    card: VoiceCard, *, phrases: Sequence[str] | None = None, never: Sequence[str] | None = None
) -> VoiceCard:
    """The card with other phrases to use, or other words never to write; None leaves a list as it is."""
    return replace(
        card,
        phrases=card.phrases if phrases is None else _tidied(phrases),
        never=card.never if never is None else _tidied(never),
    )


def learnt_anew(card: VoiceCard) -> VoiceCard:
    """The card after the person asked to learn their voice anew: what is not locked is given up, the words stay."""
    kept = {name: getattr(card, name) if name in card.locked else None for name in FIELDS}
    return VoiceCard(**kept, locked=card.locked, phrases=card.phrases, never=card.never)


def over(special: VoiceCard, general: VoiceCard) -> VoiceCard:
    """A contact's card above everybody's; words of both."""
    values = {name: getattr(special, name) if getattr(special, name) is not None else getattr(general, name)
              for name in FIELDS}  # fmt: skip
    return VoiceCard(
        **values,
        locked=special.locked,
        phrases=_tidied([*special.phrases, *general.phrases]),
        never=_tidied([*special.never, *general.never]),
    )


def applied(card: VoiceCard, profile: StyleProfile) -> StyleProfile:
    """The profile as the card wants it. An empty card changes nothing."""
    if card == VoiceCard(locked=card.locked):
        return profile
    changed = replace(
        profile,
        formality=_or(card.formality, profile.formality),
        emoji_usage=_or(card.emoji, profile.emoji_usage),
        warmth=_or(card.warmth, profile.warmth),
        capitalization=card.capitalization or profile.capitalization,
        common_phrases=tuple(dict.fromkeys([*card.phrases, *profile.common_phrases]))[:_MOST_PHRASES_SHOWN],
        never=card.never,
        samples_count=max(profile.samples_count, 1),  # somebody who sets a card is known
    )
    if card.length is not None:
        changed = replace(changed, avg_length=card.length, response_brevity=round(60 / (60 + card.length), 4))
    kept = tuple(phrase for phrase in changed.common_phrases if not says_never(phrase, card.never))
    return replace(changed, common_phrases=kept)


def says_never(text: str, never: Sequence[str]) -> bool:
    """Whether a text says something the person never writes: whole words, whatever their case."""
    return bool(never) and any(_pattern(phrase).search(text) for phrase in never)


@lru_cache(maxsize=256)
def _pattern(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(re.sub("['’]", "['’]", re.escape(word)) for word in phrase.split())
    before = r"(?<!\w)" if phrase[:1].isalnum() else ""
    after = r"(?!\w)" if phrase[-1:].isalnum() else ""
    return re.compile(before + words + after, re.I)


def _tidied(phrases: Sequence[str]) -> tuple[str, ...]:
    """Each once, without outer space, empty ones left out, none and no list too long."""
    bare = (" ".join(phrase.split())[:LONGEST_PHRASE].strip() for phrase in phrases)
    return tuple({phrase.casefold(): phrase for phrase in bare if phrase}.values())[:MOST_PHRASES]


def _shown(profile: StyleProfile, name: str) -> float | str:
    match name:
        case "length":
            return min(LONGEST, max(SHORTEST, profile.avg_length))
        case "emoji":
            return profile.emoji_usage
        case _:
            value: float | str = getattr(profile, name)
            return value


def _with(card: VoiceCard, name: str, value: float | str | None) -> VoiceCard:
    values = {one: getattr(card, one) for one in FIELDS}
    values[name] = value
    return VoiceCard(**values, locked=card.locked, phrases=card.phrases, never=card.never)


def _or(value: float | None, learnt: float) -> float:
    return learnt if value is None else value
