"""Options without a language model: what the person themselves answered to turns like this one, then the phrase bank.

The nearest past turn often has the wrong reply (same words, other person). So a past reply has to earn its place: it
must answer the same occasion, carry over (its facts are this conversation's, or are taken out), and belong to nobody
else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engine.domain import Message, Move, Option, PastReply, Risk, StyleProfile, Theme, Triage
from engine.memory.turns import turns
from engine.reply import guards, phrase_bank
from engine.reply import steer as steering
from engine.reply.candidates import Candidate
from engine.reply.facts import Fact, Found, facts, keys_of, known, unsourced
from engine.reply.guards import Elsewhere
from engine.reply.moves import move as move_of
from engine.reply.occasion_patterns import Occasion
from engine.reply.occasions import asks, is_acknowledgement, occasion
from engine.reply.options import RECENT, Bounds, choose
from engine.reply.slots import Slots, slots
from engine.reply.stance import is_careful, is_watchful
from engine.reply.themes import theme as theme_of
from engine.voice import style
from engine.voice.language import language, language_of_many
from engine.voice.vocabulary import is_common, words

#: What makes a past reply the answer to this turn; each part in [0, 1], together one.
RERANK = {
    "similarity": 0.38,  # of the two incoming turns, cosine 0.3 … 0.9 → 0 … 1
    "occasion": 0.24,  # both turns call for the same thing
    "move": 0.14,  # the reply does what usually answers it
    "portable": 0.12,  # its words are everyday words or the conversation's own
    "same_contact": 0.07,
    "asked": 0.05,  # both turns ask, or neither does
}
#: Below this a past reply is not offered; a phrase serves better.
LEAST = 0.45
#: How similar the past turn must be: a little when both call for the same particular thing, more when they only have
#: the same general form, nearly the same when they call for something else.
_SAME_OCCASION, _SAME_FORM, _OTHER_OCCASION = 0.42, 0.58, 0.8
_FORMS = frozenset(
    {
        Occasion.INFORMATION,
        Occasion.QUESTION,
        Occasion.YES_NO,
        Occasion.PERMISSION,
        Occasion.REQUEST,
        Occasion.WHERE,
        Occasion.COMPLAINT,
        Occasion.TROUBLE,
        Occasion.BAD_NEWS,
    }
)
#: Occasions that are never answered with something said before.
_ONLY_PHRASES = frozenset({Occasion.DISTRESS, Occasion.REFUND, Occasion.RISKY})
#: What the person put off stays open so long, and for these occasions.
_STAYS_OPEN = timedelta(days=4)
_CAN_STAY_OPEN = frozenset({Occasion.RESCHEDULE, Occasion.AVAILABILITY, Occasion.CONFIRM, Occasion.BOOKING})
_BOTH_ANSWERED = 0.85
#: A fact or rare word the person told so many contacts is their own and may be reused (marked as unsourced).
PUBLIC = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The turn to answer, understood."""

    turn: tuple[Message, ...]
    text: str
    occasion: Occasion
    slots: Slots
    tongue: str | None


def options(
    messages: Sequence[Message],
    *,
    matches: Sequence[PastReply],
    profile: StyleProfile,
    risk: Risk | None,
    triage: Triage | None,
    count: int = 8,
    themes: Sequence[Theme | str] = (),
    steer: str | None = None,
    seed: int | str,
    elsewhere: Elsewhere = guards.NOBODY,
    home_address: str | None = None,
) -> list[Option]:
    """Options for the last turn of one conversation (`messages` oldest first), best first, at most `count`.

    Empty when the last turn is not theirs, or when nothing is known in its language. From three options on, the third
    declines or defers. When something is worth checking nothing is agreed to; at high risk only ask, decline, defer, boundary and close are offered, from the phrase bank.
    `seed` names the request: the same request gives the same options with the same ids.
    """
    here = read(messages, triage)
    if here is None:
        return []
    if risk is not None and risk.care_notice:
        here = replace(here, occasion=Occasion.DISTRESS)
    wish = steering.read(steer)
    stance = None if here.occasion is Occasion.DISTRESS else risk
    said = (wish.text,) if wish.text else ()
    bounds = Bounds(messages, profile, elsewhere, said, is_careful(stance), home_address)
    tongue = here.tongue or _usual_tongue(messages, profile)
    pool = [_styled(one, profile) for one in wish.candidates()]
    if is_watchful(stance):
        pool += phrase_bank.candidates(Occasion.RISKY, here.slots, profile, tongue)
    if not is_careful(stance):
        usual = phrase_bank.candidates(here.occasion, here.slots, profile, tongue)
        usual += with_open(usual, open_before(messages), profile, tongue) + past(messages, here, matches)
        rash = {Move.AGREE, Move.CLOSE if here.occasion is Occasion.INFORMATION else Move.AGREE}
        pool += [one for one in usual if one.move not in rash or not is_watchful(stance)]
    if wish.occasion:
        pool += phrase_bank.candidates(wish.occasion, here.slots, profile, tongue)
    if wish.shorter:
        pool = [_shortened(one) for one in pool]
    suits = triage.suggested_response_style if triage is not None else ""

    def bonus(option: Option) -> float:
        return wish.bonus(option) + (0.04 if option.theme == suits else 0.0)

    wanted = [Theme(theme) for theme in themes]
    return choose(pool, bounds, count=count, seed=seed, themes=wanted, bonus=bonus)


