"""Known people named in a text: whole names, first names and surnames of contacts, in any form of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from engine.dates.names import MONTHS, WEEKDAYS
from engine.privacy import forgotten_names, given_names, name_forms
from engine.privacy.forgotten_names import NOBODY, Forgotten
from engine.privacy.name_forms import LONGEST, START, Form, folded
from engine.privacy.word_names import ALSO_WORDS
from engine.voice.vocabulary import is_common, listed

Span = tuple[int, int]

#: Parts of a name or of an address book entry that name nobody.
_PARTS_OF_MANY = listed(
    "de da do das dos das del della di la le les los las van von der den zu zum el al bin ben ibn y e und and the mr "
    "mrs ms miss dr prof herr frau señor señora"
    " monsieur madame client kunde cliente work office home new old photo wedding "
    "studio gmbh ltd inc llc sa sl mobile cell"
)
_OPENS = re.compile(r"(?:^|[.!?…:\n¿¡\"“(])[\s\"“'‘(*¿¡-]{0,8}$")
#: What people do and words do not: after a name that is an everyday word.
_DOES = re.compile(
    r"\s{1,3}(?:said|says|told|tells|asked|asks|called|texted|texts|wrote|wants|wanted|thinks|thought|loves|knows|lives|"
    r"went|came|sagt|sagte|meint|fragt|fragte|dice|dijo|disse|dit)\b",
    re.I,
)
#: The same at the beginning of a sentence, where the word is written large whatever it means.
_IS = re.compile(r"\s{1,3}(?:is|was|has|did|does|just|and|&|isn['’]?t|wasn['’]?t|hat|ist|war|und)\b", re.I)
_TOLD = re.compile(r"\b(?:tell|told|ask|asked|text|texted)\s{1,3}$", re.I)
#: Around a month or a day that is one.
_DATED_BEFORE = re.compile(
    r"(?:\b(?:in|since|until|till|by|early|mid|late|next|last|this|during|of|on|im|am|ab|bis|seit)|\d(?:st|nd|rd|th|\.)?)"
    r"[\s-]{1,2}$",
    re.I,
)
_DATED_AFTER = re.compile(r"[\s.,]{1,2}\d")
#: So many words are remembered of an address book.
_READ = 50_000
#: Written without spaces between words: Han, kana, Thai, Lao, Burmese, Khmer.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
#: Fewer such letters are in many words: they name somebody only beside a title.
_LEAST_LETTERS, _LEAST_HAN = 3, 2
_TITLED = (
    "(?:{0})(?=先生|小姐|女士|老师|總|总|哥|姐|叔|阿姨|さん|くん|ちゃん|様|氏)"
    "|(?<=[老小阿])(?:{0})|(?<=คุณ)(?:{0})|(?<=พี่)(?:{0})|(?<=น้อง)(?:{0})"
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A name in a word, from `start` to `end` of it."""

    start: int
    end: int
    part: str
    form: Form


@dataclass(frozen=True, slots=True)
class Known:
    """The people of an address book, to look for in many texts.

    Attributes:
        by_part: who has this folded part in their name. by_start: parts by how they begin.
        unspaced: who is called so in scripts without spaces.
        forgotten: names that are looked for beside, and not known.
        read: words that were looked at, since most come again and again.
    """

    by_part: dict[str, frozenset[str]]
    by_start: dict[str, tuple[str, ...]]
    unspaced: dict[str, frozenset[str]]
    forgotten: Forgotten = NOBODY
    read: dict[str, _Found | None] = field(default_factory=dict, compare=False, repr=False)


def by_part(people: Collection[str], forgotten: Forgotten = NOBODY) -> Known:
    """The people by each part of their names."""
    parts: dict[str, set[str]] = {}
    unspaced: dict[str, set[str]] = {}
    for person in people:
        for word in name_forms.words(person):
            part = person[word.start() : word.end()]
            if _UNSPACED.search(part):
                for called in _called(unicodedata.normalize("NFC", part)):
                    unspaced.setdefault(called, set()).add(person)
                continue
            for called in _called(part):
                small = folded(called)
                if 1 < len(small) <= LONGEST and small not in _PARTS_OF_MANY:
                    for form in (small, *given_names.others(small)):
                        parts.setdefault(form, set()).add(person)
    starts: dict[str, list[str]] = {}
    for part in parts:
        starts.setdefault(part[:START], []).append(part)
    return Known(
        {part: frozenset(called) for part, called in parts.items()},
        {start: tuple(ones) for start, ones in starts.items()},
        {part: frozenset(called) for part, called in unspaced.items()},
        forgotten,
    )


def digests(name: str, key: bytes) -> bytes:
    """What finds somebody of this name in a text as `names` does, and does not tell the name."""
    known = by_part((name,))
    forms: dict[str, Form] = {}
    for part in known.by_part:
        for small, form in name_forms.forms(part).items():
            forms[small] = min(form, forms.get(small, form))
    return forgotten_names.digests(forms, known.unspaced, key)


