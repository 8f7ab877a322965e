"""A question as something to look for: whose words, said when, by whom, and the words that tell."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.ask.people import Person, named
from engine.ask.periods import Period, read
from engine.dates.names import MONTHS, WEEKDAYS
from engine.expressions import late
from engine.judge.folding import fold
from engine.voice.vocabulary import WORD, is_common, listed, plain

#: Questions in one sentence that are answered one by one.
MOST_PARTS = 3
#: Characters of a question that are read.
MOST = 1_000


class Wants(StrEnum):
    """The form of the answer."""

    QUOTES = "quotes"
    COUNT = "count"
    LAST = "last"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for.

    Attributes:
        text: the question without names and times, for the search by meaning and words.
        terms: the words that tell, small, each once; () where any message will do ("what did Kim say yesterday").
        contacts: by or to whom; () for anybody. ambiguous: names to choose from, where it is not clear who is meant.
        from_me: True for what the person said, False for what others said, None for both.
        messages: plain messages are counted, whatever they say.
        unknown: a name that nobody has, "" if there is none.
    """

    text: str
    terms: tuple[str, ...]
    contacts: tuple[int, ...]
    ambiguous: tuple[str, ...]
    from_me: bool | None
    period: Period | None
    wants: Wants
    messages: bool = False
    unknown: str = ""

    @property
    def only_days(self) -> bool:
        """Whether nothing but a day is asked for: messages that name it do not say what is on it."""
        days = bool(self.terms) and _DAY_WORDS.issuperset(self.terms)
        return days and not self.contacts and self.wants is Wants.QUOTES


_SPLIT = late(
    r"(?<!\?)\?+\s+(?=\w)|(?:,|(?<!\s))\s+(?:and|und|et|e|y)\s+(?=(?:what|when|who|where|how|which|did|has|have|was|wann|wer|wo|wie|qué|cuándo|quién|quand|qui|où|quando|quem|onde)\b)",
    re.I,
)
_COUNT = late(
    r"\bhow (?:often|many times)\b|\bhow many (?:messages|texts)\b|\b¿?cuántas veces\b|\bcombien de fois\b|\bwie oft\b|\bquantas vezes\b"
)
_MESSAGES = late(
    r"\bhow many (?:messages|texts)\b|\bhow often (?:did|do|have|has) \S+ (?:\S+ )?(?:write|written|text|message)"
)
_LAST = late(
    r"\b(?:last|latest|most recent(?:ly)?|zuletzt|por última vez|la dernière fois|pela última vez|última vez)\b(?! (?:week|month|year|night|few|\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))"
)
_FIRST = late(
    r"\b(?:first (?:time|message|text|write|wrote|contact)|zum ersten mal|por primera vez|la première fois|pela primeira vez)\b|\bhow long (?:have|has)\b"
)
_ME = late(
    r"\b(?:did|have|had|do|what|that|which|when|where|the \w+|prices?|and) i\b(?! get| receive| hear)|\bi (?:said|told|wrote|sent|promised|quoted|offered|asked|gave|charged|answered|replied|mentioned)\b|"
    r"\b(?:my|our) (?:message|text|reply|answer|price|quote|offer)s?\b|\b(?:le |les )?(?:dije|escribí|mandé|prometí|envié)\b|\bj'ai (?:dit|écrit|envoyé|promis)\b|\b(?:habe|hab) ich\b|\beu (?:disse|escrevi|mandei|enviei|prometi)\b"
)
_THEM = late(
    r"\b(?:did|has|have|does|do|what|that|which) (?!i\b|we\b|you\b)[^\W\d_]+(?: [^\W\d_]+)? (?:\w+ )?(?:say|said|tell|told|write|wrote|written|ask|asked|send|sent|promise|mention|want|confirm|answer|reply|offer|like|agree|complain|pay|paid|quote|cancel|reschedule|think|need)\b|"
    r"^who (?:asked|said|wrote|sent|told|mentioned|confirmed|complained|cancelled|canceled|promised|wants|thanked)\b|\b(?:from|by) (?!me\b)[^\W\d_]+|\b(?!i\b|we\b|you\b)[^\W\d_]+ (?:said|wrote|told|sent|asked|mentioned|confirmed)\b|"
    r"\b(?:dijo|escribió|pidió|preguntó|mandó)\b|\b(?:a|as|est-ce que \w+ a) (?:dit|écrit|envoyé|demandé)\b|\bhat \w+|\b(?:disse|escreveu|mandou|pediu|perguntou)\b"
)
#: A name in the place of somebody who writes or is written to.
_SOMEBODY = late(
    r"\b(?:did|does|has|have I sent|tell|told|from|wrote to|write to|talk to|send|said to|hat|dijo) (?P<name>[^\W\d_]+)"
)
_STOP = listed(
    "what when who whom whose where which how why did do does done has have had was were is are am be been being will would can could should "
    "the a an this that these those i me my mine we us our you your he him his she her they them their it its to of in on at by for from with about and or if so not "
    "no any some all there here then than as up out off into over again just only ever still yet also much many often time times last first latest ago "
    "say said says tell told tells write wrote written writes ask asked asks send sent mention mentioned mentions message messages text texts word words reply replied answer answered show find search look quote "
    "remind please sotto quoted gave give given charged know want wanted wants get got anything something someone anyone somebody everything everyone thing things talk talked talking speak long "
    "whether while during since between before after because than more most less "
    "dice dicen escribe del su sus son fue hay cuánta cuántos cuántas veces mis qué que cuándo cuando quién quien dónde donde cómo como cuánto dijo dije escribió sobre de la el los las un una y o a en con por para me mi lo le se del al es está busca mensaje vez última "
    "c'est qu'est-ce quelle quel dire au aux son sa ses tu nous fois combien que quand qu'est a-t-elle a-t-il pris qu est ce quoi quand qui où comment combien dit écrit sur le les des du une et ou dans avec pour mon ma j ai il elle a cherche dernière fois rappelle moi "
    "sagt sagte schrieb schreibt zum zur im am um noch nicht denn wem wen oft meine mein gibt was wann wer wo wie warum hat habe ich du er sie es der die das den dem ein eine einen und oder über von mit für zu gesagt geschrieben geschickt suche nachricht zuletzt mir mich erinnere "
    "diz é são ao à que eu sobre quantas vezes este esta o os as um uma quando quem onde quanto disse escreveu foi do da dos das em no na com pelo pela vez procura mensagem lembra"
)


