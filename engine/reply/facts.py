"""The facts in a text: what would be wrong or somebody else's if it were copied into another conversation.

Times, dates, prices, numbers, names, places, links, e-mail addresses and phone numbers, each with its span in code
points and keys under which the same fact is known in other spellings (3pm and 15:00, Sat and Saturday).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from engine.domain import Message
from engine.expressions import late
from engine.reply import calendar_words as calendar
from engine.voice.language import language
from engine.voice.vocabulary import WORD, is_common, listed, plain, ranks


class Fact(StrEnum):
    """What sort of fact."""

    LINK = "link"
    EMAIL = "email"
    PHONE = "phone"
    PRICE = "price"
    TIME = "time"
    DATE = "date"
    NUMBER = "number"
    NAME = "name"
    PLACE = "place"


#: Facts that point at one person; another contact's must never cross over.
PERSONAL = frozenset({Fact.LINK, Fact.EMAIL, Fact.PHONE, Fact.NAME, Fact.PLACE, Fact.NUMBER, Fact.PRICE})


@dataclass(frozen=True, slots=True)
class Found:
    """One fact: `text` is [start, end) of the whole; two finds are the same fact if they share a key."""

    fact: Fact
    text: str
    start: int
    end: int
    keys: frozenset[str]

    @property
    def span(self) -> tuple[int, int]:
        """[start, end) in code points."""
        return self.start, self.end


_NUMBER_NAMES = "one two three four five six seven eight nine ten eleven twelve"
_NUMBER_WORDS = {word: number for number, word in enumerate(_NUMBER_NAMES.split(), start=1)}
_UNITS = (
    "hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|photos?|pictures?|people|persons|guests|kids|shots|"
    "sessions?|prints?|edits|revisions?|lessons?|nights?"
)
_LEADS = r"(?:on|this|next|last|by|for|until|till|from|to|or|and|before|after|every)"
_TLD = r"(?:com|net|org|io|co|me|app|uk|de|fr|es|pt|br|eu|us|ca|au|info|biz|page|site|studio|photo|example|ly|gl|be)"

_PATTERNS: tuple[tuple[Fact, re.Pattern[str]], ...] = (
    (Fact.EMAIL, late(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")),
    (
        Fact.LINK,
        late(
            rf"(?:https?://|www\.)[^\s<>\"]*[\w/]|\b(?<![a-z0-9]-)[a-z0-9-]{{1,63}}(?:\.[a-z0-9-]{{1,63}}){{0,8}}\.{_TLD}\b(?:/[^\s<>\"]*[\w/])?",
            re.I,
        ),
    ),
    (
        Fact.DATE,
        late(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d\d))\b|\b\d{1,2}/\d{1,2}\b"),
    ),
    (Fact.PHONE, late(r"(?<![\w.])\+?\(?\d(?:[\s().-]{0,2}\d){7,14}(?!\w)")),
    (
        Fact.PRICE,
        late(
            r"(?:[$€£¥]|\b(?:usd|eur|gbp|r\$)\s?)\s?\d[\d.,]{0,15}\d?k?|"
            r"\b\d[\d.,]{0,15}\s?(?:[$€£]|(?:euros?|eur|usd|gbp|dollars?|quid|bucks|pounds?|reais|k)\b)",
            re.I,
        ),
    ),
    (
        Fact.TIME,
        late(
            r"\b\d{1,2}[:.h]\d{2}(?:\s?(?:am|pm|uhr|h))?\b|\b\d{1,2}\s?(?:am|pm|uhr|o['’]clock|h)\b|\b\d{1,2}(?:a|"
            r"p)\b|"
            r"\b(?:half|quarter) (?:past |to )?(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
            r"twelve)\b|"
            r"\b(?:noon|midday|midnight|mediodía|mittag|midi|meio-dia)\b|"
            r"(?:(?<=\bat )|(?<=\bby )|(?<=\baround )|(?<=\babout )|(?<=\btill )|(?<=\buntil )|(?<=\bum )|"
            r"(?<=\blas )|"
            r"(?<=\bàs )|(?<=\bà )|(?<=@)|(?<=@ ))\d{1,2}(?:ish)?\b(?![.,:/%]\d|\s?(?:%|people|min|hour|day|week|"
            r"kid|guest|photo))",
            re.I,
        ),
    ),
    (
        Fact.DATE,
        late(
            rf"\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?:{calendar.alternatives(calendar.MONTH)})\b|"
            rf"\b(?:{calendar.alternatives(calendar.MONTH)})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!:)|"
            r"\b(?:the )?\d{1,2}(?:st|nd|rd|th)\b|"
            rf"\b(?:{calendar.alternatives(calendar.DAY)})\b|"
            rf"(?:(?-i:\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b)|(?<=\b[otnfbl][nrioya] )(?:mon|tue|wed|thu|fri|sat|"
            rf"sun)\b|"
            r"(?<=\bthis )(?:mon|tue|wed|thu|fri|sat|sun)\b|(?<=\bnext )(?:mon|tue|wed|thu|fri|sat|sun)\b|"
            r"(?<=\bfor )(?:mon|tue|wed|thu|fri|sat|sun)\b|"
            r"\b(?:mon|tue|wed|thu|fri|sat|sun)(?= (?:at \d|@|morning|afternoon|evening|or|works)|\?))|"
            r"\b(?:this|next|last)\s+(?:week|month|year|weekend|spring|summer|autumn|fall|winter)\b|"
            rf"\b(?:{calendar.alternatives(calendar.NEAR)})\b|"
            rf"(?:(?<=\bin )|(?<=\bof )|(?<=\blast )|(?<=\bnext )|"
            rf"(?<=\bsince ))(?:{calendar.alternatives(calendar.MONTH)})\b|"
            r"\b(?:January|February|April|June|July|August|September|October|November|December)\b",
            re.I,
        ),
    ),
    (
        Fact.NUMBER,
        late(
            rf"\b(?:{'|'.join(_NUMBER_WORDS)})\s+(?:working |business |full |more )?(?:{_UNITS})\b|"
            rf"(?<![\w])[#nN°]?\d[\d.,]{{0,40}}\d(?!\w)|\b\d+\w*\b",
            re.I,
        ),
    ),
)


def facts(text: str) -> list[Found]:
    """The facts of a text, in order, never overlapping."""
    taken = bytearray(len(text))
    found: list[Found] = []
    for fact, pattern in _PATTERNS:
        for hit in pattern.finditer(text):
            if hit.end() > hit.start() and not any(taken[hit.start() : hit.end()]):
                if fact is Fact.DATE and hit.group().lower() in calendar.AMBIGUOUS and not _is_day(text, hit):
                    continue
                taken[hit.start() : hit.end()] = b"\1" * (hit.end() - hit.start())
                found.append(Found(fact, hit.group(), *hit.span(), _keys(fact, hit.group())))
    found += _names(text, taken)
    return sorted(found, key=lambda one: one.start)


def known(messages: Sequence[Message], more: Iterable[str] = ()) -> frozenset[str]:
    """The keys of every fact and every word said in these messages, names of their senders included."""
    return keys_of([*(message.text for message in messages), *(message.sender for message in messages), *more])


def keys_of(texts: Iterable[str]) -> frozenset[str]:
    """The keys of every fact and every word in these texts."""
    keys: set[str] = set()
    for text in texts:
        keys.update(*(one.keys for one in facts(text)))
        keys.update(f"word:{plain(word)}" for word in WORD.findall(text))
    return frozenset(keys)


def unsourced(text: str, keys: frozenset[str]) -> list[Found]:
    """The facts of a text that nothing with these keys supports."""
    return [one for one in facts(text) if not one.keys & keys]


# ---- keys ----------------------------------------------------------------------------------------------------------


def _keys(fact: Fact, text: str) -> frozenset[str]:
    small = text.casefold().replace("’", "'")
    match fact:
        case Fact.EMAIL:
            return frozenset({f"email:{small}"})
        case Fact.LINK:
            return frozenset({"link:" + re.sub(r"^(?:https?://)?(?:www\.)?", "", small).rstrip("/")})
        case Fact.PHONE:
            return frozenset({"phone:" + re.sub(r"\D", "", small)[-9:]})
        case Fact.PRICE | Fact.NUMBER:
            return frozenset({f"number:{_number(small)}"})
        case Fact.TIME:
            return _time_keys(small)
        case _:
            return _date_keys(small)


def _number(small: str) -> str:
    word = small.split()[0]
    if word in _NUMBER_WORDS:
        return str(_NUMBER_WORDS[word])
    digits = re.search(r"\d[\d.,]*", small)
    bare = re.sub(r"[.,](?=\d{3}\b)", "", digits.group() if digits else small).rstrip(".,")
    return re.sub(r"[.,]0+$", "", bare) + ("k" if re.search(r"\dk\b", small) else "")


def _time_keys(small: str) -> frozenset[str]:
    if re.fullmatch(r"noon|midday|mediodía|mittag|midi|meio-dia|midnight", small):
        return frozenset({"time:0:00"})
    hit = re.search(r"(\d{1,2})(?:[:.h](\d{2}))?", small)
    if hit is None or small.startswith(("half", "quarter")):
        return frozenset({f"time:{small}"})
    hour, minute = int(hit.group(1)), hit.group(2) or "00"
    keys = {f"time:{hour % 12}:{minute}"}
    return frozenset(keys | {f"number:{hour}"} if minute == "00" else keys)


def _date_keys(small: str) -> frozenset[str]:
    if re.search(r"\d", small):
        return _calendar_keys(small)
    for words in (calendar.DAY, calendar.SHORT_DAY, calendar.NEAR):
        if small in words:
            return frozenset({f"date:{words[small]}"})
    if small in calendar.MONTH:
        return frozenset({f"month:{calendar.MONTH[small]}"})
    return frozenset({"date:weekend"} if "weekend" in small else {f"date:{' '.join(small.split())}"})


def _calendar_keys(small: str) -> frozenset[str]:
    iso = re.fullmatch(r"\d{4}-(\d\d)-(\d\d)", small)
    if iso:
        return frozenset({f"day:{int(iso[2])}", f"date:{int(iso[1])}-{int(iso[2])}"})
    if re.search(r"[/.]\d", small):
        first, second = (int(part) for part in re.split(r"[/.]", small)[:2])
        return frozenset({f"date:{second}-{first}", f"date:{first}-{second}"})
    day = re.search(r"\d{1,2}", small)
    number = int(day.group()) if day else 0
    month = next((calendar.MONTH[word] for word in WORD.findall(small) if word in calendar.MONTH), None)
    keys = {f"day:{number}", f"number:{number}"}
    return frozenset(keys | {f"date:{month}-{number}"} if month else keys)


def _is_day(text: str, hit: re.Match[str]) -> bool:
    """Whether a word like "may" or "morgen" names a day or month here."""
    before = _before(text, hit).casefold().rstrip()
    return (hit.group().casefold() == "morgen" and not before.endswith("guten")) or before.endswith(
        ("in", "of", "last", "next")
    )


# ---- names ---------------------------------------------------------------------------------------------------------

#: Characters on each side of a word that may say what it is: more would make a long text slow.
_BESIDE_CHARS = 40
#: Signs after which a word is written large because it begins something.
_ENDS = frozenset(".!?…:\n)¿¡")
#: A listed word written large inside a sentence is a name from this rank on (Rose, Grace), not before (Thank You).
_RARE = 700
_GREETS = late(
    r"\b(?:hi+|hey+|hello|hiya|dear|thanks|thank you|cheers|morning|good (?:morning|afternoon|evening)|bye|hola|"
    r"hallo|"
    r"bonjour|salut|merci|coucou|oi|olá|gracias|danke|liebe[r]?|obrigad[oa]),?\s+([^\W\d_]{2,})",
    re.I,
)
_NOT_A_NAME = listed(
    "there all both everyone everybody guys team you again so very for to lovely love dear hun hon darling sir "
    "madam mate "
    "bro sis mum mom dad and but it is i we the this just my gorgeous beautiful folks yes no ok okay that how what "
    "when "
    "guapa guapo todos zusammen alle tous toutes tout gente pessoal tudo mille beaucoup bien muchas schön sehr dir "
    "ihnen "
    "à pour por de für dass que i'm i'll i've it's we're let if on at in with"
)
_LARGE = listed(
    "english french german spanish portuguese italian american british european christmas easter instagram facebook "
    "whatsapp paypal venmo zelle imessage google dropbox wetransfer zoom facetime iphone ios mac apple android "
    "bitcoin"
)
_PLACE_BEFORE = late(r"(?:\b(?:in|at|near|from|to|around|outside|opposite|en|bei|à|em)\s+(?:the\s+)?)$", re.I)
_PLACE_AFTER = late(
    r"^\s+(?:street|st|road|rd|park|lane|avenue|ave|square|beach|station|gardens?|hall|hotel|bridge)\b", re.I
)


def _names(text: str, taken: bytearray) -> Iterator[Found]:
    vocatives = {hit.start(1) for hit in _GREETS.finditer(text) if _may_be_a_name(hit.group(1))}
    shouted = text.upper() == text
    english = language(text) in ("en", None)
    german = language(text) == "de"
    for hit in WORD.finditer(text):
        if any(taken[hit.start() : hit.end()]):
            continue
        large = not shouted and not german and _stands_large(text, hit, english=english)
        if large or hit.start() in vocatives:
            word = re.sub(r"['’]s$", "", hit.group())
            yield Found(
                Fact.PLACE if _is_place(text, hit) else Fact.NAME,
                word,
                hit.start(),
                hit.start() + len(word),
                frozenset({f"word:{plain(word)}"}),
            )


def _may_be_a_name(word: str) -> bool:
    return plain(word) not in _NOT_A_NAME and not is_common(word)


def _stands_large(text: str, hit: re.Match[str], *, english: bool) -> bool:
    word = hit.group()
    if not word[0].isupper() or len(word) < 2 or (word.isupper() and len(word) <= 4):
        return False
    small = plain(word)
    if small in _LARGE or small in _NOT_A_NAME:
        return False
    before = _before(text, hit)
    between = takewhile(lambda sign: not (sign.isalnum() or sign == "_"), reversed(before))
    if not before.rstrip(" \"'“‘(*-–—·¿¡") or any(sign in _ENDS for sign in between):
        return english and not is_common(word)
    return ranks().get(small, _RARE) >= _RARE


def _is_place(text: str, hit: re.Match[str]) -> bool:
    after = text[hit.end() : hit.end() + _BESIDE_CHARS]
    return bool(_PLACE_BEFORE.search(_before(text, hit)) or _PLACE_AFTER.match(after))


def _before(text: str, hit: re.Match[str]) -> str:
    """What stands directly before a find, as far as it can say what the find is."""
    return text[max(0, hit.start() - _BESIDE_CHARS) : hit.start()]
