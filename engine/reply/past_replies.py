"""Options without a language model: what the person themselves answered to turns like this one, then the phrase bank.

The nearest past turn often has the wrong reply (same words, other person). So a past reply has to earn its place: it
must answer the same occasion, carry over (its facts are this conversation's, or are taken out), and belong to nobody
else.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.domain import Message, Move, Option, PastReply, Risk, StyleProfile, Theme, Triage
from engine.reply import acknowledgements, consistency, guards, phrase_bank
from engine.reply import steer as steering
from engine.reply.both import with_open
from engine.reply.candidates import Candidate
from engine.reply.carrying import carried
from engine.reply.choice import Chooser, Floats, chooser
from engine.reply.consistency import Terms
from engine.reply.facts import Fact, Found, keys_of, known, unsourced
from engine.reply.guards import Elsewhere
from engine.reply.in_manner import putting, suits
from engine.reply.moves import HOLDING_BACK
from engine.reply.moves import move as move_of
from engine.reply.occasion_patterns import Occasion
from engine.reply.occasions import asks, is_acknowledgement, occasion
from engine.reply.options import RECENT, Bounds, choose
from engine.reply.reading import Reading, open_before, read, usual_tongue
from engine.reply.stance import is_careful, is_watchful, rash
from engine.reply.steer import Steer
from engine.reply.themes import theme as theme_of
from engine.voice import style
from engine.voice.language import language
from engine.voice.manner import PLAIN, Manners
from engine.voice.vocabulary import is_common, words

#: What makes a past reply the answer to this turn; each part in [0, 1], together one.
RERANK = {
    "similarity": 0.28,  # of the two incoming turns, cosine 0.3 … 0.9 → 0 … 1
    "answers": 0.24,  # the reply follows this conversation (`engine.reply.choice`)
    "occasion": 0.19,  # both turns call for the same thing
    "move": 0.10,  # the reply does what usually answers it
    "portable": 0.09,  # its words are everyday words or the conversation's own
    "same_contact": 0.06,
    "asked": 0.04,  # both turns ask, or neither does
}
#: Below this a past reply is not offered; a phrase serves better. The same for how well it follows.
LEAST, LEAST_ANSWER = 0.45, 0.12
#: From this chance on a reply is taken to follow; words alone seldom say more.
_ANSWERS = 0.6
#: How similar the past turn must be: a little when both call for the same particular thing, more when they only have
#: the same general form, nearly the same when they call for something else.
_SAME_OCCASION, _SAME_FORM, _OTHER_FORM, _OTHER_OCCASION = 0.42, 0.52, 0.58, 0.8
#: How much likeness a reply is spared, or asked for besides, from the least to the greatest chance that it follows.
_EARNED = 0.2
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
#: What an option gains by the tone that triage suggests.
_SUITS = 0.04
#: What was just written down is told before anything else fills a place.
_NOTED = 0.4
#: What a phrase gains at most by following this conversation, beside fitting its occasion; half of it is lost.
_FOLLOWS = 0.16
#: A fact or rare word the person told so many contacts is their own and may be reused (marked as unsourced).
PUBLIC = 3


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
    voice: Callable[[str], float] | None = None,
    meanings: Mapping[str, Floats] | None = None,
    terms: Terms = consistency.NONE,
    manners: Manners = PLAIN,
    noted: Sequence[Candidate] = (),
) -> list[Option]:
    """Options for the last turn of one conversation (`messages` oldest first), best first, at most `count`.

    Empty when the last turn is not theirs, or when nothing is known in its language. From three options on, the third
    declines or defers. When something is worth checking nothing is agreed to; at high risk only ask, decline, defer,
    boundary and close are offered, from the phrase bank. `seed` names the request: the same request gives the same
    options with the same ids. `elsewhere` knows what belongs to other contacts (`engine.reply.guards`), `voice` how
    much a text sounds like the person, `terms` what their prices and dates say, `meanings` the unit vectors of turns,
    past replies and phrases, as far as they are at hand, `manners` how this contact is written to, `noted` are replies
    that tell what was just written down (`engine.reply.acknowledgements`): the first of them is among the options.
    """
    here = read(messages, triage)
    if here is None:
        return []
    if risk is not None and risk.care_notice:
        here = replace(here, occasion=Occasion.DISTRESS)
    stance = None if here.occasion is Occasion.DISTRESS else risk
    wish = steering.read(steer)
    tongue = here.tongue or usual_tongue(messages, profile)
    pool = [_styled(one, profile) for one in wish.candidates(tongue) if _may_be_wished(wish, one, here, stance)]
    judge = chooser(messages, meanings)
    pool += _answering(_pool(messages, here, matches, profile, stance, tongue, elsewhere, judge), judge)
    if wish.occasion:
        pool += phrase_bank.candidates(wish.occasion, here.slots, profile, tongue)
    if here.occasion is not Occasion.DISTRESS:
        pool += _wished(wish, here, profile, stance, tongue)
    pool += noted
    if wish.shorter:
        pool = [_shortened(one) for one in pool]
    tone = triage.suggested_response_style if triage is not None else ""
    return choose(
        pool,
        Bounds(
            messages,
            profile,
            elsewhere,
            (*((wish.text,) if wish.text else ()), *(one.text for one in noted)),
            is_careful(stance),
            home_address,
            voice,
            terms,
            putting(manners, messages),
        ),
        count=count,
        seed=seed,
        themes=[Theme(theme) for theme in themes],
        alike=judge.alike,
        bonus=lambda option: (
            wish.bonus(option)
            + (_SUITS if option.theme == tone else 0.0)
            + suits(option, manners.phrases)
            + (_NOTED if option.origin == acknowledgements.ORIGIN else 0.0)
        ),
    )


def phrases(messages: Sequence[Message], *, profile: StyleProfile, triage: Triage | None) -> list[str]:
    """The phrases that `options` would choose from for the last turn, the usual answers first."""
    here = read(messages, triage)
    if here is None:
        return []
    bank = phrase_bank.candidates(here.occasion, here.slots, profile, here.tongue or usual_tongue(messages, profile))
    return [one.text for one in sorted(bank, key=lambda one: -one.relevance)]


def is_unclear(messages: Sequence[Message], profile: StyleProfile, steer: str | None) -> bool:
    """Whether a wish was typed that only a model could carry out for the last turn of this conversation."""
    wish = steering.read(steer)
    here = read(messages)
    return bool(wish.text) and wish.is_unclear((here and here.tongue) or usual_tongue(messages, profile))


def _pool(
    messages: Sequence[Message],
    here: Reading,
    matches: Sequence[PastReply],
    profile: StyleProfile,
    stance: Risk | None,
    tongue: str,
    elsewhere: Elsewhere,
    judge: Chooser,
) -> list[Candidate]:
    """What could be answered at all, by how much the conversation may be trusted."""
    careful = phrase_bank.candidates(Occasion.RISKY, here.slots, profile, tongue) if is_watchful(stance) else []
    if is_careful(stance):
        return careful
    usual = phrase_bank.candidates(here.occasion, here.slots, profile, tongue)
    usual += with_open(usual, open_before(messages), profile, tongue) + past(messages, here, matches, elsewhere, judge)
    return [*careful, *(one for one in usual if _is_safe(one, here, stance))]


def _answering(pool: Sequence[Candidate], judge: Chooser) -> list[Candidate]:
    """The pool, phrases by how well they follow this conversation; past replies have been weighed so already."""
    bank = [one for one in pool if one.origin == "phrase_bank"]
    gains = dict(zip(map(id, bank), judge.scores([one.text for one in bank]), strict=True))
    return [
        replace(one, relevance=min(1.0, one.relevance + _FOLLOWS * (gains[id(one)] - 0.5))) if id(one) in gains else one
        for one in pool
    ]


def _wished(wish: Steer, here: Reading, profile: StyleProfile, stance: Risk | None, tongue: str) -> list[Candidate]:
    """Phrases that do what was wished where the occasion's own may not: few occasions have a "no"."""
    told = phrase_bank.candidates(phrase_bank.GENERAL, here.slots, profile, tongue) if wish.moves else []
    return [one for one in told if one.move in wish.moves and _is_safe(one, here, stance)]


