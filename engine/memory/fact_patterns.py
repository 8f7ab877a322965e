"""How people tell facts about themselves, as tested data: English, and the core of it in four more languages.

Each pattern is searched in one sentence; its group `value` is what is known, `whose` whom it is about (a relative, a
pet, a thing). The examples in the tests were written first.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from engine.expressions import late
from engine.remembered import FactKind


class Form(StrEnum):
    """What a value has to look like."""

    ANYTHING = "anything"
    NAME = "name"
    PLACE = "place"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class FactPattern:
    """One way to say something.

    Attributes:
        slot: what it is about; "{whose}" stands for that group in English.
        whole: the whole sentence is what is known, as with a request how to do things.
    """

    kind: FactKind
    slot: str
    form: Form
    pattern: re.Pattern[str]
    whole: bool = False


#: Relatives and pets by the English word.
WHOSE = {
    word: english
    for english, words in {
        "daughter": "daughter hija fille tochter filha",
        "son": "son hijo fils sohn filho",
        "wife": "wife mujer esposa femme frau",
        "husband": "husband marido esposo mari mann",
        "partner": "partner pareja compagnon compagne partnerin",
        "mother": "mum mom mother madre mamá mère mutter mãe",
        "father": "dad father padre papá père vater pai",
        "sister": "sister hermana sœur soeur schwester irmã",
        "brother": "brother hermano frère bruder irmão",
        "dog": "dog puppy perro perra chien chienne hund hündin cão cachorro",
        "cat": "cat kitten gato gata chat chatte katze kater",
        "horse": "horse caballo cheval pferd cavalo",
        "baby": "baby bebé bébé",
        "assistant": "assistant asistente assistente assistentin",
    }.items()
    for word in words.split()
}
_WHOSE = f"(?P<whose>{'|'.join(sorted(WHOSE, key=len, reverse=True))})"
_I_AM = (
    r"\b(?:i am|i'm|im|we are|we're)(?: (?:really|very|severely|badly|highly|also|actually|both|a strict|strictly))?"
)
_V = r"(?P<value>(?:[^.!?;]|\.(?=\S))+)"
_PET = r"(?:dogs?|cats?|pupp(?:y|ies)|kittens?|horses?|rabbits?|parrots?|greyhounds?|labradors?|poodles?|whippets?)"
_JOBS = (
    "nurse doctor teacher midwife lawyer solicitor accountant dentist vet chef baker builder plumber electrician carpenter "
    "architect engineer designer developer programmer photographer writer journalist musician actor dancer hairdresser "
    "barber therapist psychologist pharmacist paramedic firefighter pilot driver farmer gardener florist librarian "
    "translator student freelancer postman waiter barista personal trainer physiotherapist social worker estate agent"
)
_JOB = "|".join(
    ["personal trainer", "social worker", "estate agent", *(word for word in _JOBS.split() if len(word) > 2)]
)
_DO = r"(?:send|email|e-mail|mail|post|ring|call|text|phone|message|use|knock|invoice|bill|pay|address|leave|park|come|book|write|deliver|bring|copy|cc)"


def _fact(slot: str, pattern: str, form: Form = Form.ANYTHING) -> FactPattern:
    return FactPattern(FactKind.FACT, slot, form, late(pattern, re.I))


def _likes(slot: str, pattern: str) -> FactPattern:
    return FactPattern(FactKind.PREFERENCE, slot, Form.ANYTHING, late(pattern, re.I))


def _way(pattern: str) -> FactPattern:
    return FactPattern(FactKind.PROCEDURE, "procedure", Form.ANYTHING, late(pattern, re.I), whole=True)


PATTERNS: tuple[FactPattern, ...] = (
    _fact("allergy", rf"{_I_AM} allergic to {_V}"),
    _fact("allergy", r"\b(?:i|we) (?:have|'ve got|got) (?:a|an) (?:bad |severe |serious )?(?P<value>\w+) allergy\b"),
    _fact("allergy", rf"(?<!no )\bsoy (?:muy )?alérgic[oa] (?:al|a las|a los|a la|a) {_V}"),
    _fact("allergy", rf"\bje suis (?:très )?allergique (?:aux|au|à la|à l'|à) ?{_V}"),
    _fact("allergy", rf"\bich bin (?:sehr |stark )?allergisch gegen {_V}"),
    _fact("allergy", rf"(?<!não )\bsou (?:muito )?alérgic[oa] (?:aos|às|ao|à|a) {_V}"),
    _fact("{whose}.name", rf"\b(?:my|our) {_WHOSE}(?:'s name is| is called| is named) (?P<value>\w+(?:[ -][A-ZÀ-Ý]\w+)?)", Form.NAME),
    _fact("{whose}.name", rf"\b(?:my|our|i have an?|we have an?)(?: \w+){{0,2}} {_WHOSE}(?:,| called| named)? (?P<value>[A-ZÀ-Ý]\w+)", Form.NAME),
    _fact("{whose}.name", rf"\b(?:mi|nuestr[oa]) {_WHOSE} se llama (?P<value>\w+)", Form.NAME),
    _fact("{whose}.name", rf"\b(?:ma|mon|notre) {_WHOSE} s'appelle (?P<value>\w+)", Form.NAME),
    _fact("{whose}.name", rf"\b(?:meine?|unsere?) {_WHOSE} heißt (?P<value>\w+)", Form.NAME),
    _fact("{whose}.name", rf"\b(?:minha|meu|nossa|nosso) {_WHOSE} (?:se chama|chama-se) (?P<value>\w+)", Form.NAME),
    _fact("{whose}.age", rf"\b(?:my|our) {_WHOSE} (?:is|has turned|just turned|turned|is turning) (?P<value>\d{{1,2}})(?: years? old| months? old|$|[^\d:/.-])"),
    _fact("{whose}.birthday", rf"\b(?:my|our) {_WHOSE}'s (?:birthday|bday) is (?:on )?{_V}", Form.DATE),
    _fact("name", r"\bmy name is (?P<value>\w+(?: [A-ZÀ-Ý]\w+)?)", Form.NAME),
    _fact("home", rf"\b(?:i|we) (?:now |both |currently )?live (?:in|near) {_V}", Form.PLACE),
    _fact("home", r"\b(?:i|we) (?:now )?live at (?P<value>\d[^.!?;]*)"),
    _fact("home", rf"\b(?:i|we)(?:'ve| have)?(?: just| recently)? moved to {_V}", Form.PLACE),
    _fact("home", rf"\b(?:vivo|vivimos) en {_V}", Form.PLACE),
    _fact("home", rf"\b(?:j'habite|nous habitons|on habite) (?:à|en|au|près de) {_V}", Form.PLACE),
    _fact("home", rf"\b(?:ich wohne|wir wohnen)(?: jetzt)? in {_V}", Form.PLACE),
    _fact("home", rf"\b(?:moro|moramos) (?:em|no|na) {_V}", Form.PLACE),
    _fact("address", r"\bmy (?:home |new )?address is (?P<value>\d[^!?;]*)"),
    _fact("email", r"\bmy (?:new |work )?e-?mail(?: address)? is (?P<value>[\w.+-]+@[\w.-]+\w)"),
    _likes("favourite.{whose}", r"\bmy favou?rite (?P<whose>\w+) is {V}".replace("{V}", _V)),
    _likes("preference", rf"\b(?:i|we)(?:'d| would)?(?: really| much| generally| usually)? prefer {_V}"),
    _likes("dislike", rf"\b(?:i|we)(?: really| absolutely)? (?:can't stand|cannot stand|hate|don't like|dislike) {_V}"),
    _likes("diet", rf"{_I_AM} (?:an? )?(?P<value>vegetarian|vegan|pescatarian|coeliac|celiac|lactose intolerant|gluten[- ]free|teetotal|halal|kosher)s?\b"),
    _likes("diet", r"\b(?P<value>(?:i|we) (?:don't|do not|never) (?:eat|drink) (?:[^.!?;]|\.(?=\S))+)"),
    _likes("preference", rf"(?<!no )\bprefiero {_V}"),
    _likes("preference", rf"\bje préfère {_V}"),
    _likes("preference", rf"\bich (?:bevorzuge|mag lieber) {_V}"),
    _likes("preference", rf"(?<!não )\bprefiro {_V}"),
    _way(rf"(?:^|[,:] |\b(?:please|pls) |\band )(?P<value>(?:always|never) {_DO} (?!love\b|hugs\b|kisses\b|me love\b)(?:[^.!?;]|\.(?=\S))+)"),
    _way(rf"(?:^|[,:] )(?P<value>(?:it's |it is )?(?:best|better|easiest) to {_DO} (?:me|us|after|before|by|through|on|at)\b[^.!?;]*)"),
    _way(r"(?:^|[,:] )(?P<value>(?:the |all )?(?:invoices?|bills?|receipts?|parcels?|deliveries) (?:always )?(?:go|goes|should go|have to go) to (?:[^.!?;]|\.(?=\S))+)"),
    _way(r"(?P<value>\b(?:envía|envíe|enviad|manda|mande|llama|llame) siempre (?:[^.!?;]|\.(?=\S))+)"),
    _way(r"(?P<value>\bsiempre (?:envía|envíe|manda|mande|llama|llame) (?:[^.!?;]|\.(?=\S))+)"),
    _way(r"(?P<value>\b(?:envoyez|envoie|appelez|appelle|utilisez|utilise)(?:-\w+)? toujours (?:[^.!?;]|\.(?=\S))+)"),
    _way(r"(?P<value>\b(?:schick\w*|send\w*|ruf\w*|benutz\w*) (?:[^.!?;]{1,120} )?immer (?:[^.!?;]|\.(?=\S))+)"),
    _way(r"(?P<value>\b(?:envie|mande|manda|ligue|use) sempre (?:[^.!?;]|\.(?=\S))+)"),
    _fact("birthday", rf"\bmy (?:birthday|bday)(?:'s| is)(?: on)? {_V}", Form.DATE),
    _fact("anniversary", rf"\bour (?:wedding )?anniversary(?:'s| is)(?: on)? {_V}", Form.DATE),
    _fact("birthday", rf"\bmi cumpleaños es (?:el )?{_V}", Form.DATE),
    _fact("birthday", rf"\bmon anniversaire (?:est|c'est) (?:le )?{_V}", Form.DATE),
    _fact("birthday", r"\bich habe am (?P<value>[^!?;]{1,80}?) geburtstag", Form.DATE),
    _fact("birthday", rf"\bmein geburtstag ist (?:am )?{_V}", Form.DATE),
    _fact("birthday", rf"\bmeu aniversário é (?:no dia |dia |em )?{_V}", Form.DATE),
    _fact("job", rf"\b(?:i work as|i'm working as|i am working as) (?:an? |the )?{_V}"),
    _fact("job", rf"\b(?:i am|i'm|im) (?:an? )(?:retired |trained |freelance |part-time )?(?P<value>{_JOB})\b"),
    _fact("employer", r"\bi work (?:at|for) (?P<value>[A-ZÀ-Ý][\w&'-]*(?: [A-ZÀ-Ý&][\w&'-]*)*)", Form.NAME),
    _fact("job", rf"\btrabajo (?:como|de) (?:una? )?{_V}"),
    _fact("job", rf"\bje travaille comme (?:une? )?{_V}"),
    _fact("job", rf"\bich arbeite als {_V}"),
    _fact("job", rf"\btrabalho como (?:uma? )?{_V}"),
    _fact("pet", rf"\b(?:i|we) (?:have|'ve got|own|adopted) (?P<value>(?:an?|two|three|four|\d)(?: \w+){{0,2}} {_PET})\b"),
    _fact("size.{whose}", r"\bmy (?P<whose>shoe|dress|ring|shirt|jacket|hat|trouser|glove) size is (?:an? )?(?P<value>[\w./½ ]{1,12}\b)"),
    _fact("size", r"\b(?:i am|i'm|im) (?:an? )?(?:uk |eu |us )?size (?P<value>\d[\w./½]*|x{0,2}[sml])\b"),
    _fact("size", r"\bi (?:usually |normally |always )?(?:wear|take) (?:an? )?(?:size )?(?P<value>\d\d?\b|x{0,2}[sml]\b|small|medium|large|extra large)(?! bag| coffee)"),
)  # fmt: skip

#: Slots of which one holds at a time; a later one supersedes an earlier. The others may have many.
SINGLE = frozenset({"home", "address", "email", "birthday", "anniversary", "job", "employer", "size", "name"})
#: The same for the part of a slot behind the dot.
SINGLE_OF = ("favourite.", "size.")
SINGLE_ENDS = (".age", ".birthday")


def is_single(slot: str) -> bool:
    """Whether only one value of a slot can hold."""
    return slot in SINGLE or slot.startswith(SINGLE_OF) or slot.endswith(SINGLE_ENDS)
