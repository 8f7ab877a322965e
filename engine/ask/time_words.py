"""The words with which people name moments to come, in five languages, and the expressions that find them."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

from datetime import time

from engine.dates.names import MONTHS, WEEKDAYS, any_of
from engine.expressions import late

#: Days counted from today.
DAYS_AHEAD = {
    "day before yesterday": -2, "yesterday": -1, "ayer": -1, "hier": -1, "gestern": -1, "ontem": -1,
    "today": 0, "2day": 0, "hoy": 0, "aujourd'hui": 0, "heute": 0, "hoje": 0,
    "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmrw": 1, "tmr": 1, "2moro": 1, "tomoz": 1, "mañana": 1, "demain": 1, "morgen": 1, "amanhã": 1, "amanha": 1,
    "the day after tomorrow": 2, "day after tomorrow": 2, "pasado mañana": 2, "après-demain": 2, "après demain": 2, "übermorgen": 2, "depois de amanhã": 2, "depois de amanha": 2,
}  # fmt: skip
#: When a part of a day is meant by its name alone.
PARTS = {
    "morning": time(9), "noon": time(12), "afternoon": time(15), "evening": time(19), "night": time(20),
    "midnight": time(0), "day_end": time(17), "today": time(18),
}  # fmt: skip
_PART_WORDS = {
    "morning": "first thing in the morning|first thing|early morning|in the morning|morning|por la mañana|de la mañana|a primera hora|le matin|du matin|matin|früh|vormittags?|am morgen|de manhã|da manhã|pela manhã",
    "noon": "at noon|noon|at midday|midday|(?:at )?lunch ?time|at lunch|al mediodía|a mediodía|mediodía|à midi|midi|mittags?|am mittag|ao meio-dia|meio-dia",
    "afternoon": "in the afternoon|afternoon|por la tarde|de la tarde|(?:dans |de )?l'après-midi|après-midi|nachmittags?|am nachmittag|à tarde|da tarde|de tarde",
    "evening": "in the evening|evening|le soir|du soir|soir|abends?|am abend|ao fim da tarde",
    "night": "at night|night|por la noche|de la noche|noche|nachts?|in der nacht|à noite|da noite|de noite|noite",
    "midnight": "at midnight|midnight|a medianoche|medianoche|à minuit|minuit|um mitternacht|mitternacht|à meia-noite|meia-noite",
    "day_end": "(?:by |at )?(?:the )?end of (?:the )?day|\\beod\\b|\\bcob\\b",
}
#: Words that name today and a part of it at once.
_TODAY_PART = {
    "morning": "this morning|esta mañana|ce matin|heute morgen|heute früh|esta manhã|hoje de manhã",
    "afternoon": "this afternoon|esta tarde|cet après-midi|heute nachmittag|hoje à tarde",
    "evening": "this evening|ce soir|heute abend",
    "night": "tonight|2nite|tonite|to-night|esta noche|cette nuit|heute nacht|hoje à noite|esta noite",
    "today": "later today|later on today|más tarde hoy|plus tard aujourd'hui|später heute|mais tarde hoje",
    "noon": "heute mittag|ce midi",
}
COUNTS = {
    "half a": 0.5, "half an": 0.5, "media": 0.5, "une demi": 0.5, "une demi-": 0.5, "einer halben": 0.5, "ner halben": 0.5, "meia": 0.5,
    "a": 1, "an": 1, "one": 1, "un": 1, "una": 1, "uno": 1, "une": 1, "ein": 1, "eine": 1, "einer": 1, "einem": 1, "einen": 1, "um": 1, "uma": 1,
    "two": 2, "a couple of": 2, "a couple": 2, "dos": 2, "deux": 2, "zwei": 2, "dois": 2, "duas": 2,
    "three": 3, "a few": 3, "tres": 3, "trois": 3, "drei": 3, "três": 3, "four": 4, "cuatro": 4, "quatre": 4, "vier": 4, "quatro": 4,
    "five": 5, "cinco": 5, "cinq": 5, "fünf": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "diez": 10, "dix": 10, "zehn": 10, "dez": 10,
    "fifteen": 15, "quince": 15, "quinze": 15, "fünfzehn": 15, "twenty": 20, "veinte": 20, "vingt": 20, "zwanzig": 20, "vinte": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "anderthalb": 1.5, "eineinhalb": 1.5,
}  # fmt: skip
HOURS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
#: Hours as they follow "half past" and "halb".
PAST_HOURS = HOURS | {
    "eins": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12,
}  # fmt: skip
#: Minutes as they follow an hour.
MORE_MINUTES = {
    "y media": 30, "y cuarto": 15, "menos cuarto": -15, "et demie": 30, "et demi": 30, "et quart": 15, "moins le quart": -15, "moins quart": -15,
    "e meia": 30, "e um quarto": 15,
}  # fmt: skip

_COUNT = rf"\d{{1,3}}(?:[.,]\d)?|{any_of(COUNTS)}"
_UNIT = r"(?P<{0}>min(?:ute|uto)?[sn]?|h(?:ou?r|ora|eure|r)?s?|stunden?|d(?:ay|ía|ia)s?|jours?|tag(?:en?)?|(?:work(?:ing )?)?weeks?|semanas?|semaines?|wochen?|months?|mes(?:es)?|mois|monat(?:en?)?|mês|years?|años?|ans?|jahr(?:en?)?|anos?)"
SPAN = late(
    rf"\b(?:in|within|after|en|dentro de|dans|d'ici|nach|em|daqui a|daqui)\s+(?:about |around |the next |etwa |unos |environ )?(?P<count>{_COUNT})[\s-]?{_UNIT.format('unit')}\b(?P<half> and a half| y media| et demie?| e meia)?|"
    rf"\b(?P<count2>{_COUNT}) ?{_UNIT.format('unit2')} (?:from now|from today|later)\b"
)
_NEXT = r"next|coming|nächste[rnm]?|kommende[rnm]?|próxim[oa]|proxim[oa]"
_THIS = r"this|this coming|diese[rnm]?|est[ea]|cette?|ce"
_ON = (
    r"(?:(?:on|by|before|for|until|from|el|para el|am|bis|le|pour|na|no|para|em|até|since) )?(?:(?:the|el|la|le|o|a) )?"
)
WEEKDAY = late(
    rf"\b{_ON}(?:(?P<next>{_NEXT})|(?:{_THIS}))? ?\b(?P<day>{any_of(WEEKDAYS)})\b(?P<poss>'s|s')?(?P<after> prochaine?| que viene| próximo| que vem)?"
)
DAY = late(rf"\b(?:(?:by|for|until|on|para|pour|bis|before|até) )?(?P<day>{any_of(DAYS_AHEAD)})\b(?P<poss>'s)?")
_ALL_MONTHS = any_of(MONTHS)
_YEAR = r"(?:,? (?:de |of )?(?P<{0}>20\d\d))?"
DATE = late(
    rf"\b{_ON}(?:(?:dia|día) )?(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º)? (?:of |de )?(?P<month>{_ALL_MONTHS})\b\.?{_YEAR.format('year')}(?![:\d])|"
    rf"\b{_ON}(?P<month2>{_ALL_MONTHS})\.? (?:the )?(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?\b(?!:\d|[ap]m| [ap]m){_YEAR.format('year2')}"
)
ISO = late(r"\b(?:(?:on|am|le|el|em|by) )?(?P<year>20\d\d)-(?P<month>[01]?\d)-(?P<day>[0-3]?\d)\b")
NUMERIC = late(
    r"\b(?:on|am|le|el|em|by|for|no dia|para el) (?P<first>[0-3]?\d)[/.](?P<second>[01]?\d|[12]\d|3[01])(?:[/.](?P<year>20\d\d|\d\d))?\b\.?"
)
MONTHDAY = late(
    r"\b(?:on |by |for )?the (?P<day>[0-3]?\d)(?:st|nd|rd|th)\b(?! (?:session|shoot|time|photo|print|message|payment|invoice|one)\b)|\bon (?P<day2>[0-3]?\d)(?:st|nd|rd|th)\b"
)
WEEK = late(
    r"\b(?:(?:at|on|over|by|for|am|el|este|ce|le|no) )?(?:(?P<end>(?:the |this |next )?week-?end|fin de semana|wochenende|fim de semana)|(?:early |at the start of )?(?P<week>next week|la semana que viene|la próxima semana|la semaine prochaine|nächste woche|(?:na )?próxima semana|(?:na )?semana que vem)|(?P<month>next month|el mes que viene|el próximo mes|le mois prochain|nächsten monat|(?:no )?próximo mês|mês que vem)|(?P<weeks_end>(?:the )?end of (?:the |this )?week))\b"
)
TODAY_PART = {name: late(rf"\b(?:{words})\b") for name, words in _TODAY_PART.items()}
PART = {name: late(rf"\b(?:(?:in|at) the |(?:in|at|on) )?(?:{words})\b") for name, words in _PART_WORDS.items()}
#: What leads to a time of day.
AT = r"(?:at about|at around|at|around|about|@|by|before|for|until|a las|a la|sobre las|à|vers|um|gegen|bis|vor|às|as|antes das?|antes de las?|avant|at exactly)"
#: What says that a number is no time of day.
_NOT_A_TIME = r"(?! ?(?:people|persons|guests|kids|photos?|pics|prints?|copies|frames?|%|percent|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|euros?|dollars?|pounds?|eur|usd|gbp|k\b|€|\$|£|st\b|nd\b|rd\b|th\b))"
CLOCK = late(
    rf"\b{AT} ?(?P<hour>[01]?\d|2[0-3])(?:[:.h](?P<minute>[0-5]\d)|h)? ?(?P<half>am|pm|a\.m\.?|p\.m\.?|uhr(?: (?P<uhr>[0-5]\d))?|o'clock|horas?|heures?)?(?: (?P<more>{any_of(MORE_MINUTES)}))?(?![\w:.,/]\d|\w){_NOT_A_TIME}|"
    rf"\b(?P<hour2>\d{{1,2}})(?:[:.](?P<minute2>[0-5]\d))? ?(?P<half2>am|pm|a\.m\.?|p\.m\.?|uhr|o'clock)\b|"
    rf"\b(?P<hour3>[01]?\d|2[0-3])[:h](?P<minute3>[0-5]\d)\b(?!:\d)|\b(?P<hour6>[01]?\d|2[0-3])h\b|"
    rf"\b{AT} (?P<word>{any_of(HOURS)})(?: o'clock)?\b(?! (?:of|more|less|people|\w+s\b))|"
    rf"\b(?:{AT} )?(?P<past>half past|quarter past|quarter to|half|ten past|ten to|twenty past|twenty to|five past|five to|halb|viertel nach|viertel vor) (?P<hour4>1[0-2]|\d|{any_of(PAST_HOURS)})\b"
)
REPEATS = late(
    r"\b(?:every|each|daily|weekly|monthly|nightly|hourly|cada|todos los|todas las|diariamente|semanalmente|tous les|toutes les|chaque|quotidien\w*|jeden|jede|jedes|täglich|wöchentlich|todos os|todas as|diário|diariamente)\b(?! (?:one|of|time|thing|photo|body|other (?:photo|person)))"
)
PAST_MINUTES = {
    "half past": 30, "half": 30, "quarter past": 15, "quarter to": -15, "ten past": 10, "ten to": -10,
    "twenty past": 20, "twenty to": -20, "five past": 5, "five to": -5, "halb": -30, "viertel nach": 15, "viertel vor": -15,
}  # fmt: skip
