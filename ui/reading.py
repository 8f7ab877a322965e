"""What screens read and wish for: two small interfaces, so that a window can be tried without a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from app.desk_rows import ConversationHead, InboxRow, SearchHit, Status, ThreadLine
from app.send import Reach
from app.store.outbox import Letter
from engine.domain import Risk, Standing, Suggestions


class Desk(Protocol):
    """The reads of the window. All answer at once, from what is stored."""

    def inbox(self) -> Sequence[InboxRow]:
        """Every conversation, most pressing first."""

    def thread(self, conversation_id: int, before: ThreadLine | None = None) -> Sequence[ThreadLine]:
        """A page of a thread, oldest first: the newest one, or the one before a line."""

    def head(self, conversation_id: int) -> ConversationHead:
        """What the header says."""

    def risk(self, conversation_id: int) -> Risk:
        """How risky its words are."""

    def standing(self, conversation_id: int) -> Standing:
        """Why it ranks where it does."""

    def drafts(self, conversation_id: int) -> Suggestions | None:
        """The drafts that fit its newest message."""

    def search(self, text: str) -> Sequence[SearchHit]:
        """Messages that fit a text."""

    def status(self) -> Status:
        """Figures of the status bar."""

    def thresholds(self) -> tuple[float, float]:
        """Scores from which risk is amber, and red."""

    def reach(self, conversation_id: int) -> Reach:
        """How far a reply may be taken here."""

    def letter(self, conversation_id: int) -> Letter | None:
        """The newest reply that is not known to have gone."""

    def concerns(self, conversation_id: int, text: str) -> Sequence[str]:
        """What to look at before a text leaves, as codes of `app.wording.sending`; takes longer than a frame."""

    def now(self) -> datetime:
        """The time, aware."""


class Wishes(Protocol):
    """What the person may ask for; every call returns at once and the answer comes as an event."""

    def sync_now(self) -> None:
        """Look at the source."""

    def opened(self, conversation_id: int) -> None:
        """The person looks at a conversation."""

    def suggest(self, conversation_id: int, *, fresh: bool = False, steer: str | None = None) -> None:
        """Drafts, new ones or in another direction."""

    def more(self, request_id: str) -> None:
        """The drafts that are still to come."""

    def accept(self, response_id: str, text: str) -> None:
        """A draft was taken, perhaps changed."""

    def reject(self, response_id: str, reason: str | None = None) -> None:
        """A draft was dismissed."""

    def send(self, conversation_id: int, text: str, response_id: str | None = None) -> None:
        """Send a reply through Messages after the undo window."""

    def take_back_send(self, conversation_id: int) -> None:
        """Do not send what is counted; or take the text back that Messages refused."""

    def send_now(self, conversation_id: int) -> None:
        """Send what is counted at once."""

    def send_again(self, conversation_id: int) -> None:
        """Send what Messages refused once more."""

    def let_go_send(self, conversation_id: int) -> None:
        """Keep the text of a reply that did not go no longer."""

    def done(self, conversation_id: int) -> None:
        """Nothing is left to answer."""

    def snooze(self, conversation_id: int, until: datetime) -> None:
        """Bring it back later."""

    def snooze_until_they_write(self, conversation_id: int) -> None:
        """Bring it back as soon as they write again."""

    def dismiss(self, conversation_id: int, pattern_name: str | None) -> None:
        """Not a risk: one pattern, or anything with this contact."""

    def undo(self) -> None:
        """Take the last act back."""
