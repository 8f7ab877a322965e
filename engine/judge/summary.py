"""A summary without a model: at most two sentences that quote what matters and link to where it was said.

The newest open business comes first: their unanswered questions, word for word. Then what is owed, or the most telling
sentence of the last episode. Nothing is paraphrased; what Sotto adds is who said it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.brief import Promise, PromiseState, Question, Relation, Side, SummarySentence
from engine.domain import Message
from engine.judge.fulfilment import stands
from engine.judge.intent import accepts, intent
from engine.judge.reading import Shape, read
from engine.judge.sentences import Sentence, sentences
from engine.judge.standing import is_closing
from engine.voice.vocabulary import words

#: Questions quoted in one sentence, and most characters of one quotation.
QUOTED, QUOTE_CHARS = 2, 220
#: What a sentence scores, by hand: asking what nobody answered, taking an offer, figures, being about what the episode
#: is about, being new; greetings lose.
ASKS, TAKES, FIGURES, CENTRAL, NEW, EMPTY = 1.2, 1.2, 0.8, 1.0, 1.0, -2.0
#: A sentence scoring less is not worth telling.
LEAST = 0.9
#: A history is told of from this many messages and days on.
LONG_MESSAGES, LONG_TIME = 40, timedelta(days=30)
#: Intents that say nothing by themselves.
IDLE = frozenset({"greeting", "thanks", "smalltalk", "spam"})
#: What is asked for first among several questions.
_PRESSING = ("emergency", "cancel", "reschedule", "complaint", "booking", "price", "payment")
#: What other phones send in place of a tapback.
_REACTION = re.compile(r"^(?:laughed at|liked|loved|emphasi[sz]ed|disliked|questioned|reacted \S+ to) \"")
_FIGURE = re.compile(r"\d|[$€£]|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\btomorrow\b|\btonight\b")


@dataclass(frozen=True, slots=True)
class _Candidate:
    sentence: Sentence
    message: Message
    score: float


def summarise(
    episode: Sequence[Message],
    *,
    questions: Sequence[Question],
    promises: Sequence[Promise],
    now: datetime,
    name: str = "",
    relation: SummarySentence | None = None,
    grave: str = "",
) -> tuple[SummarySentence, ...]:
    """At most two sentences on the last episode; with a `relation` one, and that.

    Args:
        name: of the other side; "They" without one.
        grave: id of the message that is told before all else: words of distress, or the worst of a suspicion.
    """
    they = name or "They"
    told = [_quote(*_of_message(one), they) for one in episode if one.message_id == grave and sentences(one.text)]
    if further := [one for one in questions if not told or _short(one.text, keep_end=True) not in told[0].text]:
        told.append(_asked(further, they))
    told += _owed(promises, now, they, {source for one in told for source in one.sources})
    used = {source for one in told for source in one.sources}
    for one in _salient(episode):
        if len(told) >= 2:
            break
        if one.message.message_id not in used and (one.score >= LEAST or not told):
            told.append(_quote(one.sentence, one.message, they))
            used.add(one.message.message_id)
    return (*told[:1], relation) if relation is not None else tuple(told[:2])


def relation(history: Relation, *, n_messages: int, now: datetime) -> SummarySentence | None:
    """One line on a long history: since when, how many bookings, the last payment; None for a short one."""
    if n_messages < LONG_MESSAGES or now - history.first_at < LONG_TIME:
        return None
    first = history.first_at.astimezone(now.tzinfo)
    parts = [f"You have written with each other since {first:%B %Y}"]
    if history.n_bookings:
        parts.append(f"{history.n_bookings} booking{'' if history.n_bookings == 1 else 's'}")
    if history.last_paid_at is not None:
        paid = history.last_paid_at.astimezone(now.tzinfo)
        parts.append(f"last payment noted on {paid.day} {paid:%B %Y}")
    return SummarySentence(f"{parts[0]}{': ' if len(parts) > 1 else ''}{', '.join(parts[1:])}.", history.sources, False)


def _asked(questions: Sequence[Question], they: str) -> SummarySentence:
    ranked = sorted(questions, key=lambda one: _PRESSING.index(one.intent) if one.intent in _PRESSING else 99)
    chosen = [one for one in questions if one in ranked[:QUOTED]]
    quotes = " and ".join(f"“{_short(one.text, keep_end=True)}”" for one in chosen)
    return SummarySentence(f"{they} asked: {quotes}", tuple(dict.fromkeys(one.message_id for one in chosen)), True)


def _owed(promises: Sequence[Promise], now: datetime, they: str, used: Collection[str]) -> list[SummarySentence]:
    """The open promise that is due first, the person's before theirs."""
    standing = [one for one in promises if one.state is PromiseState.OPEN and stands(one, now) and one.message_id]
    fresh = [one for one in standing if one.message_id not in used]
    if not fresh:
        return []
    first = min(fresh, key=lambda one: (one.by is not Side.ME, one.due_at is None, one.due_at or one.made_at))
    who = "You" if first.by is Side.ME else they
    return [SummarySentence(f"{who} wrote: “{_short(first.text)}”", (first.message_id,), True)]


def _of_message(message: Message) -> tuple[Sentence, Message]:
    """The sentence of a message that tells most."""
    return max(sentences(message.text), key=lambda one: len(_content(one.low))), message


def _quote(sentence: Sentence, message: Message, they: str) -> SummarySentence:
    who, verb = "You" if message.from_me else they, "asked" if sentence.asks else "wrote"
    quoted = _short(sentence.text, keep_end=sentence.asks)
    return SummarySentence(f"{who} {verb}: “{quoted}”", (message.message_id,), True)


def _short(text: str, *, keep_end: bool = False) -> str:
    text = " ".join(text.split())
    if len(text) <= QUOTE_CHARS:
        return text
    return f"…{text[-QUOTE_CHARS:]}" if keep_end else f"{text[:QUOTE_CHARS]}…"


def _salient(episode: Sequence[Message]) -> list[_Candidate]:
    """Sentences of the episode by how much they tell, the most telling first."""
    said = [(message, sentence) for message in episode for sentence in sentences(message.text)]
    heard = Counter(word for _message, sentence in said for word in set(_content(sentence.low)))
    most = max(heard.values(), default=1)
    last = {message.from_me: place for place, (message, _sentence) in enumerate(said)}
    found = []
    for place, (message, sentence) in enumerate(said):
        answered = last.get(not message.from_me, -1) > place
        score = _score(sentence, heard, most, answered=answered) + NEW * (place + 1) / len(said)
        found.append(_Candidate(sentence, message, score if not message.from_me else score - 0.3))
    return sorted(found, key=lambda one: -one.score)


def _score(sentence: Sentence, heard: Counter[str], most: int, *, answered: bool) -> float:
    reading = read(sentence.text)
    if reading.shape is not Shape.WORDS or not reading.words:
        return EMPTY
    met = intent(reading)
    if met.name in IDLE or _REACTION.match(sentence.low) or is_closing(sentence.text):
        return EMPTY
    content = _content(sentence.low)
    central = sum(heard[word] for word in content) / (len(content) * most) if content else 0.0
    return (
        ASKS * ((met.asks or sentence.asks) and not answered)
        + TAKES * accepts(reading)
        + FIGURES * (_FIGURE.search(sentence.low) is not None)
        + CENTRAL * central
        + min(0.0, (len(reading.words) - 4) * 0.3)
    )


def _content(low: str) -> list[str]:
    return [word for word in words(low) if len(word) >= 4]
