"""Secrets known by what is said around them, in many languages: passwords, codes, accounts, birthdays, handles.

What learns must not see them; whether a word in such a place is one after all matters little, so doubt masks it.
"""

# ruff: noqa: E501 - words of many languages on few lines are easier to read

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from engine.dates.names import MONTHS, any_of
from engine.expressions import late
from engine.privacy.pii import Kind
from engine.training import said_numbers, said_streets
from engine.voice.vocabulary import is_common, listed, ranks, words

Found = tuple[int, int, Kind]

_I: Final = re.IGNORECASE
_IS: Final = r"(?:\b(?:is|was|ist|war|lautet|es|est|é|era|jest|är|er|on|là)\b|это|は|が|是|为|為|هي|هو|הוא|है|입니다|คือ)"
#: Of Latin script; the others need no borders, since words run together with what follows.
LABEL: Final = (
    r"(?:\b(?:pass ?(?:word|code|phrase|wd)|pass|pwd?|pw|passwort|kennwort|contraseña|clave|senha|palavra-passe|"
    r"mot de passe|mdp|parola|wachtwoord|hasło|haslo|heslo|jelszó|jelszo|şifre|sifre|lösenord|adgangskode|passord|"
    r"salasana|mật khẩu|kata sandi|wpa2?(?: key)?|network key|wlan-?schlüssel|netzwerkschlüssel|passwörter)\b|"
    r"пароль|пароля|密码|密碼|パスワード|비밀번호|비번|كلمة السر|كلمة المرور|סיסמה|סיסמא|पासवर्ड|รหัสผ่าน)"
)
_OF: Final = (
    r"(?:\s{1,2}(?:for|of|to|the|my|our|your|für|das|vom|del?|do|da|la|le|du|wi-?fi|wlan|router|app|net\w{0,8})\b){0,4}"
)
#: To the end of what is said, and of a long line only so much.
_REST: Final = r"(?:[^\n]{0,80}?(?=[.,;!?]?\s{0,3}$|[.,;!?]\s)|[^\n]{0,80})"
#: "pw: geheim", "senha = flor", "wifi password: blue mango tree".
_TOLD = late(
    rf"{LABEL}{_OF}(?:\s{{0,2}}{_IS})?\s{{0,2}}(?:[:=：]\s{{0,3}}(?P<it>[^\s?]\S{_REST})|"
    rf"-\s{{1,3}}(?P<word>[^\s?]\S{{1,63}}))",
    _I | re.M,
)
#: "La clave es dormir bien."
_MEANS_KEY = late(r"clave\b(?!.{0,12}\b(?:wi-?fi|wlan|red|router|app)\b)", _I)
#: What is said of it, as far as the clause goes.
_SAID = late(r"(?:(?!\s{1,3}(?:and|und|y|et|e|but|aber|pero|mais|or|oder|bzw)\b)[^\n.,;!?\"'“”»)]){2,80}", _I)
#: "pw geheim123", "密码abc123", "my password is hunter".
_NEXT = late(rf"{LABEL}{_OF}(?P<is>\s{{0,2}}{_IS})?\s{{0,3}}[\"'“„«]?(?P<it>[^\s?:=\"'“„«]\S{{2,63}})", _I)
_WIFI = late(
    r"\b(?:wi-?fi|wlan)\b(?:[ -]?(?:password|passwort|pw|key|code|name|clave|senha))?\s{0,2}[:=]?\s{1,2}(?P<it>[\w!#$%&*+.-]{6,63})\s{0,2}$",
    _I | re.M,
)
_PHRASE = late(
    r"\b(?:pass ?phrase|recovery (?:phrase|words)|seed(?: (?:phrase|words))?|mnemonic|wiederherstellungs\w{1,12}|frase semilla|"
    r"frase de recuperación|phrase de récupération)\b[^\n:=]{0,20}[:=]\s{0,3}(?P<it>[^\n]{3,400})",
    _I,
)
#: Said of a password, and no password.
STATES: Final = listed(
    "wrong correct incorrect reset forgotten needed required falsch richtig vergessen abgelaufen gesperrt geändert lang "
    "kurz weg neu incorrecta correcta olvidada nueva errada correta nova faux fausse bon bonne oublié protected manager "
    "generator sucks doesn't didn't isn't won't lautet expired invalid sensitive неверный забыл"
)
_DIGITS: Final = r"(?<![\d.,:/])\d(?:[ -]?\d){2,7}(?![\d:]|[.,/]\d)"
_CODE = late(
    r"(?:\b(?:\w{0,16}codes?|c[oó]digos?|pins?|kod|kodu|kodunuz|kodun|kode|kodi|koodi|koden|kód|kódja|codice|codul|otp|m?tan|puk|cvv2?|cvc2?|csc|digicode|"
    r"verificatiecode|toegangscode|key ?pad|lock ?box|key ?(?:box|safe)|schlüsselbox|tresor\w{0,6}|2fa|mfa|mã(?: xác \w{1,6})?|"
    r"prüfnummer|kartenprüfnummer|security number)\b|"
    r"код\w{0,4}|пин\w{0,3}|验证码|驗證碼|校验码|动态码|密码|密碼|認証コード|確認コード|暗証番号|인증번호|인증코드|보안코드|رمز\w{0,3}|كود|קוד|कोड|"
    r"ओटीपी|รหัส)"
    rf"[^\d\n]{{0,40}}(?P<it>{_DIGITS})",
    _I,
)
#: "is my", "das ist der", "c'est le neuen": between a secret and what it is.
_IS_THE: Final = (
    r"(?:(?:that['’]?s|thats|das ist|is|ist|es|est|c['’]est|é|was|war|это)\W{1,2})?"
    r"(?:(?:your|the|my|our|dein|mein|ihr|der|die|das|ton|votre|mon|le|tu|su|mi|el|la|o|a|seu|meu|sua|minha|il|tuo|mia)\W)?"
    r"(?:[^\W\d]\w{0,15}\W)?"
)
_CODE_AFTER = late(
    rf"(?P<it>(?<![\d.,:/])\d{{4,8}})(?![\d:]|[.,/]\d)\W{{1,3}}{_IS_THE}(?:code|código|codice|pin|otp|tan|kod|код)\b",
    _I,
)
#: "hunter2 is the wifi password".
_TOLD_FIRST = late(
    rf"(?<!\S)(?P<it>(?=\S{{0,63}}[\d_@#$%&])\S{{3,64}})\s{{1,2}}(?=is|ist|es|est|é|was|war|that|das|c['’]|это){_IS_THE}{LABEL}",
    _I,
)
_ENTRY = late(
    rf"\b(?:alarm|gate|door|entry|entrance|buzzer|intercom|garage|safe|tür|haustür|tor|klingel|porte|portail|puerta|portal|"
    rf"portón|porta|portão)\b(?:\s{{1,2}}{_IS})?[\s:=]{{1,3}}(?P<it>[#*]?\d{{4,8}}[#*]?)(?![\d:]|[.,/]\d| ?(?:uhr|h|am|pm)\b)",
    _I,
)
_MONTH: Final = rf"(?:{any_of(MONTHS)})\.?"
_DATE: Final = (
    rf"(?:\d{{1,4}}[./ -]{{1,2}}\d{{1,2}}[./ -]{{1,2}}\d{{2,4}}|\d{{1,2}}(?:st|nd|rd|th|\.|º)? ?(?:of |de )?{_MONTH}(?:,? ?(?:de )?\d{{2,4}})?|"
    rf"{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|\d{{1,2}}[./]\d{{1,2}}\.?)(?!\d)"
)
_BIRTHDAY = late(
    r"(?:\b(?:born|birthday|b-?day|dob|date of birth|geb\.|geboren|geburtstag|geburtsdatum|naci\w{0,3}|nacimiento|"
    r"cumpleaños|cumple|née?|naissance|anniversaire|nascid[oa]|nascimento|aniversário)(?!\w)|родил\w{0,3}|рожд\w{0,5}|生日|出生)"
    rf"[^\d\n]{{0,24}}?(?P<it>{_DATE})",
    _I,
)
_ACCOUNT = late(
    r"\b(?:bic|swift)\b\W{0,4}(?:(?:is|ist|code)\W{1,2}){0,2}(?P<bic>[A-Za-z]{6}[A-Za-z0-9]{2}(?:[A-Za-z0-9]{3})?)\b|"
    r"\bsort ?code\b[^\d\n]{0,12}(?P<sort>\d\d[- ]?\d\d[- ]?\d\d)|"
    r"\b(?:exp(?:ir(?:es|y|ation|ed|e))?|valid (?:thru|until|to)|gültig bis|caduca|vence|validade|valable)\b\W{0,4}"
    r"(?P<exp>\d\d ?/ ?\d\d(?:\d\d)?)(?!\d)",
    _I,
)
_PLATE = late(
    r"\b(?:plates?|kennzeichen|nummernschild|matrícula|matricula|placa|immatriculation|plaque|targa|registration|reg)\b"
    rf"(?:\W{{1,3}}(?:number|no|nr|{_IS}))?\W{{1,3}}(?-i:(?P<it>(?=[A-ZÄÖÜ -]{{0,8}}\d)(?=[\d -]{{0,6}}[A-ZÄÖÜ])"
    r"[A-ZÄÖÜ\d]{1,7}(?:[ -][A-ZÄÖÜ\d]{1,5}){0,2}))(?!\w)",
    _I,
)
_BOOKED = late(
    r"\b(?:booking|reservation|confirmation|pnr|reference|ref|buchung\w{0,8}|reservierung\w{0,8}|reserva|localizador|"
    r"réservation|dossier)\b\W{0,3}(?:(?:ref|reference|code|number|no|nr|is|ist|es|est)\b\W{1,3}){0,3}"
    r"(?-i:(?P<it>(?=[A-Z]{0,7}\d)[A-Z\d]{5,8}))(?!\w)",
    _I,
)
_HANDLE = late(
    r"\b(?:snap(?:chat)?|insta(?:gram)?|ig|twitter|tik ?tok|discord|telegram|threads|steam|psn|gamertag|xbox|skype|venmo|"
    r"cash ?app|kik|user ?name|benutzername|usuario|utilisateur|user|login)\b\W{0,3}(?:(?:name|id|handle|tag|is|ist|es)\W{1,3}){0,2}"
    r"(?P<it>(?=[A-Za-z.]{0,30}[\d_#])[A-Za-z0-9_.#-]{4,40})",
    _I,
)
_NETWORK = late(
    r"(?<![\w:])(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}(?![\w:])|"
    r"(?<![\w:])(?:[0-9A-F]{1,4}:){5,7}[0-9A-F]{1,4}(?![\w:])|"
    r"(?<![\w:])[0-9A-F]{1,4}(?::[0-9A-F]{1,4}){1,6}::(?:[0-9A-F]{1,4}(?::[0-9A-F]{1,4}){0,6})?(?![\w:])",
    _I,
)
#: Numbers of documents: nobody writes so many large letters and digits together.
_DOCUMENT = late(r"(?<![\w-])(?=[A-Z\d]{0,18}\d[A-Z\d]{0,17}\d[A-Z\d]{0,16}\d)(?=\d{0,18}[A-Z])[A-Z\d]{9,19}(?![\w-])")
#: Twelve words and more of a wallet's seed: none is short or long, and hardly one holds a sentence together.
_SEED = late(r"(?<!\S)(?:\d{1,2}[.)] ?)?[a-z]{3,8}(?:[ \n,]{1,3}(?:\d{1,2}[.)] ?)?[a-z]{3,8}){11,30}(?!\S)")
_HOLDING: Final = listed(
    "the and you for are but not with that this was have what will your from they can all our out his her she him has had "
    "its let too did how who get got see just like know when then than them were been would could should want going und "
    "der die das ich wir ihr sie den dem ein eine ist mit auf von nicht auch aber wie was wenn dann noch mal ja que los "
    "las por con para una pero como más les des est pas une dans pour avec vous nous mais sur qui não com uma mas você "
    "again ask check am im zum vom sehr noch muy très trop bien molto muito demasiado bardzo çok mycket keine kein weiß"
)
#: Words more frequent than this hold sentences together, too; a password of words has so many at most.
_OFTEN, _PASS_WORDS = 300, 8
_AT = late(
    r"(?<![\w.+-])(?=[\w+-]{0,63}[._\d])[\w.+-]{2,64} (?:at|ät|arroba|chez) (?:[\w-]{1,63}\.){1,4}[a-z]{2,12}(?!\w)", _I
)

