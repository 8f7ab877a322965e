"""Numbers that stand for a person or an account: IBANs, cards, national ids and one-time codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from stdnum import iban, luhn
from stdnum.br import cnpj, cpf
from stdnum.ch import ssn as ahv
from stdnum.es import dni, nie
from stdnum.fr import nir
from stdnum.iso7064 import mod_97_10
from stdnum.it import codicefiscale
from stdnum.us import ssn

from engine.expressions import late

Span = tuple[int, int]

#: Characters before a number in which a word may say what it is.
_NEAR = 48

# ---- what a word before a number says ------------------------------------------------------------------------------

_REFERS = late(
    r"(?:\b(?:order|invoice|inv|ref|reference|tracking|parcel|booking|ticket|case|claim|serial|model|isbn|ean|"
    r"sku|item|"
    r"quote|job|flight|batch|version|build|article|bestell\w*|auftrag\w*|rechnung\w*|sendung\w*|artikel\w*|kunden\w*|"
    r"vorgang\w*|pedido|factura|referencia|seguimiento|reserva|commande|facture|référence|réf|suivi|réservation|"
    r"dossier|"
    r"encomenda|fatura|referência|rastreio|protocolo|ordine|bestelling)\b[\s.:#-]{0,3}(?:(?:number|num|no|nr|id|code|"
    r"número|numéro|nº|n°|nummer|is|ist|es|est|é|de|der|del|lautet)\b[\s.:#-]{0,3}){0,3}|#|№|\b[A-Z]{2,5}-)$",
    re.I,
)


def counts_or_refers(before: str) -> bool:
    """Whether the text before a number says that it is an order, a ticket or the like."""
    return _REFERS.search(before) is not None


# ---- accounts ------------------------------------------------------------------------------------------------------

_IBAN = late(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,40}")
_SAYS_IBAN = late(r"\biban\b\W{0,3}(?:\w{1,4}\W{1,2})?$", re.I)
_CARD = late(r"(?<![\w.,$€£/+-])\d(?:[ -]?\d){12,18}(?![\w%]|[.,-]\d)")
_ISSUED = late(
    r"3[47]\d{13}$|4(?:\d{12}|\d{15}|\d{18})$|(?:5[0-8]|2[2-7]|6\d|35)\d{11,17}$|3(?:0[0-5]|[689]\d)\d{11,16}$"
)
_GROUPED = late(r"\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{5}")
_SAYS_CARD = late(
    r"\b(?:card|visa|master ?card|amex|american express|debit|credit|karte\w*|kredit\w*|tarjeta|carte|cartão|carta)\b"
    r"[^\d\n]{0,30}$",
    re.I,
)


def ibans(text: str) -> Iterator[Span]:
    """Account numbers whose length, structure and check digits are right, or that are called IBAN."""
    for hit in _IBAN.finditer(text):
        end = next((end for end in _ends(hit.group()) if _is_iban(hit.group()[:end])), None)
        if end is None and _SAYS_IBAN.search(text[max(0, hit.start() - _NEAR) : hit.start()]):
            called = re.match(
                r"[A-Za-z]{2}\d{2}(?:[ -]?(?=[A-Za-z]{0,4}\d)[A-Za-z0-9]{2,4}|[A-Za-z0-9]+){2,8}", hit.group()
            )
            end = called.end() if called else None
        if end is not None:
            yield hit.start(), hit.start() + end


def _ends(run: str) -> Iterator[int]:
    """Where a run may end with a whole group, the longest first."""
    yield len(run)
    for gap in reversed(list(re.finditer(r"[ -]", run))):
        yield gap.start()


def _is_iban(run: str) -> bool:
    packed = re.sub(r"[ -]", "", run).upper()
    return (
        15 <= len(packed) <= 34
        and mod_97_10.is_valid(packed[4:] + packed[:4])
        and iban.is_valid(packed, check_country=False)
    )


def cards(text: str) -> Iterator[Span]:
    """Card numbers: an issuer's first digits and length, and a right check digit or called and grouped as a card."""
    for hit in _CARD.finditer(text):
        before = text[max(0, hit.start() - _NEAR) : hit.start()]
        digits = re.sub(r"\D", "", hit.group())
        if counts_or_refers(before) or not _ISSUED.match(digits):
            continue
        if luhn.is_valid(digits) or (_SAYS_CARD.search(before) and _GROUPED.fullmatch(hit.group())):
            yield hit.span()


