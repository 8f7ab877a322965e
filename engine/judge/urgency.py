"""How urgent a message is: the one table of weights, and the sum that uses it.

    urgency = clip(intent + every cue found + deadline, 0, 1)
    adjusted = clip(urgency + shift of the sender's class, 0, 1)

The weights are set by hand so that the bands of `engine.judge.triage` hold on the examples of the tests: an intent
alone never reaches "time-sensitive", one cue lifts a request there, the plainest ones ("now", "urgent") or two make it
urgent, calm words undo them. Words of danger count where they are meant: not in the past, in titles or in jest.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from engine.domain import ContactClass
from engine.judge.deadlines import Deadline
from engine.judge.intent import accepts, over
from engine.judge.reading import Reading

#: Where an intent starts.
INTENT = {
    "emergency": 0.82,
    "cancel": 0.52,
    "complaint": 0.50,
    "reschedule": 0.48,
    "request": 0.42,
    "booking": 0.42,
    "payment": 0.42,
    "question": 0.40,
    "price": 0.40,
    "information": 0.24,
    "smalltalk": 0.14,
    "greeting": 0.22,
    "thanks": 0.10,
    "spam": 0.05,
}
#: An intent met only politely ("booking: perfect, see you at 2") starts here.
SETTLED = 0.22

#: What a named time adds, by hours until it; the first row whose hours are not exceeded counts.
DEADLINE = ((0.6, 0.40), (2.0, 0.32), (12.0, 0.24), (34.0, 0.15), (80.0, 0.08), (180.0, 0.03))
#: Words by which a plain statement with a firm time ("they need it tonight") is as good as a request; without them
#: ("we are there in ten minutes") the time is only named.
_OWED = re.compile(r"\b(?:needs?|must|ha(?:s|ve) to|due|deadline|at the latest)\b")
#: A time passed by more hours than this is history.
OVER_AFTER_H = 24.0
#: A time that is only named ("dinner at 8") adds this share of it.
NAMED_ONLY = 0.4

#: What the sender's class adds. Clients pay for quick answers; family and work rarely write without cause;
#: friends and acquaintances can wait a little; nothing is known of the unknown.
SHIFT = {
    ContactClass.CLIENT: 0.10,
    ContactClass.FAMILY: 0.05,
    ContactClass.WORK: 0.05,
    ContactClass.UNKNOWN: 0.0,
    ContactClass.ACQUAINTANCE: -0.05,
    ContactClass.FRIEND: -0.05,
}
#: A class moves the sum only where something is at stake at all: below this nothing is added.
SHIFT_FROM = 0.25

_NOW = (
    r"(?:^|[.!?,;:] ?|\b(?:please|pls|plz|just|and|(?:can|could|will) (?:you|u)|you (?:need|have) to|must) )(?:call|ring|phone|come|answer|reply|respond|help|open|send|block|get|pick up|leave|do|tell|text|stop|run|check)\b(?! (?:you|u)\b)[^.!?,]{0,30}(?<!just )\b(?:now|right away|immediately|at once)\b(?! (?:and then|that|on|i|as|or|so|because|aft\w*|before|when|if)\b)|"
    r"(?:\basap\b|\ba\.s\.a\.p|\bthis (?:instant|very (?:minute|second))\b|"
    r"\b(?:i|we) (?:really |urgently )?need (?:it|you|u|this|that|them|the|your|an?|some|help|to)\b[^.!?,]{0,30}\b(?:now|right away|immediately)\b|"
    r"\bahora mismo\b|\binmediatamente\b|\b(?:ll[aá]mame|ven|responde|contesta|ahora|necesito [^.!?]{1,25}) ya\b|\bll[aá]mame ahora\b|"
    r"\bimm[ée]diatement\b|\btout de suite\b|\b(?:viens|appelle\w*|rappelle\w*|r[ée]ponds?) (?:-?moi )?(?:vite|maintenant)\b|"
    r"\bsofort\b|\bumgehend\b|\b(?:ruf|komm|melde?)\b[^.!?]{0,20}\bjetzt\b|\bimediatamente\b|\bagora mesmo\b|\b(?:me liga|vem|responde) (?:agora|j[aá])\b)|马上|立刻|至急|немедленно|فورا|지금 당장"
)
_SOON = (
    r"(?:\bas soon as (?:you can|possible|u can|poss|you (?:see|get|read) this)|\bhurry\b|\bquick(?:ly)?!|\b(?:come|please|be|reply|answer) quick(?:ly)?\b|\banswer (?:me|(?:the|your) phone)\b|\bpick up (?:the|your) phone\b|\bpick up[!.]*$|\bhelp[!.]*$|"
    r"\blo antes posible\b|\bcuanto antes\b|\b(?:ven|date) (?:r[aá]pido|prisa)\b|\bau plus (?:vite|t[oô]t)\b|\bd[èe]s que possible\b|\bd[ée]p[êe]che\b|\b(?:viens|venez|fais|vas-y) vite\b|\bvite ?!|"
    r"\bso (?:schnell|bald) wie m[öo]glich\b|\bschnellstm[öo]glich\b|\bbeeil dich\b|\b(?:komm|bitte|mach|ganz) schnell\b|\bo (?:mais r[aá]pido|quanto antes)\b|\bvem r[aá]pido\b)|尽快|できるだけ早く|поскорее"
)
#: Nouns that make "emergency" and "urgent" a name for something.
_NAMED = r"(?! (?:exits?|rooms?|signs?|brakes?|lights?|doors?|meetings?|contacts?|numbers?|landings?|drills?|plans?|stops?|funds?|kits?|services?|chocolate|snacks?|care|stuff|work|things|tasks|errands|emails|matters?|enquiries|inquiries|cases)\b)"
_URGENT = (
    rf"\b(?:(?=urgen)(?<!how )(?<!is it )(?<!is this )(?<!is that )(?<!if it's )(?<!if it is )(?<!if this is )(?<!if )(?<!anything )(?<!something )(?<!for )(?<!another )(?<!was )(?<!more )(?<!less )urgen\w*\b{_NAMED}|"
    rf"dringend\b|critical\b(?! (?:acclaim|thinking|review\w*|essay|theory|role))|time[- ]sensitive\b|it can'?t wait\b|(?=emergency)(?<!was an )(?<!for )(?<!in case of )(?<!if there's an )emergency\b{_NAMED}|life (?:and|or) death\b)|"
    r"[🚨🆘]|срочно|紧急|緊急|عاجل|급해"
)
_DANGER = (
    r"\b(?:wild|bush|forest|house|kitchen|car|building|apartment)[ -]?fires?\b|\bfire (?:broke|is spreading|spread|crews?|brigade|department|(?:in|at|near) (?:the|a|my|our|your)\b)|\bfire alarm (?:is|keeps|went|going)|\bfirefighters?\b|"
    r"\b(?:house|home|building|kitchen|car|train|bus|flat|roof|forest|engine|oven|stove|factory|hotel|garage) (?:is|are|was|caught) (?:on )?fire\b|\bcaught fire\b|\b(?:explosions?|exploded)\b(?! (?:of|with|in))|"
    r"\b(?:earthquakes?|aftershocks?|tsunami|hurricane|tornado|typhoon|cyclone|landslide|mudslide|avalanche|wildfires?)\b|\bflood(?:s|ed|ing|waters?)\b(?! (?:of|with|by))|\bevacuat\w+|\bcasualt(?:y|ies)\b|\binjur(?:ed|ies)\b|"
    r"\b(?:people|persons?|man|men|woman|women|child|children|students?|soldiers?|passengers?) (?:\w+ )?(?:killed|dead|hurt|shot|drowned|trapped)\b|\bkilled (?:by|in|at|\d+)\b|\b(?:gunm[ae]n|gunshots?|hostages?|bombings?|bomb (?:threat|blast|attack))\b|\bsuicide bomb\w*|"
    r"\bderail\w+|\b(?:plane|train|bus|car|helicopter) (?:crash|accident)\b|\b(?:building|bridge|roof|ceiling|he|she) (?:has |just )?collapsed\b|\brescuers?\b|\bstabbed\b|\bkidnapp\w+|\bbleeding\b|\bambulance\b(?! (?:driver|service))|\bparamedics?\b|"
    r"\balarms? (?:is|are|keeps?|has been) (?:\w+ )?(?:going|ringing)\b|\bpower (?:cut|outage)\b|\bgas leak\b|\b(?:storm|flood|tornado|tsunami) warning\b|\bstate of emergency\b|"
    r"\bincendios?\b|\bterremoto\b|\binundaci[oó]n\b|\bherid[oa]s\b|\bincendie\b|\bbless[ée]s\b|\btremblement de terre\b|\b[üu]berschwemmung\b|\bverletzte?\b|\berdbeben\b|\bes brennt\b|\binc[êe]ndio\b|\bferid[oa]s\b|\benchente\b"
)
#: Told of another time, of a work or a game, or for a laugh.
_ELSEWHERE = (
    r"(?:\b(?:back then|anniversary|used to|(?:finished|done) (?:with )?(?:all )?(?:the|my|that))\b|"
    r"\b(?:movie|film|song|album|novel|book|video game|series|episode|season \d+|playlist|lyrics|podcast|trailer|concert|musical|documentary|museum|drill|stuck in my head|called the)\b|"
    r"\bto die for\b|\bkilled it\b|\b(?:i'm|i am|im) (?:dying|dead|drowning|crying|screaming)\b(?=.{0,40}(?:laugh|funny|video|meme|tired|work\b|to (?:see|know|try|meet)))|\bdied (?:of )?laughing\b|\b(?:is|was|are) (?!on )(?:\w+ )?(?:murder|fire|lit)\b(?! (?:by|in|at|from|up))|"
    r"\b(?:battery|phone|laptop|tablet|watch)(?: is| has|'s)? (?:just |about to )?(?:died?|dying|dead|dies)\b|\bcrashed (?:on|at|in|out|early)\b|\b(?:starving|melting)\b|\bwould kill for\b|\bon fire (?:lately|tonight|today|this)\b|\bemergency (?:exit|door|light|chocolate|snack|drill)|"
    r"\b(?:ha){2,}h?\b|\blol\b|\blmao\b|\bjk\b|\bkidding\b)|[😂🤣😆]"
)
_NO_RUSH = (
    r"(?:\bno (?:rush|hurry|pressure|worries if not|stress)\b|\bnot (?:\w+ )?urgent\b|\bisn't (?:\w+ )?urgent\b|\bnothing urgent\b|\bwhenever\b|"
    r"\btake your time\b|\bno need to (?:rush|hurry|reply|answer|call)|\bdon'?t (?:need to |have to )?(?:rush|hurry|worry)\b|\bat your convenience\b|"
    r"\bno deadline\b|\bwhen(?:ever)? you (?:get|have) (?:a chance|time|a (?:moment|minute|sec))\b|\b(?:isn't|not) an? (?:emergency|rush|priority)\b|\bsometime next\b|"
    r"\bsin prisa\b|\bno corre prisa\b|\bno (?:es )?urgente\b|\brien (?:ne presse|d'urgent)\b|\bpas (?:d'urgence|urgent|press[ée])\b|\bquand (?:tu|vous) (?:peux|pouvez)\b|"
    r"\bkeine eile\b|\bnicht (?:\w+ )?(?:dringend|eilig)\b|\birgendwann\b|\bsem pressa\b|\bn[aã]o (?:[ée] )?urgente\b)|не срочно|不急"
)

#: Cues in words: code, weight, expression. "no_rush" silences now, asap and urgent.
_CUES: tuple[tuple[str, float, str], ...] = (
    ("no_rush", -0.30, _NO_RUSH),
    ("now", 0.40, _NOW),
    ("asap", 0.26, _SOON),
    ("urgent_word", 0.38, _URGENT),
    ("danger", 0.22, _DANGER),
    ("at_stake", 0.16, r"\bor (?:we|i|you)(?:'ll| will| would)? (?:lose|miss|fail|forfeit)\b|\b(?:goes?|going|we're) live in\b|\b(?:final|last) (?:notice|warning|call|chance)\b|\bbefore it'?s too late\b|\b(?:flight|train|presentation|exam|interview|ceremony|show|meeting) (?:leaves|starts|begins|is) in\b"),
    (
        "outage",
        0.24,
        r"\b(?:server|site|website|system|app|shop|checkout|database|network|power|internet|payment page)s? (?:\w+ )?(?:is|are|went|has|just|keeps) ?(?:\w+ )?(?:down|crash\w*|broken|offline|dead|out)\b|\b(?:is|are|went) (?:all )?down\b|\bcrashed\b(?! (?:on|at|in|early|out|after))|\bflood(?:ing|ed)\b|\b(?:production|electricity|heating|power|phones?|everything) (?:is|are|went|has gone) (?:all )?(?:down|out|off|gone|dead)\b|\b(?:lost (?:power|electricity)|no (?:electricity|power|hot water))\b|\b(?:stopped|stops|not) (?:taking|accepting) (?:cards|payments|orders)\b|\b(?:servidor|sistema|site|serveur|strom)\b.{0,12}\b(?:ca[ií]do|caiu|cay[oó]|en panne|ausgefallen|weg)\b|\blocked out\b|\b(?:can'?t|nobody can|no one can) (?:get in|log ?in|pay|access)\b",
    ),
    (
        "chasing",
        0.12,
        r"\bstill (?:waiting|no|haven't|have not|hasn't)\b|\bany (?:update|news)\b|\b(?:my|the) (?:second|third|2nd|3rd) (?:time|reminder|message)\b(?! lucky)|\b(?:second|third|last|final) reminder\b|\bfollowing up\b|\boverdue\b|\bbeen waiting\b|\bwhere (?:are|r) (?:you|u)\b(?! \w)|\b(?:why|are) (?:\w+ )?(?:aren't |not |you )(?:not |ignoring|answering|replying)",
    ),
    ("running_late", 0.12, r"\b(?:running|be|are|am|i'm|we're|stuck) (?:\w+ ){0,4}late\b|\bstuck in traffic\b|\bmins? late\b"),
    ("call_wanted", 0.05, r"\b(?:call|ring|phone) me\b|\bgive me a (?:call|ring)\b|\bll[aá]mame\b|\bruf mich\b|\bappelle[sz]?[- ]moi\b|\bm'appeler\b|\bme liga\w*\b|\bllamarme\b"),
    ("bad_news", 0.20, r"(?<!battery )(?<!phone )(?<!laptop )\bdied\b|\b(?:passed away|diagnos\w+|broke up|miscarr\w+|funeral|(?:in|to) (?:the )?hospital|lost (?:my|the|our) (?:job|baby|dad|mum|mom|dog|cat|house))\b"),
    ("at_the_door", 0.36, r"\b(?:i'm|i am|we're|we are) (?:just |all )?(?:(?:standing|waiting) )?(?:outside|downstairs|at the (?:door|gate|entrance)|by the (?:door|gate|entrance))\b"),
    ("angry_words", 0.10, r"\b(?:unacceptable|furious|(?:very|really|so|extremely|deeply|bitterly) disappointed|ridiculous|lawyer|legal action|refund|worst|inaceptable|inacceptable|inakzeptabel)\b"),
)  # fmt: skip
#: Cues that are silent where the text speaks of another time or not in earnest, unless something is wanted now.
_IN_EARNEST = ("urgent_word", "danger", "outage")
#: Intents that are never pressing, however they are written.
_NEVER = frozenset({"thanks", "greeting", "smalltalk"})
#: What a meaning that cannot wait adds in full; it begins at ALARM_FROM and is full from ALARM_TO on. Told of another
#: time or in jest, ALARM_ELSEWHERE of it is left.
ALARM = 0.42
ALARM_FROM, ALARM_TO = 0.4, 0.75
ALARM_ELSEWHERE = 0.3
#: Somebody who takes up an offer is not kept waiting.
READY = 0.06
SHOUTING = 0.06
EXCLAIMING = 0.04


@dataclass(frozen=True, slots=True)
class Urgency:
    """Urgency in [0, 1] and the codes of what made it."""

    score: float
    cues: tuple[str, ...]


def urgency(
    reading: Reading, intent: str, *, asks: bool, deadline: Deadline | None, now: datetime | None, alarm: float = 0.0
) -> Urgency:
    """Sum the table for one text.

    Args:
        now: needed where a deadline is given.
        alarm: how alarming its meaning is, by `engine.judge.alarm`; 0 where that is not known.
    """
    settled = not asks and intent in ("booking", "price", "request", "question", "payment")
    total = min(INTENT[intent], SETTLED) if settled and intent != "payment" else INTENT[intent]
    if intent == "spam":
        return Urgency(total, ())
    found = {code: weight for code, weight, expression in _expressions() if expression.search(reading.low)}
    if "no_rush" in found:
        for code in ("now", "asap", "urgent_word", "call_wanted"):
            found.pop(code, None)
    if elsewhere(reading) and not found.keys() & {"now", "asap"}:
        for code in _IN_EARNEST:
            found.pop(code, None)
    owed = deadline is not None and deadline.firm and _OWED.search(reading.low) is not None
    if intent == "information" and (owed or "outage" in found):
        total = INTENT["request"]
    if "no_rush" not in found and intent not in _NEVER and (rise := _alarmed(alarm, reading)):
        found["alarming"] = rise * ALARM
        total = max(total, INTENT["request"]) if rise >= 0.5 and intent == "information" else total
    total += sum(found.values())
    cues = list(found)
    if intent == "booking" and accepts(reading):
        total += READY
        cues.append("ready_to_book")
    if deadline is not None and now is not None and (weight := _deadline(deadline, now, asks=asks, owed=owed)):
        total += weight
        cues.append("deadline" if deadline.firm else "time_named")
    if intent not in _NEVER:
        if reading.shouting:
            total += SHOUTING
            cues.append("shouting")
        if reading.exclamations:
            total += EXCLAIMING
    return Urgency(round(min(1.0, max(0.0, total)), 3), tuple(cues))


def _alarmed(alarm: float, reading: Reading) -> float:
    """Share of ALARM, in [0, 1], that a meaning adds."""
    rise = min(1.0, max(0.0, (alarm - ALARM_FROM) / (ALARM_TO - ALARM_FROM)))
    return rise * ALARM_ELSEWHERE if elsewhere(reading) else rise


def elsewhere(reading: Reading) -> bool:
    """Whether the text tells of the past, of a book or song, or jokes."""
    return over(reading) or _elsewhere().search(reading.low) is not None


def adjusted(score: float, contact_class: ContactClass) -> float:
    """Urgency after the documented shift for who writes."""
    if score < SHIFT_FROM:
        return score
    return round(min(1.0, max(0.0, score + SHIFT[contact_class])), 3)


def pressure(at: datetime, now: datetime) -> float:
    """What a firm deadline adds."""
    hours = (at - now).total_seconds() / 3600
    return 0.0 if hours < -OVER_AFTER_H else next((w for limit, w in DEADLINE if hours <= limit), 0.0)


def _deadline(deadline: Deadline, now: datetime, *, asks: bool, owed: bool) -> float:
    weight = pressure(deadline.at, now)
    if deadline.firm:
        return weight if asks or owed else weight * NAMED_ONLY
    return weight * NAMED_ONLY if asks else 0.0


@cache
def _elsewhere() -> re.Pattern[str]:
    return re.compile(_ELSEWHERE)


@cache
def _expressions() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple((code, weight, re.compile(expression)) for code, weight, expression in _CUES)
