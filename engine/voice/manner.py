"""The manner in which replies to one contact are put: what was set by hand, what a persona brings, what is guessed.

For every field the nearest one that says something holds: set by hand for this contact, the persona that is on for
them, set by hand for everybody, guessed from what they were sent, guessed from what everybody was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.domain import Persona, StyleProfile
from engine.voice import address, guessing, ways
from engine.voice.address import Form
from engine.voice.card import VoiceCard, over, says_never
from engine.voice.guessing import Guess

#: Emoji a text when a persona is on and nothing else was set.
_PERSONA_SIGNS = 0.7


@dataclass(frozen=True, slots=True)
class Manner:
    """How texts are put. The default changes nothing.

    Attributes:
        greetings, closings: the usual ones first; None leaves a text as it is, an empty one wishes for none.
        greets, closes: in what share of turns, in [0, 1].
        signs: emoji that may be added, with `sign_share` of texts that get one; None adds none, 0 takes all away.
        pet_names: only where they may be said. flirts: whether a persona may speak. playful: how often it does.
        said: pet names and emoji that this contact was written already; they stay.
        address: how they are addressed, by language. ways: the preferred way by kind (`engine.voice.ways`).
        warmth: as it was set by hand. formality: the same, or as learnt; 0.5 leans nowhere.
        lowercase: whether what is added is written small.
    """

    greetings: tuple[str, ...] | None = None
    greets: float = 0.0
    closings: tuple[str, ...] | None = None
    closes: float = 0.0
    signs: tuple[str, ...] = ()
    sign_share: float | None = None
    pet_names: tuple[str, ...] = ()
    flirts: bool = False
    playful: float = 1.0
    said: frozenset[str] = frozenset()
    address: Mapping[str, Form] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)
    warmth: float | None = None
    formality: float = 0.5
    lowercase: bool = False
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manners:
    """Both manners of one contact: `phrases` for texts that are not the person's, `own` for what they wrote before.

    Their own words already are in their manner; only what was set by hand or switched on changes those.
    """

    phrases: Manner = Manner()
    own: Manner = Manner()


#: Nobody is known, nothing is set.
PLAIN = Manners()


def formed(
    *,
    card: VoiceCard,
    everybody: VoiceCard,
    persona: Persona | None,
    guessed: Mapping[str, Guess],
    guessed_of_all: Mapping[str, Guess],
    profile: StyleProfile,
    said: frozenset[str] = frozenset(),
) -> Manners:
    """The manners to one contact.

    Args:
        card, everybody: what was set by hand for this contact, and for everybody.
        persona: the one that may speak to them; None if none may.
        guessed, guessed_of_all: what was read from the texts sent to them, and to everybody.
        said: pet names and emoji they were written already.
    """
    nearest = {**guessed_of_all, **guessed}
    both = over(card, everybody)
    return Manners(
        phrases=_manner(card, both, persona, nearest, profile, said),
        own=_manner(card, both, persona, {}, profile, said),
    )


def _manner(
    card: VoiceCard,
    both: VoiceCard,
    persona: Persona | None,
    guessed: Mapping[str, Guess],
    profile: StyleProfile,
    said: frozenset[str],
) -> Manner:
    flirts = persona is not None and both.playful != 0
    pets, signs = both.pet_names, both.signs
    if persona is not None:
        pets = _first(card.pet_names, persona.pet_names or None, both.pet_names)
        signs = _first(card.signs, persona.signature_emojis or None, both.signs)
    share = both.emoji if both.emoji is not None else (_PERSONA_SIGNS if flirts and signs else None)
    forms = guessing.forms(guessed.get("address"))
    if both.address is not None:
        form: Form = "polite" if both.address == "polite" else "familiar"
        forms = dict.fromkeys(address.TONGUES, form)
    usual = dict(way.split(" ", 1) for way in guessed["ways"].values) if "ways" in guessed else {}
    return Manner(
        greetings=_habit(both.greetings, guessed.get("greetings"), both.never),
        greets=_rate(both.greetings, guessed.get("greetings")),
        closings=_habit(both.closings, guessed.get("closings"), both.never),
        closes=_rate(both.closings, guessed.get("closings")),
        signs=_allowed(signs or (), both.never),
        sign_share=share,
        pet_names=_allowed(pets or _values(guessed.get("pet_names")), both.never) if flirts else (),
        flirts=flirts,
        playful=1.0 if both.playful is None else both.playful,
        said=said,
        address=forms,
        ways=usual | ways.wished(both.phrases, both.formality),
        warmth=both.warmth,
        formality=profile.formality if both.formality is None else both.formality,
        lowercase=profile.capitalization == "lowercase",
        never=both.never,
    )


def _first(*candidates: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return next((one for one in candidates if one is not None), None)


def _values(guess: Guess | None) -> tuple[str, ...]:
    return () if guess is None else guess.values


def _habit(by_hand: tuple[str, ...] | None, guess: Guess | None, never: tuple[str, ...]) -> tuple[str, ...] | None:
    if by_hand is not None:
        return _allowed(by_hand, never)
    return None if guess is None else (_allowed(guess.values, never) or None)


def _rate(by_hand: tuple[str, ...] | None, guess: Guess | None) -> float:
    if by_hand is not None:
        return 1.0
    return 0.0 if guess is None else guess.share


def _allowed(entries: tuple[str, ...], never: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in entries if not says_never(one, never))
