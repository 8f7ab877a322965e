"""What the sent texts show of how somebody is treated: guesses with what they rest on, and the persona they make.

Only what comes often enough is guessed; what was seen too seldom, or both ways, is left open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain import Persona
from engine.voice import address, persona, tally, ways
from engine.voice.counting import most_frequent
from engine.voice.habits import Habits
from engine.voice.tally import Tally

#: Texts that must show something before it is guessed, and texts that must be known at all.
LEAST, LEAST_TEXTS = 3, 8
#: Share of the texts that address somebody at all, from which on a form of address is the usual one.
CLEAR = 0.8
#: Entries of one guess.
MOST = 6
#: Emoji in fewer than this share of texts are no habit; the same for pet names.
_SIGN_SHARE, _PET_SHARE = 0.02, 0.01


@dataclass(frozen=True, slots=True)
class Guess:
    """One field as the sent texts show it.

    Attributes:
        values: most usual first. seen: texts (greetings, closings: turns) that show any of them. of: out of so many.
    """

    values: tuple[str, ...]
    seen: int
    of: int

    @property
    def share(self) -> float:
        """How often it is so, in [0, 1]."""
        return min(1.0, self.seen / self.of) if self.of else 0.0


def guesses(counts: Tally, habits: Habits) -> dict[str, Guess]:
    """Every field that can be honestly read, by its name.

    Of a form of address the values are "de familiar", "fr polite"; of ways of saying "thanks cheers".
    """
    n, turns = counts.messages, max(counts.turns, 1)
    if n < LEAST_TEXTS:
        return {}
    shown = tally.profile(counts)
    found = {
        "greetings": _guess(counts.greetings, shown.greetings, turns),
        "closings": _guess(counts.closings, shown.closings, turns),
        "signs": _guess(counts.emoji, most_frequent(counts.emoji, MOST, least=max(LEAST, _SIGN_SHARE * n)), n),
        "phrases": _guess(counts.phrases, shown.common_phrases[:MOST], n),
        "warm_words": _guess(habits.warm_words, most_frequent(habits.warm_words, MOST, least=LEAST), habits.texts),
        "pet_names": _guess(
            habits.pet_names,
            most_frequent(habits.pet_names, MOST, least=max(LEAST, _PET_SHARE * habits.texts)),
            habits.texts,
        ),
        "address": _address(habits),
        "ways": _guess(
            habits.ways, tuple(f"{kind} {way}" for kind, way in ways.usual(habits.ways).items()), habits.texts
        ),
    }
    if "signs" in found and found["signs"].values:
        found["signs"] = Guess(found["signs"].values, counts.with_emoji, n)
    return {name: one for name, one in found.items() if one.values and one.seen >= LEAST}


def shown_persona(creator_id: str, counts: Tally, habits: Habits) -> Persona:
    """The persona that the counts of sent texts show, in the same fields as one that was learnt from a file."""
    found = guesses(counts, habits)
    shown = tally.profile(counts)
    return Persona(
        creator_id=creator_id,
        sample_count=counts.messages,
        pet_names=found["pet_names"].values if "pet_names" in found else (),
        signature_emojis=found["signs"].values if "signs" in found else (),
        teasing_level=persona.share(habits.teasing, habits.texts),
        formality=shown.formality,
        escalation_phrases=most_frequent(habits.invites, persona.MOST_PHRASES, least=2),
        deflection_phrases=most_frequent(habits.deflections, persona.MOST_PHRASES, least=2),
    )


def forms(guess: Guess | None) -> dict[str, address.Form]:
    """The form of address by language that a guess holds."""
    told = (value.split() for value in guess.values) if guess is not None else ()
    return {tongue: "polite" if form == "polite" else "familiar" for tongue, form in told}


def _guess(counted: Mapping[str, int], values: tuple[str, ...], of: int) -> Guess:
    return Guess(values, min(of, sum(counted.get(value, 0) for value in values)), of)


def _address(habits: Habits) -> Guess:
    """The form that nearly all texts have, by language."""
    kept: dict[str, int] = {}
    for tongue in sorted({key.split()[0] for key in habits.address}):
        counted = {form: habits.address.get(f"{tongue} {form}", 0) for form in ("familiar", "polite")}
        best = max(counted, key=lambda form: counted[form])
        if counted[best] >= LEAST and counted[best] >= CLEAR * sum(counted.values()):
            kept[f"{tongue} {best}"] = counted[best]
    return _guess(kept, tuple(sorted(kept, key=lambda key: -kept[key])), sum(habits.address.values()))
