"""What is wrong with a text that should have been a reply: empty, in a loop, far too long, a machine's excuse."""

from __future__ import annotations

import re
from collections import Counter

from engine.expressions import late
from engine.reply.tidying import leftover
from engine.voice.vocabulary import words

#: Words from which a text can be in a loop, the share of different ones below which it is, and how often three words
#: in a row may come.
LOOP_WORDS, LOOP_SHARE, LOOP_TIMES = 8, 0.35, 3
#: Longer than so many times the person's longest reply is too long.
TOO_LONG = 2.0
#: What assistants say when they will not answer; nobody's own words to a friend or client.
_EXCUSE = late(
    r"\bas an? (?:ai|a\.i\.|artificial|language model|large language|virtual|digital assistant)\b|"
    r"\bi(?:['’]?m| am) (?:just |only )?an? (?:ai|language model|virtual assistant)\b|"
    r"\bi (?:can(?:no|['’])?t|can not|am (?:unable|not able) to|['’]?m (?:unable|not able) to|won['’]t be able to) "
    r"(?:help|assist|comply|fulfil|provide|engage|respond|continue|share|discuss)\b(?: (?:you )?with)?|"
    r"\bals (?:ki|künstliche|sprachmodell)\b|"
    r"\bich kann (?:dir |ihnen |dabei |damit |leider ){0,3}nicht (?:weiter)?helfen\b|"
    r"\bcomo (?:ia|inteligencia artificial|modelo de (?:lenguaje|linguagem)|inteligência artificial)\b|"
    r"\bno puedo ayudar(?:te|le)?\b|\bnão posso (?:te |lhe )?ajudar\b|"
    r"\ben tant qu['’](?:ia|intelligence|assistant)\b|\bje ne peux pas (?:vous |t['’])?aider\b",
    re.I,
)


def oddity(text: str, *, finish: str, own: str, longest: int) -> str | None:
    """What is wrong: "empty", "leftover", "loop", "long" or "refusal"; None if it may be a reply.

    Args:
        finish: "length" if it was cut off. own: what the person answered there, who may refuse.
        longest: code points of the person's longest reply.
    """
    if not text.strip():
        return "empty"
    if leftover(text):
        return "leftover"
    if loops(text):
        return "loop"
    if finish == "length" or len(text) > TOO_LONG * longest:
        return "long"
    return "refusal" if _EXCUSE.search(text) and not _EXCUSE.search(own) else None


def loops(text: str) -> bool:
    """Whether it says the same again and again."""
    said = words(text)
    if len(said) < LOOP_WORDS:
        return False
    runs = Counter(zip(said, said[1:], said[2:], strict=False))
    return len(set(said)) / len(said) < LOOP_SHARE or max(runs.values()) > LOOP_TIMES