def _may_be_wished(wish: Steer, one: Candidate, here: Reading, stance: Risk | None) -> bool:
    """Whether a wish that we put into words may be carried out here; the person's own sentence always may."""
    if wish.wish is None:
        return True
    return _is_safe(one, here, stance) and not (here.occasion is Occasion.DISTRESS and one.move is Move.DECLINE)


def _is_safe(one: Candidate, here: Reading, stance: Risk | None) -> bool:
    """Whether it agrees to nothing where something is worth checking."""
    return one.move not in rash(here.occasion) or not is_watchful(stance)


def past(
    messages: Sequence[Message],
    here: Reading,
    matches: Sequence[PastReply],
    elsewhere: Elsewhere = guards.NOBODY,
    judge: Chooser | None = None,
) -> list[Candidate]:
    """The person's own replies to similar turns that may stand here, changed where their facts were of that day."""
    keys = known(messages[-RECENT:])
    public = _public(matches)
    found = []
    answers = (judge or chooser(messages)).scores(["\n".join(match.reply) for match in matches])
    for match, follows in zip(matches, answers, strict=True):
        if not any(bubble.strip() for bubble in match.reply):
            continue
        bubbles = tuple(carried(bubble, match.incoming, here.slots) for bubble in match.reply)
        bubbles = tuple(bubble for bubble in bubbles if bubble.strip())
        text = "\n".join(bubbles)
        if not text or not _may_stand(text, match, here, _Known(keys, public, elsewhere), follows):
            continue
        worth = relevance(match, text, here, keys, follows)
        if worth >= LEAST and follows >= LEAST_ANSWER:
            similarity = min(1.0, max(0.0, match.similarity))
            found.append(
                Candidate(bubbles, move_of(text), theme_of(text), worth, similarity, "past_reply", match.reply_ids)
            )
    return found


