"""What a message is for: one of fourteen intents, by cues in five languages and a few words of other scripts."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from engine.expressions import late
from engine.judge.intent_cues import CUES
from engine.judge.reading import Reading, Script, Shape

INTENTS = (
    "request",
    "question",
    "booking",
    "reschedule",
    "cancel",
    "price",
    "payment",
    "complaint",
    "thanks",
    "greeting",
    "smalltalk",
    "information",
    "emergency",
    "spam",
)

#: Intents that want something back from the reader.
ASKING = frozenset({"request", "question", "booking", "reschedule", "cancel", "price", "complaint", "emergency"})


@dataclass(frozen=True, slots=True)
class Intent:
    """What a text is for; `sure` in [0, 1]; `asks` if there are words that want something back."""

    name: str
    sure: float
    asks: bool


def intent(reading: Reading) -> Intent:
    """The intent of a text; without cues it is information."""
    if reading.shape is Shape.EMPTY or reading.shape is Shape.EMOJI:
        return Intent("smalltalk", 0.9, False)
    if reading.shape is Shape.LINK:
        return Intent("information", 0.5, False)
    if accepts(reading) and not has(reading, "spam"):
        return Intent("booking", 0.8, True)
    if _advertises(reading):
        return Intent("spam", 0.8, False)
    for name, expression in _expressions():
        if expression.search(reading.low):
            return _met(name, reading)
    return Intent("information", 0.5 if reading.script is Script.LATIN else 0.3, False)


def _met(name: str, reading: Reading) -> Intent:
    asks = name in ASKING or has(reading, "request") or has(reading, "question")
    if name == "booking" and not has(reading, "question") and _settles(reading):
        return Intent("booking", 0.7, False)
    if name == "price" and _praises(reading):
        return Intent("information", 0.6, False)
    if name in ("request", "question", "smalltalk") and _waves_off(reading):
        return Intent("information", 0.6, False)
    if name == "emergency" and (_denies_urgency(reading) or over(reading)):
        return Intent("information", 0.5, False)
    return Intent(name, 0.8 if reading.script is Script.LATIN else 0.5, asks and name != "spam")


def has(reading: Reading, name: str) -> bool:
    """Whether cues of the named intent stand in the text, whatever else it is for."""
    return any(one == name and expression.search(reading.low) for one, expression in _expressions())


_ACCEPTS = late(
    r"\b(?:(?:happy|fine|ok(?:ay)?|good|great) with (?:the|your|that|this) (?:quote|price|offer|estimate)|where (?:do|can|should) (?:i|we) sign|sign (?:me|us) up|"
    r"(?:quote|price|offer|estimate) (?:is|sounds|looks) (?:fine|good|great|ok(?:ay)?|perfect|fair)[^.!?]{0,20}\b(?:book|let's|where|when|how|next|please)|"
    r"(?:we|i)(?:'d| would) (?:like|love) to (?:book|go ahead|confirm|reserve|go for)|(?:i|we)(?:'ll| will) take (?:it|that one|the \w+ (?:one|package|slot))|"
    r"(?:let's|we want to|i want to|ready to|like to|we'll|i'll) (?:book|go ahead|do it|go for (?:it|that|the))|please book (?:us|me) in|book (?:us|me) in|how do (?:i|we) book)\b"
)
_DECLINES = late(r"\b(?:not|don't|won't|can't|cannot|no longer|before|if|once|cancel\w*|re-?schedul\w*|instead|move)\b")
_SETTLES = late(r"^(?:perfect|great|ok(?:ay)?|cool|yes|yep|sounds good|brilliant|lovely|done|works|deal)\b|\bsee you\b")
_PRAISES = late(
    r"\b(?:prices?|rates?|pricing) (?:is|are|was|were|seems?) (?:so |very |really )?(?:great|good|fair|fine|reasonable|ok)\b"
)
_WAVES_OFF = late(
    r"^(?:no,? )?(?:don't worry|(?:there's )?no need|do not worry|never ?mind|forget it|no worries|not to worry|don't bother|"
    r"(?:no,? )?(?:thanks,? )?i don't (?:need|want) (?:anything|any|it)|keine sorge|no te preocupes|pas grave)\b"
)
_CALM = late(
    r"\b(?:not|isn't|no|wasn't|nothing|kein|keine|pas|nada) (?:an? |so |really |that |too |de |d')?(?:emergency|urgent|urgence|notfall|emergencia|urgente|dringend)\b"
)


_OVER = late(
    r"\b(?:last (?:month|year|summer|winter|spring|autumn|week)|(?:years?|months?|weeks?) ago|remember when|false alarm|as a (?:kid|child))\b|"
    r"\b(?:fine|ok|okay|better|good|safe|fixed|sorted|solved|resolved|recovered|over|under control) (?:now|again)\b|\bback (?:up|online)\b"
)


def accepts(reading: Reading) -> bool:
    """Whether the text takes up an offer: "happy with the quote, where do I sign?"."""
    found = _ACCEPTS.search(reading.low)
    return found is not None and _DECLINES.search(reading.low[max(0, found.start() - 40) : found.end() + 30]) is None


def _settles(reading: Reading) -> bool:
    return _SETTLES.search(reading.low) is not None and not reading.question_mark


def _praises(reading: Reading) -> bool:
    return _PRAISES.search(reading.low) is not None and not reading.question_mark


def _waves_off(reading: Reading) -> bool:
    return _WAVES_OFF.search(reading.low) is not None and not reading.question_mark


def _denies_urgency(reading: Reading) -> bool:
    return _CALM.search(reading.low) is not None


#: Words of advertising by text message; two different ones and a way to reach the advertiser make an advertisement.
#: Checked on the UCI collection: 393 of 747 spam messages and 2 of 4,827 others, which advertise too.
_ADVERTISING = late(
    r"\b(?:prizes?|award(?:ed)?|winner|(?:you've |you have |have |has )won|claim|guaranteed|ringtones?|txt|per ?min|p/min|\d+p(?:pm|/\w+)?|rewards?|"
    r"free (?:entry|msg|message|sms|txt|text|calls?|ringtones?|gift|trial|tones?|camera|phone|upgrade|delivery)|(?:special|exclusive|latest|limited|this) offers?|"
    r"offer (?:ends|expires|valid)|unsubscribe|to stop|stop to|subscri\w+|credits|loans?|congrat\w*|prize draw|expires|click (?:here|below|the link)|been selected|"
    r"valued customer|customer service|freephone|mobile no|bonus caller|land ?line|national rate|std|t&?cs?|order now|casino|delivery fee|identifier|0(?:800|8[47]\d|9\d\d)[ \d-]{5,12}\d)\b"
)
_REACH = late(
    r"\b0\d{9,10}\b|\b0(?:800|8[47]\d|9\d\d)[ \d-]{5,12}\d\b|\b\d{5,6}\b|\+\d{7,}|http|www\.|\b1-?8\d\d\b|\.com?\b|\breply \w+\b|\blink\b"
)


def _advertises(reading: Reading) -> bool:
    return len(set(_ADVERTISING.findall(reading.low))) >= 2 and _REACH.search(reading.low) is not None


def over(reading: Reading) -> bool:
    """Whether the trouble told of is past."""
    return _OVER.search(reading.low) is not None


@cache
def _expressions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, late("|".join(f"(?:{cue})" for cue in cues))) for name, cues in CUES)