OF_PASSWORDS: Final = listed(
    "pass pw kennwort contrase clave senha mot mdp parola wachtwoord hasł hasl heslo jelsz ifre lösen adgang salasana mật sandi wpa key schlüssel парол 密 パス 비 كلم סיס पास รหัส"
)
#: Expressions whose group by name is masked, or all of it; what kind it is; whether a digit, and some of which pieces, stand
#: in every text that it is found in.
_ALL: Final = (
    (_PHRASE, Kind.CODE, False, listed("phrase recovery seed mnemonic wiederherst semilla")),
    (_TOLD, Kind.CODE, False, OF_PASSWORDS),
    (_TOLD_FIRST, Kind.CODE, False, OF_PASSWORDS),
    (_CODE, Kind.CODE, True, listed("ko kó co có pin otp tan puk cv csc digi pad box safe schlüssel tresor fa mã num код пин 码 碼 コ 番 번호 코드 رمز كود קוד कोड ओटी รหัส")),
    (_CODE_AFTER, Kind.CODE, True, listed("cod cód pin otp tan kod код")),
    (_ENTRY, Kind.CODE, True, listed("alarm gate door entr buzz interc garage safe tür tor klingel port puert")),
    (_BIRTHDAY, Kind.ID, True, listed("born birth bday b-day dob geb naci cumple né naiss anniv nasci anivers родил рожд 生日 出生")),
    (_PLATE, Kind.ID, True, listed("plate kennz nummern matr plac plaq targa reg")),
    (_BOOKED, Kind.ID, True, listed("book reserv confirm pnr ref buchung localiz réserv dossier")),
    (_HANDLE, Kind.ID, False, listed("snap insta ig twitter tik discord telegram threads steam psn gamertag xbox skype venmo cash kik user benutz usuario utilis login")),
    (_ACCOUNT, Kind.ID, False, listed("bic swift sort exp val gültig caduca vence")),
    (_NETWORK, Kind.ID, True, listed(": -")),
    (said_streets.SPOT, Kind.GEO, False, listed("/// . °")),
    (said_streets.STREET, Kind.ADDRESS, True, ()),
    (_DOCUMENT, Kind.ID, True, ()),
    (_AT, Kind.EMAIL, False, (" at ", " ät ", "arroba", " chez ")),
)  # fmt: skip


