"""What the page of Ask shows: questions in chats, reminders, and what was searched. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlite_utils import Database

from app import asking, desk
from app.store import asked, reminders
from app.store.asked import LeftOut, Within
from app.wording import asking as words
from engine.asked import AskTurn, Intent, Reminder
from engine.domain import Option

#: A question that comes later than this after the one before begins another chat.
PAUSE = timedelta(minutes=30)
#: Questions that are shown.
MOST = 300
#: Questions for a draft of which the draft is looked up.
MOST_DRAFTED = 20


@dataclass(frozen=True, slots=True)
class Chat:
    """Questions asked one after the other, oldest first; there is always one."""

    turns: tuple[AskTurn, ...]

    @property
    def title(self) -> str:
        """What it began with."""
        return self.turns[0].question

    @property
    def asked_at(self) -> datetime:
        """When something was asked in it last."""
        return self.turns[-1].asked_at

    @property
    def turn_ids(self) -> tuple[str, ...]:
        """The ids of its questions."""
        return tuple(turn.turn_id for turn in self.turns)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft that a question asked for, as it stands now.

    Attributes:
        option: None where there is nothing of the other side to answer; then `text` alone is offered.
    """

    conversation_id: int
    text: str
    option: Option | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Everything the page shows.

    Attributes:
        chats: the newest first.
        reminders: open and fired ones, the soonest first.
        drafted: by id of the turn.
        n_searched: messages that an answer may quote.
    """

    now: datetime
    chats: tuple[Chat, ...]
    reminders: tuple[Reminder, ...]
    drafted: dict[str, Drafted]
    n_searched: int
    left_out: LeftOut


def history(db: Database, *, now: datetime, begins: Collection[str] = ()) -> History:
    """What was asked and set so far.

    Args:
        begins: ids of turns that begin a chat because the person wished for a new one.
    """
    found = chats(asked.history(db, limit=MOST), begins)
    drafting = [turn for chat in found for turn in chat.turns if turn.answer.intent is Intent.DRAFT][:MOST_DRAFTED]
    return History(
        now=now,
        chats=found,
        reminders=tuple(reminders.listing(db)),
        drafted={turn.turn_id: made for turn in drafting if (made := drafted(db, turn, now=now)) is not None},
        n_searched=asked.count(db, Within()),
        left_out=asked.left_out(db),
    )


def chats(turns: Sequence[AskTurn], begins: Collection[str] = ()) -> tuple[Chat, ...]:
    """Questions (the newest first) as chats, the newest first."""
    made: list[list[AskTurn]] = []
    for turn in reversed(turns):
        follows = bool(made) and turn.asked_at - made[-1][-1].asked_at <= PAUSE and turn.turn_id not in begins
        if follows:
            made[-1].append(turn)
        else:
            made.append([turn])
    return tuple(Chat(tuple(chat)) for chat in reversed(made))


def regrouped(found: History, begins: Collection[str]) -> History:
    """The same with other chats."""
    newest_first = [turn for chat in found.chats for turn in reversed(chat.turns)]
    known = {chat.turns[0].turn_id for chat in found.chats}
    return replace(found, chats=chats(newest_first, known | set(begins)))


def drafted(db: Database, turn: AskTurn, *, now: datetime) -> Drafted | None:
    """The draft that stands for a question that asked for one; None where none was made or it is answered since."""
    answer = turn.answer
    if answer.intent is not Intent.DRAFT or answer.unclear:
        return None
    conversation_id = asking.understand(db, turn.question, now=now).draft_for
    if conversation_id is None:
        return None
    made = desk.drafts(db, conversation_id)
    if made is not None and made.options:
        return Drafted(conversation_id, made.options[0].text, made.options[0])
    said = words.follow_up_text(answer.text, answer.tongue)
    return Drafted(conversation_id, said) if said else None