def read(messages: Sequence[Message], triage: Triage | None = None) -> Reading | None:
    """The last turn understood, or None if it is not theirs."""
    said = turns(messages)
    if not said or said[-1].from_me:
        return None
    last = said[-1]
    theirs = [message.text for message in messages[-RECENT:] if not message.from_me]
    return Reading(
        turn=last.messages,
        text=last.text,
        occasion=occasion(last.text, triage),
        slots=slots(last.messages),
        tongue=language(last.text) or language_of_many(theirs),
    )


def open_before(messages: Sequence[Message]) -> Reading | None:
    """An earlier turn of theirs that still waits: never answered, or put off by the person ("let me check")."""
    worded = [turn for turn in turns(messages) if turn.text.strip()]
    if len(worded) < 2 or worded[-1].from_me:
        return None
    before = worded[-2]
    if before.from_me and len(worded) > 2 and move_of(before.text) is Move.DEFER:
        before = worded[-3]
    if before.from_me or worded[-1].started_at - before.ended_at > _STAYS_OPEN:
        return None
    called_for = occasion(before.text)
    if called_for not in _CAN_STAY_OPEN:
        return None
    return Reading(before.messages, before.text, called_for, slots(before.messages), language(before.text))


def with_open(now: Sequence[Candidate], earlier: Reading | None, profile: StyleProfile, tongue: str) -> list[Candidate]:
    """Replies that settle what was put off and answer the new turn, a bubble each; none if nothing is open."""
    if earlier is None:
        return []
    owed = phrase_bank.candidates(earlier.occasion, earlier.slots, profile, tongue)
    firsts = [*_best(owed, Move.AGREE, 3), *_best(owed, Move.DECLINE, 2)]
    seconds = [one for move in (Move.BOUNDARY, Move.DECLINE, Move.ASK) for one in _best(now, move, 1)]
    return [
        Candidate(
            (*first.bubbles, *second.bubbles),
            first.move,
            second.theme if first.theme is Theme.BRIEF else first.theme,
            _BOTH_ANSWERED,
            first.confidence,
            "phrase_bank",
            (*first.sources, *second.sources),
        )
        for first in firsts
        for second in seconds
        if not (first.text.endswith("?") and second.text.endswith("?"))
    ]


def _best(candidates: Sequence[Candidate], move: Move, n: int) -> list[Candidate]:
    return sorted((one for one in candidates if one.move is move), key=lambda one: -one.relevance)[:n]


def past(messages: Sequence[Message], here: Reading, matches: Sequence[PastReply]) -> list[Candidate]:
    """The person's own replies to similar turns that may stand here, changed where their facts were of that day."""
    keys = known(messages[-RECENT:])
    public = _public(matches)
    found = []
    for match in matches:
        if not any(bubble.strip() for bubble in match.reply):
            continue
        bubbles = tuple(_adapted(bubble, match.incoming, here.slots) for bubble in match.reply)
        bubbles = tuple(bubble for bubble in bubbles if bubble.strip())
        text = "\n".join(bubbles)
        if not text or not _may_stand(text, match, here, keys, public):
            continue
        worth = relevance(match, text, here, keys)
        if worth >= LEAST:
            similarity = min(1.0, max(0.0, match.similarity))
            found.append(
                Candidate(bubbles, move_of(text), theme_of(text), worth, similarity, "past_reply", match.reply_ids)
            )
    return found


