"""Whom a question names: contacts by full name, first name, nickname, possessive or with a typo."""

# ruff: noqa: E501 - a table on few lines is easier to read

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from engine.voice.vocabulary import DAYS, MONTHS, WORD, is_common, listed, plain

#: Likeness (rapidfuzz.ratio, 0–100) from which a word is a mistyped name, and letters it must have.
TYPO, LEAST_LETTERS = 80.0, 4

_NICKNAMES = {
    short: frozenset(full.split())
    for short, full in {
        "kim": "kimberly", "bob": "robert", "rob": "robert", "bill": "william", "will": "william", "liz": "elizabeth elisabeth",
        "beth": "elizabeth", "kate": "katherine catherine", "katie": "katherine catherine", "mike": "michael", "dave": "david", "tom": "thomas",
        "jim": "james", "joe": "joseph", "nick": "nicholas nicolas", "sam": "samuel samantha", "alex": "alexander alexandra", "ben": "benjamin",
        "dan": "daniel", "ed": "edward", "jen": "jennifer", "jenny": "jennifer", "maggie": "margaret", "pat": "patricia patrick",
        "chris": "christopher christina", "tony": "anthony antonio", "andy": "andrew", "steve": "steven stephen", "matt": "matthew", "meg": "megan margaret",
        "sue": "susan", "becky": "rebecca", "lexi": "alexandra", "pepe": "josé", "paco": "francisco", "lola": "dolores", "nacho": "ignacio",
        "hans": "johannes", "uli": "ulrich ulrike", "seb": "sebastian", "fred": "frederick alfred", "max": "maximilian", "leo": "leonard leonardo", "ines": "inês",
    }.items()
}  # fmt: skip
#: Words a name stands behind.
_LEADS = listed(
    "to with from tell told did does do has have is was by for about and ask asked that let of answer remind text "
    "write message call email thank meet can will would a con de dile para à de avec dis an von mit sag schreib "
    "para com do da diz ao what when who where how het"
)
_ARTICLES = listed("a an the my your our this that some no un una une ein eine um uma")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be named."""

    contact_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """Who was named.

    Attributes:
        contacts: everybody who is meant for sure, in the order named.
        ambiguous: names of those a word may mean where it is not clear whom, () if all is clear.
        spans: code points [start, end) of the names in the text.
    """

    contacts: tuple[int, ...] = ()
    ambiguous: tuple[str, ...] = ()
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    small: str
    start: int
    end: int


def named(text: str, people: Sequence[Person]) -> Named:
    """Whom a text names.

    One name of several people asks back, unless the text holds what tells them apart.
    """
    words = _words(text)
    by_part: dict[str, set[int]] = {}
    names = {person.contact_id: [plain(part) for part in WORD.findall(person.name)] for person in people}
    for contact_id, parts in names.items():
        for part in parts:
            by_part.setdefault(part, set()).add(contact_id)
    found: list[int] = []
    unclear: list[set[int]] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(words):
        meant, used = _at(words, at, names, by_part)
        if meant:
            spans.append((words[at].start, words[at + used - 1].end))
            found += meant if len(meant) == 1 else []
            unclear += [meant] if len(meant) > 1 else []
        at += used
    left = [meant for meant in unclear if not meant & set(found)]
    shown = {person.contact_id: person.name for person in people}
    ambiguous = tuple(sorted({shown[one] for meant in left for one in meant}))
    return Named(tuple(dict.fromkeys(found)), ambiguous, tuple(spans))


def _words(text: str) -> list[_Word]:
    found = []
    for hit in WORD.finditer(text[:4_000]):
        bare = re.sub(r"['’](?:s|ll|d|ve|re)?$", "", hit.group())
        found.append(_Word(bare, plain(bare), hit.start(), hit.start() + len(bare)))
    return found


def _at(words: list[_Word], at: int, names: dict[int, list[str]], by_part: dict[str, set[int]]) -> tuple[set[int], int]:
    """(contacts that the words from `at` on may mean, words used)."""
    meant = by_part.get(words[at].small, set())
    if meant:
        longest, best = 1, meant
        for contact_id in meant:
            run = _run(words, at, names[contact_id])
            if run > longest:
                longest, best = run, {contact_id}
            elif run == longest and run > 1:
                best = best | {contact_id}
        if longest > 1 or _may_be_a_name(words, at):
            return set(best), longest
        return set(), 1
    if not _may_be_a_name(words, at):
        return set(), 1
    full = _NICKNAMES.get(words[at].small, frozenset())
    known = set().union(*(by_part.get(one, set()) for one in full)) if full else set()
    return known or _mistyped(words, at, by_part), 1


def _run(words: list[_Word], at: int, parts: list[str]) -> int:
    """How many words from `at` on are this name, from whichever of its parts they begin with."""
    begin = parts.index(words[at].small)
    run = 0
    for word, part in zip(words[at:], parts[begin:], strict=False):
        if word.small != part:
            break
        run += 1
    return run


def _may_be_a_name(words: list[_Word], at: int) -> bool:
    """Whether a word stands as a name does; one that everybody uses must be written large or behind "to", "did" …"""
    word = words[at]
    led = at > 0 and words[at - 1].small in _LEADS
    if word.text.islower() and at > 0 and words[at - 1].small in _ARTICLES:
        return False
    if not (is_common(word.text) or word.small in DAYS | MONTHS):
        return True
    large = word.text[:1].isupper() and word.text[1:].islower() and at > 0
    return large or (led and not _follows_plainly(words, at))


def _follows_plainly(words: list[_Word], at: int) -> bool:
    """Whether a small common word behind a lead is just that word ("for sale", "to mark it")."""
    return words[at].text[:1].islower() and words[at - 1].small not in ("tell", "told", "did", "ask", "dile", "sag")


def _mistyped(words: list[_Word], at: int, by_part: dict[str, set[int]]) -> set[int]:
    word = words[at]
    led = at > 0 and words[at - 1].small in _LEADS
    if len(word.small) < LEAST_LETTERS or is_common(word.text) or not (word.text[:1].isupper() or led):
        return set()
    scored = [(fuzz.ratio(word.small, part), part) for part in by_part if abs(len(part) - len(word.small)) <= 2]
    best = max(scored, default=(0.0, ""))
    return set(by_part[best[1]]) if best[0] >= TYPO and best[1][:1] == word.small[:1] else set()
