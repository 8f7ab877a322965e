"""How a name is written in running text: possessive, inflected, made small, lengthened, glued to what stands around it.

Endings are those of the languages that inflect names (German, Slavic, Baltic and Finno-Ugric ones, Greek, Korean) and
of pet names in most others. A name and its form begin alike, so only names that begin like a word need be tried.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from functools import cache, lru_cache
from itertools import pairwise

from engine.voice.vocabulary import listed, plain

#: Letters at which every form of a name begins like the name.
START = 2
#: Letters of a name that is known within a word with inner capitals ("AnnaUndBen", and not "MacBook").
_GLUED = 4
#: Longer words are no names.
LONGEST = 40
#: Letters of a name that may have any ending, of so many letters: fewer of a script whose languages glue endings to
#: every noun (Armenian, Georgian, those of India).
_LONG, _SHORT, _ENDING = 4, 3, 4


class Form(IntEnum):
    """How sure a form means the name."""

    #: The name itself, or with a possessive ending.
    NAME = 0
    #: A pet name: said of nobody else.
    PET = 1
    #: A case ending: may be another word, so it has to be written as a name.
    CASE = 2
    #: Begins like the name: may be it with an ending of another language.
    BEGINNING = 3


_VOWELS = "aeiouy"
_PET = listed(
    "i y ie ey chen lein le erl kins ito ita cito cita ecito ecita illo illa inho inha zinho zinha ino ina etto etta "
    "ette uccio uccia ek ka ku ko ulka unia usia sia"
)
_PET_SHORT = listed("i y ie ey le ek ka ku ko sia")
_PET_OF_THREE = listed("i y ie ey chen lein kins cito cita zinho zinha")
_CASE = listed("u om em tol rol ra re ba be")
_CASE_ALONE = listed("owi ovi iem nak nek val vel hoz hez ban ben nal ssa sta lle lta lla")
_CASE_OF_VOWEL = listed("y e ie i u ou om ej iej")
#: By the last letter of a Russian, Ukrainian or Bulgarian name; ' ' stands for a consonant.
_CYRILLIC = {
    "а": "ы и е у ой ою ей ин ина ину ино ик",
    "я": "и е ю ей ею ию ии",
    "и": "я ю ем ём е и ик",  # that is й without its mark
    "ь": "я ю ем ём е и ью",
    "о": "а у ом",
    "е": "я ю ем",
    " ": "а у ом ем е ы ов ова ику ик ика чик ок",
}
#: Of pet names that go as those in -а do.
_CYRILLIC_PET = [pet + end for pet in ("очк", "ечк", "еньк", "оньк", "ушк", "юш") for end in ("а", "и", "е", "у", "ой")]
#: The same for Greek ones; without their last letter, those that end in -ς without their last two as well.
_GREEK = {"σ": ("", "ου", "ο", "ε"), "α": ("ασ",), "η": ("ησ",), "ο": ("οσ",)}
_KOREAN = listed(
    "가 이 은 는 을 를 의 에게 에게서 한테 한테서 와 과 랑 이랑 야 아 도 만 씨 님 이가 이는 이를 이도 "
    "이한테 하고 께 께서 언니 오빠 형 누나 선생님 씨가 씨는 씨도 씨랑 씨한테 이야 이네 네"
)
#: Written before a name as one word with it: and, to, in, from, like, the, that, O.
_PREFIXES = {"arabic": ("يا", "ال", "و", "ل", "ب", "ف", "ك"), "hebrew": ("ו", "ל", "ב", "מ", "ה", "ש", "כ")}
#: Stand within words of some scripts and are not seen.
_JOINERS = "\u200c\u200d"
_APOSTROPHE = re.compile("['’ʼ]")
_HUMP = re.compile(r"(?<=[^\W\d_A-ZÀ-ÖØ-Þ])(?=[A-ZÀ-ÖØ-Þ])")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
#: Letters that are no plain letter with a mark, as they are typed without it.
_PLAIN = str.maketrans({"ʼ": "'", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "ё": "е"})


@cache
def _marks() -> dict[int, str]:
    """Vowel signs and accents that stand after their letter, as letters, so that they part no word."""
    return {
        code: "ː" for code in range(0x300, 0x20D0) if unicodedata.category(chr(code)) in ("Mn", "Mc")
    } | dict.fromkeys(map(ord, _JOINERS), "ː")


_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")


def words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text; their spans are those of the text, their letters only for ASCII."""
    return _WORD.finditer(text if text.isascii() else text.translate(_marks()))


