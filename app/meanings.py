"""The vectors that a reply is chosen by: of the last turns, of past replies and of phrases, as far as there are any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sqlite_utils import Database

from app.replies import Occasion, probes
from app.store import passages, vectors
from engine.domain import PastReply
from engine.memory.turns import turns
from engine.reply import past_replies
from engine.reply.following import LAGS

#: Phrases that are embedded with a turn, so that nobody waits much longer for it.
MOST_PHRASES = 16
Floats = NDArray[np.float32]


def to_embed(here: Occasion) -> list[str]:
    """Texts to embed with one call before options are made: `replies.probes(here)`, then phrases; none to no turn."""
    wanted = probes(here)
    if not wanted:
        return []
    bank = past_replies.phrases(here.messages, profile=here.profile, triage=here.standing.triage)
    return [*wanted, *[text for text in bank if text not in wanted][:MOST_PHRASES]]


def known(db: Database, here: Occasion, found: Sequence[PastReply], embedded: Floats | None) -> dict[str, Floats]:
    """Unit vectors by text: the last turns and the past replies `found` from the store, the rest from `embedded`.

    Args:
        embedded: (n, 384) of the first n of `to_embed(here)`; None for none.
    """
    said = turns(here.messages)[-LAGS:]
    texts = {turn.first_id: turn.text for turn in said if turn.text.strip()}
    texts |= {past.reply_ids[0]: "\n".join(past.reply) for past in found if past.reply_ids}
    of_message = {one: passages.of_messages(db, [int(one)]) for one in texts}
    stored = vectors.of(db, [passage for ids in of_message.values() for passage in ids])
    meanings = {texts[one]: stored[ids[0]] for one, ids in of_message.items() if ids and ids[0] in stored}
    if embedded is not None:
        meanings.update(zip(to_embed(here), embedded, strict=False))
    return meanings
