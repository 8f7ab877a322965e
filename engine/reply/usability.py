"""Why a model's text is no reply: an echo, another language, words about the reply instead of the reply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from engine.domain import Message
from engine.memory.turns import turns
from engine.reply.quality import normalised
from engine.voice.language import language

#: Every code `unusable` gives, and those of `remains`, the stance and the guard on leaks.
CODES = (
    *("empty", "cut_off", "other_side", "stutter", "assistant", "prompt", "third_person"),
    *("echo", "repeats", "language", "stance", "never", "leak"),
)
#: Likeness (0 … 100) from which a text is an echo, and words it must have.
_ECHO, _ECHO_WORDS = 88.0, 3
#: The same for the person's own words: short ones may be said again.
_AGAIN, _AGAIN_WORDS = 95.0, 4
#: Own messages, counted from the newest, that should not be said again.
_RECENT = 12

_ASSISTANT = re.compile(
    r"\b(?:as an? (?:ai|language model|assistant)|i(?:'m| am) (?:just |only )?an? (?:ai|virtual assistant)|"
    r"language model|i(?:'m| am) sorry,? but i (?:can['’]?t|cannot) (?:assist|help with (?:that|this)|fulfill?|comply)|"
    r"i (?:can['’]?t|cannot) (?:assist with|fulfill?|comply with)|how (?:can|may) i (?:assist|help) you(?: today)?|"
    r"is there anything else i can (?:help|assist)|als (?:ki|sprachmodell)|como (?:modelo de lenguaje|una ia|uma ia)|"
    r"en tant qu['’]ia|modèle de langage)\b",
    re.I,
)
_PROMPT = re.compile(
    r"\b(?:write your answer|it should (?:say yes|kindly say no|put the answer off)|tone: |above this mark|"
    r"what you (?:know|want now):|how you write:|you remember:|so you answered before:)",
    re.I,
)
_THIRD = re.compile(
    r"\bthe (?:person|user|other (?:side|person)|sender|recipient)(?:['’]s)? (?:is|has|was|wants|would|should|could|"
    r"asks?|says?|writes?|message|style|tone)\b|(?-i:\bMe\b) (?:is|has|wants|would|should|could|says|writes)\b|"
    r"^\W*(?:this|the|a|your) (?:reply|response|answer|message) (?:is|would|should|could|sounds|declines)\b|"
    r"^\W*(?:i would|you could|you can|you might) (?:reply|respond|say|write)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said before, in the form texts are compared in.

    Attributes:
        theirs: their last turn, message by message and whole. mine: what the person should not say again.
        tongue: the language to answer in, None if nothing says.
    """

    theirs: frozenset[str] = field(repr=False)
    mine: frozenset[str] = field(repr=False)
    tongue: str | None


def heard(messages: Sequence[Message], examples: Sequence[tuple[str, str]] = (), tongue: str | None = None) -> Heard:
    """What texts are held against: one conversation, oldest first, and the examples that were in the prompt."""
    said = turns(messages)
    theirs = [] if not said or said[-1].from_me else [*(one.text for one in said[-1].messages), said[-1].text]
    mine = [one.text for one in messages if one.from_me and one.spoken][-_RECENT:]
    return Heard(
        theirs=frozenset(map(normalised, [*theirs, *(asked for asked, _ in examples)])) - {""},
        mine=frozenset(map(normalised, [*mine, *(reply for _, reply in examples)])) - {""},
        tongue=tongue,
    )


def unusable(text: str, before: Heard) -> str | None:
    """The code of why this is no reply to show, or None."""
    if not re.search(r"\w", text):
        return "empty"
    for code, pattern in (("assistant", _ASSISTANT), ("prompt", _PROMPT), ("third_person", _THIRD)):
        if pattern.search(text):
            return code
    plain = normalised(text)
    if any(_echoes(plain, theirs) for theirs in before.theirs):
        return "echo"
    if any(_says_again(plain, mine) for mine in before.mine):
        return "repeats"
    tongue = language(text)
    return "language" if tongue and before.tongue and tongue != before.tongue else None


def _echoes(text: str, theirs: str) -> bool:
    """Whether a text is their message, or has the whole of it inside."""
    n_words = len(theirs.split())
    if n_words < _ECHO_WORDS:
        return False
    return fuzz.ratio(text, theirs) >= _ECHO or (n_words > _ECHO_WORDS and f" {theirs} " in f" {text} ")


def _says_again(text: str, mine: str) -> bool:
    return len(mine.split()) >= _AGAIN_WORDS and fuzz.ratio(text, mine) >= _AGAIN
