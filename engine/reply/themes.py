"""How an existing reply sounds: casual, brief, warm, empathetic, professional, playful, firm."""

from __future__ import annotations

import re

from engine.domain import Theme
from engine.voice.features import formality

_EMPATHETIC = re.compile(
    r"\b(sorry to hear|so sorry|thinking of you|i understand|that sounds (?:hard|tough|awful|stressful)|"
    r"hope (?:you|she|he|they|everyone|"
    r"everything)(?:'re|'s| are| is| feel| get|) (?:ok|okay|better|well)|feel better|get well|"
    r"take (?:all )?the time|take your time|"
    r"poor (?:you|thing)|completely understand|das tut mir leid|lo siento mucho|courage)\b",
    re.I,
)
_PLAYFUL = re.compile(r"(\b(?:haha+|lol|lmao|hehe+|jaja+|mdr|kkk+)\b|[😂🤣😜😝😉😏🙈🤪])", re.I)
_FIRM = re.compile(
    r"\b(policy|non[- ]refundable|fixed|have to insist|not (?:able|possible|comfortable|going to)|"
    r"please (?:don['’]?t|stop)|"
    r"i (?:don['’]?t|never|only) \w+|stays? (?:the same|at)|as agreed|final)\b",
    re.I,
)
_WARM = re.compile(
    r"(\b(?:lovely|so (?:happy|glad|much|excited|nice|kind|sweet)|can['’]t wait|thank you|wonderful|means a lot|"
    r"looking forward|"
    r"aww+|yay|pleasure|love (?:that|it|this)|congratulations|mil gracias|encant\w+|freue? mich|ravie?|ador\w+)\b|"
    r"[❤🥰😍💕🤍💛🧡😊🤗])",
    re.I,
)


def theme(text: str) -> Theme:
    """The theme of a reply; what is neither short nor marked in any way is casual."""
    if _EMPATHETIC.search(text):
        return Theme.EMPATHETIC
    if _PLAYFUL.search(text):
        return Theme.PLAYFUL
    if _FIRM.search(text):
        return Theme.FIRM
    if _WARM.search(text):
        return Theme.WARM
    if len(text.split()) <= 6:
        return Theme.BRIEF
    return Theme.PROFESSIONAL if formality([text]) >= 0.75 else Theme.CASUAL
