"""Secrets told as the answer to a question for them: "gate code?" and then "4711", in a line or a turn of its own.

Whether a word in such a place is one after all matters little, so doubt masks it.
"""

# ruff: noqa: E501 - words of many languages on few lines are easier to read

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine.expressions import late
from engine.privacy.pii import Kind
from engine.training.said_secrets import LABEL, OF_PASSWORDS, STATES, is_phrase
from engine.voice.vocabulary import is_common, listed, plain, ranks

#: One line of a talk: who speaks, and the words.
Line = tuple[str, str]
#: Where a secret is: the number of the line, and [start, end) of it.
Found = tuple[int, int, int, Kind]

_I: Final = re.IGNORECASE
#: So many lines may stand between a question and its answer, and so many words beside a value.
_WAITS, _BESIDE = 6, 6
#: Digits of a code; fewer are hours, counts and prices. Letters of a word that may be a secret. A word of a lower rank
#: is said too often to be a password.
_DIGITS, _LETTERS, _OFTEN = 3, 3, 1000
#: Longer lines that end with the name of an app are about it.
_HANDLE_SPACES = 2
_CODES = late(
    r"\b(?:(?<!to )\w{0,16}codes?|c[oó]digos?|kod\w{0,3}|koodi|kód\w{0,3}|codice|codul|pins?|otp|m?tan|puk|cvv2?|cvc2?|2fa|key ?pad|"
    r"lock ?box|combo|combination|ssn|iban|schlüsselbox)\b|код\w{0,4}|пин\w{0,3}|验证码|驗證碼|密码|密碼|コード|暗証番号|번호|코드|"
    r"رمز|كود|קוד|कोड|รหัส",
    _I,
)
#: A pass may be one to show, or for the bus.
_PASSWORDS = late(rf"(?!pass\b(?!\s?[?:=]|\s?$))(?:{LABEL}|\b(?:wi-?fi|wlan)\b)", _I)
_HANDLES = late(
    r"\b(?:(?<!oh )snap(?:chat)?|insta(?:gram)?|ig|twitter|tik ?tok|discord|telegram|steam|psn|gamertag|xbox|skype|venmo|"
    r"cash ?app|kik|user ?name|handle|nick(?:name)?|benutzername|usuario|usuário|utilisateur|login|e-?mail(?: address)?|"
    r"maiden name|security question|mädchenname|sicherheitsfrage|nombre de soltera|pregunta de seguridad|question secrète)\b",
    _I,
)
_BIRTHDAYS = late(
    r"\b(?:birth ?day|b-?day|dob|date of birth|birth ?date|born|geburtstag|geburtsdatum|geboren|cumpleaños|cumple|nacimiento|"
    r"naciste|anniversaire|naissance|née?|aniversário|nascimento|nasceu|compleanno|urodziny|doğum günün?)\b|рожден\w{0,3}|"
    r"родил\w{0,3}|生日|誕生日|생일",
    _I,
)
_NUMBERS = late(
    r"\b(?:(?:my|your|ur|his|her|their|its|phone|mobile|cell|account|card|customer|member|policy|passport|id|house|flat|order|"
    r"tracking|bank|deine|ihre|seine|tu|su|ton|votre|son|seu|teu|il tuo|je|jouw|twój|your new) (?:number|nummer|numéro|número|"
    r"numero|numer)|number(?=\s?\?)|\w{2,16}nummer|numaran\w{0,3}|plates?(?=\s?\?)|number ?plate|kennzeichen|passport|reisepass|"
    r"expiry(?: date)?|exp date|expires|ablaufdatum|gültig bis|caduca|vence)\b|"
    r"номер|号码|番号|رقم",
    _I,
)
_ADDRESSES = late(
    r"\b(?:address|adresse|dirección|endereço|indirizzo|adres|post ?code|zip|plz|where (?:do|does|are|is) \w{1,12} live|"
    r"wohn\w{0,3}|vives|habites?|moras?)\b|адрес|地址|住所|주소|عنوان",
    _I,
)
#: Labels, what they are labels of, and some of which pieces stand in every line that has one.
_KINDS: Final = (
    (_PASSWORDS, Kind.CODE, OF_PASSWORDS | {"wi-fi", "wifi", "wlan"}),
    (_CODES, Kind.CODE, listed("code kod cód cod kód koodi pin otp tan puk cv 2fa pad box comb ssn iban код пин 码 碼 コ 番 번호 코드 رمز كود קוד कोड รหัส")),
    (_HANDLES, Kind.ID, listed("snap insta ig twitter tik discord telegram steam psn gamertag xbox skype venmo cash kik user handle nick benutz usuario usuário utilis login mail maiden secur mädchenn sicherh soltera seguridad secr")),
    (_BIRTHDAYS, Kind.ID, listed("birth day dob born geb cumple naci né naiss anniv aniv nasc complea urodz doğum рожден родил 生日 생일")),
    (_NUMBERS, Kind.ID, listed("num núm passp reisep kennz plate exp ablauf gültig caduca vence номер 号 番 رقم")),
    (_ADDRESSES, Kind.ADDRESS, listed("addr adres direcc endere indir zip plz live wohn viv habit mora code адрес 址 所 주소 عنوان")),
)  # fmt: skip
_WISHED = late(r"\b(?:happy|feliz|joyeux|bon|alles gute|zum|buon|tanti|congrat\w{0,9})\b|с дн|快乐|おめでとう|축하", _I)
_MARK = re.compile("[?？؟]")
#: What may follow a label that ends a line: "the code is", "gate code pls".
_ENDS = late(
    r"[\s,:=.]{0,3}(?:(?:is|was|ist|war|lautet|es|est|é|to|jest|är|er|pls|plz|please|bitte|svp|mate|again|nochmal|por favor|"
    r"thanks|thx|это|は|是)[\s,:=.]{0,3}){0,3}[\s!.:…]{0,8}$",
    _I,
)
_ASKS = late(
    r"\b(?:send|give|gimme|tell|text|need|what|what['’]?s|which|remind|share|forgot|drop|kannst|könntest|schick\w{0,2}|gib|geben|brauch\w{0,2}|wie|was|"
    r"welche\w?|sag|puedes|podrías|dime|pásame|pasame|cuál|cual|mándame|manda|envía\w{0,2}|necesito|peux|quel\w{0,2}|donne\w{0,2}|envoie|besoin|quoi|"
    r"pode|qual|passa|preciso|dammi|mandami|podaj|jaki\w?|daj|söyle|yaz|ne)\b|как[оа]\w{1,2}|скинь|дай|подскажи|напиши|发|發|给|給|"
    r"告诉|教えて|알려|뭐",
    _I,
)
#: Handles, and passwords.
_DOTTED = late(r"[^\W_](?:_|\.(?!\.))[^\W_]")
_MARKED = late(r"[^\W_][_@#$%&][^\W_]")
#: Times, lengths and prices.
_COUNTED = late(
    r"[~€$£]\d{1,9}|\d{1,9}(?:[.,]\d{1,2})?[€$£%]|\d{1,2}(?:[:.]\d\d)?(?:am|pm|h|uhr|min|mins|km|k|x)|"
    r"\d{1,2}[:h]\d\d(?:am|pm|h)?",
    _I,
)
_ORDINAL = late(r"\d{1,2}(?:st|nd|rd|th)", _I)
_UNIT = late(
    r"\s{1,2}(?:min\w{0,5}|hours?|hrs?|days?|weeks?|euros?|eur|uhr|stunden|tage|horas?|heures?|km|am|pm|people|percent)\b",
    _I,
)
#: Said instead of an answer, in words that no list of everyday English words has.
_REPLIES: Final = listed(
    "ja jo jup nein nö nee ne doch klar gleich moment sek sekunde später keins keine keinen kein weiß ahnung hab habe sí si "
    "no vale claro luego ahora momento ni oui non ouais attends bien sûr sim não tá agora claro espera certo subito boh да "
    "нет ага щас сейчас ок tak nie zaraz tamam evet hayır yok idk dunno lol lmao haha hahaha wtf omg brb tbh btw sry soz thx "
    "ok okay okey sec secs min two mo yep yup nope nah hm hmm uh uhm wait mo warte danke bitte gracias merci obrigado spasibo спасибо es ist das "
    "is it's its ig wifi wlan password passwort pin code same sorry"
)
#: After these a word is a thing, a place or somebody else who may know.
_BEFORE_THINGS: Final = listed(
    "the a an on in at from to of by with our your his her their this that ask der die das dem den am im beim vom zum auf "
    "frag el la los las en del le les un une una sur dans o os na no em"
)
_EDGES: Final = ".,;:!?()[]{}\"'“”„‘’«»…*"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked for, and may be told in the next lines.

    Attributes:
        labels: what was asked for. kind: what sort of detail it is. by: who asked. openly: with a question mark.
        left: lines in which it may still be told. told_by: whose turn tells it, and is the last that may.
    """

    labels: tuple[re.Pattern[str], ...]
    kind: Kind
    by: str
    openly: bool
    left: int = _WAITS
    told_by: str | None = None


def found(lines: Sequence[Line]) -> Iterator[Found]:
    """Where secrets are told that another line asks for, announces, or says what they were."""
    asked: _Asked | None = None
    before: tuple[int, Line] | None = None
    for number, (speaker, words) in enumerate(lines):
        if not words.strip():
            continue
        if asked is not None and asked.told_by not in (None, speaker):
            asked = None
        asks, after = _asked(speaker, words)
        if asked is not None:
            only_digits = asks is not None or (asked.openly and speaker == asked.by)
            values, sure = _values(words, asked, only_digits=only_digits)
            yield from ((number, start, end, asked.kind) for start, end in values)
            told_by = speaker if sure else asked.told_by
            asked = replace(asked, left=asked.left - 1, told_by=told_by) if asked.left > 1 else None
        if asks is not None:
            values, _ = _values(words[after:], asks, only_digits=True)
            yield from ((number, after + start, after + end, asks.kind) for start, end in values)
            if before is not None and before[1][0] == speaker and not _MARK.search(words) and not _ASKS.search(words):
                values, sure = _values(before[1][1], asks, only_digits=True)
                yield from ((before[0], start, end, asks.kind) for start, end in values if sure)
            asked = asks
        before = number, (speaker, words)


def _asked(speaker: str, words: str) -> tuple[_Asked | None, int]:
    """What a line asks for or announces, and where what follows it begins."""
    labels: list[re.Pattern[str]] = []
    kind, openly, after = Kind.CODE, False, len(words)
    small = words.casefold()
    for label, means, cues in _KINDS:
        if not any(cue in small for cue in cues):
            continue
        hit = next(reversed(list(label.finditer(words))), None)
        if hit is None or (label is _BIRTHDAYS and _WISHED.search(words)):
            continue
        mark = _MARK.search(words, hit.end())
        if mark or _announces(words, label, hit.end()) or _ASKS.search(words):
            kind = kind if labels else means
            labels.append(label)
            openly = openly or mark is not None
            after = min(after, mark.end()) if mark else after
    return (_Asked(tuple(labels), kind, speaker, openly), after) if labels else (None, after)


def _announces(words: str, label: re.Pattern[str], end: int) -> bool:
    """Whether a line ends with a label, and holds nothing that it labels."""
    if label is _HANDLES and words.count(" ") > _HANDLE_SPACES:
        return False
    return _ENDS.match(words, end) is not None and not any(map(str.isdigit, words))


def _values(words: str, asked: _Asked, *, only_digits: bool) -> tuple[list[tuple[int, int]], bool]:
    """What a line tells of what was asked for, and whether it is surely told."""
    tokens = [(start, end) for start, end in map(_trimmed, re.finditer(r"\S+", words)) if start < end]
    few = [(start, end) for start, end in tokens if words[start:end].isdigit() and not _UNIT.match(words, end)]
    alone = not any(map(str.isalpha, words)) or sum(end - start for start, end in few) > _DIGITS
    with_digits = [(start, end) for start, end in tokens if _is_value(words, start, end, asked, alone=alone)]
    sure = any(sum(map(str.isdigit, words[start:end])) >= _DIGITS for start, end in with_digits)
    if with_digits and _ADDRESSES in asked.labels and len(tokens) <= _BESIDE:
        return [(tokens[0][0], tokens[-1][1])], True
    if with_digits or only_digits:
        return _joined(words, with_digits), sure
    if not {_PASSWORDS, _CODES, _HANDLES, _ADDRESSES}.isdisjoint(asked.labels):
        of_words = _PASSWORDS in asked.labels
        told = _lone(words, tokens, often=_OFTEN if of_words else len(ranks()))
        if told is None and of_words and tokens and is_phrase(words):
            told = tokens[0][0], tokens[-1][1]
        return ([told], asked.labels != (_CODES,)) if told else ([], False)
    return [], False


def _trimmed(hit: re.Match[str]) -> tuple[int, int]:
    token = hit.group()
    return hit.start() + len(token) - len(token.lstrip(_EDGES)), hit.start() + len(token.rstrip(_EDGES))


def _is_value(words: str, start: int, end: int, asked: _Asked, *, alone: bool) -> bool:
    """Whether this is a number, a handle or a password, and no hour, count or price.

    Args:
        alone: few digits count as well, since nothing but numbers stands in the line, or several do.
    """
    token = words[start:end]
    n_digits = sum(map(str.isdigit, token))
    if not n_digits:
        marked = _DOTTED if _HANDLES in asked.labels else _MARKED
        return marked.search(token) is not None and _PASSWORDS.search(token) is None
    if _COUNTED.fullmatch(token) or _UNIT.match(words, end):
        return False
    if _ORDINAL.fullmatch(token):
        return _BIRTHDAYS in asked.labels
    if {_BIRTHDAYS, _ADDRESSES}.isdisjoint(asked.labels) and n_digits < _DIGITS and token.isdigit():
        return alone
    return True


def _joined(words: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbours as one: "47 11"."""
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if found and words[found[-1][1] : start].strip(" -") == "":
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _lone(words: str, tokens: list[tuple[int, int]], *, often: int) -> tuple[int, int] | None:
    """The one word of a line that not everybody uses."""
    if len(tokens) > _BESIDE:
        return None
    rare = [
        (start, end)
        for start, end in tokens
        if (not is_common(words[start:end]) or (len(tokens) == 1 and ranks().get(plain(words[start:end]), 0) >= often))
        and not _is_reply(plain(words[start:end]))
    ]
    if len(rare) != 1:
        return None
    at = tokens.index(rare[0])
    thing = at > 0 and plain(words[slice(*tokens[at - 1])]) in _BEFORE_THINGS
    return None if thing else rare[0]


def _is_reply(small: str) -> bool:
    """Whether a word answers without telling anything, or is no word of a script with small and large letters."""
    if small in _REPLIES or small in STATES or any(label.fullmatch(small) for label, _, _ in _KINDS):
        return True
    return sum(sign.upper() != sign for sign in small) < _LETTERS
