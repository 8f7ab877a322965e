"""When matching words are no evidence: they are quoted, reported, refused, warned of, or said in jest."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re

#: Looked at before and after a match.
BEFORE_CHARS = 110
AFTER_CHARS = 90

_SENTENCE = re.compile(r"[.!?](?:\s|$)")
_REFUSED = re.compile(
    r"\b(?:never|won't|will not|wouldn't|would not|don't|do not|didn't|did not|not going to|not gonna|no need to|you (?:don't|do not) (?:need|have) to|"
    r"can't|cannot|refuse to|instead of|rather than|not|without)\b(?: (?:ask|asking|want|need|ever|have|try|you|me|us|to|for|be|going|that|it|please|just|simply|your|any|worry about)){0,4} ?$"
)
_REPORTED = re.compile(
    r"\b(?:(?:got|get|getting|received|saw|had|read|heard|keep getting|there(?:'s| is| are)|beware of|careful with|watch out for|know about|fell for|warn\w*(?: you)?(?: about| of)?|"
    r"report(?:ed)?) (?:\w+ ){0,3}(?:text|texts|message|messages|email|emails|mail|call|calls|sms|dm|pop-?up|scam|scams|scammers?|people|someone|guy)\b|"
    r"(?:said|says|saying|told (?:me|him|her|us|my \w+)|tells? (?:me|people)|texted (?:me|him|her|my \w+)|wrote|asked (?:me|him|her|my \w+)|asking (?:me|people)|tried to|trying to make|"
    r"pretend\w*|claim(?:ed|ing)|(?:scammed|scammers?)(?!.*: )|(?<!our )(?<!certified )hackers?|imagine|as if|like when|joke about|if (?:some|any)(?:one|body))\b)[^.!?]{0,80}$"
)
_AFTER = re.compile(
    r"^[^.!?]{0,60}\b(?:is (?:such )?a scam|are (?:all )?scams?|total scam|sounds like a scam|(?:obviously|clearly|definitely|must be) (?:a )?(?:scam|fake|fraud)|scam alert|"
    r"just kidding|jk\b|only joking|i'm joking|im joking|just joking|kidding)|^[^.!?]{0,40}[.!?]+ (?:(?:lol|haha\w*) )?(?:jk\b|just kidding|only joking|kidding|i'm joking|"
    r"is (?:this|that|it) (?:a |some )?(?:scam|legit|real|fake)|scam\b|what a scam|obviously|should i (?:click|answer|reply|trust))"
)
_LAUGH = re.compile(r"(?:🤣|😂|\blol\b|\blmao\b|\bhaha\w*|\bjk\b)")
_JUST_KIDDING = re.compile(
    r"^\W*(?:(?:haha\w*|lol|i'm|im|i am|only|just|was|no|es|je|war|nur|foi|era)\W+){0,3}(?:kidding|joking|jk|a joke|april fools?|broma|plaisante|scherz|spa(?:ss|ß)|brincadeira|zoando)\b"
)
_SERIOUS = re.compile(
    r"\b(?:but (?:really|seriously|honestly|no)|i(?:'m| am) (?:being )?serious|no joke|for real|seriously|not (?:a joke|joking|kidding)|en serio|s[ée]rieusement|im ernst|a s[ée]rio)\b"
)
_INSISTS = re.compile(
    r"\b(?:quick(?:ly)?|hurry|urgent\w*|asap|the one (?:that|which|you)|right now|today|r[áa]pido|vite|schnell|deprisa)\b"
)
_SCAM_WORD = re.compile(
    r"\b(?:jok(?:e|ing)|beware|if (?:some|any)(?:one|body)|hang up|(?:never|don'?t|do not|will not|won'?t) (?:ask|share|disclose|tell|give)|nous ne (?:demandons|vous demand)\w*|nunca (?:le )?pedimos|nunca pedimos|fragen nie)\b|[«»„]|"
    r"\b(?:scam\w*|fraudsters?|phish\w*|hoax|estafa\w*|timo|arnaque\w*|betr[üu]ger\w*|abzocke|golpes?|golpistas?)\b"
)
_SAYS = re.compile(
    r"\b(?:said|says|saying|wrote|text(?:ed|s)?|message[ds]?|email(?:ed)?|like|told|asks?|asked|reads?|call(?:ed|s)?)\b[^.!?\"]{0,30}[:,]? ?$"
)


def excused(low: str, start: int, end: int) -> bool:
    """Whether the words [start, end) of a folded text are somebody else's, refused, or a joke."""
    before = _clause(low[max(0, start - BEFORE_CHARS) : start])
    if _REFUSED.search(before) or _REPORTED.search(before):
        return True
    if _AFTER.search(low[end : end + AFTER_CHARS]):
        return True
    return _quoted(low, start)


def reported(low: str) -> bool:
    """Whether a text somewhere tells of words that somebody else said, or calls them a scam."""
    return _REPORTED.search(low[: 2 * BEFORE_CHARS]) is not None or _SCAM_WORD.search(low) is not None


def joking(low: str) -> bool:
    """Whether laughter stands in the text, which does not turn serious: half a joke, so half the weight."""
    return _LAUGH.search(low) is not None and not serious(low)


def serious(low: str) -> bool:
    """Whether a text says that this is no joke."""
    return _SERIOUS.search(low) is not None


def insists(low: str) -> bool:
    """Whether a text holds on to what was asked before, without laughing."""
    return _INSISTS.search(low) is not None and _LAUGH.search(low) is None


def taken_back(low: str) -> bool:
    """Whether a text says that the one before was a joke."""
    return _JUST_KIDDING.search(low) is not None


def _clause(before: str) -> str:
    """The part of the same sentence."""
    ends = [m.end() for m in _SENTENCE.finditer(before)]
    return before[ends[-1] :] if ends else before


def _quoted(low: str, start: int) -> bool:
    opened = low.rfind('"', 0, start)
    if opened < 0 or low.count('"', 0, start) % 2 == 0 or '"' not in low[start:]:
        return low.startswith("> ")
    return _SAYS.search(low[max(0, opened - 60) : opened]) is not None or low[:opened].strip() != ""
