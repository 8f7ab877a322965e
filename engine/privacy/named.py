"""Known people named in a text: whole names, first names and surnames of contacts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping

from engine.voice.vocabulary import WORD, is_common, listed, plain

Span = tuple[int, int]

#: Parts of a name or of an address book entry that name nobody.
_PARTS_OF_MANY = listed(
    "de da do dos das del della di la le les los las van von der den zu zum el al bin ben ibn y e und and the mr mrs "
    "ms miss dr prof herr frau señor señora"
    " monsieur madame client kunde cliente work office home new old photo wedding "
    "studio gmbh ltd inc llc sa sl mobile cell"
)
_OPENS = re.compile(r"(?:^|[.!?…:\n¿¡\"“(])[\s\"“'‘(*¿¡-]{0,8}$")
#: Written without spaces between words: Han, kana, Thai.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


def names(text: str, people: Collection[str]) -> Iterator[Span]:
    """Where these people are named; neighbouring parts are one span, an ending 's is not part of it.

    Small letters count unless the name is an everyday word (Will, May, Hope), which has to be written large and may
    not only open the sentence; accents may be missing.
    """
    parts = {part for person in people for part in _parts(person)}
    if not parts:
        return
    run: Span | None = None
    for hit in WORD.finditer(text):
        end = hit.end() - 2 if re.search(r"['’][sS]$", hit.group()) else hit.end()
        if not _names_somebody(text, hit.start(), text[hit.start() : end], parts, after_name=_joined(text, run, hit)):
            continue
        if run and _joined(text, run, hit):
            run = run[0], end
        else:
            if run:
                yield run
            run = hit.start(), end
    if run:
        yield run
    yield from _unspaced(text, parts)


def by_part(people: Collection[str]) -> dict[str, frozenset[str]]:
    """The people of a whole address book by each part of their names, to ask `mentioned` with for many texts."""
    found: dict[str, set[str]] = {}
    for person in people:
        for part in _parts(person):
            found.setdefault(part, set()).add(person)
    return {part: frozenset(called) for part, called in found.items()}


def mentioned(text: str, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Those of the people in `known` (`by_part`) that `names` could find in a text; the rest need not be tried."""
    words = {_folded(word) for word in WORD.findall(text)}
    words |= {word[:-2] for word in words if word.endswith("'s")}
    hit = [known[word] for word in words if word in known]
    if _UNSPACED.search(text):
        hit += [people for part, people in known.items() if _UNSPACED.search(part) and part in text]
    return frozenset().union(*hit)


def _parts(person: str) -> Iterator[str]:
    for word in WORD.findall(person):
        part = _folded(word)
        if (len(part) > 1 or _UNSPACED.search(part)) and part not in _PARTS_OF_MANY:
            yield part


def _names_somebody(text: str, start: int, word: str, parts: set[str], *, after_name: bool) -> bool:
    if _folded(word) not in parts:
        return False
    if after_name or not is_common(word):
        return True
    if not word[0].isupper() or (word.isupper() and text[max(0, start - 20) : start + 40].isupper()):
        return False
    return _OPENS.search(text[max(0, start - 12) : start]) is None or text[
        start + len(word) : start + len(word) + 1
    ] in ("", ",", "!")


def _joined(text: str, run: Span | None, hit: re.Match[str]) -> bool:
    return run is not None and text[run[1] : hit.start()] in (" ", "-", "\u2011")


def _unspaced(text: str, parts: set[str]) -> Iterator[Span]:
    wanted = sorted((part for part in parts if _UNSPACED.search(part)), key=len, reverse=True)
    for part in wanted:
        for hit in re.finditer(re.escape(part), text):
            yield hit.span()


def _folded(word: str) -> str:
    """Small letters without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", plain(word)) if not unicodedata.combining(sign))
