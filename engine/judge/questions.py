"""What they asked and nobody answered yet, word for word: a question is never rewritten."""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence

from engine.brief import Question
from engine.domain import Message, Standing, State
from engine.judge import openness
from engine.judge.intent import intent
from engine.judge.reading import Shape, read
from engine.judge.sentences import sentences
from engine.judge.triage import asking_score

#: Open messages that are read, newest kept, and most questions told.
READS, MOST = 30, 4
#: A sentence without a question mark asks from this score on; it must also hold words that ask.
SURE = 0.6
#: A longer question is told by its end, where the mark stands.
LONGEST = 240
#: Says that an answer is wanted, not what is asked.
_WANTS_ANSWER = re.compile(
    r"\bneed (?:to know|an answer|a reply)\b|\b(?:let me know|please (?:reply|answer|confirm))\W*$"
)
_WORDS_OF_OTHERS = re.compile(r"(?<=\s)[\"“„«][^\"“”„«»]*[\"”“»]")
#: Asked to be polite: told only where nothing else was asked, like these intents.
_POLITE = re.compile(
    r"^(?:(?:hi|hey|hello|hola|salut|bonjour|hallo|oi|ol[áa])\b[, ]*)?(?:how are (?:you|u|things)|how'?s (?:it going|things|everything|life|your day)|how (?:have|r) (?:you|u)\b|what'?s up|qu[ée] tal|c[óo]mo est[áa]s|[çc]a va|comment (?:vas|allez)|wie geht|tudo bem|como vai)[^?]{0,25}\?"
)
POLITE = frozenset({"greeting", "smalltalk", "thanks"})


def unanswered(said: Sequence[Message], standing: Standing) -> list[Question]:
    """Their open questions, oldest first; none where nothing stands open or the person spoke last."""
    if not said or said[-1].from_me or standing.state is State.DONE:
        return []
    burst, put_off = openness.unanswered(said)
    found = [one for message in [*put_off, *burst][-READS:] for one in of(message)]
    meant = [one for one in found if one.intent not in POLITE and not _POLITE.search(read(one.text).low)]
    told = {one.text.casefold(): one for one in meant or found}
    return list(told.values())[-MOST:]


def of(message: Message) -> list[Question]:
    """The questions and requests in one message, as they stand."""
    found = []
    for sentence in sentences(message.text):
        reading = read(_WORDS_OF_OTHERS.sub(" ", sentence.text))
        if reading.shape is not Shape.WORDS or sentence.quoted or not reading.words:
            continue
        met = intent(reading)
        wants = met.asks and asking_score(reading, met) >= SURE and not _WANTS_ANSWER.search(reading.low)
        if not sentence.asks and not wants:
            continue
        if met.name != "spam":
            found.append(Question(_told(sentence.text), message.message_id, met.name))
    return found


def _told(text: str) -> str:
    return text if len(text) <= LONGEST else f"…{text[-LONGEST:]}"
