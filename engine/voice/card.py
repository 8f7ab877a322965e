"""The voice card: what the person set about their own voice by hand. It stands above what was learnt.

A value that was set holds until the voice is learnt anew by wish; a locked one holds even then.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from engine.domain import StyleProfile
from engine.voice import features, meaning

#: Fields that are set by hand: those with a number in [0, 1], and the words a choice has.
SHARES = ("formality", "emoji", "warmth")
CAPITALIZATIONS = ("lowercase", "sentence", "mixed")
FIELDS = (*SHARES, "length", "capitalization")
#: Fields of how somebody is treated: the form of address, how far they may be flirted with, and lists.
ADDRESSES = ("familiar", "polite")
LISTS = ("greetings", "closings", "signs", "pet_names")
TREATMENT = ("address", "playful", *LISTS)
#: Mean code points of a sent text that can be wished for.
SHORTEST, LONGEST = 5.0, 400.0
#: Entries of a list, and code points of one.
MOST_PHRASES, LONGEST_PHRASE = 40, 80
#: The same for greetings, closings, emoji and pet names, and words of one.
MOST_LISTED, LONGEST_LISTED, MOST_WORDS = 12, 32, 4
_MOST_PHRASES_SHOWN = 12


@dataclass(frozen=True, slots=True)
class VoiceCard:
    """What was set by hand, for everybody or one contact; None where nothing was.

    Attributes:
        length: wished mean code points of a sent text. emoji: wished share of texts with an emoji.
        locked: fields that learning by wish leaves alone.
        phrases: to be used. never: not to be written.
        address: "familiar" or "polite". playful: 0 never any flirting … 1 as much as a persona does that is on.
        greetings, closings, signs, pet_names: what to open and end with, which emoji, what to call them; an empty
            list is a wish for none.
    """

    formality: float | None = None
    length: float | None = None
    emoji: float | None = None
    capitalization: str | None = None
    warmth: float | None = None
    locked: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    address: str | None = None
    playful: float | None = None
    greetings: tuple[str, ...] | None = None
    closings: tuple[str, ...] | None = None
    signs: tuple[str, ...] | None = None
    pet_names: tuple[str, ...] | None = None


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


def with_treatment(card: VoiceCard, name: str, value: str | float | Sequence[str] | None) -> VoiceCard:
    """The card with one field of `TREATMENT` set; None takes it back, an empty list wishes for none.

    Raises:
        ValueError: no such field, or a value it cannot have: greetings and the like are a few words that state nothing.
    """
    if name not in TREATMENT:
        raise ValueError("no such field")
    if value is None:
        return without_lock(_with(card, name, None), name)
    if name in LISTS:
        if isinstance(value, str | float):
            raise ValueError("not a list")
        entries = _tidied(value)
        if len(entries) > MOST_LISTED or not all(_is_listable(name, one) for one in entries):
            raise ValueError(f"cannot be one of {name}")
        return _with(card, name, entries)
    if name == "address" and value not in ADDRESSES:
        raise ValueError("no such address")
    if name == "playful" and (not isinstance(value, float | int) or not 0.0 <= value <= 1.0):
        raise ValueError("out of bounds")
    return _with(card, name, value)


def with_lock(card: VoiceCard, name: str, shown: StyleProfile) -> VoiceCard:
    """The card with one field locked at what it shows now.

    Raises:
        ValueError: no such field.
    """
    if name not in FIELDS:
        raise ValueError("no such field")
    if getattr(card, name) is None:
        card = with_field(card, name, _shown(shown, name))
    return with_lock_on(card, name)


def with_lock_on(card: VoiceCard, name: str) -> VoiceCard:
    """The card with one field locked at what was set.

    Raises:
        ValueError: no such field, or nothing was set.
    """
    if name not in (*FIELDS, *TREATMENT) or getattr(card, name) is None:
        raise ValueError("nothing to lock")
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
    given_up: dict[str, Any] = {name: None for name in FIELDS if name not in card.locked}
    return replace(card, **given_up)


def over(special: VoiceCard, general: VoiceCard) -> VoiceCard:
    """A contact's card above everybody's; words of both."""
    values: dict[str, Any] = {
        name: getattr(general, name) for name in (*FIELDS, *TREATMENT) if getattr(special, name) is None
    }
    return replace(
        special,
        **values,
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
        emoji=profile.emoji if card.signs is None else card.signs,
        greetings=profile.greetings if card.greetings is None else card.greetings,
        closings=profile.closings if card.closings is None else card.closings,
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


def _with(card: VoiceCard, name: str, value: object) -> VoiceCard:
    changed: dict[str, Any] = {name: value}
    return replace(card, **changed)


def _is_listable(name: str, entry: str) -> bool:
    """Whether this may stand in a list: one emoji, or a few words of letters that state, refuse and ask nothing."""
    if name == "signs":
        return features.emoji_in(entry) == [entry]
    if len(entry) > LONGEST_LISTED or len(entry.split()) > MOST_WORDS or meaning.states_something(entry):
        return False
    bare = entry.rstrip("!,. ") if name != "pet_names" else entry
    return bool(bare) and all(sign in " '’-" or unicodedata.category(sign)[0] in "LM" for sign in bare)


def _or(value: float | None, learnt: float) -> float:
    return learnt if value is None else value