def found(text: str) -> Iterator[Found]:
    """Spans of secrets with their kinds, the surer ones first; they may overlap."""
    small = text.casefold()
    with_digits = any(map(str.isdigit, text))
    for expression, kind, needs_digit, cues in _ALL:
        if (with_digits or not needs_digit) and (not cues or _holds(small, cues)):
            for hit in expression.finditer(text):
                yield *hit.span(hit.lastgroup or 0), kind
    if _holds(small, ("wifi", "wi-fi", "wlan")):
        yield from ((*hit.span("it"), Kind.CODE) for hit in _WIFI.finditer(text) if _is_word(hit["it"]))
    if _holds(small, OF_PASSWORDS):
        yield from ((*span, Kind.CODE) for hit in _NEXT.finditer(text) if (span := _password(text, hit)))
    yield from ((start, end, Kind.CODE) for start, end in said_numbers.found(text, small))
    yield from _seeds(text)


def _holds(small: str, cues: Collection[str]) -> bool:
    return any(cue in small for cue in cues)


def _seeds(text: str) -> Iterator[Found]:
    for hit in _SEED.finditer(text):
        said = re.findall(r"[a-z]+", hit.group())
        if 6 * sum(word in _HOLDING for word in said) <= len(said):
            yield *hit.span(), Kind.CODE


def _password(text: str, hit: re.Match[str]) -> tuple[int, int] | None:
    """Where a password stands after "password": what is no word, or all that is said of it."""
    value = hit["it"].strip(".,;!)\"'“”»")
    if any(sign.isdigit() or sign in "!@#$%&*_" for sign in value):
        return hit.span("it") if len(value) > 2 else None
    said = _SAID.match(text, hit.start("it")) if (hit["is"] or "").strip() else None
    if said is None:
        return None
    if len(words(said.group())) < 2:
        return said.span() if _is_word(said.group()) else None
    return said.span() if is_phrase(said.group()) and not _MEANS_KEY.match(hit.group()) else None


def is_phrase(said: str) -> bool:
    """Whether a few words may be a password: none of them holds a sentence together or says how a password is."""
    found = words(said)
    if not 1 < len(found) <= _PASS_WORDS or found[-1] in STATES:
        return False
    known = ranks()
    return not any(word in _HOLDING or known.get(word, _OFTEN) < _OFTEN for word in found)


def _is_word(value: str) -> bool:
    """Whether something is no word that is said of a password."""
    small = value.casefold()
    return any(map(str.isalnum, value)) and small not in STATES and (not value.isalpha() or not is_common(value))
