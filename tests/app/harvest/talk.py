"""Conversations to learn from, and what was learnt from them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import msgspec
from sqlite_utils import Database

from app import harvest, sample_table
from app.settings import Groups, Settings
from app.store import cutting, judgements, suggestions
from app.store.samples import Wanted
from engine.domain import Priority, Risk, Standing, State, moment
from tests import drafts
from tests.app.store.conftest import START, Rows

KEY = bytes(range(32))
EVERYTHING = msgspec.structs.replace(Settings(), keep_samples_days=0)
NOW = moment(START) + timedelta(days=30)
WITH_GROUPS = msgspec.structs.replace(EVERYTHING, groups=Groups.DRAFT)


class Talk(Rows):
    """Conversations that were judged and cut, as the conductor leaves them."""

    def said(self, *bubbles: str, conversation: int = 0, name: str = "Kim", after_min: float = 10) -> int:
        """A conversation going on: "< …" is theirs, "> …" the person's; returns it."""
        here = conversation or self.conversation(self.contact(name))
        for text in bubbles:
            self.message(here, text[2:], from_me=text[0] == ">", after_min=after_min)
        self.ready(here)
        return here

    def ready(self, conversation_id: int, *, risk: float = 0.0) -> None:
        """Judge it, and cut it into turns."""
        cutting.cut(self.db, conversation_id)
        judgements.put(
            self.db,
            conversation_id,
            standing=Standing(State.DONE, 0.0, Priority.ROUTINE, (), 0.0, None, None, None),
            risk=Risk(str(conversation_id), 0, 0, 0, 0, risk, (), (), (), "", False, ""),
            judged_us=self.clock_us,
        )

    def last(self) -> int:
        return int(self.db.conn.execute("SELECT max(id) FROM message").fetchone()[0])

    def message_of(self, text: str) -> int:
        return int(self.db.conn.execute("SELECT id FROM message WHERE text = ?", (text,)).fetchone()[0])


def collect(db: Database, settings: Settings = EVERYTHING) -> int:
    """Collect to the end; how many pieces it took."""
    for pieces in count(1):
        if not harvest.piece(db, now=NOW, settings=settings):
            return pieces
    raise AssertionError


def found(db: Database, settings: Settings = EVERYTHING) -> list[tuple[str, str, str, float]]:
    """(source, input, output, quality), oldest first."""
    return [
        (one.source, one.input, one.output, one.quality)
        for one in reversed(sample_table.page(db, Wanted(), settings=settings))
    ]


def answers(db: Database, settings: Settings = EVERYTHING) -> list[str]:
    return [one[2] for one in found(db, settings)]


def offer(db: Database, conversation_id: int, text: str, *, through: int, made_us: int) -> None:
    """Options on the screen, for what was said up to a message."""
    made = drafts.suggestions([drafts.option(text=text)], conversation_id=str(conversation_id))
    suggestions.add(db, made, conversation_id=conversation_id, through_message_id=through, made_us=made_us)