def relevance(match: PastReply, reply: str, here: Reading, keys: frozenset[str], follows: float) -> float:
    """How well a past reply answers the turn at hand: the parts of `RERANK`, weighed; `follows` as `choice.scores`."""
    then = occasion(match.incoming)
    usual = phrase_bank.usual_moves(here.occasion)
    does = move_of(reply)
    spoken = words(reply)
    plain = [word for word in spoken if is_common(word) or f"word:{word}" in keys]
    parts = {
        "similarity": min(1.0, max(0.0, (match.similarity - 0.3) / 0.6)),
        "answers": min(1.0, follows / _ANSWERS),
        "occasion": 1.0 if then is here.occasion else 0.0,
        "move": 1.0 if does in usual[:3] else (0.5 if does in usual or does is Move.INFORM else 0.0),
        "portable": (len(plain) / len(spoken) if spoken else 0.5) * min(1.0, 14 / max(1, len(spoken))),
        "same_contact": float(match.same_contact),
        "asked": float(asks(match.incoming) == asks(here.text)),
    }
    return round(sum(RERANK[name] * part for name, part in parts.items()), 4)


@dataclass(frozen=True, slots=True)
class _Known:
    """What may be said here: facts of this conversation, facts told to everybody, and what belongs to others."""

    keys: frozenset[str]
    public: frozenset[str]
    elsewhere: Elsewhere

    def may_tell(self, one: Found) -> bool:
        """Whether a fact from another conversation may stand: one that was told to many."""
        return bool(one.keys & self.public)

    def may_use(self, word: str) -> bool:
        """Whether a word from another conversation may stand."""
        return is_common(word) or f"word:{word}" in self.keys | self.public or not self.elsewhere.is_private(word)


def _may_stand(text: str, match: PastReply, here: Reading, known_here: _Known, follows: float) -> bool:
    """Whether a past reply may be shown in this conversation at all; one that follows it well needs less likeness."""
    if is_acknowledgement(match.incoming) and not is_acknowledgement(here.text):
        return False
    least = _least_similarity(match, here) - _EARNED * (follows - 0.5)
    if here.occasion in _ONLY_PHRASES or match.similarity < least:
        return False
    tongue = language(text)
    if tongue is not None and here.tongue is not None and tongue != here.tongue:
        return False
    foreign = unsourced(text, known_here.keys)
    if any(one.fact in (Fact.TIME, Fact.DATE) for one in foreign):
        return False
    if match.same_contact:
        return True
    return all(map(known_here.may_tell, foreign)) and all(map(known_here.may_use, words(text)))


def _least_similarity(match: PastReply, here: Reading) -> float:
    then = occasion(match.incoming)
    if then is not here.occasion:
        return _OTHER_FORM if {then, here.occasion} <= _FORMS else _OTHER_OCCASION
    return _SAME_FORM if here.occasion in _FORMS else _SAME_OCCASION


def _public(matches: Sequence[PastReply]) -> frozenset[str]:
    """Keys of facts and words that the person sent to at least `PUBLIC` different contacts."""
    to: dict[str, set[int]] = defaultdict(set)
    for match in matches:
        for key in keys_of(match.reply):
            to[key].add(match.contact_id)
    return frozenset(key for key, contacts in to.items() if len(contacts) >= PUBLIC)


def _styled(one: Candidate, profile: StyleProfile) -> Candidate:
    return replace(one, bubbles=tuple(style.apply(one.text, profile).split("\n")))


def _shortened(one: Candidate) -> Candidate:
    """Its first sentence, if that says something by itself; of what holds back, the first sentence that does so."""
    if re.match(r"\W*(?:hi|hey|hello|thank)\b", one.text, re.I):
        return one
    sentences = [hit.group(1).strip() for hit in re.finditer(r"(.{6,}?[.!?…])(?:\s|$)", one.text, re.S)]
    for text in sentences if one.move in HOLDING_BACK else sentences[:1]:
        move = move_of(text)
        if len(text) < len(one.text) and (one.move not in HOLDING_BACK or move in HOLDING_BACK):
            return Candidate((text,), move, one.theme, one.relevance, one.confidence, one.origin, one.sources)
    return one
