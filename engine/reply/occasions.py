"""What an incoming turn calls for: the occasion a reply has to fit.

Strong words decide first, then the intent triage found, then the form of the sentence. Occasions are finer than
intents because a reply to "are you free on Saturday?" is no reply to "when will the photos be ready?".
"""

from __future__ import annotations

import re

from engine.domain import Triage
from engine.reply.occasion_patterns import PATTERNS, Occasion

_OF_INTENT = {
    "reschedule": Occasion.RESCHEDULE,
    "cancel": Occasion.CANCEL,
    "price": Occasion.PRICE,
    "payment": Occasion.PAYMENT,
    "booking": Occasion.BOOKING,
    "complaint": Occasion.COMPLAINT,
    "thanks": Occasion.THANKS,
    "greeting": Occasion.GREETING,
    "smalltalk": Occasion.SMALLTALK,
    "emergency": Occasion.EMERGENCY,
    "request": Occasion.REQUEST,
    "spam": Occasion.RISKY,
}
#: Rules that are only politeness around whatever else a turn says.
_POLITE = frozenset(
    {
        Occasion.THANKS,
        Occasion.APOLOGY,
        Occasion.FAREWELL,
        Occasion.GREETING,
        Occasion.SMALLTALK,
        Occasion.PRAISE,
    }
)
#: Statements that are only such when nothing is asked.
_STATED = frozenset({Occasion.PAID, Occasion.BAD_NEWS, Occasion.GOOD_NEWS})

_WHICH = re.compile(
    r"\b(who|what|when|where|why|how|which|qué|cuándo|cómo|cuál|was|wann|wie|warum|welche\w*|quand|comment|quel\w*|"
    r"quando|como|qual)\b",
    re.I,
)
_ASKS = re.compile(
    r"^\W*(?:(?:hi|hey|hello|so|and|but|ok|okay|also|oh|sorry|btw|quick question)\b\W*(?:\w+\W+)?)?(?:who|what|"
    r"when|where|why|how|"
    r"which|can|could|would|will|do|does|did|is|are|am|shall|should|may|have|has|any(?:one|thing)?|wanna|u free|"
    r"you free)\b"
    r"(?! (?:not )?(?:do|be|have|see)\b.{0,10}$)",
    re.I,
)
_SOFTLY = re.compile(
    r"\b(wondering|curious|if that'?s (?:ok|okay|alright|fine|possible)|(?:ok|okay|fine) with you)\b", re.I
)
_MAY = re.compile(
    r"\b((?:can|could|may|shall|should) (?:i|we|my|our)|(?:do you|would you) mind if|(?:is it|would it be|"
    r"are you) (?:ok|okay|alright|"
    r"all right|fine|possible)|(?:ok|okay|fine|alright) (?:if|with you|to)|if that'?s (?:ok|okay|alright|fine)|"
    r"darf ich|puedo|"
    r"est-ce que je peux|posso)\b",
    re.I,
)
_WISHES = re.compile(
    r"\b((?:can|could|would|will) (?:you|u|we|i)|please|pls|would you mind|(?:i|we)(?:['’]d| would) (?:like|love|"
    r"need)|i need|we need|let me "
    r"know|puedes|podrías|könn(?:te|en|test)|kannst|peux|pourr\w+|pode(?:ria)?)\b",
    re.I,
)
_ACK = re.compile(
    r"^\W*(?:ok(?:ay|ie|ey)?|k+|kk|cool|great|perfect|sure|fine|alright|got it|noted|understood|will do|"
    r"sounds (?:good|great)|lol|"
    r"ha(?:ha)+|nice|yes|yep|yeah|yup|no|nope|nah|right|true|same|vale|gut|alles klar|passt|d'accord|ok merci|beleza|"
    r"perfecto|perfekt|parfait|perfeito|lovely|awesome|brilliant|amazing|thumbs up)(?:\W+(?:ok|cool|great|perfect|"
    r"sure|fine|then|lol|"
    r"haha|nice|yes|will do|sounds good|lovely))*\W*$",
    re.I,
)


def asks(text: str) -> bool:
    """Whether a question is put, with or without its mark."""
    if "?" in text or _SOFTLY.search(text):
        return True
    return any(_ASKS.match(part) for part in re.split(r"[.!\n]+", text) if part.strip())


def is_acknowledgement(text: str) -> bool:
    """Whether a turn only says that it heard ("ok", "haha", 👍) and leaves nothing to answer."""
    return not re.search(r"\w", text) or _ACK.match(text) is not None


def occasion(text: str, triage: Triage | None = None) -> Occasion:
    """What this turn calls for; `triage` of the same turn helps where the words alone do not decide."""
    question = asks(text)
    hits = [found for found, pattern in PATTERNS if pattern.search(text)]
    strong = [found for found in hits if found not in _POLITE and not (question and found in _STATED and len(hits) > 1)]
    intent = _OF_INTENT.get(triage.intent) if triage is not None and triage.confidence_overall >= 0.4 else None
    if intent is Occasion.RISKY:
        return intent
    if strong and strong[0] is Occasion.PAYMENT and intent is Occasion.COMPLAINT:
        return intent
    if strong:
        return strong[0]
    if question and not set(hits) & {Occasion.SMALLTALK}:
        return _asked(text, intent)
    if intent is not None and intent not in _POLITE and not hits:
        return intent
    if hits:
        return _politest(text, hits)
    if _WISHES.search(text):
        return Occasion.REQUEST
    return intent if intent is not None and intent not in _POLITE else Occasion.INFORMATION


def _asked(text: str, intent: Occasion | None) -> Occasion:
    if intent is not None and intent not in _POLITE and intent is not Occasion.REQUEST:
        return intent
    if re.search(r"\b(?:can|could|would|will) (?:you|u)\b|please|pls", text, re.I):
        return Occasion.REQUEST
    if (hit := _MAY.search(text)) and not _WHICH.search(text[: hit.start()]):
        return Occasion.PERMISSION
    return Occasion.QUESTION if _WHICH.search(text) or "about" in text else Occasion.YES_NO


def _politest(text: str, hits: list[Occasion]) -> Occasion:
    """Praise outweighs thanks, an apology outweighs a goodbye; a long text with a thanks in it informs."""
    best = hits[0]
    return best if len(text.split()) <= 25 or best in (Occasion.PRAISE, Occasion.APOLOGY) else Occasion.INFORMATION
