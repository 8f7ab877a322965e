"""What quick reply shows of the store: the most pressing conversations with their drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.desk_rows import InboxRow
from app.wording import quick as words
from app.wording import replies
from engine.domain import Option, State, Suggestions
from ui import draft_words
from ui.draft_set import CARDS, place_of_no
from ui.draft_words import HOLDING_BACK
from ui.inbox_list import spoken
from ui.plain import one_line
from ui.reading import Desk

#: Conversations shown.
MOST = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One conversation.

    Attributes:
        made: None while there are no drafts, and always at high risk.
        most: drafts shown; a way to say no is always among them.
        no_second: saying no stands second, where there is little room.
    """

    row: InboxRow
    made: Suggestions | None = None
    writing: bool = False
    most: int = 3
    no_second: bool = False

    @property
    def number(self) -> int:
        """Which conversation."""
        return self.row.conversation_id

    @property
    def is_risky(self) -> bool:
        """At high risk nothing is offered here."""
        return self.row.risk_level == "high"

    @property
    def options(self) -> tuple[Option, ...]:
        """The drafts that may be chosen here."""
        if self.is_risky or self.made is None:
            return ()
        kept = list(self.made.options[: self.most])
        if not any(option.move in HOLDING_BACK for option in kept):
            kept += [option for option in self.made.options[self.most : CARDS] if option.move in HOLDING_BACK][:1]
        at = place_of_no(kept) if self.no_second else 0
        if at:
            kept.insert(1, kept.pop(at))
        return tuple(kept)

    @property
    def silence(self) -> str:
        """Why there is no draft, "" where there is one."""
        if self.options:
            return ""
        if self.is_risky:
            return words.NOT_SHOWN
        if self.made is not None and self.made.silent_reason:
            return replies.silence(self.made.silent_reason)[0]
        return words.WRITING if self.writing else words.NONE_YET

    @property
    def spoken(self) -> str:
        """The row read aloud."""
        draft = f"draft by Sotto: {one_line(self.options[0].text)}" if self.options else self.silence
        return f"{spoken(self.row)}. {draft}"

    def whence(self) -> str:
        """Who wrote the drafts, said truthfully."""
        if self.made is None:
            return ""
        remote = self.made.model_version.startswith(draft_words.REMOTE)
        if self.made.mode == "model" and not remote and not replies.others(self.options):
            return words.BY_SOTTO
        return words.DRAFT.format(whence=draft_words.whence(self.made, self.options))


def pressing(rows: Sequence[InboxRow]) -> list[InboxRow]:
    """Those that need a reply, most pressing first."""
    return [row for row in rows if row.state is State.NEEDS_REPLY]


def drafts(desk: Desk, rows: Sequence[InboxRow]) -> Mapping[int, Suggestions]:
    """The drafts at hand of these conversations."""
    found = {row.conversation_id: desk.drafts(row.conversation_id) for row in rows if row.risk_level != "high"}
    return {number: made for number, made in found.items() if made is not None}


def in_place(shown: Sequence[int], rows: Sequence[InboxRow]) -> list[InboxRow]:
    """The newest rows where those shown before stay where they were, so that nothing moves under the hand."""
    fresh = {row.conversation_id: row for row in rows}
    return [fresh.pop(number) for number in shown if number in fresh] + list(fresh.values())