def names(text: str, people: Collection[str] | Known, *, doubtful: bool = False) -> Iterator[Span]:
    """Where these people are named; neighbouring parts are one span, a possessive ending is not part of it.

    Small letters count unless the name is an everyday word (Will, May, Hope), which has to be written large and may
    not only open the sentence, or does what only people do; accents may be missing. Case endings count where the word
    is written as a name.

    Args:
        doubtful: case endings count however the word is written, and so does every word that nobody uses every day and
            that is a name with an ending of any language.
    """
    known = people if isinstance(people, Known) else _of(frozenset(people))
    if not known.by_part and not known.unspaced and known.forgotten is NOBODY:
        return
    run: Span | None = None
    for hit in name_forms.words(text):
        found = _found(text[hit.start() : hit.end()], known)
        if found is None:
            continue
        start, end = hit.start() + found.start, hit.start() + found.end
        joined = run is not None and text[run[1] : start] in (" ", "-", "\u2011")
        if doubtful and found.form in (Form.CASE, Form.BEGINNING):
            somebody = not _everyday(text[start:end])
        else:
            somebody = _names_somebody(text, start, end, found, after_name=joined)
        if not somebody:
            continue
        if run and joined:
            run = run[0], end
        else:
            if run:
                yield run
            run = start, end
    if run:
        yield run
    yield from _unspaced(text, known)


@lru_cache(256)
def _of(people: frozenset[str]) -> Known:
    return by_part(people)


def _found(word: str, known: Known) -> _Found | None:
    """The surest reading of a word as a name."""
    if len(word) > 2 * LONGEST:
        return None
    try:
        return known.read[word]
    except KeyError:
        if len(known.read) >= _READ:
            known.read.clear()
        known.read[word] = found = _looked_at(word, known)
        return found


def _looked_at(word: str, known: Known) -> _Found | None:
    best: _Found | None = None
    for start, end in name_forms.pieces(word):
        piece = word[start:end]
        for small in name_forms.spellings(piece):
            if small in known.by_part:
                return _Found(start, end, small, Form.NAME)
            for part in known.by_start.get(small[:START], ()):
                if not small.startswith(part[:-2]) or len(small) > len(part) + 8:
                    continue
                form = name_forms.forms(part).get(small)
                if form is None and name_forms.begins(small, part) and not _everyday(part):
                    form = Form.BEGINNING
                if form is not None and (best is None or form < best.form):
                    best = _Found(start, end - name_forms.ending(piece, part), part, form)
            forgotten = known.forgotten.form(small)
            if forgotten is not None and (best is None or forgotten < best.form):
                best = _Found(start, end, small, forgotten)
    return best


def _called(part: str) -> Iterator[str]:
    """A part of a name, and what somebody is called of whose name it is all: the family's, and the given one."""
    yield part
    if _HANGUL.fullmatch(part) and len(part) == 3:
        yield part[1:]
    elif _HAN.fullmatch(part) and len(part) == 3:
        yield from (part[1:], part[:2])
    elif _HAN.fullmatch(part) and len(part) == 4:
        yield from (part[:2], part[2:])


def _names_somebody(text: str, start: int, end: int, found: _Found, *, after_name: bool) -> bool:
    if found.form is Form.BEGINNING:
        return False
    word = text[start:end]
    everyday = _everyday(word) or (found.form is Form.NAME and _everyday(found.part))
    if after_name and found.form is Form.NAME:
        return True
    if not everyday and found.form is not Form.CASE:
        return True
    if not word[0].isupper():
        return found.form is Form.NAME and _does(text, start, end)
    if word.isupper() and text[max(0, start - 20) : start + 40].isupper():
        return False
    opens = _OPENS.search(text[max(0, start - 12) : start]) is not None
    if found.form is Form.CASE:
        return not everyday and not opens
    if opens:
        return text[end : end + 1] in ("", ",", "!") or _does(text, start, end) or _acts(text, end, found.part)
    return not _is_date(text, start, end, found.part)


def _does(text: str, start: int, end: int) -> bool:
    """Somebody of this name says something, or is told it."""
    return _DOES.match(text, end) is not None or _TOLD.search(text[max(0, start - 12) : start]) is not None


def _acts(text: str, end: int, part: str) -> bool:
    """Somebody is or does something at the beginning of a sentence; a month is, too."""
    return part not in MONTHS and part not in WEEKDAYS and _IS.match(text, end) is not None


def _is_date(text: str, start: int, end: int, part: str) -> bool:
    if part not in MONTHS and part not in WEEKDAYS:
        return False
    before = _DATED_BEFORE.search(text[max(0, start - 12) : start])
    return before is not None or _DATED_AFTER.match(text, end) is not None


@lru_cache(8192)
def _everyday(word: str) -> bool:
    small = folded(word)
    if is_common(word) or small in ALSO_WORDS or word.casefold() in MONTHS or word.casefold() in WEEKDAYS:
        return True
    return any(small.endswith(end) and small[: -len(end)] in ALSO_WORDS for end in ("s", "es", "ed", "ing", "er", "ly"))


def _unspaced(text: str, known: Known) -> Iterator[Span]:
    if not _UNSPACED.search(text):
        return
    parts = {part for part in known.unspaced if part in text} | known.forgotten.named_within(text)
    for part in sorted(parts, key=len, reverse=True):
        lone = len(part) < (_LEAST_LETTERS if part[0] < "\u3040" else _LEAST_HAN)
        sought = re.escape(part)
        for hit in re.finditer(_TITLED.format(sought) if lone else sought, text):
            yield hit.span()
