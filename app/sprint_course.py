"""A sprint as a course: what is looked at, what was done with it, and each step back. Decides only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.desk_rows import InboxRow, ThreadLine
from engine.domain import SPOKEN


class Deed(StrEnum):
    """What the person did with a card."""

    SENT = "sent"
    COPIED = "copied"
    DONE = "done"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    REJECTED = "rejected"


#: Deeds that answered somebody.
ANSWERS = frozenset({Deed.SENT, Deed.COPIED})
#: Deeds after which the card stays in the sprint.
STAYS = frozenset({Deed.SKIPPED, Deed.REJECTED})


@dataclass(frozen=True, slots=True)
class Step:
    """One deed.

    Attributes:
        response_id: the draft it was done with, "" for none.
        saved_min: minutes it saved, an estimate.
        noted: the core knows of it, and takes it back.
    """

    deed: Deed
    row: InboxRow
    response_id: str = ""
    saved_min: float = 0.0
    noted: bool = True


class Course:
    """The queue is frozen at the start; what was answered elsewhere since leaves it without a word.

    Attributes:
        ahead: what is left, the card in sight first.
        steps: what was done, oldest first.
    """

    def __init__(self, rows: Sequence[InboxRow]) -> None:
        self.ahead = list(rows)
        self.steps: list[Step] = []
        self._seen: set[int] = set()
        self._n_total = len(self.ahead)

    @property
    def current(self) -> InboxRow | None:
        """The card in sight, None at the end."""
        return self.ahead[0] if self.ahead else None

    @property
    def n_total(self) -> int:
        """Cards of this sprint."""
        return self._n_total

    @property
    def n_behind(self) -> int:
        """Cards that are dealt with."""
        return self._n_total - len(self.ahead)

    @property
    def n_seen(self) -> int:
        """Cards that were looked at."""
        return len(self._seen)

    @property
    def n_answered(self) -> int:
        """Cards that were answered."""
        return sum(step.deed in ANSWERS for step in self.steps)

    @property
    def saved_min(self) -> float:
        """Minutes saved so far, an estimate."""
        return sum(step.saved_min for step in self.steps)

    def look(self) -> None:
        """The card in sight was looked at."""
        if self.ahead:
            self._seen.add(self.ahead[0].conversation_id)

    def drop(self) -> None:
        """The card in sight needs nothing any more."""
        gone = self.ahead.pop(0)
        self._seen.discard(gone.conversation_id)
        self._n_total -= 1

    def do(self, step: Step) -> None:
        """Something was done with the card in sight; the last one that is left cannot be skipped any further."""
        self.steps.append(step)
        match step.deed:
            case Deed.SKIPPED:
                self.ahead.append(self.ahead.pop(0))
            case Deed.REJECTED:
                pass
            case _:
                self.ahead.pop(0)

    def take_back(self) -> Step | None:
        """The last deed did not happen: its card is in sight again; None if there is none."""
        if not self.steps:
            return None
        step = self.steps.pop()
        if step.deed in STAYS:
            self.ahead = [row for row in self.ahead if row.conversation_id != step.row.conversation_id]
        self.ahead.insert(0, step.row)
        return step

    def forget(self, conversation_id: int) -> Step | None:
        """The answer to a conversation came back by itself: its card is in sight again; None if it was none here."""
        found = [step for step in self.steps if step.row.conversation_id == conversation_id and step.deed is Deed.SENT]
        if not found:
            return None
        self.steps.remove(found[-1])
        self.ahead.insert(0, found[-1].row)
        return found[-1]


def is_answered(row: InboxRow, lines: Sequence[ThreadLine]) -> bool:
    """Whether the person spoke last in a conversation since its row was read, or nobody says anything there now."""
    spoken = [line for line in lines if line.kind in SPOKEN and not line.unsent]
    if not spoken:
        return True
    return spoken[-1].from_me and (row.last_message_at is None or spoken[-1].sent_at > row.last_message_at)
