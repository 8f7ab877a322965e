"""How a message sounds: one of nine tones, by words, emoji and punctuation."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from functools import cache

from engine.judge.reading import Reading

TONES = ("neutral", "happy", "excited", "grateful", "concerned", "frustrated", "angry", "sad", "affectionate")
POSITIVE = frozenset({"happy", "excited", "grateful", "affectionate"})
NEGATIVE = frozenset({"concerned", "frustrated", "angry", "sad"})

#: Each cue found adds its weight to its tone; the largest sum wins, earlier rows win ties.
_CUES: tuple[tuple[str, float, str], ...] = (
    (
        "angry",
        3,
        r"\b(?:furious|unacceptable|ridiculous|disgusting|outrageous|pissed|scam+er|liar|how dare|sue you|lawyer|w[üu]tend|inaceptable|inacceptable|inaceit[aá]vel|enojad[oa]|f+u?c?k(?:ing)? (?:you|off|useless)|worst)\b|[🤬😡👿]",
    ),
    (
        "frustrated",
        2,
        r"\b(?:disappoint\w*|frustrat\w*|annoy\w*|fed up|still (?:waiting|no\b|haven't|hasn't|not)|again and again|not happy|unhappy|doesn't work|not working|broken|blurry|ruined|waste of|third time|second time|(?:asked|told you|written|called|tried) (?:\w+ )?(?:twice|(?:two|three|four|five|several|many) times)|still nothing|another delay|just (?:what i needed|great)\b(?=\W*$)|(?:oh|well),? (?:great|wonderful|fantastic|perfect),|yeah,? right|thanks for nothing|ugh+\b|nobody (?:answers|opens|replies|cares)|nadie (?:contesta|responde)|ningu[ée]m responde|toujours (?:pas|rien)|immer noch (?:nicht|kein\w*|nichts)|tired of|decepcionad[oa]|d[ée]çue?|entt[äa]uscht|no funciona|ne marche pas|funktioniert nicht|n[aã]o funciona|seriously)\b|[😤😠🙄😒]",
    ),
    (
        "sad",
        2,
        r"\b(?:sad|heartbroken|crying|cried|passed away|died|funeral|miss (?:him|her|them)|lonely|depressed|devastated|grief|so sorry for|triste|traurig|lost my (?:job|dad|mum|mom|dog|cat)|pointless|hopeless|haven't slept|can't cope|struggling|so alone|be alone with|falling apart|awful (?:day|week|news)|(?:bad|sad|terrible) news)\b|[😢😭💔😞😔]",
    ),
    (
        "concerned",
        2,
        r"\b(?:worried|worr(?:y|ies) (?:that|about)|concern\w*|nervous|anxious|afraid|scared|is everything ok|are you ok(?:ay)?|hope (?:you're|everything|nothing)|accident|hospital|emergency|preocupad[oa]|inqui[eè]te?|besorgt|(?:mache?n? (?:mir|uns) )?sorgen|urgent|help)\b|[😟😰😨🙁😕]",
    ),
    (
        "grateful",
        2,
        r"\b(?:thanks|thank (?:you|u)|thx|tysm|ty|grateful|appreciate\w*|cheers|gracias|merci|danke|vielen dank|obrigad[oa])\b|спасибо|谢谢|ありがとう|شكرا|[🙏]",
    ),
    (
        "affectionate",
        2.2,
        r"\b(?:love you|love u|luv u|miss you|miss u|darling|sweetheart|sweetie|honey|babe|xoxo|hugs|kisses|te quiero|te amo|je t'aime|ich liebe dich|hab dich lieb|beijos)\b|[❤💕💖💗😘🥰😍💋]|\bx{2,}\b",
    ),
    (
        "excited",
        2,
        r"\b(?:so excited|can'?t wait|cannot wait|amazing|awesome|omg|yay+|woo+hoo+|incredible|fantastic|thrilled|stunning|gorgeous|geil|genial|incre[ií]ble)\b|[🎉🥳🤩🔥]",
    ),
    (
        "happy",
        1.5,
        r"\b(?:happy|glad|great|lovely|perfect|nice|wonderful|good news|love (?:it|them|this|these|the)|haha\w*|lol|beautiful|enjoy\w*|delighted|perfecto|parfait|super|toll|[óo]timo|excelente)\b|[😊😀😄😁😂🤣🙂😃😅👍☺]|:-?\)",
    ),
)
#: Several exclamation marks are joy, unless the text presses for something.
_EXCLAIMS, _PRESSES = (
    re.compile(r"!!+"),
    re.compile(
        r"\b(?:asap|a\.s\.a\.p|urgent\w*|call|answer|reply|help|now|immediately|hurry|dringend|sofort|urgente|ya|vite)\b"
    ),
)
_NEGATED = re.compile(r"\b(?:not|isn't|wasn't|aren't|never|don't|didn't|no|hardly) (?:\w+ )?$")


def tone(reading: Reading) -> str:
    """The tone of a text; "neutral" when nothing speaks for another."""
    sums: dict[str, float] = {}
    low = reading.unlinked
    for name, weight, expression in _expressions():
        for found in expression.finditer(low):
            if name in POSITIVE and _NEGATED.search(low[max(0, found.start() - 20) : found.start()]):
                sums["frustrated"] = sums.get("frustrated", 0.0) + 1.0
            else:
                sums[name] = sums.get(name, 0.0) + weight
    if _EXCLAIMS.search(low) and _PRESSES.search(low) is None:
        sums["excited"] = sums.get("excited", 0.0) + 2.0
    if reading.shouting and sums.keys() & {"frustrated", "angry"}:
        sums["angry"] = sums.get("angry", 0.0) + 2.0
    return max(sums, key=lambda name: (sums[name], -TONES.index(name))) if sums else "neutral"


@cache
def _expressions() -> tuple[tuple[str, float, re.Pattern[str]], ...]:
    return tuple((name, weight, re.compile(expression)) for name, weight, expression in _CUES)
