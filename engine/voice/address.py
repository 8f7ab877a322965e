"""How somebody is addressed: familiar or polite (du and Sie, tú and usted, tu and vous), heard and turned.

A text is turned only where every word that addresses is one of the known ones, so that no sentence is half turned.
"""

from __future__ import annotations

import re
from typing import Literal

Form = Literal["familiar", "polite"]
#: Languages with both forms.
TONGUES = ("de", "es", "fr")

_FAMILIAR = {
    "de": r"\b(?:du|dir|dich|dein(?:e|er|em|en|es|s)?|(?:mag|brauch|ha|bi|kann|will|möchte|wird|könnte|weiß)st)\b"
    r"|\bgeht['’]s dir\b",
    "es": r"\b(?:tú|te|ti|contigo|tus?|tuy[oa]s?|tienes|puedes|quieres|necesitas|cuentas|estás|eres|sabes|prefieres|"
    r"dime|cuéntame|avísame|mándame|déjame)\b",
    "fr": r"\b(?:tu|te|toi|ton|ta|tes|dis-moi|laisse-moi)\b|\bt['’](?=\w)",
    "pt": r"\b(?:tu|te|ti|contigo|você|seu|sua)\b",
}
_POLITE = {
    "de": r"(?<=[\w,;] )(?:Sie|Ihnen|Ihr(?:e|er|em|en|es)?)\b|^Ihnen\b",
    "es": r"\b(?:usted(?:es)?|dígame|cuénteme|avíseme|disculpe|le (?:va|viene|parece|escribo|paso|mando|confirmo|digo)"
    r"|puede usted)\b",
    "fr": r"\b(?:vous|votre|vos)\b|\b\w+-vous\b",
    "pt": r"\b(?:o senhor|a senhora)\b",
}
_HEARD = {
    form: {tongue: re.compile(pattern, re.I if tongue != "de" or form == "familiar" else 0)
           for tongue, pattern in patterns.items()}
    for form, patterns in (("familiar", _FAMILIAR), ("polite", _POLITE))
}  # fmt: skip

#: (familiar, polite) pieces, longer ones first; German polite pieces are written large.
_PAIRS: dict[str, tuple[tuple[str, str], ...]] = {
    "de": (
        ("dass du an mich denkst", "dass Sie an mich denken"),
        ("geht's dir", "geht es Ihnen"),
        ("brauchst du", "brauchen Sie"),
        ("magst du", "möchten Sie"),
        ("möchtest du", "möchten Sie"),
        ("hast du dir", "haben Sie sich"),
        ("hast du", "haben Sie"),
        ("bist du", "sind Sie"),
        ("kannst du", "können Sie"),
        ("könntest du", "könnten Sie"),
        ("willst du", "wollen Sie"),
        ("wirst du", "werden Sie"),
        ("weißt du", "wissen Sie"),
        ("dir", "Ihnen"),
        ("dich", "Sie"),
        ("deiner", "Ihrer"),
        ("deinem", "Ihrem"),
        ("deinen", "Ihren"),
        ("deine", "Ihre"),
        ("dein", "Ihr"),
    ),
    "es": (
        ("¡a ti!", "¡a usted!"),
        ("en qué te puedo", "en qué le puedo"),
        ("me cuentas", "me cuenta"),
        ("dime", "dígame"),
        ("déjame", "déjeme"),
        ("cuéntame", "cuénteme"),
        ("avísame", "avíseme"),
        ("tienes", "tiene"),
        ("puedes", "puede"),
        ("quieres", "quiere"),
        ("necesitas", "necesita"),
        ("prefieres", "prefiere"),
        ("sabes", "sabe"),
        ("estás", "está"),
        ("eres", "es"),
        ("contigo", "con usted"),
        ("a ti", "a usted"),
        ("te", "le"),
        ("tus", "sus"),
        ("tu", "su"),
    ),
    "fr": (
        ("qu'est-ce que tu as", "qu'est-ce que vous avez"),
        ("as-tu", "avez-vous"),
        ("avais-tu", "aviez-vous"),
        ("peux-tu", "pouvez-vous"),
        ("veux-tu", "voulez-vous"),
        ("tu peux", "vous pouvez"),
        ("tu veux", "vous voulez"),
        ("tu as", "vous avez"),
        ("tu es", "vous êtes"),
        ("laisse-moi", "laissez-moi"),
        ("dis-moi", "dites-moi"),
        ("t'", "vous "),
        ("te", "vous"),
        ("toi", "vous"),
        ("ton", "votre"),
        ("ta", "votre"),
        ("tes", "vos"),
    ),
}
_TURNING = {
    tongue: re.compile(r"(?<!\w)(" + "|".join(re.escape(familiar).replace("'", "['’]") for familiar, _ in pairs)
                       + r")(?:(?<=['’])|(?!\w)(?!['’]\w))", re.I)
    for tongue, pairs in _PAIRS.items()
}  # fmt: skip
#: The words that turning puts in or takes out; they name nobody.
WORDS = frozenset(
    word
    for pairs in _PAIRS.values()
    for pair in pairs
    for piece in pair
    for word in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", piece.casefold())
)


def heard(text: str, tongue: str | None) -> Form | None:
    """How a text in this language addresses the other; None if it does not, does both, or the language has one form."""
    if tongue not in _FAMILIAR:
        return None
    familiar, polite = (bool(_HEARD[form][tongue].search(text)) for form in ("familiar", "polite"))
    if familiar == polite:
        return None
    return "familiar" if familiar else "polite"


def turned(text: str, tongue: str | None, to: Form) -> str | None:
    """The text with the other addressed so; as it is where it addresses nobody; None where it cannot be turned wholly.

    Only from familiar to polite: the other way many words ("Sie", "su") mean others as well.
    """
    now = heard(text, tongue)
    if now is None or now == to:
        return text
    if to != "polite" or tongue not in _PAIRS:
        return None
    put = dict(_PAIRS[tongue])
    done = _TURNING[tongue].sub(lambda hit: _cased(hit.group(), put[hit.group().lower().replace("’", "'")]), text)
    return done if heard(done, tongue) == "polite" or not _HEARD["familiar"][tongue].search(done) else None


def _cased(was: str, now: str) -> str:
    letters = [sign for sign in was if sign.isalpha()]
    if not letters or not letters[0].isupper():
        return now
    at = next(place for place, sign in enumerate(now) if sign.isalpha())
    return now[:at] + now[at].upper() + now[at + 1 :]
