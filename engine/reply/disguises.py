"""What a text says behind its letters: spaced out, spelled, encoded or written with look-alikes.

A text that was talked into giving something away may hide it from a guard that reads only what stands there. Each
reading here is one such disguise undone; they are for guards alone and are never shown.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator

from engine.judge.folding import fold
from engine.reply.hygiene import clean

#: Single signs in a row that are a word or number taken apart.
_APART = re.compile(r"(?<!\w)(?:\w[ .,_*·|/-]{1,2}){3,}\w(?!\w)")
#: Digits as words, in the five languages of the phrase bank.
_DIGITS = {
    word: str(digit)
    for digit, words in enumerate(
        (
            "zero oh nought cero zéro null zero",
            "one uno un eins um",
            "two dos deux zwei dois",
            "three tres trois drei três",
            "four cuatro quatre vier quatro",
            "five cinco cinq fünf cinco",
            "six seis six sechs seis",
            "seven siete sept sieben sete",
            "eight ocho huit acht oito",
            "nine nueve neuf neun nove",
        )
    )
    for word in words.split()
}
_WORDED = "|".join(sorted(_DIGITS, key=len, reverse=True))
_SPELLED = re.compile(rf"(?<!\w)(?:(?:{_WORDED}|\d)[ ,.-]{{1,3}}){{2,}}(?:{_WORDED}|\d)(?!\w)", re.I)
_AT = re.compile(
    r"\s?[\[({<]?\b(?:at|arroba|ät)\b[\])}>]?\s?(?=[\w-]{2,63}\s?(?:[\[({<]?\b(?:dot|punto|point|punkt|ponto)\b|\.))",
    re.I,
)
_DOT = re.compile(r"\s?[\[({<]?\b(?:dot|punto|point|punkt|ponto)\b[\])}>]?\s?(?=[a-z]{2,24}\b)", re.I)
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{12,4000}={0,2}(?![A-Za-z0-9+/_-])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-f]{2}[ :]?){6,2000}(?!\w)", re.I)
_LEET = str.maketrans("013457@$", "oieastas")


def readings(text: str) -> tuple[str, ...]:
    """The text as it reads without its disguises, each undone by itself; none that equals the text."""
    found = dict.fromkeys(_readings(text))
    found.pop(text, None)
    return tuple(found)


def _readings(text: str) -> Iterator[str]:
    plain = unicodedata.normalize("NFKC", clean(text))
    yield plain
    folded = fold(plain.casefold()).text
    if not plain.isascii():
        yield folded
    yield _APART.sub(lambda hit: re.sub(r"[^\w]+", "", hit.group()), plain)
    yield _SPELLED.sub(lambda hit: "".join(_digits(hit.group())), plain)
    if "@" not in plain:
        yield _DOT.sub(".", _AT.sub("@", plain))
    yield from _decoded(plain)
    if re.search(r"[a-z][013457@$]|[013457@$][a-z]", folded):
        yield folded.translate(_LEET)
    yield plain[::-1]


def _digits(run: str) -> Iterator[str]:
    for part in re.findall(r"\d|[^\W\d_]+", run):
        yield _DIGITS.get(part.casefold(), part)


def _decoded(text: str) -> Iterator[str]:
    """What encoded parts of the text say, put in their place, all of one sort at once: two readings at most."""
    yield _BASE64.sub(lambda hit: _from_base64(hit.group()) or hit.group(), text)
    yield _HEX.sub(lambda hit: _utf8(bytes.fromhex(re.sub(r"[ :]", "", hit.group()))) or hit.group(), text)


def _from_base64(run: str) -> str:
    packed = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        return _utf8(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True))
    except (binascii.Error, ValueError):
        return ""


def _utf8(raw: bytes) -> str:
    """The bytes as text, "" if they are none."""
    try:
        said = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return said if said.isprintable() else ""
