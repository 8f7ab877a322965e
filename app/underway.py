"""One set of options while it is made: what it answers, who waits for it, how far its texts have grown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from app import replies
from app.drafting import Material
from app.models import Model
from app.replies import Occasion, Wish
from app.store import conversations, drafts
from engine.domain import Suggestions, micros
from engine.reply.tidying import bubbles_of

#: A growing option is told no oftener.
GROWTH_EVERY_S = 0.05
NO_MATERIAL = Material()


class Outcome(StrEnum):
    """How drafting ended: options or a silence were kept; it could not be done; somebody who waits pushed it aside;
    it was for nothing by then."""

    KEPT = "kept"
    FAILED = "failed"
    PUT_BACK = "put_back"
    DROPPED = "dropped"


@dataclass(slots=True, eq=False)
class Drafting:
    """One set of options under way.

    Attributes:
        background: nobody waits for it. `wished`: somebody did, at some time.
        began: `time.monotonic`.
        extends: the kept request whose rest this is, None for a new set.
        ticket: of what the worker is asked just now.
        is_read: `stuff` was looked up.
        meanwhile: the request of past replies that is shown until the model has written.
    """

    here: Occasion
    wish: Wish
    background: bool
    wished: bool
    began: float
    extends: Suggestions | None = None
    ticket: int | None = None
    chat: Model | None = None
    stuff: Material = NO_MATERIAL
    is_read: bool = False
    past: Suggestions | None = None
    meanwhile: str = ""
    grown: dict[int, str] = field(default_factory=dict)
    told_s: dict[int, float] = field(default_factory=dict)

    @property
    def conversation_id(self) -> int:
        """Whose options these are."""
        return self.here.row.id

    @property
    def turn(self) -> int:
        """Id of the newest message they answer, 0 for none."""
        return int(self.here.messages[-1].message_id) if self.here.messages else 0

    @property
    def is_wished_anew(self) -> bool:
        """Whether somebody asked for this new set, which takes the place of the one before."""
        return self.wished and self.extends is None

    def is_rest_of(self, request_id: str) -> bool:
        """Whether these are the further options of a kept request."""
        return self.extends is not None and self.extends.request_id == request_id

    def is_due(self, index: int, now_s: float) -> bool:
        """Whether the growth of a text may be told again; if so, it counts as told."""
        if now_s - self.told_s.get(index, -GROWTH_EVERY_S) < GROWTH_EVERY_S:
            return False
        self.told_s[index] = now_s
        return True

    def written(self, index: int) -> str:
        """A text as far as it has grown, as an option would show it."""
        return "\n".join(bubbles_of(self.grown[index]))


def fits(db: Database, one: Drafting, *, now: datetime) -> bool:
    """Whether a conversation still ends as it did when its drafting began, word for word, and may be read."""
    if conversations.get(db, one.conversation_id).switched_off:
        return False
    newest = drafts.newest(db, [one.conversation_id], until_us=micros(now)).get(one.conversation_id, (0, 0))[0]
    turn = one.here.turn.messages if one.here.turn else ()
    said = {int(message.message_id): message.text for message in turn}
    return newest == one.turn and drafts.words(db, list(said)) == said


def past_of(db: Database, one: Drafting) -> Suggestions:
    """The options from past replies, looked up once: what fills places, and what stands in."""
    if one.past is None:
        one.past = replies.from_past(
            db,
            one.here,
            one.stuff.found,
            one.wish,
            fallback_reason=None,
            started=one.began,
            meanings=one.stuff.meanings,
        )
    return one.past
