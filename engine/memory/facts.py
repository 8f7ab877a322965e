"""Facts that people tell about themselves, found by rules; where it is unsure, nothing is found.

Only a contact's own words may be given here. Questions, negations, jokes, quotations and what is only imagined tell
nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.memory.fact_patterns import PATTERNS, WHOSE, FactPattern, Form
from engine.memory.query import STOP
from engine.remembered import FactKind
from engine.reply.calendar_words import MONTH
from engine.voice import vocabulary

#: Characters of a message that are read, of a value and of the words it was said in.
READ_CHARS, VALUE_CHARS, TEXT_CHARS = 4000, 80, 160

_PLAIN = str.maketrans({"’": "'", "‘": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_QUOTED = re.compile(r'"[^"\n]*"|^[^\S\n]*>.*$', re.M)
#: "7. August" is one thought, and so is an address of mail.
_SENTENCE = re.compile(r"(?:[^.!?;\n]|[.](?=\S)|(?<=\d)[.](?= ))+[.!?;]*")
_JOKE = re.compile(
    r"\b(?:lol|lmao|rofl|jk|just kidding|kidding|joking|haha\w*|hehe\w*|jaja\w*|mdr|ptdr|kkk+|rsrs\w*)\b"
    r"|[😂🤣😜🙃😝]",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:if|imagine|pretend|suppose|as though|wish|would be|might|maybe|perhaps|i think|i guess|not sure|said|says|"
    r"tells?|told|asked|quote|when i was|when we were|used to|no longer|as a joke|si|ojalá|wenn|vielleicht|peut-être|"
    r"quizás|talvez|dijo|sagte|disse)\b",
    re.I,
)
#: Where a value ends: what follows is another thought.
_END = re.compile(
    r"(?<!\s)\s*(?:[,;:()–—]|\s-\s|\b(?:but|so|because|cos|coz|since|although|though|which|btw|if|"
    r"and (?:i|we|he|she|it|my|our|they|you)|by the way|please|pls|thanks|thank you|when|while|pero|porque|mais|"
    r"parce|aber|weil|mas|depuis|desde|seit|over there|over)\b).*",
    re.I | re.S,
)
_EMPTY_LIKES = re.compile(
    r"(?:not |to (?:think|say|ask|be honest|bother|see you|break)\b|(?:that|it|this|you|when)\b)", re.I
)
_DATE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in a message: `slot` says what it is about, `text` is the sentence it was told in."""

    kind: FactKind
    slot: str
    value: str
    text: str


def told(text: str) -> list[Told]:
    """The facts in one message of theirs, in the order they are told, each once."""
    plain = _QUOTED.sub(" ", text[:READ_CHARS].translate(_PLAIN))
    if _JOKE.search(plain):
        return []
    found: dict[tuple[str, str], Told] = {}
    for sentence in _SENTENCE.findall(plain):
        if not sentence.rstrip().endswith("?"):
            for one in _in_sentence(sentence.strip()):
                found.setdefault((one.slot, one.value.casefold()), one)
    return list(found.values())


def _in_sentence(sentence: str) -> list[Told]:
    found = []
    for pattern in PATTERNS:
        match = pattern.pattern.search(sentence)
        if match is None or _UNSURE.search(sentence, 0, match.start("value")):
            continue
        value = _value(match["value"], pattern)
        if value and _fits(value, pattern):
            text = value if pattern.whole else sentence
            found.append(Told(pattern.kind, _slot(pattern, match), value, text.rstrip(" .!;,")[:TEXT_CHARS]))
    return found


def _slot(pattern: FactPattern, match: re.Match[str]) -> str:
    if "{whose}" not in pattern.slot:
        return pattern.slot
    whose = match["whose"].casefold()
    return pattern.slot.format(whose=WHOSE.get(whose, whose))


def _value(said: str, pattern: FactPattern) -> str:
    cut = said if pattern.whole else _END.sub("", said)
    return " ".join(cut.split()).strip(" .,'\"")[:VALUE_CHARS].strip()


def _fits(value: str, pattern: FactPattern) -> bool:
    first = re.split(r"[\s,]", value, maxsplit=1)[0]
    match pattern.form:
        case Form.NAME:
            return first[:1].isupper() and first.casefold() not in STOP
        case Form.PLACE:
            known = first.casefold() in STOP or vocabulary.is_common(first)
            return not known or (first[:1].isupper() and first.casefold() not in STOP)
        case Form.DATE:
            return bool(_DATE.search(value)) and _names_a_day(value)
        case Form.ANYTHING:
            return not _EMPTY_LIKES.match(value) if pattern.kind is FactKind.PREFERENCE else len(value) > 0


def _names_a_day(value: str) -> bool:
    words = [word.strip(".,").casefold() for word in value.split()]
    return any(word in MONTH for word in words) or bool(re.search(r"\d{1,2}[./-]\d{1,2}", value))
