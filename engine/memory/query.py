"""A question to memory, read: which words to look for, whom and when it is about, and what of it has a meaning."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from engine.reply.calendar_words import AMBIGUOUS, MONTH
from engine.voice import vocabulary

#: Words read of a question; a pasted page asks nothing by its later ones.
MOST_WORDS = 64

_TOKEN = re.compile(r"\w+")
_PARTS = re.compile(r"\w+(?:['’](?!s\b)\w+)*(?:['’]s\b)?|[^\w\s]+")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DAY = re.compile(r"([0-2]?\d|3[01])(?:st|nd|rd|th)?")
_HOLDS_TOGETHER = re.compile(r"[^\w\s]+$")

#: Words that carry no subject: articles, pronouns, auxiliaries and question words.
STOP = vocabulary.listed(
    # English; the single letters are what is left of "it's", "don't", "I'm", "they'd", "you'll", "we're", "I've".
    "a an the is are was were be been being am do does did doing done has have had having of to in on at for with and "
    "or but from by about as into than that this these those there it its he him his she her hers they them their i "
    "me my mine you your yours we us our what which who whom whose when where why how will would can could should "
    "shall may might must not no if then so just any some s t d ll ve re m don didn doesn isn wasn won "
    # Spanish
    "el la los las un una unos unas y o u de del al a en por para con sin que qué cual cuál quien quién cuando cuándo "
    "donde dónde como cómo es son era fue ha he han hay se su sus mi mis tu tus me te le lo nos no si sí cuanto cuánto "
    # French
    "le les une des du et ou est sont était a ai as ont que qui quoi quel quelle quels quelles quand où comment "
    "pourquoi je tu il elle on nous vous ils elles mon ma mes ton ta tes son sa ses ce cette ces dans sur pour par "
    "avec ne pas au aux en y se lui leur c j l n qu "
    # German
    "der die das den dem des ein eine einen einem einer und oder ist sind war waren hat habe haben wird wurde ich du "
    "er sie es wir ihr mich mir dich dir ihn ihm uns euch mein meine dein deine sein seine ihre was wer wen wem wann "
    "wo wie warum welche welcher welches zu zum zur von vom im in am an auf für mit bei aus nicht "
    # Portuguese
    "o os as um uma e ou do da dos das no na nos nas ao à em por para com sem que quem quando onde como qual quais "
    "é são foi era tem têm eu você ele ela nós eles elas meu minha seu sua não se"
)
#: Words that begin a question, as far as they begin nothing else.
_ASKING = vocabulary.listed(
    "what which who whom whose when where why how did does do is are was were has have can could would will "
    "qué cuál quién cuándo dónde cómo cuánto quel quelle quand où comment pourquoi combien est-ce was wer wann wo wie "
    "warum welche hat o que quem quando onde como qual quanto"
)


@dataclass(frozen=True, slots=True)
class When:
    """A month that is asked about; year and day where they are said too."""

    month: int
    years: frozenset[int]
    days: frozenset[int]


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody looks for.

    Attributes:
        words: telling words in order, each once; all words where none tells anything.
        names: words of it that are people's names, in small letters.
        meaning: the question without those names, which is what its vector is made of: with a name in it a question
            is nearest to whatever *addresses* that person, which is what the others say (LoCoMo: hit@10 of the
            vectors alone 0.32 with names and 0.65 without).
        asks: it is a question, so that an answer is wanted rather than another question.
        unfinished: the last word may still be typed.
    """

    words: tuple[str, ...]
    names: frozenset[str]
    meaning: str
    months: tuple[When, ...]
    asks: bool
    unfinished: bool


def read(text: str, people: Container[str] = frozenset()) -> Query:
    """Read a question.

    Args:
        people: the words of the names of people, in small letters.
    """
    parts = _PARTS.findall(text)[:MOST_WORDS]
    names = {_plain(part) for at, part in enumerate(parts) if _is_name(part, first=at == 0, people=people)}
    kept = [part for part in parts if _plain(part) not in names]
    tokens = list(dict.fromkeys(token for part in kept for token in _TOKEN.findall(part)))
    telling = [token for token in tokens if token.casefold() not in STOP]
    words = telling or _TOKEN.findall(" ".join(parts))
    first = parts[0].casefold() if parts else ""
    return Query(
        words=tuple(dict.fromkeys(words)),
        names=frozenset(names),
        meaning=_joined(kept) if telling else text.strip(),
        months=_months([token.casefold() for token in _TOKEN.findall(text)[:MOST_WORDS]]),
        asks="?" in text or (first in _ASKING and len(parts) > 2),
        unfinished=bool(parts) and text[-1:].isalnum(),
    )


def _plain(part: str) -> str:
    return re.sub(r"['’]s$", "", part).casefold()


def _is_name(part: str, *, first: bool, people: Container[str]) -> bool:
    """A name of somebody; a word that is also everybody's ("Hope", "Will") only where it is written large."""
    plain = _plain(part)
    if plain not in people or len(plain) < 2:
        return False
    large = part[:1].isupper() and not first
    return large or not (plain in STOP or vocabulary.is_common(plain))


def _joined(parts: list[str]) -> str:
    text = ""
    for part in parts:
        text += part if not text or _HOLDS_TOGETHER.match(part) else f" {part}"
    return text


def _months(tokens: list[str]) -> tuple[When, ...]:
    years = frozenset(int(token) for token in tokens if _YEAR.fullmatch(token))
    days = frozenset(int(found[1]) for token in tokens if (found := _DAY.fullmatch(token)))
    named = {int(MONTH[token]) for token in tokens if token in MONTH and (token not in AMBIGUOUS or years or days)}
    return tuple(When(month, years, days) for month in sorted(named))
