"""Where on the net or on the map somebody is: e-mail addresses, links and coordinates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.voice.vocabulary import is_common

Span = tuple[int, int]

# Every repetition is bounded or begins only where a run begins, so that time grows with the length of the text.
_URL = re.compile(r"(?:\bhttps?://|\bftp://|\bwww\.)[^\s<>\"“”«»]{2,2000}", re.I)
_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w+%-][\w.+%'-]{0,63}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])"
    r"|(?<![\w.+%-])[\w+-][\w.+-]{0,63} ?[\[({] ?(?:at|ät|arroba|chez) ?[\])}] ?[\w-]{1,63}"
    r"(?: ?(?:\.|[\[({] ?(?:dot|punkt|punto|point|ponto) ?[\])}]) ?[\w-]{2,24}){1,3}(?!\w)"
    r"|(?<![\w.+%-])[\w+-][\w.+-]{0,63} at (?:gmail|hotmail|outlook|yahoo|icloud|web|gmx) dot (?:com|de|net|fr|es)\b",
    re.I,
)
_TLD = (
    "com|net|org|io|co|me|app|uk|de|fr|es|pt|br|eu|us|ca|au|at|ch|nl|it|ie|nz|in|info|biz|page|site|shop|store|dev|"
    "studio|photo|photos|photography|example|ly|gl|gle|be|ee|link|online|tv|xyz|ai|to|cc|mx|ar|cl|pl|se|no|dk|fi"
)
_DOMAIN = re.compile(
    rf"(?<![\w@.-])(?P<host>[a-z0-9][a-z0-9-]{{0,62}}(?:\.[a-z0-9-]{{1,63}}){{0,4}})\.(?:{_TLD})(?![\w@-]|\.\w)"
    r"(?P<path>(?::\d{2,5})?[/?#][^\s<>\"]{0,2000})?",
    re.I,
)
#: An ending that is a word as well, with a sentence going on after it ("lovely.it's", "at home.in case").
_RUNS_ON = re.compile(r"\.(?:be|in|it|me|us|to|at|no)(?:['’]| [a-z])", re.I)
_END = ".,;:!?'’\"*_~…"
_BRACKETS = {")": "(", "]": "[", "}": "{"}

_COORDINATES = re.compile(
    r"(?<![\d.,])(?P<lat>[+-]?\d{1,2}\.\d{3,15})(?: ?°)?(?: ?[NS])?(?: ?[,;/] ?| )(?:(?:lon|lng|long|"
    r"longitude)\b ?[:=]? ?)?"
    r"(?P<lon>[+-]?\d{1,3}\.\d{3,15})(?: ?°)?(?: ?[EWO]\b)?(?![\d.])"
    r"|(?<![\d.])\d{1,2} ?° ?\d{1,2} ?['′’](?: ?\d{1,2}(?:[.,]\d{1,4})? ?(?:[\"″”]|''|′′))? ?[NS] ?,? ?"
    r"\d{1,3} ?° ?\d{1,2} ?['′’](?: ?\d{1,2}(?:[.,]\d{1,4})? ?(?:[\"″”]|''|′′))? ?[EWO](?!\w)"
    r"|\bgeo:-?\d{1,2}(?:\.\d{1,15})?,-?\d{1,3}(?:\.\d{1,15})?"
    r"|(?<!\w)[23456789CFGHJMPQRVWX]{4,8}\+[23456789CFGHJMPQRVWX]{2,3}(?!\w)"
)


def urls(text: str) -> Iterator[Span]:
    """Links that say so themselves (https://, www.), without the punctuation of the sentence around them."""
    for hit in _URL.finditer(text):
        yield hit.start(), hit.start() + len(_trimmed(hit.group()))


def bare_domains(text: str) -> Iterator[Span]:
    """Links without a scheme (bit.ly/x, amazon.de); a sentence that lacks its space ("ok.me too") is none."""
    for hit in _DOMAIN.finditer(text):
        label = max(hit["host"].split("."), key=len)
        written_together = not hit["path"] and (
            is_common(label) or len(label) < 2 or label.isdigit() or _RUNS_ON.match(text, hit.end() - 3) is not None
        )
        if not written_together or hit["host"].casefold().startswith(("www.", "my.", "app.")):
            yield hit.start(), hit.start() + len(_trimmed(hit.group()))


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, those written round about ("anna [at] example [dot] com") as well."""
    for hit in _EMAIL.finditer(text):
        yield hit.span()


def coordinates(text: str) -> Iterator[Span]:
    """Latitude and longitude in degrees (at least three decimals: about 100 m), geo: and open location codes."""
    for hit in _COORDINATES.finditer(text):
        if hit["lat"] is None or (abs(float(hit["lat"])) <= 90 and abs(float(hit["lon"])) <= 180):
            yield hit.span()


def _trimmed(link: str) -> str:
    while link:
        last = link[-1]
        if last in _END or (last in _BRACKETS and link.count(last) > link.count(_BRACKETS[last])):
            link = link[:-1]
        else:
            break
    return link
