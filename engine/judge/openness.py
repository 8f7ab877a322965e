"""What their last messages leave open: which of them want an answer, and which only tell, close or come from a machine.

A message is open if it asks for something or implies a need. A statement, a compliment, an answer to the person's own
question or talk of others in a group is not, and neither is what nobody can still be waiting for.
"""

# ruff: noqa: E501 - an expression on one line is easier to compare than a broken one

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from engine.domain import Kind, Message, Triage
from engine.expressions import late
from engine.judge.reading import read
from engine.judge.tone import NEGATIVE

#: A question is waited for this long, anything less this long; by hand: after a season, or three weeks, both sides know.
ASKED_HOLDS = timedelta(days=90)
TOLD_HOLDS = timedelta(days=21)
#: Statements count as asking from this score on: their words alone say little.
SURE_OF_STATEMENT = 0.6
#: Own words up to this length answer a machine ("Y", "STOP").
KEYWORD_WORDS = 2
#: Own messages of one breath lie this near each other; a question among them is still the last word.
BREATH = timedelta(hours=24)

_SHORT_CODE = late(
    r"\d{3,8}|(?:no-?reply|do-?not-?reply|notifications?|alerts?|mailer|updates?)[\w.+-]{0,64}@\S+", re.IGNORECASE
)
_NOTICE = late(
    r"\b(?:do not|don't|no need to|cannot|please don't) reply\b|\breply (?:with )?['\"]?(?:y|yes|n|no|stop|help|c|confirm|\d)\b|\bto (?:opt out|unsubscribe)\b|"
    r"\b(?:rate|track) your (?:courier|driver|delivery|parcel|order|visit|experience)\b|"
    r"^(?:[\w&.'-]+ ){0,3}[\w&.'-]+: (?:your|we|delivered|out for delivery|reminder|order|parcel|package|an? appointment)\b|"
    r"^(?:appointment )?reminder:|\byour (?:\w+ ){0,2}(?:code|pin|passcode) is\b|\byour (?:\w+ ){0,2}(?:order|parcel|package|bill|statement|prescription|booking|table|payment) (?:\w+ )?(?:has been|is (?:ready|confirmed|due|on its way|out for)|was|will be|of [$£€]?\d)"
)
#: The person promised to come back: the question before it stays open.
_HOLDING = late(
    r"\b(?:let me (?:check|think|ask|look|see|find out)|(?:i'll|i will|i'm going to|gonna|i) (?:just )?(?:check|ask|look into|find out|see what|let you know|come back to you|get back to you|be in touch)|"
    r"(?:get|come) back to you|one (?:sec|second|moment|minute)|hang on|bear with me|give me a (?:sec|second|moment|minute|day)|will (?:check|let you know))\b"
)
_GREETS = frozenset({"greeting"})
_DISTURBED = frozenset({"complaint", "cancel", "reschedule", "emergency"})
#: Words with which a second writer of a group joins a question instead of answering it.
_JOINS = late(r"^(?:and|also|plus|same (?:question|here)|me too|yes and|or)\b")
_VOCATIVE = late(
    r"^(?:(?:hi|hey|hello|dear|ok|thanks|sorry|morning)[, ]+)?([a-z][\w'-]+)(?: ?,|[!:])|, ([a-z][\w'-]+) ?\?$"
)
_NO_NAME = frozenset(
    [
        "yes", "no", "ok", "okay", "hi", "hey", "hello", "thanks", "well", "so", "oh", "and", "but", "sorry", "please",
        "right", "guys", "all", "everyone", "folks", "wow", "lol", "haha", "nice", "great", "lovely", "cool", "also",
        "anyway", "then", "now", "today", "tomorrow", "though", "btw", "honestly", "morning", "again", "ps",
    ]
)  # fmt: skip
#: "Shall I send it?" answered by "yes please" gives the person something to do; "which size?" does not.
_OFFERS = late(
    r"\b(?:shall|should) i\b|\b(?:do you )?want me to\b|\bwould you like me to\b|\bi (?:can|could) [^.!?]{2,60}\?|\b(?:does|would|is|do|how about) [^.!?]{0,60}(?:\d|day)[^.!?]{0,30}\?"
)
_ANSWERS = late(
    r"^(?:yes|yep|yeah|yup|no|nope|nah|sure|ok(?:ay)?|please|both|either|neither|the |matt|half|around|about|at |on |in |it |just |\d)|\bplease\W*$"
)
_WANTS = late(
    r"\b(?:can|could|would|will) (?:you|we|i)\b|\b(?:send|call|tell|let me know|need|help|confirm|check|bring)\b"
)
_MISHAP = late(
    r"\b(?:died|passed away|in (?:the )?hospital|diagnos\w+|broke up|lost (?:my|the|our) (?:job|baby|dad|mum|mom|dog|cat|house)|fired|redundant|accident|"
    r"running (?:\w+ ){0,3}late|be late|(?:was|got|been) declined|stuck in|(?:i'm|i am|we're|we are) (?:outside|here|downstairs|at the (?:door|gate|entrance))|lost my|locked out)\b"
)
_MOVED = late(
    r"\b(?:love|thank|thanks|beautiful|gorgeous|wonderful|perfect|best|wow|amazing|happy tears|haha\w*|lol)\b|[😂🤣❤🥰😍]"
)
_SETTLED = late(r"\b(?:all (?:good|fine|sorted)|sorted|fixed|no worries|don't worry|it's ok(?:ay)?)\b")


