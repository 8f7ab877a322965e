"""Streets with their numbers as they are written in languages and scripts whose addresses are told nowhere else."""

# ruff: noqa: E501 - words of many languages on few lines are easier to read

from __future__ import annotations

from typing import Final

from engine.dates.names import MONTHS, WEEKDAYS, any_of
from engine.expressions import late

_BIG: Final = "A-ZÀ-ÖØ-ÞĀĂĄĆĈĊČĎĐĒĔĖĘĚĜĞĠĢĤĦĨĪĬĮİĴĶĹĻĽĿŁŃŅŇŌŎŐŒŔŖŘŚŜŞŠȘŢŤŦȚŨŪŬŮŰŲŴŶŸŹŻŽ"
_NUMBER: Final = r"\d{1,4}[A-Za-z]?(?:/\d{1,4})?(?!\w)"
_NO: Final = r"(?:,? ?(?:[Nn]o|[Nn]r|n°|č\.p)[.:]? ?| )"
#: One or two words of a name, the first written large.
_NAME: Final = rf"[{_BIG}][\w.'’-]{{1,30}}(?: [{_BIG}][\w.'’-]{{1,30}})?"
_DAYS: Final = any_of(word.title() for word in (*WEEKDAYS, *MONTHS))

STREET = late(
    # the word before the name
    rf"(?<!\w)(?:[Uu]l|[Aa]l|[Oo]s|[Pp]l)\. ?{_NAME} {_NUMBER}|"
    rf"(?<!\w)(?:[Uu]lica|[Ss]trada|[Bb]ulevardul|[Jj]alan|[Jj]l\.|[Đđ]ường|[Οο]δός|[Oo]dos|[Rr]ruga) {_NAME}{_NO}{_NUMBER}|"
    r"(?<!\w)(?:[Уу]л\.?|[Уу]лица|[Вв]улиця|[Вв]ул\.|[Пп]росп\.?|[Пп]роспект|[Пп]ер\.?|[Пп]ереулок|[Нн]аб\.?|[Шш]оссе) ?"
    r"[А-ЯЁІЇЄ][\w-]{1,30}(?: [А-ЯЁІЇЄ][\w-]{1,30})?,? (?:д\.? ?|буд\.? ?)?\d{1,4}(?:/\d{1,4})?(?!\w)|"
    r"(?<!\w)(?:شارع|حي|خیابان|کوچه|רחוב|רח['׳])\s\w{2,30}(?:\s\w{2,30}){0,2},?\s(?:رقم\s|پلاک\s)?\d{1,4}(?!\w)|"
    rf"(?<!\w)(?:Am|Im|An der|An den|Auf der|Zum|Zur|In der) (?!(?:{_DAYS})\b)"
    r"[A-ZÄÖÜ][\wäöüß-]{2,30} \d{1,3}[a-z]?(?=\s{0,2}(?:$|[,;!\n]|\.(?!\d)))|"
    # one word with the name
    rf"(?<!\w)[^\W\d_]{{3,24}}(?:gatan|vägen|gränd|torget|gade|vej|veien|gaten|plads) {_NUMBER}|"
    rf"(?<!\w)[{_BIG}][^\W\d_]{{2,24}}(?:tie|katu|kuja|polku|gata|gate|vegen|allé|stræde) {_NUMBER}|"
    # the word after the name
    rf"(?<!\w){_NAME} (?:utca|utcája|tér|körút|köz|[Cc]addesi|[Cc]ad\.?|[Ss]oka[kğ]ı?|[Ss]ok\.|[Bb]ulvarı|[Mm]ahallesi|"
    rf"náměstí|ulice|ul\.|třída|nábřeží|námestie|gate|gata|plass|gade|iela|gatvė|tänav){_NO}{_NUMBER}|"
    # without spaces
    r"[\u4e00-\u9fff]{2,12}(?:区|區|市|县|路|街|丁目|町|村|号|號|弄|巷)[\u4e00-\u9fff]{0,8}\d{1,4}(?:-\d{1,4}){0,2}(?:号|號|室|楼|番地)?|"
    r"[\uac00-\ud7a3\d]{1,12}(?:로|길|대로|동|번길) ?\d{1,4}(?:-\d{1,4})?(?:번지|호)?(?![\d:.,%]|\s?[시분개명원월일년층번])"
)
#: Places on a map: three words of theirs, or degrees.
SPOT = late(
    r"(?<!\S)///[^\W\d_]{2,30}\.[^\W\d_]{2,30}\.[^\W\d_]{2,30}|"
    r"(?<![\d.])\d{1,2}\.\d{2,8} ?°? ?[NS][, ]{1,3}\d{1,3}\.\d{2,8} ?°? ?[EWO](?!\w)"
)
