"""What the person may ask of the core: calls from any thread that return at once and are carried out in turn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

from app import events
from app.acts import Acts
from app.deciding import Verb
from app.events import Event
from app.keep_wishes import Keep
from app.keeping import Keeping
from app.mailbox import Mailbox
from app.nights import Nights
from app.offering import Offering
from app.outbox import Outbox
from app.pausing import Pausing
from app.questions import Questions
from app.reminding import Reminding
from app.reviewing import Reviewing
from app.room import Room
from app.sparing import Sparing
from app.swapping import Swapping
from engine.domain import ContactClass
from engine.problems import Problem


class Wishes(ABC):
    """Hands each wish to the part of the core that carries it out; what comes of it is told as an event.

    The conductor owns these parts and their one thread. A wish that meets a problem is told as `WishFailed`.
    """

    _mailbox: Mailbox
    _acts: Acts
    _keeping: Keeping
    _nights: Nights
    _offering: Offering
    _outbox: Outbox
    _pausing: Pausing
    _questions: Questions
    _reminding: Reminding
    _reviewing: Reviewing
    _room: Room
    _sparing: Sparing
    _swapping: Swapping

    def opened(self, conversation_id: int) -> None:
        """The person looks at a conversation: it is judged and drafted before anything else."""
        self._wish(lambda: self._offering.open(conversation_id))

    def suggest(self, conversation_id: int, *, fresh: bool = False, steer: str | None = None) -> None:
        """Options for a conversation: those at hand, or new ones (`fresh`, or steered)."""
        self._wish(lambda: self._offering.suggest(conversation_id, fresh=fresh, steer=steer))

    def more(self, request_id: str) -> None:
        """The rest of a set of options, now."""
        self._wish(lambda: self._offering.more(request_id))

    def stop_drafting(self, conversation_id: int) -> None:
        """Write nothing more for a conversation until it is asked for; a model stops at once."""
        self._wish(lambda: self._offering.stop(conversation_id))

    def accept(self, response_id: str, text: str) -> None:
        """The person took an option, as it was or edited to `text`."""
        self._wish(lambda: self._acts.decide(response_id, Verb.ACCEPT, text=text, reason=None))

    def reject(self, response_id: str, reason: str | None = None) -> None:
        """The person does not want an option."""
        self._wish(lambda: self._acts.decide(response_id, Verb.REJECT, text=None, reason=reason))

    def send(self, conversation_id: int, text: str, response_id: str | None = None) -> None:
        """Send a reply through Messages after the undo window; `SendCounting` counts, `SendEnded` tells the end."""
        self._wish(lambda: self._outbox.send(conversation_id, text, response_id))

    def take_back_send(self, conversation_id: int) -> None:
        """Do not send what is counted here; its text is kept as a draft."""
        self._wish(lambda: self._outbox.take_back(conversation_id))

    def send_now(self, conversation_id: int) -> None:
        """Send what is counted here at once."""
        self._wish(lambda: self._outbox.send_now(conversation_id))

    def send_again(self, conversation_id: int) -> None:
        """Send what Messages refused once more, with a new undo window."""
        self._wish(lambda: self._outbox.send_again(conversation_id))

    def let_go_send(self, conversation_id: int) -> None:
        """Keep the text of a reply that did not go no longer, or say no more that it was not seen."""
        self._wish(lambda: self._outbox.let_go(conversation_id))

    def done(self, conversation_id: int) -> None:
        """Nothing is left to answer here."""
        self._wish(lambda: self._acts.set_done(conversation_id))

    def snooze(self, conversation_id: int, until: datetime) -> None:
        """Bring this conversation back at `until`."""

        def rest() -> None:
            self._acts.snooze(conversation_id, until)
            self._reviewing.at(until)

        self._wish(rest)

    def snooze_until_they_write(self, conversation_id: int) -> None:
        """Bring this conversation back when they write."""
        self._wish(lambda: self._acts.snooze_until_they_write(conversation_id))

    def dismiss(self, conversation_id: int, pattern_name: str | None, *more: str) -> None:
        """Not a risk with this contact: these patterns, or (None) anything."""
        self._wish(lambda: self._acts.dismiss(conversation_id, pattern_name, *more))

    def keep(self, wish: Keep) -> None:
        """Keep, forget or set something about a contact (`app.keeping`); `Kept` tells that it is done."""
        self._wish(lambda: self._keeping.carry_out(wish))

    def looked(self, conversation_id: int) -> None:
        """The person has a conversation before their eyes, to its newest message."""
        self._wish(lambda: self._acts.look(conversation_id))

    def mark_unread(self, conversation_id: int) -> None:
        """The person wants a conversation unread again, in Sotto only."""
        self._wish(lambda: self._acts.mark_unread(conversation_id))

    def classify(self, contact_id: int, contact_class: ContactClass) -> None:
        """Say what somebody is to the person."""
        self._wish(lambda: self._acts.classify(contact_id, contact_class))

    def read_contact(self, contact_id: int, on: bool) -> None:
        """Read what is said with a contact alone, or never."""
        self._wish(lambda: self._sparing.read_contact(contact_id, on))

    def read_conversation(self, conversation_id: int, on: bool) -> None:
        """Read a conversation, or never."""
        self._wish(lambda: self._sparing.read_conversation(conversation_id, on))

    def mark(self, subject: int, on: bool) -> None:
        """Mark words of a contact (negative: of a group), or never."""
        self._wish(lambda: self._sparing.mark(subject, on))

    def erase_contact(self, contact_id: int) -> None:
        """Forget a person for good; `ContactErased` tells that it is done. There is no way back."""
        self._wish(lambda: self._sparing.erase(contact_id))

    def ask(self, question: str) -> None:
        """Answer a question to the own history; `Answered` names the turn in the store."""
        self._wish(lambda: self._questions.ask(question))

    def stop_asking(self) -> None:
        """Answer nothing of what was asked so far."""
        self._wish(self._questions.stop)

    def forget_asked(self, turn_ids: Sequence[str]) -> None:
        """Forget kept questions with their answers; `AskedChanged` tells when they are gone, or back."""
        self._wish(lambda: self._questions.forget(turn_ids))

    def remind(self, text: str, conversation_id: int | None = None) -> None:
        """Set a reminder in the person's words."""
        self._wish(lambda: self._reminding.add(text, conversation_id))

    def remind_at(self, text: str, at: datetime, conversation_id: int | None = None) -> None:
        """Set a reminder for a chosen time."""
        self._wish(lambda: self._reminding.add_at(text, at, conversation_id))

    def reminder_done(self, reminder_id: str) -> None:
        """The person is done with a reminder."""
        self._wish(lambda: self._reminding.done(reminder_id))

    def snooze_reminder(self, reminder_id: str, until: datetime) -> None:
        """Tell a reminder again at `until`."""
        self._wish(lambda: self._reminding.snooze(reminder_id, until))

    def delete_reminder(self, reminder_id: str) -> None:
        """Remove a reminder with its words."""
        self._wish(lambda: self._reminding.delete(reminder_id))

    def pause(self, until: datetime) -> None:
        """Let nothing be written ahead until then; `PauseChanged` tells when it begins and ends."""
        self._wish(lambda: self._pausing.pause(until))

    def go_on(self) -> None:
        """End a pause now."""
        self._wish(self._pausing.go_on)

    def train_now(self, *, merges: bool = False) -> None:
        """Train now, or go on with what was stopped; `TrainingChanged` tells how far it is."""
        self._wish(lambda: self._nights.begin_by_hand(merges=merges))

    def pause_training(self) -> None:
        """Stop training and keep what was done."""
        self._wish(self._nights.pause)

    def cancel_training(self, job_id: str) -> None:
        """Call a training job off; nothing is kept of it."""
        self._wish(lambda: self._nights.cancel(job_id))

    def see_morning_report(self) -> None:
        """The person was shown what came of the last night."""
        self._wish(self._nights.see)

    def use_adapter(self, adapter_id: int | None) -> None:
        """Write with this adapter from now on, or (None) with the model alone; `AdaptersChanged` tells when."""
        self._wish(lambda: self._swapping.use(adapter_id))

    def keep_adapter_unused(self, adapter_id: int) -> None:
        """Do not use what was offered."""
        self._wish(lambda: self._swapping.keep_as_it_is(adapter_id))

    def roll_back_adapter(self) -> None:
        """Write with what was in use before."""
        self._wish(self._swapping.roll_back)

    def delete_adapter(self, adapter_id: int) -> None:
        """Remove an adapter for good; there is no way back."""
        self._wish(lambda: self._swapping.delete(adapter_id))

    def undo(self) -> None:
        """Take the last act back."""
        self._wish(self._acts.take_back)

    @abstractmethod
    def _announce(self, event: Event) -> None:
        """Tell an event to every listener."""

    def _wish(self, act: Callable[[], None]) -> None:
        self._mailbox.leave_room()

        def carried_out() -> None:
            try:
                act()
            except Problem as problem:
                self._announce(events.WishFailed(problem))
                self._room.hear(problem)

        self._mailbox.post(carried_out)