_DAY_WORDS = frozenset((*WEEKDAYS, *MONTHS)) | listed(
    "tomorrow tonight weekend week next happen happens happened happening going planned plans calendar diary morgen "
    "übermorgen wochenende woche nächste passiert mañana manana semana próxima pasó pasa demain semaine prochaine passé "
    "amanhã amanha aconteceu acontece"
)


def parts(text: str) -> list[str]:
    """The single questions of a text, in order."""
    pieces = [piece.strip(" ?¿") for piece in _SPLIT.split(text[:MOST]) if piece.strip(" ?¿")]
    return pieces[:MOST_PARTS]


def query(text: str, people: Sequence[Person], now: datetime) -> Query:
    """What one question asks for.

    Args:
        now: aware datetime in the person's zone.
    """
    text = text[:MOST]
    low = fold(text).text
    who = named(text, people)
    period = read(text, now)
    cut = sorted([*who.spans, *([period.span] if period is not None else [])])
    bare = _without(text, cut)
    terms = tuple(dict.fromkeys(word for word in map(plain, WORD.findall(bare)) if word not in _STOP and len(word) > 1))
    numbers = tuple(dict.fromkeys(re.findall(r"\b\d+(?:[.:,]\d+)?\b", bare)))
    wants = next(
        (
            form
            for form, found in ((Wants.COUNT, _COUNT), (Wants.FIRST, _FIRST), (Wants.LAST, _LAST))
            if found.search(low)
        ),
        Wants.QUOTES,
    )
    return Query(
        text=" ".join(bare.split()),
        terms=terms + numbers,
        contacts=who.contacts,
        ambiguous=who.ambiguous,
        from_me=direction(low),
        period=period,
        wants=wants,
        messages=_MESSAGES.search(low) is not None,
        unknown="" if who.contacts or who.ambiguous else _stranger(text),
    )


def direction(low: str) -> bool | None:
    """Who said it, in a folded question: True the person, False somebody else, None either."""
    if _ME.search(low):
        return True
    return False if _THEM.search(low) else None


def _stranger(text: str) -> str:
    """A name where somebody is named who is not known; words that everybody uses are none."""
    for hit in _SOMEBODY.finditer(text):
        name = hit["name"]
        if name[:1].isupper() and name[1:].islower() and not is_common(name):
            return name
    return ""


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    pieces, at = [], 0
    for start, end in spans:
        if start >= at:
            pieces.append(text[at:start])
            at = end
    return re.sub(r"(?<=\s)['’]s\b|^['’]s\b", "", " ".join([*pieces, text[at:]]))
