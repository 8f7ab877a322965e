"""Postal addresses in a text: street and number, with flat, town and postcode where they follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.expressions import late

Span = tuple[int, int]

_BIG = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{1,30}"
_PLACE = rf"{_BIG}(?: (?:(?:de|do|da|du|la|le|sur|am|an der|upon|of) )?{_BIG}){{0,3}}"
_POSTCODE = (
    r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2},? \d{5}(?:-\d{4})?|\d{5}-\d{3}|\d{4}-\d{3}|\d{4} ?[A-Z]{2}|"
    r"[A-Z]\d[A-Z] ?\d[A-Z]\d|(?:[A-Z]{1,2}-)?\d{4,5})(?!\w)"
)
#: What may follow a street: a flat, then a town that a postcode or the end of the line confirms.
_TAIL = (
    r"(?:,? ?(?:(?:apartamento|apartment|apto|appt|apt|unit|suite|ste|flat|piso|bloco|bl|esc|portal|"
    r"wohnung)\b\.? ?\w{1,5}|"
    r"#\d{1,5}|\d{1,2}[ºª°](?: ?(?:[a-z]|dto|esq|izq|izda|dcha)(?!\w))?))?"
    rf"(?:,? (?-i:{_POSTCODE})(?: (?-i:{_PLACE}))?|(?:,? | - )(?-i:{_PLACE})(?:,| -)? (?-i:{_POSTCODE})|"
    rf"(?:, | - )(?-i:{_PLACE})(?=[.!?]?(?:\s*$|\n)))?"
)
_NOT_A_COUNT = (
    r"(?! ?(?:min|minuten|std|stunden|uhr|h\b|km|m\b|meter|euro|eur|€|%|tage|leute|personen|minutos|horas|"
    r"metros|personas|"
    r"pessoas|minutes|heures|mètres|personnes|days?|people|euros))"
)
_EN = (
    r"(?<![\w$€£.,/:-])\d{1,5}(?:-\d{1,4})?[a-zA-Z]?,? (?:(?:[NSEW]|North|South|East|West)\.? )?"
    r"(?-i:(?:\d{1,3}(?:st|nd|rd|th)|[A-Z][\w'’-]{1,20})\.?(?: [A-Z][\w'’-]{1,20}){0,3}) "
    r"(?:street|str?|road|rd|avenue|ave|lane|ln|drive|dr|close|court|ct|way|place|pl|terrace|crescent|square|sq|"
    r"boulevard|blvd|"
    r"gardens|grove|mews|hill|parkway|pkwy|highway|hwy|row|walk|trail|circle|cir)\b\.?(?: (?:NW|NE|SW|SE|N|S|E|W)\b)?"
)
_EN_SMALL = (
    r"(?:(?<=\bat )|(?<=\bto )|(?<=\bis )|(?<=\bin )|(?<=address )|(?<=address: )|(?<=\bnear ))"
    r"\d{1,4}[a-z]? (?!min|hour|day|mile|km|block|people|different|more|of\b|on\b|the\b)[a-z]{3,20}(?: [a-z]{3,20})? "
    r"(?:street|road|avenue|lane|boulevard|crescent|terrace)\b(?! (?:photo|market|shot|food|style))"
)
_DE = (
    r"(?<!\w)(?!(?:heim|rück|hin|um|arbeits|park|sitz|spiel|schlaf|stell|lade|unter|keines|ehe)(?:weg|platz|ring)\b)"
    r"(?:[a-zäöüß][\wäöüß-]{1,28}(?:straße|strasse|str\.)|(?-i:[A-ZÄÖÜ][\wäöüß-]{1,28}(?:weg|gasse|platz|allee|"
    r"ufer|damm|"
    r"chaussee|ring|steig|graben))|(?-i:[A-ZÄÖÜ][\wäöüß.-]{1,20}(?:er|e|"
    r"en)?(?: [A-ZÄÖÜ][\wäöüß.-]{1,20})?[ -](?:Straße|Strasse|Str\.|Weg|Platz|"
    r"Allee|Ufer|Damm|Ring|Gasse|Chaussee))|(?-i:(?:Am|An der|Im|Auf dem|Auf der|Unter den|Zum|"
    r"Zur) [A-ZÄÖÜ][\wäöüß-]{2,20})(?= \d{1,4}[a-z]?, \d{5} ))"
    r" \d{1,4}(?: ?[a-z](?!\w))?(?:-\d{1,4})?(?![\w:]|[.,]\d)"
)
_FR_WAY = r"(?:rue|avenue|av\.|boulevard|bd|impasse|allées?|chemin|quai|cours|route|square|passage|place)"
_FR = (
    rf"(?<![\w$€£.,/:-])\d{{1,4}}(?: ?(?:bis|ter|[a-d]))?,? {_FR_WAY} (?:(?:de la|de l['’]|de|du|des|d['’]|la|"
    rf"le|les) ?)?"
    rf"(?:(?-i:[A-ZÀ-Ý][\w'’-]{{1,20}})(?:[ -](?:(?:de|du|des|la|le|et) )?(?-i:[A-ZÀ-Ý][\w'’-]{{1,20}})){{0,3}}"
    r"|(?:(?<=de la )|(?<=du )|(?<=des )|(?<=de l['’])|(?<=d['’]))[a-zà-ÿ]{3,20})"
)
_STOPPED = (
    r"(?!(?:a|las?|los|el|y|e|en|em|hace|por|sobre|unas?|há|às?|os|as|para|con|com|desde|hasta|até|que|"
    r"se|no|na|até|está)\b)"
)
_ES_PT = (
    r"(?<![\w])(?:calle|c/|avenida|avda?\.?|av\.|plaza|pza\.?|paseo|pº|carrer|camino|carretera|ronda|travesía|"
    r"rua|r\.|travessa|"
    r"praça|alameda|estrada|largo|rodovia|via|viale|piazza|corso) ?(?:(?:de las|de los|de la|del|de|da|dos|das|"
    r"do|la|el|las|los|di) )?"
    rf"{_STOPPED}[^\W\d_][\w'’.-]{{1,20}}(?: (?:(?:de las|de los|de la|del|de|da|dos|das|do|la|y|"
    rf"e) )?{_STOPPED}[^\W\d_][\w'’.-]{{1,20}}){{0,3}}"
    r"(?:,? (?:n[º°.]?|núm\.?|número)? ?|, ?)\d{1,5}(?:-?[a-zA-Z](?!\w))?(?![\w:]|[.,]\d)"
)
_NL = (
    r"(?<!\w)(?-i:[A-Z][a-z-]{2,24}(?:straat|laan|gracht|kade|plein|singel|"
    r"dreef)) \d{1,4}(?: ?[a-zA-Z](?!\w))?(?!\w)"
)
_BOX = (
    r"\bP\.? ?O\.? ?Box \d{1,6}\b|\b(?:Postfach|Apartado de correos|Apartado|Caixa Postal|Boîte postale|"
    r"BP) \d{2,3} ?\d{1,4}\b"
)
_STREETS = late(
    "|".join(f"(?:{way}){_NOT_A_COUNT}{_TAIL}" for way in (_EN, _EN_SMALL, _DE, _FR, _ES_PT, _NL, _BOX)), re.I
)
_CALLED = late(
    r"\b(?:post ?code|zip(?: ?code)?|plz|código postal|code postal|cep)\b[\s:]{0,3}(?:(?:is|ist|es|est|é)\s)?", re.I
)
#: Postcodes that a street or a few houses share; alone they are told only where somebody calls them a postcode.
_FINE = late(r"(?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|\d{5}-\d{3}|\d{4} [A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d)(?!\w)")

#: A street in large letters has no more spaces than this; a shouted sentence has ("2 CATCH UP BUT WE AVE").
_SHOUTED = 3


def streets(text: str) -> Iterator[Span]:
    """Addresses with a street and a number, in English, German, French, Spanish, Portuguese, Italian and Dutch."""
    for hit in _STREETS.finditer(text):
        if hit.group().isupper() and hit.group().count(" ") > _SHOUTED and "," not in hit.group():
            continue
        yield hit.start(), hit.start() + len(hit.group().rstrip(" ,-"))
    for called in _CALLED.finditer(text):
        code = _FINE.match(text, called.end())
        if code:
            yield code.span()
