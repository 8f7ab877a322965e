"""How somebody treats whom they write to, as counts: pet names, address, warm words, ways of saying, teasing.

They stand beside the counts of style (`engine.voice.tally`) and work the same: a sent text adds to them, an unsent one
is taken out again, and each costs as much as it is long.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from engine.voice import address, features, persona, ways
from engine.voice.counting import count
from engine.voice.language import language
from engine.voice.vocabulary import is_common, listed, words

#: Entries of one list, before the rarest are dropped.
MOST = 120
#: Code points of a text that are looked at.
_LOOKED_AT = 2_000
WARM_WORDS = listed(
    "thanks thank love lovely glad happy hope hugs hug miss sweet wonderful appreciate delighted excited amazing "
    "beautiful gracias encantada encantado ilusión abrazo danke gerne freue lieb liebe schön merci plaisir ravie ravi "
    "bisous obrigada obrigado prazer feliz saudade"
)


@dataclass(slots=True)
class Habits:
    """Counts over the texts somebody sent, each by how many texts it is in.

    Attributes:
        texts: all of them. teasing: those that tease.
        address: by "de familiar" or "de polite". ways: by kind and way (`engine.voice.ways`).
        invites, deflections: whole sentences, only of words that everybody uses.
    """

    texts: int = 0
    teasing: int = 0
    pet_names: dict[str, int] = field(default_factory=dict)
    warm_words: dict[str, int] = field(default_factory=dict)
    address: dict[str, int] = field(default_factory=dict)
    ways: dict[str, int] = field(default_factory=dict)
    invites: dict[str, int] = field(default_factory=dict)
    deflections: dict[str, int] = field(default_factory=dict)

    def add(self, text: str, *, by: int = 1) -> None:
        """Count a sent text; `by` = -1 takes one out that was counted."""
        text = text[:_LOOKED_AT]
        if not text.strip():
            return
        spoken, tongue = set(words(text)), language(text)
        form = address.heard(text, tongue)
        self.texts = max(0, self.texts + by)
        self.teasing = max(0, self.teasing + by * persona.teases(text))
        for counted, keys in (
            (self.pet_names, persona.pet_names_in(text)),
            (self.warm_words, spoken & WARM_WORDS),
            (self.address, {f"{tongue} {form}"} if form else set()),
            (self.ways, {f"{kind} {way}" for kind, way in ways.said(text, tongue)}),
            (self.invites, _telling_nothing(persona.invitations(text))),
            (self.deflections, _telling_nothing(persona.deflections(text))),
        ):
            count(counted, sorted(keys), by, most=MOST)

    def merge(self, other: Habits) -> None:
        """Add the counts of somebody else, or of the same person to another contact."""
        for one in fields(Habits):
            mine, theirs = getattr(self, one.name), getattr(other, one.name)
            if isinstance(mine, dict):
                for key, n in theirs.items():
                    count(mine, [key], n, most=MOST)
            else:
                setattr(self, one.name, mine + theirs)


def _telling_nothing(sentences: set[str]) -> set[str]:
    """Sentences that may be told to anybody: of pet names and everyday words alone, without a name."""
    return {
        sentence
        for sentence in sentences
        if all(is_common(word) or word in persona.PET_NAMES for word in words(features.without_emoji(sentence)))
    }
