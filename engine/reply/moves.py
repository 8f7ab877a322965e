"""What an existing reply does: agree, decline, defer, ask, inform, draw a boundary, close."""

from __future__ import annotations

import re

from engine.domain import Move
from engine.expressions import late

#: The moves that say "not" or "not yet"; a set of options always holds one of them.
HOLDING_BACK = frozenset({Move.DECLINE, Move.DEFER})
#: What may be offered when a conversation is at high risk.
CAREFUL = frozenset({Move.ASK, Move.DECLINE, Move.DEFER, Move.BOUNDARY, Move.CLOSE})

_DECLINE = late(
    r"\b(i(?:'m| am) afraid|unfortunately|can['’]?t (?:make|do|move|offer|fit|help|take|come|this|that|on|any|"
    r"right)|cannot|"
    r"(?:not|n['’]t) (?:be )?able to|not available|(?:i(?:'m| am)|we(?:'re| are)) (?:fully |already )?(?:booked|"
    r"full|away|busy)|"
    r"fully booked|no longer|have to (?:pass|say no|decline)|i(?:'ll| will) (?:have to )?pass|won['’]?t (?:work|"
    r"be able|make)|"
    r"doesn['’]?t work|isn['’]?t possible|not possible|can['’]t,? sorry|sorry,? (?:no|i can['’]?t|but)|no,? sorry|"
    r"not this time|"
    r"lo siento|no puedo|leider|kann (?:leider )?nicht|geht (?:leider )?nicht|désolée?|peux pas|ne pourrai pas|"
    r"infelizmente|"
    r"não (?:posso|consigo|dá))\b|^\W*(?:no|nope|nah)\b(?!\s+(?:problem|worries|rush|pressure|need|stress))",
    re.I,
)
_BOUNDARY = late(
    r"\b(i (?:don['’]?t|do not|never|only) (?:do|offer|work|share|give|take|discount|send|refund|reply|answer|edit|"
    r"accept|hand)|"
    r"my policy|non[- ]refundable|(?:not|n['’]t) comfortable|please (?:don['’]?t|stop|do not)|(?:need|"
    r"require) .{0,25}(?:upfront|"
    r"deposit|in advance|before (?:i|we))|deposit (?:is|has|needs|first|before|secures|holds)|prices? (?:are|"
    r"is) (?:fixed|set|the same)|"
    r"keep (?:it|this|things) (?:professional|to)|outside (?:my|of my|working) hours|my (?:working )?hours)\b",
    re.I,
)
_DEFER = late(
    r"\b((?:let me|i(?:'ll| will| need to| have to)|gonna|need to|can i) (?:just |quickly |have a |"
    r"double[- ]?)*(?:check|confirm|look|"
    r"see|think|find out|ask)|(?:get|come|circle|write|text|message) (?:right )?back|let you know|(?:not|"
    r"n['’]t) (?:quite )?sure yet|"
    r"give me (?:a|an|until|till|some)|bear with me|hold on|one (?:sec|second|moment|minute)|(?:reply|answer|write|"
    r"confirm|sort) "
    r"(?:you |it |this )?(?:properly )?(?:later|tonight|tomorrow|asap|soon)|as soon as i (?:can|know|have)|"
    r"still (?:waiting|working)|"
    r"te (?:digo|confirmo|aviso)|déjame|melde mich|schaue? (?:kurz )?nach|gebe? (?:dir )?bescheid|je (?:te|"
    r"vous) (?:dis|redis|confirme)|"
    r"laisse-moi|te (?:confirmo|falo|aviso)|deixa eu)\b",
    re.I,
)
_AGREE = late(
    r"^\W*(?:(?:hi|hey|hello|ah|oh|haha|morning)\b\W*(?:[^\W\d_]+\W+)?)?(?:yes|yep|yeah|yup|ya|sure|ok(?:ay)?|"
    r"of course|absolutely|"
    r"definitely|perfect|great|sounds|no problem|no worries|happy to|that works|works|deal|done|will do|can do|"
    r"certainly|by all means|"
    r"go ahead|totally|i can|we can|sí|si|claro|por supuesto|perfecto|vale|ja|gerne|klar|passt|oui|bien sûr|"
    r"d'accord|parfait|sim|"
    r"claro|perfeito|pode ser)\b|\b(?:works for me|sounds (?:good|great|perfect|lovely)|i(?:'d| would) (?:love|"
    r"be happy) to|that(?:'s| is) "
    r"(?:fine|perfect|no problem)|(?:works|fine|good|perfect) (?:well |fine )?(?:for|with|by) me|you(?:'re|"
    r" are) (?:all )?(?:booked|"
    r"confirmed|set)|is yours|booked you in|count me in|me viene bien|passt mir|me convient|funciona para mim)\b",
    re.I,
)
_CLOSE = late(
    r"\b(you(?:'re| are) (?:so |very |most )?welcome|no (?:problem|worries)|anytime|any time|my pleasure|"
    r"don['’]?t mention|see (?:you|ya)|"
    r"take care|bye|have a (?:good|great|lovely|nice|safe)|speak soon|talk soon|good ?night|thank(?:s| you)|cheers|"
    r"all the best|enjoy|"
    r"glad you|so happy you|de nada|hasta|un abrazo|gern geschehen|bis (?:bald|dann)|schönen|de rien|avec plaisir|"
    r"à bientôt|bonne|"
    r"por nada|até|abraços?)\b",
    re.I,
)


def move(text: str) -> Move:
    """The move of a reply. Refusing outweighs putting off, which outweighs asking; what is left informs."""
    if _BOUNDARY.search(text):
        return Move.BOUNDARY
    if _DECLINE.search(text):
        return Move.DECLINE
    if _DEFER.search(text):
        return Move.DEFER
    agrees = _AGREE.search(text)
    if text.rstrip().endswith("?") and not (agrees and len(text.split()) > 5):
        return Move.ASK
    closes = _CLOSE.search(text)
    if closes and len(text.split()) <= 14 and "?" not in text and not (agrees and agrees.start() < closes.start()):
        return Move.CLOSE
    if agrees:
        return Move.AGREE
    return Move.ASK if "?" in text else Move.INFORM