def relevance(match: PastReply, reply: str, here: Reading, keys: frozenset[str]) -> float:
    """How well a past reply answers the turn at hand: the parts of `RERANK`, weighed."""
    then = occasion(match.incoming)
    usual = phrase_bank.usual_moves(here.occasion)
    does = move_of(reply)
    spoken = words(reply)
    plain = [word for word in spoken if is_common(word) or f"word:{word}" in keys]
    parts = {
        "similarity": min(1.0, max(0.0, (match.similarity - 0.3) / 0.6)),
        "occasion": 1.0 if then is here.occasion else 0.0,
        "move": 1.0 if does in usual[:3] else (0.5 if does in usual or does is Move.INFORM else 0.0),
        "portable": (len(plain) / len(spoken) if spoken else 0.5) * min(1.0, 14 / max(1, len(spoken))),
        "same_contact": float(match.same_contact),
        "asked": float(asks(match.incoming) == asks(here.text)),
    }
    return round(sum(RERANK[name] * part for name, part in parts.items()), 4)


def _may_stand(text: str, match: PastReply, here: Reading, keys: frozenset[str], public: frozenset[str]) -> bool:
    """Whether a past reply may be shown in this conversation at all."""
    if is_acknowledgement(match.incoming) and not is_acknowledgement(here.text):
        return False
    if here.occasion in _ONLY_PHRASES or match.similarity < _least_similarity(match, here):
        return False
    tongue = language(text)
    if tongue is not None and here.tongue is not None and tongue != here.tongue:
        return False
    foreign = unsourced(text, keys)
    if any(one.fact in (Fact.TIME, Fact.DATE) for one in foreign):
        return False
    if match.same_contact:
        return True
    if any(not one.keys & public for one in foreign):
        return False
    return all(is_common(word) or f"word:{word}" in keys | public for word in words(text))


def _least_similarity(match: PastReply, here: Reading) -> float:
    if occasion(match.incoming) is not here.occasion:
        return _OTHER_OCCASION
    return _SAME_FORM if here.occasion in _FORMS else _SAME_OCCASION


def _public(matches: Sequence[PastReply]) -> frozenset[str]:
    """Keys of facts and words that the person sent to at least `PUBLIC` different contacts."""
    to: dict[str, set[int]] = defaultdict(set)
    for match in matches:
        for key in keys_of(match.reply):
            to[key].add(match.contact_id)
    return frozenset(key for key, contacts in to.items() if len(contacts) >= PUBLIC)


# ---- carrying a reply over -----------------------------------------------------------------------------------------


def _adapted(bubble: str, incoming: str, now: Slots) -> str:
    """A bubble with that day's day, time and name replaced by today's; what cannot be replaced stays."""
    then = keys_of([incoming])
    for one in reversed(facts(bubble)):
        put = _replacement(bubble, one, then, now)
        if put is not None:
            start = one.start
            if not put:
                start -= len(re.search(r"[,\s]*$", bubble[:start]).group())  # type: ignore[union-attr]  # matches ""
            bubble = bubble[:start] + put + bubble[one.end :]
    return bubble.strip()


def _replacement(bubble: str, one: Found, then: frozenset[str], now: Slots) -> str | None:
    match one.fact:
        case Fact.DATE if one.keys & then and len(now.days) == 1 and not _is_relative(one):
            return now.days[0].lower() if one.text.islower() else now.days[0]
        case Fact.TIME if one.keys & then and now.time:
            return now.time
        case Fact.NAME if _is_address(bubble, one):
            return (now.name.lower() if one.text.islower() else now.name) if now.name else ""
    return None


def _is_relative(one: Found) -> bool:
    return one.text.casefold() in ("today", "yesterday", "tonight")


def _is_address(bubble: str, one: Found) -> bool:
    """Whether a name is how the other side is addressed: after a greeting, or set off by commas at an end."""
    before, after = bubble[: one.start].rstrip(" ,"), bubble[one.end :]
    greeted = re.search(r"\b(?:hi+|hey+|hello|hiya|dear|thanks|thank you|morning|hola|hallo|bonjour|oi)$", before, re.I)
    closes = re.match(r"\W*$", after) and bubble[: one.start].rstrip().endswith(",")
    return bool(greeted or closes)


def _styled(one: Candidate, profile: StyleProfile) -> Candidate:
    return replace(one, bubbles=tuple(style.apply(one.text, profile).split("\n")))


def _shortened(one: Candidate) -> Candidate:
    """Its first sentence, if that says something by itself."""
    hit = re.match(r"(.{6,}?[.!?…])(?:\s|$)", one.text, re.S)
    if hit is None or len(hit.group(1)) == len(one.text) or re.match(r"\W*(?:hi|hey|hello|thank)\b", one.text, re.I):
        return one
    text = hit.group(1).strip()
    return Candidate((text,), move_of(text), one.theme, one.relevance, one.confidence, one.origin, one.sources)


def _usual_tongue(messages: Sequence[Message], profile: StyleProfile) -> str:
    said = language_of_many([message.text for message in messages[-RECENT:]])
    return said or (profile.languages[0] if profile.languages else "en")
