"""Suggestions for one conversation: what to read, what was said to similar turns, which options, and keeping them."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from sqlite_utils import Database

from app import chosen, judging, keeping_to, noted, offered_anew, personas, voices
from app.elsewhere import OtherContacts
from app.settings import Groups
from app.store import conversations, drafts, nudges, passages, search, suggestions, vectors
from app.store.connection import transaction
from app.store.conversations import ConversationRow
from app.store.threads import recent
from engine.domain import Message, Option, PastReply, Risk, Standing, StyleProfile, Suggestions, Theme, moment
from engine.memory.turns import Turn, turns
from engine.reply import consistency, past_replies, preference, silence
from engine.reply.bandit import Bandit
from engine.reply.bandit_record import restored
from engine.reply.candidates import Candidate
from engine.reply.consistency import Terms
from engine.voice.manner import PLAIN, Manners

#: Messages of the conversation that the options are fitted to.
READS = 60
#: Nearest turns looked at, of this contact and of everybody.
NEAREST_HERE, NEAREST_ANYWHERE, LEXICAL = 24, 40, 24
#: A lexical match says less than a vector: its token overlap counts this much.
LEXICAL_WEIGHT = 0.8
#: Parts of a turn that are looked for by themselves, and words a part must have for that.
MOST_PROBES, LEAST_WORDS = 6, 3
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
DEFAULT_COUNT, SHOWN = 8, 3
#: Why past replies stand in where no model was chosen.
NO_MODEL = "no_model"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for beyond "suggest": how many, how they should sound, which way to lean.

    `others`: others than those that were offered last for the same words.
    """

    count: int = DEFAULT_COUNT
    themes: tuple[Theme, ...] = ()
    steer: str | None = None
    seed: int = 0
    others: bool = False


@dataclass(frozen=True, slots=True)
class Occasion:
    """Everything that is read before options are made; nothing here is about another contact.

    Attributes:
        voice: how much a text sounds like the person, in [0, 1] (`app.voices.verifier_for`).
        terms, notes: what a reply is held against, and what a model is told of it (`app.keeping_to`).
        manners: how this contact is written to (`app.personas`).
        noted: replies that tell what was just written down (`app.noted`).
        taste: in which order options are shown (`app.taste`). now: when this was read, in the person's zone.
    """

    row: ConversationRow
    messages: tuple[Message, ...]
    turn: Turn | None
    standing: Standing
    risk: Risk
    profile: StyleProfile
    silent_reason: str | None
    now: datetime
    voice: Callable[[str], float] | None = field(default=None, compare=False)
    terms: Terms = consistency.NONE
    notes: tuple[str, ...] = ()
    manners: Manners = PLAIN
    noted: tuple[Candidate, ...] = ()
    taste: Bandit = field(default_factory=preference.untaught, compare=False, repr=False)


def occasion(db: Database, conversation_id: int, *, now: datetime, steer: str | None = None) -> Occasion:
    """Read one conversation for drafting; with `steer` the person has decided, so that less is silent.

    Raises:
        NoSuchConversation: no such id.
    """
    row = conversations.get(db, conversation_id)
    messages = recent(db, conversation_id, limit=READS, until=now)
    judgement = judging.judge(db, row, now=now)
    cut = turns(messages)
    profile = voices.profile_for(db, row.contact_id)
    turn = cut[-1] if cut and not cut[-1].from_me else None
    return Occasion(
        row=row,
        messages=tuple(messages),
        turn=turn,
        standing=judgement.standing,
        risk=judgement.risk,
        profile=profile,
        silent_reason=silence.silent_reason(
            messages,
            is_group=row.is_group,
            groups_on=row.is_group and chosen.settings_of(db).groups is Groups.DRAFT,
            switched_off=row.switched_off,
            filtered=row.filtered,
            risk=judgement.risk,
            steer=steer,
        ),
        now=now,
        voice=voices.verifier_for(db, row.contact_id).score,
        terms=keeping_to.terms_of(db, row, now=now),
        notes=keeping_to.notes_of(db, row),
        manners=personas.manners(db, row.contact_id, profile),
        noted=noted.acknowledged(db, row, messages, turn, profile, risk=judgement.risk, now=now),
        taste=taste(db),
    )


def noted_in(db: Database, here: Occasion, profile: StyleProfile) -> tuple[Candidate, ...]:
    """Replies that tell what was just written down here, in another style than the occasion was read with."""
    return noted.acknowledged(db, here.row, here.messages, here.turn, profile, risk=here.risk, now=here.now)


def taste(db: Database) -> Bandit:
    """What was learnt of which options the person takes."""
    new = preference.untaught()
    return restored(nudges.bandit(db, nudges.OPTIONS, new.policy), new.policy, new.labels)


def probes(here: Occasion) -> list[str]:
    """Texts to look for similar turns with: the whole turn, then its messages and questions one by one.

    A burst that asks two things is near neither of them as a whole.
    """
    if here.turn is None or not here.turn.text:
        return []
    parts = [message.text for message in here.turn.messages]
    parts += [sentence for text in parts for sentence in SENTENCE.findall(text) if sentence.endswith("?")]
    telling = [" ".join(part.split()) for part in parts if len(part.split()) >= LEAST_WORDS]
    return list(dict.fromkeys([here.turn.text, *telling]))[:MOST_PROBES]


