"""The persona of somebody who writes to fans: pet names, signature emoji, how they tease, invite and turn down.

It is off until the person switches it on for one contact, and family and work never get it. Applying adds at most one
pet name and one emoji to the end of a text; what is said stays as it is.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

from engine.domain import ContactClass, Persona
from engine.voice import features
from engine.voice.transform import is_kept
from engine.voice.vocabulary import listed, words

#: Contacts that are never written to in a persona.
NEVER = frozenset({ContactClass.FAMILY, ContactClass.WORK})
#: Why a persona is not applied: nobody learnt one, it is off for this contact, whom it is never for, or the text.
REASONS = ("unknown", "off", "family", "work", "grave", "nothing_to_add")
#: Entries of each list.
MOST_NAMES, MOST_EMOJI, MOST_PHRASES = 6, 6, 8
#: Code points of one phrase, and of a sample that is looked at.
_LONGEST_PHRASE, _LOOKED_AT = 90, 2_000

_PET_NAMES = listed(
    "babe baby hun hon honey darling love sweetie sweetheart gorgeous handsome cutie sexy angel dear sugar boo stud "
    "treasure cariño amor guapo guapa cielo schatz süßer süße liebling chéri chérie mignon beau querido querida lindo "
    "linda gato"
)
_TEASING = re.compile(
    r"\b(?:if you(?:'re| are) lucky|wouldn['’]?t you like|naughty|tease|teasing|behave|bad (?:boy|girl)|trouble|"
    r"guess|maybe i|earn it|beg|dare you|patience|hmm+|oh really|someone['’]s|cheeky|make me)\b|[😏😉😜😈🙈🤭]",
    re.I,
)
_ESCALATING = re.compile(
    r"\b(?:unlock|exclusive|private|privately|custom|vip|tip|tips|menu|subscribe|premium|special (?:video|pics?|set)|"
    r"more of me|just for you|closer|come (?:find|join|see) me|my page|session|book me|video call|exclusivo|privado|"
    r"privat|exklusiv|privé)\b",
    re.I,
)
_DEFLECTING = re.compile(
    r"\b(?:not here|maybe later|another time|slow down|easy (?:there|now)|i don['’]?t (?:meet|do|share|give)|"
    r"i can['’]?t (?:do|share|meet)|let['’]?s (?:keep|not|stay)|rather not|no meet|one thing at a time|not that fast|"
    r"be patient|patience|keep it (?:here|nice)|behave|no puedo|nicht hier|pas ici|agora não)\b",
    re.I,
)
_GRAVE = re.compile(
    r"\b(sorry|unfortunately|refund|cancel\w*|died|death|funeral|hospital|ill|sick|police|lawyer|suicid\w*|hurt|"
    r"lo siento|leider|désolée?|desculp\w*)\b",
    re.I,
)
_SENTENCE = re.compile(r"[^.!?\n]+[.!?…]*")


def learn(creator_id: str, samples: Sequence[str]) -> Persona:
    """The persona that texts show which somebody wrote to fans; of no texts, one that changes nothing."""
    texts = [text[:_LOOKED_AT] for text in samples if text.strip()]
    signs = Counter(sign for text in texts for sign in features.emoji_in(text))
    pets = Counter(word for text in texts for word in set(words(text)) & _PET_NAMES)
    return Persona(
        creator_id=creator_id,
        sample_count=len(texts),
        pet_names=_usual(pets, len(texts), MOST_NAMES),
        signature_emojis=_usual(signs, len(texts), MOST_EMOJI),
        teasing_level=_share(texts, _TEASING),
        formality=features.formality(texts) if texts else 0.5,
        escalation_phrases=_phrases(texts, _ESCALATING),
        deflection_phrases=_phrases(texts, _DEFLECTING),
    )


def refusal(persona: Persona | None, contact_class: ContactClass, *, on: bool) -> str | None:
    """Why this persona may not speak to a contact, one of `REASONS`; None if it may."""
    if contact_class in NEVER:
        return contact_class.value
    if persona is None:
        return "unknown"
    return None if on else "off"


def apply(text: str, persona: Persona) -> tuple[str, str | None]:
    """The text with a pet name and an emoji of the persona, and why nothing was added (one of `REASONS`), else None.

    The same text always gives the same, and what was applied already is not applied again.
    """
    if _GRAVE.search(text):
        return text, "grave"
    lines = text.split("\n")
    last = max((at for at, line in enumerate(lines) if line.strip()), default=None)
    if last is None:
        return text, "nothing_to_add"
    lot = zlib.crc32(text.strip().encode("utf-8", "surrogatepass"))
    line = lines[last]
    if persona.pet_names and not set(words(text)) & _PET_NAMES:
        line = _named(line, persona.pet_names[lot % len(persona.pet_names)])
    if persona.signature_emojis and not features.emoji_in(text):
        line = f"{line.rstrip()} {persona.signature_emojis[lot % len(persona.signature_emojis)]}"
    styled = "\n".join([*lines[:last], line, *lines[last + 1 :]])
    return (styled, None) if styled != text else (text, "nothing_to_add")


def _named(line: str, pet: str) -> str:
    """The line with a pet name before its last signs, if it ends in a word that is no link or number."""
    bare = line.rstrip()
    said = bare.rstrip("!?.…")
    if not said[-1:].isalpha() or is_kept(said.split()[-1]):
        return line
    return f"{said}, {pet}{bare[len(said) :]}"


def _usual(counted: Counter[str], n_texts: int, most: int) -> tuple[str, ...]:
    """What comes in at least two texts and 2 % of them, most frequent first."""
    least = max(2, 0.02 * n_texts)
    ranked = sorted(counted, key=lambda key: (-counted[key], key))
    return tuple(key for key in ranked if counted[key] >= least)[:most]


def _share(texts: Sequence[str], pattern: re.Pattern[str]) -> float:
    return round(sum(bool(pattern.search(text)) for text in texts) / len(texts), 4) if texts else 0.0


def _phrases(texts: Iterable[str], pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Sentences in which a pattern occurs, most frequent first, without personal details that have digits or links."""
    found: Counter[str] = Counter()
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            tidy = " ".join(features.without_emoji(sentence).split())
            if pattern.search(tidy) and len(tidy) <= _LONGEST_PHRASE and not re.search(r"\d|://|@", tidy):
                found[tidy] += 1
    return tuple(sorted(found, key=lambda one: (-found[one], one)))[:MOST_PHRASES]
