"""A wish to be reminded, read: what of, and when.

Only what the person typed is read; a message that says "remind me to pay" is no wish of theirs.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from engine.ask import times
from engine.ask.times import Unclear
from engine.expressions import late
from engine.judge.folding import fold
from engine.reply.hygiene import clean

#: A reminder says no more than this.
MOST_TEXT = 300

_LEAD = late(
    r"(?:(?:can|could|will|would) you |please |hey |ok |sotto,? |por favor,? |bitte ){0,6}"
    r"(?:remind me|rem me|recu[ée]rdame|rappelle[z]?[- ]?moi|erinner[en]? mich|lembra[- ]?me|lembre[- ]?me|"
    r"me lembr[ae]|(?:nudge|ping|buzz|wake|alert) me|(?:don'?t|do not|dont) (?:let me forget|forget)|"
    r"i (?:need|want) (?:you to remind me|a reminder|to be reminded)|no me dejes olvidar|lass mich nicht vergessen|"
    r"(?:set|make|add|create|new|put)(?: me| in)?(?: a| an)? (?:new )?(?:reminder|alarm)|"
    r"(?:ponme|pon|crea|añade|hazme) (?:un )?(?:recordatorio|aviso)|av[íi]same|"
    r"(?:mets|crée|ajoute|fais)(?:-moi)? (?:un )?rappel|(?:stell|setz|mach|leg|erstell)e?(?: mir)? (?:eine )?erinnerung|"
    r"(?:cria|crie|põe|coloca|adiciona|faz)(?:-me)? (?:um )?(?:lembrete|aviso)|reminder)\b"
)
#: Small words between the wish and its matter, cut off once the time is out.
_OPENING = late(
    r"^(?:[\s,:;.–-]*(?:(?:to|about|that|of|for|and|please|que|de que|tengo que|sobre|para|à|de|d'|daran|dass|an|"
    r"davon|für|a|sobre|em)(?=\s)|d'))?[\s,:;.–-]*",
    re.I,
)
_SECOND = late(r"^(?:to|that|about|tengo que|daran,?)\s+", re.I)
_CLOSING = late(r"(?:[\s,;:.–-]|\b(?:please|pls|by|at|on|bitte|por favor|thanks)\b){1,40}$", re.I)
#: "soon" names nothing that could be kept and says nothing either.
_VAGUE = late(r"\b(?:later on|later|soon|some ?time|at some point|luego|más tarde|plus tard|später|mais tarde)\b", re.I)


@dataclass(frozen=True, slots=True)
class Wish:
    """What to be reminded of, and when.

    Attributes:
        at: aware, in the zone it was said in. guessed: see `engine.ask.times.When`.
    """

    text: str
    at: datetime
    guessed: tuple[str, ...]


def read(text: str, now: datetime) -> Wish | Unclear:
    """A wish like "remind me to answer Dana at 3"; without its first words the same.

    Args:
        now: aware, in the person's zone.

    Returns:
        `Unclear` with "no_date", "past", "repeats" or "no_text" for what has to be asked back.
    """
    text = " ".join(clean(text[: times.MOST]).split())
    folded = fold(text)
    lead = _LEAD.search(folded.text)
    start, after = folded.span(*lead.span()) if lead is not None else (0, 0)
    found = times.read(text, now, after=lead.end() if lead is not None else 0)
    if isinstance(found, Unclear):
        bare = _matter(text, start, after, ())
        return Unclear("no_text") if found.code == "no_date" and not bare else found
    matter = _matter(text, start, after, found.spans)
    if not matter:
        return Unclear("no_text")
    return Wish(matter, found.at, found.guessed)


def _matter(text: str, start: int, after: int, spans: tuple[tuple[int, int], ...]) -> str:
    """What is left when the wish and the time are cut out, with a capital letter."""
    cut = sorted([(start, after), *spans])
    pieces, at = [], 0
    for begin, end in cut:
        pieces.append(text[at:begin])
        at = max(at, end)
    pieces.append(text[at:])
    left = " ".join(" ".join(pieces).split())
    left = _VAGUE.sub(" ", left) if len(left.split()) <= 3 else left
    left = _SECOND.sub("", _OPENING.sub("", left, count=1), count=1)
    left = re.sub(r"\s+([,.;:!?])", r"\1", _CLOSING.sub("", left)).strip(" ,:;–-")
    return (left[:1].upper() + left[1:])[:MOST_TEXT]
