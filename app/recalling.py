"""What a prompt is given besides the conversation's end: moments of this contact, and how the person answers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app import remembering, searching
from app.replies import Occasion, others
from app.store import passages
from app.store.moments import Moment, moments
from engine.domain import PastReply, micros, moment
from engine.reply import guards

#: Messages of this contact that are looked at, turns that are told, and characters told of each.
NEAREST, MOST_MOMENTS, MOMENT_LENGTH = 24, 3, 160
#: A turn less like the one at hand than this is no help.
LEAST_COSINE = 0.3
#: The newest messages stand in the prompt anyway.
IN_SIGHT = 20
#: Answers of the person that show how they write, and how alike the turns must be.
MOST_EXAMPLES, LEAST_SIMILARITY, EXAMPLE_LENGTH = 3, 0.4, 300
#: Facts of the contact that are told.
MOST_FACTS = 5


def recalled(db: Database, here: Occasion, near: NDArray[np.float32] | None) -> tuple[str, ...]:
    """Lines about what this contact and the person said to each other before, oldest first, then what they told.

    Only the direct conversations with the one contact are read; a group has none.

    Args:
        near: (n, 384) embeddings of `replies.probes(here)`, or None to search by words only.
    """
    contact_id = here.row.contact_id
    if here.turn is None or not here.turn.text or not contact_id or here.row.is_group:
        return ()
    vector = None if near is None or not len(near) else near[0]
    hits = searching.find(
        db, here.turn.text[:400], limit=NEAREST, vector=vector, contact_id=contact_id, least_cosine=LEAST_COSINE
    )
    ranked = passages.of_messages(db, [message_id for message_id, _score in hits])
    sight_us = micros(here.messages[-IN_SIGHT:][0].sent_at)
    old = [one for one in moments(db, ranked) if one.contact_id == contact_id and one.sent_us < sight_us]
    told = tuple(_line(one) for one in sorted(old[:MOST_MOMENTS], key=lambda one: one.sent_us))
    return told + _known(db, contact_id, before_us=sight_us)


def _known(db: Database, contact_id: int, *, before_us: int) -> tuple[str, ...]:
    """What holds of this contact and does not stand in the prompt anyway; locked and edited facts come first."""
    holding = [one for one in remembering.facts(db, contact_id) if one.superseded_by is None]
    old = [one for one in holding if one.edited or micros(one.said_at) < before_us]
    chosen = sorted(old, key=lambda one: not (one.locked or one.edited))[:MOST_FACTS]
    return tuple(f"they told you: {' '.join(one.text.split())[:MOMENT_LENGTH]}" for one in chosen)


def _line(one: Moment) -> str:
    words = " ".join(one.text.split())[:MOMENT_LENGTH]
    when = moment(one.sent_us)
    return f"on {when.day} {when:%B %Y} {'you' if one.from_me else 'they'} said: {words}"


def examples(db: Database, here: Occasion, found: Sequence[PastReply]) -> tuple[tuple[str, str], ...]:
    """(their turn, the person's answer) of turns like the one at hand, best first.

    This contact's come first; another contact's only where neither side of it tells anything of anybody.
    """
    elsewhere = others(db, here)
    texts = [message.text for message in here.messages]
    chosen: list[tuple[str, str]] = []
    for past in found:
        pair = (past.incoming, "\n".join(past.reply))
        if past.similarity < LEAST_SIMILARITY or max(map(len, pair)) > EXAMPLE_LENGTH or not all(pair):
            continue
        if not past.same_contact and any(guards.leaks(side, texts, elsewhere) for side in pair):
            continue
        chosen.append(pair)
        if len(chosen) == MOST_EXAMPLES:
            break
    return tuple(chosen)
