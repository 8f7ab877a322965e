"""Phone numbers in a text, international or as written at home."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import phonenumbers

from engine.privacy.numbers import counts_or_refers
from engine.voice.language import language

Span = tuple[int, int]

#: Countries whose numbers are tried for a text in this language, the most speakers first.
_SPOKEN = {
    "en": ("US", "GB"),
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "BE"),
    "es": ("ES", "MX"),
    "pt": ("BR", "PT"),
}
_RUN = re.compile(
    r"(?<![\w.,/:$€£#=+-])(?:\+ ?|00 ?)?(?:\(\+?\d{1,4}\) ?)?\d(?:(?:[ .\-/]|[ .-]?[()] ?){0,2}\d){5,16}"
    r"(?: ?(?:x|ext\.?|durchwahl) ?\d{1,5})?(?![\w%$€£]|[.,:/-]\d| ?(?:€|\$|£|eur|usd|gbp|euros?|reais|dollars?|"
    r"pounds?)\b)",
    re.I,
)
_SAID = re.compile(
    r"\b(?:call|ring|text|phone|tel|mobile|cell|whats ?app|(?:my|new|his|her|their|the) number|reach|dial|fax|"
    r"signal|telegram|handy\w*|"
    r"telefon\w*|mobil\w*|ruf\w*|anrufen|(?:meine|neue|deine) nummer|erreich\w+|llám\w+|llam\w+|móvil|teléfono|"
    r"celular|"
    r"mi número|appel\w+|portable|téléphone|tél|mon numéro|numéro|joindre|telefone|telemóvel|lig[au]\w*|"
    r"meu número|zap|fone|contact|contacto|contato)\b[^\d\n]{0,30}$",
    re.I,
)
#: How numbers are grouped at home, whether or not they are given out: (415) 555-0123, 07700 900123, 06 12 34 56 78.
_SHAPES = re.compile(
    r"(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[-.])\d{3}[-. ]\d{4}(?: ?(?:x|ext\.?) ?\d{1,5})?"
    r"|0\d{3,4} \d{3} ?\d{3,4}|0\d{2} \d{4} \d{4}|\(0\d{2,4}\) ?\d{3,4} ?\d{4}"
    r"|0[1-9](?:[ .-]\d\d){4}|0\d{2,4} ?[/-] ?\d{3}[\d -]{2,8}"
    r"|\(\d{2}\) ?9? ?\d{4}-\d{4}|\(\d{2}\) ?9\d{4}-\d{4}"
)
_DATED = re.compile(
    r"(?:19|20)\d\d[-./ ][01]?\d[-./ ][0-3]?\d(?!\d)|[0-3]?\d[-./ ][01]?\d[-./ ](?:19|20)\d\d(?!\d)|"
    r"[0-3]?\d\.[01]?\d\.\d\d(?!\d)"
)
_LEAST, _MOST = 7, 15
_TRIES = 8


def phones(text: str, region: str) -> Iterator[Span]:
    """Spans of phone numbers; `region` is where a number without + is read first."""
    regions: Sequence[str] = ()
    for hit in _RUN.finditer(text):
        before = text[max(0, hit.start() - 48) : hit.start()]
        if counts_or_refers(before) or _DATED.match(hit.group()):
            continue
        regions = regions or tuple(dict.fromkeys((region.upper(), *_SPOKEN.get(language(text) or "", ()))))
        said = _SAID.search(before) is not None
        for start, end in _readings(hit.group()):
            if _is_phone(hit.group()[start:end], regions, said=said):
                yield _with_bracket(text, hit.start() + start), hit.start() + end
                break


def _with_bracket(text: str, start: int) -> int:
    return start - 1 if text[max(0, start - 1) : start] == "(" and ")" in text[start : start + 6] else start


def _readings(run: str) -> Iterator[Span]:
    """The whole run, then what is left without its last or first groups ("at 3 612 345 678").

    A run of more groups than that are digits said one by one: no end of it is a number by itself.
    """
    yield 0, len(run)
    gaps = [(gap.start(), gap.end()) for gap in re.finditer(r" +", run)]
    if len(gaps) > _TRIES:
        return
    yield from [*((0, gap[0]) for gap in reversed(gaps)), *((gap[1], len(run)) for gap in gaps)][:_TRIES]


def _is_phone(run: str, regions: Sequence[str], *, said: bool) -> bool:
    n_digits = sum(sign.isdigit() for sign in run)
    if not _LEAST <= n_digits <= _MOST + 5:
        return False
    if run.startswith(("+", "00", "(+")):
        number = _parsed("+" + re.sub(r"^\(?(?:\+|00) ?", "", run).replace("(0)", ""), None)
        return number is not None and phonenumbers.is_possible_number(number)
    if _SHAPES.fullmatch(run) or (said and n_digits <= _MOST):
        return True
    grouped = n_digits >= 9
    return grouped and any(
        number is not None and phonenumbers.is_valid_number(number)
        for number in (_parsed(run, region) for region in regions)
    )


def _parsed(run: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(run, region)
    except phonenumbers.NumberParseException:
        return None
