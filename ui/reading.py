"""What screens read and wish for: two small interfaces, so that a window can be tried without a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.briefing import Brief
from app.clear_desk import ClearDesk
from app.desk_rows import ConversationHead, EarlierWording, InboxRow, SearchHit, Status, ThreadLine
from app.keep_wishes import Keep
from app.provenance import Recalled
from app.recollections import Recollections
from app.send import Reach
from app.store.outbox import Letter
from app.voice_shown import VoiceShown
from engine.asked import Reminder
from engine.domain import Option, Risk, Standing, Suggestions


class Desk(Protocol):
    """The reads of the window. All answer at once, from what is stored."""

    def inbox(self) -> Sequence[InboxRow]:
        """Every conversation, most pressing first."""

    def thread(
        self, conversation_id: int, before: ThreadLine | None = None, *, after: ThreadLine | None = None
    ) -> Sequence[ThreadLine]:
        """A page of a thread, oldest first: the newest one, or the one before or after a line."""

    def thread_around(self, conversation_id: int, message_id: int) -> Sequence[ThreadLine]:
        """A page with a message in its middle."""

    def head(self, conversation_id: int) -> ConversationHead:
        """What the header says."""

    def risk(self, conversation_id: int) -> Risk:
        """How risky its words are."""

    def standing(self, conversation_id: int) -> Standing:
        """Why it ranks where it does."""

    def brief(self, conversation_id: int) -> Brief | None:
        """Its brief as it was kept; may take longer than a frame, as the next two."""

    def recollections(self, conversation_id: int) -> Recollections:
        """What is recalled for a reply in it, and what is known of the contact."""

    def voice(self, conversation_id: int) -> VoiceShown:
        """How the person writes there."""

    def drafts(self, conversation_id: int) -> Suggestions | None:
        """The drafts that fit its newest message."""

    def steered(self, request_id: str) -> str:
        """The wish that a set of drafts was made by, "" for none."""

    def recalled(self, conversation_id: int, options: Sequence[Option]) -> Mapping[str, Sequence[Recalled]]:
        """What drafts recall, by their ids; takes longer than a frame."""

    def file_place(self, message_id: int, part: int) -> Path | None:
        """Where a file of a message lies, None if it is not here."""

    def earlier(self, message_id: int) -> Sequence[EarlierWording]:
        """What an edited message said before, oldest first."""

    def clear_desk(self) -> ClearDesk:
        """What is told when nobody waits; takes longer than a frame."""

    def nudges(self, conversation_id: int) -> Sequence[str]:
        """Short texts that ask somebody again."""

    def search(self, text: str) -> Sequence[SearchHit]:
        """Messages that fit a text."""

    def status(self) -> Status:
        """Figures of the status bar."""

    def thresholds(self) -> tuple[float, float]:
        """Scores from which risk is amber, and red."""

    def reach(self, conversation_id: int) -> Reach:
        """How far a reply may be taken here."""

    def sprint(self) -> Sequence[InboxRow]:
        """The conversations of a sprint in their order; may take longer than a frame."""

    def reminders(self) -> Sequence[Reminder]:
        """Those that are open or fired, the soonest first."""

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

    def stop_drafting(self, conversation_id: int) -> None:
        """Write nothing more here until it is asked for."""

    def accept(self, response_id: str, text: str) -> None:
        """A draft was taken, perhaps changed."""

    def reject(self, response_id: str, reason: str | None = None) -> None:
        """A draft was dismissed."""

    def done(self, conversation_id: int) -> None:
        """Nothing is left to answer."""

    def snooze(self, conversation_id: int, until: datetime) -> None:
        """Bring it back later."""

    def snooze_until_they_write(self, conversation_id: int) -> None:
        """Bring it back as soon as they write again."""

    def dismiss(self, conversation_id: int, pattern_name: str | None, *more: str) -> None:
        """Not a risk: these patterns, or (None) anything with this contact."""

    def keep(self, wish: Keep) -> None:
        """Keep, forget or set something about a contact."""

    def looked(self, conversation_id: int) -> None:
        """Its newest message is before the person's eyes."""

    def mark_unread(self, conversation_id: int) -> None:
        """It is to be unread again, in Sotto only."""

    def remind_at(self, text: str, at: datetime, conversation_id: int | None = None) -> None:
        """Set a reminder for a chosen time."""

    def reminder_done(self, reminder_id: str) -> None:
        """The person is done with a reminder."""

    def snooze_reminder(self, reminder_id: str, until: datetime) -> None:
        """Tell a reminder again later."""

    def delete_reminder(self, reminder_id: str) -> None:
        """Remove a reminder with its words."""

    def forget_asked(self, turn_ids: Sequence[str]) -> None:
        """Forget kept questions with their answers."""

    def undo(self) -> None:
        """Take the last act back."""


class Core(Wishes, Protocol):
    """Everything the window may wish for; what is sent has a way back of its own."""

    def pause(self, until: datetime) -> None:
        """Write nothing ahead until then; knocking rests with it."""

    def go_on(self) -> None:
        """End a pause now."""

    def ask(self, question: str) -> None:
        """Answer a question to the own history."""

    def stop_asking(self) -> None:
        """Answer nothing of what was asked so far."""

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

    def read_contact(self, contact_id: int, on: bool) -> None:
        """Read what is said with a contact alone, or never."""

    def read_conversation(self, conversation_id: int, on: bool) -> None:
        """Read a conversation, or never."""

    def mark(self, subject: int, on: bool) -> None:
        """Mark words of a contact (negative: of a group), or never."""

    def erase_contact(self, contact_id: int) -> None:
        """Forget a person for good."""

    def look_for_room(self) -> None:
        """Try at once whether a full disk has room again."""

    def reload_model(self) -> None:
        """Load the model in use anew."""

    def train_now(self, *, merges: bool = False) -> None:
        """Train now, or go on with what was stopped."""

    def pause_training(self) -> None:
        """Stop training and keep what was done."""

    def cancel_training(self, job_id: str) -> None:
        """Call a training job off; nothing is kept of it."""

    def see_morning_report(self) -> None:
        """The person was shown what came of the last night."""

    def use_adapter(self, adapter_id: int | None) -> None:
        """Write with this adapter from now on, or (None) with the model alone."""

    def keep_adapter_unused(self, adapter_id: int) -> None:
        """Do not use what was offered."""

    def roll_back_adapter(self) -> None:
        """Write with what was in use before."""

    def delete_adapter(self, adapter_id: int) -> None:
        """Remove an adapter for good."""