def matches(db: Database, here: Occasion, near: NDArray[np.float32] | None) -> list[PastReply]:
    """What the person answered to similar turns, this contact's first, best first.

    Args:
        near: (n, 384) embeddings of `probes(here)`, or None to search by words only.
    """
    if here.turn is None or not here.turn.text:
        return []
    similar: dict[int, float] = {}
    for vector in () if near is None else near:
        for passage_id, cosine in [
            *vectors.nearest(db, vector, k=NEAREST_HERE, contact_id=here.row.contact_id or 0),
            *vectors.nearest(db, vector, k=NEAREST_ANYWHERE),
        ]:
            similar[passage_id] = max(similar.get(passage_id, 0.0), cosine)
    found = search.full_text(db, here.turn.text[:400], limit=LEXICAL)
    lexical = set(passages.of_messages(db, [message_id for message_id, _score in found])) - set(similar)
    replies = passages.replies(db, [*similar, *lexical])
    at_hand = {message.message_id for message in here.turn.messages}
    return sorted(
        (
            _past_reply(reply, here, similar.get(reply.passage_id))
            for reply in replies
            if not at_hand & set(reply.reply_ids)
        ),
        key=lambda past: (past.same_contact, past.similarity),
        reverse=True,
    )


def _past_reply(reply: passages.AnsweredTurn, here: Occasion, cosine: float | None) -> PastReply:
    if cosine is None:
        text = here.turn.text if here.turn else ""
        cosine = LEXICAL_WEIGHT * fuzz.token_set_ratio(text, reply.incoming) / 100
    return PastReply(
        incoming=reply.incoming,
        reply=reply.texts,
        reply_ids=reply.reply_ids,
        contact_id=reply.contact_id,
        same_contact=bool(reply.contact_id) and reply.contact_id == here.row.contact_id,
        similarity=max(0.0, min(1.0, cosine)),
        sent_at=moment(reply.sent_us),
    )


def from_past(
    db: Database,
    here: Occasion,
    found: Sequence[PastReply],
    wish: Wish,
    *,
    fallback_reason: str | None = NO_MODEL,
    started: float | None = None,
    meanings: Mapping[str, NDArray[np.float32]] | None = None,
) -> Suggestions:
    """Options from the person's own past replies (`matches`) and the phrase bank; needs no language model.

    What the person dismissed for this turn is not offered again, and where they wish for others, nor is what was
    offered last; a way to say no stays.

    `meanings` as `app.meanings.known` gives them.
    """
    began = time.monotonic() if started is None else started
    options: Sequence[Option] = ()
    nothing = silence.NOTHING_CERTAIN
    unclear = past_replies.is_unclear(here.messages, here.profile, wish.steer)
    offered = offered_anew.offered(db, here.row.id) if wish.others else frozenset()
    dismissed = drafts.dismissed(db, here.row.id, int(here.messages[-1].message_id)) if here.messages else frozenset()
    if here.silent_reason is None and not unclear:
        options = past_replies.options(
            here.messages,
            matches=found,
            profile=here.profile,
            risk=here.risk,
            triage=here.standing.triage,
            count=wish.count + len(dismissed) + len(offered),
            themes=wish.themes,
            steer=wish.steer,
            seed=wish.seed,
            elsewhere=others(db, here),
            voice=here.voice,
            meanings=meanings,
            terms=here.terms,
            manners=here.manners,
            noted=here.noted,
        )
    left = [one for one in options if one.origin == "steered" or one.text not in dismissed]
    if options and not left:
        nothing = silence.NOTHING_ELSE
    elif options and not (left := offered_anew.others(left, offered)):
        nothing = silence.NO_OTHERS
    return made(
        here,
        left[: wish.count],
        mode="past_replies",
        model_version="none",
        fallback_reason=fallback_reason,
        began=began,
        themes=wish.themes,
        nothing=silence.WISH_UNCLEAR if unclear else nothing,
    )


def others(db: Database, here: Occasion) -> OtherContacts:
    """What belongs to other contacts than the one at hand."""
    return OtherContacts(db, contact_id=here.row.contact_id or 0, conversation_id=here.row.id)


def made(
    here: Occasion,
    options: Sequence[Option],
    *,
    mode: str,
    model_version: str,
    fallback_reason: str | None,
    began: float,
    planned: int = 0,
    themes: Sequence[Theme] = (),
    nothing: str = silence.NOTHING_CERTAIN,
) -> Suggestions:
    """Options in the order of the person's taste, as one numbered request; `planned` of them there shall be, if that
    is more. Of asked `themes` those come first; `nothing` is why there are none, where the occasion does not say."""
    request_id = secrets.token_hex(8)
    ordered = preference.order(options, here.taste, here.profile, here.now, themes=themes)
    numbered = tuple(
        replace(option, response_id=f"{request_id}-{position}") for position, option in enumerate(ordered, start=1)
    )
    total = max(len(numbered), planned if numbered else 0)
    return Suggestions(
        request_id=request_id,
        conversation_id=str(here.row.id),
        mode=mode,
        model_version=model_version,
        options=numbered,
        has_more=total > SHOWN,
        total_count=total,
        elapsed_ms=round((time.monotonic() - began) * 1000),
        cached=False,
        fallback_reason=fallback_reason,
        silent_reason=here.silent_reason if here.silent_reason or numbered else nothing,
    )


def keep(
    db: Database, made_now: Suggestions, here: Occasion, *, wish: Wish | None = None, background: bool = False
) -> None:
    """Remember a set of options, so that it can be shown again, extended and decided on."""
    with transaction(db):
        suggestions.add(
            db,
            made_now,
            conversation_id=here.row.id,
            through_message_id=int(here.messages[-1].message_id) if here.messages else None,
            background=background,
            wish="" if wish is None else msgspec.json.encode(wish).decode(),
        )


def wish_of(kept: str) -> Wish:
    """The wish that was remembered with a set of options."""
    return msgspec.json.decode(kept, type=Wish) if kept else Wish()