# ---- national ids --------------------------------------------------------------------------------------------------

#: Shapes that hardly anything else has, each with what checks its digits (sources: the modules of python-stdnum; the
#: shape of the UK's number: gov.uk NIM39110).
_SHAPED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (late(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"), ssn.is_valid),
    (
        late(r"(?<!\w)(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D](?!\w)"),
        lambda run: True,
    ),
    (late(r"(?<!\w)\d{2}\.?\d{3}\.?\d{3}[- ]?[A-Za-z](?!\w)"), lambda run: dni.is_valid(run.replace(".", ""))),
    (late(r"(?<!\w)[XYZxyz][- ]?\d{7}[- ]?[A-Za-z](?!\w)"), nie.is_valid),
    (late(r"(?<!\w)[A-Za-z]{6}\d\d[A-Za-z]\d\d[A-Za-z]\d{3}[A-Za-z](?!\w)"), codicefiscale.is_valid),
    (late(r"(?<!\w)[12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d(?!\w)"), nir.is_valid),
    (late(r"(?<!\w)\d{3}\.\d{3}\.\d{3}-\d\d(?!\w)"), cpf.is_valid),
    (late(r"(?<!\w)\d\d\.\d{3}\.\d{3}/\d{4}-\d\d(?!\w)"), cnpj.is_valid),
    (late(r"(?<!\w)756\.\d{4}\.\d{4}\.\d\d(?!\w)"), ahv.is_valid),
)
_LABEL = late(
    r"\b(?:ssn|social security|itin|ein|nin|ni (?:number|no)|national insurance|nhs|medicare|passport|"
    r"reisepass\w*|pasaporte|"
    r"passeport|passaporte|driv(?:er|ing)['’]?s? licen[cs]e|führerschein\w*|carnet de conducir|"
    r"permis de conduire|carteira de motorista|"
    r"cnh|identity (?:card|number)|national id|id (?:number|card)|tax (?:id|number)|tin|utr|personalausweis\w*|"
    r"ausweis\w*|"
    r"steuer-?(?:id\w*|nummer|identifikationsnummer)|sozialversicherungsnummer|krankenversicherten\w*|dni|nie|"
    r"nif|cif|"
    r"contribuinte|cartão de cidadão|rg|cpf|cnpj|curp|rfc|insee|sécu(?:rité sociale)?|carte d['’]identité|"
    r"codice fiscale|bsn|burgerservicenummer|pesel|ahv|aadhaar|pan|personnummer|cpr)\b"
    r"(?:[\s.:#=-]{1,3}|\b(?:number|num|no|nr|n[º°]|nummer|número|numéro|is|ist|lautet|es|est|é|my|de|do|da|for|"
    r"the|number's)\b){0,8}$",
    re.I,
)


def shaped_ids(text: str) -> Iterator[Span]:
    """National ids known by shape and check digit, whatever stands around them."""
    for pattern, is_valid in _SHAPED:
        for hit in pattern.finditer(text):
            if is_valid(hit.group()) and not counts_or_refers(text[max(0, hit.start() - _NEAR) : hit.start()]):
                yield hit.span()


_DIGITS = late(
    r"(?<![\w.,])(?=[A-Z0-9])[A-Z]{0,4}\d(?:[ ./-]?[A-Z0-9]){3,20}(?!\w)|(?<!\w)[A-Z]{1,9}\d[A-Z0-9]{4,14}(?!\w)"
)


def labelled_ids(text: str) -> Iterator[Span]:
    """Numbers with at least five digits that the words before call a national id, passport, licence or tax number."""
    for hit in _DIGITS.finditer(text):
        if sum(sign.isdigit() for sign in hit.group()) >= 5 and _LABEL.search(
            text[max(0, hit.start() - 64) : hit.start()]
        ):
            yield hit.span()


# ---- one-time codes ------------------------------------------------------------------------------------------------

_CODE = late(
    r"(?<![\w.,:/$€£#+-])(?:[A-Z]{1,3}-\d{4,8}|\d{3}[ -]\d{3}|\d{4,8}|(?=[A-Z]{0,5}\d)(?=\d{0,6}[A-Z])[A-Z0-9]{5,8})"
    r"(?![\w%$€£]|[.,:/-]\d|-\w| ?(?:€|\$|£|eur|euros?|usd|pounds?|dollars?)\b)"
)
_CODE_WORD = (
    r"(?:\w*codes?|códigos?|codice|kode|koodi|otps?|m?tan|pin|pins|passcodes?|verification|password|passwort|contraseña|"
    r"senha|clave|"
    r"mot de passe|2fa|einmalpasswort|token)"
)
_LINKS = (
    r"(?:is|ist|lautet|es|est|é|was|war|for|für|para|pour|to|the|your|my|our|you|dein|ihr|mein|tu|su|seu|sua|mi|"
    r"votre|ton|mon|"
    r"number|d'accès|de|da|do|del|of|this|it|its|it's|just|got|today|now|again|here|verificación|verificação|"
    r"vérification|acesso|acceso|"
    r"seguridad|segurança|sécurité|confirmación|confirmação|confirmation|validation|security|account|login|sign-?in|"
    r"whatsapp|google|apple|bank|paypal|einmal\w*|sms|door|gate|safe|alarm|wifi|wi-fi|a|la|le|o)"
)
_BEFORE = late(rf"\b{_CODE_WORD}\b[\s:=,.\"'“(-]{{0,4}}(?:{_LINKS}\b[\s:=\"'“(-]{{1,3}}){{0,6}}$", re.I)
_AFTER = late(
    rf"[\"'”)]?\s{{1,2}}(?:is|ist|es|est|é|são|son)\s(?:[^\W\d_'-]+['’]?\s){{0,4}}[\w-]{{0,20}}{_CODE_WORD}\b"
    r"|[\"'”)]?\s(?:to|zum|um|para|pour) (?:log ?in|sign ?in|verify|confirm|einloggen|anmelden|iniciar|acceder|"
    r"verificar|"
    r"confirmar|entrar|vous connecter|vérifier|confirmer)",
    re.I,
)
_OTHER_CODE = late(
    r"\b(?:zip|post|postal|area|country|dress|product|discount|promo|promotion|promotional|voucher|coupon|"
    r"referral|gift|"
    r"rabatt|gutschein|error|fehler|exit|status|colou?r|source|bar|qr|order|tracking|build|highway|building|tax|sort|"
    r"descuento|promocional|réduction|promo|desconto|error|cupón|cupom)[ -]?\w{0,6}code\w*|"
    r"\b(?:rabatt|gutschein|aktions|fehler|farb|bar|strich|quell|vor|ländervor)code\w*|"
    r"\bcódigo (?:de )?(?:descuento|postal|promocional|"
    r"barras|área|desconto|erro|error)|\bcode (?:postal|promo|de réduction|barres?|couleur|erreur)|\bbowling pin",
    re.I,
)
_ISSUED_BY_NAME = late(r"\bG-\d{6}\b")


def codes(text: str) -> Iterator[Span]:
    """One-time codes, PINs and door codes: four to eight digits or large letters that words beside them call so."""
    for hit in _CODE.finditer(text):
        before = text[max(0, hit.start() - 80) : hit.start()]
        if _ISSUED_BY_NAME.fullmatch(hit.group()):
            yield hit.span()
            continue
        said = _BEFORE.search(before)
        if (said and not _OTHER_CODE.search(before[max(0, said.start() - 24) :])) or _AFTER.match(
            text, hit.end(), hit.end() + 80
        ):
            yield hit.span()