@lru_cache(8192)
def folded(word: str) -> str:
    """Small letters without accents."""
    small = plain(word).translate(_PLAIN)
    if small.isascii():
        return small
    signs = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in signs if not unicodedata.combining(sign) and sign not in _JOINERS)


@lru_cache(8192)
def forms(part: str) -> dict[str, Form]:
    """Every form of a folded part of a name, with how sure it is."""
    found = {part: Form.NAME}
    if len(part) < 3 or not part.isalpha():
        return found | _short(part)
    stem, last = part[:-1], part[-1]
    if "α" <= last <= "ω":
        found |= {stem + end: _sure(part) for end in _GREEK.get(last, ())}
        found |= {stem[:-1] + end: _sure(part) for end in _GREEK["σ"][1:] if last == "σ"}
    elif "а" <= last <= "ӿ":
        of = _CYRILLIC.get(last)
        base, endings = (part, _CYRILLIC[" "]) if of is None else (stem, of)
        found |= {base + folded(end): _sure(part) for end in (*endings.split(), *_CYRILLIC_PET)}
    elif _is_hangul(last):
        found |= {part + folded(end): Form.NAME for end in _KOREAN}
    elif last.isascii() or "a" <= last <= "ɏ":
        found = _latin(part) | found
    return found


def _sure(part: str) -> Form:
    """A short name with another ending may be another word."""
    return Form.PET if len(part) >= 4 else Form.CASE


def _short(part: str) -> dict[str, Form]:
    if part and _is_hangul(part[-1]) and len(part) > 1:
        return {part + folded(end): Form.NAME for end in _KOREAN}
    return {part + "s": Form.CASE} if len(part) > 1 and part.isascii() else {}


def _latin(part: str) -> dict[str, Form]:
    stem, last = part[:-1], part[-1]
    found = {part + end: Form.CASE for end in _CASE} | {part + end: _sure(part) for end in _CASE_ALONE}
    if last in _VOWELS:
        found |= {part + end: Form.CASE for end in ("n", "t", "m")}
        if len(stem) > 2:
            found |= {stem + end: Form.CASE for end in _CASE_OF_VOWEL}
        found |= {stem + end: Form.PET for end in _PET if len(stem) > 2 or end not in _PET_SHORT}
    else:
        found[part + "a"] = Form.CASE
        found |= {part + last + end: Form.PET for end in ("y", "ie", "i")}
    if part.endswith("ek"):
        found |= {part[:-2] + "k" + end: Form.CASE for end in ("a", "owi", "iem", "u")}
    found |= {part + end: Form.PET for end in _PET if len(part) > 3 or end in _PET_OF_THREE}
    return found | {part + end: Form.NAME for end in ("s", "ens")}


def begins(word: str, part: str) -> bool:
    """Whether a folded word may be this part of a name with an ending that no list of endings has."""
    least = _SHORT if "\u0530" <= part[0] <= "\u058f" or "\u0900" <= part[0] <= "\u10ff" else _LONG
    return len(part) >= least and 0 < len(word) - len(part) <= _ENDING and word.startswith(part)


def pieces(word: str) -> Iterator[tuple[int, int]]:
    """Parts of a word that may be a name by themselves, the whole first: at apostrophes, inner capitals, prefixes."""
    yield 0, len(word)
    if word[-2:] in ("'s", "’s", "'S", "’S"):
        yield 0, len(word) - 2
    if not word.isascii():
        for prefix in _PREFIXES["arabic"] if "\u0600" <= word[0] <= "\u06ff" else _PREFIXES["hebrew"]:
            if word.startswith(prefix) and len(word) > len(prefix) + 2:
                yield len(prefix), len(word)
    cuts = sorted({0, len(word), *(hit.end() for hit in _APOSTROPHE.finditer(word))})
    for start, end in pairwise(cuts):
        yield start, end - (word[end - 1] in "'’ʼ")
    humps = [0, *(hit.start() for hit in _HUMP.finditer(word)), len(word)]
    for start, end in pairwise(humps):
        if end - start >= _GLUED:
            yield start, end


def spellings(piece: str) -> tuple[str, ...]:
    """A word as it may be looked for: folded, and where a letter is stretched ("Annaaa"), shortened."""
    small = folded(piece)
    if not _STRETCHED.search(small):
        return (small,)
    return small, _STRETCHED.sub(r"\1", small), _STRETCHED.sub(r"\1\1", small)


def ending(piece: str, part: str) -> int:
    """How many letters at the end of a word are a possessive s, which is no part of the name."""
    return 1 if folded(piece) == part + "s" else 0


def _is_hangul(sign: str) -> bool:
    return "\u1100" <= sign <= "\u11ff" or "\uac00" <= sign <= "\ud7a3"
