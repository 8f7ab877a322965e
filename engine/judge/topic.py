"""What a message is about: one of seven topics."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from functools import cache

from engine.judge.reading import Reading

TOPICS = ("booking", "payment", "logistics", "personal", "work", "health", "other")

#: The topic an intent brings with it where the words do not decide.
_BY_INTENT = {
    "booking": "booking",
    "reschedule": "booking",
    "cancel": "booking",
    "price": "payment",
    "payment": "payment",
    "greeting": "personal",
}

#: Words of each topic; the topic with most different words wins, earlier rows win ties.
_CUES: tuple[tuple[str, str], ...] = (
    (
        "health",
        r"\b(?:hospital|doctor|dr|sick|ill|flu|fever|surgery|pain|injur\w+|medic\w*|ambulance|pregnan\w*|covid|dentist|therap\w+|unwell|headache|m[ée]dico|hospitals?|enferm[oa]|fiebre|dolor|malade|fi[èe]vre|h[ôo]pital|krank\w*|fieber|schmerzen|arzt|doente|febre|broke (?:my|his|her) (?:leg|arm|foot|wrist|hip)|ache|hurts?|accident)\b",
    ),
    (
        "payment",
        r"\b(?:pay(?:ment|ing|s)?|paid|invoice|deposit|price|prices|cost|costs|rate|rates|quote|discount|refund|balance|fee|fees|bill|money|transfer|cash|cheque|venmo|paypal|zelle|how much|pago|pagar|precio|factura|cuesta|prix|tarif|facture|payer|co[uû]te|preis|kostet|rechnung|[üu]berwies\w*|[üu]berweis\w*|geld|zahl\w+|dinero|transferencia|virement|argent|pix|dinheiro|custa|pre[çc]o|pagamento)\b|[$£€]\d|多少钱|付款",
    ),
    (
        "booking",
        r"\b(?:book(?:ing|ed|s)?|appointments?|sessions?|shoot|slots?|availab\w+|free on|reschedul\w*|cancel\w*|calendar|reserv\w+|cita|sesi[oó]n|rendez-vous|rdv|s[ée]ance|termin|buch\w+|sess[aã]o|marcar|agend\w+)\b",
    ),
    (
        "logistics",
        r"\b(?:address|park(?:ing)?|arriv\w+|directions?|location|venue|where (?:is|are|should|do|can) (?:we|i|the|you|u|it|to)|late|what time|pick ?up|drop ?off|deliver\w*|train|airport|traffic|running late|on (?:my|the) way|entrance|door|floor|meet (?:you|at|us)|bring|ship\w*|stuck in|gate|station|hotel|hora|heure|uhr|direcci[oó]n|adresse|wo ist|endere[çc]o)\b",
    ),
    (
        "work",
        r"\b(?:server|website|project|contract|meeting|deadline|report|client|files?|gallery|edits?|photos?|pictures|album|raw|retouch\w*|proofs?|brief|presentation|office|team|website|email|logo|design|draft|lens|invoice template|system|database|fotos?|im[áa]genes|archivos|bilder|dateien|arquivos|fichiers|printer|slides|spreadsheet)\b",
    ),
    (
        "personal",
        r"\b(?:mum|mom|dad|sister|brother|wife|husband|kids?|baby|birthday|wedding|love|miss|dinner|weekend|holiday|party|family|friend|dog|cat|movie|haha\w*|lol|darling|babe|familia|famille|familie)\b|[❤😘😂🥰😊]",
    ),
)


def topic(reading: Reading, intent: str) -> str:
    """The topic of a text with the given intent."""
    counts = {name: len(set(expression.findall(reading.low))) for name, expression in _expressions()}
    given = _BY_INTENT.get(intent)
    if given in counts:
        counts[given] += 1
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else "other"


@cache
def _expressions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(expression)) for name, expression in _CUES)
