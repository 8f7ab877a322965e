"""Which words everybody uses: what is left over in a text may be a name or somebody's private matter."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

#: Words with inner apostrophes and combining letters; digits and underscores are never part of a word.
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def listed(line: str) -> frozenset[str]:
    """A set of words from one line of them."""
    return frozenset(line.split())


DAYS = listed(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat "
    "sun mondays tuesdays wednesdays thursdays fridays saturdays sundays"
)
MONTHS = listed(
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)


def plain(word: str) -> str:
    """A word as the lists spell it: small letters, straight apostrophe."""
    return word.casefold().replace("’", "'")


def words(text: str) -> list[str]:
    """The words of a text in order, as the lists spell them."""
    return [plain(word) for word in WORD.findall(text)]


@cache
def ranks() -> dict[str, int]:
    """Everyday English words with their rank by frequency (0 is the most frequent).

    `resources/words/en.txt` is counted (provenance in its first line), `en_messages.txt` written by hand; words only
    in the latter count as rank 500.
    """
    folder = resources.files("resources") / "words"
    lines = (folder / "en.txt").read_text(encoding="utf-8").splitlines()
    found = {word: rank for rank, word in enumerate(line for line in lines if not line.startswith("#"))}
    for line in (folder / "en_messages.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            for word in line.split():
                found.setdefault(word, 500)
    return found


def is_common(word: str) -> bool:
    """Whether everybody uses this word, so that it names nobody and gives nothing away.

    Regular endings of a listed word count as listed (books → book, moved → move, shooting → shoot).
    """
    known, small = ranks(), plain(word)
    if small in known or small in DAYS or small in MONTHS:
        return True
    stem = re.sub(r"('s|'re|'ll|'ve|'d|'m|n't)$", "", small)
    if stem != small and stem in known:
        return True
    return any(
        small.endswith(end) and len(small) - len(end) >= _LEAST_STEM and small[: -len(end)] + put in known
        for end, put in _ENDINGS
    )


#: Shorter stems make names of small words (in → Ines).
_LEAST_STEM = 4
_ENDINGS = (
    ("s", ""),
    ("es", ""),
    ("ies", "y"),
    ("ed", ""),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
)
