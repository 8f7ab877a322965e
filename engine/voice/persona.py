"""The persona of somebody who writes to fans: pet names, signature emoji, how they tease, invite and turn down.

It is off until the person switches it on for one contact, and family and work never get it. Applying adds at most one
pet name and one emoji to the end of a text; what is said stays as it is.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence

from engine.domain import ContactClass, Persona
from engine.voice import features
from engine.voice.counting import most_frequent
from engine.voice.transform import is_kept
from engine.voice.vocabulary import listed, plain, words

#: Contacts that are never written to in a persona.
NEVER = frozenset({ContactClass.FAMILY, ContactClass.WORK})
#: Why a persona is not applied: nobody learnt one, it is off for this contact, whom it is never for, or the text.
REASONS = ("unknown", "off", "family", "work", "grave", "nothing_to_add")
#: Entries of each list.
MOST_NAMES, MOST_EMOJI, MOST_PHRASES = 6, 6, 8
#: Code points of one phrase, and of a sample that is looked at.
_LONGEST_PHRASE, _LOOKED_AT = 90, 2_000

PET_NAMES = listed(
    "babe baby hun hon honey darling love sweetie sweetheart gorgeous handsome cutie sexy angel dear sugar boo stud "
    "treasure cariño amor guapo guapa cielo schatz süßer süße liebling chéri chérie mignon beau querido querida lindo "
    "linda gato"
)
#: Of these, the ones that also say something else ("I love it", "the baby"): a name only where they stand as one.
_ALSO_WORDS = listed("baby honey love angel dear sugar treasure cielo amor beau gato lindo linda")
_BEFORE_NAME = (
    r"(?:^|[,.!?…;:\n]\s*|\b(?:hi|hey|hello|hiya|morning|night|thanks|thank you|thx|cheers|yes|yeah|yep|no|ok|okay|"
    r"sure|sorry|bye|you|aww+|oh|ah|hola|gracias|danke|hallo|hi|merci|salut|oi|obrigad[oa]|bom dia|my)\s+)"
)
_AFTER_NAME = r"(?=\s*(?:[^\w\s'’]|$|\n|x+\b))"
_AS_NAME = re.compile(
    rf"{_BEFORE_NAME}(?P<also>{'|'.join(sorted(_ALSO_WORDS))}){_AFTER_NAME}|"
    r"(?<!\bthe )(?<!\ba )(?<!\bmy )(?<!\bher )(?<!\bhis )(?<!\byour )(?<!\bso )(?<!\bvery )(?<!\bis )(?<!\bare )"
    r"(?<!\blook )(?<!\blooks )(?<!\blooked )(?<!\bwas )(?<!\bof )(?<!\bwith )"
    rf"(?<!\w)(?P<sure>{'|'.join(sorted(PET_NAMES - _ALSO_WORDS))}){_AFTER_NAME}",
    re.I,
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
    pets = Counter(word for text in texts for word in pet_names_in(text))
    return Persona(
        creator_id=creator_id,
        sample_count=len(texts),
        pet_names=usual(pets, len(texts), MOST_NAMES),
        signature_emojis=usual(signs, len(texts), MOST_EMOJI),
        teasing_level=share(sum(map(teases, texts)), len(texts)),
        formality=features.formality(texts) if texts else 0.5,
        escalation_phrases=most_frequent(Counter(one for text in texts for one in invitations(text)), MOST_PHRASES),
        deflection_phrases=most_frequent(Counter(one for text in texts for one in deflections(text)), MOST_PHRASES),
    )


def pet_names_in(text: str) -> set[str]:
    """The pet names by which a text calls somebody, as the list spells them."""
    return {plain(hit.group("also") or hit.group("sure")) for hit in _AS_NAME.finditer(text)}


def teases(text: str) -> bool:
    """Whether a text teases."""
    return _TEASING.search(text) is not None


def invitations(text: str) -> set[str]:
    """The sentences of a text that invite to more, as in `Persona.escalation_phrases`."""
    return _sentences(text, _ESCALATING)


def deflections(text: str) -> set[str]:
    """The sentences of a text that turn a wish down, as in `Persona.deflection_phrases`."""
    return _sentences(text, _DEFLECTING)


def usual(counted: Mapping[str, int], n_texts: int, most: int) -> tuple[str, ...]:
    """What comes in at least two texts and 2 % of them, most frequent first."""
    return most_frequent(counted, most, least=max(2, 0.02 * n_texts))


def share(part: int, n_texts: int) -> float:
    """A part of so many texts, in [0, 1]; 0 of none."""
    return round(min(1.0, part / n_texts), 4) if n_texts else 0.0


def refusal(persona: Persona | None, contact_class: ContactClass, *, on: bool) -> str | None:
    """Why this persona may not speak to a contact, one of `REASONS`; None if it may."""
    if contact_class in NEVER:
        return contact_class.value
    if persona is None:
        return "unknown"
    return None if on else "off"


def is_grave(text: str) -> bool:
    """Whether a text tells of something that is no occasion for pet names: bad news, money back, regret."""
    return _GRAVE.search(text) is not None


def without_pet_names(text: str, but: frozenset[str] = frozenset()) -> str:
    """The text without the pet names it calls somebody by, except some."""

    was = text
    for hit in reversed(list(_AS_NAME.finditer(text))):
        which = "also" if hit.group("also") else "sure"
        if plain(hit.group(which)) in but:
            continue
        left, right = re.sub(r",?[ \t]*$", "", text[: hit.start(which)]), text[hit.end(which) :]
        if not left or left[-1] in ".!?…;:\n":
            rest = right.lstrip(" ,!.")
            large = hit.group(which)[0].isupper()
            right = (" " if left[-1:].strip() and rest else "") + (rest[:1].upper() if large else rest[:1]) + rest[1:]
        text = left + right
    return text if text == was else without_pet_names(text, but)  # another may stand at the end now


def apply(text: str, persona: Persona) -> tuple[str, str | None]:
    """The text with a pet name and an emoji of the persona, and why nothing was added (one of `REASONS`), else None.

    The same text always gives the same, and what was applied already is not applied again.
    """
    if is_grave(text):
        return text, "grave"
    lines = text.split("\n")
    last = max((at for at, line in enumerate(lines) if line.strip()), default=None)
    if last is None:
        return text, "nothing_to_add"
    lot = zlib.crc32(text.strip().encode("utf-8", "surrogatepass"))
    line = lines[last]
    own = {word for name in persona.pet_names for word in words(name)}
    if persona.pet_names and not set(words(text)) & (PET_NAMES | own):
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


def _sentences(text: str, pattern: re.Pattern[str]) -> set[str]:
    """The short sentences in which a pattern occurs, without personal details that have digits or links."""
    found = (" ".join(features.without_emoji(sentence).split()) for sentence in _SENTENCE.findall(text))
    return {
        one for one in found if len(one) <= _LONGEST_PHRASE and pattern.search(one) and not re.search(r"\d|://|@", one)
    }