def automated(said: Sequence[Message]) -> bool:
    """Whether a machine writes here: a short code, a no-reply address, or notices nobody ever answered in words."""
    theirs = [m for m in said if not m.from_me]
    if not theirs:
        return False
    if all(_SHORT_CODE.fullmatch(m.sender) for m in theirs):
        return True
    talked = any(m.from_me and len(m.text.split()) > KEYWORD_WORDS for m in said)
    words = [m for m in theirs if m.text.strip()]
    return bool(words) and not talked and all(_NOTICE.search(read(m.text).low) for m in words)


def unanswered(said: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """Their messages after the person's last one, oldest first; and those before it that were only put off.

    "Let me check, I'll come back to you" is no answer: what it put off is still open once they write again.
    """
    fresh: list[Message] = []
    put_off: list[Message] = []
    passed = False
    for message in reversed(said):
        if not message.from_me:
            (put_off if passed else fresh).append(message)
        elif _HOLDING.search(read(message.text).low) and not put_off and fresh:
            passed = True
        else:
            break
    return fresh[::-1], put_off[::-1]


def last_words(said: Sequence[Message]) -> list[Message]:
    """The person's own messages at the end that belong to one breath, oldest first."""
    mine: list[Message] = []
    for message in reversed(said):
        if not message.from_me or said[-1].sent_at - message.sent_at > BREATH:
            break
        mine.append(message)
    return mine[::-1]


def open_ones(
    said: Sequence[Message], burst: Sequence[Message], weighed: Sequence[Triage], now: datetime
) -> list[Triage]:
    """Those of `weighed` (one for each of `burst`) that somebody may be waiting to have answered."""
    group = len({m.sender for m in said if not m.from_me and m.sender}) > 1
    before = said[len(said) - len(burst) - 1] if len(said) > len(burst) else None
    found = []
    for place, (message, one) in enumerate(zip(burst, weighed, strict=True)):
        asks = (one.needs_action and not _barely(one)) and not (place == 0 and _only_answers(one, before))
        told = not asks and _tells_a_need(one, first=len(said) == len(burst), alone=len(burst) == 1)
        told = told or (place == 0 and _takes_up(one, before))
        if not asks and not told and not (message.n_attachments and not message.text.strip()):
            continue
        if now - message.sent_at > (ASKED_HOLDS if asks else TOLD_HOLDS):
            continue
        if group and _for_others(burst, place, said):
            continue
        found.append(one)
    return found


def _barely(one: Triage) -> bool:
    """A plain statement that only the learned weights take for a wish."""
    return one.intent == "information" and "?" not in one.raw_message and one.action_score < SURE_OF_STATEMENT


def _only_answers(one: Triage, before: Message | None) -> bool:
    """ "The good ones from the market please", said to the person's own question, asks for nothing more."""
    if before is None or not before.from_me or "?" not in before.text:
        return False
    low = read(one.raw_message).low
    return (
        "?" not in low
        and _ANSWERS.search(low) is not None
        and _WANTS.search(low) is None
        and not _takes_up(one, before)
    )


def _takes_up(one: Triage, before: Message | None) -> bool:
    """ "Yes please" to "shall I send it?": the person has something to do, and says so."""
    if before is None or not before.from_me or _OFFERS.search(read(before.text).low) is None:
        return False
    low = read(one.raw_message).low
    return (
        re.match(
            r"(?:yes|yep|yeah|yup|please|sure|ok(?:ay)?|that works|works for|sounds good|perfect|great|it does|go ahead)\b",
            low,
        )
        is not None
    )


def _tells_a_need(one: Triage, *, first: bool, alone: bool) -> bool:
    """Whether a text that asks nothing still wants somebody: bad news, trouble, a first hello, somebody at the door."""
    if one.intent == "spam" or not one.raw_message.strip():
        return False
    low = read(one.raw_message).low
    if any(r.code == "distress" for r in one.reasons) or (one.intent in _DISTURBED and not _SETTLED.search(low)):
        return True
    if _MISHAP.search(low):
        return True
    if one.emotional_tone in NEGATIVE and one.intent not in ("thanks", "smalltalk") and _SETTLED.search(low) is None:
        return len(low.split()) >= 4 and _MOVED.search(low) is None
    return first or (alone and one.intent in _GREETS)


def _for_others(burst: Sequence[Message], place: int, said: Sequence[Message]) -> bool:
    """Whether a group's talk goes past the person: spoken to somebody by name, or answered by another."""
    asker = burst[place]
    low = read(asker.text).low
    names = {word.lower() for m in said if not m.from_me and m.sender for word in m.sender.split()}
    called = {part for found in _VOCATIVE.finditer(low) for part in found.groups() if part} - _NO_NAME
    if called & names:
        return True
    if called:
        return False
    later = [m for m in burst[place + 1 :] if m.sender != asker.sender and m.text.strip()]
    return any("?" not in m.text and _JOINS.match(read(m.text).low) is None for m in later)


def is_wordless(burst: Sequence[Message]) -> bool:
    """Whether nothing but stickers came."""
    return all(not m.text.strip() and m.kind is Kind.STICKER for m in burst)
